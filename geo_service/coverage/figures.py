"""Sums and weighted percentiles: from measured things to the figures of the city and of each unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.answer import PERCENTILES, Figures
from geo_service.coverage.city import Floats, Membership

Index = NDArray[np.int64]
FLOOR = 1e-3
"""No bound below a tenth of a point is claimed: areas' borders are published to about 0.1 m (six decimals of a degree), so that
neighbours overlap or gape by that much, and which of the two has the strip is nobody's to say."""
CEILING = 5e-3
"""Half a point. Shares of ground are exact up to floating-point noise (1e-9); only the rounding of distances to 0.1 m, which
the bound allows for, could exceed this, in a unit a few metres wide."""
MOST_DM = 10_000_000
"""Tenths of a metre up to which things are laid in order of distance by counting."""
WRITTEN = 0.05
"""Demand below this is written 0.0: a sliver of another ward's area, nobody a reader could find there."""


def belongs(its_ward: int, ward: int, demand: float) -> bool:
    """Whether a unit has a row in figures about one ward (-1: the whole city): it lies in it, or some of its people do, as
    those of overlapping areas."""
    return ward < 0 or its_ward == ward or demand >= WRITTEN


@dataclass(frozen=True)
class Measured:
    """n things (atoms with their people, or facilities counting 1 each).

    ``asked``: demand that can be measured; ``left_out``: demand that cannot. ``served``, ``one``, ``band``: shares of
    ``asked`` (see :class:`~geo_service.coverage.apportion.Apportioned`). ``distance_m``: on the reach, to the nearest
    place, inf when there is none. ``zone``: share inside the hazard's zone, None without zones. ``ground``: whether
    shares come from cutting ground.
    """

    asked: Floats
    left_out: Floats
    served: Floats
    one: Floats
    band: Floats
    distance_m: Floats
    zone: Floats | None
    ground: bool

    @cached_property
    def by_distance(self) -> Index:
        """Numbers of the things, nearest first."""
        from geo_service.coverage import figure_loops as loops

        # Distances have one decimal.
        near = np.isfinite(self.distance_m)
        farthest = float(self.distance_m[near].max(initial=0.0)) * 10
        if farthest > MOST_DM:
            return np.argsort(self.distance_m, kind="stable")
        number = np.full(len(near), int(farthest) + 2, dtype=np.int64)
        number[near] = np.rint(self.distance_m[near] * 10)
        found: Index = loops.by_whole_number(number, int(farthest) + 2)
        return found

    @cached_property
    def rank(self) -> Index:
        """Place of each thing in :attr:`by_distance`."""
        found = np.empty(len(self.by_distance), dtype=np.int64)
        found[self.by_distance] = np.arange(len(found))
        return found

    def share_served(self) -> float | None:
        """Of the whole; None when nobody can be asked about."""
        asked = float(self.asked.sum())
        return float(self.asked @ self.served) / asked if asked > 0 else None


def total_figures(measured: Measured, left_out_more: float = 0.0) -> Figures:
    """Figures of everything; ``left_out_more``: demand that is no thing at all (features without a position)."""
    n = len(measured.asked)
    everything = Membership(np.arange(n, dtype=np.int32), np.zeros(n, dtype=np.int32))
    return unit_figures(measured, everything, 1, left_out_more)[0]


def unit_figures(measured: Measured, members: Membership, n_units: int, left_out_more: float | Floats = 0.0) -> list[Figures]:
    """Figures of each unit of a set. ``members``: which unit each of the things lies in (none, one or several);
    ``left_out_more``: per unit, demand that is no thing at all."""
    from geo_service.coverage import figure_loops as loops  # numba takes half a second to import

    thing, unit = np.asarray(members.thing), np.asarray(members.unit)
    asked, served, left_out, one, band = loops.sums(
        thing, unit, measured.asked, measured.left_out, measured.served, measured.one, measured.band, n_units
    )
    served = np.clip(served, 0.0, asked)
    left_out = left_out + left_out_more
    one = np.clip(one, 0.0, served)
    zone = measured.zone
    in_zone = None if zone is None else loops.zone_sums(thing, unit, measured.asked, measured.served, zone, n_units)
    per_cent = percentiles(measured.distance_m, measured.by_distance, measured.asked, thing, unit, n_units, measured.rank)
    bound = np.zeros(n_units)
    if measured.ground:
        bound = np.minimum(FLOOR + band / np.where(asked > 0, asked, 1.0), CEILING) * (asked > 0)
    found = []
    for u in range(n_units):
        unserved = float(asked[u] - served[u])
        distances = {p: _known(per_cent[u, i]) for i, p in enumerate(PERCENTILES)}
        zones = None
        if in_zone is not None:
            inside, inside_served = float(in_zone[0][u]), min(float(in_zone[1][u]), float(in_zone[0][u]))
            zones = (inside, inside_served, inside - inside_served)
        # Added up in this order so that demand = served + unserved + left_out holds to the last bit.
        demand = float(served[u]) + unserved + float(left_out[u])
        found.append(
            Figures(
                demand=demand,
                served=float(served[u]),
                unserved=unserved,
                left_out=float(left_out[u]),
                depends_on_one=float(one[u]),
                distance_m=distances,
                error_bound=float(bound[u]),
                in_zone=zones,
            )
        )
    return found


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def percentiles(
    distance_m: Floats,
    by_distance: Index,
    weight: Floats,
    thing: NDArray[np.int32],
    unit: NDArray[np.int32],
    n_units: int,
    rank: Index | None = None,
) -> Floats:
    """Weighted percentiles of distance by unit, (n_units, 4): the smallest distance within which at least that part of
    the weight lies; NaN where a unit has no weight, inf where there is no place. ``by_distance``: argsort of distances;
    ``rank``: place of each thing in it."""
    result = np.full((n_units, len(PERCENTILES)), np.nan)
    n = len(distance_m)
    if not n or not len(thing):
        return result
    from geo_service.coverage import figure_loops as loops

    if rank is None:
        rank = np.empty(n, dtype=np.int64)
        rank[by_distance] = np.arange(n)
    ordered_thing, edges = loops.by_unit(thing, unit, rank, by_distance, n_units)
    cumulated = np.cumsum(weight[ordered_thing])
    before = np.concatenate([[0.0], cumulated])[edges]
    whole = np.diff(before)
    for i, p in enumerate(PERCENTILES):
        target = before[:-1] + whole * (p / 100) - 1e-9 * whole
        at = np.clip(np.searchsorted(cumulated, target), edges[:-1], np.maximum(edges[1:] - 1, edges[:-1]))
        has = whole > 0
        result[has, i] = distance_m[ordered_thing[at[has]]]
    return result
