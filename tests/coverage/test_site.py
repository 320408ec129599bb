"""One place of the toy city: the same figures as closing it in the whole city, its ground by geometry, and what is not known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo_service.coverage.losses import loss, standing
from geo_service.coverage.question import Question
from geo_service.coverage.site import Dependants, Site, place_at, site_of
from geo_service.errors import NotFoundError
from geo_service.questions import build
from tests.toy import SITES, Spot, toy_city
from tests.toy_studies import flooded_city

CITY = toy_city()
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("evacuation-site-reach", {"hazard": "flood"}),
    ("evacuation-site-reach", {"hazard": "earthquake"}),
    ("park-reach", {}),
    ("community-place-reach", {}),
    ("child-centre-reach", {}),
    ("elder-centre-reach", {}),
)
QUESTIONS = tuple(build(id, CITY, chosen) for id, chosen in ASKED)


def told(site: Site, question: Question) -> Dependants:
    """What the site says of a question."""
    mine = (*(one.depends for one in site.hazards), *site.depends)
    return next(one for one in mine if one is not None and one.question == question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one.id}-{one.supply.hazard}")
def test_who_depends_on_it_is_what_closing_it_in_the_whole_city_says(question: Question) -> None:
    now = standing(CITY, question)
    assert len(now.supply) > 0
    for position, index in enumerate(now.supply.index.tolist()):
        whole = loss(now, np.array([position]))
        mine = told(site_of(CITY, question.supply.layer, now.supply.source.id[index], [question]), question).loss
        assert mine is not None
        assert whole.users > 0
        for name in ("users", "lost", "below_two", "shifted"):
            assert getattr(mine, name) == pytest.approx(getattr(whole, name), abs=1e-6), name
        assert mine.farther_mean_m == pytest.approx(whole.farther_mean_m)
        assert mine.farther_p90_m == pytest.approx(whole.farther_p90_m)


def test_a_question_about_other_places_is_not_about_it() -> None:
    assert site_of(CITY, "evacuation_sites", "s1", QUESTIONS).depends == ()
    park = site_of(CITY, "parks", "p1", QUESTIONS)
    assert [one.question.id for one in park.depends] == ["park-reach"]
    assert all(one.depends is None for one in park.hazards)
    # An elder centre is told of the questions that count it; the one for children's centres does not.
    elder = site_of(CITY, "community_places", "m3", QUESTIONS)
    assert [one.question.id for one in elder.depends] == ["community-place-reach", "elder-centre-reach"]


def test_its_ground_is_cut_by_those_nearer_and_by_those_that_reach() -> None:
    """Two places 100 m apart with 800 m each: half-planes and the lens of two discs."""
    question = next(one for one in QUESTIONS if one.id == "community-place-reach")
    alone = toy_city(community=[Spot("m1", 1500, 1500, "library"), Spot("m2", 1500, 1600, "library")])
    mine = told(site_of(alone, "community_places", "m1", [question]), question)
    assert mine.nearest is not None
    assert mine.alone is not None
    r, d = 800.0, 100.0
    beyond = r * r * math.acos(d / 2 / r) - d / 2 * math.sqrt(r * r - d * d / 4)
    lens = 2 * beyond
    disc = math.pi * r * r
    assert shapely.area(mine.nearest) == pytest.approx(disc - beyond, rel=1e-3)
    assert shapely.area(mine.alone) == pytest.approx(disc - lens, rel=2e-3)
    assert mine.limit_m == 800


@pytest.mark.parametrize(
    ("id", "why"),
    [("s4", "supply_no_position"), ("s6", "supply_no_position"), ("s7", "supply_other_dataset"), ("n1", "supply_neighbour")],
)
def test_why_a_designated_place_does_not_count(id: str, why: str) -> None:
    site = site_of(CITY, "evacuation_sites", id, QUESTIONS)
    mine = told(site, QUESTIONS[0])
    assert (mine.why, mine.loss, mine.load, mine.nearest) == (why, None, None, None)


def test_no_and_blank_marks_are_told_apart_and_nothing_is_measured_for_them() -> None:
    hazards = {one.hazard: one for one in site_of(CITY, "evacuation_sites", "s2", QUESTIONS).hazards}
    assert (hazards["flood"].mark, hazards["flood"].state, hazards["flood"].depends) == (0, "not_designated", None)
    assert (hazards["landslide"].mark, hazards["landslide"].state, hazards["landslide"].depends) == (-1, "not_stated", None)
    assert hazards["earthquake"].depends is not None
    # A question may be missing for a hazard: that is no word against the place.
    assert hazards["tsunami"].mark == 1
    assert hazards["tsunami"].depends is None


def test_a_kind_no_question_counts_is_told_once() -> None:
    green = site_of(CITY, "parks", "p4", QUESTIONS)
    assert [one.why for one in green.depends] == ["supply_kind_excluded"]


def test_room_for_nobody_is_not_room_not_known() -> None:
    rooms = {"s1": 0.0, "s2": 500.0}
    city = toy_city(sites=[replace(one, capacity=rooms.get(one.id, one.capacity)) for one in SITES])
    earthquake = QUESTIONS[1]
    none, some, unknown = (told(site_of(city, "evacuation_sites", id, [earthquake]), earthquake) for id in ("s1", "s2", "s3"))
    assert (none.capacity, none.load) == (0.0, None)
    assert some.loss is not None
    assert some.load == pytest.approx(some.loss.users / 500)
    assert (unknown.capacity, unknown.load) == (None, None)


def test_a_unit_it_is_not_known_in_is_not_a_unit_it_is_not_in() -> None:
    units = site_of(CITY, "evacuation_sites", "s5").units
    assert units == {"wards": ("99901",), "towns": ("99901-1-3",), "association_areas": ()}
    assert site_of(CITY, "evacuation_sites", "s4").units == {"wards": None, "towns": None, "association_areas": None}
    # Its point stands for a whole 町丁: the ward is the most that is known.
    assert site_of(CITY, "evacuation_sites", "s6").units == {"wards": ("99901",), "towns": None, "association_areas": None}
    unlinked = replace(CITY.places["parks"], members={})
    bare = replace(CITY, places={**CITY.places, "parks": unlinked})
    assert site_of(bare, "parks", "p1").units["towns"] is None


def test_what_the_zones_say_of_the_spot() -> None:
    wet = flooded_city()

    def zone(id: str, hazard: str = "flood") -> tuple[bool | None, float, float, int] | None:
        one = next(one for one in site_of(wet, "evacuation_sites", id).hazards if one.hazard == hazard).zone
        return None if one is None else (one.inside, one.depth_from_m, one.depth_to_m, one.collapse)

    assert zone("s1") == (True, 0.5, 3.0, 0)
    north = zone("s2")  # of what was assessed
    assert north is not None
    assert (north[0], math.isnan(north[1]), math.isnan(north[2]), north[3]) == (None, True, True, -1)
    assert zone("s1", "tsunami") is None  # no map of it is loaded
    # Lists without marks are told of the ground, too.
    falling = next(one for one in site_of(wet, "parks", "p1").hazards if one.hazard == "flood")
    assert (falling.mark, falling.state) == (None, "")
    assert falling.zone is not None
    assert (falling.zone.inside, falling.zone.collapse) == (True, 1)
    dry = next(one for one in site_of(wet, "community_places", "m3").hazards if one.hazard == "flood").zone
    assert dry is not None
    assert dry.inside is False


def test_the_same_place_on_another_list_is_found_by_name_and_spot() -> None:
    sites = CITY.places["evacuation_sites"]
    shelters = replace(sites, layer="shelters", name=("一の小学校", "二の小学校", "一の小学校", *sites.name[3:]))
    there = replace(CITY, places={**CITY.places, "shelters": shelters})
    assert site_of(there, "evacuation_sites", "s1").also == (("shelters", "s1"),)  # and not s3, 5 km away
    assert site_of(there, "evacuation_sites", "s4").also == ()


def test_what_is_not_there_says_what_is() -> None:
    with pytest.raises(NotFoundError, match="dragons") as layer:
        place_at(CITY, "dragons", "s1")
    assert "parks" in layer.value.extra["allowed"]
    with pytest.raises(NotFoundError, match="s99"):
        place_at(CITY, "parks", "s99")
