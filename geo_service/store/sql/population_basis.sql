-- What most rows of a population say they are counted from, and whether some stand for several areas at once.
-- Values: versions.
SELECT version, mode() WITHIN GROUP (ORDER BY attributes ->> 'basis') AS basis,
    coalesce(bool_or(attributes ->> 'covers' <> ''), false) AS joined
FROM frame.feature WHERE version = ANY (%(versions)s) GROUP BY version;
