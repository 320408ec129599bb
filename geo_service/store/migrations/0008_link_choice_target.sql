-- What the thing was that a person spoke of: a list may give its key to another thing next year. to_name as written, '' where
-- only the key is known; to_address folded; to_ward a ward's code.
ALTER TABLE frame.link_choice
    ADD COLUMN to_name text NOT NULL DEFAULT '', ADD COLUMN to_address text NOT NULL DEFAULT '',
    ADD COLUMN to_ward text NOT NULL DEFAULT '';
-- Words from before: by what the current release settled with them.
UPDATE frame.link_choice k SET to_name = t.name
FROM frame.city c
JOIN frame.link l ON l.release = c.current_release AND l.how = 'confirmed'
JOIN frame.feature t ON t.id = l.target
WHERE k.city = c.code AND k.same AND k.link = l.link AND k.from_key = l.said;
