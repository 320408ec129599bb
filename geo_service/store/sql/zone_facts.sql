-- What each row of the hazard zones in use says of its ground, per hazard, source and scale. After zones.sql.
-- part: 'inside' (ground in the zone, with its depth where it has one), 'hours', 'collapse', 'special' or 'assessed'; a row that
-- says several things stands several times. Values: release, srid, roles.
DROP TABLE IF EXISTS zone_fact;

CREATE TEMP TABLE zone_fact ON COMMIT DROP AS
SELECT
    row_number() OVER (ORDER BY f.id, p.part)::integer AS fact, p.part, a ->> 'hazard' AS hazard,
    coalesce(a ->> 'source', '') AS source, coalesce(a ->> 'scale', '') AS scale,
    CASE p.part
        WHEN 'inside' THEN (a ->> 'depth_from_m')::float8 WHEN 'hours' THEN (a ->> 'duration_from_h')::float8
    END AS low,
    CASE p.part
        WHEN 'inside' THEN (a ->> 'depth_to_m')::float8 WHEN 'hours' THEN (a ->> 'duration_to_h')::float8
    END AS high,
    ST_CollectionExtract(CASE WHEN ST_IsValid(g.plane) THEN g.plane ELSE ST_MakeValid(g.plane) END, 3) AS plane
FROM frame.release_dataset r
JOIN frame.dataset_version v ON v.id = r.version
JOIN frame.dataset d ON d.id = v.dataset
JOIN frame.feature f ON f.version = v.id
CROSS JOIN LATERAL (SELECT f.attributes AS a, ST_Transform(f.geom, %(srid)s) AS plane OFFSET 0) AS g
CROSS JOIN LATERAL (
    SELECT
        coalesce(a ->> 'state', '') = 'assessed' AS assessed, a ->> 'depth_from_m' IS NOT NULL AS deep,
        a ->> 'duration_from_h' IS NOT NULL AS long, a ->> 'collapse' IS NOT NULL AS collapse,
        a ->> 'special' IS NOT NULL AS said, a ->> 'special' = 'true' AS special
) AS w
CROSS JOIN LATERAL (VALUES
    ('assessed', w.assessed),
    ('inside', NOT w.assessed AND (w.deep OR NOT (w.long OR w.collapse))),
    ('hours', NOT w.assessed AND w.long),
    ('collapse', NOT w.assessed AND w.collapse),
    ('special', NOT w.assessed AND w.special),
    -- Ground of which it is said that it is no special zone makes the others' silence a no.
    ('plain', NOT w.assessed AND w.said AND NOT w.special)
) AS p (part, holds)
WHERE r.release = %(release)s AND r.used AND (%(roles)s::jsonb ->> d.layer) = 'zones'
    AND f.geom IS NOT NULL AND a ->> 'hazard' <> '' AND p.holds;

DROP TABLE IF EXISTS class_part, ground_assessed;
CREATE TEMP TABLE class_part (key text, cls integer, plane geometry) ON COMMIT DROP;
CREATE TEMP TABLE ground_assessed (key text, plane geometry) ON COMMIT DROP;
