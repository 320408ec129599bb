"""How the city's own lists read the names on a page, read from the database once a release."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import psycopg

from geo_service.api.service import Service
from geo_service.coverage.city import City
from geo_service.errors import DatabaseError
from geo_service.store.name_readings import name_readings

KEPT = 4
_KEPT: dict[tuple[str, int, str], Mapping[str, str]] = {}
_LOCK = threading.Lock()


def own_readings(served: Service, city: City) -> Mapping[str, str]:
    """Name → kana of the city's places. Empty without a database: the page is shown all the same, with the dictionary's
    readings."""
    key = (city.code, city.release, served.conninfo or "")
    with _LOCK:
        if key in _KEPT:
            return _KEPT[key]
    try:
        with served.database() as connection:
            found = name_readings(connection, city.code, city.release)
    except (DatabaseError, psycopg.Error):
        return {}
    with _LOCK:
        while len(_KEPT) >= KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = found
    return found
