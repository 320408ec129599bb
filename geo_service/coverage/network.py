"""The walking streets of a City as arrays: what is walkable, by whom, how long, and how streets hang together.

Made by the store from OpenStreetMap (docs/streets.md says by which rules), read-only. Topology is simplified: nodes are
junctions, ends and places where a property changes; the true length of the drawn line is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

STEPS = 1
"""Stairs."""
KERB = 2
"""A raised kerb stands at a crossing on it."""
BRIDGE = 4
TUNNEL = 8
"""Tunnel or underpass (not a covered way between houses)."""
CROSSING = 16
UNLIT = 32
"""Said to be without light. A street of which nothing is said is not unlit."""
NO_PAVEMENT = 64
"""A main road (trunk to tertiary) that is said to have no pavement and no separate footway."""
NARROW = 128
"""Said to be narrower than 0.9 m, or blocked for wheels (bollards, stiles, cycle barriers)."""
ROUGH = 256
"""A surface that wheels do not roll on (sand, mud, grass, cobbles, ground, or smoothness bad or worse)."""
INDOOR = 512
"""Inside a building or a station: open at its hours only."""
LIMITED_HOURS = 1024
"""Said to be closed at some hours (gates, parks)."""
CUSTOMERS = 2048
"""For customers, residents or members only: in the network so that it can be reported, walked by nobody."""
PATH = 4096
"""A way apart from motor traffic: footway, path, pedestrian street, steps, cycleway open to walkers."""
WATER_CROSSING = 8192
"""A ferry or ford: in the network so that it can be reported, walked by nobody."""

MAIN_ROAD, THROUGH_ROAD, STREET, SERVICE_ROAD = 1, 2, 3, 4
"""How much traffic a street is for, for drawing it: main roads (trunk to secondary), roads that lead on (tertiary), other
streets, ways into grounds and along fields. 0: not said, as of ways apart from motor traffic."""


@dataclass(frozen=True)
class Network:
    """n nodes, m edges, both directions walkable.

    ``x``, ``y`` (n,): plane metres. ``start``, ``end`` (m,): nodes. ``length_dm`` (m,): true length of the line in whole
    decimetres, rounded up, at least 1, never less than the straight line between its ends. ``flags`` (m,) uint16: the
    constants of this module. ``slope`` (m,) float32: steepest rise over run along the edge, always positive, NaN where no
    elevation is known. ``coords`` (k, 2) and ``coord_offsets`` (m + 1,): the line of each edge from ``start`` to ``end``.
    ``way`` (m,) int64: number of the source's way. ``name`` (m,): index into ``names``, -1 none. ``island`` (n,): which
    connected part, 0 the one with most length, 1 the next, …
    """

    x: Floats
    y: Floats
    start: Ints
    end: Ints
    length_dm: Ints
    flags: NDArray[np.uint16]
    slope: NDArray[np.float32]
    coords: Floats
    coord_offsets: NDArray[np.int64]
    way: NDArray[np.int64]
    name: Ints
    names: tuple[str, ...]
    island: Ints
    title: str = ""
    """Title of the dataset version it was made from, "" when made by hand."""
    rank: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, dtype=np.uint8))
    """(m,) ``MAIN_ROAD`` to ``SERVICE_ROAD``, 0 not said; empty in a City file of before it was kept."""

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return len(self.x)

    def __len__(self) -> int:
        return len(self.start)
