"""Between longitude/latitude and a city's plane zone. The only place of the engine that knows of degrees."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo_service.coverage.city import Floats


@lru_cache(maxsize=32)
def _transformer(srid: int, to_plane: bool) -> Transformer:
    # The plane zone's own geodetic system (JGD2011 for 6669 to 6687): the edges' EPSG:4326 differs from it by nothing
    # that open data knows of, and a datum shift would need grids that an office may not have.
    plane = CRS.from_epsg(srid)
    degrees = plane.geodetic_crs
    if degrees is None:
        raise ValueError(f"EPSG:{srid} is no plane zone")
    return (
        Transformer.from_crs(degrees, plane, always_xy=True) if to_plane else Transformer.from_crs(plane, degrees, always_xy=True)
    )


def to_plane(srid: int, lon: Any, lat: Any) -> tuple[Floats, Floats]:
    """Degrees → metres east and north in the plane zone ``srid`` (an EPSG code)."""
    x, y = _transformer(srid, True).transform(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return np.asarray(x), np.asarray(y)


def shapes_to_plane(srid: int, shapes: Any) -> Any:
    """Shapely geometries (one or an array) in degrees → in plane metres."""
    return shapely.transform(shapes, lambda xy: np.column_stack(to_plane(srid, xy[:, 0], xy[:, 1])))


def shapes_to_lonlat(srid: int, shapes: Any) -> Any:
    """Shapely geometries (one or an array) in plane metres → in degrees."""
    back = _transformer(srid, False)
    return shapely.transform(shapes, lambda xy: np.column_stack(back.transform(xy[:, 0], xy[:, 1])))
