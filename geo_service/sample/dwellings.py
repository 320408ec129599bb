"""Households by kind of dwelling per 町丁 of the sample city, in the layout of the census's table T001086."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo_service.sample import terrain
from geo_service.sample.districts import Districts, station_pull
from geo_service.sample.names import CITY
from geo_service.sample.national import FICTITIOUS
from geo_service.sample.people import People
from layers.fictitious import MARK

TABLE = "T001086"
FILE = f"tbl{TABLE}C99.txt"
LABELS = (
    "　主世帯数", "　　一戸建", "　　長屋建", "　　共同住宅", "　　　１・２階建", "　　　３～５階建", "　　　６～１０階建",
    "　　　１１階建以上", "　　その他",
)  # fmt: skip
HEADS = (
    "KEY_CODE",
    "HYOSYO",
    "CITYNAME",
    "NAME",
    "HTKSYORI",
    "HTKSAKI",
    "GASSAN",
    *(f"{TABLE}{n:03}" for n in range(1, 10)),
    MARK,
)


def _counts(districts: Districts, people: tuple[People, ...]) -> np.ndarray:
    """(n towns, 9) households in the table's order: tall flats around stations, detached houses in the hills."""
    rng = np.random.default_rng(1086)
    u, v = (np.array([getattr(town, axis) for town in districts.towns]) for axis in ("u", "v"))
    pull, hills = station_pull(u, v), terrain.hilliness(u, v)
    flats = np.clip(0.46 + 0.38 * pull - 0.36 * hills + rng.normal(0, 0.06, len(u)), 0.05, 0.94)
    households = np.array([one.households for one in people], dtype=float)
    spread = np.column_stack([0.34 - 0.14 * pull, np.full(len(u), 0.34), 0.19 + 0.06 * pull, 0.13 + 0.16 * pull - 0.1 * hills])
    spread = np.clip(spread * rng.lognormal(0, 0.2, spread.shape), 0.01, None)
    spread /= spread.sum(axis=1, keepdims=True)
    # A few households live in no dwelling of their own (dormitories): they are not in the table.
    main = households * 0.97
    row, other = np.round(main * 0.015), np.round(main * 0.006)
    by_class = np.round(main[:, None] * flats[:, None] * spread)
    detached = np.maximum(np.round(main) - row - other - by_class.sum(axis=1), 0)
    total = detached + row + other + by_class.sum(axis=1)
    return np.column_stack([total, detached, row, by_class.sum(axis=1), by_class, other]).astype(np.int64)


def dwelling_rows(districts: Districts, people: tuple[People, ...]) -> list[list[Any]]:
    """All rows of the file with both heading rows. Small areas are counted with their nearest neighbour of the ward, one each;
    of those whose counts are not published at all nothing is said."""
    counts = _counts(districts, people)
    towns = districts.towns
    host_of: dict[int, int] = {}
    for i, one in enumerate(people):
        if one.published == "total":
            near = [
                j
                for j, town in enumerate(towns)
                if town.ward is towns[i].ward
                and people[j].published == "all"
                and people[j].residents
                and j not in host_of.values()
            ]
            host_of[i] = min(near, key=lambda j: (towns[j].x - towns[i].x) ** 2 + (towns[j].y - towns[i].y) ** 2)
    guest_of = {host: guest for guest, host in host_of.items()}
    rows: list[list[Any]] = [list(HEADS), [""] * 7 + [*LABELS, ""]]
    for ward, _ in districts.wards:
        mine = [i for i, town in enumerate(towns) if town.ward is ward]
        rows.append([ward.code, 1, CITY + ward.name, "", 0, "", "", *counts[mine].sum(axis=0).tolist(), FICTITIOUS])
        for i in mine:
            town, said = towns[i], [count or "-" for count in counts[i].tolist()]
            how, to, held = 0, "", ""
            if i in host_of:
                how, to, said = 2, towns[host_of[i]].code[5:], ["X"] * 9
            elif people[i].published == "none":
                how, said = 2, ["X"] * 9
            elif i in guest_of:
                how, held = 1, towns[guest_of[i]].code[5:]
                said = [count or "-" for count in (counts[i] + counts[guest_of[i]]).tolist()]
            rows.append([town.code, 4, CITY + ward.name, town.name, how, to, held, *said, FICTITIOUS])
    return rows
