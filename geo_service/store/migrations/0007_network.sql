-- The streets of a dataset version as one Arrow file (compressed within, so not by the server): nodes and edges in degrees.
CREATE TABLE frame.network (
    version bigint PRIMARY KEY REFERENCES frame.dataset_version ON DELETE CASCADE,
    arrow bytea NOT NULL
);
ALTER TABLE frame.network ALTER COLUMN arrow SET STORAGE EXTERNAL;
