"""PostGIS: embedded cluster, migrations, import, releases, City files."""
