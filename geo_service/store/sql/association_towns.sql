-- The 町丁 of a release, one row each, in the city's plane. Values: release, srid.
SELECT
    min(f.id), (array_agg(f.name ORDER BY f.id))[1], (array_agg(coalesce(f.attributes ->> 'ward', '') ORDER BY f.id))[1],
    coalesce(nullif(f.attributes ->> 'code', ''), f.key) AS code, ST_AsBinary(ST_Union(ST_Transform(f.geom, %(srid)s), 0.001))
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
WHERE r.release = %(release)s AND r.used AND d.layer = 'towns' AND f.geom IS NOT NULL
GROUP BY 4 ORDER BY 1;
