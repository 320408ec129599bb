-- Rows of population versions that a later version counts too: on ground that is hardly smaller, or, where neither has any, of
-- one name, code and ward. Values: release, versions (the later first).
DROP TABLE IF EXISTS counted;
CREATE TEMP TABLE counted ON COMMIT DROP AS
SELECT f.id, p.version, p.number, f.name, coalesce(f.attributes ->> 'code', '') AS code, coalesce(f.attributes ->> 'ward', '') AS ward,
    ST_Dimension(g.geom) AS dimension, ST_Area(g.geom) AS area, g.geom,
    CASE WHEN ST_Dimension(g.geom) = 2 THEN ST_PointOnSurface(g.geom) ELSE ST_Centroid(g.geom) END AS point
FROM unnest(%(versions)s::bigint[]) WITH ORDINALITY AS p (version, number)
JOIN frame.feature f ON f.version = p.version
LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN NOT ST_IsEmpty(coalesce(o.geom, f.geom)) THEN coalesce(o.geom, f.geom) END AS geom OFFSET 0
) AS g;
CREATE INDEX ON counted USING gist (geom);
CREATE INDEX ON counted (name);
ANALYZE counted (number, name, geom, point);
SELECT a.id, a.version, b.version
FROM counted a JOIN counted b ON b.number < a.number AND ST_Intersects(b.geom, a.point)
WHERE CASE b.dimension WHEN 2 THEN a.dimension < 2 OR b.area >= 0.5 * a.area ELSE a.name = b.name END
UNION
SELECT a.id, a.version, b.version
FROM counted a JOIN counted b ON b.number < a.number AND a.name = b.name AND a.code = b.code AND a.ward = b.ward
WHERE a.geom IS NULL AND b.geom IS NULL
ORDER BY 1, 3;
