"""The places nearest to one point: "where would I go from here?"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.answer import Nearest
from geo_service.coverage.city import City, Floats
from geo_service.coverage.items import nearest_place
from geo_service.coverage.plane import to_plane
from geo_service.coverage.question import Question
from geo_service.coverage.reach import reported
from geo_service.coverage.supply import Supplied, choose, has_position
from geo_service.coverage.walked import rings
from geo_service.coverage.walking import Walk


def nearest_places(city: City, question: Question, lon: float, lat: float, k: int = 3) -> tuple[Nearest, ...]:
    """The k places that count for the question nearest to a point (degrees), nearest first, on the question's reach.

    Fewer when fewer count; ``within`` says whether each place's own limit reaches the point.
    """
    supply, _ = choose(city, question)
    x, y = to_plane(city.srid, lon, lat)
    if supply.walk is not None:
        along = along_streets(supply, supply.walk, float(x), float(y), k)
        return tuple(nearest_place(supply, at, metres) for at, metres in along)
    distance_m = reported(np.hypot(supply.x - float(x), supply.y - float(y)), supply.factor)
    order = np.argsort(distance_m, kind="stable")[:k]
    return tuple(nearest_place(supply, int(at), float(distance_m[at])) for at in order)


RULED_OUT = (
    "supply_neighbour",
    "supply_kind_excluded",
    "supply_not_designated",
    "supply_mark_unknown",
    "supply_in_doubt",
    "supply_off_streets",
    "supply_closed",
)
"""Reasons that leave out a place somebody can see near: all but those without a position and other lists of the same."""


@dataclass(frozen=True)
class RuledOut:
    """A place that does not count for the question, though it is nearer in a straight line than any that does. ``straight_m``:
    metres in a straight line, whatever the question's reach; ``why``: code of the first reason that leaves it out."""

    id: str
    name: str
    lon: float
    lat: float
    straight_m: float
    why: str


def ruled_out(city: City, question: Question, lon: float, lat: float, most: int = 2) -> tuple[RuledOut, ...]:
    """Up to ``most`` places nearer to a point (degrees) than any that counts, each with why it does not, nearest first.

    All are compared in a straight line: a place that does not count may have no street.
    """
    supply, left_out = _left_out(city, question)
    places = supply.source
    x, y = to_plane(city.srid, lon, lat)
    nearest_m = float(np.hypot(supply.x - float(x), supply.y - float(y)).min()) if len(supply) else np.inf
    straight_m = np.hypot(np.asarray(places.x) - float(x), np.asarray(places.y) - float(y))
    found = [(float(straight_m[at]), places.id[at], at, why) for at, why in left_out]
    return tuple(
        RuledOut(id, places.name[at], float(places.lon[at]), float(places.lat[at]), metres, why)
        for metres, id, at, why in sorted(found)[:most]
        if metres < nearest_m
    )


def all_ruled_out(city: City, question: Question) -> dict[str, list[tuple[str, float, float]]]:
    """Every place that :func:`ruled_out` may name: code of the reason → (name, lon, lat in degrees) of each, by id. For a map
    that must say it without the service."""
    supply, left_out = _left_out(city, question)
    places = supply.source
    found: dict[str, list[tuple[str, float, float]]] = {}
    for at, why in sorted(left_out, key=lambda one: places.id[one[0]]):
        found.setdefault(why, []).append((places.name[at], round(float(places.lon[at]), 6), round(float(places.lat[at]), 6)))
    return found


def _left_out(city: City, question: Question) -> tuple[Supplied, list[tuple[int, str]]]:
    """What counts for the question; and of what does not, but could be seen near: (position among the places, why)."""
    left_out: dict[str, NDArray[np.int64]] = {}
    supply, _ = choose(city, question, all_left_out=left_out)
    # A position that stands for a whole area tells nothing of what is near.
    known = has_position(supply.source)
    return supply, [(int(at), why) for why in RULED_OUT for at in left_out.get(why, ()) if known[at]]


def along_streets(supply: Supplied, walk: Walk, x: float, y: float, k: int) -> list[tuple[int, float]]:
    """The k places of the supply nearest along streets to a point (plane metres): (position, metres), nearest first; none
    where no street can be got to from the point."""
    return all_along_streets(supply, walk, np.array([x]), np.array([y]), k)[0]


def all_along_streets(supply: Supplied, walk: Walk, x: Floats, y: Floats, k: int) -> list[list[tuple[int, float]]]:
    """The same from each of many points, in one search."""
    here = walk.open_ends(walk.doors().attach(x, y).ends)
    places = walk.entrances(supply.source, supply.index.astype(np.int64))
    found: list[dict[int, float]] = [{} for _ in x]
    for ring in rings(walk, here, places, supply.limit_m):
        for point, rank in zip(*np.nonzero(ring.place >= 0), strict=True):
            found[point][int(ring.place[point, rank])] = float(reported(ring.straight_m[point, rank], 1.0))
    return [sorted(one.items(), key=lambda pair: (pair[1], pair[0]))[:k] for one in found]


def straight_from(supply: Supplied, x: float, y: float, k: int) -> list[tuple[int, float]]:
    """The k places of the supply nearest in a straight line to a point (plane metres): (position, metres), nearest first."""
    away = np.hypot(supply.x - x, supply.y - y)
    return [(int(at), float(reported(away[at], 1.0))) for at in np.argsort(away, kind="stable")[:k]]


def in_city(city: City, lon: float, lat: float) -> bool:
    """Whether a point (degrees) lies in the city."""
    x, y = to_plane(city.srid, lon, lat)
    return bool(shapely.intersects_xy(shapely.from_wkb(city.border), float(x), float(y)))
