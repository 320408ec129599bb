-- Rows grouped into places. Values: release, srid, roles, kinds (layer → its kind field).
-- A place stands at the mean of its best placed rows, in plane metres; a row that is an area stands at a point inside it.
DROP TABLE IF EXISTS place_row, place, place_unit;

CREATE TEMP TABLE place_row ON COMMIT DROP AS
SELECT
    s.*,
    s.point IS NOT NULL AND s.doubt = min(s.doubt) FILTER (WHERE s.point IS NOT NULL) OVER (PARTITION BY s.version, s.place_key) AS best
FROM (
    SELECT
        f.id, d.layer, f.version, f.place_key, f.row_no, f.name, f.municipality,
        r.used AND NOT EXISTS (SELECT FROM frame.twice t WHERE t.release = %(release)s AND t.feature = f.id) AS used,
        coalesce(a ->> 'address', '') AS address, coalesce(a ->> 'remarks', '') AS remarks,
        coalesce(a ->> (%(kinds)s::jsonb ->> d.layer), '') AS kind,
        (a ->> 'capacity')::float8 AS capacity,
        coalesce((a ->> 'area_m2')::float8, nullif(ST_Area(g.plane), 0)) AS area_m2,
        CASE f.accuracy WHEN 'area' THEN 2 WHEN 'block' THEN 1 ELSE 0 END AS doubt,
        CASE WHEN ST_IsEmpty(f.geom) THEN NULL WHEN ST_Dimension(f.geom) = 0 THEN ST_Centroid(g.plane)
            ELSE ST_PointOnSurface(g.plane) END AS point,
        f.geom
    FROM frame.release_dataset r
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.feature f ON f.version = v.id
    CROSS JOIN LATERAL (SELECT f.attributes AS a, ST_Transform(f.geom, %(srid)s) AS plane OFFSET 0) AS g
    WHERE r.release = %(release)s AND (%(roles)s::jsonb ->> d.layer) = 'places'
) AS s;

CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT
    q.*, p.plane, CASE WHEN one IS NULL THEN ST_Transform(p.plane, 6668) ELSE one END AS lonlat
FROM (
    SELECT
        layer, version, place_key, bool_or(used) AS used, count(*)::integer AS rows,
        (row_number() OVER (PARTITION BY layer ORDER BY version, min(row_no)) - 1)::integer AS idx,
        (array_agg(name ORDER BY length(name), row_no))[1] AS name,
        (array_agg(municipality ORDER BY row_no))[1] AS municipality,
        coalesce((array_agg(address ORDER BY row_no) FILTER (WHERE address <> ''))[1], '') AS address,
        coalesce((array_agg(kind ORDER BY row_no) FILTER (WHERE kind <> ''))[1], '') AS kind,
        coalesce((array_agg(remarks ORDER BY row_no) FILTER (WHERE remarks <> ''))[1], '') AS remarks,
        coalesce(sum(capacity), 'NaN') AS capacity,
        coalesce(sum(area_m2), 'NaN') AS area_m2,
        coalesce(min(doubt) FILTER (WHERE best), 0) AS doubt,
        coalesce(avg(ST_X(point)) FILTER (WHERE best), 'NaN') AS x,
        coalesce(avg(ST_Y(point)) FILTER (WHERE best), 'NaN') AS y,
        -- A single point keeps the very coordinates its source gives.
        CASE WHEN count(*) = 1 AND bool_and(GeometryType(geom) = 'POINT') THEN (array_agg(geom))[1] END AS one
    FROM place_row GROUP BY layer, version, place_key
) AS q
CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_Point(nullif(x, 'NaN'), nullif(y, 'NaN')), %(srid)s) AS plane OFFSET 0) AS p;
ANALYZE place_row, place;

-- Units of a place: those of its first row (in file order) that lies in a unit of the set.
CREATE TEMP TABLE place_unit ON COMMIT DROP AS
SELECT layer, idx, unit_set, unit FROM (
    SELECT p.layer, p.idx, e.unit_set, e.unit, w.row_no,
        min(w.row_no) OVER (PARTITION BY p.layer, p.idx, e.unit_set) AS first
    FROM place p JOIN place_row w ON w.version = p.version AND w.place_key = p.place_key
    JOIN edge_now e ON e.feature = w.id
) AS found WHERE row_no = first;
