-- What most rows of each population source say they are counted from, and whether some stand for several areas at once.
-- Values: versions, sources (number of the source that each version is a part of).
SELECT p.source, mode() WITHIN GROUP (ORDER BY f.attributes ->> 'basis') AS basis,
    coalesce(bool_or(f.attributes ->> 'covers' <> ''), false) AS joined
FROM unnest(%(versions)s::bigint[], %(sources)s::integer[]) AS p (version, source)
JOIN frame.feature f ON f.version = p.version GROUP BY p.source;
