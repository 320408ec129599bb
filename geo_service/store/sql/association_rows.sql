-- Associations of a release: their words and whether they are drawn. Values: release, layer.
SELECT
    f.id, f.name, coalesce(f.attributes ->> 'ward', ''), coalesce(f.attributes ->> 'area_text', ''),
    f.geom IS NOT NULL AND NOT ST_IsEmpty(f.geom)
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
WHERE r.release = %(release)s AND r.used AND d.layer = %(layer)s
ORDER BY f.id;
