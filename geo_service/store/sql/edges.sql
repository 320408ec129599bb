-- Which unit each thing lies in, and how that is known. The ward: explicit code or name, else the address, else the
-- polygon; every other set by polygon, the first of overlapping units except association-like sets, where all count.
-- Values: release, city_name, single_sets (unit sets of which a thing has one unit at most).
DROP TABLE IF EXISTS ward_alias, ward_by_code, ward_by_address, in_polygon;

CREATE TEMP TABLE ward_alias ON COMMIT DROP AS
SELECT DISTINCT ON (a.alias) a.alias, u.feature
FROM unit u CROSS JOIN LATERAL (
    VALUES (u.code), (frame.fold(u.name)), (frame.fold(%(city_name)s || u.name)), (nullif(frame.fold(u.name_en), ''))
) AS a (alias)
WHERE u.unit_set = 'wards' AND a.alias <> ''
ORDER BY a.alias, u.idx;

-- A ward column first (a name, or a code of five or six digits), then a municipality code that is a ward's, then the
-- first five digits of a small area's code.
CREATE TEMP TABLE ward_by_code ON COMMIT DROP AS
SELECT t.id, coalesce(w.feature, m.feature, c.feature) AS unit, CASE WHEN w.feature IS NOT NULL THEN 'ward' ELSE 'code' END AS source
FROM thing t
LEFT JOIN ward_alias w ON w.alias = CASE WHEN t.ward ~ '^[0-9]{5,6}$' THEN left(t.ward, 5) ELSE t.ward END
LEFT JOIN ward_alias m ON m.alias = t.municipality
LEFT JOIN ward_alias c ON c.alias = t.code AND t.code ~ '^[0-9]{5}$'
WHERE coalesce(w.feature, m.feature, c.feature) IS NOT NULL;

-- The ward that stands right behind the city's name, else the first named; of two at one position the longer.
CREATE TEMP TABLE ward_by_address ON COMMIT DROP AS
WITH ward AS MATERIALIZED (
    SELECT idx, feature, length(name) AS length, frame.fold(name) AS name, frame.fold(%(city_name)s || name) AS behind_city
    FROM unit WHERE unit_set = 'wards' AND name <> ''
)
SELECT DISTINCT ON (t.id) t.id, w.feature AS unit
FROM thing t JOIN ward w ON strpos(t.address, w.name) > 0
WHERE t.address <> ''
ORDER BY t.id, (strpos(t.address, w.behind_city) > 0) DESC, strpos(t.address, w.name), w.length DESC, w.idx;

CREATE TEMP TABLE in_polygon ON COMMIT DROP AS
SELECT DISTINCT t.id, p.unit_set, p.idx, p.feature AS unit
-- Within a centimetre, as moving a point to the plane may push it off a border it stands on.
FROM thing t JOIN unit_part p ON ST_DWithin(p.plane, t.point, 0.01)
WHERE t.role <> 'units' OR p.unit_set = 'wards';
CREATE INDEX ON in_polygon (id, unit_set, idx);
CREATE INDEX ON ward_by_code (id);
CREATE INDEX ON ward_by_address (id);
ANALYZE ward_by_code, ward_by_address, in_polygon;

-- An area that is counted by people (dimension 2, population) is cut by the ground later: here only what it says itself.
INSERT INTO frame.edge (release, feature, unit_set, unit, how)
SELECT %(release)s, t.id, 'wards', coalesce(c.unit, a.unit, p.unit),
    CASE WHEN c.unit IS NOT NULL THEN 'code' WHEN a.unit IS NOT NULL THEN 'address' ELSE 'polygon' END
FROM thing t
LEFT JOIN ward_by_code c USING (id)
LEFT JOIN ward_by_address a USING (id)
LEFT JOIN (
    SELECT DISTINCT ON (id) id, unit FROM in_polygon WHERE unit_set = 'wards' ORDER BY id, idx
) AS p ON p.id = t.id AND NOT (t.role = 'population' AND t.dimension = 2)
WHERE coalesce(c.unit, a.unit, p.unit) IS NOT NULL;

INSERT INTO frame.edge (release, feature, unit_set, unit, how)
SELECT %(release)s, i.id, i.unit_set, i.unit, 'polygon'
FROM in_polygon i JOIN thing t USING (id)
WHERE i.unit_set <> 'wards' AND NOT (t.role = 'population' AND t.dimension = 2)
    AND NOT EXISTS (
        SELECT FROM in_polygon o
        WHERE i.unit_set = ANY (%(single_sets)s) AND o.id = i.id AND o.unit_set = i.unit_set AND o.idx < i.idx
    );
