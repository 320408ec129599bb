-- Ground covered by the buildings that people live in, by unit, kind and storeys (NaN unknown): a building is in the unit that its
-- centre lies in. After ground. Values: release, srid, unit_set, units (those wanted).
SELECT
    p.idx, (b.use = 'apartment')::integer, b.storeys, sum(ST_Area(b.plane) ORDER BY b.id)::float8
FROM (
    SELECT
        f.id, f.attributes ->> 'use' AS use, coalesce((f.attributes ->> 'storeys')::float8, 'NaN') AS storeys,
        ST_Transform(f.geom, %(srid)s) AS plane
    FROM frame.release_dataset r
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset AND d.layer = 'buildings'
    JOIN frame.feature f ON f.version = v.id
    WHERE r.release = %(release)s AND r.used AND f.attributes ->> 'use' IN ('dwelling', 'apartment') AND ST_Dimension(f.geom) = 2
    OFFSET 0
) AS b
JOIN unit_part p ON p.unit_set = %(unit_set)s AND ST_Intersects(p.plane, ST_Centroid(b.plane))
WHERE p.idx = ANY (%(units)s)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;
