-- Cuts the ground of each population feature, first along the borders of units it does not name itself, then by a grid
-- whose origin is the plane's. Zones never cut. After standing. Values: release, versions, srid, cell_m, single_sets.
DROP TABLE IF EXISTS pop, pop_unit, cut_line, piece, piece_unit, block, atom;

CREATE TEMP TABLE pop ON COMMIT DROP AS
SELECT
    f.id, f.version, ST_Dimension(g.plane) AS dimension, g.plane, ST_Area(g.plane) AS area,
    (row_number() OVER (PARTITION BY f.version ORDER BY f.row_no, f.id) - 1)::integer AS idx,
    CASE WHEN ST_Dimension(g.plane) = 0 THEN ST_Centroid(g.plane) ELSE ST_PointOnSurface(g.plane) END AS point
FROM frame.feature f JOIN standing s ON s.id = f.id AND s.why = ''
LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
CROSS JOIN LATERAL (SELECT ST_Transform(coalesce(o.geom, f.geom), %(srid)s) AS moved OFFSET 0) AS m
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(moved) = 2 AND NOT ST_IsValid(moved) THEN ST_CollectionExtract(ST_MakeValid(moved), 3)
        ELSE moved END AS plane OFFSET 0
) AS g
WHERE f.version = ANY (%(versions)s);

-- Units a feature belongs to without looking at borders: its own word for the ward; and the unit it is itself (the same
-- ground within a thousandth), which no later cut may shave slivers off.
CREATE TEMP TABLE pop_unit ON COMMIT DROP AS
SELECT p.id, e.unit_set, e.unit AS idx FROM pop p JOIN edge_now e ON e.feature = p.id
UNION
SELECT p.id, u.unit_set, u.idx
FROM pop p JOIN unit u ON u.plane && p.plane AND ST_Intersects(u.plane, p.point)
WHERE p.dimension = 2 AND abs(ST_Area(u.plane) - p.area) <= 0.001 * p.area
    AND ST_Area(ST_SymDifference(u.plane, p.plane)) <= 0.001 * p.area;

CREATE TEMP TABLE cut_line ON COMMIT DROP AS
SELECT p.id, ST_CollectionExtract(ST_Collect(ST_Intersection(ST_Boundary(u.plane), p.plane)), 2) AS lines
FROM pop p JOIN unit u ON ST_Intersects(u.plane, p.plane)
WHERE p.dimension = 2 AND NOT EXISTS (
    SELECT FROM pop_unit k
    WHERE k.id = p.id AND k.unit_set = u.unit_set AND (k.idx = u.idx OR k.unit_set = ANY (%(single_sets)s))
)
GROUP BY p.id;

-- Noding on a centimetre grid joins borders that run along each other; faces below a tenth of a square metre are noise.
CREATE TEMP TABLE piece ON COMMIT DROP AS
WITH face AS (
    SELECT p.id, p.version, p.idx, d.geom AS plane
    FROM pop p JOIN cut_line l USING (id)
    CROSS JOIN LATERAL ST_Dump(ST_Polygonize(ARRAY[ST_Union(ST_Boundary(p.plane), l.lines, 0.01)])) AS d
    WHERE NOT ST_IsEmpty(l.lines) AND ST_Intersects(p.plane, ST_PointOnSurface(d.geom))
    UNION ALL
    SELECT p.id, p.version, p.idx, d.geom
    FROM pop p LEFT JOIN cut_line l USING (id) CROSS JOIN LATERAL ST_Dump(p.plane) AS d
    WHERE p.dimension = 2 AND (l.lines IS NULL OR ST_IsEmpty(l.lines))
)
SELECT
    row_number() OVER (ORDER BY version, idx, ST_YMin(plane), ST_XMin(plane), ST_Area(plane))::integer - 1 AS piece,
    id, version, idx, plane, ST_PointOnSurface(plane) AS point
FROM face WHERE ST_Area(plane) > 0.1;

CREATE TEMP TABLE piece_unit ON COMMIT DROP AS
SELECT c.piece, k.unit_set, k.idx FROM piece c JOIN pop_unit k USING (id)
UNION
SELECT piece, unit_set, idx FROM (
    SELECT c.piece, u.unit_set, u.idx,
        u.unit_set = ANY (%(single_sets)s) AS single,
        min(u.idx) OVER (PARTITION BY c.piece, u.unit_set) AS first
    FROM piece c JOIN unit_part u ON ST_Intersects(u.plane, c.point)
    WHERE NOT EXISTS (
        SELECT FROM pop_unit k WHERE k.id = c.id AND k.unit_set = u.unit_set AND k.unit_set = ANY (%(single_sets)s)
    )
) AS found WHERE NOT single OR idx = first;

-- Large or intricate pieces go through a coarse grid first, so that no cell is cut from thousands of vertices.
CREATE TEMP TABLE block ON COMMIT DROP AS
SELECT piece, plane FROM piece WHERE ST_NPoints(plane) <= 256 AND ST_Area(plane) <= (40 * %(cell_m)s) ^ 2
UNION ALL
SELECT c.piece, CASE WHEN ST_Contains(c.plane, g.geom) THEN g.geom ELSE ST_Intersection(c.plane, g.geom) END
FROM piece c CROSS JOIN LATERAL ST_SquareGrid(16 * %(cell_m)s, c.plane) AS g
WHERE (ST_NPoints(c.plane) > 256 OR ST_Area(c.plane) > (40 * %(cell_m)s) ^ 2) AND ST_Intersects(c.plane, g.geom);

CREATE TEMP TABLE atom ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY piece, j, i, ST_YMin(plane), ST_XMin(plane))::integer - 1 AS atom, piece, plane
FROM (
    SELECT q.piece, q.i, q.j, d.geom AS plane
    FROM (
        SELECT b.piece, g.i, g.j,
            CASE WHEN ST_Contains(b.plane, g.geom) THEN g.geom ELSE ST_Intersection(b.plane, g.geom) END AS plane
        FROM block b CROSS JOIN LATERAL ST_SquareGrid(%(cell_m)s, b.plane) AS g
        -- Prepared and cheap: almost half of the cells of a piece's box lie outside it.
        WHERE ST_Intersects(b.plane, g.geom)
    ) AS q CROSS JOIN LATERAL ST_Dump(q.plane) AS d
    WHERE ST_Dimension(d.geom) = 2
) AS cut WHERE ST_Area(plane) > 0.001;
CREATE INDEX ON atom USING gist (plane);
ANALYZE atom;
