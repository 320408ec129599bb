"""How a city's own lists read the names of places: better than any dictionary, where a list says it."""

from __future__ import annotations

from typing import Any

import psycopg

from geo_service.store import sql
from geo_service.store.joins import roles


def name_readings(conn: psycopg.Connection[Any], city: str, release: int) -> dict[str, str]:
    """Name → kana (as published) of the places of a city's release (its number); empty where no list gives kana."""
    return dict(sql.run(conn, "name_readings", city=city, release=release, roles=roles()).fetchall())
