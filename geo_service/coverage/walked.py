"""Distances along streets in the shape that measuring takes them: the nearest places of each thing, per limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.reach import NEAREST, Nearby, Ring
from geo_service.coverage.search import FAR, SETS, Ends, Masks
from geo_service.coverage.walking import Walk

if TYPE_CHECKING:
    from geo_service.coverage.demand import Demanded
    from geo_service.coverage.supply import Supplied

Index = NDArray[np.int64]


def walked(demand: Demanded, supply: Supplied) -> Nearby:
    """The nearest places of every thing along the streets of ``supply.walk``. Places of one limit are one set, so that all
    limits are one search (32 limits at most are searched at once)."""
    walk = supply.walk
    if walk is None:
        raise ValueError("the supply is not on streets")
    things = walk.ends(demand.source, demand.which)
    places = walk.entrances(supply.source, supply.index.astype(np.int64))
    return Nearby(np.asarray(demand.x), np.asarray(demand.y), rings(walk, things, places, supply.limit_m))


def rings(walk: Walk, things: Ends, places: Ends, limit_m: NDArray[np.float64]) -> tuple[Ring, ...]:
    """The nearest places of attached things, a ring a limit, in the order of limits. inf and -1 where there is no place."""
    limits, group = np.unique(limit_m, return_inverse=True)
    found = []
    for first in range(0, len(limits), SETS):
        many = min(SETS, len(limits) - first)
        masks: Masks = np.where((group >= first) & (group < first + many), 1 << np.clip(group - first, 0, 31), 0).astype(
            np.uint32
        )
        k = min(NEAREST, int(np.bincount(group).max(initial=1)))
        distance_dm, place = walk.nearest(things, places, masks, k, many)
        for s in range(many):
            members = np.flatnonzero(group == first + s)
            held = min(k, len(members))
            metres = np.where(distance_dm[:, s, :held] < FAR, distance_dm[:, s, :held] / 10, np.inf)
            found.append(Ring(members, None, metres, place[:, s, :held].astype(np.int64)))
    return tuple(found)


def pairs_on_streets(demand: Demanded, supply: Supplied) -> tuple[Index, Index]:
    """All pairs (thing, position in the supply) no farther apart along the streets than the place's own limit.

    32 places at a time, each a set of its own: no count is cut short.
    """
    walk = supply.walk
    if walk is None:
        raise ValueError("the supply is not on streets")
    things = walk.ends(demand.source, demand.which)
    places = walk.entrances(supply.source, supply.index.astype(np.int64))
    thing: list[Index] = []
    place: list[Index] = []
    limit_dm = np.round(supply.limit_m * 10, 6)
    for first in range(0, len(supply), SETS):
        rows = np.arange(first, min(first + SETS, len(supply)))
        masks = np.left_shift(np.uint32(1), np.arange(len(rows), dtype=np.uint32)).astype(np.uint32)
        farthest = int(np.floor(limit_dm[rows].max()))
        distance, _ = walk.nearest(things, places.rows(rows), masks, 1, len(rows), farthest)
        reaches = distance[:, :, 0] <= limit_dm[rows]
        t, p = np.nonzero(reaches)
        thing.append(t)
        place.append(rows[p])
    none = np.zeros(0, dtype=np.int64)
    return np.concatenate([none, *thing]), np.concatenate([none, *place])
