"""Areas are encoded as GeoJSON has them, however many at once, and the city's own once."""

from __future__ import annotations

import json

import numpy as np
import shapely
from pytest import MonkeyPatch

from geo_service.render import shapes as module
from geo_service.render.shapes import KeptShapes, encoded

RING = shapely.box(139.7, 35.5, 139.8, 35.6) - shapely.box(139.74, 35.54, 139.76, 35.56)
TWO = shapely.MultiPolygon([shapely.box(139, 35, 139.1, 35.1), shapely.box(139.2, 35, 139.3, 35.1)])
ONE_OF_ONE = shapely.MultiPolygon([shapely.box(139, 35, 139.1, 35.1)])
SPECK = shapely.box(139, 35, 139.0000001, 35.0000001)
BOW = shapely.Polygon([(139, 35), (139.1, 35.1), (139.1, 35), (139, 35.1)])
LINE = shapely.LineString([(139, 35), (140, 36)])


def test_each_is_what_it_is() -> None:
    mixed = [RING, None, TWO, SPECK, ONE_OF_ONE, BOW, LINE, shapely.Polygon()]
    found = encoded(np.array(mixed, dtype=object))
    assert [bool(one) for one in found] == [True, False, True, False, True, True, False, False]
    kinds = [json.loads(one)["type"] for one in found if one]
    assert kinds == ["Polygon", "MultiPolygon", "Polygon", "MultiPolygon"]
    for one, shape in zip(found, mixed, strict=True):
        if one:
            back = shapely.from_geojson(one)
            assert shapely.is_valid(back)
            assert shapely.area(shapely.symmetric_difference(back, shapely.make_valid(shape))) < 1e-9
    assert all(shapely.is_ccw(part.exterior) for one in found if one for part in shapely.get_parts(shapely.from_geojson(one)))
    assert encoded(np.array([], dtype=object)) == []


def test_the_citys_shapes_are_encoded_once_and_give_way(monkeypatch: MonkeyPatch) -> None:
    ring, two = bytes(shapely.to_wkb(RING)), bytes(shapely.to_wkb(TWO))
    kept = KeptShapes(most=1000)
    first = kept.geometries([ring, two, ring])
    assert [one is not None for one in first] == [True] * 3
    asked: list[int] = []

    def counted(shapes: np.ndarray) -> list[bytes]:
        asked.append(len(shapes))
        return encoded(shapes)

    monkeypatch.setattr(module, "encoded", counted)
    kept.geometries([ring])
    assert asked in ([0], [])
    small = KeptShapes(most=10)
    small.geometries([ring])
    assert len(small) == 0
    assert asked[-1] == 1
