"""The study of losses asked for bridges: its sentence, tables, and what it refuses."""

from __future__ import annotations

import pytest

from geo_service.coverage import bridge_losses
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.questions.study_choices import study_choices
from geo_service.render.studies import bridge_losses as subject
from geo_service.render.study_text import study_text
from geo_service.studies import STUDIES, ask_study
from tests.coverage.test_streets_bridges import town
from tests.toy import toy_city


def test_the_bridge_that_matters_most_and_those_that_do_not() -> None:
    study = ask_study("losses", town(), {"hazard": "earthquake", "what": "bridges", "within": "1100"})
    assert "橋2本のうち、最も困るのは大橋で" in study.sentence.ja and "100人" in study.sentence.ja
    assert "1本は、通れなくなってもだれの道のりも変わりません" in study.sentence.ja
    assert "Of 2 bridges 大橋 matters most: if it closes, 100 residents" in study.sentence.en
    (row,) = study.table("bridges").rows
    assert row[:1] + row[4:7] == ("bridge:2,3", 1, 100, 0)
    assert [one[0] for one in study.table("other-bridges").rows] == ["bridge:5"]
    assert study.parameters["what"] == "bridges" and study.parameters["reach"] == "streets"
    for lang in ("ja", "en"):
        assert "bridge:2,3" in study_text(study, lang)
    assert "walk farther" in ask_study("losses", town(), {"hazard": "earthquake", "what": "橋", "within": "1700"}).sentence.en


def test_of_a_ward_no_bridge_is_called_harmless_to_everyone() -> None:
    asked = {"hazard": "earthquake", "what": "bridges", "within": "1100"}
    study = ask_study("losses", town(), {**asked, "ward": "99901"})
    assert "だれの道のり" not in study.sentence.ja and "区の外の人は数えていません" in study.sentence.ja
    assert [row[0] for row in study.table("units-wards").rows] == ["99901"]
    assert "人だけを数えています" in study.notes[0].ja
    assert len(ask_study("losses", town(), asked).table("units-wards").rows) == 2


def test_bridges_beyond_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "bridge_losses", lambda city, asked: bridge_losses.bridge_losses(city, asked, most=0))
    study = ask_study("losses", town(), {"hazard": "earthquake", "what": "bridges", "within": "1100"})
    assert any("残る1本は調べていませんが、1本で困る人は多くても100人" in one.ja for one in study.notes)
    assert [(one[0], one[-1]) for one in study.table("other-bridges").rows] == [("bridge:2,3", 100.0), ("bridge:5", 0.0)]
    assert "調べ" in study.sentence.ja


def test_what_is_refused() -> None:
    asked = {"hazard": "earthquake", "what": "bridges"}
    for more in ({"reach": "straight"}, {"close": "s0"}, {"what": "tunnels"}, {"what": ["bridges", "places"]}):
        with pytest.raises(ParameterError):
            ask_study("losses", town(), {**asked, **more})
    with pytest.raises(NotAnswerableError):
        ask_study("losses", toy_city(), asked)


def test_it_is_offered_where_there_are_streets() -> None:
    offered = {one.name for one in study_choices(town(), STUDIES["losses"].parameters)}
    assert "what" in offered
    assert "what" not in {one.name for one in study_choices(toy_city(), STUDIES["losses"].parameters)}
