"""Places that do not count because their list leaves the hazard's mark blank, by ward: there a figure may be too low."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import City, Floats
from geo_service.coverage.demand import Demanded, demanded
from geo_service.coverage.figures import WRITTEN
from geo_service.coverage.measure import measure, rows
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose, supply_places

BLANK = "supply_mark_unknown"
"""Reason code of such places."""


def blank_by_ward(city: City, question: Question) -> dict[str, int]:
    """Ward code → how many places in it have no mark, of those that would count with one; "" for those in no ward. Wards
    without any are not in it. NotAnswerableError as :func:`geo_service.coverage.supply.choose`."""
    left_out: dict[str, NDArray[np.int64]] = {}
    choose(city, question, all_left_out=left_out)
    wards = city.unit_sets.get("wards")
    places = left_out.get(BLANK, np.empty(0, dtype=np.int64))
    index, counts = np.unique(np.asarray(supply_places(city, question).ward)[places], return_counts=True)
    found: dict[str, int] = {}
    for at, many in zip(index.tolist(), counts.tolist(), strict=True):
        code = wards.code[at] if wards is not None and at >= 0 else ""
        found[code] = found.get(code, 0) + many
    return found


def only_if_blank(city: City, question: Question, demand: Demanded, served: Floats | None = None) -> Floats:
    """Of each of n things the amount that has a place within the limit only if blank marks count as yes, (n,). ``served``: the
    share of each that has a marked one (what is left of it is looked at); without it nobody has. NaN nowhere."""
    generous, _ = choose(city, question, blank_counts=True)
    counted, _ = choose(city, question)
    blank = np.flatnonzero(~np.isin(generous.index, counted.index))
    found = np.zeros(len(demand.which))
    rest = np.where(demand.measurable, demand.amount, 0.0) * (1.0 if served is None else 1.0 - np.asarray(served))
    # A thing of which a part has a marked place is known in part: only those without any are looked at.
    look = np.flatnonzero((rest > 0) & ((np.zeros(len(rest)) if served is None else np.asarray(served)) <= 0))
    if len(blank) and len(look):
        found[look] = rest[look] * measure(rows(demand, look), generous.only(blank), only_served=True).measured.served
    return found


def unknown_share(
    city: City, question: Question, served: float, unserved: float, unit_set: str = "", at: int = -1
) -> float | None:
    """The share (0 to 1) that would have a place if blank marks counted, where nothing marked serves anybody and blank places
    could: then who has none is not known, and is no nought. None where the figures can be said.

    ``served``, ``unserved``: the figures of who is asked about, or of the unit at an index of a unit set.
    """
    if served >= WRITTEN or served + unserved <= 0 or not question.supply.hazard:
        return None
    demand = demanded(city, replace(question, unit_sets=(unit_set,) if unit_set else ("wards",)))
    which = np.arange(len(demand.which))
    if unit_set:
        if unit_set not in demand.members:
            return None
        members = demand.members[unit_set]
        which = np.unique(np.asarray(members.thing)[np.asarray(members.unit) == at]).astype(np.int64)
    could = float(only_if_blank(city, question, rows(demand, which)).sum())
    return could / (served + unserved) if could >= WRITTEN else None
