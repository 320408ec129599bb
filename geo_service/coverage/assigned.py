"""Assigned, nearest, best: where a place is said to serve a unit (the school of its district), how far it is beside others.

Of every person in a unit the distance to the assigned place, to the nearest of the same kind, and of every place the mean
distance from the unit: the place with the least is the best single place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import City, Floats, UnitSet
from geo_service.coverage.demand import Demanded, demanded
from geo_service.coverage.measure import Index
from geo_service.coverage.question import Question
from geo_service.coverage.reach import reported
from geo_service.coverage.search import FAR, SETS
from geo_service.coverage.supply import Supplied, choose
from geo_service.errors import NotAnswerableError

State = Literal["known", "not_said", "not_found", "ambiguous", "several", "unclear"]
SAME_M = 0.05
"""Places nearer by less than this are as near: distances are reported to 0.1 m."""


@dataclass(frozen=True)
class UnitAssigned:
    """One unit. ``place`` (and ``nearest_place``, ``best_place``): index in the layer, -1 none. Distances in metres, None where
    there is nobody or no way; ``p50`` and ``p90`` weighted by people.

    ``state``: "known"; "not_said": no list says who serves it; "not_found": no counted place of that name; "ambiguous": several
    of that name; "several": several are said to serve it; "unclear": a place is said to, but the list may mean another unit of
    that name (``candidates``: the places).
    ``nearer``: people with another place of the kind nearer than the assigned; ``farther_m``: how much farther
    the assigned place is than the nearest, on the mean over all its people. ``worst_m``, ``worst_nearest_m``,
    ``nearest_place``: the distances of those who lose most, and their nearest place. ``best_m``, ``assigned_m``: means.
    """

    unit: int
    name: str
    state: State
    place: int
    candidates: tuple[int, ...]
    people: float
    assigned_p50: float | None
    assigned_p90: float | None
    nearest_p50: float | None
    nearest_p90: float | None
    nearer: float
    farther_m: float | None
    worst_m: float | None
    worst_nearest_m: float | None
    nearest_place: int
    assigned_m: float | None
    best_place: int
    best_m: float | None


@dataclass(frozen=True)
class AssignedAnswer:
    """``units``: every unit, those whose people walk most in vain first (people × metres farther), then by code; the others,
    whose place is not known, behind. ``left_out``: people that cannot be measured; ``outside``: people in no unit."""

    city: City
    question: Question
    unit_set: str
    units: tuple[UnitAssigned, ...]
    places: int
    left_out: float
    outside: float
    reasons: tuple[Reason, ...]
    excluded: tuple[Reason, ...]


def assigned(city: City, question: Question, unit_set: str, name_key: Callable[[str], str]) -> AssignedAnswer:
    """Work it out. ``question``: who, ward, reach and the places (layer and kinds) that can serve; its limit is not read.

    NotAnswerableError when the unit set is not loaded or says of no unit which place serves it.
    """
    units = city.unit_sets.get(unit_set)
    if units is None or not any(units.serves):
        raise NotAnswerableError(
            f"{city.name_ja}には、どの場所が受け持つかの分かる区域（{unit_set}）が読み込まれていません。",
            f"No areas that say which place serves them ({unit_set}) are loaded for {city.name_en or city.name_ja}.",
            lacks=[unit_set],
        )
    supply, excluded = choose(city, question)
    demand = demanded(city, question)
    if unit_set not in demand.members:
        raise NotAnswerableError(
            f"数える対象がどの区域（{unit_set}）にいるか、分かりません。",
            f"It is not known which of the areas ({unit_set}) those asked about are in.",
            lacks=[unit_set],
        )
    matched = _match(units, supply, name_key)
    members = demand.members[unit_set]
    held = demand.measurable[members.thing] & (demand.amount[members.thing] > 0)
    thing, unit = np.asarray(members.thing)[held].astype(np.int64), np.asarray(members.unit)[held].astype(np.int64)
    weight = demand.amount[thing]
    at = np.array([places[0] if state == "known" else -1 for state, places in matched], dtype=np.int64)
    mine_m, near_m, near, heaped = _distances(demand, supply, thing, unit, weight, at[unit], len(units))
    found = []
    order = np.argsort(unit, kind="stable")
    edges = np.searchsorted(unit[order], np.arange(len(units) + 1))
    for u in range(len(units)):
        rows = order[edges[u] : edges[u + 1]]
        found.append(_unit(u, units, matched[u], supply, weight[rows], mine_m[rows], near_m[rows], near[rows], heaped[u]))
    if question.ward:
        found = [one for one in found if one.people > 0]
    found.sort(key=lambda one: (one.state != "known", -round(one.people * (one.farther_m or 0.0), 3), units.code[one.unit]))
    somewhere = np.zeros(len(demand.which), dtype=np.bool_)
    somewhere[members.thing] = True
    return AssignedAnswer(
        city=city,
        question=question,
        unit_set=unit_set,
        units=tuple(found),
        places=len(supply),
        left_out=float(demand.amount[~demand.measurable].sum()) + demand.left_out_more,
        outside=float(demand.amount[~somewhere].sum()),
        reasons=demand.reasons,
        excluded=excluded,
    )


def _match(units: UnitSet, supply: Supplied, name_key: Callable[[str], str]) -> list[tuple[State, tuple[int, ...]]]:
    """Of each unit its place as positions in the supply: by name, exactly one or none. A list that may mean another unit of the
    same name ("?" in front) settles nothing, and neither do several places that are said."""
    by_name: dict[str, list[int]] = {}
    for position, index in enumerate(supply.index):
        by_name.setdefault(name_key(supply.source.name[int(index)]), []).append(position)
    found: list[tuple[State, tuple[int, ...]]] = []
    for said in units.serves:
        names = said.split("\n") if said else []
        sure = [one for one in names if not one.startswith("?")]
        places = tuple(dict.fromkeys(p for one in sure or names for p in by_name.get(name_key(one.removeprefix("?")), ())))
        state: State
        if not sure:
            state = "unclear" if names else "not_said"
        elif len(sure) > 1:
            state = "several"
        else:
            state = "known" if len(places) == 1 else "ambiguous" if places else "not_found"
        found.append((state, places))
    return found


def _distances(
    demand: Demanded, supply: Supplied, thing: Index, unit: Index, weight: Floats, at: Index, units: int
) -> tuple[Floats, Floats, Index, Floats]:
    """Of pairs of thing and unit: metres to the assigned place (position ``at``, -1 none: inf), to the nearest place, which it
    is (-1), and people × metres from every unit to every place (units, places)."""
    mine_m, near_m = np.full(len(thing), np.inf), np.full(len(thing), np.inf)
    near = np.full(len(thing), -1, dtype=np.int64)
    heaped = np.zeros((units, len(supply)))
    for first, block in _blocks(demand, supply):
        for j in range(block.shape[1]):
            metres, place = block[thing, j], first + j
            heaped[:, place] = np.bincount(unit, weight * metres, units)
            mine_m[at == place] = metres[at == place]
            closer = metres < near_m
            near_m[closer], near[closer] = metres[closer], place
    return mine_m, near_m, near, heaped


def _blocks(demand: Demanded, supply: Supplied) -> Iterator[tuple[int, Floats]]:
    """Metres on the reach from all things to some places at a time, (things, ≤ 32), with the position of the first."""
    for first in range(0, len(supply), SETS):
        rows = np.arange(first, min(first + SETS, len(supply)))
        if supply.walk is None:
            away = np.hypot(demand.x[:, None] - supply.x[rows], demand.y[:, None] - supply.y[rows])
            yield first, reported(away, supply.factor)
            continue
        things = supply.walk.ends(demand.source, demand.which)
        places = supply.walk.entrances(supply.source, supply.index.astype(np.int64)[rows])
        masks = np.left_shift(np.uint32(1), np.arange(len(rows), dtype=np.uint32)).astype(np.uint32)
        walked, _ = supply.walk.nearest(things, places, masks, 1, len(rows))
        yield first, np.where(walked[:, :, 0] < FAR, walked[:, :, 0] / 10, np.inf)


def _unit(
    u: int,
    units: UnitSet,
    matched: tuple[State, tuple[int, ...]],
    supply: Supplied,
    weight: Floats,
    mine_m: Floats,
    near_m: Floats,
    near: Index,
    heaped: Floats,
) -> UnitAssigned:
    state, places = matched
    index = supply.index
    people = float(weight.sum())
    known = state == "known" and people > 0
    way = known and bool(np.isfinite(mine_m).all())
    farther = mine_m - near_m if way else np.zeros(len(weight))
    worst = int(np.argmax(farther)) if way else -1
    loses = way and farther[worst] > SAME_M
    best = int(np.argmin(heaped)) if people > 0 and len(heaped) and np.isfinite(heaped.min()) else -1
    with np.errstate(invalid="ignore"):
        nearer = float(weight[mine_m - near_m > SAME_M].sum()) if known else 0.0
    return UnitAssigned(
        unit=u,
        name="、".join(one.removeprefix("?") for one in units.serves[u].split("\n")),
        state=state,
        place=int(index[places[0]]) if state == "known" else -1,
        candidates=tuple(int(index[p]) for p in places) if state not in ("known", "not_found") else (),
        people=people,
        assigned_p50=_percentile(mine_m, weight, 0.5) if known else None,
        assigned_p90=_percentile(mine_m, weight, 0.9) if known else None,
        nearest_p50=_percentile(near_m, weight, 0.5),
        nearest_p90=_percentile(near_m, weight, 0.9),
        nearer=nearer,
        farther_m=float(farther @ weight / people) if way else None,
        worst_m=float(mine_m[worst]) if loses else None,
        worst_nearest_m=float(near_m[worst]) if loses else None,
        nearest_place=int(index[near[worst]]) if loses else -1,
        assigned_m=float(mine_m @ weight / people) if way else None,
        best_place=int(index[best]) if best >= 0 else -1,
        best_m=float(heaped[best] / people) if best >= 0 else None,
    )


def _percentile(metres: Floats, weight: Floats, part: float) -> float | None:
    """The smallest distance within which at least that part of the people are; None for nobody, or where there is no way."""
    whole = float(weight.sum())
    if whole <= 0:
        return None
    order = np.argsort(metres, kind="stable")
    at = int(np.searchsorted(np.cumsum(weight[order]), part * whole - 1e-9 * whole))
    found = float(metres[order][min(at, len(order) - 1)])
    return found if np.isfinite(found) else None
