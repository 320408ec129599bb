"""The city's own election notices: 1,506 addresses with coordinates, found by 656 points of 町丁 and by each other."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from geo_service.geocode import CityNames, Gazetteer, KnownAddress, KnownPoint, build_gazetteer, geocode

pytestmark = pytest.mark.real
WARDS = ("川崎区", "幸区", "中原区", "高津区", "宮前区", "多摩区", "麻生区")
CITY = CityNames("14130", "川崎市", tuple((f"1413{number}", ward) for number, ward in enumerate(WARDS, start=1)))
MISREAD = {"高津区子母囗730番地", "宮前区東鞋馬５丁目１２番１号", "川崎区渡田向町ｎ番１号", "高津区下ｲ乍延5丁目19番1号"}
"""Addresses that were read wrongly from paper: no 町丁 has such a name."""
KANJI = str.maketrans(dict(zip("一二三四五六七八九", "123456789", strict=True)))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def towns(real_data: Path) -> list[dict[str, str]]:
    return table(real_data / "kawasaki" / "towns_with_single_person_households.csv")


@pytest.fixture(scope="module")
def notices(real_data: Path) -> list[dict[str, str]]:
    return table(real_data / "kawasaki" / "election_boards_and_polling_places_2023.csv")


def points(towns: list[dict[str, str]]) -> list[KnownPoint]:
    return [
        KnownPoint(one["ward"], one["town"], "", (), "area", float(one["lon"]), float(one["lat"]), "towns")
        for one in towns
        if one["lon"]
    ]


def apart_m(rows: list[dict[str, str]], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres between what the notices say and what was found; a degree is 90.6 km by 110.9 km in Kawasaki."""
    there = np.array([[float(one["経度"]), float(one["緯度"])] for one in rows])
    return np.hypot((there[:, 0] - lon) * 90_600, (there[:, 1] - lat) * 110_940)


def spoken(text: str) -> str:
    """A plain folding of its own: width, spaces and 一丁目 to 九丁目."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    for kanji in "一二三四五六七八九":
        text = text.replace(f"{kanji}丁目", f"{kanji.translate(KANJI)}丁目")
    return text


def test_every_address_is_in_the_town_it_names(towns: list[dict[str, str]], notices: list[dict[str, str]]) -> None:
    gazetteer = build_gazetteer(CITY, points(towns))
    found = geocode([one["住所"] for one in notices], gazetteer)
    assert found.counts() == {"area": 1_501, "none": 5}
    assert {one["住所"] for one, level in zip(notices, found.accuracy, strict=True) if level == "none"} == MISREAD
    for one, matched in zip(notices, found.matched, strict=True):
        assert spoken(one["住所"]).replace("が", "ケ").startswith(spoken(matched).replace("ヶ", "ケ")[:4])
    names = [spoken(one["ward"] + one["town"]) for one in towns]
    longest = {
        one["住所"]: max((name for name in names if spoken(one["住所"]).startswith(name)), key=len, default="") for one in notices
    }
    right = [spoken(matched) == longest[one["住所"]] for one, matched in zip(notices, found.matched, strict=True)]
    assert np.mean(right) > 0.98
    there = np.isfinite(found.lon)
    apart = apart_m(notices, found.lon, found.lat)[there]
    # Half of all things stand within 190 m of the point of their 町丁, which is why it is no position to measure from.
    assert 150 < np.median(apart) < 200
    assert np.mean(apart > 1_000) < 0.001


def test_what_was_misread_has_the_right_town_first_among_its_candidates(towns: list[dict[str, str]]) -> None:
    found = geocode(sorted(MISREAD), build_gazetteer(CITY, points(towns)))
    assert [one[0] for one in found.candidates] == ["宮前区東有馬五丁目", "川崎区渡田向町", "高津区下作延五丁目", "高津区子母口"]


def test_polling_places_are_found_by_the_boards_beside_them(towns: list[dict[str, str]], notices: list[dict[str, str]]) -> None:
    """One list as weak source for another: what is called a point is near, what is called a block a little farther."""
    boards = [one for one in notices if one["カテゴリ"] not in ("投票所", "期日前投票所")]
    places = [one for one in notices if one["カテゴリ"] == "投票所"]
    assert (len(boards), len(places)) == (1_326, 164)
    things = [KnownAddress("", one["住所"], float(one["経度"]), float(one["緯度"])) for one in boards]
    gazetteer: Gazetteer = build_gazetteer(CITY, points(towns), things)
    found = geocode([one["住所"] for one in places], gazetteer)
    apart = apart_m(places, found.lon, found.lat)
    level = np.array(found.accuracy)
    medians = {name: float(np.median(apart[level == name])) for name in ("point", "block", "area")}
    print({name: (int((level == name).sum()), round(m)) for name, m in medians.items()})
    assert medians["point"] < 60 < medians["area"]
    assert medians["block"] < medians["area"]
    assert np.quantile(apart[level == "point"], 0.9) < 150
