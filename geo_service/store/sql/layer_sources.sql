-- The datasets of one layer in a city's current release, those in use first, each with the rules that its file's unused rows
-- broke: rule -> rows. Parameters: city (code), layer (id).
SELECT v.title, d.source, d.part, v.municipality, v.file_name, v.format, v.reference_date, v.licence,
       v.good_count AS rows, v.rejected_count AS rejected, v.approximate, r.used, r.why_not_ja, r.why_not_en,
       v.report AS notices, coalesce(b.broken, '{}') AS broken
FROM frame.city c
JOIN frame.release_dataset r ON r.release = c.current_release
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(x.rule, x.rows) AS broken
    FROM (
        SELECT w.rule, count(DISTINCT (w.row_no, w.source_row)) AS rows
        FROM frame.rejected_row w
        WHERE w.version = v.id AND w.severity = 'bad'
        GROUP BY w.rule
    ) AS x
) AS b ON true
WHERE c.code = %(city)s AND d.layer = %(layer)s
ORDER BY r.used DESC, d.source COLLATE "C", d.part COLLATE "C"
