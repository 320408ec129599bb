-- What most rows with a position of each population source are: 0 areas, 1 grid cells (rectangles along the meridians), 2
-- points. A source without any position has no row. Rows that stand on other ground count by that.
-- Values: release, versions, sources (number of the source that each version is a part of).
SELECT source,
    (CASE WHEN avg((dimension < 2)::integer) > 0.5 THEN 2
        -- Cells counted together make other shapes; the rest tells what they are.
        WHEN coalesce(avg(cell::integer) FILTER (WHERE NOT joined), 0) >= 0.9 THEN 1 ELSE 0 END)::integer AS rank
FROM (
    SELECT source, ST_Dimension(geom) AS dimension, coalesce(attributes ->> 'covers', '') <> '' AS joined,
        ST_Dimension(geom) = 2 AND ST_NPoints(geom) = 5 AND ST_Area(geom) > 0.98 * ST_Area(ST_Envelope(geom)) AS cell
    FROM (
        SELECT p.source, f.attributes, coalesce(g.geom, f.geom) AS geom
        FROM unnest(%(versions)s::bigint[], %(sources)s::integer[]) AS p (version, source)
        JOIN frame.feature f ON f.version = p.version
        LEFT JOIN frame.ground g ON g.release = %(release)s AND g.feature = f.id
    ) AS standing WHERE geom IS NOT NULL AND NOT ST_IsEmpty(geom)
) AS rows GROUP BY source;
