-- Which evacuation sites are said to be for each association area: what the links of a release settled, and with "?" in front
-- what a list may mean another area of the same name by. After ground.sql. Values: release, layer, link, unit_set.
SELECT DISTINCT
    u.idx,
    CASE WHEN l.target = u.feature THEN '' ELSE '?' END || f.name AS said
FROM frame.link l
JOIN frame.feature f ON f.id = l.feature AND f.name <> ''
JOIN frame.dataset_version v ON v.id = f.version
JOIN frame.dataset d ON d.id = v.dataset AND d.layer = %(layer)s
JOIN unit u ON u.unit_set = %(unit_set)s
    AND (u.feature = l.target OR (l.how = 'ambiguous' AND u.feature = ANY (l.candidates)))
WHERE l.release = %(release)s AND l.link = %(link)s
ORDER BY 1, 2;
