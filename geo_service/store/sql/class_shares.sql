-- Area of each atom in each class of ground, and in what was assessed: parts of a key do not overlap, so areas add up.
DROP TABLE IF EXISTS atom_class, atom_assessed;
CREATE TEMP TABLE atom_class ON COMMIT DROP AS
SELECT z.key, z.cls, a.atom,
    sum(CASE WHEN ST_Contains(z.plane, a.plane) THEN ST_Area(a.plane) ELSE ST_Area(ST_Intersection(z.plane, a.plane)) END) AS area
FROM class_part z JOIN atom a ON ST_Intersects(z.plane, a.plane)
GROUP BY z.key, z.cls, a.atom;

CREATE TEMP TABLE atom_assessed ON COMMIT DROP AS
SELECT z.key, a.atom,
    sum(CASE WHEN ST_Contains(z.plane, a.plane) THEN ST_Area(a.plane) ELSE ST_Area(ST_Intersection(z.plane, a.plane)) END) AS area
FROM ground_assessed z JOIN atom a ON ST_Intersects(z.plane, a.plane)
GROUP BY z.key, a.atom;
