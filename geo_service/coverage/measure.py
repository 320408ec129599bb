"""Measuring demand against supply: what is served, by how many places, how far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo_service.coverage.apportion import apportion, served_ground
from geo_service.coverage.city import Atoms, Floats
from geo_service.coverage.demand import Demanded
from geo_service.coverage.figures import Measured
from geo_service.coverage.reach import MANY, ROUNDING_M, Nearby, except_itself, nearby, nearest, pairs_within, reported
from geo_service.coverage.straight import nearest_straight
from geo_service.coverage.supply import Supplied
from geo_service.coverage.walked import pairs_on_streets, walked

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """The n things of a demand measured against a supply. ``near``: their nearest places. ``within``: how many places
    reach each facility (0s for people). ``nearest_place`` and ``server``: positions in the supply, -1 for none."""

    measured: Measured
    near: Nearby
    within: Index
    nearest_place: Index
    server: Index


def measure(demand: Demanded, supply: Supplied, near: Nearby | None = None, *, only_served: bool = False) -> Found:
    """Measure everything. ``near``: the search of an earlier call for the same things and places (limits may differ).

    A facility at the very spot of a place is served by it, at distance 0 (a nursery in a school that is a site); but
    where demand and supply are one layer, no place serves itself. ``only_served``: only shares served are needed.
    """
    can = demand.measurable
    itself = _itself(demand, supply) if demand.source is supply.source else None
    if near is None and supply.walk is not None:
        near = walked(demand, supply)
        if itself is not None:
            near = except_itself(near, itself)
    elif near is None:
        near = _straight(demand, supply)
        if itself is not None:
            near = except_itself(near, itself)
    straight_m, place = nearest(near)
    n = len(demand.which)
    if isinstance(demand.source, Atoms):
        parts = apportion(demand.source, demand.which, near, supply, only_served=only_served)
        served, one, band, server = parts.served, parts.one, parts.band, parts.server
        within = np.zeros(n, dtype=np.int64)
    else:
        within, server = _counted(demand, near, supply, itself, only_served)
        within[~can] = 0
        served, one, band = (within > 0).astype(np.float64), (within == 1).astype(np.float64), np.zeros(n)
    measured = Measured(
        asked=np.where(can, demand.amount, 0.0),
        left_out=np.where(can, 0.0, demand.amount),
        served=served,
        one=one,
        band=band,
        distance_m=reported(straight_m, supply.factor),
        zone=demand.zone,
        ground=isinstance(demand.source, Atoms) and supply.walk is None and bool(np.any(demand.source.area_m2[demand.which] > 0)),
    )
    return Found(measured, near, within, np.where(can, place, -1), np.where(can, server, -1))


def shares_served(demand: Demanded, supply: Supplied, near: Nearby) -> Floats:
    """Of each thing, the share that is served, (n,): what :func:`measure` finds. ``near``: the search of an earlier call for the
    same things and places (limits may differ)."""
    if isinstance(demand.source, Atoms):
        return served_ground(demand.source, demand.which, near, supply)
    return measure(demand, supply, near, only_served=True).measured.served


def share_served(demand: Demanded, supply: Supplied, near: Nearby | None = None) -> float | None:
    """Of the whole demand; None when nobody can be asked about. ``near`` as above; searched when it is not given."""
    if near is None and not isinstance(demand.source, Atoms):
        return measure(demand, supply, only_served=True).measured.share_served()
    if near is None:
        near = walked(demand, supply) if supply.walk is not None else _straight(demand, supply)
    asked = np.where(demand.measurable, demand.amount, 0.0)
    whole = float(asked.sum())
    return float(asked @ shares_served(demand, supply, near)) / whole if whole > 0 else None


def _straight(demand: Demanded, supply: Supplied) -> Nearby:
    can = demand.measurable
    return nearby(np.where(can, demand.x, 0.0), np.where(can, demand.y, 0.0), supply)


def _itself(demand: Demanded, supply: Supplied) -> Index:
    at = {int(index): position for position, index in enumerate(supply.index)}
    return np.array([at.get(int(index), -1) for index in demand.which], dtype=np.int64)


def _counted(demand: Demanded, near: Nearby, supply: Supplied, itself: Index | None, only_served: bool) -> tuple[Index, Index]:
    """How many places reach each point, and the nearest of them (-1: none). ``only_served``: whether any does; along streets
    the count is then of the kept places only, and nothing is searched again."""
    n = len(near.x)
    within = np.zeros(n, dtype=np.int64)
    server = np.full(n, -1, dtype=np.int64)
    server_m = np.full(n, np.inf)
    if supply.walk is not None and not only_served:
        thing, place = pairs_on_streets(demand, supply)
        within += np.bincount(thing if itself is None else thing[place != itself[thing]], minlength=n)
    for ring in near.rings:
        limit_m = float(supply.limit_m[ring.members[0]])
        if supply.walk is None:
            reach_m = np.full(n, (limit_m + ROUNDING_M) / supply.factor + 1e-6)
            thing, place = pairs_within(near.x, near.y, ring, reach_m)
            straight_m = np.hypot(near.x[thing] - supply.x[place], near.y[thing] - supply.y[place])
            reaches = reported(straight_m, supply.factor) <= limit_m
            if itself is not None:
                reaches &= place != itself[thing]
            within += np.bincount(thing[reaches], minlength=n)
        elif only_served:
            within += np.sum(reported(ring.straight_m, supply.factor) <= limit_m, axis=1)
        first = (reported(ring.straight_m[:, 0], supply.factor) <= limit_m) & (ring.straight_m[:, 0] < server_m)
        server[first], server_m[first] = ring.place[first, 0], ring.straight_m[first, 0]
    return within, server


def users(demand: Demanded, found: Found, n_places: int) -> Floats:
    """Served demand by the nearest place that reaches it, (m,): sums to what is served."""
    held = found.server >= 0
    amount = (found.measured.asked * found.measured.served)[held]
    return np.asarray(np.bincount(found.server[held], amount, n_places), dtype=np.float64)


def served_after(demand: Demanded, found: Found, before: Supplied, after: Supplied) -> float | None:
    """Share served when some places are added or taken away (same limits and reach otherwise). Only things that a
    changed place can reach are measured again."""
    changed = _difference(before, after)
    served = found.measured.served.copy()
    touched = np.flatnonzero(_reached(demand, changed))
    if len(touched):
        again = measure(rows(demand, touched), after, only_served=True)
        served[touched] = again.measured.served
    asked = float(found.measured.asked.sum())
    return float(found.measured.asked @ served) / asked if asked > 0 else None


def _difference(before: Supplied, after: Supplied) -> Supplied:
    more, fewer = (after, before) if len(after) > len(before) else (before, after)
    return more.only(np.flatnonzero(~np.isin(more.index, fewer.index)))


def _reached(demand: Demanded, places: Supplied) -> NDArray[np.bool_]:
    """Which things any of these places may reach."""
    can = demand.measurable
    things = np.where(can, demand.x, 0.0), np.where(can, demand.y, 0.0)
    size = demand.source.radius[demand.which] if isinstance(demand.source, Atoms) else np.zeros(len(demand.which))
    farthest = float(size.max(initial=0.0)) + 1.0
    touched = np.zeros(len(demand.which), dtype=np.bool_)
    for limit_m in np.unique(places.limit_m):
        x, y = (np.ascontiguousarray(one[places.limit_m == limit_m]) for one in (places.x, places.y))
        reach_m = (float(limit_m) + ROUNDING_M) / places.factor
        if len(can) >= MANY:
            straight_m: Floats = nearest_straight(things[0], things[1], x, y, 1)[0][:, 0]
        else:
            # With a bound the search gives up early almost everywhere; what it does not find is infinitely far.
            tree = cKDTree(np.column_stack([x, y]))
            straight_m = np.asarray(tree.query(np.column_stack(things), distance_upper_bound=reach_m + farthest)[0])
        touched |= straight_m <= reach_m + size + 1e-6
    return touched & can


def rows(demand: Demanded, which: Index) -> Demanded:
    """Only these of the things (for shares served: without memberships and reasons)."""
    return Demanded(
        source=demand.source,
        which=demand.which[which],
        x=demand.x[which],
        y=demand.y[which],
        amount=demand.amount[which],
        measurable=demand.measurable[which],
        zone=None,
        members={},
        unknown={},
        left_out_more=0.0,
        reasons=(),
    )
