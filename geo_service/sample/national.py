"""The sample city in the formats of national publishers: N03 boundaries, 国土地理院 evacuation sites and shelters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_service.sample.districts import Districts
from geo_service.sample.names import CITY, CITY_CODE, CITY_EN, NEIGHBOURS, PREFECTURE, Neighbour, six_digits
from geo_service.sample.schools import SHELTERS, Site
from layers.base import STOREYS
from layers.evacuation_sites import COLUMN_OF
from layers.fictitious import MARK
from layers.text import kanji_numeral

Feature = tuple[BaseGeometry, Mapping[str, Any]]
FICTITIOUS = "架空（実在しません）"
"""In every row, so that a copy of a file still says so and no page names a real publisher as its source."""

LOW_BUILDINGS = {"体育館": 2, "武道場": 1}


def boundaries(districts: Districts) -> Iterator[Feature]:
    """N03 in the columns in use since 2024, one row per polygon; the English names are an addition of ours."""
    for ward, ground in districts.wards:
        for part in shapely.get_parts(ground):
            yield part, _n03(PREFECTURE, CITY, ward.name, ward.code, ward.name_en, CITY_EN)
    for one, ground in districts.neighbours:
        city, ward_name = (one.city, one.name) if one.city else (one.name, None)
        yield ground, _n03(one.prefecture, city, ward_name, one.code, one.name_en, "")


def _n03(prefecture: str, city: str, ward: str | None, code: str, name_en: str, city_en: str) -> dict[str, Any]:
    return {
        "N03_001": prefecture,
        "N03_002": None,
        "N03_003": None,
        "N03_004": city,
        "N03_005": ward,
        "N03_007": code,
        "name_en": name_en,
        "municipality_en": city_en,
        MARK: FICTITIOUS,
    }


def _site_row(
    number: int, code: str, name: str, municipality: str, address: str, marks: Mapping[str, bool], shelter: bool, remarks: str
) -> dict[str, Any]:
    return {
        "NO": 900_000 + number,
        "共通ID": f"E{code}{number:05d}201",
        "都道府県名及び市町村名": municipality,
        "施設・場所名": name,
        "住所": municipality + address,
        **{column: "1" if marks[hazard] else "" for hazard, column in COLUMN_OF.items()},
        "指定避難所との住所同一": "1" if shelter else "",
        "備考": remarks,
        MARK: FICTITIOUS,
    }


def evacuation_sites(sites: Iterable[Site]) -> Iterator[Feature]:
    """The city's 指定緊急避難場所: one row a place, and one a building for the schools that are listed so."""
    number = 0
    for site in sites:
        for nth, building in enumerate(site.buildings or ("",)):
            number += 1
            name = f"{site.name}\u3000{building}" if building else site.name
            row = _site_row(number, CITY_CODE, name, PREFECTURE + CITY, site.lot.address, site.marks, site.shelter, site.remarks)
            row[STOREYS.label.ja] = _storeys(site, building)
            yield Point(site.lot.x + 28 * nth, site.lot.y - 19 * nth), row


def _storeys(site: Site, building: str = "") -> int | None:
    """Storeys as the list says them: nothing of open ground, and of one school in six nothing either."""
    if not site.floors or int(site.lot.x) % 6 == 0:
        return None
    return min(site.floors, LOW_BUILDINGS.get(building, site.floors))


def shelters(sites: Iterable[Site]) -> Iterator[Feature]:
    """The city's 指定避難所: the schools among the sites, and two welfare shelters that take only some people."""
    rng = np.random.default_rng(49_7)
    chosen = [site for site in sites if site.shelter]
    rows = [(site.name, site.lot, "1", "") for site in chosen]
    storeys = [_storeys(site) for site in chosen] + [None] * SHELTERS
    lots = [site.lot for site in chosen]
    extra = SHELTERS - len(rows)
    for index in rng.choice(len(lots), extra, replace=False).tolist():
        lot = lots[index]
        rows.append((f"{lot.town.base}福祉避難所", lot, "", "高齢者、障害者その他の要配慮者"))
    for number, (name, lot, same, accepted) in enumerate(rows, start=1):
        # The two national lists seldom agree to the metre on where a school stands.
        shift = rng.normal(0, 3, 2) if rng.random() > 0.04 else rng.uniform(40, 100, 2)
        if accepted:
            shift = np.array([150.0, -120.0])
        yield (
            Point(lot.x + shift[0], lot.y + shift[1]),
            {
                "NO": 800_000 + number,
                "共通ID": f"E{CITY_CODE}{number:05d}111",
                "都道府県名及び市町村名": PREFECTURE + CITY,
                "施設・場所名": name,
                "住所": PREFECTURE + CITY + (lot.address if not accepted else f"{lot.address}-2"),
                "指定緊急避難場所との住所同一": same,
                "その他市町村長が必要と認める事項": "",
                "受入対象者": accepted,
                "備考": "",
                STOREYS.label.ja: storeys[number - 1],
                MARK: FICTITIOUS,
            },
        )


def _neighbour_sites(one: Neighbour, ground: BaseGeometry, near: BaseGeometry, start: int) -> Iterator[Feature]:
    """Schools of a neighbour, most of them within 2.5 km of the city's border."""
    rng = np.random.default_rng(int(one.code))
    close = ground.intersection(near).buffer(-60)
    wide = ground.buffer(-200)
    shapely.prepare([close, wide])
    west, south, east, north = ground.bounds
    found: list[Point] = []
    while len(found) < one.sites:
        point = Point(float(rng.uniform(west, east)), float(rng.uniform(south, north)))
        inside = (close if len(found) < 0.8 * one.sites else wide).contains(point)
        if inside and all(point.distance(other) > 450 for other in found):
            found.append(point)
    stem = one.name[:-1]
    for nth, point in enumerate(found):
        kind = "中学校" if nth % 3 == 2 else "小学校"
        name = f"{stem}第{kanji_numeral(nth // 3 + 1 if kind == '中学校' else nth - nth // 3 + 1)}{kind}"
        marks = {hazard: bool(rng.random() < 0.5) for hazard in COLUMN_OF}
        marks.update(earthquake=True, inland_flood=bool(rng.random() < 0.9))
        ward = one.name if one.city else ""
        municipality = one.prefecture + (one.city or one.name)
        address = f"{ward}{stem}{int(rng.integers(1, 7))}-{int(rng.integers(1, 30))}-{int(rng.integers(1, 20))}"
        yield point, _site_row(start + nth, one.list_code, name, municipality, address, marks, bool(nth % 4), "")


def neighbours(districts: Districts) -> Iterator[tuple[str, list[Feature]]]:
    """Six-digit code and rows of each neighbour's list; wards of one designated city share its list."""
    near = districts.city.buffer(2500)
    lists: dict[str, list[Feature]] = {}
    for one, ground in sorted(districts.neighbours, key=lambda pair: pair[0].code):
        rows = lists.setdefault(one.list_code, [])
        rows.extend(_neighbour_sites(one, ground, near, len(rows) + 1))
    assert sum(map(len, lists.values())) == sum(one.sites for one in NEIGHBOURS)
    for code, rows in lists.items():
        yield six_digits(code), rows
