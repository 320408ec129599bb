-- Classes of ground and ground that was assessed, subdivided for the joins with atoms and places.
-- Values: keys, classes, shapes (WKB in the plane), assessed_keys, assessed_shapes, srid.
INSERT INTO class_part (key, cls, plane)
SELECT c.key, c.cls, p.plane
FROM unnest(%(keys)s::text[], %(classes)s::integer[], %(shapes)s::bytea[]) AS c (key, cls, shape)
CROSS JOIN LATERAL ST_Subdivide(ST_GeomFromWKB(c.shape, %(srid)s), 48) AS p (plane);
CREATE INDEX ON class_part USING gist (plane);

INSERT INTO ground_assessed (key, plane)
SELECT c.key, p.plane
FROM unnest(%(assessed_keys)s::text[], %(assessed_shapes)s::bytea[]) AS c (key, shape)
CROSS JOIN LATERAL ST_Subdivide(ST_GeomFromWKB(c.shape, %(srid)s), 48) AS p (plane);
CREATE INDEX ON ground_assessed USING gist (plane);
ANALYZE class_part, ground_assessed;
