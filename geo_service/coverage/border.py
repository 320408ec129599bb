"""Across the city's border: who is served only by neighbours' places, and where nothing is known of the other side.

What the neighbours' people get from the city's own places cannot be said: their population is not in the City. What can be
said is which own places reach across.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import City, Floats, Membership, Places
from geo_service.coverage.demand import Demanded, demanded, unit_sets_of
from geo_service.coverage.measure import Found, Index, measure
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.question import Question
from geo_service.coverage.supply import Supplied, choose, with_neighbours

Bools = NDArray[np.bool_]
NOBODY = ""
"""Instead of a municipality's code: beyond the border no municipality is loaded (the sea, or a file that is missing)."""


@dataclass(frozen=True)
class Neighbour:
    """One municipality beside the city. ``places``: its places that count, where neighbours' do; ``in_reach``: those of them
    whose limit holds ground of the city; ``blank``: its places in reach of which the list does not say whether they are for the
    hazard; ``loaded``: whether any place of the layer is loaded for it at all, counted or not.

    ``served_only``: people with none of the city's own places within the limit whose nearest neighbours' place is of this one;
    ``missing``: people within the limit of it where ``loaded`` is False: its places may serve them, and nobody knows.
    """

    code: str
    name: str
    places: int
    in_reach: int
    blank: int
    loaded: bool
    served_only: float
    missing: float


@dataclass(frozen=True)
class UnitBorder:
    """One unit: its people, who is served by own places, only by neighbours', by none; of the last, ``blank`` have
    a neighbour's place within the limit whose mark for the hazard is not stated (neither a yes nor a no), ``missing`` are so near
    a neighbour without data that its places could serve them, and ``unknown_side`` so near a border beyond which no municipality
    is loaded (the sea, or a boundary that is missing), and near no neighbour."""

    unit: int
    own: float
    only_neighbours: float
    unserved: float
    blank: float
    missing: float
    unknown_side: float


@dataclass(frozen=True)
class ReachesAcross:
    """An own place (index in its layer) whose limit reaches over the border, and into whose ground."""

    place: int
    into: tuple[str, ...]


@dataclass(frozen=True)
class BorderAnswer:
    """``total``: the same figures for the whole (unit -1). ``neighbours``: by code; people near several count in the
    ``missing`` of each. ``beyond``: the neighbours' places in reach that count, ``beyond_blank``: those with blank marks (indices
    in the layer). ``left_out``: people without a position."""

    city: City
    question: Question
    total: UnitBorder
    units: Mapping[str, tuple[UnitBorder, ...]]
    neighbours: tuple[Neighbour, ...]
    across: tuple[ReachesAcross, ...]
    beyond: tuple[int, ...]
    beyond_blank: tuple[int, ...]
    left_out: float
    reasons: tuple[Reason, ...]


def border(city: City, question: Question) -> BorderAnswer:
    """Work it out for the question with and without neighbours' places. Raises what the engine raises."""
    asked = with_neighbours(question, False)
    own, _ = choose(city, asked)
    both, _ = choose(city, with_neighbours(question, True))
    theirs = both.only(np.flatnonzero(~np.isin(both.index, own.index)))
    demand = demanded(city, asked)
    alone, found = measure(demand, own), measure(demand, theirs)
    together = measure(demand, both).measured
    people = together.asked
    only = people * np.clip(together.served - alone.measured.served, 0.0, None)
    served = np.maximum(together.served, alone.measured.served)
    unserved = people * (1.0 - served)
    beyond, silent = _in_reach(city, theirs), _in_reach(city, _silent(city, question, both))
    blank = people * np.clip(_with(demand, both, silent) - served, 0.0, None) if len(silent) else np.zeros(len(people))
    shapes = _neighbour_shapes(city)
    data = loaded_for(city, both.source, tuple(shapes))
    near = _beside(city, demand, question, shapes)
    missing = np.zeros(len(people), dtype=np.bool_)
    for code, rows in near.items():
        if code != NOBODY and not data.get(code, False):
            missing |= rows
    nobody = near.get(NOBODY, np.zeros(len(people), dtype=np.bool_))
    hidden = np.where(missing, unserved, 0.0), np.where(nobody, unserved, 0.0)
    columns = (people - only - unserved, only, unserved, blank, *hidden)
    n = len(people)
    whole = Membership(np.arange(n, dtype=np.int32), np.zeros(n, dtype=np.int32))
    units = {}
    for id in unit_sets_of(city, question):
        members = demand.members.get(id, Membership(np.zeros(0, np.int32), np.zeros(0, np.int32)))
        units[id] = tuple(_sums(columns, members, len(city.unit_sets[id])))
    return BorderAnswer(
        city=city,
        question=asked,
        total=replace(_sums(columns, whole, 1)[0], unit=-1),
        units=units,
        neighbours=_neighbours(city, both.source, theirs, found, only, unserved, near, data, beyond, silent),
        across=_across(city, own, shapes),
        beyond=tuple(beyond.index.tolist()),
        beyond_blank=tuple(silent.index.tolist()),
        left_out=float(together.left_out.sum()) + demand.left_out_more,
        reasons=demand.reasons,
    )


def _silent(city: City, question: Question, both: Supplied) -> Supplied:
    """The neighbours' places that would count if their blank marks for the hazard were a yes: a blank is not a no."""
    generous, _ = choose(city, with_neighbours(question, True), blank_counts=True)
    outside = ~np.asarray(generous.source.own)[generous.index]
    return generous.only(np.flatnonzero(outside & ~np.isin(generous.index, both.index)))


def _in_reach(city: City, supply: Supplied) -> Supplied:
    """Those of the places whose limit, in a straight line, holds ground of the city: the others are nobody's here."""
    ground: Any = shapely.from_wkb(city.border)
    if not len(supply) or shapely.is_empty(ground):
        return supply.only(np.zeros(0, dtype=np.int64))
    away = np.asarray(shapely.distance(ground, shapely.points(supply.x, supply.y)))
    return supply.only(np.flatnonzero(away <= supply.radius_m + 1e-6))


def _with(demand: Demanded, supply: Supplied, more: Supplied) -> Floats:
    """Of each thing the share served when these places count, too."""
    index = np.concatenate([supply.index, more.index])
    order = np.array(sorted(range(len(index)), key=lambda at: supply.source.id[int(index[at])]), dtype=np.int64)
    joined = replace(
        supply,
        index=index[order],
        x=np.concatenate([supply.x, more.x])[order],
        y=np.concatenate([supply.y, more.y])[order],
        limit_m=np.concatenate([supply.limit_m, more.limit_m])[order],
    )
    return measure(demand, joined, only_served=True).measured.served


def loaded_for(city: City, places: Places, codes: tuple[str, ...]) -> dict[str, bool]:
    """Of each neighbouring municipality whether any place of the layer is loaded. A list of a designated city has the city's
    code (14100), its boundaries those of its wards (14101 and on): such a list is data for all its wards."""
    have = _listed(places)
    return {code: code in have or _parent(city, places, code) in have for code in codes}


def _listed(places: Places) -> set[str]:
    """Municipalities of which a place outside the city is loaded and in use."""
    return {places.municipality[i] for i in np.flatnonzero(~np.asarray(places.own) & np.asarray(places.used))}


def _parent(city: City, places: Places, code: str) -> str:
    """The designated city that a ward's code belongs to, among those that are known; "" for none."""
    if not _is_ward(code):
        return ""
    above = [one for one in (*_listed(places), city.code) if _may_have_wards(one) and one[:3] == code[:3] and one < code]
    return max(above, default="")


def _city_above(city: City, places: Places, code: str) -> str:
    """The name of a designated city of which the wards' boundaries are loaded (横浜市 of 横浜市鶴見区); "" if they do not say."""
    wards = [name for one, name in city.neighbours.items() if _parent(city, places, one) == code]
    names = [name.partition("市") for name in wards]
    heads = {head for head, sign, ward in names if sign and ward}
    return f"{heads.pop()}市" if len(heads) == 1 else ""


def _may_have_wards(code: str) -> bool:
    """Designated cities are numbered 100, 130, 150 …, their wards behind them, all below 200."""
    return len(code) == 5 and code[2] == "1" and code.endswith("0")


def _is_ward(code: str) -> bool:
    return len(code) == 5 and code[2] == "1" and not code.endswith("0")


def _neighbour_shapes(city: City) -> dict[str, shapely.Geometry]:
    codes = sorted(city.neighbour_shapes)
    shapes = shapes_to_plane(city.srid, shapely.from_wkb([city.neighbour_shapes[code] for code in codes])) if codes else []
    return dict(zip(codes, shapes, strict=True))


def _beside(city: City, demand: Demanded, question: Question, shapes: Mapping[str, shapely.Geometry]) -> dict[str, Bools]:
    """Of each neighbour (and of :data:`NOBODY`) which things lie within the longest limit of its ground, in a straight line: no
    way along streets is shorter. A thing near the border with no neighbour within the limit has nobody known beside it."""
    limits = (question.reach.limit_m, *(limit_m for _, limit_m in question.supply.limits_m))
    reach_m = question.reach.straight_m(max(limits))
    can = demand.measurable
    points = shapely.points(np.where(can, demand.x, 0.0), np.where(can, demand.y, 0.0))
    shapely.prepare(list(shapes.values()))
    near = {code: can & np.asarray(shapely.dwithin(points, shape, reach_m)) for code, shape in shapes.items()}
    line = shapely.boundary(shapely.from_wkb(city.border))
    if shapely.is_empty(line):
        return near
    edge = np.zeros(len(can), dtype=np.bool_)
    edge[_within(points, line, reach_m)] = True
    edge &= can
    known = np.zeros(len(can), dtype=np.bool_)
    for rows in near.values():
        known |= rows
    return {**near, NOBODY: edge & ~known}


def _within(points: Any, line: Any, reach_m: float) -> Index:
    """Numbers of the points within so many metres of a long line."""
    corners, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    joined = part[1:] == part[:-1]
    pieces: Any = shapely.linestrings(np.stack([corners[:-1][joined], corners[1:][joined]], axis=1))
    found = shapely.STRtree(pieces).query_nearest(points, max_distance=reach_m, all_matches=False)
    return np.asarray(found[0], dtype=np.int64)


def _neighbours(
    city: City,
    places: Places,
    theirs: Supplied,
    found: Found,
    only: Floats,
    unserved: Floats,
    near: Mapping[str, Bools],
    data: Mapping[str, bool],
    beyond: Supplied,
    silent: Supplied,
) -> tuple[Neighbour, ...]:
    whose = np.array([places.municipality[int(i)] for i in theirs.index] or [""], dtype=object)
    server: Index = found.server
    held = (server >= 0) & (only > 0)
    people: dict[str, float] = {}
    for code, amount in zip(whose[server[held]], only[held], strict=True):
        people[str(code)] = people.get(str(code), 0.0) + float(amount)
    counted = {code: int((whose == code).sum()) for code in set(whose.tolist())} if len(theirs) else {}
    reach, blanks = (Counter(places.municipality[int(i)] for i in one.index) for one in (beyond, silent))
    out = []
    for code in sorted({*counted, *near, *blanks} - {NOBODY}):
        known = data.get(code, code in counted or code in blanks)
        rows = near.get(code)
        lost = 0.0 if known or rows is None else float(unserved[rows].sum())
        name = city.neighbours.get(code, "") or _city_above(city, places, code)
        many = counted.get(code, 0), reach[code], blanks[code]
        out.append(Neighbour(code, name, *many, known, people.get(code, 0.0), lost))
    if NOBODY in near and near[NOBODY].any():
        out.append(Neighbour(NOBODY, "", 0, 0, 0, False, 0.0, float(unserved[near[NOBODY]].sum())))
    return tuple(out)


def _across(city: City, own: Supplied, shapes: Mapping[str, shapely.Geometry]) -> tuple[ReachesAcross, ...]:
    """Own places whose straight-line limit holds ground of a neighbour: along streets fewer of them reach it."""
    points = shapely.points(own.x, own.y)
    into: dict[int, list[str]] = {}
    for code, shape in shapes.items():
        for at in np.flatnonzero(shapely.distance(points, shape) < own.radius_m):
            into.setdefault(int(at), []).append(code)
    return tuple(ReachesAcross(int(own.index[at]), tuple(sorted(codes))) for at, codes in sorted(into.items()))


def _sums(columns: tuple[Floats, ...], members: Membership, units: int) -> list[UnitBorder]:
    thing, unit = np.asarray(members.thing), np.asarray(members.unit)
    sums = [np.bincount(unit, values[thing], units) for values in columns]
    return [UnitBorder(u, *(float(one[u]) for one in sums)) for u in range(units)]
