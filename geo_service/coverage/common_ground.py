"""Which units of other divisions have ground in common with one: the 町丁 of a ward, the associations of a 町丁 and so on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_service.coverage.city import City, UnitSet

WARDS = "wards"
LEAST_SHARE = 0.01
"""Of another division's people: less than a hundredth in common is the shake of two lines, not common ground."""


@dataclass(frozen=True)
class Related:
    """A unit of another division with ground in common. ``share``: part of this area's residents in it, None not known."""

    unit_set: str
    code: str
    name: str
    name_en: str
    share: float | None


def related(city: City, unit_set: str, at: int) -> dict[str, tuple[Related, ...]]:
    """Units of the other divisions with ground in common, most of this area's residents first; of the same ward's units none.
    By residents where they are loaded, else by the ward the units are in (wards and their units only)."""
    found: dict[str, tuple[Related, ...]] = {}
    atoms = city.population("residents")
    for other, units in city.unit_sets.items():
        if other == unit_set:
            continue
        if atoms is not None and unit_set in atoms.members and other in atoms.members:
            mine, theirs = atoms.members[unit_set], atoms.members[other]
            people = atoms.people("residents")
            inside = np.zeros(len(atoms), dtype=np.bool_)
            inside[np.asarray(mine.thing)[np.asarray(mine.unit) == at]] = True
            all_here = float(people[inside].sum())
            pair = inside[np.asarray(theirs.thing)]
            unit, thing = np.asarray(theirs.unit)[pair], np.asarray(theirs.thing)[pair]
            amount = np.bincount(unit, people[thing], len(units))
            whole = np.bincount(np.asarray(theirs.unit), people[np.asarray(theirs.thing)], len(units))
            with np.errstate(divide="ignore", invalid="ignore"):
                # A unit of another division counts where either has a hundredth of its people in the other.
                common = (amount > LEAST_SHARE * all_here) | (amount > LEAST_SHARE * whole) & (amount > 0)
            order = sorted(np.flatnonzero(common).tolist(), key=lambda one: (-round(float(amount[one]), 3), units.code[one]))
            found[other] = tuple(_related(units, one, _part(float(amount[one]), all_here)) for one in order)
        elif unit_set == WARDS:
            found[other] = tuple(_related(units, one, None) for one in np.flatnonzero(np.asarray(units.ward) == at).tolist())
        elif other == WARDS:
            ward = int(city.unit_sets[unit_set].ward[at])
            found[other] = (_related(units, ward, None),) if ward >= 0 else ()
    return found


def _related(units: UnitSet, at: int, share: float | None) -> Related:
    return Related(units.id, units.code[at], units.name_ja[at], units.name_en[at] or units.name_ja[at], share)


def _part(some: float, all_of_them: float) -> float | None:
    return some / all_of_them if all_of_them > 0 else None
