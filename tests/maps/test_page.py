"""The page as text: what it holds, that nothing hostile gets out of its place, and that the same answer gives the same bytes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from geo_service.coverage import engine
from geo_service.errors import NotAnswerableError, NotFoundError, error_table
from geo_service.questions import build
from maps.choices import Choice, Choices, QuestionChoice, page_parameters
from maps.export import single_file
from maps.folium_map import ROLES, bounds, map_parts
from maps.pack import packed, steps
from maps.page import Frame, Urls, answer_page, csp, problem_page
from maps.scales import group_scales, round_number, scale
from maps.view import answer_view, beside, lead, worst_units
from maps.words import Text
from tests.maps.shown import HOSTILE, frame_of, hostile, shown
from tests.toy import toy_city


class Reader(HTMLParser):
    """Collects tags with attributes and the text of script blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, str] = {}
        self.block = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.block = dict(attrs).get("id") or "" if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self.block:
            self.blocks[self.block] = self.blocks.get(self.block, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.block = ""


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def page(lang: str = "ja", **parameters: str) -> str:
    city = toy_city()
    chosen = {"hazard": "flood", **parameters}
    return answer_page(*shown(city, **chosen), frame_of(city, lang, **chosen))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_holds_the_answer_in_its_language(lang: str) -> None:
    city = toy_city()
    answer, geojson = shown(city, hazard="flood")
    html = answer_page(answer, geojson, frame_of(city, lang, hazard="flood"))
    assert f'<html lang="{lang}">' in html
    view = answer_view(answer, lang)
    assert "".join(view.sentence[1:]).replace(" ", "") in answer["sentence"][lang].replace(" ", "")
    for row in (*view.ward_rows, *view.worst_rows):
        assert row.name in html
    assert view.figures[0].value in html
    assert json.loads(read(html).blocks["answer-data"]) == packed(json.loads(geojson))


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert page() == page()
    answer = engine.answer(toy_city(), build("evacuation-site-reach", toy_city(), {"hazard": "flood"}))
    assert single_file(answer, "ja") == single_file(answer, "ja")


def test_nothing_is_asked_of_another_host_and_zooming_is_allowed() -> None:
    for html in (page(), single_file(engine.answer(toy_city(), build("evacuation-site-reach", toy_city(), {"hazard": "flood"})))):
        for tag, attributes in read(html).tags:
            for name in ("src", "href", "action", "srcset", "poster"):
                assert not re.match(r"(https?:)?//", attributes.get(name) or ""), (tag, attributes)
        assert html.count('name="viewport"') == 1
        assert "user-scalable" not in html
        assert "maximum-scale" not in html
        assert "cdn.jsdelivr" not in html


def test_every_inline_script_and_style_carries_the_nonce() -> None:
    reader = read(page())
    inline = [
        a for tag, a in reader.tags if tag in ("script", "style") and "src" not in a and a.get("type") != "application/json"
    ]
    assert len(inline) >= 3
    assert {one.get("nonce") for one in inline} == {"n0nce"}
    assert not [a for _, a in reader.tags if "style" in a or any(name.startswith("on") for name in a)]
    policy = csp("n0nce")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_hostile_names_are_text(lang: str) -> None:
    city = hostile(toy_city())
    answer, geojson = shown(city, hazard="earthquake")
    usual = read(answer_page(*shown(toy_city(), hazard="earthquake"), frame_of(toy_city(), lang, hazard="earthquake")))
    reader = read(answer_page(answer, geojson, frame_of(city, lang, hazard="earthquake")))
    assert [tag for tag, _ in reader.tags if tag in ("script", "img", "b")] == [
        tag for tag, _ in usual.tags if tag in ("script", "img", "b")
    ]
    for id in ("answer-data", "page-settings"):
        assert not set("<>&\u2028\u2029") & set(reader.blocks[id])
    assert json.loads(reader.blocks["answer-data"]) == packed(json.loads(geojson))
    exported = single_file(engine.answer(city, build("evacuation-site-reach", city, {"hazard": "earthquake"})), lang)
    assert HOSTILE[0] not in exported
    assert len([tag for tag, _ in read(exported).tags if tag == "img"]) == 0


def test_the_export_allows_only_what_is_in_it() -> None:
    answer = engine.answer(toy_city(), build("park-reach", toy_city(), {}))
    reader = read(single_file(answer, "en"))
    policy = next(a["content"] for tag, a in reader.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "connect-src" not in policy
    assert "'self'" not in policy
    assert "unsafe" not in policy
    assert not [a for tag, a in reader.tags if tag in ("script", "link") and ("src" in a or a.get("rel") == "stylesheet")]
    assert "choices" not in {a.get("id") for _, a in reader.tags}


def test_a_problem_says_what_is_wrong_and_what_to_do() -> None:
    for kind in error_table():
        extra = {"lacks": ["parks"]} if kind is NotAnswerableError else {}
        for lang in ("ja", "en"):
            html = problem_page(kind("だめです。", "It failed.", **extra).problem(lang), frame_of(toy_city(), lang))
            assert ("だめです。" if lang == "ja" else "It failed.") in html
            assert 'role="alert"' in html
            assert 'class="problem-advice"' in html
            assert ("<li>公園</li>" in html or "<li>parks</li>" in html) == bool(extra)


def test_a_problem_without_any_city_still_is_a_page() -> None:
    frame = Frame.of("ja", "n", None, [], [], "nothing", {}, {})
    assert "見つかりません" in problem_page(NotFoundError("ない", "none").problem("ja"), frame)


def test_the_address_holds_the_whole_state() -> None:
    frame = frame_of(toy_city(), "en", hazard="flood", ward="99901", within="300", neighbours="true")
    assert frame.address(lang="ja") == (
        "/?city=99900&question=evacuation-site-reach&hazard=flood&ward=99901&within=300&neighbours=true&lang=ja"
    )
    assert frame.download("xlsx").startswith("/api/v1/cities/99900/questions/evacuation-site-reach/answer?hazard=flood&")
    assert Urls().page == "/"


def test_page_parameters_complete_and_clean_the_address() -> None:
    hazards = (Choice("flood", Text("洪水", "flood")), Choice("tsunami", Text("津波", "tsunami")))
    sites = QuestionChoice("s", Text("", ""), needs_hazard=True)
    parks = QuestionChoice("p", Text("", ""))
    assert page_parameters({"lang": "en", "ward": "", "within": "300"}, sites, Choices(hazards)) == {
        "within": "300",
        "hazard": "flood",
    }
    earthquake = (*hazards, Choice("earthquake", Text("地震", "earthquake")))
    assert page_parameters({}, sites, Choices(earthquake)) == {"hazard": "earthquake"}
    assert page_parameters({"hazard": "flood", "kind": "library"}, parks, Choices()) == {}
    assert page_parameters({"unknown": "1"}, None, Choices()) == {"unknown": "1"}


def test_folium_makes_one_numbered_layer_per_role() -> None:
    _, geojson = shown(toy_city(), hazard="flood")
    parts = map_parts(json.loads(geojson))
    assert len(re.findall(r"GeoService\.draw\.layer\(", parts.script)) == len(ROLES)
    assert not re.search(r"_[0-9a-f]{32}", parts.html + parts.script + parts.style)
    assert "L.map(" in parts.script


def test_bounds_are_the_wards_or_the_citys() -> None:
    collection = json.loads(shown(toy_city(), hazard="flood")[1])
    (south, west), (north, east) = bounds(collection)
    (_, ward_west), (_, ward_east) = bounds(collection, "99902")
    assert (west, east) != (ward_west, ward_east)
    assert west < ward_west < ward_east <= east + 1e-4
    assert south < north
    assert bounds({"features": []})[0][0] < 30


def test_worst_areas_are_those_with_most_people_inside_the_zone() -> None:
    answer, _ = shown(toy_city(), hazard="flood")
    towns = answer["units"]["towns"]
    inside = [one["in_zone"]["unserved"] for one in towns]
    rows = worst_units(answer, "towns")
    assert 0 < len(rows) <= 10
    assert [one["in_zone"]["unserved"] for one in rows] == sorted((one for one in inside if one > 0), reverse=True)[:10]
    assert min(inside) == 0 < max(one["unserved"] for one in towns if not one["in_zone"]["unserved"])
    view = answer_view(answer, "ja")
    assert view.worst_title == "想定区域の中で届いていない人が多い町丁（上位10）"
    assert view.worst_rows[0].amount == f"{rows[0]['in_zone']['unserved']:,.0f}人"
    assert f"{rows[0]['unserved']:,.0f}人" in view.worst_rows[0].of


def test_where_nobody_unserved_is_inside_all_are_ranked() -> None:
    answer, _ = shown(toy_city(), hazard="flood")
    for one in answer["units"]["towns"]:
        one["in_zone"] = {"demand": one["demand"], "served": one["demand"], "unserved": 0.0}
    assert worst_units(answer, "towns")[0]["unserved"] == max(one["unserved"] for one in answer["units"]["towns"])
    assert answer_view(answer, "ja").worst_title == "届いていない人が多い町丁（上位10）"


def test_facilities_are_not_called_people() -> None:
    answer, _ = shown(toy_city(), hazard="earthquake", demand="child_facilities:nursery")
    assert answer_view(answer, "ja").worst_title == "届いていない施設が多い町丁（上位10）"
    assert answer_view(answer, "en").worst_title == "Small areas with the most facilities not reached (top 10)"


def test_what_is_shown_adds_up() -> None:
    totals = {"demand": 1000.1, "served": 700.6, "unserved": 299.5, "left_out": 0.0}
    assert beside(totals) == 1000 - 300
    assert beside({**totals, "served": 0.3, "unserved": 999.8}) == 0.3


def test_a_small_error_and_one_unknown_area_are_said_in_words() -> None:
    answer, _ = shown(toy_city(), hazard="flood")
    for one in answer["units"]["towns"]:
        one["error_bound"] = 0.00002
    assert "割合で0.1ポイント未満" in dict(answer_view(answer, "ja").how).values()
    answer["units"]["wards"][0]["unknown_features"] = 1
    assert answer_view(answer, "en").ward_rows[0].note == "(1 area unknown)"


def test_worst_areas_are_those_with_most_people() -> None:
    answer, _ = shown(toy_city(), question="park-reach")
    rows = worst_units(answer, "towns")
    assert len(rows) == 10
    assert [one["unserved"] for one in rows] == sorted((one["unserved"] for one in rows), reverse=True)
    assert rows[0]["unserved"] == max(one["unserved"] for one in answer["units"]["towns"])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("【架空データ】甲は1.5人です。乙は丙です。", ("架空データ", "甲は1.5人です。", "乙は丙です。")),
        ("[fictitious data] Of 2, 1 (50.0%) has. More.", ("fictitious data", "Of 2, 1 (50.0%) has.", "More.")),
        ("甲", ("", "甲", "")),
    ],
)
def test_the_main_sentence_is_found(text: str, parts: tuple[str, str, str]) -> None:
    assert lead(text) == parts


def test_classes_are_round_and_do_not_know_the_question() -> None:
    assert [round_number(value) for value in (0.2, 1, 3, 3.3, 7.5, 160, 1610)] == [1, 1, 2, 5, 10, 200, 2000]
    assert scale(2300) == (1, 500, 2000)
    assert scale(0) == (1,)
    assert group_scales(toy_city()) == {
        "residents": (1, 200, 500),
        "age_65_over": (1, 50, 200),
        "single_person_households": (1, 50, 100),
    }


def test_areas_are_packed_as_steps() -> None:
    assert steps([[139.60001, 35.5], [139.60003, 35.49999], [139.60001, 35.5]]) == [13960001, 3550000, 2, -1, -2, 1]
    collection = json.loads(shown(toy_city(), hazard="flood")[1])
    small = packed(collection)
    assert set(small["answer"]["units"]) == {"wards", "towns"}
    assert len(small["features"]) == len(collection["features"])
