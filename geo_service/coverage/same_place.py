"""Which shelter (指定避難所) and which evacuation site (指定緊急避難場所) are one place, and what that says of hazards.

Shelters carry no hazard marks of their own. A shelter takes those of the one site at the same address *and* of the same name:
two schools can share an address, and two lists give one place points up to 150 m apart. Nothing is guessed: what fits several
is listed, and a shelter without a site has no marks ("not stated").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geo_service.coverage.city import Ints, Marks, Places

SAME_WITHIN_M = 200.0
"""Farthest that the two lists' points of one place may lie apart. Real lists differ by up to 149 m (Kawasaki, of 174)."""
Fold = Callable[[str], str]
"""Text → the key it is compared by."""
Why = Literal["several", "far", "other_name", "no_site"]


@dataclass(frozen=True)
class Unpaired:
    """Shelters that took no marks, with the sites in question (indices into both lists).

    ``why``: "several" places of that address and name in either list; "far": the one that fits is too far away, or one of the
    two has no point; "other_name": sites at the same address have other names only; "no_site": none at the address.
    """

    shelters: tuple[int, ...]
    sites: tuple[int, ...]
    why: Why


@dataclass(frozen=True)
class SamePlaces:
    """``site`` (n shelters,): index of the site that is the same place, -1 none. ``unpaired``: all the others, by id."""

    site: Ints
    unpaired: tuple[Unpaired, ...]

    @property
    def paired(self) -> int:
        """How many shelters are one with a site."""
        return int((self.site >= 0).sum())


def same_places(shelters: Places, sites: Places, address_key: Fold, name_key: Fold) -> SamePlaces:
    """Pair the city's own shelters and sites in use, one to one. The order of rows in either list changes nothing."""
    left, right = _counted(shelters), _counted(sites)
    by_both: dict[tuple[str, str], list[int]] = {}
    by_address: dict[str, list[int]] = {}
    for i in right:
        address = address_key(sites.address[i])
        if address:
            by_address.setdefault(address, []).append(i)
            by_both.setdefault((address, name_key(sites.name[i])), []).append(i)
    groups: dict[tuple[str, str], list[int]] = {}
    for i in left:
        groups.setdefault((address_key(shelters.address[i]), name_key(shelters.name[i])), []).append(i)
    found = np.full(len(shelters), -1, dtype=np.int32)
    unpaired = []
    for (address, name), mine in groups.items():
        theirs = by_both.get((address, name), [])
        if len(mine) == 1 and len(theirs) == 1 and _near(shelters, mine[0], sites, theirs[0]):
            found[mine[0]] = theirs[0]
            continue
        why: Why = "no_site"
        if theirs:
            why = "far" if len(mine) == len(theirs) == 1 else "several"
        elif by_address.get(address):
            theirs, why = by_address[address], "other_name"
        unpaired.append(Unpaired(tuple(mine), tuple(theirs), why))
    return SamePlaces(found, tuple(sorted(unpaired, key=lambda one: shelters.id[one.shelters[0]])))


def with_marks(shelters: Places, sites: Places, same: SamePlaces) -> Places:
    """The shelters with the marks of the sites that are the same places, "not stated" (-1) for all others."""
    known = same.site >= 0

    def taken(marks: Marks) -> Marks:
        found = np.full(len(shelters), -1, dtype=np.int8)
        found[known] = np.asarray(marks)[same.site[known]]
        return found

    return replace(shelters, marks={hazard: taken(marks) for hazard, marks in sites.marks.items()})


def _counted(places: Places) -> list[int]:
    mine = np.asarray(places.own, dtype=np.bool_) & np.asarray(places.used, dtype=np.bool_)
    return sorted(np.flatnonzero(mine).tolist(), key=lambda i: places.id[i])


def _near(shelters: Places, shelter: int, sites: Places, site: int) -> bool:
    away = np.hypot(shelters.x[shelter] - sites.x[site], shelters.y[shelter] - sites.y[site])
    return bool(away <= SAME_WITHIN_M)
