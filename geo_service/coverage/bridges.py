"""The bridges of a City's streets: which ways make one, how long it is, what it leads over, and where it is.

A bridge is drawn as several ways: one for each carriageway and pavement, and a new one wherever a property changes. Ways whose
bridges share an end, or run within :data:`SIDE_BY_SIDE_M` of each other, are one bridge: whoever closes it closes them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_service.coverage.barriers import EXPRESSWAY, RAILWAY, WATER, Barriers, linestrings
from geo_service.coverage.city import City
from geo_service.coverage.keeping import Keeping
from geo_service.coverage.network import BRIDGE, Network
from geo_service.coverage.plane import shapes_to_lonlat
from geo_service.coverage.walking import streets_of

SIDE_BY_SIDE_M = 15.0
"""Farthest that carriageway and pavement of one bridge are drawn from each other. Our assumption."""
KEPT_CITIES = 4
OVER = {WATER: "water", RAILWAY: "railways", EXPRESSWAY: "expressways"}
STREET = "streets"


@dataclass(frozen=True)
class Bridge:
    """``ways``: numbers of the source, ascending; the first is the bridge's own number. ``names``: as its streets are called.
    ``length_m``: between its two points that lie farthest apart; ``walked_m``: metres of walkable ways on it. ``over``: what
    it leads over, of "water", "railways", "expressways" and "streets"; empty where nothing that is loaded says it."""

    ways: tuple[int, ...]
    names: tuple[str, ...]
    length_m: float
    walked_m: float
    over: tuple[str, ...]
    x: float
    y: float
    lon: float
    lat: float

    @property
    def closure(self) -> str:
        """How a question closes it."""
        return f"bridge:{','.join(map(str, self.ways))}"


def bridges(city: City) -> tuple[Bridge, ...]:
    """All of them, longest first; kept as long as the streets are. NotAnswerableError where no streets are loaded."""
    network = streets_of(city)
    return _kept.get((network, city.barriers), city.srid, lambda: _found(city, network))


_kept: Keeping[tuple[Bridge, ...]] = Keeping(KEPT_CITIES)


def _found(city: City, network: Network) -> tuple[Bridge, ...]:
    edges = np.flatnonzero((np.asarray(network.flags) & np.uint16(BRIDGE)) != 0)
    if not len(edges):
        return ()
    lines = linestrings(network.coords, network.coord_offsets)
    decks, number = lines[edges], _structures(network, edges, lines[edges])
    over = _over(city.barriers, network, lines, edges)
    found = []
    for one in range(int(number.max()) + 1):
        mine = np.flatnonzero(number == one)
        drawn = shapely.multilinestrings(decks[mine])
        middle = shapely.line_interpolate_point(max(decks[mine], key=lambda line: line.length), 0.5, normalized=True)
        spot: Any = shapes_to_lonlat(city.srid, middle)
        names = {network.names[i] for i in np.asarray(network.name)[edges[mine]].tolist() if i >= 0}
        found.append(
            Bridge(
                ways=tuple(sorted(set(np.asarray(network.way)[edges[mine]].tolist()))),
                names=tuple(sorted(names)),
                length_m=round(_across(drawn), 1),
                walked_m=round(float(np.asarray(network.length_dm)[edges[mine]].sum()) / 10, 1),
                over=tuple(kind for kind in (*OVER.values(), STREET) if any(kind in over[at] for at in mine.tolist())),
                x=float(middle.x),
                y=float(middle.y),
                lon=round(float(spot.x), 6),
                lat=round(float(spot.y), 6),
            )
        )
    return tuple(sorted(found, key=lambda bridge: (-bridge.length_m, bridge.ways)))


def _structures(network: Network, edges: NDArray[np.int64], decks: Any) -> NDArray[np.int32]:
    """(b,) which bridge each bridge edge belongs to: edges of one way, that share a node, or run side by side."""
    b = len(edges)
    ends = np.concatenate([np.asarray(network.start)[edges], np.asarray(network.end)[edges]])
    pairs = [_alike(np.asarray(network.way)[edges]), _alike(ends) % b]
    # Side by side: the middle of the one lies near the other. Bridges that only come near with their ends are two.
    middles = shapely.line_interpolate_point(decks, 0.5, normalized=True)
    near = shapely.STRtree(decks).query(middles, predicate="dwithin", distance=SIDE_BY_SIDE_M)
    pairs.append(near.T)
    joined = np.concatenate(pairs)
    _, number = connected_components(coo_array((np.ones(len(joined), np.int8), joined.T), shape=(b, b)), directed=False)
    return np.asarray(number, dtype=np.int32)


def _alike(values: NDArray[Any]) -> NDArray[np.int64]:
    """Pairs of positions with the same value, enough to join all that have it."""
    order = np.argsort(values, kind="stable")
    same = np.flatnonzero(values[order][1:] == values[order][:-1])
    return np.column_stack([order[same], order[same + 1]]).astype(np.int64)


def _over(barriers: Barriers | None, network: Network, lines: Any, edges: NDArray[np.int64]) -> list[set[str]]:
    """What each bridge edge leads over: barriers and level streets that it crosses away from its ends."""
    found: list[set[str]] = [set() for _ in edges]
    decks = lines[edges]
    if barriers is not None and len(barriers):
        walls = linestrings(barriers.coords, barriers.offsets)
        for deck, wall in shapely.STRtree(walls).query(decks, predicate="intersects").T.tolist():
            found[deck].add(OVER[int(barriers.kind[wall])])
    deck, below = shapely.STRtree(lines).query(decks, predicate="crosses")
    level = (np.asarray(network.flags)[below] & np.uint16(BRIDGE)) == 0
    for at in deck[level].tolist():
        found[at].add(STREET)
    return found


def _across(drawn: Any) -> float:
    """Metres between the two points that lie farthest apart."""
    hull = shapely.get_coordinates(shapely.convex_hull(drawn))
    return float(np.hypot(*(hull[:, None, :] - hull[None, :, :]).transpose(2, 0, 1)).max())
