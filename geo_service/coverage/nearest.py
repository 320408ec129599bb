"""The places nearest to one point: "where would I go from here?"."""

from __future__ import annotations

import numpy as np
import shapely

from geo_service.coverage.answer import Nearest
from geo_service.coverage.city import City
from geo_service.coverage.items import nearest_place
from geo_service.coverage.plane import to_plane
from geo_service.coverage.question import Question
from geo_service.coverage.reach import reported
from geo_service.coverage.supply import Supplied, choose
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


def along_streets(supply: Supplied, walk: Walk, x: float, y: float, k: int) -> list[tuple[int, float]]:
    """The k places of the supply nearest along streets to a point (plane metres): (position, metres), nearest first; none
    where no street can be got to from the point."""
    here = walk.open_ends(walk.doors().attach(np.array([x]), np.array([y])).ends)
    places = walk.entrances(supply.source, supply.index.astype(np.int64))
    found: dict[int, float] = {}
    for ring in rings(walk, here, places, supply.limit_m):
        for place, metres in zip(ring.place[0].tolist(), ring.straight_m[0].tolist(), strict=True):
            if place >= 0:
                found[place] = float(reported(metres, 1.0))
    return [(at, found[at]) for at in sorted(found, key=lambda at: (found[at], at))[:k]]


def in_city(city: City, lon: float, lat: float) -> bool:
    """Whether a point (degrees) lies in the city."""
    x, y = to_plane(city.srid, lon, lat)
    return bool(shapely.intersects_xy(shapely.from_wkb(city.border), float(x), float(y)))
