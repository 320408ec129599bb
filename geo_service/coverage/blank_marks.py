"""Places that do not count because their list leaves the hazard's mark blank, by ward: there a figure may be too low."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import City
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
