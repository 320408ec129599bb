"""Hazard by hazard: how many people have no, one, or two and more usable places within the limit.

Evacuation sites (指定緊急避難場所) and shelters (指定避難所) stay apart: one is where one flees to, the other where one stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from geo_service.coverage.answer import Reason
from geo_service.coverage.blank_marks import only_if_blank
from geo_service.coverage.city import City, Floats, Membership
from geo_service.coverage.counted_on_streets import counts_within
from geo_service.coverage.demand import Demanded, demanded, unit_sets_of, ward_index
from geo_service.coverage.figures import WRITTEN, belongs
from geo_service.coverage.measure import measure
from geo_service.coverage.question import Question
from geo_service.coverage.same_place import Fold, SamePlaces, same_places, with_marks
from geo_service.coverage.supply import Supplied, choose
from geo_service.errors import NotAnswerableError

SITES, SHELTERS = "evacuation_sites", "shelters"
LAYERS = (SITES, SHELTERS)
ANY = ""
"""Whatever the hazard: all places of the layer."""


@dataclass(frozen=True)
class Reached:
    """People (or things) by how many usable places they have. demand = none + one + more + left out.

    ``if_blank``: of those without any, who has some whose mark is left blank.
    """

    none: float
    one: float
    more: float
    left_out: float
    if_blank: float = 0.0

    @property
    def known(self) -> bool:
        """Whether it can be said who has none: not where nothing marked serves anybody and what is left blank could."""
        return self.one + self.more >= WRITTEN or self.if_blank < WRITTEN

    @property
    def demand(self) -> float:
        """All that are asked about."""
        return self.none + self.one + self.more + self.left_out


@dataclass(frozen=True)
class HazardColumn:
    """One hazard and layer. ``designated``, ``not_designated``, ``not_stated``: the city's own places in use by their mark
    (all "designated" where the hazard is :data:`ANY`), of a question about a ward those in it; ``usable``: those that count,
    having a place to measure from (and neighbours' where asked for), ``usable_here`` of them in the ward. ``units``: unit set
    → one per unit of :class:`HazardAnswer`."""

    layer: str
    hazard: str
    designated: int
    not_designated: int
    not_stated: int
    usable: int
    usable_here: int
    total: Reached
    units: Mapping[str, tuple[Reached, ...]]
    excluded: tuple[Reason, ...]


@dataclass(frozen=True)
class HazardAnswer:
    """``units``: unit set → indices of the units with figures. ``same``: how shelters and sites pair, None without both."""

    city: City
    question: Question
    columns: tuple[HazardColumn, ...]
    units: Mapping[str, tuple[int, ...]]
    same: SamePlaces | None
    left_out: tuple[Reason, ...]


def which_hazard(city: City, question: Question, address_key: Fold, name_key: Fold) -> HazardAnswer:
    """Work it out for every hazard that any place of the city's has a mark for. ``question``: who, ward, unit sets, reach and
    whether neighbours' places count; its layer and hazard are not read. NotAnswerableError when neither list is loaded."""
    have = [layer for layer in LAYERS if layer in city.places and _mine(city, layer).any()]
    if not have:
        raise NotAnswerableError(
            f"{city.name_ja}の指定緊急避難場所・指定避難所のデータが読み込まれていません。",
            f"Neither evacuation sites nor shelters of {city.name_en or city.name_ja} are loaded.",
            lacks=list(LAYERS),
        )
    same = None
    known = city
    if SHELTERS in have and SITES in have:
        same = same_places(city.places[SHELTERS], city.places[SITES], address_key, name_key)
        marked = with_marks(city.places[SHELTERS], city.places[SITES], same)
        known = replace(city, places={**city.places, SHELTERS: marked})
    demand = demanded(known, replace(question, supply=replace(question.supply, layer=have[0], hazard=ANY)))
    sets = unit_sets_of(city, question)
    members = {id: demand.members.get(id, Membership(np.zeros(0, np.int32), np.zeros(0, np.int32))) for id in sets}
    shown = {id: _shown(city, question, id, demand, members[id]) for id in sets}
    # Made once for all hazards: summing up things by units is what takes the time.
    sums = {id: _summing(members[id], len(city.unit_sets[id]), len(demand.which)) for id in sets}
    pairs = [(layer, hazard) for layer in have for hazard in _hazards(known, layer)]
    chosen = [choose(known, _asking(question, layer, hazard)) for layer, hazard in pairs]
    values = _measured(demand, [supply for supply, _ in chosen])
    columns = [
        _column(known, question, layer, hazard, supply, excluded, demand, sums, shown, found)
        for (layer, hazard), (supply, excluded), found in zip(pairs, chosen, values, strict=True)
    ]
    return HazardAnswer(city, question, tuple(columns), shown, same, demand.reasons)


def _mine(city: City, layer: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    places = city.places[layer]
    return np.asarray(places.own, dtype=np.bool_) & np.asarray(places.used, dtype=np.bool_)


def _hazards(city: City, layer: str) -> list[str]:
    """Hazards of which the layer's own places have a mark, in the order of their lists; shelters also whatever the hazard."""
    places, mine = city.places[layer], _mine(city, layer)
    marked = [hazard for hazard, marks in places.marks.items() if (np.asarray(marks)[mine] >= 0).any()]
    return [*((ANY,) if layer == SHELTERS else ()), *marked]


def _asking(question: Question, layer: str, hazard: str) -> Question:
    return replace(question, supply=replace(question.supply, layer=layer, kinds=(), limits_m=(), hazard=hazard))


def _measured(demand: Demanded, supplies: list[Supplied]) -> list[Floats]:
    """Of each supply: amounts of every thing with none, one, more, and left out, (n, 4). Hazards with the very same places
    are measured once, and along streets all of them in one search."""
    keys = [(id(one.source), one.index.tobytes()) for one in supplies]
    distinct = dict(zip(keys, supplies, strict=True))
    asked = np.where(demand.measurable, demand.amount, 0.0)
    left_out = demand.amount - asked
    shares: list[tuple[Floats, Floats]]
    if any(one.walk is not None for one in supplies):
        counts = counts_within(demand, list(distinct.values()))
        shares = [((one > 0).astype(np.float64), (one == 1).astype(np.float64)) for one in counts]
    else:
        found = [measure(demand, one).measured for one in distinct.values()]
        shares = [(one.served, one.one) for one in found]
    values = {}
    for key, (any_share, one_share) in zip(distinct, shares, strict=True):
        served = asked * any_share
        one = np.minimum(asked * one_share, served)
        values[key] = np.column_stack([asked - served, one, served - one, left_out])
    return [values[key] for key in keys]


def _column(
    city: City,
    question: Question,
    layer: str,
    hazard: str,
    supply: Supplied,
    excluded: tuple[Reason, ...],
    demand: Demanded,
    sums: Mapping[str, Any],
    shown: Mapping[str, tuple[int, ...]],
    values: Floats,
) -> HazardColumn:
    marks = np.asarray(city.places[layer].marks[hazard]) if hazard else np.ones(len(city.places[layer]), dtype=np.int8)
    places, ward = city.places[layer], ward_index(city, question)
    states = marks[_mine(city, layer) & ((np.asarray(places.ward) == ward) | (ward < 0))]
    if hazard:
        asked = values[:, :3].sum(axis=1)
        served = 1.0 - np.divide(values[:, 0], asked, out=np.ones(len(asked)), where=asked > 0)
        values = np.column_stack([values, only_if_blank(city, _asking(question, layer, hazard), demand, served)])
    units = {}
    for id, chosen in shown.items():
        by_unit = np.asarray(sums[id] @ values, dtype=np.float64)
        off = np.broadcast_to(demand.left_out_units.get(id, np.zeros(1)), (len(by_unit),))
        units[id] = tuple(_reached(by_unit[u], float(off[u])) for u in chosen)
    return HazardColumn(
        layer=layer,
        hazard=hazard,
        designated=int((states == 1).sum()),
        not_designated=int((states == 0).sum()),
        not_stated=int((states == -1).sum()),
        usable=len(supply),
        usable_here=int((np.asarray(places.ward)[supply.index] == ward).sum()) if ward >= 0 else len(supply),
        total=_reached(values.sum(axis=0), demand.left_out_more),
        units=units,
        excluded=excluded,
    )


def _summing(members: Membership, units: int, things: int) -> Any:
    """(units, things) ones where a thing lies in a unit: times values of things, sums of units."""
    thing, unit = np.asarray(members.thing), np.asarray(members.unit)
    return csr_array((np.ones(len(thing)), (unit, thing)), shape=(units, things))


def _reached(row: Floats, left_out_more: float) -> Reached:
    none, one, more, left_out, *if_blank = (float(one) for one in row)
    return Reached(none, one, more, left_out + left_out_more, *if_blank)


def _shown(city: City, question: Question, unit_set: str, demand: Demanded, members: Membership) -> tuple[int, ...]:
    """Units with figures: all, or of a question about one ward those in it or with some of its people."""
    ward, units = ward_index(city, question), city.unit_sets[unit_set]
    people = np.bincount(np.asarray(members.unit), demand.amount[np.asarray(members.thing)], len(units))
    return tuple(u for u in range(len(units)) if belongs(int(units.ward[u]), ward, float(people[u])))
