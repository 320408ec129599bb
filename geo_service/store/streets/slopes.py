"""How steep streets are: the steepest rise over run between points about 25 m apart along each edge, from heights of ground.

Heights are those of layer elevation (means over blocks of about 25 m), taken between the up to four nearest by inverse
distance. Bridges and tunnels do not follow the ground: no slope is known of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo_service.coverage.network import BRIDGE, INDOOR, TUNNEL

STEP_M = 25.0
"""Means over this much ground, as the heights are."""
SHORTEST_M = 10.0
"""A rise over less is counted as over this much: heights of ground 25 m apart say nothing finer."""
NEAR_M = 40.0
"""Heights farther away than this say nothing of a point (blocks are about 25 m)."""
NEIGHBOURS = 4

Floats = NDArray[np.float64]


def slopes(
    coords: Floats, offsets: NDArray[np.int64], flags: NDArray[np.uint16], ground: Floats, heights: Floats
) -> NDArray[np.float32]:
    """(m,) slope of each edge, NaN where not known.

    ``coords`` (k, 2) plane metres and ``offsets`` (m + 1,): lines of the edges; ``ground`` (g, 2), ``heights`` (g,): metres.
    """
    edges = len(offsets) - 1
    out = np.full(edges, np.nan, dtype=np.float32)
    follows = np.flatnonzero((flags & (BRIDGE | TUNNEL | INDOOR)) == 0)
    if not len(ground) or not len(follows):
        return out
    points, edge, step = _samples(coords, offsets, follows)
    height = _heights(points, ground, heights)
    same = edge[1:] == edge[:-1]
    rise = np.abs(np.diff(height)) / np.maximum(step[1:], SHORTEST_M)
    known = same & np.isfinite(rise)
    steepest = np.full(edges, -1.0)
    np.maximum.at(steepest, edge[1:][known], rise[known])
    out[steepest >= 0] = steepest[steepest >= 0]
    return out


def _samples(coords: Floats, offsets: NDArray[np.int64], edges: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Points at equal steps of about ``STEP_M`` along edges, both ends among them; the edge and the step of each."""
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(coords, axis=0).T))]
    first, last = along[offsets[edges]], along[offsets[edges + 1] - 1]
    parts = np.maximum(1, np.rint((last - first) / STEP_M)).astype(np.int64)
    edge = np.repeat(edges, parts + 1)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(parts + 1) - parts - 1, parts + 1)
    step = np.repeat((last - first) / parts, parts + 1)
    where = np.repeat(first, parts + 1) + number * step
    # Distances along run on over the gaps between lines, so a place along has one point.
    return np.c_[np.interp(where, along, coords[:, 0]), np.interp(where, along, coords[:, 1])], edge, step


def _heights(points: Floats, ground: Floats, heights: Floats) -> Floats:
    found = cKDTree(ground).query(points, k=min(NEIGHBOURS, len(ground)), distance_upper_bound=NEAR_M)
    apart, nearest = (np.asarray(one).reshape(len(points), -1) for one in found)
    there = np.isfinite(apart)
    weight = np.where(there, 1.0 / np.maximum(apart, 0.01), 0.0)
    known = np.r_[heights, 0.0][np.where(there, nearest, len(heights))]
    total = weight.sum(axis=1)
    return np.asarray(np.divide((weight * known).sum(axis=1), total, out=np.full(len(points), np.nan), where=total > 0))
