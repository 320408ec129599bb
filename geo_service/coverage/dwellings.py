"""How high a unit's households live, told by tables of dwellings or by the buildings that stand there.

For each unit, how its households spread over the highest floor that they can use by themselves, at two stated extremes: all
that is not known turned out as low, or as high, as it can be. A detached or row house has all its floors to itself, a flat
only the one it is on. Figures of households stand for people: nothing published says how many live in which kind of house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Floats, Ints
from geo_service.coverage.floors import FLOORS

HOUSES = ("detached", "row_house")
STOREYS: Mapping[str, tuple[int, int]] = {
    "apartments_1_2": (1, 2),
    "apartments_3_5": (1, 5),
    "apartments_6_10": (1, 10),
    "apartments_11_over": (1, FLOORS),
}
"""Flats by the storeys of the house → the lowest and highest floor they may be on."""
LIVED: Mapping[str, tuple[int, int]] = {
    "lived_1_2": (1, 2),
    "lived_3_5": (3, 5),
    "lived_6_10": (6, 10),
    "lived_11_over": (11, FLOORS),
}
"""Flats by the floor they are on → the lowest and highest that it may be."""
COUNTED = ("households", *HOUSES, "apartments", *STOREYS, "other", *LIVED)
"""The counts of a table."""
HOUSE_STOREYS = 3
"""A detached or row house whose storeys nothing says may have one floor, and three at most."""
BASES = ("", "buildings", "houses", "floors")
"""What a unit's distribution is from, the least to be preferred first: nothing; the buildings that stand there; a table by the
storeys of the houses; a table by the floors lived on."""


@dataclass(frozen=True)
class Dwellings:
    """The n units of one unit set. ``counts``: field of :data:`COUNTED` → (n,) households, NaN not published.

    ``basis``: (n,) index into :data:`BASES`. ``held_by``: (n,) the unit whose counts hold this one's households (areas kept
    back are counted with a neighbour's), -1 its own. ``dataset``: (n,) index into City.datasets of the table, -1 none.
    ``low``, ``high``: (n, FLOORS) shares of households by the highest floor they can use, each row summing to 1, NaN where
    nothing is known.
    """

    unit_set: str
    counts: Mapping[str, Floats]
    basis: Ints
    held_by: Ints
    dataset: Ints
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.basis)

    def top_floors(self) -> tuple[Floats, Floats]:
        """The lowest and the highest extreme of all units, (n, FLOORS) each; rows of NaN where nothing is known."""
        return self.low, self.high

    def top_floor(self, unit: int) -> tuple[Floats, Floats]:
        """The same of one unit, (FLOORS,) each."""
        return self.low[unit], self.high[unit]

    @property
    def source(self) -> str:
        """What most of the units that are known of are told by, one of :data:`BASES`; the better of two alike."""
        times = np.bincount(np.asarray(self.basis), minlength=len(BASES))[1:]
        return BASES[len(times) - int(np.argmax(times[::-1]))] if times.any() else ""


def unknown() -> tuple[Floats, Floats]:
    """The two extremes where nothing is known, (FLOORS,) each: all on the ground floor, all at the top."""
    low, high = np.zeros(FLOORS), np.zeros(FLOORS)
    low[0] = high[-1] = 1.0
    return low, high


def from_counts(counts: Mapping[str, Floats], house_storeys: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The extremes by a table, (n, FLOORS) each, and where they are told by the floors lived on, (n,).

    ``counts``: as in :class:`Dwellings`; a field no unit has is one the table does not count apart. ``house_storeys``: (n,)
    the most storeys of the unit's detached and row houses, NaN unknown. A unit of which a kind that the table counts is kept
    back is known only where the total says how many that leaves.
    """
    n = len(house_storeys)
    given = {name: np.asarray(counts[name], dtype=np.float64) for name in COUNTED if name in counts}
    given = {name: values for name, values in given.items() if not np.isnan(values).all()}
    nothing = np.zeros(n)
    low, high = np.zeros((n, FLOORS)), np.zeros((n, FLOORS))
    lived = [given[name] for name in LIVED if name in given]
    storeys = [given[name] for name in STOREYS if name in given]
    by_lived = np.isfinite(lived).any(axis=0) if lived else np.zeros(n, dtype=np.bool_)
    flats = given.get("apartments", np.full(n, np.nan))
    for parts in (storeys, lived):
        if parts:
            whole = np.sum(parts, axis=0)
            flats = np.where(np.isnan(flats), whole, flats)
    houses = np.sum([given.get(name, nothing) for name in HOUSES], axis=0)
    other = given.get("other", nothing)
    told = np.nan_to_num(houses) + np.nan_to_num(flats) + np.nan_to_num(other)
    total = given.get("households", np.full(n, np.nan))
    total = np.where(np.isnan(total), houses + flats + other, np.fmax(total, told))

    rows, top = np.arange(n), np.clip(np.nan_to_num(house_storeys, nan=HOUSE_STOREYS), 1, FLOORS).astype(np.int64)
    low[:, 0] += np.nan_to_num(houses)
    high[rows, top - 1] += np.nan_to_num(houses)
    left = np.nan_to_num(flats)
    for names, floors, mine in ((LIVED, LIVED, by_lived), (STOREYS, STOREYS, ~by_lived)):
        for name in names:
            # Never more flats than there are, should the parts of a table not fit its sum.
            part = np.minimum(np.where(mine, np.nan_to_num(given.get(name, nothing)), 0.0), left)
            low[:, floors[name][0] - 1] += part
            high[:, floors[name][1] - 1] += part
            left = left - part
    # Flats of which no more is said, other dwellings, and what is kept back may be anywhere.
    anywhere = left + np.nan_to_num(total) - np.nan_to_num(houses) - np.nan_to_num(flats)
    anywhere = np.clip(anywhere, 0.0, None)
    low[:, 0] += anywhere
    high[:, -1] += anywhere
    known = np.isfinite(total) & (total > 0)
    return _shares(low, known), _shares(high, known), by_lived & known


def from_buildings(
    unit: Ints, flats: NDArray[np.bool_], storeys: Floats, area_m2: Floats, n: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The extremes by the buildings people live in, (n, FLOORS) each, and which of n units have any, (n,).

    One entry per kind of building: its unit, whether it holds flats (else it is a house), storeys (NaN unknown), and floor
    area of one storey. People are spread evenly over floor area. A house's people have all its floors; a flat's their own.
    A building of unknown storeys weighs as much as the unit's others of its kind on average, else two storeys a house and
    three a house of flats.
    """
    low, high = np.zeros((n, FLOORS)), np.zeros((n, FLOORS))
    for kind, usual in ((False, 2.0), (True, 3.0)):
        mine = flats == kind
        of, tall, ground = unit[mine], storeys[mine], area_m2[mine]
        said = np.isfinite(tall)
        floor_area = np.bincount(of[said], (tall * ground)[said], n)
        footprint = np.bincount(of[said], ground[said], n)
        mean = np.divide(floor_area, footprint, out=np.full(n, usual), where=footprint > 0)
        weight = ground * np.where(said, tall, mean[of])
        for u, s, w in zip(of.tolist(), tall.tolist(), weight.tolist(), strict=True):
            if np.isnan(s):
                low[u, 0] += w
                high[u, FLOORS - 1 if kind else HOUSE_STOREYS - 1] += w
            elif not kind:
                floor = min(int(s), FLOORS) - 1
                low[u, floor] += w
                high[u, floor] += w
            else:
                each = np.bincount(np.minimum(np.arange(int(s)), FLOORS - 1), minlength=FLOORS) * (w / s)
                low[u] += each
                high[u] += each
    known = low.sum(axis=1) > 0
    return _shares(low, known), _shares(high, known), known


def _shares(weight: Floats, known: NDArray[np.bool_]) -> Floats:
    out = np.full(weight.shape, np.nan)
    out[known] = weight[known] / weight[known].sum(axis=1, keepdims=True)
    return out
