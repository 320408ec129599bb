-- What anyone has noted about a row or a place ("this line is wrong"), and what staff answered. Beside the data: nothing
-- here is read by a release. key: as its sender wrote it; key_found: whether a row the public may see has it (NULL: none
-- given). contact, decided_by: for staff. Only the words of an answered one are shown to the public.
CREATE TABLE frame.remark (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city text NOT NULL REFERENCES frame.city ON DELETE CASCADE,
    release_number integer NOT NULL,
    layer text NOT NULL,
    key text NOT NULL DEFAULT '',
    key_found boolean,
    lon double precision,
    lat double precision,
    said text NOT NULL,
    contact text NOT NULL DEFAULT '',
    sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'hidden')),
    answer text NOT NULL DEFAULT '',
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    CHECK ((lon IS NULL) = (lat IS NULL)),
    CHECK (key <> '' OR lon IS NOT NULL),
    CHECK ((key = '') = (key_found IS NULL)),
    CHECK ((state = 'answered') = (answer <> ''))
);
CREATE INDEX remark_city ON frame.remark (city, id);
CREATE INDEX remark_sent ON frame.remark (sent_at);
CREATE INDEX remark_open ON frame.remark (id) WHERE state = 'open';
