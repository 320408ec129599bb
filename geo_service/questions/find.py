"""Finding by name: wards, 町丁, associations, districts and places of a city, in any width and spelling of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from geo_service.coverage.city import City, Places, UnitSet
from geo_service.coverage.keeping import Keeping
from geo_service.coverage.supply import has_position
from layers import LAYERS
from layers.base import Text
from layers.text import fold_name, name_order

MOST = 20
LONGEST = 100
"""Signs of what is looked for that count."""
KINDS = {"wards": "ward", "towns": "town", "association_areas": "association"}
"""Division → what its units are called; others are districts."""
FIRST = ("wards", "towns")
"""Divisions offered before all else that begins with a text: a 町 is what most people type to say where they are."""
NOT_NAMED = ("notice_boards", "observations", "address_points")
"""Layers whose rows are not looked for by a name of their own."""

Named = tuple[str, tuple[str, int], int]
"""A folded name, its division or layer and the number there, and where the name stands in the order of names."""
_NAMED: Keeping[tuple[Named, ...]] = Keeping(4)


@dataclass(frozen=True)
class Hit:
    """Something found. ``group``: its unit set or layer; ``id``: its code or id there; ``lon``, ``lat`` and ``bounds`` (west,
    south, east, north) None where it has no known place."""

    kind: str
    group: str
    id: str
    name: str
    name_en: str
    detail: Text
    lon: float | None
    lat: float | None
    bounds: tuple[float, float, float, float] | None


def find(city: City, text: str, most: int = MOST) -> tuple[Hit, ...]:
    """The ``most`` best for a text, as :func:`matches` orders them."""
    return tuple(_hit(city, group, at) for _, group, at in matches(city, fold_name(text[:LONGEST]))[:most])


def matches(city: City, key: str) -> list[tuple[int, str, int]]:
    """Everything whose name has the folded text in it: (0 of that very name, 1 beginning with it, 2 holding it), its unit set
    or layer, and its number there, each once. The very name first, then beginnings (町丁 before all else), then the rest; areas
    before places of the same name, shorter names before longer ones, numbers by their value. A ward's name in front narrows the
    rest to what is in the ward."""
    found = _holding(city, key)
    wards = city.unit_sets.get("wards")
    for at, name in enumerate(wards.name_ja if wards is not None else ()):
        if (rest := key.removeprefix(fold_name(name))) != key:
            found += [one for one in _holding(city, rest) if _in_ward(city, one[1], one[2], at)]
    return list({one[1:]: one for one in reversed(found)}.values())[::-1]


def _holding(city: City, key: str) -> list[tuple[int, str, int]]:
    if not key:
        return []
    ranked = []
    for order, (folded, (group, at), by_name) in enumerate(_named(city)):
        if key in folded:
            rank = 0 if folded == key else 1 if folded.startswith(key) else 2
            later = rank == 1 and group not in FIRST
            ranked.append((rank, later, order if rank == 0 else len(folded), by_name, order, group, at))
    ranked.sort()
    return [(rank, group, at) for rank, *_, group, at in ranked]


def _in_ward(city: City, group: str, at: int, ward: int) -> bool:
    of = city.unit_sets[group].ward if group in city.unit_sets else city.places[group].ward
    return bool(len(of)) and group != "wards" and int(of[at]) == ward


def _named(city: City) -> tuple[Named, ...]:
    """Every name of the city, areas first, in the order of divisions. Kept."""

    def work() -> tuple[Named, ...]:
        named = tuple(_all(city))
        by_name = {folded: at for at, folded in enumerate(sorted({folded for folded, _ in named}, key=name_order))}
        return tuple((folded, what, by_name[folded]) for folded, what in named)

    return _NAMED.get((city,), "names", work)


def _all(city: City) -> Iterator[tuple[str, tuple[str, int]]]:
    for id, units in city.unit_sets.items():
        for at in range(len(units)):
            yield fold_name(units.name_ja[at]), (id, at)
            if units.name_en[at]:
                yield fold_name(units.name_en[at]), (id, at)
    for layer, places in sorted(city.places.items()):
        if layer not in NOT_NAMED:
            for at in np.flatnonzero(np.asarray(places.used)).tolist():
                yield fold_name(places.name[at]), (layer, at)


def _hit(city: City, group: str, at: int) -> Hit:
    units = city.unit_sets.get(group)
    return _unit(city, units, at) if units is not None else _place(city, city.places[group], at)


def _unit(city: City, units: UnitSet, at: int) -> Hit:
    wards = city.unit_sets.get("wards")
    ward = int(units.ward[at]) if len(units.ward) else -1
    where = wards.name_ja[ward] if wards is not None and ward >= 0 and units.id != "wards" else ""
    where_en = (wards.name_en[ward] or where) if wards is not None and where else ""
    detail = Text(f"{units.title_ja} {where}".strip(), f"{units.title_en} {where_en}".strip())
    shape = shapely.from_wkb(units.shapes[at]) if units.shapes[at] else shapely.Polygon()
    kind = KINDS.get(units.id, "district")
    if shapely.is_empty(shape):
        return Hit(kind, units.id, units.code[at], units.name_ja[at], units.name_en[at], detail, None, None, None)
    middle = shapely.point_on_surface(shape)
    west, south, east, north = (round(float(one), 6) for one in shapely.bounds(shape))
    lon, lat = round(float(middle.x), 6), round(float(middle.y), 6)
    return Hit(kind, units.id, units.code[at], units.name_ja[at], units.name_en[at], detail, lon, lat, (west, south, east, north))


def _place(city: City, places: Places, at: int) -> Hit:
    layer = LAYERS[places.layer].title if places.layer in LAYERS else Text(places.layer, places.layer)
    address = places.address[at]
    detail = Text(f"{layer.ja} {address}".strip(), f"{layer.en} {address}".strip())
    known = bool(has_position(places)[at])
    lon, lat = (round(float(places.lon[at]), 6), round(float(places.lat[at]), 6)) if known else (None, None)
    return Hit("site", places.layer, places.id[at], places.name[at], "", detail, lon, lat, None)
