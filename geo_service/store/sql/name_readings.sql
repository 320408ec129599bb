-- How a release's own lists read the names of places: name and kana. Values: city, release (its number), roles (layer → role).
-- A name that two lists read differently is left out: nobody knows which of them is meant.
SELECT f.name, min(f.attributes ->> 'name_kana') AS kana
FROM frame.release e
JOIN frame.release_dataset r ON r.release = e.id
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
WHERE e.city = %(city)s AND e.number = %(release)s AND r.used AND %(roles)s::jsonb ->> d.layer = 'places'
    AND f.name <> '' AND f.attributes ->> 'name_kana' <> ''
GROUP BY f.name
HAVING count(DISTINCT f.attributes ->> 'name_kana') = 1
ORDER BY f.name;
