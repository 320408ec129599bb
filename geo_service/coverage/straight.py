"""The k nearest places of many things in a straight line.

The ground is laid out in squares; for each square that has things, the places that can be among the k nearest of any spot in
it are found once (no farther from its middle than the k-th nearest and a diagonal more), and each thing looks at those only.
A search tree walks down to the same few places anew for every thing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Floats

MOST_SQUARES = 4096
THINGS_A_SQUARE = 100
"""About so many things share the work of finding a square's places."""


def nearest_straight(x: Floats, y: Floats, px: Floats, py: Floats, k: int) -> tuple[Floats, NDArray[np.int64]]:
    """Metres (n, k) to the k nearest places of the things at (x, y), nearest first, and which (n, k); of equally far ones the
    place that comes first. Plane metres, all finite; at least k places."""
    from geo_service.coverage import straight_loops as loops  # numba takes half a second to import

    if not len(x):
        return np.empty((0, k)), np.empty((0, k), dtype=np.int64)
    west, south, east, north = float(x.min()), float(y.min()), float(x.max()), float(y.max())
    wanted = min(MOST_SQUARES, max(1, len(x) // THINGS_A_SQUARE))
    side = max(1.0, (east - west) / wanted, (north - south) / wanted, ((east - west) * (north - south) / wanted) ** 0.5)
    columns, rows = int((east - west) / side) + 1, int((north - south) / side) + 1
    square, used = loops.squares(x, y, west, south, side, columns, rows)
    first, place = loops.candidates(used, px, py, west, south, side, columns, k)
    found: tuple[Floats, NDArray[np.int64]] = loops.nearest_of(x, y, px, py, square, first, place, k)
    return found
