"""Looking up 10,000 addresses in a gazetteer of a city's size: 700 町丁, 30,000 blocks, 240,000 residence numbers.

Addresses are all different, in the mixed spellings of office lists, one in twenty with a 町丁 that does not exist (candidates
are looked for). Run: ``python benchmarks/geocode.py``. Prints seconds to build the gazetteer and to look all up.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Iterator

import numpy as np

from geo_service.geocode import CityNames, KnownPoint, build_gazetteer, geocode
from layers.text import kanji_numeral

WARDS = tuple((f"9913{number}", f"{name}区") for number, name in enumerate("東西南北中上下", start=1))
CITY = CityNames("99130", "みほん市", WARDS)
NAMES = tuple(a + b for a in "青白黒赤金銀松竹梅桜" for b in ("山町", "川", "ヶ丘", "ノ坪"))
TOWNS, BLOCKS, HOMES = 700, 43, 8


def towns() -> list[tuple[str, str]]:
    """(ward, name) of ``TOWNS`` 町丁: five 丁目 a name, as many names a ward."""
    out = [(ward, f"{name}{kanji_numeral(chome)}丁目") for _, ward in WARDS for name in NAMES for chome in range(1, 6)]
    return out[:: len(out) // TOWNS][:TOWNS]


def points() -> Iterator[KnownPoint]:
    """Their points, blocks and residence numbers."""
    for at, (ward, town) in enumerate(towns()):
        lon, lat = 139.5 + at % 30 * 0.01, 35.5 + at // 30 * 0.01
        yield KnownPoint(ward, town, "", (), "area", lon, lat)
        for block in range(1, BLOCKS + 1):
            yield KnownPoint(ward, town, "", (str(block),), "block", lon + block * 1e-4, lat)
            for home in range(1, HOMES + 1):
                numbers = (str(block), str(home))
                yield KnownPoint(ward, town, "", numbers, "point", lon + block * 1e-4, lat + home * 1e-5)


def addresses(count: int) -> list[str]:
    """Different addresses in the spellings that lists have."""
    rng = np.random.default_rng(20261124)
    all_towns = towns()
    out: dict[str, None] = {}
    while len(out) < count:
        ward, town = all_towns[int(rng.integers(len(all_towns)))]
        block, home = int(rng.integers(1, BLOCKS + 5)), int(rng.integers(1, HOMES + 5))
        kind = int(rng.integers(5))
        if rng.random() < 0.05:
            town = "茶" + town[1:]
        rest = (
            f"{block}番{home}号",
            f"{block}-{home}",
            f"{block}－{home}",
            f"{block}の{home}",
            f"{block}番地{home} みほんビル3階",
        )[kind]
        out[("みほん市" if kind % 2 else "") + ward + town + rest] = None
    return list(out)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    start = time.perf_counter()
    gazetteer = build_gazetteer(CITY, points())
    built = time.perf_counter() - start
    asked = addresses(chosen.count)
    took = []
    for _ in range(chosen.rounds):
        start = time.perf_counter()
        found = geocode(asked, gazetteer)
        took.append(time.perf_counter() - start)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"gazetteer of {len(gazetteer):,} positions in {len(gazetteer.town_name)} 町丁: {built:.2f} s")
    print(
        f"{len(asked):,} addresses: median {statistics.median(took):.2f} s, {min(took):.2f}–{max(took):.2f} s; {found.counts()}"
    )


if __name__ == "__main__":
    main()
