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
from geo_service.errors import ParameterError

MOST_PAIRS = 15_000_000
"""Pairs of place and thing held at once: some 400 MB. A city of 260,000 atoms and 187 places makes 4 million at 2 km."""


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
        _few_enough(len(thing))
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
    spots, farthest_m = np.column_stack([supply.x, supply.y]), reach_m + size.max(initial=0.0)
    counts = np.asarray(tree.query_ball_point(spots, farthest_m, return_length=True), dtype=np.int64)
    _few_enough(int(counts.sum()))
    things, places = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for p in np.flatnonzero(counts).tolist():
        thing = can[np.asarray(tree.query_ball_point(spots[p], farthest_m[p]), dtype=np.int64)]
        thing = thing[np.hypot(demand.x[thing] - supply.x[p], demand.y[thing] - supply.y[p]) <= reach_m[p] + size[thing]]
        things.append(thing)
        places.append(np.full(len(thing), p, dtype=np.int64))
    return _sorted(np.concatenate(things), np.concatenate(places), len(supply), None)


def _few_enough(pairs: int) -> None:
    """ParameterError when so many pairs would take a worker's memory, and minutes."""
    if pairs > MOST_PAIRS:
        raise ParameterError(
            f"距離の上限が長すぎて、場所と人の組み合わせが{pairs:,}になります（{MOST_PAIRS:,}まで）。within を短くしてください。",
            f"The limit is too long: {pairs:,} pairs of places and people (at most {MOST_PAIRS:,}). Give a shorter within.",
            parameter="within",
            maximum_pairs=MOST_PAIRS,
        )


def _sorted(thing: Index, place: Index, places: int, within: Index | None) -> Touched:
    order = np.lexsort((thing, place))
    return Touched(np.searchsorted(place[order], np.arange(places + 1)), thing[order], within)
