"""The balance sheet of a question: demand = served + unserved + left out, and every single thing behind what is left out.

Answers name five examples a reason; this lists all of them: each area or facility that cannot be measured, with its people, and
each place that does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.answer import Figures, Reason
from geo_service.coverage.attach import WHY
from geo_service.coverage.city import Atoms, City, Places
from geo_service.coverage.demand import KNOWN_SHARE, Demanded, demanded, ward_index
from geo_service.coverage.figures import total_figures
from geo_service.coverage.measure import measure
from geo_service.coverage.off_map import LEFT_OUT
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose
from geo_service.coverage.walking import walk_of

UNKNOWN = float("nan")


@dataclass(frozen=True)
class Line:
    """One thing that is left out or does not count. ``side``: "origin" (of the demand) or "place" (of the supply).

    ``reason``: the code of :class:`~geo_service.coverage.answer.Reason`; ``why``: of "off_streets" what is in the way
    ("too_far", "behind_barrier", "island", ""). ``amount``: of an origin its people (or 1), NaN not known, of a place 1.
    ``counts``: whether the amount is in ``left_out`` (people outside the city, or of unknown number, are listed only).
    """

    side: str
    reason: str
    why: str
    id: str
    name: str
    ward: str
    amount: float
    counts: bool


@dataclass(frozen=True)
class Balance:
    """``total``: the figures of the answer. ``lines``: all origins and places not counted, by side, reason, then id.

    The amounts of the lines that count sum to ``total.left_out``. ``counted_places``: places that do count.
    """

    city: City
    question: Question
    total: Figures
    counted_places: int
    all_places: int
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    excluded: tuple[Reason, ...]

    def listed(self, side: str) -> tuple[Line, ...]:
        """The lines of one side."""
        return tuple(line for line in self.lines if line.side == side)


def balance(city: City, question: Question) -> Balance:
    """Work it out. Raises what :func:`~geo_service.coverage.engine.answer` raises."""
    out: dict[str, NDArray[np.int64]] = {}
    supply, excluded = choose(city, question, all_left_out=out)
    demand = demanded(city, question)
    found = measure(demand, supply)
    origins = _areas(city, question, demand) if isinstance(demand.source, Atoms) else _facilities(city, question, demand)
    places = supply.source
    mine = [
        Line("place", code, _why(city, question, places, int(i)) if code == "supply_off_streets" else "", places.id[i],
             places.name[i], _ward(city, int(places.ward[i])), 1.0, False)
        for code, index in out.items()
        for i in index.tolist()
    ]  # fmt: skip
    return Balance(
        city=city,
        question=question,
        total=total_figures(found.measured, demand.left_out_more),
        counted_places=len(supply),
        all_places=len(places),
        lines=tuple(sorted((*origins, *mine), key=lambda line: (line.side, line.reason, line.id, line.name))),
        reasons=demand.reasons,
        excluded=excluded,
    )


def _areas(city: City, question: Question, demand: Demanded) -> list[Line]:
    """Areas of the population: those with ground on no street, those on no ground, those without a count."""
    atoms, group, ward = demand.source, question.demand.id, ward_index(city, question)
    assert isinstance(atoms, Atoms)
    lines = []
    lost = np.flatnonzero(~demand.measurable)
    attached = walk_of(city, question.reach).attached(atoms).why if len(lost) else np.zeros(len(atoms), dtype=np.int8)
    kinds: dict[tuple[int, int], float] = {}
    for at in lost.tolist():
        key = int(atoms.feature[demand.which[at]]), int(attached[demand.which[at]])
        kinds[key] = kinds.get(key, 0.0) + float(demand.amount[at])
    wards = atoms.members["wards"].single(len(atoms)) if "wards" in atoms.members else np.full(len(atoms), -1)
    first = np.full(len(atoms.feature_name), -1)
    first[atoms.feature[::-1]] = wards[::-1]
    for (feature, why), people in kinds.items():
        code = atoms.feature_code[feature]
        lines.append(
            Line(
                "origin",
                "off_streets",
                WHY[why],
                code,
                atoms.feature_name[feature],
                _ward(city, int(first[feature])),
                people,
                True,
            )
        )
    counts = np.asarray(atoms.counts[group])
    held = np.ones(len(atoms), dtype=np.bool_) if ward < 0 else wards == ward
    if "wards" in atoms.members and ward >= 0:
        held[:] = False
        held[atoms.members["wards"].thing[atoms.members["wards"].unit == ward]] = True
    inside = np.bincount(atoms.feature[held], atoms.share[held], len(counts))
    named = np.isnan(counts) if ward < 0 else np.isnan(counts) & (inside >= KNOWN_SHARE)
    for feature in np.flatnonzero(named).tolist():
        code, name = atoms.feature_code[feature], atoms.feature_name[feature]
        lines.append(Line("origin", "count_unknown", "", code, name, _ward(city, int(first[feature])), UNKNOWN, False))
    return [*lines, *_off_map(city, atoms, group, ward)]


def _off_map(city: City, atoms: Atoms, group: str, ward: int) -> list[Line]:
    counts = np.asarray(atoms.off_map_counts.get(group, np.zeros(0)))
    m = len(counts)
    wards = np.asarray(atoms.off_map_ward) if len(atoms.off_map_ward) == m else np.full(m, -1)
    why = atoms.off_map_why if len(atoms.off_map_why) == m else ("no_position",) * m
    lines = []
    for i in range(m):
        if ward >= 0 and int(wards[i]) != ward:
            continue
        known, ours = bool(np.isfinite(counts[i])), why[i] in LEFT_OUT
        if not known and not ours:
            continue
        code = why[i] if known else "count_unknown"
        lines.append(
            Line("origin", code, "", "", atoms.off_map_names[i], _ward(city, int(wards[i])), float(counts[i]), known and ours)
        )
    return lines


def _facilities(city: City, question: Question, demand: Demanded) -> list[Line]:
    places = demand.source
    assert isinstance(places, Places)
    lines = []
    for at in np.flatnonzero(~demand.measurable).tolist():
        i = int(demand.which[at])
        code = "off_streets"
        if not (np.isfinite(places.x[i]) and np.isfinite(places.y[i])):
            code = "no_position"
        elif places.accuracy[i] == "area":
            code = "position_is_an_area"
        why = _why(city, question, places, i) if code == "off_streets" else ""
        ward = _ward(city, int(places.ward[i]))
        lines.append(Line("origin", code, why, places.id[i], places.name[i], ward, float(demand.amount[at]), True))
    for code, (index, amount) in demand.uncounted.items():
        for i, people in zip(index.tolist(), amount.tolist(), strict=True):
            ward = _ward(city, int(places.ward[i]))
            lines.append(Line("origin", code, "", places.id[i], places.name[i], ward, people, False))
    return lines


def _why(city: City, question: Question, places: Places, index: int) -> str:
    return WHY[int(walk_of(city, question.reach).attached(places).why[index])]


def _ward(city: City, index: int) -> str:
    wards = city.unit_sets.get("wards")
    return wards.code[index] if wards is not None and index >= 0 else ""
