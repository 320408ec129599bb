-- Rows of a layer whose links a release works out: its own city's, of datasets in use. Counts that have ground of their own
-- need no other. Values: release, city, layer, name_field, address, code, ward (fields, '' for none), counts (whether it is a
-- population), year, only_field, only_value (which rows, '' for all).
WITH own AS (
    SELECT left(f.attributes ->> 'code', 5) AS code
    FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.feature f ON f.version = v.id
    WHERE r.release = %(release)s AND d.layer = 'wards'
    UNION SELECT %(city)s UNION SELECT ''
)
SELECT
    f.id, f.version, coalesce(f.attributes ->> %(name_field)s, ''), coalesce(f.attributes ->> %(address)s, ''),
    coalesce(f.attributes ->> %(code)s, ''), coalesce(f.attributes ->> %(ward)s, ''),
    coalesce(f.attributes ->> 'covers', ''), coalesce(f.attributes ->> %(year)s, '')
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
WHERE r.release = %(release)s AND r.used AND d.layer = %(layer)s AND f.municipality IN (SELECT code FROM own WHERE code IS NOT NULL)
    AND (%(only_field)s = '' OR f.attributes ->> %(only_field)s = %(only_value)s)
    AND NOT (%(counts)s AND f.geom IS NOT NULL AND NOT ST_IsEmpty(f.geom))
    -- Most rows of most lists say nothing of it: they are not carried over only to be dropped.
    AND (
        f.attributes ->> %(name_field)s <> '' OR f.attributes ->> %(address)s <> '' OR f.attributes ->> %(code)s <> ''
        OR (%(counts)s AND f.attributes ->> 'covers' <> '')
    )
ORDER BY f.version, f.row_no, f.id;
