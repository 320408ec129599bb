"""The briefing: four pages, text that can be read out, tags, fonts, readings, and hostile names as text."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from geo_service.coverage.city import City, DatasetNote
from geo_service.errors import AudienceError, ParameterError
from geo_service.questions import build
from geo_service.render.briefing import Briefing, briefing, helpful_near, nearest_to_unit
from maps.paper.brief import answer_address, brief, brief_html, file_name
from maps.paper.brief.message import read_aloud
from tests.maps.shown import hostile
from tests.toy import toy_city

ADDRESS = "https://machi.example.jp/?city=99900&ward=99901"


def about(city: City | None = None, **parameters: str) -> Briefing:
    """The briefing of the toy city's western ward for floods."""
    asked = {"hazard": "flood", "ward": "99901", **parameters}
    found = city or toy_city()
    return briefing(found, build("evacuation-site-reach", found, asked))


@lru_cache(maxsize=4)
def made(lang: str = "ja") -> bytes:
    return brief(about(), lang, ADDRESS, "危機管理室")


def texts(pdf: bytes) -> list[str]:
    """The text of each page without spaces."""
    return [re.sub(r"\s+", "", page.get_textpage().get_text_bounded()) for page in pdfium.PdfDocument(pdf)]


def tags(page: pdfium.PdfPage) -> Iterator[str]:
    """The kinds of the elements of a page's structure."""

    def below(element: Any) -> Iterator[str]:
        size = pdfium_c.FPDF_StructElement_GetType(element, None, 0)
        read = ctypes.create_string_buffer(size)
        pdfium_c.FPDF_StructElement_GetType(element, read, size)
        yield read.raw[:size].decode("utf-16-le").rstrip("\0")
        for at in range(pdfium_c.FPDF_StructElement_CountChildren(element)):
            child = pdfium_c.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                yield from below(child)

    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    for at in range(pdfium_c.FPDF_StructTree_CountChildren(tree)):
        yield from below(pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, at))
    pdfium_c.FPDF_StructTree_Close(tree)


@pytest.mark.parametrize(("lang", "message", "mark"), [("ja", "住民", "架空データ"), ("en", "Ofevery100residents", "Fictitious")])
def test_four_pages_of_which_the_first_says_it_all(lang: str, message: str, mark: str) -> None:
    pages = texts(made(lang))
    assert len(pages) == 4
    # One site reaches a disc of 500 m in its own town of 1,000: 785 of 15,000, five in a hundred.
    assert message in pages[0] and "95" in pages[0] and "785" in pages[0]
    assert mark in pages[0] and "危機管理室" in pages[0] and ADDRESS.split("?")[0] in pages[0]
    assert "3,750" in pages[1]  # people of 65 or over
    assert "二町1丁目" in pages[2]


def test_what_is_not_loaded_is_said_and_is_not_nought() -> None:
    page = texts(made("ja"))[1]
    assert "0～14歳の住民データなし" in page or "0〜14歳の住民データなし" in page
    alone = about(toy_city(zones=False, without=("association_areas",)))
    assert "想定区域の中で届いていない" not in brief_html(alone, "ja")


def test_beside_each_gap_stands_what_is_near() -> None:
    found = about()
    # Town (1, 1) is the square from (1000, 1000) to (2000, 2000); the park lies 500 m west of it, the centre in it.
    helps = helpful_near(found, "towns", "99901-1-1")
    assert [(one.name, one.in_zone) for one in helps] == [("一の公園", False), ("一のこども文化センター", False)]
    assert [one.distance_m for one in helps] == pytest.approx([500, 0], abs=0.06)
    assert "地区の中" in brief_html(found, "ja")
    flooded = helpful_near(found, "towns", "99901-1-0")
    assert [(one.name, one.in_zone) for one in flooded] == [("二の公園", True), ("一のこども文化センター", False)]
    html = brief_html(found, "ja")
    assert "ほかに近くにあるもの" in html and "一の公園" in html
    assert [one.name for one in nearest_to_unit(found, "towns", "99901-1-0")] == ["一の小学校"]


def test_the_nearest_place_is_told_from_where_those_not_reached_are() -> None:
    """Half of town (0, 0) live 177 m from the school in its middle, and are reached: the gap is in its corners, 530 m away."""
    city = toy_city()
    atoms = city.population("residents")
    assert atoms is not None
    town = np.asarray(atoms.feature) == atoms.feature[5]
    away = np.hypot(np.asarray(atoms.x) + 19_500, np.asarray(atoms.y) + 49_500)
    assert away[5] == pytest.approx(177, abs=1) and town.sum() == 16
    share = np.where(town, 0.5 / 15, np.asarray(atoms.share))
    share[5] = 0.5
    crowded = replace(city, populations=tuple(replace(one, share=share) if one is atoms else one for one in city.populations))
    found = about(crowded)
    assert [one.distance_m for one in nearest_to_unit(found, "towns", "99901-0-0")] == pytest.approx([530.3], abs=0.1)
    for lang, where in (
        ("ja", "届いていない人が一番多い区域のまんなかから"),
        ("en", "from the middle of the area where most are not reached"),
    ):
        assert where in re.sub("<[^>]+>", "", brief_html(found, lang))


def test_without_small_areas_the_sheet_is_shorter_and_says_why() -> None:
    found = about(toy_city(without=("towns", "association_areas")))
    html = brief_html(found, "ja")
    assert "どこに多いかは出せません" in html and "届いていない土地はありません" not in html
    assert len(pdfium.PdfDocument(brief(found, "ja"))) == 3


def test_a_pdf_for_screen_readers_with_its_fonts_in_it() -> None:
    document = pdfium.PdfDocument(made("ja"))
    assert pdfium_c.FPDFCatalog_IsTagged(document)
    kinds = [Counter(tags(page)) for page in document]
    assert kinds[0]["H1"] == 1 and all(kind["H2"] == 1 for kind in kinds[1:])
    assert kinds[1]["Table"] == 3 and kinds[1]["TH"] > 20
    assert [kind["Figure"] for kind in kinds] == [3, 0, 3, 0]
    assert document.get_metadata_value("Title") == "おもちゃ市西区の資料"
    fonts = [
        pdfium_c.FPDFTextObj_GetFont(item)
        for page in document
        for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=5)
    ]
    assert fonts and all(pdfium_c.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)


def test_pictures_have_words() -> None:
    html = brief_html(about(), "ja", ADDRESS)
    drawings = re.findall(r"<svg\b.*?</svg>", html, flags=re.DOTALL)
    # The map, the faces, the code, and the maps of the three worst areas; what only decorates is no picture.
    assert len(drawings) == 6
    assert all(re.search(r"<title>[^< ]", one) for one in drawings)
    assert "西区の地図" in html and "100人のまちだとすると、95人" in html


def test_the_same_bytes_for_the_same_answer() -> None:
    assert brief(about(), "ja", ADDRESS, "危機管理室") == made("ja")


def test_every_kanji_of_the_message_has_its_reading() -> None:
    told = str(read_aloud("西区の住民100人のうち95人は、洪水のとき使える避難場所がありません。", "ja"))
    bare = re.sub(r'<span class="read"[^>]*><span class="kana">[^<]+</span>[^<]+</span>', "", told)
    assert not re.search(r"[一-鿿]", bare)
    assert "にしく" in told and "こうずい" in told


def test_hostile_names_are_text_and_fit() -> None:
    html = brief_html(about(hostile(toy_city())), "ja", ADDRESS)
    assert "<script" not in html and "<img" not in html and "onmouseover=alert" not in re.sub(r"&[^;]+;[^<]*", "", html)
    pdf = brief(about(hostile(toy_city())), "en", ADDRESS)
    assert len(pdfium.PdfDocument(pdf)) <= 4


def test_a_ward_must_be_named_and_the_error_lists_them() -> None:
    with pytest.raises(ParameterError, match="West Ward, East Ward"):
        about(ward="")


def test_a_licence_that_forbids_handing_on_is_refused() -> None:
    city = toy_city()
    closed = replace(city, datasets=tuple(replace(one, licence="KSJ-NC") for one in city.datasets))
    with pytest.raises(AudienceError):
        about(closed)
    assert about(replace(closed, audience="staff")).answer.total.demand == 15_000


def test_a_helpful_layer_that_may_not_be_handed_on_is_left_out_and_the_rest_is_cited() -> None:
    city = toy_city()
    parks = DatasetNote("parks", "toy", "", "公園のリスト", "parks.csv", "2024-04-01", "CC-BY-4.0", 1, 0, "99900")
    open_ = about(replace(city, datasets=(*city.datasets, parks)))
    assert "公園のリスト" in brief_html(open_, "ja") and "公園のリスト" in brief_html(open_, "ja", tight=3)
    closed = about(replace(city, datasets=(*city.datasets, replace(parks, licence="KSJ-NC"))))
    html = brief_html(closed, "ja")
    assert [one.name for one in helpful_near(closed, "towns", "99901-1-1")] == ["一のこども文化センター"]
    assert "公園のリスト" not in html and "一の公園" not in html
    assert "国土数値情報（非商用）" in closed.kept_back[0].ja and closed.kept_back[0].ja in html


def test_parts_that_may_not_be_handed_on_are_said_to_be_kept_back() -> None:
    city = toy_city()
    asked = {"hazard": "flood", "ward": "99901"}
    note = DatasetNote("population", "x", "", "年齢別", "a.csv", "2024", "KSJ-NC", 1, 0, "99900", groups=("age_75_over",))
    closed = replace(city, datasets=(*city.datasets, note))
    html = brief_html(briefing(closed, build("evacuation-site-reach", closed, asked)), "ja")
    assert html.count("年齢ごとの人口は、利用条件") == 2 and "年齢別" not in html


def test_the_address_has_what_was_asked() -> None:
    found = about()
    asked = found.city, found.answer.question
    address = answer_address("https://machi.example.jp/", *asked, {"hazard": "flood", "ward": "西区"}, "en")
    assert address == ("https://machi.example.jp/?city=99900&question=evacuation-site-reach&hazard=flood&ward=99901&lang=en")
    assert answer_address("", *asked, {}, "ja") == ""


def test_a_file_name_leads_nowhere() -> None:
    fine, bad = about(), about(hostile(toy_city()))
    assert file_name(fine.city, fine.answer.question, "ja") == "資料_西区.pdf"
    assert not set(file_name(bad.city, bad.answer.question, "ja")) & set('/\\<>:"|?*\u202e')
