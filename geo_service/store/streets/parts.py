"""The parts that streets hang together in (islands), and who can walk how much of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage import network as n
from geo_service.store.streets.made import Streets
from geo_service.store.streets.topology import WALKED_BY_NOBODY

FLAGS = {
    "path": n.PATH,
    "crossing": n.CROSSING,
    "steps": n.STEPS,
    "kerb": n.KERB,
    "narrow": n.NARROW,
    "rough": n.ROUGH,
    "unlit": n.UNLIT,
    "no_pavement": n.NO_PAVEMENT,
    "bridge": n.BRIDGE,
    "tunnel": n.TUNNEL,
    "indoor": n.INDOOR,
    "limited_hours": n.LIMITED_HOURS,
    "customers": n.CUSTOMERS,
    "water_crossing": n.WATER_CROSSING,
}
"""Name → flag of what is said of a street."""


def island_lengths(streets: Streets) -> NDArray[np.float64]:
    """Metres that somebody walks of each island, the longest first; none of no length."""
    walked = (streets.flags & WALKED_BY_NOBODY) == 0
    sums = np.bincount(streets.island[streets.start[walked]], weights=streets.length_m[walked])
    return np.asarray(sums[sums > 0])


def flag_lengths(streets: Streets) -> dict[str, float]:
    """Metres of which each flag is said."""
    return {name: float(streets.length_m[(streets.flags & flag) > 0].sum()) for name, flag in FLAGS.items()}
