-- The parts of associations in a city's current release, with the ward of the association. Values: city, layer.
SELECT
    p.feature, f.name, coalesce(nullif(f.attributes ->> 'code', ''), f.key), coalesce(w.name, ''), p.town, p.town_name, p.said,
    p.blocks, p.weight, p.low, p.high, p.how, coalesce(k.confirmed, false), v.file_name, f.row_no
FROM frame.city c
JOIN frame.association_part p ON p.release = c.current_release
JOIN frame.feature f ON f.id = p.feature
JOIN frame.dataset_version v ON v.id = f.version
JOIN frame.dataset d ON d.id = v.dataset AND d.layer = %(layer)s
LEFT JOIN frame.confirmation k ON k.release = c.current_release AND k.feature = p.feature
LEFT JOIN LATERAL (
    SELECT u.name FROM frame.edge e JOIN frame.feature u ON u.id = e.unit
    WHERE e.release = c.current_release AND e.feature = p.feature AND e.unit_set = 'wards' LIMIT 1
) AS w ON true
WHERE c.code = %(city)s
ORDER BY f.name, p.feature, p.part;
