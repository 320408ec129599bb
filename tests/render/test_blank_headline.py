"""Where all that is near is places whose mark is left blank, nobody is told that there is none: it is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.coverage.area import area_of
from geo_service.coverage.blank_marks import blank_by_ward, unknown_share
from geo_service.coverage.engine import answer
from geo_service.questions.build import build
from geo_service.render.area import area_study
from geo_service.render.sentence import sentence
from geo_service.render.study import Cell
from geo_service.render.words import hazard_label, per_cent
from maps.compare_page import differences
from maps.easy import easy
from maps.page import answer_faces
from maps.view import answer_view
from tests.toy import Spot, toy_city

CITY = toy_city(
    sites=(
        Spot("w", 1500, 2500, marks={"tsunami": -1, "earthquake": 1}),
        Spot("x", 1500, 500, marks={"tsunami": -1, "earthquake": 0}),
        Spot("e", 4500, 4500, marks={"tsunami": 1, "earthquake": 1}),
    )
)
UNKNOWN = "分かりません"


def asked(hazard: str = "tsunami", ward: str = "99901") -> Answer:
    return answer(CITY, build("evacuation-site-reach", CITY, {"hazard": hazard, "ward": ward}))


def document(found: Answer) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(render.to_json(found))
    return shown


def test_sentence_cards_and_rows_say_that_it_is_not_known() -> None:
    found = asked()
    could = next(one for one in found.firmness if one.assumption == "blank_as_yes")
    share = per_cent(could.share_served)
    assert could.share_served and share != "0.0%"
    said, shown = sentence(found), document(found)
    assert UNKNOWN in said.ja and "印が空欄の場所がおもちゃ市西区に2か所" in said.ja and share in said.ja
    assert "not known" in said.en and share in said.en
    assert "0.0%" not in said.ja + said.en and "15,000人です" not in said.ja
    # The figures stand in the files as they are: nobody has a marked place.
    assert (shown["totals"]["served"], shown["totals"]["unserved"]) == (0, 15_000)
    view = answer_view(shown, "ja")
    assert [one.value for one in view.figures] == [UNKNOWN, UNKNOWN] and share in view.figures[1].note
    assert view.total_row.share == view.total_row.unserved == UNKNOWN and view.total_row.bar is None
    assert any("あるかは、分かりません" in one for one in easy(shown))
    # No hundred faces of whom nobody knows whether they are served.
    assert answer_faces(shown, "ja") is None and answer_faces(document(asked("earthquake")), "ja") is not None


@pytest.mark.parametrize(("hazard", "ward"), [("earthquake", "99901"), ("tsunami", "99902"), ("tsunami", "")])
def test_where_a_marked_place_serves_anybody_the_figures_are_said(hazard: str, ward: str) -> None:
    found = asked(hazard, ward)
    assert UNKNOWN not in sentence(found).ja and "以内にあるのは" in sentence(found).ja
    assert len(answer_view(document(found), "ja").figures) > 2


def test_a_comparison_has_no_nought_for_such_a_ward() -> None:
    tsunami, quake = asked(ward=""), asked("earthquake", "")
    blanks = [blank_by_ward(CITY, one.question) for one in (tsunami, quake)]
    west, east, total = differences(document(tsunami), document(quake), "ja", *blanks)
    assert west.shares[0] == west.unserved[0] == UNKNOWN and west.shares[2] == west.unserved[2] == "―"
    assert UNKNOWN not in (*east.shares, *east.unserved, *total.shares, *total.unserved)
    (alone, whole) = differences(document(asked()), document(asked("earthquake")), "ja", *blanks)
    assert alone.shares[0] == whole.shares[0] == UNKNOWN and whole.shares[1] != UNKNOWN


def test_of_a_unit_the_share_if_blank_marks_count() -> None:
    found = asked(ward="")
    west, east = found.units["wards"]
    could = unknown_share(CITY, found.question, west.figures.served, west.figures.unserved, "wards", 0)
    alone = next(one for one in asked().firmness if one.assumption == "blank_as_yes")
    assert could == pytest.approx(alone.share_served)
    assert unknown_share(CITY, found.question, east.figures.served, east.figures.unserved, "wards", 1) is None
    town = next(at for at, one in enumerate(CITY.unit_sets["towns"].code) if one == "99901-0-4")
    assert unknown_share(CITY, found.question, 0.0, 1000.0, "towns", town) is None, "no place left blank is near it either"


def test_an_areas_row_and_sentence_say_it_alike() -> None:
    whole = asked(ward="")

    def row(unit_set: str, code: str) -> tuple[dict[str, Cell], str]:
        study = area_study(area_of(CITY, unit_set, code, {"tsunami": whole}), (), (), (), "tsunami")
        table = study.table("hazards")
        rows = [dict(zip([column.id for column in table.columns], cells, strict=True)) for cells in table.rows]
        return next(one for one in rows if one["hazard"] == hazard_label("tsunami")), study.sentence.ja

    # A ward whose places are all left blank, a town with one of them, and a town beside it: what is near is not known.
    for unit_set, code in (("wards", "99901"), ("towns", "99901-1-2"), ("towns", "99901-1-3")):
        found, said = row(unit_set, code)
        if code != "99901-1-3":
            assert (found["share"], found["unserved"], found["ward"]) == (None, None, None) and UNKNOWN in said
        assert found["ward"] is None and "区0.0%" not in said
    assert "使えるなら、近くにあるのは" in row("wards", "99901")[1]
    east, said = row("wards", "99902")
    assert east["share"] == east["ward"] == pytest.approx(0.0785, abs=0.001) and "使える場所がある人は" in said
