"""Invalid polygons made valid where that changes nothing: a spike goes, a shape that would become another one is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

REPAIRED_SHARE = 0.001
"""A repaired shape is kept when its area changes by less than this share."""
MOST_CROSSINGS = 20_000
"""A shape that crosses itself more often is not repaired."""
SAMPLED_EDGES = 128


def repaired(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """(n,) invalid shapes made valid (None where that cannot be), and (n,) whether the shape stayed what it was: its area
    changes by less than ``REPAIRED_SHARE``."""
    before = np.abs(shapely.area(shapes))
    # Repair takes a time that grows with the crossings: a star of 301 points took minutes.
    tangled = np.array([crossings(one) > MOST_CROSSINGS for one in shapes], dtype=bool)
    mended = np.full(len(shapes), None, dtype=object)
    mended[~tangled] = [_polygons(one) for one in shapely.make_valid(shapes[~tangled], method="structure")]
    after = shapely.area(mended)
    kept = ~shapely.is_missing(mended) & (np.abs(after - before) < REPAIRED_SHARE * np.maximum(before, after))
    return mended, kept


def crossings(shape: Any) -> float:
    """About how often the edges of a shape cross each other, from some of them."""
    starts, ends = [], []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        at = shapely.get_coordinates(ring)
        starts.append(at[:-1])
        ends.append(at[1:])
    a, b = (np.concatenate(parts) if parts else np.empty((0, 2)) for parts in (starts, ends))
    if len(a) < SAMPLED_EDGES:
        return 0.0
    chosen = np.linspace(0, len(a) - 1, SAMPLED_EDGES).astype(np.int64)

    def side(p: Any, q: Any, r: Any) -> Any:
        return np.sign((q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0]))

    met = 0
    for one in chosen:
        p, q = a[one], b[one]
        met += int(((side(p, q, a) * side(p, q, b) < 0) & (side(a, b, p) * side(a, b, q) < 0)).sum())
    return met / SAMPLED_EDGES * len(a) / 2


def _polygons(shape: Any) -> Any:
    """The polygons of a repaired shape without the lines and points that a repair leaves over."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
