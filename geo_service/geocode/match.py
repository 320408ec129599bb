"""One address found in a gazetteer: the longest 町丁 that it begins with, then the longest run of numbers known there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from geo_service.geocode.address import Address, key_variants, taken_apart
from geo_service.geocode.gazetteer import LEVELS, SOURCES, Gazetteer, Level, Source, at_border

How = Literal["exact", "folded", "old_name", "empty", "elsewhere", "several", "unknown"]
"""The 町丁 found as it is written; in another spelling; by a name it had. Or why nothing was found."""
CANDIDATES = 3
LEAST_SCORE = 30.0
"""Candidates less alike than this (rapidfuzz ratio, 0 to 100) help nobody."""

_NUMBERS = re.compile(r"^[- ]?([0-9]+(?:-[0-9]+)*)(.?)")
_HEAD = re.compile(r"^[^0-9]*[0-9]*")
_RANGE = "~、・,/及"
_ROOM = re.compile(r"^[0-9]{3,4}$")


@dataclass(frozen=True)
class Match:
    """Where an address is. ``at``: position in the gazetteer, -1 for none; ``level`` no better than the position's own."""

    at: int
    level: Level | None
    source: Source | None
    matched: str
    how: How
    candidates: tuple[str, ...] = ()


def find(text: str, gazetteer: Gazetteer, ward: int = -1) -> Match:
    """The place of one address. ``ward``: index of the ward told beside it; the address's own word comes first."""
    if not text.strip():
        return Match(-1, None, None, "", "empty")
    told = taken_apart(text, gazetteer.prefecture, gazetteer.city.name, gazetteer.ward_index)
    if told.foreign:
        return Match(-1, None, None, "", "elsewhere")
    ward = told.ward if told.ward >= 0 else ward
    # A 小字 nobody knows is passed over only when the address is no other way found.
    for key, over_small_area in ((told.key, False), *((one, False) for one in key_variants(told.key)), (told.key, True)):
        towns, stop, old = _town(key, told, gazetteer, ward, over_small_area)
        if len(towns) == 1:
            return _within(towns[0], key[stop:], told, gazetteer, _how(towns[0], text, gazetteer, old))
        if towns:
            several = tuple(gazetteer.written(town) for town in towns[:CANDIDATES])
            return Match(-1, None, None, "", "several", several)
    return Match(-1, None, None, "", "elsewhere" if told.elsewhere else "unknown", _alike(told.key, gazetteer, ward))


def _town(key: str, told: Address, gazetteer: Gazetteer, ward: int, over_small_area: bool) -> tuple[list[int], int, bool]:
    """The 町丁 of the longest name that the key begins with, where it ends, and whether it is an old one."""
    for stop in range(min(len(key), gazetteer.longest), 0, -1):
        head = key[:stop]
        for names, old in ((gazetteer.towns, False), (gazetteer.old, True)):
            towns = names.get(head)
            if towns is None or not at_border(key, stop, over_small_area) or _contradicts(head, told):
                continue
            here = [one for one in towns if ward in (-1, gazetteer.town_ward[one]) or gazetteer.town_ward[one] < 0]
            if here:
                return here, stop, old
    return [], 0, False


def _contradicts(head: str, told: Address) -> bool:
    """小田1番 is not in 小田一丁目, and 浅田5丁目 is not parcel 5 of 浅田."""
    numbered = head[-1].isdigit()
    return told.chome is not None and numbered != told.chome and (told.chome or head.rstrip("0123456789").isalpha())


def _how(town: int, text: str, gazetteer: Gazetteer, old: bool) -> How:
    if old:
        return "old_name"
    return "exact" if gazetteer.town_name[town] in text else "folded"


def _within(town: int, tail: str, told: Address, gazetteer: Gazetteer, how: How) -> Match:
    """The best known position in a 町丁 for what stands behind its name."""
    parts, ranged = _numbers(tail)
    if how == "old_name":
        parts = []
    whole = tail.strip("- ")
    at = gazetteer.numbers.get((town, whole), -1) if whole and how != "old_name" else -1
    if at >= 0:
        return _match(town, whole, at, told.near, gazetteer, how)
    for count in range(len(parts), 0, -1):
        key = "-".join(parts[:count])
        at = gazetteer.numbers.get((town, key), -1)
        if at < 0:
            continue
        left = parts[count:]
        room = count > 1 and len(left) == 1 and _ROOM.match(left[0]) is not None
        return _match(town, key, at, told.near or ranged or (bool(left) and not room), gazetteer, how)
    at = gazetteer.numbers.get((town, ""), -1)
    if at < 0:
        return Match(-1, None, None, "", "unknown", (gazetteer.written(town),))
    return _match(town, "", at, False, gazetteer, how)


def _numbers(tail: str) -> tuple[list[str], bool]:
    """The numbers behind a 町丁, and whether the last was a range's, which is left off: 2-3~5 stands for block 2."""
    found = _NUMBERS.match(tail)
    if found is None:
        return [], False
    parts = found[1].split("-")
    ranged = bool(found[2]) and found[2] in _RANGE
    return (parts[:-1] if ranged else parts), ranged


def _match(town: int, key: str, at: int, no_better_than_block: bool, gazetteer: Gazetteer, how: How) -> Match:
    level = int(gazetteer.level[at])
    if no_better_than_block:
        level = max(level, LEVELS.index("block"))
    name = gazetteer.written(town)
    return Match(at, LEVELS[level], SOURCES[int(gazetteer.source[at])], f"{name}{key}", how)


def _alike(key: str, gazetteer: Gazetteer, ward: int) -> tuple[str, ...]:
    """The 町丁 most like what is written, of the ward when it is known; one with the very name in another ward comes first."""
    head = (_HEAD.match(key) or [""])[0]
    very = (head, head.rstrip("0123456789"))
    chosen = [(name, town) for name, town in gazetteer.town_keys if ward in (-1, gazetteer.town_ward[town]) or name in very]
    scored = process.extract(
        head, [name for name, _ in chosen], scorer=fuzz.ratio, limit=CANDIDATES * 2, score_cutoff=LEAST_SCORE
    )
    found = dict.fromkeys(gazetteer.written(chosen[at][1]) for _, _, at in scored)
    return tuple(found)[:CANDIDATES]
