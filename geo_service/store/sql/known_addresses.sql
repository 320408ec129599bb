-- What a release knows of addresses: layer, source and part of the dataset, who the row is of, its attributes, a point of it.
-- Values: city, release (its id; the current one when NULL). Things whose position was itself found by an address are no source.
SELECT
    d.layer, d.source, d.part, f.municipality, f.attributes,
    ST_X(p.point) AS lon, ST_Y(p.point) AS lat
FROM frame.city c
JOIN frame.release_dataset r ON r.release = coalesce(%(release)s::bigint, c.current_release)
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(f.geom) > 0 THEN ST_PointOnSurface(f.geom) ELSE ST_Centroid(f.geom) END AS point OFFSET 0
) AS p
WHERE c.code = %(city)s AND d.city = c.code AND (
    (d.layer = 'address_points')
    OR (d.layer = 'towns' AND p.point IS NOT NULL)
    OR (d.layer = 'population' AND p.point IS NOT NULL AND f.name <> '' AND (f.accuracy = 'area' OR ST_Dimension(f.geom) = 2))
    OR (
        r.used AND %(roles)s::jsonb ->> d.layer = 'places' AND f.accuracy = 'point' AND p.point IS NOT NULL
        AND f.attributes ->> 'address' <> '' AND NOT v.report ? 'geocoded'
    )
)
ORDER BY d.layer <> 'address_points', d.layer = 'population', v.id DESC, f.id;
