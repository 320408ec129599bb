-- What rows of other layers may be about: the places, units or rows of a layer in a release, one row each: the first of its
-- rows, with its own key, all codes it is known by, its own word for the ward and the ward it lies in.
-- Values: release, city, layer, unit_code (its field, '' for none), place (whether rows are grouped into places).
WITH ward AS MATERIALIZED (
    SELECT left(f.attributes ->> 'code', 5) AS code, f.geom
    FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.feature f ON f.version = v.id
    WHERE r.release = %(release)s AND r.used AND d.layer = 'wards'
), own AS (
    SELECT code FROM ward WHERE code IS NOT NULL UNION SELECT %(city)s UNION SELECT ''
), mine AS (
    SELECT
        f.id, f.version, f.row_no, f.name, f.key, f.attributes AS a,
        CASE WHEN %(place)s THEN f.version || ' ' || f.place_key
            ELSE coalesce(nullif(f.attributes ->> %(unit_code)s, ''), f.version || ' ' || f.key) END AS one,
        CASE WHEN %(place)s THEN f.place_key ELSE coalesce(nullif(f.attributes ->> %(unit_code)s, ''), f.key) END AS to_key,
        f.geom
    FROM frame.release_dataset r
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.feature f ON f.version = v.id
    WHERE r.release = %(release)s AND r.used AND d.layer = %(layer)s AND f.municipality IN (SELECT code FROM own)
        AND NOT EXISTS (SELECT FROM frame.twice t WHERE t.release = %(release)s AND t.feature = f.id)
), single AS (
    SELECT
        (array_agg(id ORDER BY version, row_no, id))[1] AS id,
        (array_agg(to_key ORDER BY version, row_no, id))[1] AS to_key,
        array_agg(DISTINCT name) FILTER (WHERE name <> '') AS names,
        coalesce((array_agg(a ->> 'address' ORDER BY row_no) FILTER (WHERE a ->> 'address' <> ''))[1], '') AS address,
        coalesce((array_agg(a ->> 'ward' ORDER BY row_no) FILTER (WHERE a ->> 'ward' <> ''))[1], '') AS ward,
        array_agg(DISTINCT c.code) FILTER (WHERE c.code <> '') AS codes,
        (array_agg(geom ORDER BY row_no) FILTER (WHERE geom IS NOT NULL AND NOT ST_IsEmpty(geom)))[1] AS geom
    FROM mine CROSS JOIN LATERAL (VALUES (key), (a ->> %(unit_code)s), (a ->> 'source_id'), (a ->> 'code')) AS c (code)
    GROUP BY one
)
SELECT s.id, s.to_key, coalesce(s.names, '{}'), s.address, s.ward, coalesce(s.codes, '{}'), coalesce(w.code, '')
FROM single s
LEFT JOIN LATERAL (
    SELECT w.code FROM ward w
    WHERE s.ward = '' AND ST_Intersects(w.geom, CASE WHEN ST_Dimension(s.geom) = 2 THEN ST_PointOnSurface(s.geom)
        ELSE ST_Centroid(s.geom) END)
    ORDER BY w.code LIMIT 1
) AS w ON true
ORDER BY s.id;
