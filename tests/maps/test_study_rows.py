"""A page holds a hundred rows of a table and says how many more there are; files hold all."""

from __future__ import annotations

import pytest

from geo_service.render.study_files import study_csv
from geo_service.studies import ask_study
from maps import study_page
from maps.study_page import study_file
from tests.toy import toy_city


def test_a_long_table_is_cut_on_the_page_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    study = ask_study("which-hazard", toy_city(), {})
    whole = study_file(study, "ja")
    assert "ほかに" not in whole
    monkeypatch.setattr(study_page, "MOST_ROWS", 10)

    cut = study_file(study, "ja")
    # 25 towns: ten stand on the page, fifteen are told.
    assert "ほかに15行あります" in cut
    assert len(cut) < len(whole)
    towns = next(one for one in study.tables if one.unit_set == "towns")
    assert study_csv(study, towns.id).decode("utf-8-sig").count("\r\n") == 1 + len(towns.rows)
