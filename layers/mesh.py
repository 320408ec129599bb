"""地域メッシュ (JIS X 0410): code → its box on the map. Cells are boxes of latitude and longitude, no squares.

Steps (latitude × longitude): first 40' × 1°, second 5' × 7.5', third ("1 km") 30" × 45", then halves: 500 m, 250 m, 125 m.
Codes of 8, 9, 10 and 11 digits are read. Bounds are counted in whole steps of the smallest cell, so that neighbours share
their corners to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable

import shapely

PARTS = 8
"""A 1 km cell is this many 125 m cells high and wide."""
LAT_STEP, LON_STEP = 30 / 3600 / PARTS, 45 / 3600 / PARTS
"""Degrees of a 125 m cell."""


def _steps(code: str) -> tuple[int, int, int] | None:
    """(south, west, size) of a cell in steps, west counted from 100° E; None when it is no code of those we read."""
    if not (code.isascii() and code.isdigit() and 8 <= len(code) <= 11):
        return None
    first, second, third = (code[0:2], code[2:4]), (code[4], code[5]), (code[6], code[7])
    if any(int(digit) > 7 for digit in second):
        return None
    south = ((int(first[0]) * 8 + int(second[0])) * 10 + int(third[0])) * PARTS
    west = ((int(first[1]) * 8 + int(second[1])) * 10 + int(third[1])) * PARTS
    size = PARTS
    for quarter in code[8:]:
        # 1 south-west, 2 south-east, 3 north-west, 4 north-east.
        if quarter not in "1234":
            return None
        size //= 2
        south += size * (quarter in "34")
        west += size * (quarter in "24")
    return south, west, size


def bounds(code: str) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) in degrees (JGD2011) of a cell; None when it is no code of 8 to 11 digits."""
    found = _steps(code)
    if found is None:
        return None
    south, west, size = found
    # The first two digits count 40', two thirds of a degree: one step of latitude is the same everywhere.
    return (100 + west * LON_STEP, south * LAT_STEP, 100 + (west + size) * LON_STEP, (south + size) * LAT_STEP)


def wkt(codes: Iterable[str]) -> str | None:
    """The ground of cells as WKT, longitude first; of several their union. None when one of them is no code."""
    boxes = [bounds(code) for code in codes]
    if not boxes or any(box is None for box in boxes):
        return None
    shapes = [shapely.box(*box) for box in boxes if box is not None]
    return str(shapely.to_wkt(shapes[0] if len(shapes) == 1 else shapely.union_all(shapes), rounding_precision=12))
