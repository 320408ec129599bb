"""The cities there are, and which one people mean by what they write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from geo_service.errors import NotFoundError
from geo_service.store.city import check_digit as check_digit


@dataclass(frozen=True)
class CityEntry:
    """A city that is loaded. ``release``: number of its current release, None before the first."""

    code: str
    name_ja: str
    name_en: str
    fictitious: bool
    release: int | None
    default: bool


def cities(conn: psycopg.Connection[Any]) -> list[CityEntry]:
    """All cities, by code. The default is the last real one loaded, else the last fictitious one."""
    rows = conn.execute(
        "SELECT c.code, c.name_ja, c.name_en, c.fictitious, r.number,"
        " row_number() OVER (ORDER BY r.number IS NULL, c.fictitious, c.last_loaded_at DESC, c.code) = 1"
        " FROM frame.city c LEFT JOIN frame.release r ON r.id = c.current_release ORDER BY c.code"
    ).fetchall()
    return [CityEntry(*row) for row in rows]


def default_city(conn: psycopg.Connection[Any]) -> str:
    """Code of the default city. NotFoundError when no city has been loaded."""
    found = [city.code for city in cities(conn) if city.default and city.release is not None]
    if not found:
        raise NotFoundError(
            "まだ市が読み込まれていません。`geo-service load` でデータを読み込んでください。",
            "No city is loaded yet. Load its files with `geo-service load`.",
        )
    return found[0]


def resolve_city(conn: psycopg.Connection[Any], text: str) -> str:
    """Code of the city that people mean by ``text``. NotFoundError lists the cities there are."""
    return find_city(cities(conn), text).code


def find_city(known: Sequence[CityEntry], text: str) -> CityEntry:
    """The city meant by a code of five digits or six with the check digit, a name in ja or en, "sample" or "default"."""
    wanted = text.strip().casefold()
    if wanted in ("", "default"):
        found = [city for city in known if city.default]
    elif wanted == "sample":
        found = [city for city in known if city.fictitious]
    elif wanted.isascii() and wanted.isdigit():
        code = wanted if len(wanted) == 5 else wanted[:5] if len(wanted) == 6 and wanted[5] == check_digit(wanted[:5]) else ""
        found = [city for city in known if city.code == code]
    else:
        found = [
            city
            for city in known
            if wanted in (city.name_ja.casefold(), city.name_en.casefold(), city.name_en.casefold().removesuffix(" city"))
            or wanted == city.name_ja.removesuffix("市").casefold()
        ]
    if not found:
        there = [city.code for city in known]
        raise NotFoundError(
            f"「{text[:40]}」という市は読み込まれていません。"
            + (
                f"あるのは {'、'.join(f'{c.code} {c.name_ja}' for c in known)} です。"
                if known
                else "まだ1つも読み込まれていません。"
            ),
            f"No city '{text[:40]}' is loaded."
            + (f" There are: {', '.join(f'{c.code} {c.name_en or c.name_ja}' for c in known)}." if known else " None is yet."),
            parameter="city",
            allowed=there,
        )
    return found[0]
