"""The toy city as the studies' surfaces need it: a flood of two depths, what was assessed, and how high people live."""

from __future__ import annotations

from shapely.geometry import box

from geo_service.coverage.city import City
from tests.toy import toy_city
from tests.toy_hazards import Class, flooded, housed

SHALLOW = Class(box(0, 0, 5000, 700))
DEEP = Class(box(0, 700, 5000, 1400), (3.0, 5.0))
FALLING = Class(box(0, 1400, 5000, 1500), (3.0, 5.0), collapse=1)


def flooded_city() -> City:
    """The south 1.5 km under water of three kinds, the south 2 km assessed; half of all live in low houses, half on floor 4."""
    wet = flooded(toy_city(), [SHALLOW, DEEP, FALLING], box(0, 0, 5000, 2000))
    return housed(wet, {1: 0.5, 4: 0.5}, {2: 0.5, 4: 0.5})
