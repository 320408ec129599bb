"""The points of a study's map: places by their index, those without a position left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from geo_service.coverage.city import Places
from geo_service.render.study import Point
from layers.base import Text

PointState = Literal["good", "doubt", "bad", "none"]


def points_of(places: Places, marked: Iterable[tuple[int, PointState, Text]]) -> tuple[Point, ...]:
    """A point for each (index, state, what it says), in their order."""
    return tuple(
        Point(float(places.lon[i]), float(places.lat[i]), places.name[i], state, says)
        for i, state, says in marked
        if i >= 0 and np.isfinite(places.lon[i])
    )
