-- Rows of a layer in the city's current release whose position was looked up by an address. Values: city, layer, address (its field).
SELECT v.file_name, f.row_no, coalesce(f.attributes ->> %(address)s, ''), f.placed_by
FROM frame.city c
JOIN frame.release_dataset r ON r.release = c.current_release AND r.used
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset AND d.layer = %(layer)s
JOIN frame.feature f ON f.version = v.id
WHERE c.code = %(city)s AND f.placed_by <> '';
