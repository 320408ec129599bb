-- What the joins found out, in words. Values: release, titles (layer → {ja, en}).
-- A thing whose ward column or code, address and polygon do not agree. The stated one counts.
INSERT INTO frame.finding (release, feature, rule, message_ja, message_en)
SELECT %(release)s, t.id, 'ward_contradiction',
    format('%%s「%%s」の区が食い違っています：%%s。集計には%%sを使います。', l.title ->> 'ja', t.name,
        concat_ws('、', '区の欄・コードでは' || c.name, '住所では' || a.name, '位置では' || p.name), coalesce(c.name, a.name)),
    format('The ward of %%s "%%s" is contradictory: %%s. Figures use %%s.', l.title ->> 'en', t.name,
        concat_ws(', ', c.name || ' by its ward column or code', a.name || ' by its address', p.name || ' by its position'),
        coalesce(c.name, a.name))
FROM thing t
CROSS JOIN LATERAL (SELECT %(titles)s::jsonb -> t.layer AS title) AS l
LEFT JOIN LATERAL (SELECT u.feature, u.name FROM ward_by_code w JOIN unit u ON u.feature = w.unit WHERE w.id = t.id) AS c ON true
LEFT JOIN LATERAL (SELECT u.feature, u.name FROM ward_by_address w JOIN unit u ON u.feature = w.unit WHERE w.id = t.id) AS a ON true
LEFT JOIN LATERAL (
    SELECT u.feature, u.name FROM in_polygon i JOIN unit u ON u.feature = i.unit
    WHERE i.id = t.id AND i.unit_set = 'wards' ORDER BY i.idx LIMIT 1
) AS p ON true
WHERE (c.feature <> a.feature)
    OR (coalesce(c.feature, a.feature) <> p.feature AND t.accuracy <> 'area' AND NOT EXISTS (
        -- On a border both wards hold the point: no contradiction.
        SELECT FROM in_polygon i WHERE i.id = t.id AND i.unit_set = 'wards' AND i.unit = coalesce(c.feature, a.feature)))
ORDER BY t.id;

INSERT INTO frame.finding (release, feature, rule, message_ja, message_en)
SELECT %(release)s, t.id, 'outside_city',
    format('%%s「%%s」の位置がどの区にも入りません（最も近い区まで%%s m）。', %(titles)s::jsonb #>> ARRAY[t.layer, 'ja'], t.name, d.m),
    format('The position of %%s "%%s" lies in no ward (%%s m from the nearest).', %(titles)s::jsonb #>> ARRAY[t.layer, 'en'], t.name, d.m)
FROM thing t
CROSS JOIN LATERAL (
    SELECT round(min(ST_Distance(u.plane, t.point)))::text AS m FROM unit_part u WHERE u.unit_set = 'wards'
) AS d
WHERE t.point IS NOT NULL AND NOT ST_IsEmpty(t.point) AND EXISTS (SELECT FROM unit WHERE unit_set = 'wards' AND plane IS NOT NULL)
    AND NOT EXISTS (SELECT FROM in_polygon i WHERE i.id = t.id AND i.unit_set = 'wards')
ORDER BY t.id;
