-- Rows grouped into places. Values: release, srid, roles, kinds (layer → its kind field).
-- A place stands at the mean of its best placed rows, in plane metres; a row that is an area stands at a point inside it.
DROP TABLE IF EXISTS place_row, place_many, place, place_unit;

-- The versions first: else rows of all releases are read and most thrown away.
CREATE TEMP TABLE place_row ON COMMIT DROP AS
WITH chosen AS MATERIALIZED (
    SELECT r.version, r.used, d.layer
    FROM frame.release_dataset r
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset
    WHERE r.release = %(release)s AND (%(roles)s::jsonb ->> d.layer) = 'places'
)
SELECT
    f.id, c.layer, f.version, f.place_key, f.row_no, f.name, f.municipality,
    c.used AND NOT EXISTS (SELECT FROM frame.twice t WHERE t.release = %(release)s AND t.feature = f.id) AS used,
    coalesce(a ->> 'address', '') AS address, coalesce(a ->> 'remarks', '') AS remarks,
    coalesce(a ->> (%(kinds)s::jsonb ->> c.layer), '') AS kind,
    (a ->> 'capacity')::float8 AS capacity,
    coalesce((a ->> 'area_m2')::float8, nullif(ST_Area(g.plane), 0)) AS area_m2,
    CASE coalesce(o.accuracy, f.accuracy) WHEN 'area' THEN 3 WHEN 'square' THEN 2 WHEN 'block' THEN 1 ELSE 0 END AS doubt,
    CASE WHEN ST_IsEmpty(s.geom) THEN NULL WHEN ST_Dimension(s.geom) = 0 THEN ST_Centroid(g.plane)
        ELSE ST_PointOnSurface(g.plane) END AS point,
    s.geom
FROM chosen c
JOIN frame.feature f ON f.version = c.version
LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
CROSS JOIN LATERAL (SELECT coalesce(o.geom, f.geom) AS geom OFFSET 0) AS s
CROSS JOIN LATERAL (SELECT f.attributes AS a, ST_Transform(s.geom, %(srid)s) AS plane OFFSET 0) AS g;

-- Places of several rows; most have one, which is taken as it is.
CREATE TEMP TABLE place_many ON COMMIT DROP AS
SELECT version, place_key, min(doubt) FILTER (WHERE point IS NOT NULL) AS least
FROM place_row GROUP BY version, place_key HAVING count(*) > 1;
ANALYZE place_many;

-- only_row: the row of a place that has one.
CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT
    q.*, (row_number() OVER (PARTITION BY layer ORDER BY version, first_row) - 1)::integer AS idx,
    p.plane, CASE WHEN one IS NULL THEN ST_Transform(p.plane, 6668) ELSE one END AS lonlat
FROM (
    SELECT
        layer, version, place_key, used, 1 AS rows, id AS only_row, row_no AS first_row, name, municipality, address, kind, remarks,
        coalesce(capacity, 'NaN') AS capacity, coalesce(area_m2, 'NaN') AS area_m2,
        CASE WHEN point IS NULL THEN 0 ELSE doubt END AS doubt,
        coalesce(ST_X(point), 'NaN') AS x, coalesce(ST_Y(point), 'NaN') AS y,
        -- A single point keeps the very coordinates its source gives.
        CASE WHEN GeometryType(geom) = 'POINT' THEN geom END AS one
    FROM place_row s
    WHERE NOT EXISTS (SELECT FROM place_many m WHERE m.version = s.version AND m.place_key = s.place_key)
    UNION ALL
    SELECT
        layer, version, place_key, bool_or(used), count(*)::integer, NULL, min(row_no),
        (array_agg(name ORDER BY length(name), row_no))[1],
        (array_agg(municipality ORDER BY row_no))[1],
        coalesce((array_agg(address ORDER BY row_no) FILTER (WHERE address <> ''))[1], ''),
        coalesce((array_agg(kind ORDER BY row_no) FILTER (WHERE kind <> ''))[1], ''),
        coalesce((array_agg(remarks ORDER BY row_no) FILTER (WHERE remarks <> ''))[1], ''),
        coalesce(sum(capacity ORDER BY row_no), 'NaN'),
        coalesce(sum(area_m2 ORDER BY row_no), 'NaN'),
        coalesce(min(doubt) FILTER (WHERE best), 0),
        -- In the order of the file: sums of floating numbers depend on it.
        coalesce(avg(ST_X(point) ORDER BY row_no) FILTER (WHERE best), 'NaN'),
        coalesce(avg(ST_Y(point) ORDER BY row_no) FILTER (WHERE best), 'NaN'),
        NULL
    FROM (
        SELECT s.*, s.point IS NOT NULL AND s.doubt = m.least AS best FROM place_row s JOIN place_many m USING (version, place_key)
    ) AS several
    GROUP BY layer, version, place_key
) AS q
CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_Point(nullif(x, 'NaN'), nullif(y, 'NaN')), %(srid)s) AS plane OFFSET 0) AS p;
-- Only what joins look at: statistics of long texts take longer than the joins.
ANALYZE place_row (version, place_key);
ANALYZE place (layer, version, place_key, rows, only_row, plane);

-- Units of a place: those of its first row (in file order) that lies in a unit of the set.
CREATE TEMP TABLE place_unit ON COMMIT DROP AS
SELECT p.layer, p.idx, e.unit_set, e.unit FROM place p JOIN edge_now e ON e.feature = p.only_row
UNION ALL
SELECT layer, idx, unit_set, unit FROM (
    SELECT p.layer, p.idx, e.unit_set, e.unit, w.row_no,
        min(w.row_no) OVER (PARTITION BY p.layer, p.idx, e.unit_set) AS first
    FROM place p JOIN place_row w ON w.version = p.version AND w.place_key = p.place_key
    JOIN edge_now e ON e.feature = w.id
    WHERE p.rows > 1
) AS found WHERE row_no = first;
