"""Who has no, one, or several usable places within the limit, hazard by hazard, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import City, Floats, Membership
from geo_service.coverage.demand import Demanded, demanded, unit_sets_of, ward_index
from geo_service.coverage.measure import measure
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose, supply_places

WRITTEN = 0.05
"""Demand below this is nobody a reader could find in a unit."""


@dataclass(frozen=True)
class Redundancy:
    """People by how many places they have within the limit; none + one + several + left_out = demand."""

    none: float
    one: float
    several: float
    left_out: float

    @property
    def demand(self) -> float:
        """All of them."""
        return self.none + self.one + self.several + self.left_out


@dataclass(frozen=True)
class UnitRedundancy:
    """One unit: hazard → its people."""

    code: str
    name_ja: str
    name_en: str
    ward: str
    hazards: Mapping[str, Redundancy]


@dataclass(frozen=True)
class Designations:
    """Places of the layer that may count, by their mark for one hazard; ``usable``: those that are counted (with a position,
    and on a street where distances go along streets)."""

    yes: int
    no: int
    not_stated: int
    usable: int


@dataclass(frozen=True)
class WhichHazard:
    """Every hazard that the layer's places are marked for. ``question``: as asked, without a hazard."""

    city: City
    question: Question
    hazards: tuple[str, ...]
    places: Mapping[str, Designations]
    total: Mapping[str, Redundancy]
    units: Mapping[str, tuple[UnitRedundancy, ...]]
    reasons: tuple[Reason, ...]
    marks_from: Mapping[str, str]
    """Place id → id of the place its marks are taken from, where they are another list's."""


def which_hazard(city: City, question: Question) -> WhichHazard:
    """Work it out for every hazard with at least one mark. NotAnswerableError when the places or the people are not loaded."""
    question = replace(question, supply=replace(question.supply, hazard=""))
    places = supply_places(city, question)
    demand = demanded(city, question)
    hazards = tuple(h for h, marks in places.marks.items() if (np.asarray(marks)[np.asarray(places.used)] >= 0).any())
    shares: dict[str, tuple[Floats, Floats]] = {}
    counted: dict[str, Designations] = {}
    mine = np.asarray(places.used) & (np.asarray(places.own) | question.supply.neighbours)
    for hazard in hazards:
        asked = replace(question, supply=replace(question.supply, hazard=hazard))
        supply, _ = choose(city, asked)
        marks = np.asarray(places.marks[hazard])[mine]
        counted[hazard] = Designations(
            int((marks == 1).sum()), int((marks == 0).sum()), int((marks == -1).sum()), len(supply)
        )
        if len(supply):
            measured = measure(demand, supply).measured
            shares[hazard] = measured.served, measured.one
        else:
            shares[hazard] = np.zeros(len(demand.which)), np.zeros(len(demand.which))
    n = len(demand.which)
    everything = Membership(np.arange(n, dtype=np.int32), np.zeros(n, dtype=np.int32))
    total = {h: _sums(demand, *shares[h], everything, 1, demand.left_out_more)[0] for h in hazards}
    return WhichHazard(
        city=city,
        question=question,
        hazards=hazards,
        places=counted,
        total=total,
        units={id: _units(city, question, id, demand, shares) for id in unit_sets_of(city, question)},
        reasons=demand.reasons,
        marks_from=dict(zip(places.id, places.marks_from, strict=True)) if places.marks_from else {},
    )


def _sums(
    demand: Demanded, served: Floats, one: Floats, members: Membership, n: int, left_out_more: float | Floats
) -> list[Redundancy]:
    thing, unit = np.asarray(members.thing), np.asarray(members.unit)
    asked = np.where(demand.measurable, demand.amount, 0.0)

    def summed(values: Floats) -> Floats:
        return np.asarray(np.bincount(unit, values[thing], n), dtype=np.float64)

    whole, reached = summed(asked), summed(asked * served)
    single = np.clip(summed(asked * one), 0.0, reached)
    out = summed(np.where(demand.measurable, 0.0, demand.amount)) + left_out_more
    return [
        Redundancy(max(float(whole[u] - reached[u]), 0.0), float(single[u]), float(reached[u] - single[u]), float(out[u]))
        for u in range(n)
    ]


def _units(
    city: City, question: Question, unit_set: str, demand: Demanded, shares: Mapping[str, tuple[Floats, Floats]]
) -> tuple[UnitRedundancy, ...]:
    units, wards = city.unit_sets[unit_set], city.unit_sets.get("wards")
    members = demand.members.get(unit_set, Membership(np.zeros(0, np.int32), np.zeros(0, np.int32)))
    ward = ward_index(city, question)
    more = demand.left_out_units.get(unit_set, 0.0)
    found = {h: _sums(demand, *both, members, len(units), more) for h, both in shares.items()}
    rows = []
    for u in range(len(units)):
        mine = {h: found[h][u] for h in found}
        its_ward = int(units.ward[u])
        if ward >= 0 and its_ward != ward and all(one.demand < WRITTEN for one in mine.values()):
            continue
        code = wards.code[its_ward] if wards is not None and its_ward >= 0 else ""
        rows.append(UnitRedundancy(units.code[u], units.name_ja[u], units.name_en[u], code, mine))
    return tuple(rows)
