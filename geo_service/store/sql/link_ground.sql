-- Rows without a position of their own, or with one looked up by its address, stand where what they are settled to be about
-- stands: a unit's whole ground, a place's ground, or the middle of its buildings, by its best placed rows only as in places.sql;
-- the ground of several together where a row is about several.
-- Values: release, layer (of the rows), link, target_layer, unit_code (its field, '' for none), place, whole (whether a
-- row stands only where all that it is about is known: people of several areas are never put on some of them).
-- Rows and links of this very load are unknown to the planner: without counts it holds each target against every row.
ANALYZE frame.link (release, feature, link, target);
ANALYZE frame.feature (id, version, place_key);
INSERT INTO frame.ground (release, feature, accuracy, geom)
WITH about AS MATERIALIZED (
    SELECT l.feature, l.target FROM frame.link l JOIN frame.feature f ON f.id = l.feature
    JOIN frame.dataset_version v ON v.id = f.version JOIN frame.dataset d ON d.id = v.dataset
    WHERE l.release = %(release)s AND l.link = %(link)s AND l.target IS NOT NULL AND d.layer = %(layer)s
        AND (f.placed_by = 'subject_address' OR f.geom IS NULL OR ST_IsEmpty(f.geom))
        AND NOT (%(whole)s AND EXISTS (
            SELECT FROM frame.link u
            WHERE u.release = l.release AND u.link = l.link AND u.feature = l.feature AND u.target IS NULL
        ))
), wanted AS MATERIALIZED (
    SELECT DISTINCT target FROM about
), every AS MATERIALIZED (
    SELECT w.target, m.geom, m.accuracy, CASE m.accuracy WHEN 'area' THEN 2 WHEN 'block' THEN 1 ELSE 0 END AS doubt
    FROM wanted w JOIN frame.feature t ON t.id = w.target
    JOIN LATERAL (
        SELECT f.geom, f.accuracy FROM frame.feature f
        WHERE f.id = t.id AND NOT %(place)s AND coalesce(t.attributes ->> %(unit_code)s, '') = ''
        UNION ALL
        SELECT f.geom, f.accuracy FROM frame.feature f WHERE %(place)s AND f.version = t.version AND f.place_key = t.place_key
        UNION ALL
        SELECT f.geom, f.accuracy
        FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset
        JOIN frame.feature f ON f.version = v.id
        WHERE NOT %(place)s AND t.attributes ->> %(unit_code)s <> '' AND r.release = %(release)s AND r.used
            AND d.layer = %(target_layer)s AND f.attributes ->> %(unit_code)s = t.attributes ->> %(unit_code)s
    ) AS m ON m.geom IS NOT NULL AND NOT ST_IsEmpty(m.geom)
), standing AS MATERIALIZED (
    SELECT * FROM (SELECT e.*, min(doubt) OVER (PARTITION BY target) AS least FROM every e) AS e
    -- Every row of a unit is a part of its ground.
    WHERE NOT %(place)s OR doubt = least
), ground AS MATERIALIZED (
    SELECT
        target, CASE WHEN bool_and(accuracy = 'area') THEN 'area' WHEN bool_and(accuracy <> 'point') THEN 'block' ELSE 'point' END
            AS accuracy,
        CASE WHEN count(*) = 1 THEN (array_agg(geom))[1] WHEN max(ST_Dimension(geom)) < 2 THEN ST_Centroid(ST_Collect(geom))
            ELSE ST_Union(geom) FILTER (WHERE ST_Dimension(geom) = 2) END AS geom
    FROM standing GROUP BY target
)
SELECT %(release)s, a.feature,
    CASE WHEN bool_or(g.accuracy = 'area') THEN 'area' WHEN bool_or(g.accuracy = 'block') THEN 'block' ELSE 'point' END,
    CASE WHEN count(DISTINCT a.target) = 1 THEN (array_agg(g.geom))[1]
        WHEN min(ST_Dimension(g.geom)) < max(ST_Dimension(g.geom)) THEN ST_Collect(g.geom)
        ELSE ST_Union(g.geom) END
FROM about a JOIN ground g USING (target)
GROUP BY a.feature
ON CONFLICT (release, feature) DO NOTHING;
