"""The sample city's resident register by 町丁 as a workbook of a sheet per ward, and its list of positions of addresses."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from geo_service.sample.districts import Districts
from geo_service.sample.lots import Lot
from geo_service.sample.names import CITY, WARDS
from geo_service.sample.office import Cell, Sheet
from geo_service.sample.people import People
from geo_service.sample.services import LonLat

COUNTED_ON = "2025-10-01"
_COUNTED_SAID = "令和7年10月1日現在"
"""Half a year before the counts of towns.geojson, which are the newer and therefore the ones that are used."""


def by_ward(districts: Districts, people: tuple[People, ...]) -> dict[str, Sheet]:
    """Households and people by age per 町丁, with lines of 小計 per 町 and 合計 at the end. What is kept back is ×."""
    rng = np.random.default_rng(20251001)
    headings = ("町丁名", "世帯数", "人口", "0～14歳人口", "15～64歳人口", "65歳以上人口", "75歳以上人口")
    sheets = {}
    for ward in WARDS:
        rows: list[tuple[Cell, ...]] = []
        sums = np.zeros(len(headings) - 1, dtype=int)
        base, part = "", np.zeros(len(headings) - 1, dtype=int)
        for town, one in zip(districts.towns, people, strict=True):
            if town.ward is not ward:
                continue
            if base and town.base != base and part[1]:
                rows.append((f"{base} 小計", *part.tolist()))
                part = np.zeros_like(part)
            base = town.base
            before = rng.uniform(0.985, 1.003)
            parts = [round(value * before) for value in (one.age_0_14, one.age_15_64, one.age_65_over)]
            figures = np.array([round(one.households * before), sum(parts), *parts, round(one.age_75_over * before)])
            rows.append((town.name, *(int(figure) for figure in figures)))
            sums, part = sums + figures, part + figures
        rows.append((f"{base} 小計", *part.tolist()))
        rows.append((f"{ward.name} 合計", *sums.tolist()))
        title = f"{CITY}{ward.name} 町丁別・年齢別人口（住民基本台帳）"
        sheets[ward.name] = Sheet(title, headings, rows, ("※ 外国人住民をふくむ。",), _COUNTED_SAID)
    return sheets


def address_points(lots: Iterable[tuple[Lot, str]], lonlat: LonLat) -> Sheet:
    """Positions of residence numbers of some addresses, for those lists that have no coordinates."""
    rows: list[tuple[Cell, ...]] = []
    for lot, level in lots:
        block, _, number = lot.number.partition("-")
        lon, lat = lonlat(lot.x, lot.y)
        said = "住居番号" if number else "地番"
        assert level == "number"
        rows.append((lot.town.ward.name, lot.town.name, block, number or None, said, round(lon, 7), round(lat, 7)))
    return Sheet("住所の位置（住居番号）", ("区", "町丁", "街区", "住居番号", "位置の段階", "経度", "緯度"), rows)
