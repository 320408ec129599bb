"""From one CRS to another, longitude or easting first, without a network."""

from __future__ import annotations

import warnings
from typing import Any

import pyproj
import shapely

STORED = "EPSG:6668"
"""JGD2011 longitude and latitude: what the database keeps."""


def reprojected(shapes: Any, source: Any, target: Any = STORED) -> Any:
    """A shapely geometry or an array of them in another CRS; coordinates beyond the CRS's reach become infinite."""
    way = pyproj.Transformer.from_crs(source, target, always_xy=True)
    move: Any = way.transform
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return shapely.transform(shapes, move, interleaved=False)
