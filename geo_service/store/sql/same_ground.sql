-- Of each population version: a hash of all ground its people stand on and of the units its rows name, and its rows in an
-- order that versions of one hash share. After standing. Values: release, versions.
SELECT version, md5(string_agg(mark, ',' ORDER BY mark)), array_agg(id ORDER BY mark, row_no, id)
FROM (
    SELECT f.version, f.id, f.row_no, md5(ST_AsBinary(coalesce(o.geom, f.geom))) || ' ' || coalesce(e.named, '') AS mark
    FROM frame.feature f JOIN standing s ON s.id = f.id AND s.why = ''
    LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
    LEFT JOIN LATERAL (
        SELECT string_agg(n.unit_set || ':' || n.unit, ' ' ORDER BY n.unit_set, n.unit) AS named FROM edge_now n WHERE n.feature = f.id
    ) AS e ON true
    WHERE f.version = ANY (%(versions)s)
) AS marked
GROUP BY version
ORDER BY version
