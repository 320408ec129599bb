"""The fixed SQL of the joins, one file per step. Values are bound by the client, so a file may hold several statements."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import psycopg


@cache
def text(name: str) -> bytes:
    """The text of ``name``.sql. Percent signs that are no placeholder are written twice in it."""
    return (files(__package__) / f"{name}.sql").read_bytes()


def run(conn: psycopg.Connection[Any], name: str, **values: Any) -> psycopg.Cursor[Any]:
    """Run a file with its values bound (``%(release)s``); the cursor holds the last statement's rows."""
    cursor = psycopg.ClientCursor(conn)
    cursor.execute(text(name), values)
    while cursor.nextset():
        pass
    return cursor
