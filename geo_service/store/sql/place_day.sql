-- People at places by day: what a row says, else its pupils and workers (one of them where only one is stated); the sum of the
-- rows that say it. Places of which no row does have none. After places. Values: layers.
SELECT p.layer, p.idx, sum(n.people ORDER BY w.row_no)
FROM place p
JOIN place_row w ON w.version = p.version AND w.place_key = p.place_key
JOIN frame.feature f ON f.id = w.id
CROSS JOIN LATERAL (
    SELECT coalesce(
        (f.attributes ->> 'day_people')::float8,
        coalesce((f.attributes ->> 'pupils')::float8, 0) + (f.attributes ->> 'workers')::float8,
        (f.attributes ->> 'pupils')::float8
    ) AS people
) AS n
WHERE p.layer = ANY (%(layers)s) AND n.people IS NOT NULL
GROUP BY p.layer, p.idx
ORDER BY p.layer, p.idx;
