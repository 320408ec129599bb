"""Which things each place can reach at all: only they can change when it closes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geo_service.coverage.city import Atoms
from geo_service.coverage.demand import Demanded
from geo_service.coverage.measure import Index
from geo_service.coverage.reach import ROUNDING_M
from geo_service.coverage.supply import Supplied
from geo_service.coverage.walked import pairs_on_streets


@dataclass(frozen=True)
class Touched:
    """Pairs of place and thing, sorted by place: ``thing[start[p] : start[p + 1]]`` are those place p may reach, ascending.

    ``within`` (n things,): how many places are within their limit, known along streets only, where every pair is within it;
    None in a straight line, where a place may reach a part of the ground.
    """

    start: Index
    thing: Index
    within: Index | None

    def by(self, places: Index) -> Index:
        """The things that any of the places (positions) may reach, ascending."""
        none = np.zeros(0, dtype=np.int64)
        return np.unique(np.concatenate([none, *(self.thing[self.start[p] : self.start[p + 1]] for p in places.tolist())]))


def touched(demand: Demanded, supply: Supplied) -> Touched:
    """All pairs. Along streets a place does not reach itself, where demand and supply are one layer."""
    if supply.walk is not None:
        thing, place = pairs_on_streets(demand, supply)
        held = demand.measurable[thing]
        if demand.source is supply.source:
            held &= demand.which[thing] != supply.index[place]
        thing, place = thing[held], place[held]
        within = np.bincount(thing, minlength=len(demand.which))
        return _sorted(thing, place, len(supply), within)
    can = np.flatnonzero(demand.measurable)
    if not len(can) or not len(supply):
        return _sorted(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), len(supply), None)
    size = np.asarray(demand.source.radius)[demand.which] if isinstance(demand.source, Atoms) else np.zeros(len(demand.which))
    tree = cKDTree(np.column_stack([demand.x[can], demand.y[can]]))
    reach_m = (supply.limit_m + ROUNDING_M) / supply.factor + 1e-6
    found = tree.query_ball_point(np.column_stack([supply.x, supply.y]), reach_m + size.max(initial=0.0))
    counts = np.array([len(one) for one in found], dtype=np.int64)
    thing = can[np.fromiter((at for one in found for at in one), dtype=np.int64, count=int(counts.sum()))]
    place = np.repeat(np.arange(len(supply)), counts)
    near = np.hypot(demand.x[thing] - supply.x[place], demand.y[thing] - supply.y[place]) <= reach_m[place] + size[thing]
    return _sorted(thing[near], place[near], len(supply), None)


def _sorted(thing: Index, place: Index, places: int, within: Index | None) -> Touched:
    order = np.lexsort((thing, place))
    return Touched(np.searchsorted(place[order], np.arange(places + 1)), thing[order], within)
