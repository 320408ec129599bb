-- Polygons of places, in plane metres, place by place in the order of their rows. Value: srid. After places.sql.
-- What stands for a block or a whole 町丁 is nobody's ground.
SELECT p.layer, p.idx, ST_AsBinary(ST_Transform(w.geom, %(srid)s))
FROM place p
JOIN place_row w ON w.version = p.version AND w.place_key = p.place_key
WHERE p.doubt = 0 AND w.doubt = 0 AND ST_Dimension(w.geom) = 2 AND NOT ST_IsEmpty(w.geom)
ORDER BY p.layer, p.idx, w.row_no, w.id;
