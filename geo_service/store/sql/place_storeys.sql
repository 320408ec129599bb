-- Storeys of places: the most that a row of the place says ("list"); else, where exactly one building holds its point, that
-- building's. A point that stands for more than the place itself is in no building. NaN not known. After places.
-- Values: release, layers (those whose rows may say their storeys).
WITH said AS MATERIALIZED (
    SELECT p.layer, p.idx, p.doubt, p.lonlat, max((f.attributes ->> 'storeys')::float8) AS storeys
    FROM place p
    JOIN place_row w ON w.version = p.version AND w.place_key = p.place_key
    JOIN frame.feature f ON f.id = w.id
    WHERE p.layer = ANY (%(layers)s)
    GROUP BY p.layer, p.idx, p.doubt, p.lonlat
), drawn AS MATERIALIZED (
    SELECT r.version
    FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset
    WHERE r.release = %(release)s AND r.used AND d.layer = 'buildings'
), held AS (
    SELECT s.layer, s.idx, count(*) AS buildings, max((f.attributes ->> 'storeys')::float8) AS storeys
    FROM said s
    -- Through the index of all features' ground.
    JOIN frame.feature f ON ST_Intersects(ST_Transform(f.geom, 4326)::geometry(Geometry, 4326), ST_Transform(s.lonlat, 4326))
    WHERE s.storeys IS NULL AND s.doubt = 0 AND f.version IN (SELECT version FROM drawn)
    GROUP BY s.layer, s.idx
)
SELECT s.layer, s.idx, coalesce(s.storeys, h.storeys), CASE WHEN s.storeys IS NOT NULL THEN 'list' ELSE 'building' END
FROM said s LEFT JOIN held h ON h.layer = s.layer AND h.idx = s.idx AND h.buildings = 1
WHERE coalesce(s.storeys, h.storeys) IS NOT NULL
ORDER BY s.layer, s.idx;
