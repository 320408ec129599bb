-- Associations of a release: their words, whether they are drawn, and what was said of their line.
-- Values: release, city, layer, confirmed (field of the mark), unit_code (field of the code).
SELECT
    f.id, u.key, f.name, coalesce(f.attributes ->> 'ward', ''), coalesce(f.attributes ->> 'area_text', ''),
    f.geom IS NOT NULL AND NOT ST_IsEmpty(f.geom), (f.attributes ->> %(confirmed)s)::boolean, k.confirmed, f.row_no, v.file_name
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
CROSS JOIN LATERAL (SELECT coalesce(nullif(f.attributes ->> %(unit_code)s, ''), f.key) AS key OFFSET 0) AS u
LEFT JOIN frame.confirmation_choice k ON k.city = %(city)s AND k.layer = d.layer AND k.key = u.key
WHERE r.release = %(release)s AND r.used AND d.layer = %(layer)s
ORDER BY f.id;
