-- What a row is about in another layer: worked out by a release, settled where a person has said so.
-- No foreign keys to features, as for edges. target: the feature it is about, set where that is settled and only there.
-- part: number of the name in a field that lists several. said: the key of what the row says (name|address|ward|code), which
-- a choice is remembered by. candidates, scores: what it may be about, the likeliest first.
CREATE TABLE frame.link (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint NOT NULL,
    link text NOT NULL,
    part smallint NOT NULL DEFAULT 0,
    target bigint,
    how text NOT NULL CHECK (how IN ('code', 'exact', 'confirmed', 'likely', 'ambiguous', 'refused', 'unmatched')),
    score real NOT NULL DEFAULT 0,
    said text NOT NULL DEFAULT '',
    candidates bigint[] NOT NULL DEFAULT '{}',
    scores real[] NOT NULL DEFAULT '{}',
    CHECK ((target IS NOT NULL) = (how IN ('code', 'exact', 'confirmed')))
);
CREATE INDEX link_release ON frame.link (release, link, feature);
CREATE INDEX link_target ON frame.link (release, target);

-- Where a row without a position of its own stands in a release: on the ground of what it is about.
CREATE TABLE frame.ground (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint NOT NULL,
    accuracy text NOT NULL,
    geom geometry(Geometry, 6668) NOT NULL,
    PRIMARY KEY (release, feature)
);

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
