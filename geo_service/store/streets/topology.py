"""Segments between the nodes of ways into a network: junctions, ends and places where a property changes, and lines between.

Arrays only. Chains are followed by pointer doubling over darts (directed segments): 2 s is segment s from a to b, 2 s + 1 back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_service.coverage.network import BRIDGE, CUSTOMERS, WATER_CROSSING

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WALKED_BY_NOBODY = CUSTOMERS | WATER_CROSSING


@dataclass(frozen=True)
class Segments:
    """s straight pieces between n nodes. ``a``, ``b``: nodes; ``flags``, ``name``: what keeps pieces apart; ``way``, ``kind``:
    number of the source's way and its class, which do not (but for bridges, which stay apart by their way)."""

    a: Ints
    b: Ints
    flags: Ints
    name: Ints
    way: Ints
    kind: Ints

    def __len__(self) -> int:
        return len(self.a)

    def take(self, at: NDArray[np.bool_] | Ints) -> Segments:
        """Those at a mask or positions."""
        return Segments(self.a[at], self.b[at], self.flags[at], self.name[at], self.way[at], self.kind[at])


@dataclass(frozen=True)
class Chains:
    """m edges: chains of segments. ``nodes[offsets[i]:offsets[i + 1]]``: the nodes of edge i from its start to its end."""

    nodes: Ints
    offsets: Ints
    flags: Ints
    name: Ints
    way: Ints
    kind: Ints

    @property
    def start(self) -> Ints:
        """(m,) first nodes."""
        return self.nodes[self.offsets[:-1]]

    @property
    def end(self) -> Ints:
        """(m,) last nodes."""
        return self.nodes[self.offsets[1:] - 1]


def degrees(segments: Segments, n: int) -> Ints:
    """(n,) ends of segments at each node."""
    return np.bincount(np.concatenate([segments.a, segments.b]), minlength=n).astype(np.int64)


def chains(segments: Segments, n: int) -> Chains:
    """The segments joined at nodes where two of equal properties meet. Rings are cut at their lowest node and half way round."""
    passes = _passes(segments, n)
    _, part = connected_components(
        coo_array((np.ones(len(segments), dtype=bool), (segments.a, segments.b)), shape=(n, n)), directed=False
    )
    # A part of the network that is nothing but a ring has no end to begin at: its lowest node is one.
    fixed = np.zeros(part.max(initial=-1) + 1, dtype=bool)
    used = degrees(segments, n) > 0
    fixed[part[used & ~passes]] = True
    rings = np.flatnonzero(used & ~fixed[part])
    first = rings[np.unique(part[rings], return_index=True)[1]]
    passes[first] = False
    found = _followed(segments, passes)
    loops = np.flatnonzero(found.start == found.end)
    if not len(loops):
        return found
    middle = (found.offsets[loops] + found.offsets[loops + 1] - 1) // 2
    passes[found.nodes[middle]] = False
    return _followed(segments, passes)


def _passes(segments: Segments, n: int) -> NDArray[np.bool_]:
    """(n,) nodes at which two segments of equal properties meet and nothing else does."""
    two = degrees(segments, n) == 2
    out = two.copy()
    # Bridges stay apart by their way: each can be closed by its number.
    bridge = np.where(segments.flags & BRIDGE, segments.way, -1)
    for values in (segments.flags, segments.name, bridge):
        low = np.full(n, np.iinfo(np.int64).max)
        high = np.full(n, np.iinfo(np.int64).min)
        for ends in (segments.a, segments.b):
            np.minimum.at(low, ends, values)
            np.maximum.at(high, ends, values)
        out &= low == high
    return np.asarray(out & two)


def _followed(segments: Segments, passes: NDArray[np.bool_]) -> Chains:
    """Chains that begin and end at nodes that are not passed, each once, in the order of its first segment."""
    s = len(segments)
    tail = np.empty(2 * s, dtype=np.int64)
    tail[0::2], tail[1::2] = segments.a, segments.b
    head = np.empty(2 * s, dtype=np.int64)
    head[0::2], head[1::2] = segments.b, segments.a
    # The dart before each: of the two darts leaving a passed node, one's reverse leads into the other.
    before = np.arange(2 * s)
    leaving = np.flatnonzero(passes[tail])
    leaving = leaving[np.argsort(tail[leaving], kind="stable")]
    one, other = leaving[0::2], leaving[1::2]
    before[one], before[other] = other ^ 1, one ^ 1
    rank = (before != np.arange(2 * s)).astype(np.int64)
    while True:
        further = before[before]
        if np.array_equal(further, before):
            break
        rank += rank[before]
        before = further
    order = np.lexsort((rank, before))
    root = before[order]
    starts = np.flatnonzero(np.r_[True, root[1:] != root[:-1]]) if s else np.empty(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(order)])
    last = order[starts + sizes - 1]
    # Each chain is there twice, once from each end.
    kept = root[starts] < (last ^ 1)
    starts, sizes = starts[kept], sizes[kept]
    mine = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    darts = order[mine]
    offsets = np.r_[0, np.cumsum(sizes + 1)].astype(np.int64)
    nodes = np.empty(offsets[-1], dtype=np.int64)
    firsts = np.zeros(len(nodes), dtype=bool)
    firsts[offsets[:-1]] = True
    nodes[firsts] = tail[order[starts]]
    nodes[~firsts] = head[darts]
    if not len(sizes):
        empty = np.empty(0, dtype=np.int64)
        return Chains(nodes, offsets, empty, empty, empty, empty)
    begins = np.cumsum(sizes) - sizes
    lowest = np.minimum.reduceat(segments.way[darts >> 1], begins)
    lead = darts[begins] >> 1
    return Chains(nodes, offsets, segments.flags[lead], segments.name[lead], lowest, segments.kind[lead])


def islands(start: NDArray[np.integer], end: NDArray[np.integer], flags: NDArray[np.integer], length: Floats, n: int) -> Ints:
    """(n,) the connected part each node is in over edges that somebody walks; 0 has the most length, and so on."""
    walked = (flags.astype(np.int64) & WALKED_BY_NOBODY) == 0
    a, b = start[walked], end[walked]
    count, part = connected_components(coo_array((np.ones(len(a), dtype=bool), (a, b)), shape=(n, n)), directed=False)
    sums = np.bincount(part[a], weights=length[walked], minlength=count)
    first = np.full(count, n)
    np.minimum.at(first, part, np.arange(n))
    number = np.empty(count, dtype=np.int64)
    number[np.lexsort((first, -sums))] = np.arange(count)
    return np.asarray(number[part], dtype=np.int64)
