"""The ground beyond the limit, as polygons to draw.

On a straight or detour reach the ground within the limit is a union of discs, so the gaps are cut with polygons of the
very discs the figures are computed with: what is drawn and what is counted agree at every border. Distance along streets
has no such closed shape; what is drawn there is :mod:`.gaps_on_foot`'s.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.answer import Answer, GapPiece, UnitFigures
from geo_service.coverage.city import City, UnitSet
from geo_service.coverage.demand import ward_index
from geo_service.coverage.gaps_on_foot import beyond
from geo_service.coverage.keeping import Keeping
from geo_service.coverage.plane import shapes_to_lonlat, shapes_to_plane
from geo_service.coverage.supply import Supplied, choose

Shapes = NDArray[np.object_]
Index = NDArray[np.int64]
POLYGONS = (3, 6)
"""Type ids of polygons and multipolygons."""
QUARTER = 16
"""Straight pieces of a quarter circle as drawn: at most 0.12 % of the radius off (0.6 m of 500 m)."""
SLIVER_M2 = 10.0
"""Smaller pieces come from borders that were simplified apart, and cannot be seen."""
DRAWN_SETS = ("towns", "wards")
"""Divisions that gaps are given by, the first that the answer has. Association areas overlap and leave holes."""
_GROUNDS: Keeping[Shapes] = Keeping(4)
FAR = 2.0
"""The second band begins at this many times the limit."""


def gap_pieces(answer: Answer) -> tuple[GapPiece, ...]:
    """The ground of each small unit (町丁, else wards) beyond the limit, in the unit's order, nearer band first.

    ``unserved`` is the whole unit's; NaN where its count is not published. Without any unit set the city is one piece
    with an empty code. A question about one ward has only that ward's pieces.
    """
    city = answer.city
    if answer.question.reach.mode == "streets":
        return _on_foot(answer)
    supply, _ = choose(city, answer.question)
    units, grounds = _ground(answer)
    _, gaps = _Discs(supply, 1.0).split(grounds)
    bands = np.stack(_Discs(supply, FAR).split(gaps), axis=1)
    at, band = np.nonzero(shapely.area(bands) >= SLIVER_M2)
    wkb = shapely.to_wkb(shapes_to_lonlat(city.srid, bands[at, band]))
    return tuple(
        GapPiece(units[one].code, units[one].name, which, units[one].unserved, bytes(shape))
        for one, which, shape in zip(at.tolist(), band.tolist(), wkb, strict=True)
    )


def _on_foot(answer: Answer) -> tuple[GapPiece, ...]:
    """The same along streets."""
    city = answer.city
    drawn = _drawn_set(answer)
    units = city.unit_sets.get(drawn)
    figures = {row.code: row for row in answer.units.get(drawn, ())}
    ward = ward_index(city, answer.question)
    about, shapes = [], []
    for unit, band, shape in beyond(answer, drawn):
        code, name, unserved = ("", city.name_ja, answer.total.unserved)
        if units is not None:
            code, name = units.code[unit], units.name_ja[unit]
            if code not in figures or (ward >= 0 and int(units.ward[unit]) != ward):
                continue
            unserved = _unserved(figures[code])
        if shape.area >= SLIVER_M2:
            about.append((code, name, band, unserved))
            shapes.append(shape)
    wkb = shapely.to_wkb(shapes_to_lonlat(city.srid, np.array(shapes, dtype=object)))
    return tuple(GapPiece(*one, bytes(shape)) for one, shape in zip(about, wkb, strict=True))


def _drawn_set(answer: Answer) -> str:
    """The division that gaps are given by; "" where the answer has none."""
    return next((id for id in DRAWN_SETS if id in answer.units and id in answer.city.unit_sets), "")


class _Discs:
    """The union of the discs ``times`` the limit around places, looked up by place: a unit is cut only with those it meets."""

    def __init__(self, supply: Supplied, times: float) -> None:
        centres = shapely.points(supply.x, supply.y)
        self.discs = np.asarray(shapely.buffer(centres, supply.radius_m * times, quad_segs=QUARTER), dtype=object)
        shapely.prepare(self.discs)
        self.tree = shapely.STRtree(self.discs)

    def split(self, shapes: Shapes) -> tuple[Shapes, Shapes]:
        """What lies in any disc, and what in none, of each shape (n,)."""
        cut, unions, whole = self._meeting(shapes)
        part, rest = np.full(len(shapes), shapely.Polygon(), dtype=object), shapes.copy()
        part[cut] = _solid(shapely.intersection(shapes[cut], unions))
        rest[cut] = _solid(shapely.difference(shapes[cut], unions))
        part[whole], rest[whole] = shapes[whole], shapely.Polygon()
        return part, rest

    def _meeting(self, shapes: Shapes) -> tuple[Index, Shapes, Index]:
        """Which shapes meet discs, and the union of those; which lie in one disc altogether (and are not among the first)."""
        shape, disc = self.tree.query(shapes, predicate="intersects")
        whole = np.unique(shape[shapely.contains_properly(self.discs[disc], shapes[shape])])
        kept = ~np.isin(shape, whole)
        shape, disc = shape[kept], disc[kept]
        order = np.lexsort((disc, shape))
        cut, first = np.unique(shape[order], return_index=True)
        unions = np.empty(len(cut), dtype=object)
        for one, few in enumerate(np.split(disc[order], first[1:])) if len(cut) else ():
            unions[one] = shapely.union_all(self.discs[few])
        return cut, unions, whole


def _solid(shapes: Shapes) -> Shapes:
    """Only the polygons of results: borders that touch leave points and lines."""
    for one in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), POLYGONS)):
        parts = [part for part in shapely.get_parts(shapes[one]) if part.geom_type in ("Polygon", "MultiPolygon")]
        shapes[one] = shapely.union_all(parts) if parts else shapely.Polygon()
    return shapes


class _Unit(NamedTuple):
    """A unit that gaps are given by. ``unserved``: NaN where not known."""

    code: str
    name: str
    unserved: float


def _ground(answer: Answer) -> tuple[list[_Unit], Shapes]:
    """The units that gaps are given by, and their shapes in the plane."""
    city = answer.city
    drawn = _drawn_set(answer)
    if not drawn:
        whole = np.array([_whole(answer)], dtype=object)
        return [_Unit("", city.name_ja, answer.total.unserved)], _inside(city, whole)
    units = city.unit_sets[drawn]
    figures = {row.code: row for row in answer.units[drawn]}
    # The city's and not the answer's: laid out once for each release.
    shapes = _GROUNDS.get((units,), city.border, lambda: _inside(city, _plane_shapes(city, units)))
    ward = ward_index(city, answer.question)
    found = [
        u
        for u, code in enumerate(units.code)
        if code in figures and (ward < 0 or int(units.ward[u]) == ward) and not shapes[u].is_empty
    ]
    return [_Unit(units.code[u], units.name_ja[u], _unserved(figures[units.code[u]])) for u in found], shapes[found]


def _inside(city: City, shapes: Shapes) -> Shapes:
    """What of the shapes lies inside the city's border."""
    border = shapely.from_wkb(city.border)
    shapely.prepare(border)
    found = shapes.copy()
    across = np.flatnonzero(~border.covers(shapes))
    found[across] = _solid(shapely.intersection(shapes[across], border))
    return found


def _whole(answer: Answer) -> Any:
    city, wards = answer.city, answer.city.unit_sets.get("wards")
    ward = ward_index(city, answer.question)
    return shapely.from_wkb(city.border) if ward < 0 or wards is None else _plane_shapes(city, wards)[ward]


def _plane_shapes(city: City, units: UnitSet) -> Any:
    shapes = np.atleast_1d(
        np.asarray(shapes_to_plane(city.srid, shapely.from_wkb(np.array(units.shapes, dtype=object))), dtype=object)
    )
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        shapes[broken] = _solid(shapely.make_valid(shapes[broken]))
    return shapes


def _unserved(row: UnitFigures) -> float:
    """Unserved demand of the unit; unknown where nothing of it is published."""
    return float("nan") if row.unknown_features and row.figures.demand <= 0 else row.figures.unserved
