"""How much of each atom's ground is within the limit: exactly, without cells or polygons standing in for circles.

Most atoms are surely wholly within or wholly beyond every place's limit (centroid and radius decide); the rest is cut by
the closed forms of :mod:`geo_service.coverage.discs`. Atoms that are points are within or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Atoms, Floats
from geo_service.coverage.discs import disc_area, ring_edges, several
from geo_service.coverage.reach import ROUNDING_M, Nearby, Ring, pairs_within, reported
from geo_service.coverage.supply import Supplied

Index = NDArray[np.int64]
EDGE_M = 1e-9
"""An atom that misses being covered by less than this is covered: floating-point noise."""
TASKS = 100_000
"""Most pieces of ground cut at once, which bounds memory."""


@dataclass(frozen=True)
class Apportioned:
    """Of n atoms: shares of ground 0 to 1.

    ``one``: within the limit of exactly one place. ``band``: so near the limit (0.05 m of reach) that the rounding of
    distances decides. ``server``: the nearest place whose limit reaches the atom, as position in the supply, -1 for none.
    """

    served: Floats
    one: Floats
    band: Floats
    server: Index


def apportion(atoms: Atoms, which: Index, near: Nearby, supply: Supplied, *, only_served: bool = False) -> Apportioned:
    """Share of the atoms ``which`` within the limit of any place. ``near``: the nearest places of these atoms.

    ``only_served``: ``one`` is not needed and not right.
    """
    enough = 1 if only_served else 2
    n = len(which)
    area, radius = atoms.area_m2[which], np.where(atoms.area_m2[which] > 0, atoms.radius[which], 0.0)
    # Along streets an atom is where it steps onto them: wholly within the limit or not.
    ground = (area > 0) if supply.walk is None else np.zeros(n, dtype=np.bool_)
    cover = np.zeros(n, dtype=np.int64)
    server = np.full(n, -1, dtype=np.int64)
    server_m = np.full(n, np.inf)
    touching: list[tuple[Index, Index]] = []
    for ring in near.rings:
        covers, touches, pairs = _one_limit(near, ring, supply, radius, ground, enough)
        cover += covers
        nearer = (touches | (covers > 0)) & (ring.straight_m[:, 0] < server_m)
        server[nearer], server_m[nearer] = ring.place[nearer, 0], ring.straight_m[nearer, 0]
        touching.append(pairs)

    served = (cover > 0).astype(np.float64)
    one = (cover == 1).astype(np.float64)
    band = np.zeros(n)
    thing = np.concatenate([t for t, _ in touching]) if touching else np.zeros(0, dtype=np.int64)
    place = np.concatenate([p for _, p in touching]) if touching else np.zeros(0, dtype=np.int64)
    undecided = cover[thing] < enough
    thing, place = thing[undecided], place[undecided]
    order = np.lexsort((place, thing))
    thing, place = thing[order], place[order]
    count = np.bincount(thing, minlength=n)
    first = np.cumsum(count) - count
    for k in np.unique(count[count > 0]).tolist():
        for rows in _chunks(np.flatnonzero(count == k), max(1, TASKS // max(1, k * (k - 1)))):
            discs = place[first[rows][:, None] + np.arange(k)]
            any_m2, two_m2, arc_m = _cut(atoms, which[rows], discs, supply)
            whole = area[rows]
            any_share = np.clip(any_m2 / whole, 0.0, 1.0)
            only_one = np.clip((any_m2 - two_m2) / whole, 0.0, 1.0)
            free = cover[rows] == 0
            served[rows] = np.where(free, any_share, 1.0)
            one[rows] = np.where(free, only_one, 1.0 - any_share)
            band[rows] = np.where(free, np.clip(arc_m * ROUNDING_M / supply.factor / whole, 0.0, 1.0), 0.0)
    return Apportioned(served, one, band, server)


def served_ground(atoms: Atoms, which: Index, near: Nearby, supply: Supplied) -> Floats:
    """Share of the atoms ``which`` within the limit of any place, (n,): what :func:`apportion` finds, in a fraction of the time
    because only ground that an edge may cross is looked at twice."""
    area, radius = atoms.area_m2[which], np.asarray(atoms.radius[which])
    ground = (area > 0) if supply.walk is None else np.zeros(len(which), dtype=np.bool_)
    served, open_still = np.zeros(len(which), dtype=np.bool_), np.zeros(len(which), dtype=np.bool_)
    for ring in near.rings:
        limit_m = float(supply.limit_m[ring.members[0]])
        reach_m, nearest_m = limit_m / supply.factor, ring.straight_m[:, 0]
        if ground.any():
            served |= ground & (nearest_m + radius <= reach_m + EDGE_M)
            open_still |= ground & (nearest_m - radius < reach_m)
        if not ground.all():
            # Only beside the limit does it matter how a distance is rounded.
            close = np.flatnonzero(~ground & (np.abs(nearest_m * supply.factor - limit_m) < 1.0))
            within = ~ground & (nearest_m * supply.factor < limit_m)
            within[close] = reported(nearest_m[close], supply.factor) <= limit_m
            served |= within
    shares = served.astype(np.float64)
    cut = np.flatnonzero(open_still & ~served)
    if len(cut):
        shares[cut] = apportion(atoms, which[cut], near.rows(cut), supply, only_served=True).served
    return shares


def _one_limit(
    near: Nearby, ring: Ring, supply: Supplied, radius: Floats, ground: NDArray[np.bool_], enough: int
) -> tuple[Index, NDArray[np.bool_], tuple[Index, Index]]:
    """For the places of one limit: how many surely cover each atom (``enough`` or more count as enough), whether any
    touches it, and the pairs (atom, place) where the circle may cross an atom that is not covered enough."""
    limit_m = float(supply.limit_m[ring.members[0]])
    reach_m = limit_m / supply.factor
    cover = np.zeros(len(radius), dtype=np.int64)
    touches = np.zeros(len(radius), dtype=np.bool_)
    points = np.flatnonzero(~ground)
    if len(points):
        cover[points] = np.sum(reported(ring.straight_m[points], supply.factor) <= limit_m, axis=1)
    # Most ground is far from every place, or well inside the circles of enough of them: two comparisons decide those.
    close = np.flatnonzero(ground & (ring.straight_m[:, 0] - radius < reach_m))
    touches[close] = True
    column = min(enough, ring.straight_m.shape[1]) - 1
    inside = ring.straight_m[close, column] + radius[close] <= reach_m + EDGE_M
    cover[close[inside]] = column + 1
    near_edge = close if column + 1 < enough else close[~inside]

    near_m, size = ring.straight_m[near_edge], radius[near_edge]
    covers = near_m + size[:, None] <= reach_m + EDGE_M
    crosses = ~covers & (near_m - size[:, None] < reach_m)
    cover[near_edge] = np.sum(covers, axis=1)
    # Where the last of the nearest still crosses, others may: search them all.
    more = crosses[:, -1] & (near_m.shape[1] < len(ring.members))
    row, rank = np.nonzero(crosses & ~more[:, None])
    atom, place = near_edge[row], ring.place[near_edge[row], rank]
    rows = near_edge[more]
    if len(rows):
        found, other = pairs_within(near.x[rows], near.y[rows], ring, reach_m + radius[rows])
        far = np.hypot(near.x[rows][found] - supply.x[other], near.y[rows][found] - supply.y[other])
        partly = (far + radius[rows][found] > reach_m + EDGE_M) & (far - radius[rows][found] < reach_m)
        atom, place = np.concatenate([atom, rows[found[partly]]]), np.concatenate([place, other[partly]])
    return np.minimum(cover, enough), touches, (atom, place)


def _cut(atoms: Atoms, which: Index, discs: Index, supply: Supplied) -> tuple[Floats, Floats, Floats]:
    """Areas (m²) of atoms within at least one and at least two of their (n, k) discs, and the length (m) of the edge."""
    x, y, radius = supply.x[discs], supply.y[discs], supply.radius_m[discs]
    if discs.shape[1] > 1:
        return several(atoms, which, x, y, radius)
    edges = ring_edges(atoms, which)
    area, arc = disc_area(edges, x[:, 0] - atoms.x[which], y[:, 0] - atoms.y[which], radius[:, 0])
    return area, np.zeros(len(which)), arc


def _chunks(rows: Index, size: int) -> list[Index]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]
