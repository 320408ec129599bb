"""A city's gazetteer from its loaded layers: published address positions, 町丁, and things that have an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from geo_service.errors import NotFoundError
from geo_service.geocode import CityNames, Gazetteer, KnownAddress, KnownPoint, OldName, build_gazetteer
from geo_service.geocode.gazetteer import Level
from geo_service.store import sql
from geo_service.store.city import Target
from geo_service.store.joins import roles
from geo_service.store.target import known_ground
from layers.text import fold_name

ADDRESSES, TOWNS = "address_points", ("towns", "population")
"""Layers whose rows are positions of addresses, and those whose named ground stands for a 町丁."""
ADDRESS_LAYERS = (ADDRESSES, *TOWNS)
LEVELS: Mapping[str, Level] = {"town": "area", "block": "block", "parcel": "point", "number": "point"}
_MESH = re.compile(r"^[0-9]*$")
_PARTED = re.compile(r"[、,，;；]")


@dataclass(frozen=True)
class Known:
    """One row that says something of addresses. ``lon``/``lat``: None for a row without a position."""

    layer: str
    source: str
    part: str
    municipality: str
    attributes: Mapping[str, Any]
    lon: float | None
    lat: float | None

    def said(self, field: str) -> str:
        """A field as text, "" when it is not there."""
        value = self.attributes.get(field)
        return value if isinstance(value, str) else ""


def read_gazetteer(conn: psycopg.Connection[Any], city: str, release: int | None = None) -> Gazetteer:
    """The gazetteer of a city (five-digit code) and a release (its number; default: the current one). NotFoundError."""
    row = conn.execute("SELECT name_ja, name_en, srid, current_release FROM frame.city WHERE code = %s", (city,)).fetchone()
    if row is None:
        raise NotFoundError(f"市 {city} は読み込まれていません。", f"No city {city} is loaded.", parameter="city")
    id = row[3]
    if release is not None:
        found = conn.execute("SELECT id FROM frame.release WHERE city = %s AND number = %s", (city, release)).fetchone()
        if found is None:
            raise NotFoundError(f"版 {release} はありません。", f"There is no release {release}.", parameter="release")
        id = found[0]
    target = Target(city, row[0], row[1], row[2])
    known_ground(conn, target)
    return gazetteer_of(target, known_rows(conn, city, id))


def known_rows(conn: psycopg.Connection[Any], city: str, release: int | None = None) -> list[Known]:
    """What a release (its id; default: the current one) knows of addresses."""
    return [Known(*row) for row in sql.run(conn, "known_addresses", city=city, release=release, roles=roles())]


def gazetteer_of(target: Target, rows: Iterable[Known]) -> Gazetteer:
    """The gazetteer from rows; those of other municipalities are left out."""
    own = [row for row in rows if not row.municipality or target.owns(row.municipality)]
    addresses = [row for row in own if row.layer == ADDRESSES]
    towns = [row for row in own if row.layer in TOWNS]
    things = [row for row in own if row.layer != ADDRESSES and row.layer not in TOWNS]
    wards = tuple((code, name) for code, (name, _) in sorted(target.wards.items()) if name != target.name)
    return build_gazetteer(
        CityNames(target.code, target.name, wards),
        [*_address_points(addresses, target.name), *_town_points(towns)],
        [KnownAddress(row.said("ward"), row.said("address"), *at) for row in things if (at := _at(row)) is not None],
        _old_names(addresses),
    )


def _at(row: Known) -> tuple[float, float] | None:
    return None if row.lon is None or row.lat is None else (row.lon, row.lat)


def _town_points(rows: Iterable[Known]) -> Iterator[KnownPoint]:
    for row in rows:
        at = _at(row)
        if at is not None and not _MESH.match(row.said("name")):
            yield KnownPoint(row.said("ward"), row.said("name"), "", (), "area", *at, "towns")


IDS = ("municipality_code", "town_id", "block_id", "number_id", "second_number_id")


def _ids(row: Known) -> tuple[str, ...]:
    return tuple(row.said(field) for field in IDS)


def _address_points(rows: list[Known], city: str) -> Iterator[KnownPoint]:
    """Points of named rows; a registry that keeps names and positions in two files is put together by its ids."""
    positions = {_ids(row): at for row in rows if row.said("town_id") and (at := _at(row)) is not None}
    for row in rows:
        at = _at(row) or (positions.get(_ids(row)) if row.said("town_id") else None)
        if at is None or not row.said("name") or not _is_of(row.said("municipality"), city):
            continue
        numbers = tuple(filter(None, (row.said("block"), row.said("number"), row.said("second_number"))))
        level = LEVELS.get(row.said("level")) or ("point" if len(numbers) > 1 else "block" if numbers else "area")
        yield KnownPoint(_ward(row, city), _town(row), row.said("small_area"), () if level == "area" else numbers, level, *at)


def _town(row: Known) -> str:
    return row.said("name") + row.said("chome")


def _is_of(municipality: str, city: str) -> bool:
    """Whether a municipality's name is the city's or one of its wards'; one that is not said is."""
    name, own = fold_name(municipality), fold_name(city)
    return not name or not own or name == own or (name.startswith(own) and name.endswith("区"))


def _ward(row: Known, city: str) -> str:
    return row.said("ward") or row.said("municipality").removeprefix(city)


def _old_names(rows: Iterable[Known]) -> Iterator[OldName]:
    for row in rows:
        for old in _PARTED.split(row.said("old_name")):
            if old.strip() and row.said("name"):
                yield OldName(row.said("ward"), _town(row), old.strip())
