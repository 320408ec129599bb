-- Share of each atom's ground inside each zone key, exact: subdivided parts of a key do not overlap, so areas add up.
DROP TABLE IF EXISTS atom_zone;
CREATE TEMP TABLE atom_zone ON COMMIT DROP AS
SELECT z.key, a.atom,
    sum(CASE WHEN ST_Contains(z.plane, a.plane) THEN ST_Area(a.plane) ELSE ST_Area(ST_Intersection(z.plane, a.plane)) END) AS area
FROM zone_part z JOIN atom a ON ST_Intersects(z.plane, a.plane)
GROUP BY z.key, a.atom;
