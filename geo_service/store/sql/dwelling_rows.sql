-- Rows of tables of dwellings by the unit they are about: a 町丁 by the link that was settled, a whole ward by the row's own word
-- where it names no 町丁. The city's own, in use; the later date first. After ground and edges_now.
-- Values: release, counted (names of the fields that count).
WITH row AS MATERIALIZED (
    SELECT
        f.id, f.version, f.row_no, v.reference_date, coalesce(f.attributes ->> 'name', '') AS name,
        coalesce(f.attributes ->> 'code', '') AS code, coalesce(f.attributes ->> 'counted_with', '') AS counted_with,
        coalesce((f.attributes ->> 'houses_storeys')::float8, 'NaN') AS storeys,
        ARRAY(
            SELECT coalesce((f.attributes ->> c)::float8, 'NaN')
            FROM unnest(%(counted)s::text[]) WITH ORDINALITY AS u (c, n) ORDER BY n
        ) AS counts
    FROM thing t
    JOIN frame.feature f ON f.id = t.id
    JOIN frame.dataset_version v ON v.id = f.version
    JOIN frame.release_dataset r ON r.version = v.id AND r.release = %(release)s AND r.used
    WHERE t.layer = 'dwellings'
), about AS (
    SELECT w.id, u.unit_set, u.idx
    FROM row w JOIN frame.link l ON l.release = %(release)s AND l.feature = w.id AND l.link = 'town'
    JOIN unit_row o ON o.id = l.target
    JOIN unit u ON u.unit_set = o.unit_set AND u.code = o.code
    WHERE u.unit_set = 'towns'
    UNION ALL
    SELECT w.id, e.unit_set, e.unit
    FROM row w JOIN edge_now e ON e.feature = w.id AND e.unit_set = 'wards'
    WHERE w.name = ''
)
SELECT a.unit_set, a.idx, w.version, w.code, w.counted_with, w.storeys, w.counts
FROM row w JOIN about a USING (id)
ORDER BY w.reference_date DESC, w.version DESC, w.row_no, w.id;
