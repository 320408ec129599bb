"""Units whose line nobody has confirmed, taken out of a City: neither their names nor their figures are for the public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from geo_service.coverage.city import City, Ints, Membership, UnitSet


def confirmed_alone(city: City) -> City:
    """The City with confirmed units only; a set of which no unit is confirmed is left out whole."""
    numbers = {id: _numbers(units) for id, units in city.unit_sets.items() if len(units.confirmed)}
    if all((kept >= 0).all() for kept in numbers.values()):
        return city
    rough = {note.layer for note in city.datasets if note.used and note.approximate}
    unit_sets = {id: _units(units, numbers.get(id), id in rough) for id, units in city.unit_sets.items()}
    return replace(
        city,
        unit_sets={id: units for id, units in unit_sets.items() if len(units) or id not in numbers},
        populations=tuple(replace(one, members=_members(one.members, numbers)) for one in city.populations),
        places={id: replace(one, members=_members(one.members, numbers)) for id, one in city.places.items()},
    )


def _numbers(units: UnitSet) -> Ints:
    """(n,) number of each unit among the confirmed, -1 for the others."""
    yes = units.confirmed == 1
    return np.where(yes, np.cumsum(yes) - 1, -1).astype(np.int32)


def _units(units: UnitSet, numbers: Ints | None, rough: bool) -> UnitSet:
    if numbers is None:
        return units
    at = np.flatnonzero(numbers >= 0).tolist()
    return replace(
        units,
        code=tuple(units.code[i] for i in at),
        name_ja=tuple(units.name_ja[i] for i in at),
        name_en=tuple(units.name_en[i] for i in at),
        ward=units.ward[at],
        shapes=tuple(units.shapes[i] for i in at),
        area_m2=units.area_m2[at],
        confirmed=units.confirmed[at],
        serves=tuple(units.serves[i] for i in at) if units.serves else (),
        # What is left is confirmed: approximate only where its source says so of itself.
        approximate=rough,
    )


def _members(members: Mapping[str, Membership], numbers: Mapping[str, Ints]) -> dict[str, Membership]:
    out = {}
    for id, pairs in members.items():
        kept = numbers.get(id)
        if kept is None:
            out[id] = pairs
        elif (kept >= 0).any():
            unit = kept[pairs.unit]
            out[id] = Membership(pairs.thing[unit >= 0], unit[unit >= 0])
    return out
