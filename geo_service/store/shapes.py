"""Shapes for drawing: simplified in plane metres so that shared borders stay shared, then turned to longitude, latitude."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

LONLAT = 6668
"""JGD2011: what coordinates at the edges are in; within centimetres of WGS84 for a map."""
DECIMALS = 6
EMPTY = bytes(shapely.to_wkb(shapely.MultiPolygon()))


@lru_cache(maxsize=16)
def to_lonlat(srid: int) -> Transformer:
    """Plane metres (east, north) → longitude, latitude."""
    return Transformer.from_crs(srid, LONLAT, always_xy=True)


def simplified(shapes: Sequence[bytes | None], srid: int, tolerance_m: float) -> tuple[bytes, ...]:
    """WKB in plane metres → WKB in lon/lat, simplified; an empty shape for None.

    Where the shapes are a valid coverage their shared borders are simplified once and stay shared; where they overlap
    each is simplified singly.
    """
    if not shapes:
        return ()
    planes = np.array([shapely.MultiPolygon() if one is None else shapely.from_wkb(one) for one in shapes], dtype=object)
    if len(planes) > 1 and shapely.coverage_is_valid(planes):
        drawn = shapely.coverage_simplify(planes, tolerance_m)
    else:
        drawn = shapely.simplify(planes, tolerance_m, preserve_topology=True)
    # What simplification would make vanish or break keeps its own outline.
    drawn = np.where(shapely.is_valid(drawn) & (shapely.is_empty(drawn) == shapely.is_empty(planes)), drawn, planes)
    return tuple(bytes(wkb) for wkb in shapely.to_wkb(moved(drawn, srid)))


def moved(shapes: NDArray[np.object_], srid: int) -> NDArray[np.object_]:
    """Shapes in plane metres → in longitude, latitude to six decimals (10 cm)."""
    change = to_lonlat(srid)

    def turn(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = change.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([np.round(lon, DECIMALS), np.round(lat, DECIMALS)])

    out: NDArray[np.object_] = shapely.transform(shapes, turn)
    return out
