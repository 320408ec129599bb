-- What the joins found out, in words; of one rule and layer the first are listed, one more finding then gives the number.
-- Values: release, titles (layer → {ja, en}), listed.
DROP TABLE IF EXISTS contradiction, outside;

-- A thing whose ward column or code, address and polygon do not agree. The stated one counts. On a border both wards hold
-- the point: no contradiction.
CREATE TEMP TABLE contradiction ON COMMIT DROP AS
WITH stated AS (
    SELECT t.id, t.layer, t.name, t.accuracy, c.unit AS by_code, a.unit AS by_address
    FROM thing t LEFT JOIN ward_by_code c USING (id) LEFT JOIN ward_by_address a USING (id)
    WHERE c.unit IS NOT NULL OR a.unit IS NOT NULL
)
SELECT id, layer, name, by_code, by_address, by_polygon,
    row_number() OVER (PARTITION BY layer ORDER BY id) AS number, count(*) OVER (PARTITION BY layer) AS all_of_them
FROM (
    SELECT s.id, s.layer, s.name, s.by_code, s.by_address, p.units[1] AS by_polygon
    FROM stated s
    LEFT JOIN (
        SELECT id, array_agg(unit ORDER BY idx) AS units FROM in_polygon
        WHERE unit_set = 'wards' AND id IN (SELECT id FROM stated) GROUP BY id
    ) AS p USING (id)
    WHERE s.by_code <> s.by_address OR (s.accuracy <> 'area' AND NOT (coalesce(s.by_code, s.by_address) = ANY (p.units)))
) AS found;

INSERT INTO frame.finding (release, feature, rule, message_ja, message_en)
SELECT %(release)s, t.id, 'ward_contradiction',
    format('%%s「%%s」の区が食い違っています：%%s。集計には%%sを使います。', l.title ->> 'ja', t.name,
        concat_ws('、', '区の欄・コードでは' || c.name, '住所では' || a.name, '位置では' || p.name), coalesce(c.name, a.name)),
    format('The ward of %%s "%%s" is contradictory: %%s. Figures use %%s.', l.title ->> 'en', t.name,
        concat_ws(', ', c.name || ' by its ward column or code', a.name || ' by its address', p.name || ' by its position'),
        coalesce(c.name, a.name))
FROM contradiction t
CROSS JOIN LATERAL (SELECT %(titles)s::jsonb -> t.layer AS title) AS l
LEFT JOIN unit c ON c.feature = t.by_code
LEFT JOIN unit a ON a.feature = t.by_address
LEFT JOIN unit p ON p.feature = t.by_polygon
WHERE t.number <= %(listed)s
ORDER BY t.id;

CREATE TEMP TABLE outside ON COMMIT DROP AS
SELECT t.id, t.layer, t.name, t.point,
    row_number() OVER (PARTITION BY t.layer ORDER BY t.id) AS number, count(*) OVER (PARTITION BY t.layer) AS all_of_them
FROM thing t
LEFT JOIN (SELECT DISTINCT id FROM in_polygon WHERE unit_set = 'wards') AS i USING (id)
WHERE i.id IS NULL AND t.point IS NOT NULL AND NOT ST_IsEmpty(t.point)
    AND EXISTS (SELECT FROM unit WHERE unit_set = 'wards' AND plane IS NOT NULL);

INSERT INTO frame.finding (release, feature, rule, message_ja, message_en)
SELECT %(release)s, t.id, 'outside_city',
    format('%%s「%%s」の位置がどの区にも入りません（最も近い区まで%%s m）。', l.title ->> 'ja', t.name, d.m),
    format('The position of %%s "%%s" lies in no ward (%%s m from the nearest).', l.title ->> 'en', t.name, d.m)
FROM outside t
CROSS JOIN LATERAL (SELECT %(titles)s::jsonb -> t.layer AS title) AS l
CROSS JOIN LATERAL (
    SELECT round(min(ST_Distance(u.plane, t.point)))::text AS m FROM unit_part u WHERE u.unit_set = 'wards'
) AS d
WHERE t.number <= %(listed)s
ORDER BY t.id;

-- Of a population in use: how many of its rows are another city's people (see standing).
INSERT INTO frame.finding (release, rule, message_ja, message_en)
SELECT %(release)s, 'population_outside_city',
    format('人口データ「%%s」の%%s行は、位置が市の外で、市の区やコードも書かれていないため、市の人口に数えません。', p.words, p.rows),
    format('%%s rows of the population ''%%s'' lie outside the city and name no ward or code of its own: they are not its people.',
        p.rows, p.words)
FROM (
    SELECT v.id, coalesce(nullif(v.title, ''), d.source) AS words, count(*) AS rows
    FROM standing s JOIN frame.feature f USING (id) JOIN frame.dataset_version v ON v.id = f.version
    JOIN frame.dataset d ON d.id = v.dataset
    JOIN frame.release_dataset r ON r.version = v.id AND r.release = %(release)s AND r.used
    WHERE s.why = 'outside_city' GROUP BY v.id, d.id
) AS p ORDER BY p.id;

INSERT INTO frame.finding (release, rule, message_ja, message_en)
SELECT %(release)s, r.rule,
    format(r.ja, l.title ->> 'ja', r.all_of_them, %(listed)s), format(r.en, l.title ->> 'en', r.all_of_them, %(listed)s)
FROM (
    SELECT 'ward_contradiction' AS rule, layer, all_of_them, '%%sのうち%%s件で区が食い違っています（はじめの%%s件だけを挙げました）。' AS ja,
        'The ward of %%s is contradictory in %%s cases (the first %%s are listed).' AS en
    FROM contradiction WHERE number = %(listed)s + 1
    UNION ALL
    SELECT 'outside_city', layer, all_of_them, '%%sのうち%%s件がどの区にも入りません（はじめの%%s件だけを挙げました）。',
        'Of %%s, %%s lie in no ward (the first %%s are listed).'
    FROM outside WHERE number = %(listed)s + 1
) AS r
CROSS JOIN LATERAL (SELECT %(titles)s::jsonb -> r.layer AS title) AS l
ORDER BY r.rule, r.layer;
