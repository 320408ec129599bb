-- The fixed frame: it knows nothing of any layer. Typed and published views are generated from the declarations.
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE SCHEMA IF NOT EXISTS frame;
CREATE SCHEMA IF NOT EXISTS published;

-- Names this database apart from others that keep City files in the same folder: each removes only its own.
CREATE TABLE frame.installation (id uuid NOT NULL DEFAULT gen_random_uuid());
INSERT INTO frame.installation DEFAULT VALUES;

-- Width, case and spaces of a text taken away, so that ward names match however a source writes them.
CREATE FUNCTION frame.fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(regexp_replace(normalize(t, NFKC), '[[:space:]]+', '', 'g')) $$;

CREATE TABLE frame.city (
    code text PRIMARY KEY CHECK (code ~ '^[0-9]{5}$'),
    name_ja text NOT NULL,
    name_en text NOT NULL DEFAULT '',
    srid integer NOT NULL,
    fictitious boolean NOT NULL DEFAULT false,
    current_release bigint,
    last_loaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE frame.dataset (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city text NOT NULL REFERENCES frame.city ON DELETE CASCADE,
    layer text NOT NULL,
    source text NOT NULL,
    part text NOT NULL DEFAULT '',
    UNIQUE (city, layer, source, part)
);

-- One validated import. Immutable once its transaction commits.
CREATE TABLE frame.dataset_version (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dataset bigint NOT NULL REFERENCES frame.dataset ON DELETE CASCADE,
    number integer NOT NULL,
    title text NOT NULL DEFAULT '',
    file_name text NOT NULL,
    sha256 text NOT NULL,
    format text NOT NULL,
    mapping_sha256 text NOT NULL DEFAULT '',
    encoding text NOT NULL DEFAULT '',
    crs text NOT NULL DEFAULT '',
    reference_date text NOT NULL DEFAULT '',
    licence text NOT NULL DEFAULT '',
    municipality text NOT NULL DEFAULT '',
    groups text[] NOT NULL DEFAULT '{}',
    approximate boolean NOT NULL DEFAULT false,
    row_count integer NOT NULL,
    good_count integer NOT NULL,
    rejected_count integer NOT NULL,
    report jsonb NOT NULL DEFAULT '{}',
    loaded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (dataset, number)
);

-- geom: JGD2011 lon/lat; NULL for a row without a place to stand (kept and counted, left out of distances).
CREATE TABLE frame.feature (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version bigint NOT NULL REFERENCES frame.dataset_version ON DELETE CASCADE,
    row_no integer NOT NULL,
    key text NOT NULL,
    place_key text NOT NULL,
    name text NOT NULL DEFAULT '',
    municipality text NOT NULL DEFAULT '',
    accuracy text NOT NULL DEFAULT 'point',
    geom geometry(Geometry, 6668),
    attributes jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX feature_version ON frame.feature (version);
-- The expression of the published views, so that a bounding box asked for over OGC uses the index.
CREATE INDEX feature_geom_4326 ON frame.feature USING gist ((ST_Transform(geom, 4326)::geometry(Geometry, 4326)));

CREATE TABLE frame.rejected_row (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version bigint NOT NULL REFERENCES frame.dataset_version ON DELETE CASCADE,
    row_no integer,
    column_name text NOT NULL,
    value text NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL,
    message_ja text NOT NULL,
    message_en text NOT NULL,
    suggestion_ja text NOT NULL DEFAULT '',
    suggestion_en text NOT NULL DEFAULT '',
    source_row jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX rejected_row_version ON frame.rejected_row (version);

CREATE TABLE frame.release (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    city text NOT NULL REFERENCES frame.city ON DELETE CASCADE,
    number integer NOT NULL,
    note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    pruned_at timestamptz,
    UNIQUE (city, number)
);
ALTER TABLE frame.city ADD FOREIGN KEY (current_release) REFERENCES frame.release;

CREATE TABLE frame.release_dataset (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    version bigint NOT NULL REFERENCES frame.dataset_version,
    used boolean NOT NULL DEFAULT true,
    why_not_ja text NOT NULL DEFAULT '',
    why_not_en text NOT NULL DEFAULT '',
    PRIMARY KEY (release, version)
);

-- Joins that do not depend on the question: which unit a feature lies in, and how that is known (code, address, polygon,
-- same = the feature is the unit). No foreign keys: each would be checked row by row for hundreds of thousands of rows
-- that one statement makes from the very tables they would point to; pruning deletes a release's edges before its data.
CREATE TABLE frame.edge (
    release bigint NOT NULL,
    feature bigint NOT NULL,
    unit_set text NOT NULL,
    unit bigint NOT NULL,
    how text NOT NULL,
    PRIMARY KEY (release, unit_set, feature, unit)
);

-- Things a release found out by joining (a ward that contradicts the polygon, datasets that overlap), for the report.
CREATE TABLE frame.finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint REFERENCES frame.feature ON DELETE CASCADE,
    rule text NOT NULL,
    message_ja text NOT NULL,
    message_en text NOT NULL
);

-- Rows that a later dataset of another source has too: kept, and not counted a second time.
CREATE TABLE frame.twice (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    feature bigint NOT NULL REFERENCES frame.feature ON DELETE CASCADE,
    PRIMARY KEY (release, feature)
);

CREATE TABLE frame.city_file (
    release bigint NOT NULL REFERENCES frame.release ON DELETE CASCADE,
    audience text NOT NULL,
    path text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (release, audience)
);

-- The view that stands for a layer of a city in "published"; made anew only when its definition changes.
CREATE TABLE frame.published_view (
    name text PRIMARY KEY,
    city text NOT NULL REFERENCES frame.city ON DELETE CASCADE,
    layer text NOT NULL,
    sha256 text NOT NULL
);

-- Answers given, so that an id can be opened again or answered 410 once its release is pruned.
CREATE TABLE frame.answer (
    id text PRIMARY KEY,
    city text NOT NULL,
    release_number integer NOT NULL,
    audience text NOT NULL,
    question jsonb NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE frame.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    action text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
);

-- Who reads the published views over HTTP: a role that may do nothing else. Roles belong to the whole server, so another
-- database may have made it already; where we may not make one, the reader stays who connects.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'geo_service_reader') THEN
        CREATE ROLE geo_service_reader NOLOGIN;
    END IF;
    GRANT USAGE ON SCHEMA published TO geo_service_reader;
    ALTER DEFAULT PRIVILEGES IN SCHEMA published GRANT SELECT ON TABLES TO geo_service_reader;
    IF NOT pg_has_role('geo_service_reader', 'member') THEN
        GRANT geo_service_reader TO CURRENT_USER;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    RAISE NOTICE 'no reader role';
END
$$;
