"""The answer's JSON: its contract shape, its words, its bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geo_service import render
from geo_service.errors import AudienceError
from geo_service.render.words import plural, with_article
from tests.render.answers import ask, city, hostile, nurseries, residents
from tests.toy import toy_city

TOP = [
    "id", "city", "city_name", "fictitious", "question", "words", "basis", "parameters", "release", "release_date", "audience",
    "unit", "unit_label", "group", "time_of_day", "totals", "units", "items", "left_out", "excluded_supply", "firmness", "firm",
    "notes", "datasets", "licence", "versions", "sentence", "purpose",
]  # fmt: skip
FIGURES = ["demand", "served", "unserved", "left_out", "share_served", "depends_on_one", "distance_m", "in_zone"]


def test_the_contract_shape() -> None:
    for answer in (nurseries(), residents(), ask("park-reach")):
        whole = json.loads(render.to_json(answer))
        assert list(whole) == TOP
        assert list(whole["totals"]) == FIGURES
        assert list(whole["totals"]["distance_m"]) == ["p50", "p75", "p90", "p95"]
        assert list(whole["units"]) == ["wards", "towns", "association_areas"]
        for rows in whole["units"].values():
            for row in rows:
                assert list(row) == ["code", "name", "name_en", "ward", *FIGURES, "error_bound", "unknown_features"]
        for item in whole["items"]:
            assert list(item) == ["id", "name", "kind", "ward", "lon", "lat", "served", "nearest", "distance_m", "within", "why"]
        for pair in ("city_name", "words", "basis", "unit_label", "group", "sentence", "purpose"):
            assert set(whole[pair]) == {"ja", "en"}
        for row in whole["left_out"] + whole["excluded_supply"]:
            assert set(row) == {"code", "things", "amount", "examples", "text"}
            assert "{" not in row["text"]["ja"] + row["text"]["en"]
        assert len(whole["id"]) == 16


def test_facilities_are_counted_whole() -> None:
    whole = json.loads(render.to_json(nurseries()))
    assert whole["unit"] == "facilities"
    # Six nurseries: c1 and c3 are served (c1 at exactly 500 m), c2 and c7 are not, c4 and c5 cannot be measured.
    totals = whole["totals"]
    assert (totals["demand"], totals["served"], totals["unserved"], totals["left_out"]) == (6, 2, 2, 2)
    assert totals["share_served"] == 0.5
    items = {one["id"]: one for one in whole["items"]}
    assert items["c1"]["nearest"] == {"id": "s1", "name": "一の小学校", "lon": 139.618244, "lat": 35.553636, "distance_m": 500.0}
    assert items["c1"]["distance_m"] == 500.0
    assert (items["c4"]["served"], items["c4"]["why"], items["c4"]["lon"]) == (None, "no_position", None)
    assert items["c5"]["why"] == "position_is_an_area"


def test_the_sentence_in_both_languages() -> None:
    said = render.sentence(nurseries())
    assert said.ja == (
        "【架空データ】おもちゃ市の認可保育所6か所のうち、"
        "地震のとき使える指定緊急避難場所が直線500 m以内にあるのは2か所（50.0%）、"
        "ないのは2か所です。"
        "地震は想定区域で分けずに、市全体の数を示しています。"
        "位置が分からないなどの2か所は割合に入れていません。"
        "おもちゃ市の外にある指定緊急避難場所は数えていません。"
    )
    assert said.en == (
        "[fictitious data] Of the 6 licensed nurseries in Toy City, 2 (50.0%) have a designated evacuation site for earthquakes "
        "within 500 m (straight line); 2 have none. "
        "The figures cover the whole city: earthquakes are not told apart by zones. "
        "2 are not in the share because their position is not known well enough. "
        "Designated evacuation sites outside the city do not count."
    )


def test_the_sentence_says_what_was_chosen() -> None:
    assert "想定区域のデータがない" not in render.sentence(residents()).ja
    with_neighbours = ask("evacuation-site-reach", hazard="flood", neighbours=True, ward="西区", reach="detour", within=700)
    said = render.sentence(with_neighbours)
    assert "おもちゃ市西区の住民" in said.ja
    assert "外にある指定緊急避難場所も数えています" in said.ja
    assert "道のりの目安（直線×1.3）で700 m以内" in said.ja
    assert "West Ward, Toy City" in said.en
    parks = render.sentence(ask("park-reach", demand="single_person_households"))
    assert "単身世帯4,800世帯のうち" in parks.ja
    assert "街区公園250 m" in parks.ja
    real = render.sentence(ask("park-reach", replace(city(), fictitious=False)))
    assert "架空" not in real.ja


def test_unknown_counts_are_said() -> None:
    whole = json.loads(render.to_json(ask("park-reach", demand="single_person_households")))
    assert any("公表されて" in one["ja"] and "不明" in one["ja"] for one in whole["notes"])
    assert whole["time_of_day"] == "night"
    assert any("夜間人口" in one["ja"] for one in whole["notes"])


def test_places_with_a_size_are_said_to_be_points() -> None:
    parks = json.loads(render.to_json(ask("park-reach")))["notes"]
    assert any("公園は、広さのあるものも中の1点" in one["ja"] and "one point inside" in one["en"] for one in parks)
    assert not any("中の1点" in one["ja"] for one in json.loads(render.to_json(residents()))["notes"])


def test_every_answer_carries_its_provenance() -> None:
    whole = json.loads(render.to_json(residents()))
    assert whole["datasets"][0]["reference_date"] == "2025-04-01"
    assert any(not one["used"] and one["why_not_ja"] for one in whole["datasets"])
    assert whole["licence"]["id"] == "CC-BY-4.0"
    assert whole["licence"]["public_export"] is True
    assert "49条の4" in whole["basis"]["ja"]
    assert "確かさ" in whole["basis"]["ja"]
    assert {"geos", "proj", "postgis", "engine"} <= set(whole["versions"])
    assert "planning" in whole["purpose"]["en"]
    assert any("架空データ" in one["ja"] for one in whole["notes"])
    assert [one["assumption"] for one in whole["firmness"]][:2] == ["limit_less", "limit_more"]
    assert "375 m" in whole["firmness"][0]["text"]["ja"]


def test_limits_by_kind_in_the_parameters() -> None:
    by_kind = json.loads(render.to_json(ask("park-reach")))["parameters"]
    assert by_kind["within"] is None
    assert by_kind["limits_m"]["block"] == 250
    one = json.loads(render.to_json(ask("park-reach", within=400)))["parameters"]
    assert (one["within"], one["limits_m"]) == (400, {})


def test_the_same_bytes_twice() -> None:
    for make in (render.to_json, render.to_geojson, render.to_csv, render.to_xlsx):
        first = make(ask("evacuation-site-reach", toy_city(), hazard="flood"))
        assert make(ask("evacuation-site-reach", toy_city(), hazard="flood")) == first


def test_a_forbidding_licence() -> None:
    notes = tuple(replace(one, licence="KSJ-NC") if one.layer == "parks" else one for one in city().datasets)
    public = ask("park-reach", replace(city(), datasets=notes))
    for make in (render.to_csv, render.to_xlsx):
        with pytest.raises(AudienceError) as caught:
            make(public)
        assert "非商用" in caught.value.ja
    assert json.loads(render.to_json(public))["licence"]["public_export"] is False
    staff = ask("park-reach", replace(city(), datasets=notes, audience="staff"))
    assert render.to_csv(staff).startswith(b"\xef\xbb\xbf")


def test_names_that_mean_harm_stay_names() -> None:
    whole = json.loads(render.to_json(hostile()))
    assert whole["items"][0]["name"] == '=cmd|"/C calc"!A1'
    text = render.to_text(hostile())
    assert "\x1b" not in text
    assert "赤" in text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_plain_text(lang: str) -> None:
    for answer in (nurseries(), residents(), ask("park-reach", ward="西区")):
        text = render.to_text(answer, lang)
        assert text.endswith("\n")
        whole = json.loads(render.to_json(answer))
        assert whole["sentence"][lang] in text
        assert whole["purpose"][lang] in text
        assert whole["id"] in text


def test_english_nouns() -> None:
    assert plural("licensed nursery") == "licensed nurseries"
    assert plural("welfare centre for the elderly") == "welfare centres for the elderly"
    assert plural("elder centre (いこいの家)") == "elder centres (いこいの家)"
    assert plural("branch office") == "branch offices"
    assert plural("child facilities") == "child facilities"
    assert with_article("elder centre") == "an elder centre"
    assert with_article("park") == "a park"
