-- Which migrations a database has had. Made before the first one; not numbered, because it records the numbers.
CREATE SCHEMA IF NOT EXISTS frame;
DO $$
BEGIN
    IF to_regclass('public.geo_service_migration') IS NOT NULL THEN
        -- Where development versions before 0.1 kept it.
        ALTER TABLE public.geo_service_migration SET SCHEMA frame;
        ALTER TABLE frame.geo_service_migration RENAME TO migration;
    ELSE
        CREATE TABLE frame.migration (
            number integer PRIMARY KEY,
            name text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
    END IF;
END
$$;
