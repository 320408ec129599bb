"""Across a ward's border: usable places of the wards and municipalities beside it, and who has only those near.

Places count as near the border when they are within their own limit of the ward's outline in a straight line; the outline is
the one drawn (simplified by a few metres). Who relies on them is measured like any figure of the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.border import loaded_for
from geo_service.coverage.city import City
from geo_service.coverage.demand import demanded, ward_index
from geo_service.coverage.measure import measure
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.question import Question
from geo_service.coverage.supply import Supplied, choose, with_neighbours

TOUCHING_M = 60.0
"""Outlines nearer than this are neighbours: both are simplified for drawing."""


@dataclass(frozen=True)
class NextDoor:
    """A ward (``municipality`` False) or municipality beside the ward.

    ``near``: its places near the border that count, ``names`` of them nearest first; ``blank``: those whose mark for the hazard
    is not stated, which is no no. ``relies``: people of the ward with no place of their own ward near, but with one of this
    one's; None where it does not count for the question or its places are not loaded (``loaded`` False).
    """

    code: str
    name: str
    name_en: str
    municipality: bool
    loaded: bool
    near: int
    blank: int
    names: tuple[str, ...]
    relies: float | None


def next_door(city: City, question: Question, most_names: int = 3) -> tuple[NextDoor, ...]:
    """All that lie beside the question's ward, wards first, by code; none for a question about the whole city."""
    at = ward_index(city, question)
    if at < 0:
        return ()
    wards = city.unit_sets["wards"]
    shapes = shapes_to_plane(city.srid, [shapely.from_wkb(one) for one in wards.shapes])
    mine = shapely.make_valid(shapes[at])
    both, _ = choose(city, with_neighbours(question, True))
    distance_m = np.asarray(shapely.distance(shapely.points(both.x, both.y), mine), dtype=np.float64)
    near = distance_m <= both.radius_m
    owner = _owners(city, both)
    with_blank, _ = choose(city, with_neighbours(question, True), blank_counts=True)
    blanks = with_blank.only(np.flatnonzero(~np.isin(with_blank.index, both.index)))
    far_m = np.asarray(shapely.distance(shapely.points(blanks.x, blanks.y), mine), dtype=np.float64)
    blank_owner = _owners(city, blanks)[far_m <= blanks.radius_m].tolist()
    asked = replace(question, unit_sets=())
    demand = demanded(city, asked)
    alone = measure(demand, both.only(np.flatnonzero(owner == wards.code[at])), only_served=True).measured
    counted = question.supply.neighbours
    found = []

    def beside(code: str, name: str, name_en: str, municipality: bool, loaded: bool) -> None:
        theirs = np.flatnonzero((owner == code) & near)
        order = theirs[np.argsort(distance_m[theirs], kind="stable")]
        names = tuple(both.source.name[int(both.index[one])] for one in order[:most_names])
        relies: float | None = None
        if loaded and (counted or not municipality):
            served = measure(demand, both.only(np.sort(theirs)), only_served=True).measured.served if len(theirs) else 0.0
            relies = float((alone.asked * np.clip(served - alone.served, 0.0, None)).sum())
        found.append(NextDoor(code, name, name_en, municipality, loaded, len(theirs), blank_owner.count(code), names, relies))

    for other in range(len(wards)):
        if other != at and shapely.distance(mine, shapes[other]) <= TOUCHING_M:
            beside(wards.code[other], wards.name_ja[other], wards.name_en[other], False, True)
    codes = tuple(sorted(city.neighbour_shapes))
    around = shapes_to_plane(city.srid, [shapely.from_wkb(city.neighbour_shapes[code]) for code in codes])
    have = loaded_for(city, both.source, codes)
    for code, shape in zip(codes, around, strict=True):
        if shapely.distance(mine, shape) <= TOUCHING_M:
            beside(code, city.neighbours.get(code, code), "", True, have.get(code, False))
    return tuple(found)


def _owners(city: City, supply: Supplied) -> NDArray[np.object_]:
    """Code of the ward of each of the city's own places, of the municipality of each other; "" where it is in none."""
    places, codes = supply.source, city.unit_sets["wards"].code
    return np.array(
        [
            (codes[places.ward[one]] if places.ward[one] >= 0 else "") if places.own[one] else places.municipality[one]
            for one in supply.index.tolist()
        ],
        dtype=object,
    )
