"""Where people and places step onto the streets: the nearest point of a street they can get to.

The way to it is a straight line of at most :data:`ACCESS_LIMIT_M` that crosses no shore, railway or expressway, and its
length counts. Bridges and tunnels are passed, not stepped onto; nor are parts of the network that hang together with less
than a hundredth of it: from those nobody gets anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_service.coverage.barriers import Barriers, linestrings
from geo_service.coverage.kerbs import ACCESS_LIMIT_M, Kerbs
from geo_service.coverage.network import BRIDGE, TUNNEL, Floats, Ints, Network
from geo_service.coverage.search import Ends

TINY = 0.01
"""A part of the usable network with less than this share of its length is a tiny island."""
TRIES_M = (75.0, 150.0, ACCESS_LIMIT_M)
"""How far blocked things look for another street, step by step: most find one near."""
TRIED = 2_000
"""Blocked things tried again at once, which bounds memory."""
ATTACHED, TOO_FAR, BEHIND_BARRIER, ISLAND = 0, 1, 2, 3
WHY = ("", "too_far", "behind_barrier", "island")
"""Why a thing is on no street, by the numbers above."""
_NOISE_DM = 1e-6


@dataclass(frozen=True)
class Attached:
    """n things and where they are on the streets; ``why`` (n,): ATTACHED, or why not. ``entrances``: where streets meet the
    edges of those that have a large ground, besides (see :mod:`.grounds`)."""

    ends: Ends
    why: NDArray[np.int8]
    entrances: Ends | None = None

    @cached_property
    def reached(self) -> Ends:
        """All ends at which the things, as places, are reached: their own, and their entrances."""
        if self.entrances is None or not len(self.entrances):
            return self.ends
        own, more = self.ends, self.entrances
        owner = np.concatenate([own.owners(), more.owners()])
        order = np.argsort(owner, kind="stable")
        names = [one.name for one in fields(Ends) if one.name != "owner"]
        parts: dict[str, Any] = {name: np.concatenate([getattr(own, name), getattr(more, name)])[order] for name in names}
        return Ends(**parts, owner=owner[order])

    def reachable(self) -> NDArray[np.bool_]:
        """(n,) which things are reached, as places, over any end."""
        out = np.asarray(self.why == ATTACHED, dtype=np.bool_)
        if self.entrances is not None:
            out[self.entrances.owners()] = True
        return out


class Doors:
    """The streets that can be stepped onto, for one network and one choice of usable edges."""

    def __init__(self, network: Network, usable: NDArray[np.bool_], barriers: Barriers) -> None:
        self.network = network
        flags = np.asarray(network.flags)
        level = usable & ((flags & np.uint16(BRIDGE | TUNNEL)) == 0)
        tiny = tiny_islands(network, usable)
        self.edges = np.flatnonzero(level & ~tiny)
        self.kerbs, self.others = Kerbs(network, self.edges), Kerbs(network, np.flatnonzero(level & tiny))
        self.barriers = barriers.pieces()
        self.barrier_tree = shapely.STRtree(self.barriers)
        self.pools, self.pool_of = barriers.pools()
        self.pool_tree = shapely.STRtree(self.pools)
        shapely.prepare(self.pools)

    @cached_property
    def lines(self) -> Any:
        """The streets as lines."""
        return linestrings(self.network.coords, self.network.coord_offsets)[self.edges]

    @cached_property
    def tree(self) -> Any:
        """The streets by where they are: for the few things that the nearest one is no good for."""
        return shapely.STRtree(self.lines)

    def attach(self, x: Floats, y: Floats) -> Attached:
        """Attach points (plane metres); NaN: no position, which is too far from everything."""
        n = len(x)
        edge, why = np.full(n, -1, dtype=np.int32), np.full(n, TOO_FAR, dtype=np.int8)
        along_m, access_m = np.zeros(n), np.zeros(n)
        placed = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        near = self.kerbs.nearest(x[placed], y[placed])
        thing = placed[near.edge >= 0]
        edge[placed], along_m[placed], access_m[placed] = near.edge, near.along_m, near.access_m
        why[thing] = ATTACHED
        blocked = thing[self.crossing(x[thing], y[thing], near.x[near.edge >= 0], near.y[near.edge >= 0])]
        for radius_m in TRIES_M:
            for rows in (blocked[i : i + TRIED] for i in range(0, len(blocked), TRIED)):
                self._again(rows, radius_m, x, y, edge, along_m, access_m, why)
            blocked = blocked[why[blocked] == BEHIND_BARRIER]
        missing = placed[why[placed] == TOO_FAR]
        why[missing[self.others.nearest(x[missing], y[missing]).edge >= 0]] = ISLAND
        return Attached(self.ends(edge, along_m, access_m, x, y), why)

    def crossing(self, x: Floats, y: Floats, to_x: Floats, to_y: Floats) -> NDArray[np.int64]:
        """Which of the straight ways from (x, y) cross a barrier; the shore of the water that (x, y) lies in is none."""
        if not len(self.barriers) or not len(x):
            return np.zeros(0, dtype=np.int64)
        ways = shapely.linestrings(np.stack([np.column_stack([x, y]), np.column_stack([to_x, to_y])], axis=1))
        way, piece = self.barrier_tree.query(ways, predicate="intersects")
        return np.unique(way[~self._ashore(x, y, way, self.pool_of[piece])])

    def _ashore(self, x: Floats, y: Floats, way: NDArray[np.int64], pool: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which crossings (``way`` over the shore of ``pool``, -1 no shore) only bring a thing in that water to land.

        Nobody lives in a river; people of its district are spread over its bed, too, and step onto the nearest bank's street.
        """
        out = np.zeros(len(way), dtype=np.bool_)
        shore = np.flatnonzero(pool >= 0)
        if not len(shore):
            return out
        wet = np.unique(way[shore])
        held = np.bincount(self.pool_tree.query(shapely.points(x[wet], y[wet]), predicate="within")[0], minlength=len(wet))
        afloat = np.zeros(len(x), dtype=np.bool_)
        afloat[wet] = held % 2 == 1
        own = shore[afloat[way[shore]]]
        out[own] = shapely.contains_xy(self.pools[pool[own]], x[way[own]], y[way[own]])
        return out

    def _again(
        self,
        rows: NDArray[np.int64],
        radius_m: float,
        x: Floats,
        y: Floats,
        edge: Ints,
        along_m: Floats,
        access_m: Floats,
        why: NDArray[np.int8],
    ) -> None:
        """Blocked things: of all streets within the radius the nearest that no barrier parts them from."""
        points: Any = shapely.points(x[rows], y[rows])
        at, line = self.tree.query(points, predicate="dwithin", distance=radius_m)
        far = np.asarray(shapely.distance(self.lines[line], points[at]))
        along = np.asarray(shapely.line_locate_point(self.lines[line], points[at]))
        free = np.ones(len(at), dtype=np.bool_)
        steps = shapely.get_coordinates(shapely.line_interpolate_point(self.lines[line], along))
        free[self.crossing(x[rows][at], y[rows][at], steps[:, 0], steps[:, 1])] = False
        edge[rows], why[rows], along_m[rows], access_m[rows] = -1, BEHIND_BARRIER, 0.0, 0.0
        kept = np.flatnonzero(free)
        kept = kept[np.lexsort((line[kept], far[kept], at[kept]))]
        first = np.ones(len(kept), dtype=np.bool_)
        first[1:] = at[kept][1:] != at[kept][:-1]
        kept = kept[first]
        thing = rows[at[kept]]
        edge[thing], why[thing] = self.edges[line[kept]], ATTACHED
        along_m[thing], access_m[thing] = along[kept], far[kept]

    def ends(self, edge: Ints, along_m: Floats, access_m: Floats, x: Floats, y: Floats) -> Ends:
        """Decimetres to the ends, rounded up, so that no way is shorter than the straight line."""
        on = np.flatnonzero(edge >= 0)
        along = np.zeros(len(edge))
        drawn = shapely.length(linestrings(self.network.coords, self.network.coord_offsets)[edge[on]]) if len(on) else np.zeros(0)
        length = np.asarray(self.network.length_dm)[edge[on]]
        along[on] = np.clip(along_m[on] / np.where(drawn > 0, drawn, 1.0), 0.0, 1.0) * length
        whole = np.zeros(len(edge))
        whole[on] = length
        return make_ends(edge, along, whole, np.ceil(access_m * 10 - _NOISE_DM).astype(np.int32), x, y)


def make_ends(edge: Ints, along_dm: Floats, length_dm: Floats, access_dm: Ints, x: Floats, y: Floats) -> Ends:
    """Ends from the place along each edge and the edge's length; those of edge -1 are nowhere."""
    to_start = np.ceil(along_dm - _NOISE_DM).astype(np.int32) + access_dm
    to_end = np.ceil(length_dm - along_dm - _NOISE_DM).astype(np.int32) + access_dm
    return Ends(edge, to_start, to_end, along_dm, access_dm, np.asarray(x), np.asarray(y))


def components(network: Network, usable: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Which connected part of the usable network each edge is in (-1: not usable), and the metres of each part."""
    part: Ints = np.full(len(network), -1, dtype=np.int32)
    kept = np.flatnonzero(usable)
    if not len(kept):
        return part, np.zeros(0)
    a, b = np.asarray(network.start)[kept], np.asarray(network.end)[kept]
    ones = np.ones(len(kept), dtype=np.int8)
    _, label = connected_components(coo_array((ones, (a, b)), shape=(network.nodes, network.nodes)), directed=False)
    _, number = np.unique(label[a], return_inverse=True)
    part[kept] = number
    metres = np.bincount(number, np.asarray(network.length_dm)[kept] / 10)
    return part, np.asarray(metres, dtype=np.float64)


def tiny_islands(network: Network, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which edges are usable but on a part with less than a hundredth of the usable length."""
    part, metres = components(network, usable)
    return np.asarray((part >= 0) & (np.append(metres, 0.0)[part] < TINY * metres.sum()), dtype=np.bool_)
