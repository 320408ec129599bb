-- Sums of the counts that populations of a release share, by ward. A row is in the ward it names, else in the one that holds
-- its middle, so that cells on the border count once and by halves on average. After ground, edges_now and standing.
-- Values: versions, groups.
SELECT f.version, g.name AS counted, w.name AS ward, sum((f.attributes ->> g.name)::float8) AS total
FROM standing s
JOIN frame.feature f USING (id)
JOIN thing t USING (id)
CROSS JOIN unnest(%(groups)s::text[]) AS g (name)
CROSS JOIN LATERAL (
    SELECT coalesce(s.ward, (
        SELECT min(u.idx) FROM unit_part u WHERE u.unit_set = 'wards' AND ST_Intersects(u.plane, t.point)
    )) AS idx
) AS own
JOIN unit w ON w.unit_set = 'wards' AND w.idx = own.idx
WHERE f.version = ANY (%(versions)s) AND s.why NOT IN ('outside_city', 'twice') AND f.attributes ->> g.name IS NOT NULL
GROUP BY f.version, g.name, w.idx, w.name ORDER BY f.version, g.name, w.idx;
