SELECT a.city, a.release_number, a.audience, a.question, r.number IS NULL OR r.pruned_at IS NOT NULL AS pruned
FROM frame.answer AS a
LEFT JOIN frame.release AS r ON r.city = a.city AND r.number = a.release_number
WHERE a.id = %(id)s;
