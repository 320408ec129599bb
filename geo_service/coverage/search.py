"""The nearest places on a walking network: one search for every node, every set of places and the k nearest of each.

Labels (place, distance) spread from the places over the usable arcs. A node keeps a label while, for some set the place
serves, fewer than k better ones are known there; better is nearer, and of equals the place that comes first. Distances are
whole decimetres, so a ring of buckets, one a decimetre, is the queue (R. B. Dial, Algorithm 360, Comm. ACM 12, 1969).
Which k places come nearest does not depend on the order of arcs, places or things.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.discs import spans
from geo_service.coverage.graph import Graph
from geo_service.coverage.labels import NOWHERE, Labels
from geo_service.coverage.network import Floats, Ints

Masks = NDArray[np.uint32]
SETS = 32
"""Most sets of places in one search: bits of a mask."""
FAR = np.int32(2_000_000_000)
"""No limit, and no place: 200,000 km in decimetres."""
MOST_NEAREST = 3
"""Largest k: enough to see whether one or several places reach a thing, and what is left when two of them close."""


@dataclass(frozen=True)
class Ends:
    """n places or things attached to streets. ``edge`` (n,): -1 not attached. ``to_start_dm``, ``to_end_dm`` (n,): whole
    decimetres to the ends of its edge, the access to the street included. ``along_dm`` (n,): where on the edge, from its
    start; ``access_dm`` (n,): from there to the thing. ``x``, ``y``: the thing itself, plane metres. ``owner`` (n,): where a
    thing may have several ends (the entrances of a park), the thing that each is of, ascending, none without; None: one each."""

    edge: Ints
    to_start_dm: Ints
    to_end_dm: Ints
    along_dm: Floats
    access_dm: Ints
    x: Floats
    y: Floats
    owner: Ints | None = None

    def __len__(self) -> int:
        return len(self.edge)

    def owners(self) -> Ints:
        """(n,) the thing each is of."""
        return np.arange(len(self.edge), dtype=np.int32) if self.owner is None else self.owner

    def things(self) -> int:
        """How many things these are the ends of."""
        return len(self.edge) if self.owner is None else int(self.owner[-1]) + 1 if len(self.owner) else 0

    def rows(self, which: NDArray[np.int64]) -> Ends:
        """Of these things only."""
        owner = None
        if self.owner is not None:
            first = np.searchsorted(self.owner, which, "left")
            many = np.searchsorted(self.owner, which, "right") - first
            owner, which = np.repeat(np.arange(len(which), dtype=np.int32), many), spans(first, many)
        return Ends(
            self.edge[which],
            self.to_start_dm[which],
            self.to_end_dm[which],
            self.along_dm[which],
            self.access_dm[which],
            self.x[which],
            self.y[which],
            owner,
        )


def search(
    graph: Graph, places: Ends, masks: Masks | None = None, k: int = 3, limit_dm: int = int(FAR), sets: int | None = None
) -> Labels:
    """The k nearest places of each set at every node, none beyond ``limit_dm``.

    ``masks`` (m,): bit s is set where a place serves set s; without it all places are one set. Places that are not
    attached are nowhere. A place of several ends is one place, as near as the nearest of them.
    """
    from geo_service.coverage import search_loops as loops  # numba takes half a second to import

    if not 1 <= k <= MOST_NEAREST:
        raise ValueError(f"k is 1 to {MOST_NEAREST}, not {k}")
    masks = np.ones(places.things(), dtype=np.uint32) if masks is None else masks
    many = sets if sets is not None else max(1, int(masks.max(initial=np.uint32(1))).bit_length())
    # A node keeps at most k of every set; of one set there are never more than its places.
    held = sum(min(k, int(np.count_nonzero(masks & np.uint32(1 << s)))) for s in range(many))
    width = max(1, min(places.things(), held))
    first_dm = int(max(places.to_start_dm.max(initial=0), places.to_end_dm.max(initial=0)))
    ring = max(graph.longest_dm, first_dm) + 2
    limit = np.int32(min(limit_dm, int(FAR)))
    at = (places.edge, places.to_start_dm, places.to_end_dm, places.owners())
    given = (graph.first, graph.arcs, graph.start, graph.end, *at, masks)
    if k == 1 and many == 1:
        label = loops.nearest_one(*given, limit, ring)
        return Labels(label[:, None], (label < NOWHERE).astype(np.int32))
    return Labels(*loops.nearest_several(*given, k, width, limit, ring, many == 1))


def gather(graph: Graph, labels: Labels, things: Ends, places: Ends, masks: Masks | None, k: int, sets: int) -> tuple[Ints, Ints]:
    """The k nearest places of each set for every thing: distances in decimetres and places, (n, sets, k), nearest first;
    FAR and -1 where there are none. A thing is reached over either end of its edge, or along the edge from a place on it;
    a thing at the very spot of a place is at distance 0 from it."""
    from geo_service.coverage import search_loops as loops  # as above

    masks = np.ones(places.things(), dtype=np.uint32) if masks is None else masks
    on_edge = np.flatnonzero(places.edge >= 0)
    on_edge = on_edge[np.argsort(places.edge[on_edge], kind="stable")]
    edges = places.edge[on_edge]
    found: tuple[Ints, Ints] = loops.gather(
        graph.start, graph.end, labels.label, labels.count,
        things.edge, things.to_start_dm, things.to_end_dm, things.along_dm, things.access_dm, things.x, things.y,
        np.searchsorted(edges, things.edge, "left"), np.searchsorted(edges, things.edge, "right"), on_edge,
        places.along_dm, places.access_dm, places.x, places.y, places.owners(), masks, k, sets,
    )  # fmt: skip
    return found
