"""Ground on paper: lon/lat laid out at a round scale, north up, and what of it falls into a box. A unit of a drawing is a tenth
of a millimetre.

The projection is a transverse Mercator about the middle of what is shown, so that a millimetre is the same length everywhere
on the sheet and no city's plane zone need be known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely

SCALES = (500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000, 5_000, 6_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000)
"""Denominators a sheet is drawn at; above the last, multiples of 5,000."""
SIMPLIFIED = 0.6
"""Bends smaller than this (units) are not printed."""
UNITS = 10
"""Units a millimetre."""


@dataclass(frozen=True)
class Paper:
    """A box of ``width`` × ``height`` millimetres that shows ground at 1:``scale`` about a middle (degrees)."""

    lon: float
    lat: float
    scale: int
    width: float
    height: float

    @classmethod
    def around(cls, shapes: Sequence[Any], box_mm: tuple[float, float], air_mm: float = 4.0) -> Paper:
        """The largest round scale at which all of the lon/lat shapes fit with some air; a square kilometre without any."""
        width, height = box_mm
        west, south, east, north = (float(one) for one in shapely.total_bounds(np.asarray(shapes, dtype=object)))
        if not np.isfinite([west, south, east, north]).all():
            west, south, east, north = 139.0, 35.0, 139.011, 35.009
        lon, lat = (west + east) / 2, (south + north) / 2
        x, y = _transformer(lon, lat).transform([west, east, west, east], [south, south, north, north])
        wide_m, high_m = max(x) - min(x), max(y) - min(y)
        needed = 1000 * max(wide_m / (width - 2 * air_mm), high_m / (height - 2 * air_mm))
        scale = next((one for one in SCALES if one >= needed), 0) or 5_000 * int(np.ceil(needed / 5_000))
        return cls(lon, lat, scale, width, height)

    def laid(self, shape: Any) -> Any:
        """Lon/lat shape in units of the drawing (y downwards), cut at its edges, without what is too small to print; an empty
        one where nothing of it is in the box."""
        transformer = _transformer(self.lon, self.lat)
        east, south = UNITS * self.width / 2, UNITS * self.height / 2

        def placed(one: Any) -> Any:
            x, y = transformer.transform(one[:, 0], one[:, 1])
            return np.column_stack((east + self.units(np.asarray(x)), south - self.units(np.asarray(y))))

        found = shapely.simplify(shapely.transform(shape, placed), SIMPLIFIED)
        if shapely.get_dimensions(found) < 2:
            return found if shapely.intersects(found, self.frame) else shapely.Point()
        if shapely.contains_properly(self.frame, found):
            return found
        # A little more than the box: outlines must not run along its edge.
        return shapely.intersection(shapely.make_valid(found), shapely.buffer(self.frame, 20, join_style="mitre"))

    @property
    def frame(self) -> Any:
        """The box as a polygon in units."""
        return shapely.box(0, 0, UNITS * self.width, UNITS * self.height)

    def units(self, metres: Any) -> Any:
        """How long so many metres are on the sheet, in units; of a number or an array."""
        return metres * UNITS * 1000 / self.scale

    def bar_m(self, most_mm: float = 32.0) -> int:
        """Metres of the scale bar: the longest of 1, 2 and 5 times a power of ten that is at most ``most_mm`` long."""
        most = most_mm * self.scale / 1000
        power = 10.0 ** np.floor(np.log10(most))
        return int(max(step * power for step in (1, 2, 5) if step * power <= most))


@lru_cache(maxsize=64)
def _transformer(lon: float, lat: float) -> pyproj.Transformer:
    plane = pyproj.CRS.from_dict({"proj": "tmerc", "lat_0": lat, "lon_0": lon, "ellps": "GRS80", "units": "m"})
    return pyproj.Transformer.from_crs(4326, plane, always_xy=True)
