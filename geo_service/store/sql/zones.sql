-- Ground of the hazard zones in use, dissolved per key so that overlapping rivers and bands count once.
-- A zone's key is hazard:source:scale; the bare hazard is all of them together. Values: release, srid, roles.
-- How long a flood stays says nothing of its depth and covers the same ground: not a zone of its own. Ground where houses may
-- collapse is: it has no depth either, and must not stand as a band of unknown depth beside those of its river.
DROP TABLE IF EXISTS zone_row, zone_key, zone_part, assessed_part;

CREATE TEMP TABLE zone_row ON COMMIT DROP AS
SELECT
    f.id, a ->> 'hazard' AS hazard,
    coalesce(a ->> 'source', '') || CASE
        WHEN a ->> 'collapse' IS NOT NULL AND a ->> 'depth_from_m' IS NULL THEN '（家屋倒壊等）' ELSE ''
    END AS source,
    coalesce(a ->> 'scale', '') AS scale,
    coalesce(a ->> 'state', '') = 'assessed' AS assessed,
    (a ->> 'depth_from_m')::float8 AS depth_from_m, (a ->> 'depth_to_m')::float8 AS depth_to_m,
    ST_CollectionExtract(CASE WHEN ST_IsValid(g.plane) THEN g.plane ELSE ST_MakeValid(g.plane) END, 3) AS plane
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
CROSS JOIN LATERAL (SELECT f.attributes AS a, ST_Transform(f.geom, %(srid)s) AS plane OFFSET 0) AS g
WHERE r.release = %(release)s AND r.used AND (%(roles)s::jsonb ->> d.layer) = 'zones'
    AND f.geom IS NOT NULL AND a ->> 'hazard' <> ''
    AND (a ->> 'duration_from_h' IS NULL OR a ->> 'depth_from_m' IS NOT NULL);

-- Each key and the key whose ground it is: a hazard of one source and scale is that one's, not worked out twice.
CREATE TEMP TABLE zone_key ON COMMIT DROP AS
WITH single AS (
    SELECT DISTINCT hazard, hazard || ':' || source || ':' || scale AS key FROM zone_row WHERE NOT assessed
)
SELECT key, key AS ground FROM single
UNION ALL
SELECT hazard, CASE count(*) WHEN 1 THEN min(key) ELSE hazard END FROM single GROUP BY hazard;

CREATE TEMP TABLE zone_part ON COMMIT DROP AS
WITH whole AS (
    SELECT hazard || ':' || source || ':' || scale AS key, ST_Union(plane, 0.01) AS plane
    FROM zone_row WHERE NOT assessed GROUP BY hazard, source, scale
    UNION ALL
    SELECT hazard, ST_Union(plane, 0.01) FROM zone_row
    WHERE NOT assessed AND hazard IN (SELECT ground FROM zone_key) GROUP BY hazard
)
SELECT key, p.plane FROM whole CROSS JOIN LATERAL ST_Subdivide(plane, 48) AS p (plane);
CREATE INDEX ON zone_part USING gist (plane);

-- Ground inside a zone was assessed too, so both states make up what was looked at.
CREATE TEMP TABLE assessed_part ON COMMIT DROP AS
WITH whole AS (
    SELECT k.key, plane
    FROM zone_row CROSS JOIN LATERAL (VALUES (hazard), (hazard || ':' || source || ':' || scale)) AS k (key)
    WHERE assessed
)
SELECT key, p.plane FROM whole CROSS JOIN LATERAL ST_Subdivide(plane, 48) AS p (plane);
CREATE INDEX ON assessed_part USING gist (plane);
ANALYZE zone_part, assessed_part;
