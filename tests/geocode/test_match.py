"""Addresses as offices write them, each found where it is, with no more certainty than there is."""

from __future__ import annotations

import numpy as np
import pytest

from geo_service.geocode import CityNames, KnownPoint, build_gazetteer, geocode
from tests.geocode.town import hand_made

TOWN = hand_made()
POINT, BLOCK, AREA = (139.60123, 35.50123), (139.6012, 35.5012), (139.601, 35.501)

SAME_NUMBER = (
    *("みほん県みほん市汐見区青葉一丁目2番3号", "みほん市汐見区青葉１丁目２番３号", "汐見区青葉1-2-3", "青葉1-2-3"),
    *("青葉１－２－３", "青葉１−２−３", "青葉1ー2ー3", "青葉1‐2―3", "青葉１の２の３", "青葉一丁目２番地の３"),
    *(
        "汐見区\u00a0青葉 一丁目\u3000２番 ３号",
        "〒999-0001 みほん市汐見区青葉1-2-3",
        "大字青葉1-2-3",
        "青葉一-2-3",
        "青葉一の二の三",
    ),
    *("青葉1-2-3 みほんビル4階", "青葉1-2-3コーポ青葉201", "青葉1-2-3（みほん小学校）", "青葉1-2-3-201"),
)


@pytest.mark.parametrize("address", SAME_NUMBER)
def test_one_address_in_many_spellings(address: str) -> None:
    found = geocode([address], TOWN)
    assert (found.accuracy[0], found.source[0]) == ("point", "official")
    assert (found.lon[0], found.lat[0]) == POINT
    assert found.matched[0] == "汐見区青葉一丁目2-3"


@pytest.mark.parametrize(
    ("address", "accuracy", "where"),
    [
        ("青葉1-2", "block", BLOCK),
        ("青葉1丁目2番", "block", BLOCK),
        ("青葉1-2-9", "block", BLOCK),
        ("青葉1-2-3-4", "block", POINT),
        ("青葉1-2-3先", "block", POINT),
        ("青葉1-2-3~5", "block", BLOCK),
        ("青葉一丁目2番3号、4号", "block", BLOCK),
        ("青葉1-2〜5", "area", AREA),
        ("青葉1-9-9", "area", AREA),
        ("青葉一丁目", "area", AREA),
        ("青葉1丁目地内", "area", AREA),
        ("青葉12-1", "area", (139.612, 35.512)),
        ("三番町16", "area", (139.603, 35.503)),
        ("梅が丘1", "area", (139.604, 35.504)),
        ("梅ケ丘1-1", "area", (139.604, 35.504)),
        ("高崎3-1", "area", (139.605, 35.505)),
        ("汐見区本町5", "area", (139.606, 35.506)),
        ("川辺区本町5", "area", (139.656, 35.506)),
        ("市の坪55番地", "block", (139.6575, 35.5075)),
        ("青葉2-4-5", "point", (139.6024, 35.5024)),
        ("千年字北浦15", "point", (139.6581, 35.5081)),
        ("大字千年字南15番地", "point", (139.6589, 35.5089)),
        ("千年20", "point", (139.6588, 35.5088)),
        # The number is in two 小字.
        ("千年15", "area", (139.658, 35.508)),
        ("小田1-5", "area", (139.661, 35.510)),
        ("小田一丁目5番", "area", (139.661, 35.510)),
        ("小田1番地5", "area", (139.659, 35.509)),
        ("旧青葉123番地", "area", AREA),
        ("谷戸77", "area", (139.602, 35.502)),
    ],
)
def test_the_accuracy_is_what_is_known(address: str, accuracy: str, where: tuple[float, float]) -> None:
    found = geocode([address], TOWN)
    assert found.accuracy[0] == accuracy
    assert (found.lon[0], found.lat[0]) == where


def test_a_town_known_by_its_blocks_only_stands_in_their_middle() -> None:
    found = geocode(["港町9", "港町"], TOWN)
    assert found.accuracy == ("area", "area")
    assert found.lon == pytest.approx([139.621, 139.621])
    assert found.lat == pytest.approx([35.521, 35.521])


@pytest.mark.parametrize(
    ("address", "how", "candidates"),
    [
        ("", "empty", ()),
        ("　", "empty", ()),
        ("本町5", "several", ("汐見区本町", "川辺区本町")),
        ("横浜市鶴見区矢向1-1", "elsewhere", None),
        ("東京都千代田区青葉1-2-3", "elsewhere", None),
        ("青葉5丁目1", "unknown", ("汐見区青葉二丁目", "汐見区青葉一丁目", "汐見区青葉十二丁目")),
        ("小田5丁目1", "unknown", None),
        ("汐見区市ノ坪55", "unknown", None),
        ("青草1-2-3", "unknown", ("汐見区青葉一丁目", "汐見区青葉二丁目", "汐見区青葉十二丁目")),
        ("#N/A", "unknown", None),
        ("千年ビル2", "unknown", None),
    ],
)
def test_what_does_not_match_says_why_and_what_is_like_it(address: str, how: str, candidates: tuple[str, ...] | None) -> None:
    found = geocode([address], TOWN)
    assert (found.accuracy[0], found.how[0], found.matched[0]) == ("none", how, "")
    assert np.isnan(found.lon[0]) and np.isnan(found.lat[0])
    if candidates is not None:
        assert set(found.candidates[0]) == set(candidates)


def test_the_towns_name_in_another_ward_is_a_candidate() -> None:
    assert geocode(["汐見区市ノ坪55"], TOWN).candidates[0][0] == "川辺区市ノ坪"


def test_a_ward_told_beside_the_address_settles_it() -> None:
    found = geocode(["本町5", "本町5", "川辺区本町5"], TOWN, ["川辺区", "99131", "汐見区"])
    assert found.matched == ("川辺区本町", "汐見区本町", "川辺区本町")


def test_how_says_whether_the_town_is_written_as_it_is_known() -> None:
    assert geocode(["青葉一丁目2-3", "青葉1-2-3", "旧青葉5"], TOWN).how == ("exact", "folded", "old_name")


def test_old_numbers_are_not_looked_up_under_the_new_name() -> None:
    found = geocode(["旧青葉2-3"], TOWN)
    assert (found.accuracy[0], found.lon[0]) == ("area", AREA[0])


def test_a_weak_source_is_said_and_never_beats_a_published_one() -> None:
    found = geocode(["青葉2-4-5", "青葉2-4", "青葉1-2-3"], TOWN)
    assert found.source == ("places", "places", "official")
    assert found.accuracy == ("point", "block", "point")
    assert found.counts() == {"point": 2, "block": 1}


def test_a_real_citys_own_prefecture_is_its_own() -> None:
    town = build_gazetteer(
        CityNames("14130", "川崎市", (("14131", "川崎区"),)),
        [KnownPoint("川崎区", "浅田一丁目", "", (), "area", 139.7, 35.5)],
    )
    found = geocode(["神奈川県川崎市川崎区浅田1-1", "東京都川崎市浅田1-1", "川崎区浅田1-1"], town)
    assert found.how == ("folded", "elsewhere", "folded")


def test_an_empty_gazetteer_finds_nothing_and_does_not_fail() -> None:
    found = geocode(["青葉1-2-3"], build_gazetteer(CityNames("99130", "みほん市"), []))
    assert (found.accuracy, found.candidates) == (("none",), ((),))
    assert len(geocode([], TOWN)) == 0
