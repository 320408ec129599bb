"""Which of the things asked about lie in which unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Membership


def among(members: Membership, position: NDArray[np.int64]) -> Membership:
    """Membership of the things that ``position`` numbers anew (-1: not asked about), sorted by thing."""
    from geo_service.coverage import figure_loops as loops  # numba takes half a second to import

    thing, unit, in_order = loops.among(_read_only(members.thing), _read_only(members.unit), position)
    if not in_order:
        order = np.argsort(thing, kind="stable")
        thing, unit = thing[order], unit[order]
    return Membership(thing, unit)


def _read_only(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """As a City's file is mapped: compiled code tells the two apart, and is compiled for one."""
    found = np.asarray(numbers, dtype=np.int32).view()
    found.flags.writeable = False
    return found
