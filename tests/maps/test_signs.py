"""Signs for notice boards: what they say is counted by hand in the toy city, what is not known is not printed, all is text."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from shapely.geometry import box

from geo_service.coverage.board_signs import MOST_BOARDS, Depth, Terrain, board_signs, chosen
from geo_service.coverage.city import City
from geo_service.coverage.usable_near import sites_question, usable_near
from geo_service.errors import ParameterError
from geo_service.render.sign_list import depth_words, elevation_words, rounded_metres, signs_csv
from maps.paper import signs
from maps.paper.signs.picture import depth_picture
from tests.toy import toy_city
from tests.toy_boards import NAN, board
from tests.toy_ground import ORIGIN
from tests.toy_hazards import Class, flooded
from tests.toy_streets import grid


def city_with_water() -> City:
    """Water of 0.5 to 3 m in the south-west square kilometre, of no known depth beside it, all below 2 km assessed. The parks
    stand in for places made of boards: p1 at (500, 1500), p2 at (2500, 500)."""
    city = toy_city()
    city = replace(city, places={**city.places, "notice_boards": replace(city.places["parks"], layer="notice_boards")})
    classes = [Class(box(0, 0, 1000, 1000)), Class(box(1000, 0, 2000, 1000), depth=(NAN, NAN))]
    return flooded(city, classes, assessed=box(0, 0, 5000, 2000))


def test_depths_are_the_zones_words_and_unknown_is_never_dry() -> None:
    where = [(500, 500), (1500, 500), (500, 1500), (500, 3500), (700, 1600)]
    found = board_signs(city_with_water(), [board(*one) for one in where])
    # The last is no place of the release: what its ground is, is not known, though it lies in what was assessed.
    assert [one.depth.state for one in found] == ["inside", "deep_unknown", "outside", "not_assessed", "not_assessed"]
    assert [depth_words(one.depth).ja for one in found] == [
        "0.5〜3 m", "深さは分かりません", "想定浸水区域の外", "調べられていません", "調べられていません",
    ]  # fmt: skip
    assert found[0].depth.zones[0][0] and not found[3].depth.zones
    own = board_signs(city_with_water(), [board(500, 500, flood_depth_m=1.2)])[0].depth
    assert (own.state, depth_words(own).ja) == ("listed", "1.2 m")
    assert board_signs(toy_city(zones=False), [board(500, 500)])[0].depth.state == "not_assessed"


@pytest.mark.parametrize(
    ("low", "high", "ja", "en"),
    [(0, 0.5, "0.5 m未満", "below 0.5 m"), (3, 5, "3〜5 m", "3–5 m"), (20, math.inf, "20 m以上", "20 m or more")],
)
def test_bands_in_words(low: float, high: float, ja: str, en: str) -> None:
    words = depth_words(Depth("inside", low, high))
    assert (words.ja, words.en) == (ja, en)
    assert words.ja in str(depth_picture(Depth("inside", low, high), "ja"))


def test_a_height_is_the_lists_own_else_the_grounds_and_on_a_slope_nobodys() -> None:
    ground = Terrain(12.34, 0.4, "標高", "2026")
    boards = [
        board(500, 500),
        board(500, 500, elevation_m=NAN, terrain=ground),
        board(500, 500, elevation_m=NAN, terrain=replace(ground, spread_m=2.0)),
        board(500, 500, elevation_m=NAN, terrain=replace(ground, spread_m=NAN)),
        board(500, 500, elevation_m=NAN, terrain=replace(ground, spread_m=7.0)),
        board(500, 500, elevation_m=NAN),
        board(NAN, NAN),
        replace(board(500, 500), accuracy="area"),
    ]
    found = board_signs(toy_city(), boards)
    assert [elevation_words(one).ja for one in found[:6]] == [
        "3.2 m",
        "約12.3 m",
        "約12 m",
        "約12 m",
        "分かりません",
        "分かりません",
    ]
    assert [one.why for one in found] == ["", "", "", "", "steep", "no_elevation", "no_position", "rough_position"]
    assert elevation_words(replace(found[0], elevation_m=-0.04)).ja == "0.0 m"
    assert elevation_words(replace(found[0], elevation_m=-1.2)).ja == "-1.2 m"


def test_where_to_go_is_the_nearest_site_no_zone_raises_a_doubt_about() -> None:
    # s1 at (500, 500) is designated for floods, s2 is not; of the others none is with a known place.
    near = board_signs(toy_city(), [board(500, 1500)])[0].refuge
    assert near is not None
    assert (near.name, near.metres, near.direction, near.streets, near.doubt) == ("一の小学校", 1000.0, "s", False, False)
    assert rounded_metres(near.metres) == 1000 and rounded_metres(3.0) == 10
    wet = board_signs(city_with_water(), [board(500, 1500)])[0].refuge
    assert wet is not None and wet.doubt  # it stands in water, and of its floors nothing is known
    assert board_signs(toy_city(without=("evacuation_sites",)), [board(500, 1500)])[0].refuge is None


def test_many_at_once_are_as_one_by_one_along_the_streets() -> None:
    city = replace(toy_city(), network=grid(11, 11, 500.0, ORIGIN))
    boards = [board(*one) for one in np.random.default_rng(7).uniform(0, 5000, (12, 2)).tolist()]
    question = sites_question("evacuation-site-reach", "evacuation_sites", "flood", streets=True)
    for one in board_signs(city, boards):
        alone = usable_near(city, question, one.board.lon, one.board.lat)
        assert one.refuge is not None and one.refuge.streets == alone.streets is True
        assert (one.refuge.id, one.refuge.metres, one.refuge.direction) == (
            alone.usable[0].id, alone.usable[0].distance_m, alone.usable[0].direction,
        )  # fmt: skip


def test_which_boards_are_asked_for() -> None:
    city = toy_city()
    boards = [board(500, 500, at, sign=sign) for at, sign in enumerate((False, None, True), start=1)]
    boards += [board(600, 600, 4, kind="sign", sign=None), board(600, 600, 5, kind="election_board", sign=None)]
    boards += [board(4500, 500, 6), board(NAN, NAN, 7), board(NAN, NAN, 8, ward="")]
    rows = {which: [one.row for one in chosen(boards[:4], which)] for which in ("lacking", "without", "unknown", "all")}
    assert rows == {"lacking": [1, 2], "without": [1], "unknown": [2], "all": [1, 2, 3, 4]}
    west = signs.chosen_boards(city, boards, "lacking", signs.area_asked(city, "", "西区"))
    assert [one.board.row for one in west.signs] == [1, 2, 7] and (west.election, west.elsewhere) == (1, 1)
    assert [one.board.row for one in west.printed] == [1, 2]
    assert len(signs.chosen_boards(city, boards, "all").signs) == 7
    with pytest.raises(ParameterError, match=str(MOST_BOARDS)):
        signs.chosen_boards(city, [board(500, 500, at) for at in range(MOST_BOARDS + 1)], "all")


def test_what_cannot_be_asked_for_says_what_can() -> None:
    city = toy_city()
    for text in ("wards:99901", "wards/99901"):
        assert signs.area_asked(city, text, "") == signs.area_asked(city, "", "99901")
    for refused in (
        lambda: signs.area_asked(city, "wards:99901", "西区"),
        lambda: signs.area_asked(city, "", "北区"),
        lambda: signs.which_named("some"),
        lambda: signs.per_page_named("3"),
    ):
        with pytest.raises(ParameterError):
            refused()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_first_the_list_then_the_signs(lang: str) -> None:
    boards = [board(500, 500, 1), board(700, 500, 2, sign=None), board(800, 500, 3, elevation_m=NAN)]
    city = city_with_water()
    made = signs.chosen_boards(city, boards, "lacking")
    kana = {"一の小学校": "いちのしょうがっこう"}
    content = signs.signs_pdf(made, lang, 1, "https://machi.example.jp", kana)
    document = pdfium.PdfDocument(content)
    texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    assert len(texts) == 3
    assert "3号掲示板" in texts[0] and ("土地の高さが分かりません" if lang == "ja" else "heightofitsground") in texts[0]
    assert ("架空データ" if lang == "ja" else "Fictitious") in texts[1]
    assert "3.2m" in texts[1] and "1号掲示板" in texts[1] and ("0.5〜3m" if lang == "ja" else "0.5–3m") in texts[1]
    assert [page.get_size()[0] > page.get_size()[1] for page in document] == [False, True, True]
    assert pdfium_c.FPDFCatalog_IsTagged(document)
    assert lang == "en" or signs.signs_pdf(made, lang, 1, "https://machi.example.jp", kana) == content


def test_smaller_signs_share_a_sheet() -> None:
    made = signs.chosen_boards(toy_city(), [board(500, 500 + 9 * at, at) for at in range(5)], "all")
    assert len(pdfium.PdfDocument(signs.signs_pdf(made, "ja", 4))) == 1 + 2
    html = signs.signs_html(made, "ja", 2)
    assert (html.count('class="sheet"'), html.count('class="sign ')) == (3, 5)


def test_names_made_to_break_things_are_text_and_stay_on_their_page() -> None:
    names = ["<script>alert(1)</script>", "長" * 200, "😀𠮷野家 髙橋", "\u202eabc", '=1+1"&', "' onload=x"]
    city = toy_city()
    sites = city.places["evacuation_sites"]
    city = replace(
        city, places={**city.places, "evacuation_sites": replace(sites, name=tuple(["<b>" + "校" * 200] * len(sites)))}
    )
    boards = [board(500, 500, at, name=name, owner=name, town=name, address=name) for at, name in enumerate(names)]
    made = signs.chosen_boards(city, boards, "all")
    html = signs.signs_html(made, "ja", 1)
    assert (
        "<script" not in html
        and "<b>校" not in html
        and "&lt;script&gt;" in html
        and "\u202e" not in html.split('class="sheet"', 1)[1]
    )
    # One sheet a sign, whatever it is called; the list takes what it needs.
    pages = [page.get_size() for page in pdfium.PdfDocument(signs.signs_pdf(made, "ja", 1))]
    assert sum(wide > high for wide, high in pages) == len(names)


def test_the_list_for_a_print_shop() -> None:
    boards = [board(500, 500, 1, name="=1+1"), board(500, 500, 2, elevation_m=NAN), board(500, 600, 3, owner="")]
    content = signs_csv(toy_city(), board_signs(toy_city(), boards))
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["掲示板"] for row in rows] == ["'=1+1", "2号掲示板", "3号掲示板"]
    assert [(row["札"], row["札の番号"]) for row in rows] == [("作る", "1"), ("作らない", ""), ("作る", "2")]
    assert "土地の高さ" in rows[1]["札を作らない理由"] and rows[1]["海抜（m）"] == "" and rows[1]["海抜"] == "分かりません"
    assert rows[0]["洪水の深さ"] == "調べられていません" and rows[0]["深さの下限（m）"] == ""
    assert (rows[2]["管理者"], rows[2]["避難場所"], rows[2]["方角"], rows[2]["距離（m）"]) == (
        "分かりません",
        "一の小学校",
        "南",
        "100",
    )
    assert {row["架空データか"] for row in rows} == {"架空データ"}


def test_grey_keeps_water_and_more_water_apart() -> None:
    """The full part is a plain tint, the part up to which it may get is hatched: apart without any colour."""
    picture = str(depth_picture(Depth("inside", 3.0, 5.0), "ja"))
    assert picture.count('fill="url(#more1)"') == 1 and 'fill="#bcdcf0"' in picture
    assert 'url(#more1)" fill-op' not in str(depth_picture(Depth("listed", 2.0, 2.0), "ja"))
    for state in ("outside", "not_assessed", "deep_unknown"):
        assert "#bcdcf0" not in str(depth_picture(Depth(state), "ja"))
