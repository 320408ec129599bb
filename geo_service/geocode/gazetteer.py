"""What a city's addresses are looked up in: 町丁 by folded name and ward, and in each the positions of its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo_service.geocode.address import number_key, prefecture_of, taken_apart, town_key
from layers.text import fold_name

Level = Literal["point", "block", "area"]
Source = Literal["official", "towns", "places"]
LEVELS: tuple[Level, ...] = ("point", "block", "area")
SOURCES: tuple[Source, ...] = ("official", "towns", "places")
"""Published address positions; the middle of a 町丁's ground; another thing at that address, which is a weak source."""

_NUMBER = re.compile(r"^[0-9]+(?:-[0-9]+)*")


class CityNames(NamedTuple):
    """Whose addresses they are. ``wards``: (five-digit code, name); empty for a city without wards."""

    code: str
    name: str
    wards: tuple[tuple[str, str], ...] = ()


class KnownPoint(NamedTuple):
    """A position of a 町丁 (no ``numbers``) or of numbers in it: a block, a parcel, a residence number."""

    ward: str
    town: str
    small_area: str
    numbers: tuple[str, ...]
    level: Level
    lon: float
    lat: float
    source: Source = "official"


class KnownAddress(NamedTuple):
    """A thing of the city that has both an address and a position of its own."""

    ward: str
    address: str
    lon: float
    lat: float


class OldName(NamedTuple):
    """A name that a 町丁 had."""

    ward: str
    town: str
    old: str


@dataclass(frozen=True)
class Gazetteer:
    """n positions of t 町丁 of one city.

    ``lon``, ``lat``: (n,) degrees. ``level``, ``source``: (n,) indices in LEVELS and SOURCES. ``towns``: key → 町丁 (one a
    ward). ``numbers``: (町丁, key of the numbers) → position, -1 where two differ; ("",) is the 町丁 itself. ``old``: key of an
    old name → 町丁.
    """

    city: CityNames
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    level: NDArray[np.uint8]
    source: NDArray[np.uint8]
    town_name: tuple[str, ...]
    town_ward: tuple[int, ...]
    towns: Mapping[str, tuple[int, ...]]
    numbers: Mapping[tuple[int, str], int]
    old: Mapping[str, tuple[int, ...]]

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def prefecture(self) -> str:
        """The city's prefecture, "" for invented ones."""
        return prefecture_of(self.city.code)

    @cached_property
    def ward_index(self) -> dict[str, int]:
        """Folded name of a ward → its index."""
        return {fold_name(name): at for at, (_, name) in enumerate(self.city.wards)}

    @cached_property
    def town_keys(self) -> tuple[tuple[str, int], ...]:
        """Each key of each 町丁, for candidates: (key, 町丁)."""
        return tuple((key, town) for key, towns in self.towns.items() for town in towns)

    @cached_property
    def longest(self) -> int:
        """Signs of the longest key."""
        return max((len(key) for key in (*self.towns, *self.old)), default=0)

    def ward_of(self, said: str) -> int:
        """Index of a ward by name or code, -1 for anything else."""
        by_code = {code: at for at, (code, _) in enumerate(self.city.wards)}
        return by_code.get(said.strip(), self.ward_index.get(fold_name(said), -1)) if said else -1

    def written(self, town: int) -> str:
        """A 町丁 with its ward in front, as shown to a person."""
        ward = self.town_ward[town]
        return (self.city.wards[ward][1] if ward >= 0 else "") + self.town_name[town]


class _Builder:
    def __init__(self, city: CityNames) -> None:
        self.rows: list[tuple[float, float, int, int]] = []
        self.names: list[str] = []
        self.wards: list[int] = []
        self.towns: dict[str, list[int]] = {}
        self.numbers: dict[tuple[int, str], int] = {}
        self.empty = Gazetteer(city, *(np.empty(0),) * 2, *(np.empty(0, np.uint8),) * 2, (), (), {}, {}, {})
        self.keys: dict[str, str] = {}
        self.told: dict[str, int] = {}

    def ward(self, said: str) -> int:
        """Index of a ward by name or code, -1 for none."""
        if said not in self.told:
            self.told[said] = self.empty.ward_of(said)
        return self.told[said]

    def town(self, ward: int, name: str, make: bool = True) -> int:
        """The 町丁 of that name in the ward (any ward when it is -1 and there is one only), made when it is new; else -1."""
        key = self.keys.get(name)
        if key is None:
            key = self.keys[name] = town_key(name)
        here = self.towns.get(key, [])
        same = [one for one in here if self.wards[one] == ward or -1 in (ward, self.wards[one])]
        if len(same) == 1:
            town = same[0]
            if self.wards[town] < 0:
                self.wards[town] = ward
            return town
        if not make or not key or len(same) > 1:
            return -1
        self.towns.setdefault(key, []).append(len(self.names))
        self.names.append(name)
        self.wards.append(ward)
        return len(self.names) - 1

    def put(self, town: int, key: str, lon: float, lat: float, level: int, source: int) -> None:
        """The first position of a key stays; the order of what is put is the order of trust."""
        if town >= 0 and (town, key) not in self.numbers:
            self.numbers[(town, key)] = len(self.rows)
            self.rows.append((lon, lat, level, source))

    def point(self, one: KnownPoint) -> None:
        ward = self.ward(one.ward)
        key = "-".join(filter(None, map(number_key, one.numbers)))
        level, source = LEVELS.index(one.level), SOURCES.index(one.source)
        town = self.town(ward, one.town)
        if not one.small_area:
            self.put(town, key, one.lon, one.lat, level, source)
            return
        self.put(self.town(ward, one.town + one.small_area.removeprefix("字")), key, one.lon, one.lat, level, source)
        if key:
            # A parcel number may occur in several 小字: without the 小字 it is known only where there is one.
            before = self.numbers.get((town, key), -2)
            if before == -2:
                self.put(town, key, one.lon, one.lat, level, source)
            else:
                self.numbers[(town, key)] = -1

    def filled(self) -> None:
        """Blocks from the numbers in them, and 町丁 from their blocks, where nothing better is known."""
        blocks: dict[tuple[int, str], list[int]] = {}
        for (town, key), at in self.numbers.items():
            if "-" in key and at >= 0:
                blocks.setdefault((town, key.split("-")[0]), []).append(at)
        for (town, key), inside in blocks.items():
            self._middle(town, key, inside, LEVELS.index("block"))
        areas: dict[int, list[int]] = {}
        for (town, key), at in self.numbers.items():
            if key and "-" not in key and at >= 0 and self.rows[at][3] == SOURCES.index("official"):
                areas.setdefault(town, []).append(at)
        for town, inside in areas.items():
            self._middle(town, "", inside, LEVELS.index("area"))

    def _middle(self, town: int, key: str, inside: list[int], level: int) -> None:
        rows = [self.rows[at] for at in inside]
        lon, lat = sum(row[0] for row in rows) / len(rows), sum(row[1] for row in rows) / len(rows)
        self.put(town, key, lon, lat, level, max(row[3] for row in rows))

    def done(self, old: Mapping[str, list[int]]) -> Gazetteer:
        table = np.array(self.rows, dtype=np.float64).reshape(-1, 4)
        arrays = [np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])]
        small = [table[:, 2].astype(np.uint8), table[:, 3].astype(np.uint8)]
        every: list[NDArray[np.float64] | NDArray[np.uint8]] = [*arrays, *small]
        for array in every:
            array.setflags(write=False)
        return Gazetteer(
            self.empty.city,
            arrays[0],
            arrays[1],
            small[0],
            small[1],
            tuple(self.names),
            tuple(self.wards),
            {key: tuple(towns) for key, towns in self.towns.items()},
            self.numbers,
            {key: tuple(dict.fromkeys(towns)) for key, towns in old.items()},
        )


def build_gazetteer(
    city: CityNames, points: Iterable[KnownPoint], things: Iterable[KnownAddress] = (), old_names: Iterable[OldName] = ()
) -> Gazetteer:
    """A gazetteer from what is known, the more trusted sources first whatever their order.

    ``things`` count only where a published position is lacking, and only in 町丁 that are known. A name of ``old_names``
    stands for its 町丁 as a whole: numbers changed with the name.
    """
    made = _Builder(city)
    for one in sorted(points, key=lambda point: SOURCES.index(point.source)):
        made.point(one)
    for thing in things:
        _put_thing(made, thing)
    made.filled()
    old: dict[str, list[int]] = {}
    for name in old_names:
        town, key = made.town(made.ward(name.ward), name.town, make=False), town_key(name.old)
        if town >= 0 and key:
            old.setdefault(key, []).append(town)
    return made.done(old)


def _put_thing(made: _Builder, thing: KnownAddress) -> None:
    city = made.empty
    told = taken_apart(thing.address, city.prefecture, city.city.name, city.ward_index)
    ward = told.ward if told.ward >= 0 else made.ward(thing.ward)
    key = told.key
    for stop in range(len(key), 0, -1):
        here = [town for town in made.towns.get(key[:stop], ()) if ward in (-1, made.wards[town]) or made.wards[town] < 0]
        if not here or not at_border(key, stop):
            continue
        found = _NUMBER.match(key[stop:].lstrip("- "))
        if found is not None and len(here) == 1 and not told.near:
            # One number alone may be a block as well as a parcel.
            level = LEVELS.index("point" if "-" in found[0] else "block")
            made.put(here[0], found[0], thing.lon, thing.lat, level, SOURCES.index("places"))
        return


def at_border(key: str, stop: int, over_small_area: bool = True) -> bool:
    """Whether a 町丁's name may end before ``key[stop]``: not within a number, and not within a longer name.

    ``over_small_area``: also where a 小字 begins (千年字北浦).
    """
    if stop == len(key):
        return True
    sign = key[stop]
    if key[stop - 1].isdigit():
        return not sign.isdigit()
    return (
        sign.isdigit()
        or sign in "- ~("
        or (over_small_area and sign == "字")
        or (sign in "イロハニホヘト甲乙丙丁" and key[stop + 1 : stop + 2].isdigit())
    )
