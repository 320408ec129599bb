"""What is near an area that could help: usable sites, spaces to ask for, places people gather, partners, parks with ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo_service.coverage.area import SITES, metres_to, unit_at
from geo_service.coverage.city import City, Places
from geo_service.coverage.plane import to_plane
from geo_service.coverage.site_class import SURE, classify, usual_key
from geo_service.coverage.supply import has_position

KINDS = (SITES, "candidate_spaces", "partner_sites", "community_places", "parks")
"""Layers that can help, most useful first."""
FARTHEST_M = 2_000.0
"""What lies farther from the area than this helps nobody in it on foot; a usable site is said however far it is."""


@dataclass(frozen=True)
class Help:
    """A place that could help. ``layer``: of KINDS; ``distance_m``: straight metres to the area's outline, 0 inside; ``state``:
    of a site its class for the hazard; ``in_zone``: whether it stands in the hazard's zone, None where nobody says (or without
    a hazard); ``area_m2``, ``capacity``: None where not known."""

    layer: str
    id: str
    name: str
    kind: str
    lon: float
    lat: float
    distance_m: float
    state: str = ""
    in_zone: bool | None = None
    area_m2: float | None = None
    capacity: float | None = None


def help_near(
    city: City,
    unit_set: str,
    code: str,
    hazard: str = "",
    most: int = 3,
    layers: Sequence[str] = KINDS,
    farthest_m: float = FARTHEST_M,
) -> tuple[Help, ...]:
    """The ``most`` nearest of each of ``layers``, in their order, nearest first, in the area first of all; none farther than
    ``farthest_m`` but sites. Of sites those designated for the hazard (any hazard where none is said), those without a doubt
    first. Layers that are not loaded give nothing. NotFoundError as :func:`.area.unit_at`."""
    units, at = unit_at(city, unit_set, code)
    shape = shapely.from_wkb(units.shapes[at]) if units.shapes[at] else shapely.Polygon()
    if shapely.is_empty(shape):
        return ()
    return help_around(city, shape, hazard, most, layers, farthest_m)


def help_around(
    city: City,
    shape: shapely.Geometry,
    hazard: str = "",
    most: int = 3,
    layers: Sequence[str] = KINDS,
    farthest_m: float = FARTHEST_M,
) -> tuple[Help, ...]:
    """As :func:`help_near`, around any ground: a shape in degrees, not empty. A point is its own outline."""
    middle = shapely.point_on_surface(shape)
    x, y = (float(one) for one in to_plane(city.srid, middle.x, middle.y))
    found: list[Help] = []
    for layer in layers:
        places = city.places.get(layer)
        if places is not None and len(places):
            found += _nearest(city, places, shape, (x, y), hazard, most, farthest_m)
    return tuple(found)


def not_loaded(city: City) -> tuple[str, ...]:
    """Of KINDS those that no list is loaded of: nobody can say that there are none near."""
    return tuple(layer for layer in KINDS if layer not in city.places)


def _nearest(
    city: City,
    places: Places,
    shape: shapely.Geometry,
    middle: tuple[float, float],
    hazard: str,
    most: int,
    farthest_m: float,
) -> list[Help]:
    away = metres_to(city, places, shape)
    fits = np.asarray(places.own) & np.asarray(places.used) & has_position(places)
    doubt = np.zeros(len(places), dtype=np.int64)
    state = np.full(len(places), "", dtype="<U16")
    if places.layer == SITES:
        marks = [np.asarray(one) == 1 for slug, one in places.marks.items() if not hazard or slug == hazard]
        fits = fits & (np.logical_or.reduce(marks) if marks else np.zeros(len(places), dtype=np.bool_))
        if hazard:
            state = np.asarray(classify(city, places, hazard, usual_key(city, hazard)).state)
            doubt = (~np.isin(state, SURE)).astype(np.int64)
    else:
        fits = fits & (away <= farthest_m)
    inside = _in_zone(places, hazard)
    if places.layer != SITES:
        doubt = (inside == 1).astype(np.int64)
    from_middle = np.hypot(np.asarray(places.x) - middle[0], np.asarray(places.y) - middle[1])
    index = np.flatnonzero(fits).tolist()
    # The nearest are chosen first, then told with those that raise no doubt in front: a sure site far off is no neighbour.
    index = sorted(index, key=lambda one: (round(float(away[one]), 1), float(from_middle[one]), places.id[one]))[:most]
    index.sort(key=lambda one: int(doubt[one]))
    return [
        Help(
            layer=places.layer,
            id=places.id[one],
            name=places.name[one],
            kind=places.kind[one],
            lon=float(places.lon[one]),
            lat=float(places.lat[one]),
            distance_m=round(float(away[one]), 1),
            state=str(state[one]),
            in_zone=None if inside[one] < 0 else bool(inside[one]),
            area_m2=_known(float(places.area_m2[one])),
            capacity=_known(float(places.capacity[one])),
        )
        for one in index
    ]


def _in_zone(places: Places, hazard: str) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """(n,) 1 inside the hazard's zones, 0 assessed and outside, -1 nobody says."""
    return np.asarray(places.zone_inside.get(hazard, np.full(len(places), -1)), dtype=np.int8)


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
