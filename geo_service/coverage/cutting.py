"""Streets without what is closed: edges are cut where closed ground begins, and the parts inside it fall away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.attach import make_ends
from geo_service.coverage.barriers import linestrings
from geo_service.coverage.discs import spans
from geo_service.coverage.network import BRIDGE, Floats, Ints, Network
from geo_service.coverage.search import Ends

Index = NDArray[np.int64]
NOISE_M = 1e-6
"""Pieces shorter than this are floating-point noise."""


@dataclass(frozen=True)
class Closed:
    """What is closed: ground (polygons in plane metres, overlaps allowed) and whole ways of the source (numbers)."""

    polygons: Any
    ways: NDArray[np.int64]


@dataclass(frozen=True)
class Touched:
    """What a closure touches. ``streets``: ways; ``metres``: closed length; ``bridges``: ways with a closed part on a
    bridge."""

    streets: int
    metres: float
    bridges: int


@dataclass(frozen=True)
class Opened:
    """What is left. ``network``: the open parts as edges, e of them. ``parent`` (e,): the edge of the whole network a part is
    of, ``from_dm``, ``to_dm`` (e,): where on it, in decimetres from its start; sorted by parent, then place. ``touched``:
    what was closed."""

    network: Network
    parent: Index
    from_dm: Floats
    to_dm: Floats
    touched: Touched

    def moved(self, ends: Ends) -> Ends:
        """Things of the whole network on the parts that are left; edge -1 where their own spot is closed."""
        n = len(ends)
        # One sorted key a part: the edge, and how far along it (never as much as 2³² decimetres).
        scale = 2.0**32
        at = np.searchsorted(self.parent * scale + self.from_dm, ends.edge * scale + ends.along_dm + 1e-6, "right") - 1
        at = np.clip(at, 0, max(len(self.parent) - 1, 0))
        if not len(self.parent):
            return replace(ends, edge=np.full(n, -1, np.int32))
        on = (ends.edge >= 0) & (self.parent[at] == ends.edge)
        on &= (self.from_dm[at] - 1e-6 <= ends.along_dm) & (ends.along_dm <= self.to_dm[at] + 1e-6)
        along = np.where(on, np.clip(ends.along_dm - self.from_dm[at], 0.0, None), 0.0)
        length = np.where(on, np.maximum(self.to_dm[at] - self.from_dm[at], along), 0.0)
        made = make_ends(np.where(on, at, -1).astype(np.int32), along, length, ends.access_dm, ends.x, ends.y)
        return replace(made, owner=ends.owner)


def cut(network: Network, closed: Closed) -> Opened:
    """The network without what is closed."""
    parent, from_dm, to_dm, touched = _left(network, closed)
    return Opened(_parts(network, parent, from_dm, to_dm), parent, from_dm, to_dm, touched)


def touching(network: Network, closed: Closed) -> Touched:
    """What closing touches, without closing it."""
    return _left(network, closed)[3]


def _left(network: Network, closed: Closed) -> tuple[Index, Floats, Floats, Touched]:
    """The open parts, as :class:`Opened` has them, and what is closed."""
    m = len(network)
    length = np.asarray(network.length_dm, dtype=np.float64)
    whole = np.isin(network.way, closed.ways)
    edge, start_m, end_m, drawn_m = _open_parts(network, closed.polygons)
    partly = np.zeros(m, dtype=np.bool_)
    partly[_meeting(network, closed.polygons)] = True
    kept = ~whole[edge]
    edge, start_m, end_m, drawn_m = edge[kept], start_m[kept], end_m[kept], drawn_m[kept]
    untouched = np.flatnonzero(~partly & ~whole)
    scale = length[edge] / drawn_m
    parent = np.concatenate([untouched, edge])
    from_dm = np.concatenate([np.zeros(len(untouched)), start_m * scale])
    to_dm = np.concatenate([length[untouched], end_m * scale])
    order = np.lexsort((from_dm, parent))
    parent, from_dm, to_dm = parent[order], from_dm[order], to_dm[order]
    to_dm = np.where(to_dm > length[parent] - 1e-3, length[parent], to_dm)
    from_dm = np.where(from_dm < 1e-3, 0.0, from_dm)
    left_dm = np.bincount(parent, to_dm - from_dm, m)
    lost = length - left_dm > 1e-3
    flagged = (np.asarray(network.flags) & np.uint16(BRIDGE)) != 0
    touched = Touched(
        streets=len(np.unique(np.asarray(network.way)[lost])),
        metres=round(float((length - left_dm)[lost].sum()) / 10, 1),
        bridges=len(np.unique(np.asarray(network.way)[lost & flagged])),
    )
    return parent, from_dm, to_dm, touched


def _meeting(network: Network, polygons: Any) -> Index:
    """Edges that any polygon meets."""
    if not len(polygons) or not len(network):
        return np.zeros(0, dtype=np.int64)
    tree = shapely.STRtree(linestrings(network.coords, network.coord_offsets))
    return np.unique(tree.query(polygons, predicate="intersects")[1])


def _open_parts(network: Network, polygons: Any) -> tuple[Index, Floats, Floats, Floats]:
    """Of the edges that meet a polygon, the parts outside all: edge, from and to in metres along the drawn line, and the
    length of the whole line. Streets are cut at every border they cross, and each piece is in or out by its middle: no
    polygon is ever cut, however large."""
    edges = _meeting(network, polygons)
    first, last = np.asarray(network.coord_offsets)[edges], np.asarray(network.coord_offsets)[edges + 1]
    at = spans(first, last - first - 1)
    owner = np.repeat(np.arange(len(edges)), last - first - 1)
    coords = np.asarray(network.coords)
    a, b = coords[at], coords[at + 1]
    size = np.hypot(*(b - a).T) if len(at) else np.zeros(0)
    before = np.cumsum(size) - size
    begins = np.zeros(len(edges))
    if len(at):
        new = np.flatnonzero(np.diff(owner, prepend=-1))
        begins[owner[new]] = before[new]
    along = before - begins[owner]
    line_m = np.bincount(owner, size, len(edges))
    piece, t = _crossings(a, b, polygons)
    # Every straight piece's ends and its crossings, in order along the edge.
    position = np.concatenate([along, along + size, along[piece] + t * size[piece]])
    of = np.concatenate([owner, owner, owner[piece]])
    order = np.lexsort((position, of))
    position, of = position[order], of[order]
    same = of[1:] == of[:-1]
    long = (position[1:] - position[:-1]) > NOISE_M
    pick = np.flatnonzero(same & long)
    low, high, of = position[pick], position[pick + 1], of[pick]
    lines = linestrings(network.coords, network.coord_offsets)[edges]
    middles = shapely.line_interpolate_point(lines[of], (low + high) / 2) if len(of) else np.zeros(0, dtype=object)
    inside = np.zeros(len(of), dtype=np.bool_)
    if len(of):
        inside[shapely.STRtree(middles).query(polygons, predicate="intersects")[1]] = True
    low, high, of = low[~inside], high[~inside], of[~inside]
    # Open pieces that touch are one part.
    starts = np.ones(len(of), dtype=np.bool_)
    starts[1:] = (of[1:] != of[:-1]) | (low[1:] - high[:-1] > 2 * NOISE_M)
    firsts = np.flatnonzero(starts)
    lasts = np.append(firsts[1:], len(of)) - 1 if len(of) else firsts
    return edges[of[firsts]], low[firsts], high[lasts], line_m[of[firsts]]


def _crossings(a: Floats, b: Floats, polygons: Any) -> tuple[Index, Floats]:
    """Where straight pieces a → b cross the polygons' borders: number of the piece, and how far along it (0 to 1)."""
    if not len(a) or not len(polygons):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    rings = shapely.get_rings(polygons)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero(ring[1:] == ring[:-1])
    borders: Any = shapely.linestrings(np.stack([xy[joined], xy[joined + 1]], axis=1))
    pieces: Any = shapely.linestrings(np.stack([a, b], axis=1))
    border, piece = shapely.STRtree(pieces).query(borders, predicate="intersects")
    q, s = xy[joined][border], (xy[joined + 1] - xy[joined])[border]
    p, r = a[piece], (b - a)[piece]
    turn = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
    slanted = np.abs(turn) > 1e-12
    piece, p, q, s, turn = piece[slanted], p[slanted], q[slanted], s[slanted], turn[slanted]
    t = ((q - p)[:, 0] * s[:, 1] - (q - p)[:, 1] * s[:, 0]) / turn
    return piece, np.clip(t, 0.0, 1.0)


def _parts(network: Network, parent: Index, from_dm: Floats, to_dm: Floats) -> Network:
    """A network of the parts: cut ends are nodes of their own, through which nobody passes."""
    length = np.asarray(network.length_dm, dtype=np.float64)[parent]
    n = network.nodes
    cut_start, cut_end = np.flatnonzero(from_dm > 0), np.flatnonzero(to_dm < length)
    start, end = np.asarray(network.start)[parent].copy(), np.asarray(network.end)[parent].copy()
    start[cut_start] = n + np.arange(len(cut_start))
    end[cut_end] = n + len(cut_start) + np.arange(len(cut_end))
    lines = linestrings(network.coords, network.coord_offsets)[parent]
    partial = np.union1d(cut_start, cut_end)
    for i in partial.tolist():
        lines[i] = _part_of(lines[i], from_dm[i] / length[i], to_dm[i] / length[i])
    coords = shapely.get_coordinates(lines)
    counts = shapely.get_num_coordinates(lines)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    first, last = coords[offsets[:-1][cut_start]], coords[offsets[1:][cut_end] - 1]
    island: Ints = np.concatenate(
        [network.island, np.asarray(network.island)[network.start[parent[np.concatenate([cut_start, cut_end])]]]]
    ).astype(np.int32)
    return replace(
        network,
        x=np.concatenate([network.x, first[:, 0], last[:, 0]]),
        y=np.concatenate([network.y, first[:, 1], last[:, 1]]),
        start=start.astype(np.int32),
        end=end.astype(np.int32),
        length_dm=np.maximum(np.ceil(to_dm - from_dm - 1e-6), 1).astype(np.int32),
        flags=np.asarray(network.flags)[parent],
        slope=np.asarray(network.slope)[parent],
        coords=coords,
        coord_offsets=offsets,
        way=np.asarray(network.way)[parent],
        name=np.asarray(network.name)[parent],
        island=island,
    )


def _part_of(line: Any, first: float, last: float) -> Any:
    """The part of a line between two shares of its length."""
    whole = line.length
    xy = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    inner = xy[(along > first * whole + NOISE_M) & (along < last * whole - NOISE_M)]
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [first * whole, last * whole]))
    return shapely.linestrings(np.vstack([ends[:1], inner, ends[1:]]))
