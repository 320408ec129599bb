"""A ward at a glance: its people by group beside the city's, and its evacuation sites by hazard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo_service.coverage.city import Atoms, City


@dataclass(frozen=True)
class GroupCount:
    """People (or households) of one group in a ward and in the whole city. ``known`` False: the group is not loaded.

    ``unknown``: areas of the ward whose count is not published (they are in no number here, and are not 0). Shares are of the
    same dataset's residents; None where it has none.
    """

    group: str
    people: float
    share: float | None
    city_share: float | None
    unknown: int
    known: bool = True


@dataclass(frozen=True)
class HazardSites:
    """The ward's own evacuation sites in use, by their mark for one hazard."""

    hazard: str
    designated: int
    not_designated: int
    not_stated: int


def group_counts(city: City, ward: str, groups: Sequence[str], whole: str = "residents") -> tuple[GroupCount, ...]:
    """The groups in the ward of that code ("": in the whole city), in the order given; ``whole``: what shares are of."""
    found = []
    for group in groups:
        atoms = city.population(group)
        if atoms is None:
            found.append(GroupCount(group, float("nan"), None, None, 0, False))
            continue
        inside = _inside(city, atoms, ward)
        people = atoms.people(group)
        mine, all_there = float(people[inside].sum()), float(people.sum())
        share = city_share = None
        # A share of another dataset's people would be of another date.
        if whole in atoms.counts:
            base = atoms.people(whole)
            share, city_share = _part(mine, float(base[inside].sum())), _part(all_there, float(base.sum()))
        missing = np.unique(atoms.feature[inside & (np.asarray(atoms.share) >= 0.01)])
        unknown = int(np.isnan(np.asarray(atoms.counts[group])[missing]).sum())
        found.append(GroupCount(group, mine, share, city_share, unknown))
    return tuple(found)


def _part(some: float, all_of_them: float) -> float | None:
    return some / all_of_them if all_of_them > 0 else None


def _inside(city: City, atoms: Atoms, ward: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which atoms lie in the ward."""
    if not ward:
        return np.ones(len(atoms), dtype=np.bool_)
    members = atoms.members["wards"]
    at = city.unit_sets["wards"].code.index(ward)
    return np.asarray(np.isin(np.arange(len(atoms)), np.asarray(members.thing)[np.asarray(members.unit) == at]), dtype=np.bool_)


def hazard_sites(city: City, ward: str, layer: str = "evacuation_sites") -> tuple[HazardSites, ...]:
    """The ward's sites by hazard, of the hazards that any site of the city has a mark for; empty where the layer is not
    loaded."""
    places = city.places.get(layer)
    if places is None:
        return ()
    mine = np.asarray(places.own & places.used, dtype=np.bool_)
    here = mine & (np.asarray(places.ward) == city.unit_sets["wards"].code.index(ward)) if ward else mine
    found = []
    for hazard, marks in places.marks.items():
        if (np.asarray(marks)[mine] >= 0).any():
            states = np.asarray(marks)[here]
            found.append(HazardSites(hazard, int((states == 1).sum()), int((states == 0).sum()), int((states == -1).sum())))
    return tuple(found)
