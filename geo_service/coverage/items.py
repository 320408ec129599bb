"""Facilities one by one: which are served, by what, how far."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.answer import Item, Nearest
from geo_service.coverage.city import City, Places
from geo_service.coverage.demand import Demanded
from geo_service.coverage.measure import Found
from geo_service.coverage.supply import Supplied


def items(city: City, demand: Demanded, supply: Supplied, found: Found) -> tuple[Item, ...]:
    """One item per facility, in the order of their ids; empty for people."""
    places = demand.source
    if not isinstance(places, Places):
        return ()
    wards = city.unit_sets.get("wards")
    served = found.measured.served > 0
    made = []
    for at, index in enumerate(demand.which.tolist()):
        measurable = bool(demand.measurable[at])
        placed = bool(np.isfinite(places.lon[index]))
        ward = int(places.ward[index])
        position = int(found.nearest_place[at])
        made.append(
            Item(
                id=places.id[index],
                name=places.name[index],
                kind=places.kind[index],
                ward=wards.code[ward] if wards is not None and ward >= 0 else "",
                lon=float(places.lon[index]) if placed else None,
                lat=float(places.lat[index]) if placed else None,
                served=bool(served[at]) if measurable else None,
                nearest=nearest_place(supply, position, float(found.measured.distance_m[at])) if position >= 0 else None,
                within=int(found.within[at]),
                why="" if measurable else _why_not(places, index),
            )
        )
    return tuple(made)


def _why_not(places: Places, index: int) -> str:
    """Why a facility's distance cannot be measured."""
    if not np.isfinite(places.lon[index]):
        return "no_position"
    return "position_is_an_area" if places.accuracy[index] == "area" else "off_streets"


def nearest_place(supply: Supplied, position: int, distance_m: float) -> Nearest:
    """The place at ``position`` of the supply, found at a (reported) distance."""
    places, index = supply.source, int(supply.index[position])
    return Nearest(
        id=places.id[index],
        name=places.name[index],
        lon=float(places.lon[index]),
        lat=float(places.lat[index]),
        distance_m=distance_m,
        within=distance_m <= float(supply.limit_m[position]),
    )
