"""What a row of one list is about in another, by what both say: code, name, address, ward. Pure; no database.

Settled by itself is only what admits no doubt: a code that one target has, or a folded name that one target has, whose ward and
町丁 do not contradict the row's. What is merely alike is offered with a score and waits for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from layers.text import fold_name

How = Literal["code", "exact", "confirmed", "likely", "ambiguous", "refused", "unmatched"]
SETTLED: tuple[How, ...] = ("code", "exact", "confirmed")
"""Ways that give a row its target; all others wait for a person."""
CANDIDATES = 3
"""Candidates that are offered for a row."""
LIKELY = 0.7
"""A candidate at least this alike is likely, if no other is nearly as alike."""
CLEAR = 0.05
"""How much more alike than the second the first must be."""
OFFERED = 0.5
"""Candidates less alike than this help nobody."""
_CHUNK = 500
_NEAREST = 8
_TAIL = re.compile(
    r"(?:児童公園|公園|緑地|広場|緑道|小学校|中学校|高等学校|高校|学校|会館|センター|保育園|幼稚園|町内会|自治会|町会|愛護会|管理運営協議会|"
    r"運営会議|自主防災組織|丁目)$"
)
_NUMBER = re.compile(r"[0-9]+|(?<=第)[一二三四五六七八九十]+")
_KANJI = {sign: str(number) for number, sign in enumerate("一二三四五六七八九十", start=1)}


class Said(NamedTuple):
    """What a row says of the thing it is about, folded. ``ward``: a ward's code, "" when it does not say."""

    name: str
    address: str = ""
    ward: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        """What a person's word on it is remembered by."""
        return "|".join(self)

    @classmethod
    def of(cls, key: str) -> Said:
        """The said of a key."""
        return cls(*(key.split("|") + [""] * 4)[:4])

    def agrees(self, other: Said) -> bool:
        """Whether another list may say the same of the same thing: no part that both have differs."""
        return all(not mine or not theirs or mine == theirs for mine, theirs in zip(self, other, strict=True))


@dataclass(frozen=True)
class Target:
    """A thing rows may be about. ``names``, ``address``: folded; ``codes``: all it is known by; ``key``: what lasts."""

    id: int
    key: str
    names: tuple[str, ...]
    address: str = ""
    ward: str = ""
    codes: tuple[str, ...] = ()
    label: str = ""
    """Its name as written."""


@dataclass(frozen=True)
class Meant:
    """A thing a person spoke of, as it was then: a list may give its key to another thing next year.

    ``name``: as written, "" where only the key was kept; ``address``, ``ward``: folded, code.
    """

    key: str
    name: str = ""
    address: str = ""
    ward: str = ""

    @classmethod
    def of(cls, target: Target) -> Meant:
        """A target as it is now."""
        return cls(target.key, target.label, target.address, target.ward)


@dataclass(frozen=True)
class Choices:
    """Persons' words: what a row says → what it is about; and things that it is not about."""

    same: Mapping[str, Meant] = field(default_factory=dict)
    other: Mapping[str, frozenset[Meant]] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """``target``: index of what it is about, -1 where that is not settled. ``candidates``: (index, score), likeliest first.

    ``lapsed``: what a person said it is, where no such thing is found any more. ``moved``: it is found, under another key.
    """

    how: How
    target: int = -1
    score: float = 0.0
    candidates: tuple[tuple[int, float], ...] = ()
    lapsed: Meant | None = None
    moved: bool = False


def match(said: Sequence[Said], targets: Sequence[Target], choices: Choices | None = None) -> list[Match]:
    """What each of n rows is about. Measured: 10,000 rows that all differ from 10,000 targets take some four seconds."""
    book = _Book(targets, choices or Choices())
    found: dict[Said, Match | None] = {one: book.settled(one) for one in dict.fromkeys(said)}
    open_ones = [one for one, match in found.items() if match is None]
    for one, alike in zip(open_ones, _alike([one.name for one in open_ones], book.unique_names), strict=True):
        found[one] = book.likely(one, alike)
    kept = {one: replace(match, lapsed=book.lapsed.get(one)) for one, match in found.items() if match is not None}
    return [kept[one] for one in said]


def town_of(address: str) -> str:
    """The name of the 町丁 a folded address begins with."""
    return re.split(r"[0-9]", address, maxsplit=1)[0].strip("- ")


class _Book:
    """The targets, indexed by all that rows say of them."""

    def __init__(self, targets: Sequence[Target], choices: Choices) -> None:
        self.targets = targets
        self.choices = choices
        self.by_key = {one.key: at for at, one in reversed(list(enumerate(targets)))}
        self.by_name, self.by_address, self.by_code = (_index(targets, what) for what in ("names", "address", "codes"))
        self.unique_names = list(self.by_name)
        self.lapsed: dict[Said, Meant] = {}
        self.where: dict[Meant, int | None] = {}
        self.chosen_by_name: dict[str, list[tuple[Said, Meant]]] = defaultdict(list)
        for key, target in choices.same.items():
            self.chosen_by_name[Said.of(key).name].append((Said.of(key), target))
        self.refused_by_name: dict[str, list[tuple[Said, frozenset[Meant]]]] = defaultdict(list)
        for key, not_these in choices.other.items():
            self.refused_by_name[Said.of(key).name].append((Said.of(key), not_these))

    def settled(self, said: Said) -> Match | None:
        """The match that needs no looking for what is alike; None where one must look."""
        meant = self._chosen(said)
        if meant is not None:
            chosen = self._find(meant)
            if chosen is not None:
                return Match("confirmed", chosen, 1.0, ((chosen, 1.0),), moved=self.targets[chosen].key != meant.key)
            self.lapsed[said] = meant
        if said.code and len(coded := self.by_code.get(said.code, [])) == 1 and not self._refused(said, coded[0]):
            return Match("code", coded[0], 1.0, ((coded[0], 1.0),))
        named = [at for at in self.by_name.get(said.name, []) if not self._refused(said, at)] if said.name else []
        near = [at for at in named if not _differ(said.ward, self.targets[at].ward)]
        there = [at for at in near if said.address and self.targets[at].address == said.address]
        same_town = [at for at in near if not self._other_town(said, at)]
        for fitting in (there, same_town):
            if len(fitting) == 1:
                return Match("exact", fitting[0], 1.0, ((fitting[0], 1.0),))
        if len(there or same_town) > 1:
            return Match("ambiguous", candidates=tuple((at, 1.0) for at in (there or same_town)[:CANDIDATES]))
        return None

    def likely(self, said: Said, alike: Iterable[str]) -> Match:
        """The best of what is alike by name or stands at the same address, and why it is not settled."""
        at_hand = {at for name in alike for at in self.by_name[name]} | set(self.by_name.get(said.name, []))
        if said.address:
            at_hand |= set(self.by_address.get(said.address, []))
        # A thing of another ward is offered only where it has the very name: then the list's ward may be the error.
        at_hand = {at for at in at_hand if not _differ(said.ward, self.targets[at].ward) or said.name in self.targets[at].names}
        refused = {at for at in at_hand if self._refused(said, at)}
        scored = sorted(((self._score(said, at), at) for at in at_hand - refused), key=lambda one: (-one[0], one[1]))
        offered = tuple((at, score) for score, at in scored[:CANDIDATES] if score >= OFFERED)
        if offered and offered[0][1] >= LIKELY:
            clear = len(offered) == 1 or offered[0][1] - offered[1][1] >= CLEAR
            return Match("likely" if clear else "ambiguous", -1, offered[0][1], offered)
        return Match("refused" if refused else "unmatched", -1, offered[0][1] if offered else 0.0, offered)

    def _chosen(self, said: Said) -> Meant | None:
        """What a person has said it is: of these very words, else of such as do not contradict them, if all said the same."""
        meant = self.choices.same.get(said.key)
        if meant is None and said.name:
            words = {one.key: one for before, one in self.chosen_by_name.get(said.name, ()) if before.agrees(said)}
            meant = words.popitem()[1] if len(words) == 1 else None
        return meant

    def _find(self, meant: Meant) -> int | None:
        """Where the thing a person spoke of is now: under its key, if that is still its own, else by its name and place."""
        if meant not in self.where:
            at = self.by_key.get(meant.key)
            self.where[meant] = at if at is not None and self._still(meant, at) else self._by_name(meant)
        return self.where[meant]

    def _still(self, meant: Meant, at: int) -> bool:
        """Whether a target is what was meant by its key: so it was called, or it has another name at the same address."""
        target = self.targets[at]
        if _differ(meant.ward, target.ward):
            return False
        if not meant.name or fold_name(meant.name) in target.names:
            # What moved keeps its key and its name, if no other has that.
            return not _towns_differ(meant.address, target.address) or len(self._named(meant)) == 1
        return bool(meant.address) and meant.address == target.address and self._by_name(meant) is None

    def _by_name(self, meant: Meant) -> int | None:
        named = self._named(meant)
        there = [at for at in named if meant.address and self.targets[at].address == meant.address]
        same_town = [at for at in named if not _towns_differ(meant.address, self.targets[at].address)]
        return next((fitting[0] for fitting in (there, same_town) if len(fitting) == 1), None)

    def _named(self, meant: Meant) -> list[int]:
        called = self.by_name.get(fold_name(meant.name), []) if meant.name else []
        return [at for at in called if not _differ(meant.ward, self.targets[at].ward)]

    def _refused(self, said: Said, at: int) -> bool:
        return any(
            before.agrees(said) and any(self._find(meant) == at for meant in not_these)
            for before, not_these in self.refused_by_name.get(said.name, ())
        )

    def _other_town(self, said: Said, at: int) -> bool:
        return _towns_differ(said.address, self.targets[at].address)

    def _score(self, said: Said, at: int) -> float:
        """0 to 0.99: how alike name and address are; another ward or other numbers in the name speak against it."""
        target = self.targets[at]
        name = max((_names_alike(said.name, one) for one in target.names), default=0.0) if said.name else 0.0
        if said.address and target.address:
            if said.address == target.address:
                score = max(0.7 * name + 0.3, LIKELY)
            else:
                score = 0.7 * name + (0.0 if self._other_town(said, at) else 0.2)
        else:
            score = 0.95 * name
        return round(min(score * (0.8 if _differ(said.ward, target.ward) else 1.0), 0.99), 3)


def _index(targets: Sequence[Target], what: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for at, target in enumerate(targets):
        values = getattr(target, what)
        for value in dict.fromkeys((values,) if isinstance(values, str) else values):
            if value:
                index[value].append(at)
    return dict(index)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _towns_differ(one: str, other: str) -> bool:
    mine, theirs = town_of(one), town_of(other)
    return bool(mine and theirs) and not (mine.startswith(theirs) or theirs.startswith(mine))


def _names_alike(one: str, other: str) -> float:
    """0 to 1, of the whole names and of what is left without the word for their kind, which all of a list share."""
    whole, tail, its_tail = fuzz.ratio(one, other) / 100, _TAIL.search(one), _TAIL.search(other)
    if tail and its_tail and tail[0] == its_tail[0]:
        whole = (whole + fuzz.ratio(one[: tail.start()], other[: its_tail.start()]) / 100) / 2
    # 大島第1公園 and 大島第2公園 are as alike as can be, and two.
    return whole if _numbers(one) == _numbers(other) else 0.75 * whole


def _numbers(name: str) -> list[str]:
    return ["".join(_KANJI.get(sign, sign) for sign in number) for number in _NUMBER.findall(name)]


def _alike(names: Sequence[str], known: Sequence[str]) -> list[list[str]]:
    """For each of n names the known ones most alike by their letters, at most ``_NEAREST``."""
    out: list[list[str]] = []
    if not known:
        return [[] for _ in names]
    for start in range(0, len(names), _CHUNK):
        table = process.cdist(
            names[start : start + _CHUNK], known, scorer=fuzz.ratio, dtype=np.uint8, score_cutoff=100 * OFFERED, workers=1
        )
        count = min(_NEAREST, len(known))
        best = np.argpartition(table, -count, axis=1)[:, -count:]
        for row, places in zip(table, best, strict=True):
            out.append([known[at] for at in places.tolist() if row[at] > 0])
    return out
