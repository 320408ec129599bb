"""Places near a point that can be used in a hazard, and nearer ones that cannot, with the reason: for a page on a phone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.city import City, Places
from geo_service.coverage.nearest import along_streets, straight_from
from geo_service.coverage.plane import to_plane
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.site_class import classify, usual_key
from geo_service.coverage.supply import Supplied, choose, has_position

DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
"""The eight winds, from north with the clock."""
SAID = ("supply_not_designated", "supply_mark_unknown", "supply_neighbour")
"""Reasons why a place is passed over that a person at the spot must know; others (no position, replaced rows) are ours."""


@dataclass(frozen=True)
class NearPlace:
    """A place seen from a point. ``distance_m``: metres, straight or along streets. ``direction``: of DIRECTIONS, from the
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
    """``usable``: nearest first. ``passed_over``: nearer than the last of them, but not to be used, nearest first.
    ``streets``: whether distances are along the walking streets; else they are straight."""

    usable: tuple[NearPlace, ...]
    passed_over: tuple[NearPlace, ...]
    streets: bool = False


def sites_question(id: str, layer: str, hazard: str, streets: bool = False) -> Question:
    """The question which of a layer's places count in a hazard. Who asks is no matter, so nobody need be loaded."""
    reach = Reach("streets" if streets else "straight")
    return Question(id, Demand("group", "residents"), Supply(layer, hazard=hazard), reach)


def usable_near(city: City, question: Question, lon: float, lat: float, most: int = 3) -> Near:
    """The ``most`` (3 at most along streets) nearest places that count for the question, seen from a point (degrees), and up to
    ``most`` that are nearer than the last of them (or simply near, where fewer count) but are not to be used.

    Along streets where the question's reach says so; straight where no street can be got to from the point.
    NotAnswerableError when the layer, or the streets, are not loaded.
    """
    out: dict[str, NDArray[np.int64]] = {}
    supply, _ = choose(city, question, all_left_out=out)
    hazard = question.supply.hazard
    x, y = (float(one) for one in to_plane(city.srid, lon, lat))
    why = {int(at): reason for reason in SAID for at in out.get(reason, ()) if _worth(supply.source, int(at), reason, hazard)}
    passed = _supply_of(supply, np.array(sorted(why), dtype=np.int32))
    along = None if supply.walk is None else along_streets(supply, supply.walk, x, y, most)
    if supply.walk is None or not along:
        streets, near, over = False, straight_from(supply, x, y, most), straight_from(passed, x, y, most)
    else:
        streets, near, over = True, along, along_streets(passed, supply.walk, x, y, most)
    limit = near[-1][1] if len(near) == most else math.inf
    seen = _Seen(city, supply.source, hazard, x, y)
    return Near(
        tuple(seen.place(int(supply.index[at]), metres) for at, metres in near),
        tuple(seen.place(int(passed.index[at]), metres, why[int(passed.index[at])]) for at, metres in over if metres < limit),
        streets,
    )


Ground = Literal["inside", "outside", "not_assessed"]


def ground_at(city: City, hazard: str, lon: float, lat: float) -> Ground:
    """Whether a point (degrees) lies in the zones of a hazard, of any source and scale: inside one; outside all, where a source
    says that it assessed the ground; else nobody says."""
    x, y = (float(one) for one in to_plane(city.srid, lon, lat))
    for ground in city.zone_grounds:
        if ground.hazard == hazard and _holds(ground.shapes, x, y):
            return "inside"
    assessed = [one.assessed for one in city.zones if one.hazard == hazard and one.assessed is not None]
    return "outside" if _holds(assessed, lon, lat) else "not_assessed"


def _holds(shapes: Sequence[bytes], x: float, y: float) -> bool:
    return bool(len(shapes)) and bool(shapely.intersects_xy(shapely.from_wkb(list(shapes)), x, y).any())


def _supply_of(supply: Supplied, index: NDArray[np.int32]) -> Supplied:
    """Other places of the same layer, measured in the same way."""
    places = supply.source
    limit_m = np.zeros(len(index))
    return replace(supply, index=index, x=np.asarray(places.x)[index], y=np.asarray(places.y)[index], limit_m=limit_m)


class _Seen:
    """Places of a layer as they are seen from a point (plane metres)."""

    def __init__(self, city: City, places: Places, hazard: str, x: float, y: float) -> None:
        self.places, self.x, self.y = places, x, y
        self.states = classify(city, places, hazard, usual_key(city, hazard))

    def place(self, at: int, metres: float, why: str = "") -> NearPlace:
        """The place at an index of its layer."""
        places = self.places
        return NearPlace(
            id=places.id[at],
            name=places.name[at],
            address=places.address[at],
            kind=places.kind[at],
            lon=float(places.lon[at]),
            lat=float(places.lat[at]),
            distance_m=metres,
            direction=direction(float(places.x[at]) - self.x, float(places.y[at]) - self.y),
            state=str(self.states.state[at]),
            from_floor=int(self.states.from_floor[at]),
            why=why,
        )


def _worth(places: Places, at: int, why: str, hazard: str) -> bool:
    """Whether a place that was passed over is worth a word: it has a position; a neighbour's only where it is designated."""
    if not has_position(places)[at]:
        return False
    return why != "supply_neighbour" or (hazard in places.marks and int(places.marks[hazard][at]) == 1)


def direction(east_m: float, north_m: float) -> str:
    """The wind of eight that a step east and north goes to; north for no step."""
    turn = math.degrees(math.atan2(east_m, north_m)) % 360
    return DIRECTIONS[round(turn / 45) % len(DIRECTIONS)]
