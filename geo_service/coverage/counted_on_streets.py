"""How many places of each of several supplies reach a thing along streets: all supplies in one search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.demand import Demanded
from geo_service.coverage.measure import Found, Index, rows, served_after
from geo_service.coverage.reach import reported
from geo_service.coverage.search import SETS, Ends, Masks, gather, search
from geo_service.coverage.supply import Supplied

Bools = NDArray[np.bool_]
AT_A_TIME = 50_000
"""Things whose places are looked up at a time, which bounds memory."""


def counts_within(demand: Demanded, supplies: Sequence[Supplied], most: int = 2) -> list[Index]:
    """Of each supply, how many of its places reach each of the n things within their limits, counted up to ``most`` (1 or 2).

    All supplies are on the same streets; their layers may differ. Every limit of every supply is a set of its own, 32 of them
    in one search that goes no farther than the longest limit. Where demand and supply are one layer, no place counts for itself.
    """
    counts = [np.zeros(len(demand.which), dtype=np.int64) for _ in supplies]
    sets = [(s, float(limit_m)) for s, one in enumerate(supplies) for limit_m in np.unique(one.limit_m)]
    for first in range(0, len(sets), SETS):
        _count(demand, supplies, sets[first : first + SETS], most, counts)
    return [np.minimum(one, most) for one in counts]


def _count(demand: Demanded, supplies: Sequence[Supplied], sets: list[tuple[int, float]], most: int, counts: list[Index]) -> None:
    walk = supplies[sets[0][0]].walk
    if walk is None:
        raise ValueError("the supplies are not on streets")
    bits: dict[tuple[int, int], int] = {}
    sources = {id(one.source): one.source for one in supplies}
    order = {key: at for at, key in enumerate(sources)}
    for bit, (s, limit_m) in enumerate(sets):
        for index in supplies[s].index[supplies[s].limit_m == limit_m].tolist():
            key = order[id(supplies[s].source)], index
            bits[key] = bits.get(key, 0) | 1 << bit
    # By layer, then by row. Which of equally far places comes first changes no count.
    keys = sorted(bits)
    masks: Masks = np.array([bits[key] for key in keys], dtype=np.uint32)
    parts = [
        walk.entrances(source, np.array([index for at, index in keys if at == order[key]], dtype=np.int64))
        for key, source in sources.items()
    ]
    places = _joined(parts)
    own = np.array([index if order.get(id(demand.source)) == at else -1 for at, index in keys], dtype=np.int64)
    k = most + 1 if (own >= 0).any() else most
    limits_dm = np.array([np.round(limit_m * 10, 6) for _, limit_m in sets])
    labels = search(walk.graph, places, masks, k, int(np.floor(limits_dm.max())), len(sets))
    for at in range(0, len(demand.which), AT_A_TIME):
        things = np.arange(at, min(at + AT_A_TIME, len(demand.which)))
        which = demand.which[things]
        distance_dm, place = gather(walk.graph, labels, walk.ends(demand.source, which), places, masks, k, len(sets))
        reaches = (place >= 0) & (distance_dm <= limits_dm[:, None])
        reaches &= own[place] != np.asarray(which)[:, None, None]
        for bit, (s, _) in enumerate(sets):
            counts[s][things] += reaches[:, bit].sum(axis=1)


def _joined(parts: list[Ends]) -> Ends:
    """The ends of places of several layers, owned by their position in the whole."""
    names = ("edge", "to_start_dm", "to_end_dm", "along_dm", "access_dm", "x", "y")
    before = np.cumsum([0, *(one.things() for one in parts)])
    owner = np.concatenate([one.owners() + first for one, first in zip(parts, before[:-1], strict=True)]).astype(np.int32)
    return Ends(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in names}, owner=owner)


def shares_after(demand: Demanded, found: Found, before: Supplied, afters: Sequence[Supplied]) -> list[float | None]:
    """The share served with each of other choices of places in turn, of the same layer and limits as those ``before``.

    Along streets what was ``found`` is used: who had a place that stays keeps it; only places that are added, and what is left
    for those whose kept places all go while others may be within their limit, are searched, all choices in one search.
    """
    if before.walk is None:
        return [served_after(demand, found, before, after) for after in afters]
    served, searched = [], []
    for after in afters:
        stays, open_still = _kept(demand, found, before, after)
        added = after.only(np.flatnonzero(~np.isin(after.index, before.index)))
        # Where somebody's kept places all go, what they may still reach is among all that are left.
        searched.append(after if open_still else added)
        served.append(stays)
    if any(len(one) for one in searched):
        left = np.flatnonzero(demand.measurable & ~np.all(served, axis=0))
        for stays, count in zip(served, counts_within(rows(demand, left), searched, most=1), strict=True):
            stays[left] |= count > 0
    asked = found.measured.asked
    whole = float(asked.sum())
    return [float(asked @ stays) / whole if whole > 0 else None for stays in served]


def _kept(demand: Demanded, found: Found, before: Supplied, after: Supplied) -> tuple[Bools, bool]:
    """Who is within the limit of a place the search kept and that stays, and whether others may be within that of one it did
    not keep."""
    stays = np.isin(before.index, after.index)
    still = np.zeros(len(demand.which), dtype=np.bool_)
    more = np.zeros(len(demand.which), dtype=np.bool_)
    itself = int(demand.source is before.source)
    for ring in found.near.rings:
        limit_m, kept = float(before.limit_m[ring.members[0]]), ring.straight_m.shape[1]
        many = np.zeros(len(demand.which), dtype=np.int8)
        for k in range(kept):  # a column at a time: several times faster than along rows of three
            within = (ring.place[:, k] >= 0) & (reported(ring.straight_m[:, k], before.factor) <= limit_m)
            still |= within & stays[ring.place[:, k]]
            many += within
        if kept < len(ring.members):
            more |= many >= kept - itself
    return still, bool((more & ~still).any())
