"""One area (a ward, a 町丁, an association's area …) by itself: its people, sites by hazard, parks, facilities, other divisions.

Unknown, none and zero are three things everywhere: a group or layer that is not loaded is not in the lists (or ``known``
False), a count nobody published is counted as such, and 0 is a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.answer import Answer, Figures
from geo_service.coverage.city import City, Places, UnitSet
from geo_service.coverage.common_ground import LEAST_SHARE, Related, related
from geo_service.coverage.glance import GroupCount, HazardSites, share_of
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.site_class import SURE, SiteClasses, classify, usual_key
from geo_service.coverage.supply import has_position
from geo_service.errors import NotFoundError

WARDS = "wards"
SITES = "evacuation_sites"
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class SiteHere:
    """A designated site, ``at`` its place in its layer. ``state`` as in :mod:`.site_class`; ``distance_m``: straight metres to
    the area's outline, 0 inside."""

    at: int
    id: str
    name: str
    state: str
    from_floor: int
    distance_m: float


@dataclass(frozen=True)
class HazardHere:
    """One hazard in the area. ``marks`` counts its own sites by mark; ``inside`` those designated; ``outside`` the nearest
    designated one beyond its line (of the city; None where there is none). ``figures``, ``ward``, ``city``: of the usual
    question about that hazard, None where it cannot be answered (``city`` None) or gives no figures of the division."""

    marks: HazardSites
    inside: tuple[SiteHere, ...]
    outside: SiteHere | None
    sure: int
    """Of ``inside``, those that no zone raises a doubt about."""
    figures: Figures | None
    ward: Figures | None
    city: Figures | None
    answer: Answer | None


@dataclass(frozen=True)
class Things:
    """Places of one layer in the area. ``area_m2``: of those whose area is known, ``area_unknown`` how many are not."""

    layer: str
    count: int
    kinds: Mapping[str, int]
    area_m2: float
    area_unknown: int
    first: tuple[tuple[str, str], ...]
    """(id, name) of the first few, by name."""
    more: int


@dataclass(frozen=True)
class Area:
    """One unit of a unit set (``at`` its index). ``bounds``: west, south, east, north in degrees, None without a line.
    ``middle``: a point on its ground. ``ward``: index into the wards, -1 none. ``no_place``: the city's own sites that stand
    nowhere and so are in no area."""

    city: City
    units: UnitSet
    at: int
    ward: int
    bounds: tuple[float, float, float, float] | None
    middle: tuple[float, float] | None
    people: tuple[GroupCount, ...]
    ward_people: tuple[GroupCount, ...]
    hazards: tuple[HazardHere, ...]
    things: tuple[Things, ...]
    related: Mapping[str, tuple[Related, ...]]
    no_place: int


def unit_at(city: City, unit_set: str, code: str) -> tuple[UnitSet, int]:
    """The unit set and the index of a unit of it. NotFoundError, which says what there is, for one the city has not."""
    units = city.unit_sets.get(unit_set)
    if units is None:
        there = "、".join(city.unit_sets) or "–"
        raise NotFoundError(
            f"「{unit_set[:60]}」という区分はこの市にありません。あるのは {there} です。",
            f"The city has no division '{unit_set[:60]}'. It has {', '.join(city.unit_sets) or 'none'}.",
            parameter="unit_set",
            allowed=list(city.unit_sets),
        )
    if code not in units.code:
        raise NotFoundError(
            f"{units.title_ja}に「{code[:60]}」という番号のものはありません。地域の一覧（/areas）から選んでください。",
            f"There is no '{code[:60]}' among the {units.title_en}. Choose from the list of areas (/areas).",
            parameter="code",
        )
    return units, units.code.index(code)


def area_of(city: City, unit_set: str, code: str, answers: Mapping[str, Answer] | None = None, most: int = 8) -> Area:
    """The area. ``answers``: hazard → the answer of the usual question about it, whose figures are taken; ``most``: names
    listed of each layer. NotFoundError as :func:`unit_at`."""
    units, at = unit_at(city, unit_set, code)
    shape = shapely.from_wkb(units.shapes[at]) if units.shapes[at] else shapely.Polygon()
    ward = int(units.ward[at]) if WARDS in city.unit_sets and len(units.ward) else -1
    empty = bool(shapely.is_empty(shape))
    bounds = tuple(float(one) for one in shapely.bounds(shape))
    middle = shapely.point_on_surface(shape)
    things = tuple(
        _things(places, _inside(city, places, unit_set, at), most)
        for layer, places in sorted(city.places.items())
        if layer != SITES
    )
    sites = city.places.get(SITES)
    mine = None if sites is None else np.asarray(sites.own) & np.asarray(sites.used)
    return Area(
        city=city,
        units=units,
        at=at,
        ward=ward,
        bounds=None if empty else (bounds[0], bounds[1], bounds[2], bounds[3]),
        middle=None if empty else (float(middle.x), float(middle.y)),
        people=group_counts_in(city, unit_set, at),
        ward_people=group_counts_in(city, WARDS, ward) if ward >= 0 and unit_set != WARDS else (),
        hazards=() if sites is None else _hazards(city, sites, units, at, shape, answers or {}),
        things=things,
        related=related(city, unit_set, at),
        no_place=0 if sites is None or mine is None else int((mine & ~np.isfinite(sites.x)).sum()),
    )


def group_counts_in(city: City, unit_set: str, at: int, whole: str = "residents") -> tuple[GroupCount, ...]:
    """People of each loaded group in a unit, with the city's share beside its own; see :class:`GroupCount`."""
    found = []
    for group in city.groups():
        atoms = city.population(group)
        if atoms is None or unit_set not in atoms.members:
            found.append(GroupCount(group, float("nan"), None, None, 0, False))
            continue
        members = atoms.members[unit_set]
        inside = np.zeros(len(atoms), dtype=np.bool_)
        inside[np.asarray(members.thing)[np.asarray(members.unit) == at]] = True
        counts = np.asarray(atoms.counts[group])
        missing = np.unique(atoms.feature[inside & (np.asarray(atoms.share) >= LEAST_SHARE)])
        unknown = int(np.isnan(counts[missing]).sum())
        here = float(atoms.people(group)[inside].sum())
        known = not (len(missing) and unknown == len(missing))
        share = share_of(atoms, group, whole, inside) if known else None
        city_share = share_of(atoms, group, whole, np.ones(len(atoms), dtype=np.bool_))
        # Of an area none of whose counts is published nothing is known: not 0.
        found.append(GroupCount(group, here if known else float("nan"), share, city_share, unknown, True))
    return tuple(found)


def _inside(city: City, places: Places, unit_set: str, at: int) -> Flags:
    """Which of a layer's own, used places lie in the unit (a ward's by their own word)."""
    inside = np.zeros(len(places), dtype=np.bool_)
    if unit_set == WARDS:
        inside = np.asarray(places.ward) == at
    elif unit_set in places.members:
        members = places.members[unit_set]
        inside[np.asarray(members.thing)[np.asarray(members.unit) == at]] = True
    return np.asarray(inside & np.asarray(places.own) & np.asarray(places.used), dtype=np.bool_)


def _things(places: Places, inside: Flags, most: int) -> Things:
    index = sorted(np.flatnonzero(inside).tolist(), key=lambda one: (places.name[one], places.id[one]))
    area = np.asarray(places.area_m2, dtype=np.float64)[index]
    kinds: dict[str, int] = {}
    for one in index:
        kinds[places.kind[one]] = kinds.get(places.kind[one], 0) + 1
    return Things(
        places.layer,
        len(index),
        dict(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        float(np.nansum(area)),
        int(np.isnan(area).sum()),
        tuple((places.id[one], places.name[one]) for one in index[:most]),
        max(len(index) - most, 0),
    )


def _hazards(
    city: City, sites: Places, units: UnitSet, at: int, shape: shapely.Geometry, answers: Mapping[str, Answer]
) -> tuple[HazardHere, ...]:
    inside = _inside(city, sites, units.id, at)
    mine = np.asarray(sites.own) & np.asarray(sites.used)
    away = metres_to(city, sites, shape)
    found = []
    for hazard, marked in sites.marks.items():
        marks = np.asarray(marked)
        if not (marks[mine] >= 0).any():
            continue
        states = classify(city, sites, hazard, usual_key(city, hazard))

        here = np.flatnonzero(inside & (marks == 1)).tolist()
        beyond = np.where(mine & (marks == 1) & ~inside & has_position(sites), away, np.inf)
        nearest = int(beyond.argmin()) if len(beyond) else -1
        next_to = (
            _site(sites, states, nearest, round(float(beyond[nearest]), 1))
            if nearest >= 0 and np.isfinite(beyond[nearest])
            else None
        )
        listed = tuple(_site(sites, states, one, 0.0) for one in sorted(here, key=lambda one: (sites.name[one], sites.id[one])))
        answer = answers.get(hazard)
        counts = [int((marks[inside] == value).sum()) for value in (1, 0, -1)]
        found.append(
            HazardHere(
                HazardSites(hazard, *counts),
                listed,
                next_to,
                sum(one.state in SURE for one in listed),
                _figures(answer, units.id, units.code[at]),
                _figures(answer, WARDS, _ward_code(city, units, at)),
                None if answer is None else answer.total,
                answer,
            )
        )
    return tuple(found)


def _site(sites: Places, states: SiteClasses, at: int, metres: float) -> SiteHere:
    return SiteHere(at, sites.id[at], sites.name[at], str(states.state[at]), int(states.from_floor[at]), metres)


def metres_to(city: City, places: Places, shape: shapely.Geometry) -> NDArray[np.float64]:
    """Straight metres from each place to a shape's outline (lon/lat), 0 inside; NaN for places without a position."""
    plane = shapely.make_valid(shapes_to_plane(city.srid, [shape])[0])
    if shapely.is_empty(plane):
        return np.full(len(places), np.nan)
    known = np.isfinite(places.x) & np.isfinite(places.y)
    away = np.full(len(places), np.nan)
    away[known] = shapely.distance(shapely.points(np.asarray(places.x)[known], np.asarray(places.y)[known]), plane)
    return away


def _figures(answer: Answer | None, unit_set: str, code: str) -> Figures | None:
    rows = () if answer is None else answer.units.get(unit_set, ())
    return next((one.figures for one in rows if one.code == code), None)


def _ward_code(city: City, units: UnitSet, at: int) -> str:
    wards = city.unit_sets.get(WARDS)
    ward = int(units.ward[at]) if len(units.ward) else -1
    return wards.code[ward] if wards is not None and 0 <= ward < len(wards) else ""
