"""The ground beyond the limit, as polygons to draw.

On a straight or detour reach the ground within the limit is a union of discs, so the gaps are cut with polygons of the
very discs the figures are computed with: what is drawn and what is counted agree at every border. Distance along streets
has no such closed shape; what is drawn there is :mod:`.gaps_on_foot`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.answer import Answer, GapPiece, UnitFigures
from geo_service.coverage.city import City, UnitSet
from geo_service.coverage.demand import ward_index
from geo_service.coverage.gaps_on_foot import beyond
from geo_service.coverage.plane import shapes_to_lonlat, shapes_to_plane
from geo_service.coverage.supply import Supplied, choose

QUARTER = 16
"""Straight pieces of a quarter circle as drawn: at most 0.12 % of the radius off (0.6 m of 500 m)."""
SLIVER_M2 = 10.0
"""Smaller pieces come from borders that were simplified apart, and cannot be seen."""
DRAWN_SETS = ("towns", "wards")
"""Divisions that gaps are given by, the first that the answer has. Association areas overlap and leave holes."""
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
    near, far = _within(supply, 1.0), _within(supply, FAR)
    border = shapely.from_wkb(city.border)
    shapely.prepare(border)
    pieces = []
    for code, name, unserved, shape in _ground(answer):
        ground = shape if border.covers(shape) else _solid(shapely.intersection(shape, border))
        gap = near.rest(ground)
        for band, part in enumerate((far.part(gap), far.rest(gap))):
            if part.area >= SLIVER_M2:
                wkb = shapely.to_wkb(shapes_to_lonlat(city.srid, part))
                pieces.append(GapPiece(code, name, band, unserved, bytes(wkb)))
    return tuple(pieces)


def _on_foot(answer: Answer) -> tuple[GapPiece, ...]:
    """The same along streets."""
    city = answer.city
    drawn = _drawn_set(answer)
    units = city.unit_sets.get(drawn)
    figures = {row.code: row for row in answer.units.get(drawn, ())}
    ward = ward_index(city, answer.question)
    pieces = []
    for unit, band, shape in beyond(answer, drawn):
        code, name, unserved = ("", city.name_ja, answer.total.unserved)
        if units is not None:
            code, name = units.code[unit], units.name_ja[unit]
            if code not in figures or (ward >= 0 and int(units.ward[unit]) != ward):
                continue
            unserved = _unserved(figures[code])
        if shape.area >= SLIVER_M2:
            pieces.append(GapPiece(code, name, band, unserved, bytes(shapely.to_wkb(shapes_to_lonlat(city.srid, shape)))))
    return tuple(pieces)


def _drawn_set(answer: Answer) -> str:
    """The division that gaps are given by; "" where the answer has none."""
    return next((id for id in DRAWN_SETS if id in answer.units and id in answer.city.unit_sets), "")


class _Discs:
    """The union of some discs, looked up by place, so that each unit is cut only with the discs that meet it."""

    def __init__(self, discs: Any) -> None:
        self.tree = shapely.STRtree(discs)
        self.discs = discs

    def _meeting(self, shape: Any) -> Any:
        found = np.sort(self.tree.query(shape, predicate="intersects")) if not shape.is_empty else np.zeros(0, dtype=np.int64)
        return self.discs[found]

    def rest(self, shape: Any) -> Any:
        """What lies in no disc."""
        discs = self._meeting(shape)
        if not len(discs):
            return shape
        if shapely.contains_properly(discs, shape).any():
            return shapely.Polygon()
        return _solid(shapely.difference(shape, shapely.union_all(discs)))

    def part(self, shape: Any) -> Any:
        """What lies in any disc."""
        discs = self._meeting(shape)
        if not len(discs):
            return shapely.Polygon()
        if shapely.contains_properly(discs, shape).any():
            return shape
        return _solid(shapely.intersection(shape, shapely.union_all(discs)))


def _within(supply: Supplied, times: float) -> _Discs:
    centres = shapely.points(supply.x, supply.y)
    return _Discs(np.asarray(shapely.buffer(centres, supply.radius_m * times, quad_segs=QUARTER), dtype=object))


def _solid(shape: Any) -> Any:
    """Only the polygons of a result: borders that touch leave points and lines."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _ground(answer: Answer) -> Iterator[tuple[str, str, float, Any]]:
    """Code, name, unserved demand and shape (plane) of each unit that gaps are given by."""
    city = answer.city
    drawn = _drawn_set(answer)
    if not drawn:
        yield "", city.name_ja, answer.total.unserved, _whole(answer)
        return
    units = city.unit_sets[drawn]
    figures = {row.code: row for row in answer.units[drawn]}
    shapes = _plane_shapes(city, units)
    ward = ward_index(city, answer.question)
    for u, code in enumerate(units.code):
        if code in figures and (ward < 0 or int(units.ward[u]) == ward) and not shapes[u].is_empty:
            yield code, units.name_ja[u], _unserved(figures[code]), shapes[u]


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
        shapes[broken] = [_solid(shapely.make_valid(shape)) for shape in shapes[broken]]
    return shapes


def _unserved(row: UnitFigures) -> float:
    """Unserved demand of the unit; unknown where nothing of it is published."""
    return float("nan") if row.unknown_features and row.figures.demand <= 0 else row.figures.unserved
