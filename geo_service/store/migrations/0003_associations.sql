-- What an association's area is made of in a release, and whether a person has confirmed its line.
-- town: the first row of a 町丁, NULL where no one 町丁 is meant. weight: share of the 町丁, NULL where it is not known; it lies
-- between low and high. No foreign keys to features, as for edges.
CREATE TABLE frame.association_part (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint NOT NULL,
    part integer NOT NULL,
    town bigint,
    town_name text NOT NULL DEFAULT '',
    said text NOT NULL DEFAULT '',
    blocks text NOT NULL DEFAULT '',
    weight double precision CHECK (weight BETWEEN 0 AND 1),
    low double precision NOT NULL CHECK (low BETWEEN 0 AND 1),
    high double precision NOT NULL CHECK (high BETWEEN 0 AND 1),
    how text NOT NULL CHECK (how IN (
        'drawn', 'whole', 'block_ground', 'blocks_counted', 'unknown_part', 'not_found', 'ambiguous', 'unread'
    )),
    PRIMARY KEY (release, feature, part)
);

-- Whether the line of a unit counts as confirmed in a release: what its list says, a person's word over it.
CREATE TABLE frame.confirmation (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint NOT NULL,
    confirmed boolean NOT NULL,
    PRIMARY KEY (release, feature)
);

-- A person's word on a line, by the unit's code, which lasts from one list to the next.
CREATE TABLE frame.confirmation_choice (
    city text NOT NULL REFERENCES frame.city ON DELETE CASCADE,
    layer text NOT NULL,
    key text NOT NULL,
    confirmed boolean NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (city, layer, key)
);
