"""How high people live: for each thing of a demand, how its people spread over the highest floor they have, as a range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Atoms, City, Floats
from geo_service.coverage.dwellings import unknown


@dataclass(frozen=True)
class Lived:
    """``place`` (n,): row of each thing. ``low``, ``high`` (rows, FLOORS): shares of people by their highest floor, summing
    to 1, at the lowest and the highest that is possible; the last row is for ground of which nothing is known. ``source``:
    "floors", "houses", "buildings" (see ``Dwellings.source``) or "" when nothing is loaded."""

    place: NDArray[np.int64]
    low: Floats
    high: Floats
    source: str


def lived(city: City, atoms: Atoms, which: NDArray[np.int64]) -> Lived:
    """How high the people of these atoms live. Where nothing is known: all on the ground floor, or all at the top."""
    lowest, highest = (one[None, :] for one in unknown())
    known = city.dwellings
    if known is None or known.unit_set not in atoms.members:
        return Lived(np.zeros(len(which), dtype=np.int64), lowest, highest, "")
    low, high = known.top_floors()
    told = np.asarray(np.isfinite(low).all(axis=1) & np.isfinite(high).all(axis=1), dtype=np.bool_)
    low, high = np.vstack([low, lowest]), np.vstack([high, highest])
    unit = atoms.members[known.unit_set].single(len(atoms))[which].astype(np.int64)
    place = np.where((unit >= 0) & np.append(told, False)[unit], unit, len(known))
    return Lived(place, low, high, known.source)
