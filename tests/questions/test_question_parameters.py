"""From a question's name and parameters, as people write them, to a Question; and every refusal in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from geo_service.coverage.city import City
from geo_service.coverage.question import Demand
from geo_service.errors import NotAnswerableError, NotFoundError, ParameterError
from geo_service.questions import CATALOGUE, build, stored_question
from layers.base import HAZARDS
from tests.toy import Spot, toy_city


@lru_cache(maxsize=1)
def city() -> City:
    return toy_city()


def refused(question: str, **parameters: Any) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        build(question, city(), parameters)
    return caught.value


def test_defaults_of_each_question() -> None:
    evacuation = build("evacuation-site-reach", city(), {"hazard": "flood"})
    assert evacuation.demand == Demand("group", "residents")
    assert (evacuation.supply.layer, evacuation.supply.hazard) == ("evacuation_sites", "flood")
    assert (evacuation.reach.mode, evacuation.reach.limit_m) == ("straight", 500)
    assert not evacuation.supply.neighbours
    assert evacuation.ward == ""
    assert build("community-place-reach", city(), {}).reach.limit_m == 800
    assert build("child-centre-reach", city(), {}).supply.kinds == ("child_centre",)
    elders = build("elder-centre-reach", city(), {})
    assert (elders.supply.kinds, elders.reach.limit_m) == (("elder_centre",), 500)


def test_parks_have_the_limit_of_their_kind() -> None:
    limits = dict(build("park-reach", city(), {}).supply.limits_m)
    assert limits["block"] == 250
    assert limits["neighbourhood"] == 500
    assert limits["district"] == 1000
    assert {limits[kind] for kind in ("comprehensive", "sports", "regional", "recreation_city", "national")} == {1000}
    assert not {"green", "special", "buffer", "greenway", "forest", "square"} & set(limits)


def test_within_overrides_the_limits_by_kind() -> None:
    question = build("park-reach", city(), {"within": "400"})
    assert question.supply.limits_m == ()
    assert question.reach.limit_m == 400
    assert "block" in question.supply.kinds


def test_chosen_park_kinds_keep_their_limits() -> None:
    question = build("park-reach", city(), {"kind": "近隣公園,block"})
    assert question.supply.limits_m == (("block", 250.0), ("neighbourhood", 500.0))
    assert question.reach.limit_m == 500


def test_a_missing_hazard_lists_the_eight() -> None:
    error = refused("evacuation-site-reach")
    assert error.extra["parameter"] == "hazard"
    assert error.extra["allowed"] == [code.slug for code in HAZARDS]
    assert len(error.extra["allowed"]) == 8
    for code in HAZARDS:
        assert code.label.ja in error.ja
        assert code.slug in error.en


@pytest.mark.parametrize("written", ["flood", "洪水", " FLOOD ", "ＦＬＯＯＤ"])
def test_hazards_by_slug_or_name(written: str) -> None:
    assert build("evacuation-site-reach", city(), {"hazard": written}).supply.hazard == "flood"


def test_a_question_without_hazard_refuses_one() -> None:
    error = refused("park-reach", hazard="flood")
    assert error.extra["parameter"] == "hazard"
    assert "within" in error.extra["allowed"]


@pytest.mark.parametrize(
    "value",
    ["nan", "NaN", "inf", "-inf", "-1", "0", "9.99", "20000.1", "1e3", "1_000", "５００００", "9" * 40, "abc", "½", "٣٣٣x"],
)
def test_limits_that_are_none(value: str) -> None:
    error = refused("park-reach", within=value)
    assert error.extra["parameter"] == "within"
    assert error.extra["minimum" if len(value) <= 80 else "maximum"]
    assert "within" in error.ja
    assert len(error.ja) < 300


@pytest.mark.parametrize(
    ("value", "metres"), [("500", 500), ("５００", 500), ("500 m", 500), (500, 500), (10, 10), ("20000", 20000)]
)
def test_limits_people_write(value: object, metres: float) -> None:
    assert build("park-reach", city(), {"within": value}).reach.limit_m == metres


def test_detour_takes_its_factor_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_service.settings import settings

    monkeypatch.setenv("GEO_SERVICE_DETOUR_FACTOR", "1.5")
    settings.cache_clear()
    try:
        reach = build("park-reach", city(), {"reach": "detour"}).reach
    finally:
        settings.cache_clear()
    assert (reach.mode, reach.detour_factor) == ("detour", 1.5)


@pytest.mark.parametrize("written", ["99901", "西区", "西", "West Ward", "west", " 西区 "])
def test_wards_by_code_or_name(written: str) -> None:
    assert build("park-reach", city(), {"ward": written}).ward == "99901"


def test_an_unknown_ward_lists_the_wards() -> None:
    error = refused("park-reach", ward="麻生区")
    assert error.extra["allowed"] == ["99901", "99902"]
    assert "西区" in error.ja


def test_unit_sets_in_the_citys_order() -> None:
    assert build("park-reach", city(), {"unit_set": "towns,wards"}).unit_sets == ("wards", "towns")
    assert build("park-reach", city(), {"unit_set": "町丁"}).unit_sets == ("towns",)
    assert refused("park-reach", unit_set="streets").extra["parameter"] == "unit_set"


def test_facilities_as_demand() -> None:
    assert build("park-reach", city(), {"demand": "child_facilities:nursery"}).demand == Demand(
        "layer", "child_facilities", "nursery"
    )
    assert build("park-reach", city(), {"demand": "child_facilities"}).demand == Demand("layer", "child_facilities")
    assert build("park-reach", city(), {"demand": "child_facilities:幼稚園"}).demand.only == "kindergarten"


@pytest.mark.parametrize(
    "value",
    ["people", "parks", "evacuation_sites:x", "child_facilities:", "child_facilities:castle", "wards", "hazard_zones", "::"],
)
def test_demands_that_are_none(value: str) -> None:
    question = "park-reach" if value == "parks" else "evacuation-site-reach"
    hazard = {} if value == "parks" else {"hazard": "flood"}
    error = refused(question, demand=value, **hazard)
    assert error.extra["parameter"] == "demand"
    assert error.extra["allowed"]


def test_a_group_that_is_not_loaded_lists_those_that_are() -> None:
    with pytest.raises(NotAnswerableError) as caught:
        build("park-reach", city(), {"demand": "age_75_over"})
    assert caught.value.extra["lacks"] == ["population"]
    assert "residents" in caught.value.extra["allowed"]
    assert "child_facilities:nursery" in caught.value.extra["allowed"]
    assert "75歳以上" in caught.value.ja
    assert "総人口" in caught.value.ja


def test_a_layer_that_is_not_loaded_is_not_zero_per_cent() -> None:
    for question, lacks in (("park-reach", "parks"), ("child-centre-reach", "community_places")):
        with pytest.raises(NotAnswerableError) as caught:
            build(question, toy_city(without=(lacks,)), {})
        assert caught.value.extra["lacks"] == [lacks]
    with pytest.raises(NotAnswerableError) as caught:
        build("park-reach", toy_city(without=("wards",)), {"ward": "西区"})
    assert caught.value.extra["lacks"] == ["wards"]


def test_a_kind_or_a_hazard_nobody_said_anything_of_is_not_answerable() -> None:
    library_only = toy_city(community=(Spot("m5", 2500, 2000, "library"),))
    with pytest.raises(NotAnswerableError) as caught:
        build("child-centre-reach", library_only, {})
    assert caught.value.extra["lacks"] == ["community_places:child_centre"]
    silent = toy_city(sites=(Spot("s1", 500, 500, marks={"earthquake": 1}),))
    with pytest.raises(NotAnswerableError) as caught:
        build("evacuation-site-reach", silent, {"hazard": "volcano"})
    assert caught.value.extra["lacks"] == ["evacuation_sites:volcano"]
    told = toy_city(sites=(Spot("s1", 500, 500, marks={"earthquake": 1, "volcano": 0}),))
    assert build("evacuation-site-reach", told, {"hazard": "volcano"}).supply.hazard == "volcano"


def test_neighbours_alone_serve_when_they_are_asked_for() -> None:
    only_neighbours = toy_city(sites=(Spot("n1", 5200, 2500, marks={"*": 1}, own=False),))
    with pytest.raises(NotAnswerableError):
        build("evacuation-site-reach", only_neighbours, {"hazard": "fire"})
    assert build("evacuation-site-reach", only_neighbours, {"hazard": "fire", "neighbours": "true"}).supply.neighbours


def test_repeated_and_unknown_parameters() -> None:
    assert refused("park-reach", within=["500", "600"]).extra["parameter"] == "within"
    error = refused("park-reach", wihtin="500")
    assert error.extra["parameter"] == "wihtin"
    assert "within" in error.ja
    assert build("park-reach", city(), {"within": ["500"], "ward": [""], "reach": None}).reach.limit_m == 500


@pytest.mark.parametrize("value", ["maybe", "2", "いや"])
def test_neighbours_is_yes_or_no(value: str) -> None:
    assert refused("park-reach", neighbours=value).extra["allowed"] == ["true", "false"]


@pytest.mark.parametrize("value", [True, "true", "1", "はい", "YES"])
def test_neighbours_yes(value: object) -> None:
    assert build("park-reach", city(), {"neighbours": value}).supply.neighbours


def test_hostile_values_are_cut_and_shown_harmless() -> None:
    for hostile in ("\x1b[31m" + "x" * 500, "<script>", "'; DROP TABLE frame.city; --", "\u202e反転"):
        for name in ("hazard", "demand", "ward", "within", "reach", "unit_set", "neighbours"):
            error = refused("evacuation-site-reach", **({"hazard": "flood"} | {name: hostile}))
            assert "\x1b" not in error.ja + error.en + error.extra["value"]
            assert "\u202e" not in error.ja
            assert len(error.extra["value"]) <= 61


def test_unknown_questions_suggest_one() -> None:
    with pytest.raises(NotFoundError) as caught:
        build("evacuation-site-reech", city(), {})
    assert "evacuation-site-reach" in caught.value.en
    assert caught.value.extra["allowed"] == list(CATALOGUE)


@pytest.mark.parametrize("question", list(CATALOGUE))
def test_a_stored_question_is_the_same_question(question: str) -> None:
    import json

    hazard = {"hazard": "flood"} if CATALOGUE[question].needs_hazard else {}
    asked = build(question, city(), {"ward": "西区", "reach": "detour", "unit_set": "wards", **hazard})
    assert stored_question(json.loads(json.dumps(asked.parameters()))) == asked


def test_what_another_version_stored_is_refused() -> None:
    with pytest.raises(ValueError, match="another version"):
        stored_question({"id": "park-reach", "demand": {"source": "group"}})
