-- What a row is about in another layer: worked out by a release, settled where a person has said so.
-- No foreign keys to features, as for edges. target: the feature it is about; NULL where none was found.
CREATE TABLE frame.link (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint NOT NULL,
    link text NOT NULL,
    target bigint,
    how text NOT NULL CHECK (how IN ('code', 'exact', 'confirmed', 'likely', 'ambiguous', 'refused', 'unmatched')),
    score real NOT NULL DEFAULT 0,
    said text NOT NULL DEFAULT ''
);
CREATE INDEX link_release ON frame.link (release, link, feature);
CREATE INDEX link_target ON frame.link (release, target);

-- A person's word on a pair, by keys that last from one year's list to the next.
CREATE TABLE frame.link_choice (
    city text NOT NULL REFERENCES frame.city ON DELETE CASCADE,
    layer text NOT NULL,
    link text NOT NULL,
    from_key text NOT NULL,
    to_key text NOT NULL,
    same boolean NOT NULL,
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (city, layer, link, from_key, to_key)
);
