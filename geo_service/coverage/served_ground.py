"""The ground that one place serves, to draw: where nothing that counts is nearer, and where nothing else is within reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo_service.coverage.supply import Supplied

ROUND = 64
"""Corners of a quarter of a drawn circle."""


def served_ground(supply: Supplied, place: int) -> tuple[shapely.Geometry, shapely.Geometry]:
    """The ground that the place at a position serves: where nothing that reaches it is nearer, and where nothing else does."""
    x, y, radius = supply.x, supply.y, supply.radius_m
    disc: Any = shapely.buffer(shapely.Point(x[place], y[place]), float(radius[place]), quad_segs=ROUND)
    nearest, alone = disc, disc
    away = np.hypot(x - x[place], y - y[place])
    for other in np.flatnonzero(away < radius + radius[place]).tolist():
        if other == place:
            continue
        disc = shapely.buffer(shapely.Point(x[other], y[other]), float(radius[other]), quad_segs=ROUND)
        alone = shapely.difference(alone, disc)
        nearest = shapely.difference(nearest, _nearer(supply, other, place, disc))
    return nearest, alone


def _nearer(supply: Supplied, other: int, place: int, disc: Any) -> Any:
    """The part of another place's disc that is nearer to it than to the place; of two at one spot the first is the nearer."""
    dx, dy = float(supply.x[other] - supply.x[place]), float(supply.y[other] - supply.y[place])
    apart = float(np.hypot(dx, dy))
    if apart == 0:
        return disc if other < place else shapely.Polygon()
    ux, uy = dx / apart, dy / apart
    mx, my = float(supply.x[place]) + dx / 2, float(supply.y[place]) + dy / 2
    far = 2 * float(supply.radius_m[other]) + apart
    corners = [
        (mx - uy * far, my + ux * far),
        (mx + uy * far, my - ux * far),
        (mx + uy * far + ux * far, my - ux * far + uy * far),
        (mx - uy * far + ux * far, my + ux * far + uy * far),
    ]
    return shapely.intersection(disc, shapely.Polygon(corners))
