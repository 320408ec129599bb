"""The streets of a file as a network in longitude and latitude: what is stored, and what a City's network is made from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.network import CROSSING, CUSTOMERS
from geo_service.store.streets.read import Nodes, Ways
from geo_service.store.streets.squares import Ring, across
from geo_service.store.streets.topology import Chains, Segments, chains, degrees, islands

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EQUATOR_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
"""GRS80, the ellipsoid of JGD2011."""


@dataclass(frozen=True)
class Unread:
    """A way that looked walkable and could not be read: fewer than two of its nodes are in the file."""

    way: int
    kind: str
    name: str
    nodes: int
    """Nodes it names."""


@dataclass(frozen=True)
class Facts:
    """What was read, for a report. ``classes``: class → streets of it; ``closed``: (why, class) → streets left out."""

    read: int
    walked: int
    classes: Counter[str]
    closed: Counter[tuple[str, str]]
    unread: list[Unread]
    cut: list[Unread]
    """Ways of which some nodes are not in the file: what there is of them is used."""
    blocked: int
    """Points at which a barrier stops walkers."""
    squares: int
    odd_squares: int
    """Squares whose border is broken or crosses itself: walked along the edge only."""
    across_m: float
    one_way: int
    kind_m: dict[str, float] = field(default_factory=dict)
    """Class → metres in the network, without lines across squares."""


@dataclass(frozen=True)
class Streets:
    """n nodes and m edges in degrees (EPSG:4326, for which JGD2011 is taken).

    ``node`` (n,): number of the source's node; where a barrier cuts a street several share one. ``coords`` (k, 2) lon/lat and
    ``offsets`` (m + 1,): the line of each edge. ``kind``, ``name`` (m,): index into ``kinds``, ``names``, -1 none.
    ``length_m`` (m,): on the ellipsoid. ``island`` (n,): as in ``coverage.network``.
    """

    node: Ints
    lon: Floats
    lat: Floats
    start: Ints
    end: Ints
    flags: NDArray[np.uint16]
    way: Ints
    kind: NDArray[np.int32]
    name: NDArray[np.int32]
    coords: Floats
    offsets: Ints
    length_m: Floats
    island: Ints
    kinds: tuple[str, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class ReadStreets:
    """What a file gave: its streets, and what there is to say of the reading."""

    streets: Streets
    facts: Facts


def made_streets(ways: Ways, nodes: Nodes) -> tuple[Streets, Facts]:
    """The network of what was read, and what there is to say of it. The order of the file changes nothing."""
    names, name_of = _numbered([one.name for one in ways.walked])
    kinds, kind_of = _numbered([one.rule.kind for one in ways.walked])
    offsets = np.frombuffer(ways.offsets, dtype=np.int64)
    refs = np.frombuffer(ways.refs, dtype=np.int64) if len(ways.refs) else np.empty(0, dtype=np.int64)
    at, known = _found(refs, nodes.id)
    of = np.repeat(np.arange(len(ways.walked)), np.diff(offsets))
    runs = known[:-1] & known[1:] & (of[:-1] == of[1:]) & (at[:-1] != at[1:]) if len(refs) else np.empty(0, dtype=bool)
    first = np.flatnonzero(runs)
    a, b, owner = at[first], at[first + 1], of[first]
    squares = _rings(ways, at, known, offsets)
    uses = _streets_at(at[known], of[known], len(nodes.id))
    crossed = across(squares, uses > 1, nodes.lon, nodes.lat)
    straight = len(a)
    number = {one.id: i for i, one in enumerate(ways.walked)}
    a = np.r_[a, np.array(crossed.a, dtype=np.int64)]
    b = np.r_[b, np.array(crossed.b, dtype=np.int64)]
    owner = np.r_[owner, np.array([number[way] for way in crossed.way], dtype=np.int64)]
    length = segment_m(nodes.lon[a], nodes.lat[a], nodes.lon[b], nodes.lat[b])
    ids = np.array([one.id for one in ways.walked], dtype=np.int64)
    flags = np.array([one.rule.flags for one in ways.walked], dtype=np.int64)
    pieces = Segments(a, b, flags[owner], name_of[owner], ids[owner], kind_of[owner])
    pieces, node, blocked = _barred(pieces, nodes, length)
    streets = _streets(chains(pieces, len(node)), nodes, node, kinds, names)
    metres = np.bincount(pieces.kind[:straight], weights=length[:straight], minlength=len(kinds))
    unread, cut = _lost(ways, known, offsets, np.bincount(owner[:straight], minlength=len(ways.walked)))
    facts = Facts(
        read=ways.read,
        walked=len(ways.walked) - len(unread),
        classes=ways.classes,
        closed=ways.closed,
        unread=unread,
        cut=cut,
        blocked=blocked,
        squares=len({ring.square for ring in squares}),
        odd_squares=crossed.odd,
        across_m=float(length[straight:].sum()),
        one_way=sum(one.rule.one_way for one in ways.walked),
        kind_m={kind: float(metre) for kind, metre in zip(kinds, metres, strict=True)},
    )
    return streets, facts


def segment_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Metres between points a street's piece apart, by the radii of the ellipsoid at their middle; degrees in."""
    middle = np.radians((lat_a + lat_b) / 2)
    square = FLATTENING * (2 - FLATTENING)
    bend = 1 - square * np.sin(middle) ** 2
    north = EQUATOR_M * (1 - square) / bend**1.5 * np.radians(lat_b - lat_a)
    east = EQUATOR_M / np.sqrt(bend) * np.cos(middle) * np.radians(lon_b - lon_a)
    return np.asarray(np.hypot(north, east))


def _numbered(words: list[str]) -> tuple[tuple[str, ...], Ints]:
    """Different words in order, and the number of each word; "" has none, -1."""
    known = tuple(sorted(set(words) - {""}))
    number = {word: i for i, word in enumerate(known)} | {"": -1}
    return known, np.array([number[word] for word in words], dtype=np.int64)


def _found(refs: Ints, ids: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """The number of each node named, and whether the file has it."""
    at = np.searchsorted(ids, refs)
    known = at < len(ids)
    known[known] = ids[at[known]] == refs[known]
    return np.where(known, at, -1), known


def _streets_at(at: Ints, of: Ints, n: int) -> Ints:
    """(n,) how many different ways each node is on."""
    ways = int(of.max(initial=0)) + 1
    return np.bincount(np.unique(at * ways + of) // ways, minlength=n).astype(np.int64)


def _rings(ways: Ways, at: Ints, known: NDArray[np.bool_], offsets: Ints) -> list[Ring]:
    out = []
    for i, one in enumerate(ways.walked):
        mine = slice(offsets[i], offsets[i + 1])
        # What nobody walks (platforms behind ticket gates) needs no lines across.
        if not known[mine].all() or offsets[i + 1] - offsets[i] < 2 or one.rule.flags & CUSTOMERS:
            continue
        nodes = at[mine]
        if one.area >= 0:
            out.append(Ring(nodes, one.id, one.area, one.id in ways.inner))
        elif one.rule.area and len(nodes) > 3 and nodes[0] == nodes[-1]:
            out.append(Ring(nodes, one.id, -1 - i, False))
    return out


def _barred(pieces: Segments, nodes: Nodes, length: Floats) -> tuple[Segments, Ints, int]:
    """The pieces with what points on them say: at a barrier nobody passes they end apart; what wheels do not pass, kerbs and
    hours stand on one piece beside the point. And for each node the number of the node read, and how many were blocked."""
    n = len(nodes.id)
    blocked = np.zeros(n, dtype=bool)
    said = np.zeros(n, dtype=np.int64)
    places = np.searchsorted(nodes.id, np.array(sorted(nodes.points), dtype=np.int64))
    for place, id in zip(places.tolist(), sorted(nodes.points), strict=True):
        if place < n and nodes.id[place] == id:
            blocked[place], said[place] = nodes.points[id].blocked, nodes.points[id].flags
    flags = pieces.flags.copy()
    degree = degrees(pieces, n)
    touching = np.argsort(np.concatenate([pieces.a, pieces.b]), kind="stable") % max(1, len(pieces))
    first = np.cumsum(degree) - degree
    for place in np.flatnonzero((said > 0) & (degree > 1)).tolist():
        beside = np.sort(touching[first[place] : first[place] + degree[place]])
        flags[_beside(beside, pieces, length)] |= said[place]
    a, b = pieces.a.copy(), pieces.b.copy()
    node = [np.arange(n)]
    for ends in (a, b):
        stop = np.flatnonzero(blocked[ends])
        node.append(ends[stop])
        ends[stop] = sum(len(one) for one in node[:-1]) + np.arange(len(stop))
    used = int((blocked & (degree > 1)).sum())
    return Segments(a, b, flags, pieces.name, pieces.way, pieces.kind), np.concatenate(node), used


def _beside(touching: Ints, pieces: Segments, length: Floats) -> Ints:
    """The pieces that a point's flags stand on: those of a crossing where there are any; where two meet the shorter."""
    crossing = touching[(pieces.flags[touching] & CROSSING) > 0]
    chosen = crossing if len(crossing) else touching
    if len(touching) == 2 and len(chosen) == 2:
        return chosen[[int(np.lexsort((pieces.way[chosen], length[chosen]))[0])]]
    return chosen


def _streets(found: Chains, nodes: Nodes, node: Ints, kinds: tuple[str, ...], names: tuple[str, ...]) -> Streets:
    ends = np.concatenate([found.start, found.end])
    used = np.unique(ends)
    # Copies at barriers stand behind all others; in the order of their source's number the result is the same for any file.
    used = used[np.lexsort((used, nodes.id[node[used]]))]
    number = np.full(len(node), -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    read = node[found.nodes]
    coords = np.c_[nodes.lon[read], nodes.lat[read]]
    length = line_lengths(segment_m(coords[:-1, 0], coords[:-1, 1], coords[1:, 0], coords[1:, 1]), found.offsets)
    start, end = number[found.start], number[found.end]
    order = np.lexsort((found.way, end, start))
    sizes = np.diff(found.offsets)[order]
    offsets = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    lines = np.repeat(found.offsets[:-1][order] - offsets[:-1], sizes) + np.arange(offsets[-1])
    source = node[used]
    return Streets(
        node=nodes.id[source],
        lon=nodes.lon[source],
        lat=nodes.lat[source],
        start=start[order],
        end=end[order],
        flags=found.flags[order].astype(np.uint16),
        way=found.way[order],
        kind=found.kind[order].astype(np.int32),
        name=found.name[order].astype(np.int32),
        coords=coords[lines],
        offsets=offsets,
        length_m=length[order],
        island=islands(start, end, found.flags, length, len(used)),
        kinds=kinds,
        names=names,
    )


def line_lengths(steps: Floats, offsets: Ints) -> Floats:
    """(m,) sums of the steps between consecutive points of each line; ``steps`` (k - 1,) also holds those between two lines."""
    inside = np.ones(len(steps) + 1, dtype=bool)
    inside[offsets[1:] - 1] = False
    sums = np.r_[0.0, np.cumsum(np.where(inside[:-1], steps, 0.0))] if len(steps) else np.zeros(1)
    return np.asarray(sums[offsets[1:] - 1] - sums[offsets[:-1]])


def _lost(ways: Ways, known: NDArray[np.bool_], offsets: Ints, pieces: Ints) -> tuple[list[Unread], list[Unread]]:
    """Ways of which nothing, and of which not all, is in the file."""
    lacking = np.add.reduceat(np.r_[~known, False].astype(np.int64), offsets[:-1]) if len(ways.walked) else np.empty(0)
    lacking = np.where(np.diff(offsets) > 0, lacking, 0)
    unread: list[Unread] = []
    cut: list[Unread] = []
    for i, one in enumerate(ways.walked):
        if pieces[i] and not lacking[i]:
            continue
        said = Unread(one.id, one.rule.kind, one.name, int(offsets[i + 1] - offsets[i]))
        (cut if pieces[i] else unread).append(said)
    return unread, cut
