"""Places near a point that can be used in a hazard, and nearer ones that cannot, with the reason: for a page on a phone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import City, Places
from geo_service.coverage.plane import to_plane
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.site_class import classify, usual_key
from geo_service.coverage.supply import choose, has_position

DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
"""The eight winds, from north with the clock."""
SAID = ("supply_not_designated", "supply_mark_unknown", "supply_neighbour")
"""Reasons why a place is passed over that a person at the spot must know; others (no position, replaced rows) are ours."""


@dataclass(frozen=True)
class NearPlace:
    """A place seen from a point. ``distance_m``: straight, metres in the city's plane. ``direction``: of DIRECTIONS, from the
    point to the place. ``state``: its class for the hazard (see :mod:`.site_class`); ``from_floor``: lowest floor above the
    water, 0 where that is no matter. ``why``: of SAID, "" for a place that can be used."""

    id: str
    name: str
    address: str
    kind: str
    lon: float
    lat: float
    distance_m: float
    direction: str
    state: str
    from_floor: int
    why: str = ""


@dataclass(frozen=True)
class Near:
    """``usable``: nearest first. ``passed_over``: nearer than the last of them, but not to be used, nearest first."""

    usable: tuple[NearPlace, ...]
    passed_over: tuple[NearPlace, ...]


def sites_question(id: str, layer: str, hazard: str) -> Question:
    """The question which of a layer's places count in a hazard. Who asks is no matter, so nobody need be loaded."""
    return Question(id, Demand("group", "residents"), Supply(layer, hazard=hazard), Reach())


def usable_near(city: City, question: Question, lon: float, lat: float, most: int = 3) -> Near:
    """The ``most`` nearest places that count for the question, seen from a point (degrees), and up to ``most`` that are
    nearer than the last of them (or simply near, where none counts) but are not to be used. NotAnswerableError when the layer
    is not loaded."""
    out: dict[str, NDArray[np.int64]] = {}
    supply, _ = choose(city, question, all_left_out=out)
    places, hazard = supply.source, question.supply.hazard
    x, y = (float(one) for one in to_plane(city.srid, lon, lat))
    away = np.hypot(np.asarray(places.x) - x, np.asarray(places.y) - y)
    near = np.array(supply.index, dtype=np.int64)
    near = near[np.argsort(away[near], kind="stable")][:most]
    limit = float(away[near[-1]]) if len(near) == most else math.inf
    passed = [(int(at), why) for why in SAID for at in out.get(why, ()) if _worth(places, int(at), why, hazard)]
    passed = sorted((one for one in passed if away[one[0]] < limit), key=lambda one: (away[one[0]], places.id[one[0]]))
    states = classify(city, places, hazard, usual_key(city, hazard))

    def seen(at: int, why: str = "") -> NearPlace:
        return NearPlace(
            id=places.id[at],
            name=places.name[at],
            address=places.address[at],
            kind=places.kind[at],
            lon=float(places.lon[at]),
            lat=float(places.lat[at]),
            distance_m=round(float(away[at]), 1),
            direction=direction(float(places.x[at]) - x, float(places.y[at]) - y),
            state=str(states.state[at]),
            from_floor=int(states.from_floor[at]),
            why=why,
        )

    return Near(tuple(seen(int(at)) for at in near), tuple(seen(at, why) for at, why in passed[:most]))


def _worth(places: Places, at: int, why: str, hazard: str) -> bool:
    """Whether a place that was passed over is worth a word: it has a position; a neighbour's only where it is designated."""
    if not has_position(places)[at]:
        return False
    return why != "supply_neighbour" or (hazard in places.marks and int(places.marks[hazard][at]) == 1)


def direction(east_m: float, north_m: float) -> str:
    """The wind of eight that a step east and north goes to; north for no step."""
    turn = math.degrees(math.atan2(east_m, north_m)) % 360
    return DIRECTIONS[round(turn / 45) % len(DIRECTIONS)]
