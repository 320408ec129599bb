"""Which places of a release have a large ground, and its outline: streets reach it at its edge, not at a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np
import psycopg
import shapely

from geo_service.coverage.city import Floats, Places
from geo_service.coverage.grounds import Ground
from geo_service.store.joins import JoinTarget
from geo_service.store.sql import run

LARGE_M2 = 10_000.0
"""A ground of more than this is large."""
DEEP_M = 50.0
"""As is one whose point lies farther than this inside its edge."""


def with_grounds(conn: psycopg.Connection[Any], target: JoinTarget, places: dict[str, Places]) -> dict[str, Places]:
    """The places with the outlines of the large grounds among them. After ``places.sql``, in its transaction."""
    rows = run(conn, "place_grounds", srid=target.srid).fetchall()
    out = dict(places)
    for layer, mine in groupby(rows, key=lambda row: str(row[0])):
        if layer in places:
            shapes = [(int(idx), shapely.from_wkb(bytes(shape))) for _, idx, shape in mine]
            out[layer] = replace(places[layer], ground=ground_of(places[layer].x, places[layer].y, shapes))
    return out


def ground_of(x: Floats, y: Floats, shapes: Sequence[tuple[int, Any]]) -> Ground | None:
    """The outlines of the large ones. ``shapes``: place and polygon (plane metres), in the order of places; a place may have
    several, which count together. Rings begin where they begin however the file wrote them. None where none is large."""
    rings, owner = [], []
    for place, parts in groupby(shapes, key=lambda one: one[0]):
        shape = shapely.normalize(shapely.union_all([part for _, part in parts]))
        outlines = [shapely.get_exterior_ring(one) for one in shapely.get_parts(shape) if shapely.get_type_id(one) == 3]
        if not outlines:
            continue
        point = shapely.Point(float(x[place]), float(y[place]))
        deep = shape.contains(point) and min(point.distance(one) for one in outlines) > DEEP_M
        if shape.area > LARGE_M2 or deep:
            rings += outlines
            owner += [place] * len(outlines)
    if not rings:
        return None
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    offsets = np.searchsorted(ring, np.arange(len(rings) + 1)).astype(np.int64)
    return Ground(coords, offsets, np.array(owner, dtype=np.int32))
