-- What a release holds, laid out in the city's plane for the joins: things, unit sets, subdivided unit ground.
-- Values: release, city, srid, roles (layer → role), unit_codes (unit layer → field of its code), asking (unit layers
-- whose lines ask to be confirmed).
SET LOCAL jit = off;
DROP TABLE IF EXISTS thing, unit, unit_part, unit_row;

-- Rows of unit layers in use, one row per source row; a unit may come as several rows (islands, parts).
CREATE TEMP TABLE unit_row ON COMMIT DROP AS
SELECT
    d.layer AS unit_set,
    coalesce(nullif(f.attributes ->> (%(unit_codes)s::jsonb ->> d.layer), ''), f.key) AS code,
    f.id, f.row_no, f.name,
    coalesce(f.attributes ->> 'name_en', '') AS name_en,
    coalesce(f.attributes ->> 'ward', '') AS ward,
    -- Not asked for, or decided where a release's confirmations are laid.
    coalesce(k.confirmed, d.layer <> ALL (%(asking)s)) AS confirmed,
    ST_Transform(coalesce(o.geom, f.geom), %(srid)s) AS plane
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
LEFT JOIN frame.confirmation k ON k.release = %(release)s AND k.feature = f.id
LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
WHERE r.release = %(release)s AND r.used AND (%(roles)s::jsonb ->> d.layer) = 'units';

-- One row per unit. idx is its place in the City's unit set; feature is the first of its rows.
CREATE TEMP TABLE unit ON COMMIT DROP AS
SELECT
    unit_set, code,
    (row_number() OVER (PARTITION BY unit_set ORDER BY code COLLATE "C") - 1)::integer AS idx,
    min(id) AS feature,
    (array_agg(name ORDER BY row_no))[1] AS name,
    (array_agg(name_en ORDER BY row_no))[1] AS name_en,
    (array_agg(ward ORDER BY row_no))[1] AS ward,
    bool_and(confirmed) AS confirmed,
    CASE count(plane) WHEN 0 THEN NULL WHEN 1 THEN (array_agg(plane) FILTER (WHERE plane IS NOT NULL))[1]
        ELSE ST_Union(plane, 0.001) END AS plane
FROM unit_row
GROUP BY unit_set, code;
UPDATE unit SET plane = ST_CollectionExtract(ST_MakeValid(plane), 3) WHERE NOT ST_IsValid(plane);

-- Small parts make point-in-polygon cheap however long a border is.
CREATE TEMP TABLE unit_part ON COMMIT DROP AS
SELECT u.unit_set, u.idx, u.feature, p.plane
FROM unit u CROSS JOIN LATERAL ST_Subdivide(u.plane, 64) AS p (plane)
WHERE ST_Dimension(u.plane) = 2;
CREATE INDEX ON unit_part USING gist (plane);

-- Every other thing of the city itself that the joins place: places, population and records, used or not. A row without a
-- position of its own may stand on the ground of what it is about.
CREATE TEMP TABLE thing ON COMMIT DROP AS
WITH own AS (
    SELECT code FROM unit WHERE unit_set = 'wards'
    UNION SELECT %(city)s UNION SELECT ''
), chosen AS MATERIALIZED (
    -- The versions first: else rows of all releases are read and most thrown away.
    SELECT r.version, d.layer, %(roles)s::jsonb ->> d.layer AS role
    FROM frame.release_dataset r
    JOIN frame.dataset_version v ON v.id = r.version
    JOIN frame.dataset d ON d.id = v.dataset
    WHERE r.release = %(release)s AND (%(roles)s::jsonb ->> d.layer) IN ('places', 'population', 'records')
)
SELECT
    f.id, c.layer, c.role, f.name,
    frame.fold(f.attributes ->> 'ward') AS ward,
    frame.fold(f.attributes ->> 'address') AS address,
    left(coalesce(f.attributes ->> 'municipality_code', f.municipality), 5) AS municipality,
    left(f.attributes ->> 'code', 5) AS code,
    g.dimension, coalesce(o.accuracy, f.accuracy) AS accuracy,
    CASE WHEN g.dimension > 0 THEN ST_PointOnSurface(g.plane) ELSE ST_Centroid(g.plane) END AS point
FROM chosen c
JOIN frame.feature f ON f.version = c.version
LEFT JOIN frame.ground o ON o.release = %(release)s AND o.feature = f.id
CROSS JOIN LATERAL (SELECT coalesce(o.geom, f.geom) AS geom OFFSET 0) AS s
CROSS JOIN LATERAL (SELECT ST_Transform(s.geom, %(srid)s) AS plane, ST_Dimension(s.geom) AS dimension OFFSET 0) AS g
WHERE f.municipality IN (SELECT code FROM own)
UNION ALL
SELECT feature, unit_set, 'units', name, frame.fold(ward), NULL, NULL, left(code, 5), 2, 'point', ST_PointOnSurface(plane)
FROM unit WHERE unit_set <> 'wards';
-- Only what joins look at: statistics of texts take longer than the joins.
ANALYZE unit, unit_part;
ANALYZE thing (id, layer, role, ward, municipality, code, dimension, point);
