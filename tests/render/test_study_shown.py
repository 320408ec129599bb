"""A study as people read it: ranges in one column, codes left out, the total marked; text for a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo_service.render.study import Column, StudyTable
from geo_service.render.study_files import heading
from geo_service.render.study_shown import folded, shown_table
from geo_service.render.study_text import LONG, study_text
from geo_service.studies import ask_study
from layers.base import Text
from tests.toy_studies import flooded_city

RANGE = StudyTable(
    id="units-wards",
    title=Text("区", "wards"),
    columns=(
        Column("code", Text("コード", "code")),
        Column("name", Text("名称", "name")),
        Column("low", Text("少なくとも", "at least"), "people", "high", Text("立ち退く", "leave")),
        Column("high", Text("多くて", "at most"), "people"),
        Column("far", Text("距離", "distance"), "metres"),
    ),
    rows=(
        ("99901", "西区", 1_200.0, 3_400.4, 12.6),
        ("99902", "東区", 7.0, 7.0, None),
        ("99900", "おもちゃ市", 1_207.0, 3_407.0, 9.0),
    ),
    unit_set="wards",
)


def test_the_ends_of_a_range_are_one_column() -> None:
    ja, en = shown_table(RANGE, "ja", "99900"), shown_table(RANGE, "en", "99900")
    assert ja.headings == (("名称", False), ("立ち退く（人）", True), ("距離（m）", True))
    assert [text for text, _ in en.headings] == ["name", "leave (people)", "distance (m)"]
    assert ja.rows[0] == ("西区", "1,200〜3,400", "13")
    assert en.rows[0] == ("西区", "1,200 to 3,400", "13")
    # One number where both ends are it; a dash where nothing is known.
    assert ja.rows[1] == ("東区", "7", "—")


def test_only_the_whole_citys_row_is_a_total() -> None:
    assert shown_table(RANGE, "ja", "99900").totals == {2}
    assert shown_table(RANGE, "ja").totals == frozenset()
    assert shown_table(replace(RANGE, unit_set=""), "ja", "99900").totals == frozenset()


def test_the_title_of_the_lower_end_stays_where_a_range_has_none() -> None:
    plain = Column("low", Text("少なくとも", "at least"), "people", "high")
    assert heading(plain, "en", whole_range=True) == "at least (people)"
    assert heading(RANGE.columns[2], "en") == "at least (people)"


def test_long_tables_and_small_units_stand_closed() -> None:
    assert not folded(RANGE)
    assert folded(replace(RANGE, unit_set="towns"))
    assert folded(replace(RANGE, unit_set="", rows=RANGE.rows * 5))


@pytest.mark.parametrize(("lang", "more"), [("ja", "ほかに20行"), ("en", "20 more rows")])
def test_text_says_what_it_leaves_to_the_files(lang: str, more: str) -> None:
    study = ask_study("who-must-leave", flooded_city(), {"hazard": "flood"})
    text = study_text(study, "en" if lang == "en" else "ja")
    # 25 towns, of which a terminal shows five.
    assert more in text
    for table in study.tables:
        assert f"■ {table.title[0 if lang == 'ja' else 1]}" in text
    for note in study.notes:
        assert note[0 if lang == "ja" else 1] in text
    assert study.sentence[0 if lang == "ja" else 1] in text


def test_a_long_cell_is_cut_in_text() -> None:
    study = ask_study("who-must-leave", flooded_city(), {"hazard": "flood"})
    long = replace(RANGE, rows=(("99901", "長" * 200, 1.0, 2.0, 3.0),))
    text = study_text(replace(study, tables=(long,)))
    assert "長" * LONG + "…" in text
    assert "長" * (LONG + 1) not in text
