-- Units of a release whose line asks to be confirmed, one row a unit: what its list says, what a person has said, and the
-- digest of its line. Values: release, city, marks (layer → field of the mark), unit_codes (layer → field of the code).
WITH line AS (
    SELECT
        d.layer, coalesce(nullif(f.attributes ->> (%(unit_codes)s::jsonb ->> d.layer), ''), f.key) AS key, f.id, f.name, f.row_no,
        v.file_name, (f.attributes ->> (%(marks)s::jsonb ->> d.layer))::boolean AS by_list,
        -- Centimetres, and rings in one order: the same line out of another container is the same line.
        encode(sha256(convert_to(coalesce(frame.fold(f.attributes ->> 'area_text'), '') || '|' || coalesce(
            encode(ST_AsBinary(ST_Normalize(ST_SnapToGrid(f.geom, 1e-7)), 'NDR'), 'hex'), ''), 'UTF8')), 'hex') AS digest
    FROM frame.release_dataset r
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.feature f ON f.version = v.id
    WHERE r.release = %(release)s AND r.used AND %(marks)s::jsonb ? d.layer
), one AS (
    SELECT
        layer, key, array_agg(id ORDER BY id) AS ids, (array_agg(name ORDER BY id))[1] AS name,
        (array_agg(row_no ORDER BY id))[1] AS row_no, (array_agg(file_name ORDER BY id))[1] AS file_name,
        bool_and(coalesce(by_list, false)) AS by_list,
        encode(sha256(convert_to(string_agg(digest, ' ' ORDER BY digest COLLATE "C"), 'UTF8')), 'hex') AS digest
    FROM line GROUP BY layer, key
)
SELECT
    o.layer, o.key, o.ids, o.name, o.file_name, o.row_no, o.by_list, o.digest, k.confirmed, k.digest, coalesce(k.decided_by, ''),
    k.decided_at
FROM one o
LEFT JOIN frame.confirmation_choice k ON k.city = %(city)s AND k.layer = o.layer AND k.key = o.key
ORDER BY o.ids[1];
