-- Share of each 町丁 in each drawn association, by ground: what is below a hundredth is a border drawn twice.
-- Values: release, layer. After the temporary tables of the joins.
INSERT INTO frame.association_part (release, feature, part, town, town_name, weight, low, high, how)
SELECT
    %(release)s, feature, row_number() OVER (PARTITION BY feature ORDER BY town) - 1, town, name,
    share, share, share, 'drawn'
FROM (
    SELECT a.feature, t.feature AS town, t.name,
        round(least(ST_Area(ST_Intersection(a.plane, t.plane)) / ST_Area(t.plane), 1)::numeric, 4)::float8 AS share
    FROM unit a JOIN unit t ON t.unit_set = 'towns' AND ST_Intersects(a.plane, t.plane)
    WHERE a.unit_set = %(layer)s AND ST_Area(t.plane) > 0
        AND NOT EXISTS (SELECT FROM frame.association_part p WHERE p.release = %(release)s AND p.feature = a.feature)
) AS found WHERE share >= 0.01;
