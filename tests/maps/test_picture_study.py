"""Studies as pictures: classes of colour, nobody and nobody-can-say told apart, points by state, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from geo_service.render.study import Drawn, Study
from geo_service.studies import ask_study
from layers.base import Text
from maps.picture_study import _limits, study_map, study_picture
from tests.toy_studies import flooded_city

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def study() -> Study:
    return ask_study("who-must-leave", flooded_city(), {"hazard": "flood"})


def unit_fills(svg: str) -> dict[str, str]:
    """What a unit says when pointed at → how it is filled."""
    root = ElementTree.fromstring(svg)
    units = [one for one in root.iter(f"{SVG}g") if one.get("class") == "unit"]
    return {str(one.findtext(f"{SVG}title")): str(one[0].get("fill")) for one in units}


def test_the_map_of_a_page_is_the_same_every_time_and_has_no_words_around_it(study: Study) -> None:
    once, legend = study_map(study, "ja")
    assert once == study_map(study, "ja")[0]
    assert study.title.ja not in once
    assert legend[0].words == "立ち退きが必要な人（多い場合）"
    assert study.title.ja in study_picture(study, "ja")


def test_nobody_and_nobody_can_say_are_told_apart(study: Study) -> None:
    fills = unit_fills(study_map(study, "ja")[0])
    assert len(fills) == 25
    # Rows of towns from the south: under water (1,000 of whom half have at most two floors …), partly, and not assessed.
    assert {fill for says, fill in fills.items() if "町5丁目" in says} == {"url(#silent)"}
    assert all(not fill.startswith("url") for says, fill in fills.items() if "町1丁目" in says)
    words = [line.words for line in study_map(study, "ja")[1]]
    assert study.drawn is not None
    assert study.drawn.silent_words.ja in words
    assert "0人" not in words, "no town is known to have nobody"
    plain = replace(study, drawn=replace(study.drawn, silent=""))
    assert {fill for says, fill in unit_fills(study_map(plain, "ja")[0]).items() if "町5丁目" in says} == {"url(#nobody)"}
    assert "0人" in [line.words for line in study_map(plain, "ja")[1]]


def test_a_place_says_its_name_and_state(study: Study) -> None:
    assert study.drawn is not None
    root = ElementTree.fromstring(study_map(study, "en")[0])
    places = [one.findtext(f"{SVG}title") for one in root.iter(f"{SVG}g") if one.get("class") == "place"]
    assert len(places) == len(study.drawn.points)
    for point in study.drawn.points:
        assert f"{point.name}: {point.says.en}" in places


def test_a_study_without_anything_to_colour_is_the_city_and_its_wards(study: Study) -> None:
    svg, legend = study_map(replace(study, drawn=None), "en")
    assert legend == []
    assert "West Ward" in svg
    assert "West Ward" in study_picture(replace(study, drawn=None), "en")


def test_a_ward_alone_fills_the_map() -> None:
    def width(svg: str) -> float:
        return float(str(ElementTree.fromstring(svg).get("viewBox")).split()[3])

    whole = ask_study("who-must-leave", flooded_city(), {"hazard": "flood"})
    east = ask_study("who-must-leave", flooded_city(), {"hazard": "flood", "ward": "99902"})
    # The city is square, its eastern ward higher than wide: the map is cut at a little more than its width.
    assert width(study_map(whole)[0]) == pytest.approx(760, abs=8)
    assert width(study_map(east)[0]) == pytest.approx(836, abs=8)


def test_classes_of_few_units_divide_what_the_worst_has() -> None:
    assert _limits([]) == (1,)
    assert _limits([6_429, 9_914, 16_490]) == (1, 5_000, 10_000)
    # Of many small units the median is the measure, as on the page of answers.
    assert _limits([1_000.0] * 30) == (1, 200, 500)
    assert all(low < high for low, high in zip(_limits([3.0]), _limits([3.0])[1:], strict=False))


def test_unknown_numbers_have_their_own_look(study: Study) -> None:
    table = study.table("units-towns")
    at = [column.id for column in table.columns].index("must_high")
    rows = tuple((*row[:at], None, *row[at + 1 :]) if i == 0 else row for i, row in enumerate(table.rows))
    tables = tuple(replace(one, rows=rows) if one.id == table.id else one for one in study.tables)
    drawn = Drawn("units-towns", "must_high", Text("数", "number"))
    svg, legend = study_map(replace(study, tables=tables, drawn=drawn), "ja")
    assert "url(#unknown)" in unit_fills(svg).values()
    assert any("公表されていない" in line.words for line in legend)
