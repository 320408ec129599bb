"""Squares: pedestrian ground drawn as an area is walked along its edge and straight across, from where streets meet it.

A line across is there between every two meeting points that see each other within the square. Of squares that more than
``MOST_HUBS`` streets meet, each meeting point is joined with that many of the others, evenly spaced along the edge.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

MOST_HUBS = 12
SLACK_DEGREES = 2e-7
"""About 2 cm: what lines may leave the square by, for rounding."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ring:
    """The border of a square: its nodes in order, the number of its way, and the square it is part of."""

    nodes: Ints
    way: int
    square: int
    inner: bool


@dataclass(frozen=True)
class Across:
    """Lines across squares: nodes ``a``, ``b`` and the ``way`` whose square it is. ``odd``: squares whose border is broken or
    crosses itself; they are walked along the edge only."""

    a: list[int]
    b: list[int]
    way: list[int]
    odd: int


def across(rings: list[Ring], met: NDArray[np.bool_], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Across:
    """Lines across the squares of ``rings``. ``met`` (n,): nodes at which another street meets; ``lon``, ``lat`` (n,) degrees."""
    groups: dict[int, list[Ring]] = defaultdict(list)
    for ring in rings:
        groups[ring.square].append(ring)
    out = Across([], [], [], 0)
    odd = 0
    for square in sorted(groups):
        ground = _ground(groups[square], lon, lat)
        if ground is None:
            odd += 1
            continue
        _join(ground, groups[square], met, lon, lat, out)
    return Across(out.a, out.b, out.way, odd)


def _ground(rings: list[Ring], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Any:
    """The square as a polygon, None where its lines close no valid one."""
    lines = [shapely.linestrings(np.c_[lon[ring.nodes], lat[ring.nodes]]) for ring in rings if len(ring.nodes) > 1]
    outer = [line for line, ring in zip(lines, rings, strict=True) if not ring.inner]
    made = shapely.polygonize(outer)
    faces = [one for one in shapely.get_parts(made) if one.area > 0]
    if not faces or shapely.length(shapely.get_exterior_ring(faces)).sum() < 0.5 * shapely.length(outer).sum():
        return None
    ground = shapely.union_all(faces)
    holes = shapely.get_parts(shapely.polygonize([line for line, ring in zip(lines, rings, strict=True) if ring.inner]))
    return shapely.difference(ground, shapely.union_all(holes)) if len(holes) else ground


def _join(
    ground: Any, rings: list[Ring], met: NDArray[np.bool_], lon: NDArray[np.float64], lat: NDArray[np.float64], out: Across
) -> None:
    order = np.concatenate([ring.nodes for ring in rings])
    entries = np.array(list(dict.fromkeys(order[met[order]].tolist())), dtype=np.int64)
    if len(entries) < 2:
        return
    hubs = entries[np.unique(np.linspace(0, len(entries) - 1, min(MOST_HUBS, len(entries))).astype(np.int64))]
    pairs = {(min(a, b), max(a, b)) for a in entries.tolist() for b in hubs.tolist() if a != b}
    edge = {tuple(sorted(pair)) for ring in rings for pair in zip(ring.nodes[:-1].tolist(), ring.nodes[1:].tolist(), strict=True)}
    wanted = np.array(sorted(pairs - edge), dtype=np.int64).reshape(-1, 2)
    if not len(wanted):
        return
    lines = shapely.linestrings(
        np.stack([np.c_[lon[wanted[:, 0]], lat[wanted[:, 0]]], np.c_[lon[wanted[:, 1]], lat[wanted[:, 1]]]], 1)
    )
    room = shapely.buffer(ground, SLACK_DEGREES)
    shapely.prepare(room)
    seen = wanted[shapely.covers(room, lines)]
    way = min(ring.way for ring in rings)
    out.a.extend(seen[:, 0].tolist())
    out.b.extend(seen[:, 1].tolist())
    out.way.extend([way] * len(seen))
