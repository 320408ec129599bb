"""Which places are near a thing, and what counts as within the limit.

Distances are reported to 0.1 m, and it is the reported distance that is compared: 500.0 m is within 500 m whatever the
last bits of a floating-point number say. Ground is cut at exactly the limit; the 0.05 m between the two is part of the
error bound of each unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo_service.coverage.city import Floats
from geo_service.coverage.straight import nearest_straight
from geo_service.coverage.supply import Supplied

MANY = 2_000
"""Things from which on laying the ground out in squares costs less than it saves."""
NEAREST = 3
"""Nearest places kept per thing and limit: enough to see whether one or several places reach it."""
ROUNDING_M = 0.05
"""Half of the last decimal of a distance."""


def reported(straight_m: Any, factor: float) -> Floats:
    """Distance on the reach, to one decimal."""
    return np.asarray(np.round(np.asarray(straight_m, dtype=np.float64) * factor, 1))


@dataclass(frozen=True)
class Ring:
    """The nearest places of one limit. ``members``: their positions in the supply, (m,); ``straight_m`` (n, k) and
    ``place`` (n, k; position in the supply), nearest first, of each of n things."""

    members: NDArray[np.int64]
    tree: Any
    straight_m: Floats
    place: NDArray[np.int64]


@dataclass(frozen=True)
class Nearby:
    """The nearest places of n things, apart for each limit that occurs."""

    x: Floats
    y: Floats
    rings: tuple[Ring, ...]

    def rows(self, which: NDArray[np.int64]) -> Nearby:
        """Of these things only."""
        rings = tuple(Ring(r.members, r.tree, r.straight_m[which], r.place[which]) for r in self.rings)
        return Nearby(self.x[which], self.y[which], rings)


def nearby(x: Floats, y: Floats, supply: Supplied) -> Nearby:
    """Search the nearest places of the things at (x, y) in plane metres, per limit."""
    rings = []
    things = np.column_stack([x, y])
    for limit_m in np.unique(supply.limit_m):
        members = np.flatnonzero(supply.limit_m == limit_m)
        tree = cKDTree(np.column_stack([supply.x[members], supply.y[members]]))
        k = min(NEAREST, len(members))
        if len(x) >= MANY:
            straight_m, at = nearest_straight(x, y, supply.x[members], supply.y[members], k)
        else:
            straight_m, at = _by_tree(tree, things, k)
        rings.append(Ring(members, tree, straight_m, members[at]))
    return Nearby(x, y, tuple(rings))


def _by_tree(tree: Any, things: Floats, k: int) -> tuple[Floats, NDArray[np.int64]]:
    """What :func:`.straight.nearest_straight` finds, by a search tree."""
    straight_m, at = (np.asarray(one) for one in tree.query(things, k=list(range(1, k + 1))))
    # Equal distances: the place that comes first, so that the shape of the tree changes nothing.
    for one in range(k - 1, 0, -1):
        swap = (straight_m[:, one] == straight_m[:, one - 1]) & (at[:, one] < at[:, one - 1])
        at[swap, one], at[swap, one - 1] = at[swap, one - 1], at[swap, one]
    return straight_m, at


def nearest(near: Nearby) -> tuple[Floats, NDArray[np.int64]]:
    """Straight distance to the nearest place of any limit, and its position in the supply; inf and -1 without places."""
    straight_m = np.full(len(near.x), np.inf)
    place = np.full(len(near.x), -1, dtype=np.int64)
    for ring in near.rings:
        closer = ring.straight_m[:, 0] < straight_m
        straight_m[closer] = ring.straight_m[closer, 0]
        place[closer] = ring.place[closer, 0]
    return straight_m, place


def pairs_within(x: Floats, y: Floats, ring: Ring, reach_m: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs (thing, position in the supply) of one limit no farther apart than ``reach_m`` (one per thing)."""
    found = ring.tree.query_ball_point(np.column_stack([x, y]), reach_m, return_sorted=True)
    counts = np.array([len(one) for one in found], dtype=np.int64)
    flat = np.fromiter((at for one in found for at in one), dtype=np.int64, count=int(counts.sum()))
    return np.repeat(np.arange(len(x)), counts), ring.members[flat]


def except_itself(near: Nearby, itself: NDArray[np.int64]) -> Nearby:
    """Without each thing's own place (its position in the supply, -1 for none): a place does not serve itself."""
    rings = []
    for ring in near.rings:
        own = ring.place == itself[:, None]
        straight_m = np.where(own, np.inf, ring.straight_m)
        order = np.argsort(straight_m, axis=1, kind="stable")
        rings.append(
            Ring(ring.members, ring.tree, np.take_along_axis(straight_m, order, 1), np.take_along_axis(ring.place, order, 1))
        )
    return Nearby(near.x, near.y, tuple(rings))
