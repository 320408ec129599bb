"""Databases of the tests' cluster: each made from the migrated, empty template, and dropped again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from geo_service.store.files import DATABASE, ClusterFiles


@contextmanager
def database_of(home: Path, name: str) -> Iterator[str]:
    """A fresh, migrated database of that name in the running cluster of ``home``; yields its conninfo.

    Nobody may load anything into the cluster's own database: it is the template of all others.
    """
    files = ClusterFiles.of(home)
    with psycopg.connect(files.conninfo("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(DATABASE)))
    try:
        yield files.conninfo(name)
    finally:
        with psycopg.connect(files.conninfo("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
