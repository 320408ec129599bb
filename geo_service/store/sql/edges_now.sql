-- The edges of one release by unit number, with statistics of their own: those of the growing table say nothing of it.
-- Values: release.
DROP TABLE IF EXISTS edge_now;
CREATE TEMP TABLE edge_now ON COMMIT DROP AS
SELECT e.feature, e.unit_set, u.idx AS unit, e.how
FROM frame.edge e JOIN unit u ON u.unit_set = e.unit_set AND u.feature = e.unit
WHERE e.release = %(release)s;
CREATE INDEX ON edge_now (feature, unit_set);
ANALYZE edge_now;
