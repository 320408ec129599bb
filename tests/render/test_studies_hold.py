"""Studies of cities that have little: an answer or words, never a fault; and what decides figures decides their identity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box

from geo_service.coverage.city import City
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.render.study_files import study_csv, study_json, study_xlsx
from geo_service.studies import STUDIES, ask_study
from maps.picture_study import study_picture
from tests.toy import Spot, toy_city
from tests.toy_ground import ORIGIN
from tests.toy_hazards import Class, flooded
from tests.toy_streets import network

NOTHING_COUNTS = (Spot("s", 500, 500, marks={"*": 0}),)


def walked_city() -> City:
    """A flooded toy city with one street through it."""
    street = network([(0, 500), (5000, 500)], [(0, 1)])
    moved = replace(street, x=street.x + ORIGIN[0], y=street.y + ORIGIN[1], coords=street.coords + np.array(ORIGIN))
    return flooded(replace(toy_city(), network=moved), [Class(box(0, 0, 5000, 700))], box(0, 0, 5000, 2000))


def test_who_walks_is_part_of_what_is_asked() -> None:
    city = walked_city()
    chosen = {"hazard": "flood", "reach": "streets"}
    adult, older = (ask_study("who-must-leave", city, {**chosen, "profile": one}) for one in ("adult", "older"))
    assert adult.id != older.id
    assert older.parameters["profile"] == "older"


@pytest.mark.parametrize("id", [id for id in STUDIES if id not in ("assigned", "who-must-leave")])
def test_what_was_asked_can_be_asked_again(id: str) -> None:
    city = toy_city()
    given = {"question": "park-reach"} if "question" in STUDIES[id].parameters else {}
    study = ask_study(id, city, given or dict(STUDIES[id].sample))
    again = ask_study(id, city, {name: value for name, value in study.parameters.items() if value not in ("", None)})
    assert study_json(again) == study_json(study)


def test_losses_where_no_place_counts_are_drawn_and_written() -> None:
    study = ask_study("losses", toy_city(sites=NOTHING_COUNTS), {"hazard": "fire"})
    assert study_picture(study, "ja").startswith("<") and study_xlsx(study) and study_csv(study)


def test_no_mark_at_all_is_not_answerable() -> None:
    city = toy_city(sites=(Spot("s", 500, 500, marks={}),))
    with pytest.raises(NotAnswerableError) as error:
        ask_study("which-hazard", city, {})
    assert error.value.extra["lacks"] == ["evacuation_sites"]


def test_zones_that_close_streets_are_among_the_data() -> None:
    city = walked_city()
    zones = replace(city.datasets[0], layer="hazard_zones", title="洪水の区域", hazards=("flood",))
    city = replace(city, datasets=(*city.datasets, zones))
    study = ask_study("losses", city, {"hazard": "earthquake", "reach": "streets", "closed_by": "flood"})
    assert "洪水の区域" in [one.title for one in study.datasets]


def test_a_limit_of_too_many_pairs_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_service.coverage.touched.MOST_PAIRS", 50)
    with pytest.raises(ParameterError) as error:
        ask_study("losses", toy_city(), {"hazard": "earthquake", "within": "5000"})
    assert error.value.extra["parameter"] == "within"


@pytest.mark.parametrize(
    "shape",
    [
        '{"a":' * 3000,
        "CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))",
        "POLYGON((0 0, 1e300 0, 1e300 1e300, 0 0))",
        ";".join(["POLYGON((0 0, 9 0, 9 9, 0 0))"] * 9),
    ],
)
def test_shapes_nobody_can_mean_are_refused(shape: str) -> None:
    with pytest.raises(ParameterError) as error:
        ask_study("losses", walked_city(), {"hazard": "earthquake", "reach": "streets", "closed_by": shape})
    assert error.value.extra["parameter"] == "closed_by"
