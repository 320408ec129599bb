"""One place by itself: its marks, its class for each hazard, who depends on it, its load, and what is lost with it.

Only the people that the place can reach are measured, with all the places that count: nobody else can depend on it. So a
place is told in a tenth of the time that a whole city takes, and with the same figures (a test holds them to :func:`.loss`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.city import NOT_ASSESSED, Atoms, City, Places, ZoneGround
from geo_service.coverage.demand import Demanded, demanded
from geo_service.coverage.losses import Loss, loss, stand
from geo_service.coverage.measure import rows
from geo_service.coverage.question import Demand, Question
from geo_service.coverage.reach import ROUNDING_M
from geo_service.coverage.same_place import SAME_WITHIN_M
from geo_service.coverage.served_ground import served_ground
from geo_service.coverage.site_class import NOT_DESIGNATED, NOT_STATED, classify, usual_key
from geo_service.coverage.supply import Supplied, choose, has_position
from geo_service.coverage.touched import touched
from geo_service.errors import NotFoundError

Index = NDArray[np.int64]
WARDS = "wards"


@dataclass(frozen=True)
class Dependants:
    """People of one question's demand who depend on the place. ``why``: code of the reason why it does not count for the
    question, "" where it does; then ``loss`` is None. ``limit_m``: its limit. ``capacity``: people it can hold, None not
    known; ``load``: users / capacity, None where either is not known or there is no room at all (capacity 0)."""

    question: Question
    why: str
    limit_m: float
    loss: Loss | None
    capacity: float | None
    load: float | None
    nearest: shapely.Geometry | None = None
    """Ground (plane metres) that it reaches and nothing that counts is nearer to; None where it does not count."""
    alone: shapely.Geometry | None = None
    """The part of the ground it reaches that no other counted place reaches."""


@dataclass(frozen=True)
class SiteZone:
    """What a hazard's zones say of the spot. ``inside``: None where nothing says that the ground was assessed. Depths in
    metres and hours as in :class:`.ZoneGround` (NaN not known, inf no upper bound); all NaN where no class of ground is known.
    ``collapse``: 1 houses may collapse there, 0 not, -1 nothing says."""

    inside: bool | None
    depth_from_m: float
    depth_to_m: float
    hours_from: float
    hours_to: float
    collapse: int


@dataclass(frozen=True)
class SiteHazard:
    """The place in one hazard. ``mark``: 1 designated, 0 not, -1 not stated, None for a layer that has no marks (then
    ``state`` is ""). ``zone``: None where no zones of the hazard are loaded. ``capacity``: of the floors above the water,
    None where it is not known; ``from_floor``: 0 where floors are no matter."""

    hazard: str
    mark: int | None
    state: str
    from_floor: int
    capacity: float | None
    zone: SiteZone | None
    depends: Dependants | None


@dataclass(frozen=True)
class Site:
    """One place (``at`` its index). ``units``: unit set → codes of the units it stands in; None where that is not known.
    ``hazards``: those that the layer's marks or the city's zones know. ``depends``: of questions without a hazard.
    ``also``: (layer, id) of places of the same name at the same spot on other lists. ``storeys``, ``capacity``, ``area_m2``:
    None where not known."""

    city: City
    places: Places
    at: int
    placed: bool
    units: Mapping[str, tuple[str, ...] | None]
    storeys: float | None
    storeys_from: str
    capacity: float | None
    area_m2: float | None
    hazards: tuple[SiteHazard, ...]
    depends: tuple[Dependants, ...]
    also: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """Its id in its layer."""
        return self.places.id[self.at]

    @property
    def name(self) -> str:
        """Its name as its list has it; may be empty."""
        return self.places.name[self.at]


def place_at(city: City, layer: str, id: str) -> tuple[Places, int]:
    """The layer's places and the index of one. NotFoundError for a layer or an id that the city has not."""
    places = city.places.get(layer)
    if places is None:
        there = "、".join(sorted(city.places)) or "–"
        raise NotFoundError(
            f"「{layer[:60]}」という場所の層は、この市にありません。あるのは {there} です。",
            f"The city has no layer of places '{layer[:60]}'. It has {', '.join(sorted(city.places)) or 'none'}.",
            parameter="layer",
            allowed=sorted(city.places),
        )
    if id not in places.id:
        raise NotFoundError(
            f"この層に「{id[:60]}」という番号の場所はありません。名前で探す（/search）から選んでください。",
            f"The layer has no place '{id[:60]}'. Look for it by its name (/search).",
            parameter="id",
        )
    return places, places.id.index(id)


def folded(name: str) -> str:
    """A name as it is compared where nobody gives a better rule."""
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


def site_of(city: City, layer: str, id: str, questions: Iterable[Question] = (), fold: Callable[[str], str] = folded) -> Site:
    """The place. ``questions``: as they are usually asked; those about another layer are no matter to it, and of a question
    for a kind of places it is told only where it counts, or where none counts it. NotFoundError as :func:`place_at`."""
    places, at = place_at(city, layer, id)
    capacity = _known(float(places.capacity[at]))
    people: dict[Demand, Demanded] = {}

    def asked_of(question: Question, usable: float | None) -> Dependants:
        if question.demand not in people:
            people[question.demand] = demanded(city, replace(question, unit_sets=(WARDS,)))
        return dependants(city, question, people[question.demand], at, usable)

    mine = [one for one in questions if one.supply.layer == layer]
    by_hazard = {one.supply.hazard: one for one in mine if one.supply.hazard}
    hazards = []
    for hazard in _hazards(city, places):
        mark = int(places.marks[hazard][at]) if hazard in places.marks else None
        states = classify(city, places, hazard, usual_key(city, hazard))
        usable = _known(float(states.capacity[at]))
        if mark is not None and str(states.state[at]) in (NOT_DESIGNATED, NOT_STATED):
            usable = None
        asked = by_hazard.get(hazard)
        # What is not designated counts for nobody: nothing to measure.
        depends = asked_of(asked, usable) if asked is not None and mark == 1 else None
        state = "" if mark is None else str(states.state[at])
        floor = int(states.from_floor[at])
        hazards.append(SiteHazard(hazard, mark, state, floor, usable, zone_at(city, places, hazard, at), depends))
    others = [asked_of(one, capacity) for one in mine if not one.supply.hazard]
    counting = [one for one in others if one.why != "supply_kind_excluded"]
    storeys = float(places.storeys[at]) if len(places.storeys) == len(places) else float("nan")
    return Site(
        city=city,
        places=places,
        at=at,
        placed=bool(has_position(places)[at]),
        units=_units(city, places, at),
        storeys=_known(storeys),
        storeys_from=places.storeys_from[at] if len(places.storeys_from) == len(places) else "",
        capacity=capacity,
        area_m2=_known(float(places.area_m2[at])),
        hazards=tuple(hazards),
        depends=tuple(counting or others[:1]),
        also=tuple(_also(city, places, at, fold)),
    )


def dependants(city: City, question: Question, demand: Demanded, at: int, capacity: float | None) -> Dependants:
    """Who of a question's demand depends on the place at an index of the question's layer."""
    left_out: dict[str, Index] = {}
    supply, _ = choose(city, question, all_left_out=left_out)
    position = np.flatnonzero(np.asarray(supply.index) == at)
    if not len(position):
        why = next((code for code, out in left_out.items() if at in out), "")
        return Dependants(question, why, question.reach.limit_m, None, capacity, None)
    place = int(position[0])
    reached = _reached(demand, supply.only(position.astype(np.int64)))
    lost = loss(stand(city, rows(demand, reached), supply), position.astype(np.int64))
    load = lost.users / capacity if capacity is not None and capacity > 0 else None
    limit_m = float(supply.limit_m[place])
    if supply.walk is not None:  # what is reached along streets has no such outline
        return Dependants(question, "", limit_m, lost, capacity, load)
    nearest, alone = served_ground(supply, place)
    return Dependants(question, "", limit_m, lost, capacity, load, nearest, alone)


def _reached(demand: Demanded, place: Supplied) -> Index:
    """The things that one place may reach, ascending."""
    if place.walk is not None:
        return touched(demand, place).thing
    # For one place the distances themselves are at hand before a tree of all things would stand.
    size = np.asarray(demand.source.radius)[demand.which] if isinstance(demand.source, Atoms) else np.zeros(len(demand.which))
    reach_m = (float(place.limit_m[0]) + ROUNDING_M) / place.factor + 1e-6
    away = np.hypot(demand.x - float(place.x[0]), demand.y - float(place.y[0]))
    return np.flatnonzero(demand.measurable & (away <= reach_m + size))


def zone_at(city: City, places: Places, hazard: str, at: int) -> SiteZone | None:
    """What the hazard's usual zones say of the place at an index; None where none are loaded."""
    key = usual_key(city, hazard)
    ground = next((one for one in city.zone_grounds if one.key == key), None)
    if ground is None:
        inside = places.zone_inside.get(hazard)
        if inside is None:
            return None
        said = int(inside[at])
        return _zone(None if said < 0 else said == 1, None, 0)
    cls = int(places.ground_class[key][at]) if key in places.ground_class else NOT_ASSESSED
    if cls < 0:
        return _zone(None if cls == NOT_ASSESSED else False, None, 0)
    return _zone(True, ground, cls)


def _zone(inside: bool | None, ground: ZoneGround | None, cls: int) -> SiteZone:
    if ground is None:
        nan = float("nan")
        return SiteZone(inside, nan, nan, nan, nan, -1)
    bands = (ground.depth_from_m, ground.depth_to_m, ground.hours_from, ground.hours_to)
    low, high, first, last = (float(one[cls]) for one in bands)
    return SiteZone(inside, low, high, first, last, int(ground.collapse[cls]))


def _hazards(city: City, places: Places) -> list[str]:
    """Those that the layer's list marks (a hazard of which every mark is blank, too), then those that only zones know."""
    zones = (key for key in places.zone_inside if ":" not in key)
    return list(dict.fromkeys((*places.marks, *(one.hazard for one in city.zone_grounds), *zones)))


def _units(city: City, places: Places, at: int) -> dict[str, tuple[str, ...] | None]:
    """Unit set → codes. A place without a position, or whose point stands for a whole area, is known to be in its ward only."""
    placed = bool(has_position(places)[at])
    found: dict[str, tuple[str, ...] | None] = {}
    for name, units in city.unit_sets.items():
        if name == WARDS and int(places.ward[at]) >= 0:
            found[name] = (units.code[int(places.ward[at])],)
        elif not placed or name not in places.members:
            found[name] = None
        else:
            members = places.members[name]
            mine = np.asarray(members.unit)[np.asarray(members.thing) == at].tolist()
            found[name] = tuple(units.code[one] for one in mine)
    return found


def _also(city: City, places: Places, at: int, fold: Callable[[str], str]) -> Iterable[tuple[str, str]]:
    """The same place on other lists: of the same name, within the distance that two lists' points of one place may lie apart."""
    key = fold(places.name[at])
    if not key or not has_position(places)[at]:
        return
    x, y = float(places.x[at]), float(places.y[at])
    for layer, others in sorted(city.places.items()):
        if layer == places.layer:
            continue
        away = np.hypot(np.asarray(others.x) - x, np.asarray(others.y) - y)
        near = np.flatnonzero((away <= SAME_WITHIN_M) & np.asarray(others.used) & has_position(others)).tolist()
        yield from ((layer, others.id[one]) for one in near if fold(others.name[one]) == key)


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
