"""A walking network as the search walks it: the usable arcs of each node, numbered so that neighbours lie close in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.network import Ints, Network


@dataclass(frozen=True)
class Graph:
    """n nodes and both directions of the usable edges, in compressed rows.

    ``first`` (n + 1,): where each node's arcs begin in ``arcs`` (2 m', 2): target node and length in decimetres. ``start``,
    ``end`` (m,): the network's edges in the graph's numbers. ``number`` (n,): the graph's number of each network node.
    """

    first: Ints
    arcs: Ints
    start: Ints
    end: Ints
    number: Ints
    longest_dm: int

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return len(self.first) - 1


def build_graph(network: Network, usable: NDArray[np.bool_]) -> Graph:
    """The graph of the edges that ``usable`` (m,) marks."""
    n = network.nodes
    number = np.empty(n, dtype=np.int32)
    number[_near_each_other(network.x, network.y)] = np.arange(n, dtype=np.int32)
    start, end = number[network.start], number[network.end]
    length = np.asarray(network.length_dm, dtype=np.int32)
    kept = np.flatnonzero(usable)
    tail = np.concatenate([start[kept], end[kept]])
    head = np.concatenate([end[kept], start[kept]])
    both = np.concatenate([length[kept], length[kept]])
    order = np.lexsort((both, head, tail))
    first = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=n), out=first[1:])
    arcs = np.ascontiguousarray(np.column_stack([head[order], both[order]]).astype(np.int32))
    return Graph(first, arcs, start, end, number, int(length[kept].max(initial=1)))


def _near_each_other(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """An order in which nodes near each other come near each other (Morton's curve over 65,536 × 65,536 squares): most
    arcs then stay within a few lines of the processor's cache."""
    if not len(x):
        return np.zeros(0, dtype=np.int64)
    size = max(float(np.ptp(x)), float(np.ptp(y)), 1.0)
    column = ((x - x.min()) / size * 65_535).astype(np.uint64)
    row = ((y - y.min()) / size * 65_535).astype(np.uint64)
    return np.argsort(_spread(column) | (_spread(row) << np.uint64(1)), kind="stable")


def _spread(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 16 low bits with a free bit between each two."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value
