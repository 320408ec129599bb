-- The public may ask the same question many times: the first asking is kept.
INSERT INTO frame.answer (id, city, release_number, audience, question)
VALUES (%(id)s, %(city)s, %(release)s, %(audience)s, %(question)s)
ON CONFLICT (id) DO NOTHING;
