"""People of features that are on no ground: how many, of which ward, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import Atoms, Floats, Ints
from geo_service.coverage.supply import examples

LEFT_OUT = ("no_position", "position_is_an_area")
"""Reasons that leave people of the city out of distances. Those of "outside_city" are nobody's demand."""


@dataclass(frozen=True)
class OffMap:
    """The features a question is about, m of them. ``ward``: index, -1 none. ``left_out``: their people, 0 where the count
    is not published (``uncounted``) or they are outside the city. ``without_count``: names of the uncounted."""

    ward: Ints
    left_out: Floats
    uncounted: NDArray[np.bool_]
    without_count: frozenset[str]
    reasons: tuple[Reason, ...]

    def by_ward(self, values: NDArray[np.bool_] | Floats, wards: int) -> Floats:
        """Sums over each of the wards."""
        known = self.ward >= 0
        return np.asarray(np.bincount(self.ward[known], np.asarray(values)[known], wards), dtype=np.float64)


def off_map(atoms: Atoms, group: str, ward: int) -> OffMap:
    """What is off the map of a ward, or (-1) of the whole city. Where a City does not know the wards: nothing of a ward."""
    counts = np.asarray(atoms.off_map_counts.get(group, np.zeros(0)))
    m = len(counts)
    wards = np.asarray(atoms.off_map_ward) if len(atoms.off_map_ward) == m else np.full(m, -1, dtype=np.int32)
    why = np.array(atoms.off_map_why if len(atoms.off_map_why) == m else ("no_position",) * m, dtype=object)
    asked = np.ones(m, dtype=np.bool_) if ward < 0 else wards == ward
    ours, published = asked & np.isin(why, LEFT_OUT), np.isfinite(counts)
    reasons = []
    for code in (*LEFT_OUT, "outside_city"):
        found = np.flatnonzero(asked & published & (why == code))
        if len(found):
            names = examples([atoms.off_map_names[i] for i in found])
            reasons.append(Reason(code, len(found), float(counts[found].sum()), names))
    uncounted = ours & ~published
    return OffMap(
        ward=wards,
        left_out=np.where(ours & published, counts, 0.0),
        uncounted=uncounted,
        without_count=frozenset(atoms.off_map_names[i] for i in np.flatnonzero(uncounted)),
        reasons=tuple(reasons),
    )
