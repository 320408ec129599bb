-- Of each dataset of a release whose layer asks for consent or confirmation: the rows that have it.
-- Values: release, consent (layer → field of the mark), asking (layers whose lines ask to be confirmed).
SELECT d.layer, d.source, d.part, count(f.id) FILTER (
    WHERE (NOT %(consent)s::jsonb ? d.layer OR (f.attributes ->> (%(consent)s::jsonb ->> d.layer))::boolean)
        AND (d.layer <> ALL (%(asking)s) OR k.confirmed)
)
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
LEFT JOIN frame.feature f ON f.version = v.id
LEFT JOIN frame.confirmation k ON k.release = r.release AND k.feature = f.id
WHERE r.release = %(release)s AND r.used AND (%(consent)s::jsonb ? d.layer OR d.layer = ANY (%(asking)s))
GROUP BY 1, 2, 3;
