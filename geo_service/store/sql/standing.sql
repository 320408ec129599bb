-- How each row of the city's population stands: '' where its people can be put on ground, else why not ('twice': another part
-- of its source counts them); and the ward it is in by its own word or point. After ground and edges_now. Values: release, srid, tolerance_m.
DROP TABLE IF EXISTS standing;

-- Rows that neither say that they are of one of the city's wards nor lie near its ground are of another city. A point may be
-- a little outside, as borders are published simplified; an area must touch the ground.
CREATE TEMP TABLE standing ON COMMIT DROP AS
WITH ground AS MATERIALIZED (SELECT plane FROM unit_part WHERE unit_set = 'wards'),
homeless AS MATERIALIZED (
    SELECT t.id FROM thing t
    WHERE t.role = 'population' AND t.point IS NOT NULL AND NOT ST_IsEmpty(t.point)
        AND NOT EXISTS (SELECT FROM edge_now e WHERE e.feature = t.id AND e.unit_set = 'wards')
        AND NOT EXISTS (SELECT FROM unit_part u WHERE u.unit_set = 'wards' AND ST_Intersects(u.plane, t.point))
), away AS MATERIALIZED (
    SELECT f.id
    FROM homeless h JOIN frame.feature f USING (id)
    LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
    CROSS JOIN LATERAL (SELECT coalesce(o.geom, f.geom) AS geom OFFSET 0) AS s
    CROSS JOIN LATERAL (SELECT ST_MakeValid(ST_Transform(s.geom, %(srid)s)) AS plane, ST_Dimension(s.geom) AS dimension OFFSET 0) AS g
    WHERE EXISTS (SELECT FROM ground) AND NOT EXISTS (
        SELECT FROM unit_part u
        WHERE u.unit_set = 'wards' AND CASE WHEN g.dimension = 2 THEN ST_Intersects(u.plane, g.plane)
            ELSE ST_DWithin(u.plane, g.plane, %(tolerance_m)s) END
    )
)
SELECT
    t.id, e.unit AS ward,
    CASE
        WHEN EXISTS (SELECT FROM frame.twice w WHERE w.release = %(release)s AND w.feature = t.id) THEN 'twice'
        WHEN t.point IS NULL OR ST_IsEmpty(t.point) THEN 'no_position'
        WHEN a.id IS NOT NULL THEN 'outside_city'
        -- Everyone at the point that stands for a whole area would be measured from where hardly anyone lives.
        WHEN t.accuracy = 'area' AND t.dimension = 0 THEN 'position_is_an_area'
        ELSE ''
    END AS why
FROM thing t
LEFT JOIN edge_now e ON e.feature = t.id AND e.unit_set = 'wards'
LEFT JOIN away a ON a.id = t.id
WHERE t.role = 'population';
CREATE INDEX ON standing (id);
ANALYZE standing;
