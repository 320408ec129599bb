"""Answers along streets: toy towns whose distances are added up by hand, and what is on no street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from geo_service.coverage import engine, nearest
from geo_service.coverage.answer import Answer
from geo_service.coverage.barriers import WATER, Barriers
from geo_service.coverage.city import City
from geo_service.coverage.network import STEPS, UNLIT, Network
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.errors import NotAnswerableError
from geo_service.questions import build
from tests.toy import Spot, toy_city
from tests.toy_ground import ORIGIN, Area, lonlat
from tests.toy_streets import grid, network

PEOPLE = {"residents": 100.0}


def hamlet(
    homes: Sequence[tuple[float, float]], sites: Sequence[tuple[float, float]], net: Network, barriers: Barriers | None = None
) -> City:
    """A town of points: 100 residents at each home, evacuation sites, and streets (metres from the origin of the toy)."""
    from shapely.geometry import Point

    people = [Area(f"h{i}", f"家{i}", Point(x, y), PEOPLE, "99901") for i, (x, y) in enumerate(homes)]
    spots = [Spot(f"s{i}", x, y, marks={"*": 1}, name=f"場所{i}") for i, (x, y) in enumerate(sites)]
    city = toy_city(sites=spots, population=people, zones=False)
    moved = replace(net, x=net.x + ORIGIN[0], y=net.y + ORIGIN[1], coords=net.coords + np.array(ORIGIN))
    return replace(city, network=moved, barriers=barriers)


def ask(city: City, limit_m: float = 500.0, profile: str = "adult") -> Answer:
    question = Question(
        "evacuation-site-reach",
        Demand("group", "residents"),
        Supply("evacuation_sites", hazard="earthquake"),
        Reach("streets", limit_m, profile=profile),
    )
    return engine.answer(city, question)


def test_round_the_block_with_the_ways_to_the_street() -> None:
    # From (10, 5) 5 m to the street at (10, 0), 90 m to the corner, 100 north, 50 west and 20 m to the site at (50, 120).
    square = network([(0, 0), (100, 0), (100, 100), (0, 100)], [(0, 1), (1, 2), (2, 3)])
    city = hamlet([(10, 5)], [(50, 120)], square)
    found = ask(city, 265.0)
    assert found.total.distance_m[50] == 5 + 90 + 100 + 50 + 20
    assert (found.total.served, found.total.unserved) == (100, 0)
    assert ask(city, 264.9).total.served == 0


def test_steps_are_for_those_who_can_take_them() -> None:
    # A short way over steps, and a long way round.
    net = network([(0, 0), (100, 0), (0, 300), (100, 300)], [(0, 1), (0, 2), (2, 3), (3, 1)], flags=[STEPS, 0, 0, 0])
    city = hamlet([(0, 0)], [(100, 0)], net)
    assert ask(city).total.distance_m[50] == 100
    assert ask(city, profile="older").total.distance_m[50] == 100
    assert ask(city, profile="wheels").total.distance_m[50] == 700


def test_steep_streets_are_not_for_wheels_and_unknown_slopes_are() -> None:
    net = network([(0, 0), (100, 0), (0, 300), (100, 300)], [(0, 1), (0, 2), (2, 3), (3, 1)], slope=[0.081, np.nan, 0.08, 0.0])
    assert ask(hamlet([(0, 0)], [(100, 0)], net), profile="wheels").total.distance_m[50] == 700


def test_an_older_person_at_night_is_slower_than_either_and_keeps_to_lit_streets() -> None:
    pace = {id: one.speed_m_min for id, one in PROFILES.items()}
    assert pace["older_night"] == pytest.approx(pace["older"] * pace["night"] / pace["adult"])
    assert pace["older_night"] < min(pace["older"], pace["night"])
    net = network([(0, 0), (100, 0), (0, 300), (100, 300)], [(0, 1), (0, 2), (2, 3), (3, 1)], flags=[UNLIT, STEPS, 0, 0])
    city = hamlet([(0, 0)], [(100, 0)], net)
    assert [ask(city, 800, one).total.distance_m[50] for one in ("older", "night", "older_night")] == [100, 700, 700]
    typed = {"hazard": "flood", "reach": "streets", "profile": "高齢者・夜", "within": "10分"}
    reach = build("evacuation-site-reach", city, typed).reach
    assert (reach.profile, reach.limit_m) == ("older_night", 528)
    assert "older_pace" not in {one.assumption for one in ask(city, 800, "older_night").firmness}


def test_who_is_far_from_every_street_is_left_out_and_told() -> None:
    street = network([(0, 0), (1000, 0)], [(0, 1)])
    city = hamlet([(100, 299), (100, 301), (0, 0)], [(500, 0), (500, 400)], street)
    found = ask(city, 1000)
    assert (found.total.demand, found.total.served, found.total.left_out) == (300, 200, 100)
    assert [(one.code, one.things, one.amount, one.examples) for one in found.left_out] == [("off_streets", 1, 100, ("家1",))]
    assert [(one.code, one.things, one.examples) for one in found.excluded_supply] == [("supply_off_streets", 1, ("場所1",))]


def test_no_one_steps_onto_a_street_across_the_water() -> None:
    # Two streets on the two banks, a bridge far away; the home is nearer to the other bank's street.
    net = network([(0, 0), (1000, 0), (0, 100), (1000, 100)], [(0, 1), (2, 3), (1, 3)])
    homes, sites = [(100, 60)], [(100, 100)]
    river = Barriers(np.array([[-500.0, 80.0], [900.0, 80.0]]) + np.array(ORIGIN), np.array([0, 2]), np.array([WATER], np.int8))
    assert ask(hamlet(homes, sites, net)).total.distance_m[50] == 40
    assert ask(hamlet(homes, sites, net, barriers=river)).total.distance_m[50] == 60 + 900 + 100 + 900
    found = ask(hamlet(homes, sites, network([(0, 100), (1000, 100)], [(0, 1)]), barriers=river))
    assert [one.code for one in found.left_out] == ["off_streets"]
    assert found.total.left_out == 100


def test_nobody_starts_on_a_scrap_of_street_that_leads_nowhere() -> None:
    # A scrap of 10 m lies beside the home; the real street, 2 km long, is 50 m off.
    net = network([(0, 0), (2000, 0), (100, 45), (110, 45)], [(0, 1), (2, 3)])
    assert ask(hamlet([(100, 50)], [(300, 0)], net)).total.distance_m[50] == 50 + 200
    alone = network([(0, 1000), (2000, 1000), (100, 45), (110, 45)], [(0, 1), (2, 3)])
    assert ask(hamlet([(100, 50)], [(300, 1000)], alone)).total.left_out == 100


def test_without_streets_it_is_not_answerable_and_says_what_lacks() -> None:
    with pytest.raises(NotAnswerableError) as refused:
        ask(toy_city())
    assert refused.value.extra["lacks"] == ["streets"]


def test_each_kind_of_park_has_its_own_limit_in_one_search() -> None:
    # On streets 100 m apart: p1 block (500, 1500) 250 m, p2 neighbourhood (2500, 500) 500 m, p3 district 1 km.
    city = replace(toy_city(), network=grid(51, 51, 100.0, ORIGIN))
    question = Question(
        "park-reach",
        Demand("layer", "child_facilities"),
        Supply(
            "parks",
            ("block", "neighbourhood", "district"),
            "",
            (("block", 500.0), ("neighbourhood", 500.0), ("district", 2200.0)),
        ),
        Reach("streets", 2200.0),
    )
    found = {item.id: item for item in engine.answer(city, question).items}
    # c1 (500, 1000) is 500 m from p1; c3 (2500, 2500) is 2,000 m from p2 (too far for it) and from p3 (1,000 + 1,000).
    assert (found["c1"].served, found["c1"].within, found["c1"].nearest.id if found["c1"].nearest else "") == (True, 1, "p1")
    assert (found["c3"].served, found["c3"].within) == (True, 1)
    # c7 (4700, 2500): p3 (3500, 3500) at 2,200 m exactly.
    assert (found["c7"].within, found["c7"].nearest.distance_m if found["c7"].nearest else 0) == (1, 2200.0)
    assert found["c4"].why == "no_position"


def test_every_place_within_the_limit_is_counted_not_only_the_nearest_three() -> None:
    street = network([(0, 0), (1000, 0)], [(0, 1)])
    city = hamlet([(0, 0)], [(10 * i, 0) for i in range(40)], street)
    question = Question(
        "community-place-reach",
        Demand("layer", "evacuation_sites"),
        Supply("evacuation_sites", hazard="earthquake"),
        Reach("streets", 100.0),
    )
    within = {item.id: item.within for item in engine.answer(city, question).items}
    # Not itself: the first has ten others within 100 m, one in the middle ten on either side.
    assert (within["s0"], within["s20"]) == (10, 20)


def test_a_facility_at_the_very_spot_of_a_place_is_at_it() -> None:
    city = replace(toy_city(), network=grid(51, 51, 100.0, ORIGIN))
    question = Question(
        "community-place-reach",
        Demand("layer", "child_facilities"),
        Supply("evacuation_sites", hazard="earthquake"),
        Reach("streets", 50.0),
    )
    # c3 and s2 are both at (2500, 2500).
    item = next(one for one in engine.answer(city, question).items if one.id == "c3")
    assert item.nearest is not None
    assert (item.nearest.id, item.nearest.distance_m) == ("s2", 0.0)


def test_the_nearest_places_of_a_point() -> None:
    street = network([(0, 0), (1000, 0)], [(0, 1)])
    city = hamlet([(0, 0)], [(300, 20), (900, 0), (0, 0), (600, 0)], street)
    question = ask(city).question
    lon, lat = lonlat(np.array([100.0]), np.array([5.0]))
    found = nearest.nearest_places(city, question, float(lon[0]), float(lat[0]))
    assert [(one.id, round(one.distance_m), one.within) for one in found] == [
        ("s2", 105, True),
        ("s0", 225, True),
        ("s3", 505, False),
    ]
    lon, lat = lonlat(np.array([100.0]), np.array([4000.0]))
    assert nearest.nearest_places(city, question, float(lon[0]), float(lat[0])) == ()


def test_firmness_along_streets() -> None:
    street = network([(0, 0), (1000, 0)], [(0, 1)])
    city = hamlet([(100, 0), (450, 0), (550, 0)], [(0, 0)], street)
    firm = {one.assumption: one for one in ask(city, 500).firmness}
    assert firm["limit_less"].share_served == pytest.approx(1 / 3)
    assert firm["limit_more"].share_served == 1
    # 500 m take an adult 6.25 minutes, in which older people walk 412.5 m.
    assert firm["older_pace"].value == 412.5
    assert firm["older_pace"].share_served == pytest.approx(1 / 3)
    assert firm["detour"].share_served == pytest.approx(1 / 3)


def test_an_old_question_keeps_its_identity() -> None:
    """The parameters of a straight reach are those of 0.2.0, to the byte."""
    straight = Question("park-reach", Demand("group", "residents"), Supply("parks"), Reach("straight", 500.0))
    assert straight.parameters()["reach"] == {"mode": "straight", "limit_m": 500.0, "detour_factor": 1.0}
    older = replace(straight, reach=Reach("streets", 500.0, profile="older"))
    assert older.parameters()["reach"] == {"mode": "streets", "limit_m": 500.0, "detour_factor": 1.0, "profile": "older"}
