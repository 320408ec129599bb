"""Classes of the map's colours: round numbers from the whole city, so that a ward, a hazard or a limit never changes them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from geo_service.coverage.city import Atoms, City
from maps.view import SMALL_SETS

LOW, HIGH = 0.2, 0.7
"""Where the middle and the dark class begin, as parts of the people of a typical small unit (its median)."""
FACILITIES = (1, 2, 3)


def group_scales(city: City) -> dict[str, tuple[int, ...]]:
    """Population group → lower limits of at most three classes of unserved people in a small unit, rising."""
    return {group: scale(_typical(city, atoms, group)) for atoms in city.populations for group in atoms.counts}


def scale(typical: float) -> tuple[int, ...]:
    """Lower limits of the classes for units of ``typical`` many people."""
    return tuple(sorted({1, round_number(LOW * typical), round_number(HIGH * typical)}))


def round_number(value: float) -> int:
    """The nearest of 1, 2 and 5 times a power of ten (by ratio), at least 1."""
    if value <= 1:
        return 1
    power = 10 ** math.floor(math.log10(value))
    return int(min((step * power for step in (1, 2, 5, 10)), key=lambda one: abs(math.log(one / value))))


def _typical(city: City, atoms: Atoms, group: str) -> float:
    """Median of the group's people over the small units that have any; over the dataset's own areas without such units."""
    small: Mapping[str, object] = {
        one: city.unit_sets[one] for one in SMALL_SETS if one in city.unit_sets and one in atoms.members
    }
    if small:
        name = next(iter(small))
        members = atoms.members[name]
        people = np.bincount(members.unit, weights=atoms.people(group)[members.thing], minlength=len(city.unit_sets[name]))
    else:
        people = np.nan_to_num(np.asarray(atoms.counts[group]))
    people = people[people > 0]
    return float(np.median(people)) if len(people) else 0.0
