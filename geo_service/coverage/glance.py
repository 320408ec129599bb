"""A ward at a glance: its people by group beside the city's, and its evacuation sites by hazard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Atoms, City

Flags = NDArray[np.bool_]
LEAST_SHARE = 0.01
"""Of a small area with less of itself in a ward it is not said that the ward's count lacks it."""


@dataclass(frozen=True)
class GroupCount:
    """People (or households) of one group in a ward and in the whole city. ``known`` False: the group is not loaded.

    ``unknown``: areas of the ward whose count is not published (they are in no number here, and are not 0); ``people`` is NaN
    where none is. Shares are of the same dataset's residents; None where it has none, and where the areas that say how many
    of the group there are, are not those that say how many residents.
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
        here = np.unique(atoms.feature[inside & (np.asarray(atoms.share) >= LEAST_SHARE)])
        unknown = int(np.isnan(np.asarray(atoms.counts[group])[here]).sum())
        # Where none of the areas says how many, nothing is known: not 0.
        known = not (len(here) and unknown == len(here))
        people = float(atoms.people(group)[inside].sum()) if known else float("nan")
        everywhere = np.ones(len(atoms), dtype=np.bool_)
        found.append(
            GroupCount(group, people, share_of(atoms, group, whole, inside), share_of(atoms, group, whole, everywhere), unknown)
        )
    return tuple(found)


def share_of(atoms: Atoms, group: str, whole: str, inside: Flags) -> float | None:
    """The group's part of ``whole`` among the atoms that are ``inside`` (bool, shape (n,)), 0 to 1. None where the dataset has
    no ``whole`` (that of another would be of another date), where nobody lives, and where the areas with a count of the group
    are not those with a count of ``whole``: the part would be too small or too large."""
    if whole not in atoms.counts:
        return None
    here = np.unique(atoms.feature[inside & (np.asarray(atoms.share) >= LEAST_SHARE)])
    some, base = (np.isnan(np.asarray(atoms.counts[one])[here]) for one in (group, whole))
    if (some != base).any():
        return None
    return _part(float(atoms.people(group)[inside].sum()), float(atoms.people(whole)[inside].sum()))


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
