-- Height of the ground at points: of each the nearest block of the elevation model whose centre is within near_m. Values: city,
-- near_m, lons, lats (arrays). Rows: number of the point (from 1), mean, lowest and highest height, dataset's title and date.
SELECT p.n, e.mean, e.lowest, e.highest, e.title, e.reference_date
FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS p (lon, lat, n)
CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326) AS geom OFFSET 0) AS s
CROSS JOIN LATERAL (
    SELECT (f.attributes ->> 'elevation_m')::float8 AS mean, (f.attributes ->> 'lowest_m')::float8 AS lowest,
        (f.attributes ->> 'highest_m')::float8 AS highest, v.title, v.reference_date
    FROM frame.city c
    JOIN frame.release_dataset r ON r.release = c.current_release AND r.used
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.feature f ON f.version = v.id
    WHERE c.code = %(city)s AND d.layer = 'elevation' AND f.attributes ->> 'elevation_m' IS NOT NULL
        -- The very expression of the index feature_geom_4326; 0.0005 degrees are more than near_m anywhere in Japan.
        AND ST_Transform(f.geom, 4326)::geometry(Geometry, 4326) && ST_Expand(s.geom, 0.0005)
        AND ST_Distance(ST_Transform(f.geom, 4326)::geography, s.geom::geography) <= %(near_m)s
    ORDER BY ST_Distance(ST_Transform(f.geom, 4326)::geography, s.geom::geography), f.id
    LIMIT 1
) AS e
ORDER BY p.n;
