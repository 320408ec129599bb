-- The links of one layer's rows in the city's current release, with what they may be about, the likeliest first.
-- A ward that is given by its code is called by the name of the ward it lies in.
-- Values: city, layer, link, name_field, address, ward (fields of the rows), unit_code (field of the targets), place.
SELECT
    v.file_name, f.row_no,
    CASE WHEN l.part > 0 OR f.attributes ->> %(name_field)s IS NULL THEN split_part(l.said, '|', 1)
        ELSE f.attributes ->> %(name_field)s END,
    coalesce(f.attributes ->> %(address)s, ''), coalesce(f.attributes ->> %(ward)s, ''), l.how, l.score, l.said,
    (
        SELECT jsonb_agg(jsonb_build_object(
            'key', CASE WHEN %(place)s THEN t.place_key ELSE coalesce(nullif(t.attributes ->> %(unit_code)s, ''), t.key) END,
            'name', t.name,
            'ward', CASE WHEN t.attributes ->> 'ward' !~ '^([0-9]{5,6})?$' THEN t.attributes ->> 'ward'
                ELSE coalesce(u.name, t.attributes ->> 'ward', '') END,
            'address', t.attributes ->> 'address',
            'score', c.score
        ) ORDER BY c.number)
        FROM unnest(l.candidates, l.scores) WITH ORDINALITY AS c (id, score, number)
        JOIN frame.feature t ON t.id = c.id
        LEFT JOIN LATERAL (
            SELECT w.name FROM frame.edge e JOIN frame.feature w ON w.id = e.unit
            WHERE e.release = l.release AND e.feature = t.id AND e.unit_set = 'wards' LIMIT 1
        ) AS u ON true
    )
FROM frame.city c
JOIN frame.link l ON l.release = c.current_release AND l.link = %(link)s
JOIN frame.feature f ON f.id = l.feature
JOIN frame.dataset_version v ON v.id = f.version
JOIN frame.dataset d ON d.id = v.dataset AND d.layer = %(layer)s
WHERE c.code = %(city)s
ORDER BY v.file_name, f.row_no, l.part;
