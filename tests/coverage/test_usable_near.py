"""Places near a point in the toy town, by hand: which can be used, which are nearer but cannot, and which way they lie."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from geo_service.coverage.usable_near import Near, direction, sites_question, usable_near
from tests.toy import Spot, toy_city
from tests.toy_ground import ORIGIN, lonlat
from tests.toy_streets import network

LAYER = "evacuation_sites"


def near(hazard: str, x: float, y: float, most: int = 3) -> Near:
    """What is near a point in metres from the town's corner."""
    lon, lat = lonlat(x, y)
    return usable_near(toy_city(), sites_question("evacuation-site-reach", LAYER, hazard), float(lon), float(lat), most)


def test_earthquake_from_the_middle() -> None:
    found = near("earthquake", 2500, 2000)
    assert [one.id for one in found.usable] == ["s2", "s1", "s3"]
    assert found.usable[0].distance_m == pytest.approx(500, abs=0.2)
    assert found.usable[1].distance_m == pytest.approx(2500, abs=0.5)
    assert [one.direction for one in found.usable] == ["n", "sw", "ne"]
    # s5 is not designated for anything; the neighbour's is designated, but not the city's to give.
    assert [(one.id, one.why) for one in found.passed_over] == [("s5", "supply_not_designated"), ("n1", "supply_neighbour")]


def test_flood_passes_over_what_is_not_designated_or_not_said() -> None:
    found = near("flood", 4400, 4400)
    assert [one.id for one in found.usable] == ["s1"]
    assert [(one.id, one.why) for one in found.passed_over][:2] == [("s3", "supply_mark_unknown"), ("n1", "supply_neighbour")]


def test_only_what_is_nearer_than_the_last_usable_is_passed_over() -> None:
    found = near("flood", 2500, 2450, most=1)
    assert [one.id for one in found.usable] == ["s1"]
    limit = found.usable[0].distance_m
    assert [one.id for one in found.passed_over] == ["s2"]
    assert all(one.distance_m < limit for one in found.passed_over)
    assert near("earthquake", 2500, 2500, most=1).passed_over == ()


def test_places_without_a_position_or_replaced_are_no_answer() -> None:
    for hazard in ("earthquake", "flood", "landslide"):
        found = near(hazard, 505, 500, most=9)
        assert not {one.id for one in (*found.usable, *found.passed_over)} & {"s4", "s6", "s7"}


def test_eight_winds() -> None:
    names = [direction(math.sin(math.radians(turn)), math.cos(math.radians(turn))) for turn in range(0, 360, 45)]
    assert names == ["n", "ne", "e", "se", "s", "sw", "w", "nw"]
    assert direction(0.0, 0.0) == "n"
    assert {direction(*step) for step in np.random.default_rng(6).normal(size=(200, 2)).tolist()} == set(names)


def test_along_streets_round_the_block_and_the_nearer_that_is_not_to_be_used() -> None:
    # A line of streets along y = 100 from x = 0 to 2,000: 400 m along it to the site that is not designated, 900 to the one
    # that is; each stands 20 m from the street, and the point 10.
    line = network([(x, 100) for x in range(0, 2100, 100)], [(i, i + 1) for i in range(20)])
    moved = replace(line, x=line.x + ORIGIN[0], y=line.y + ORIGIN[1], coords=line.coords + np.array(ORIGIN))
    sites = (Spot("no", 500, 120, marks={"*": 0}, name="だめ"), Spot("yes", 1000, 120, marks={"*": 1}, name="よい"))
    city = replace(toy_city(sites=sites, zones=False), network=moved)
    lon, lat = (float(one) for one in lonlat(100, 110))
    found = usable_near(city, sites_question("evacuation-site-reach", LAYER, "flood", streets=True), lon, lat)
    assert found.streets
    assert [(one.id, one.distance_m, one.why) for one in found.usable] == [("yes", 10 + 900 + 20, "")]
    assert [(one.id, one.distance_m, one.why) for one in found.passed_over] == [("no", 10 + 400 + 20, "supply_not_designated")]
    straight = usable_near(city, sites_question("evacuation-site-reach", LAYER, "flood"), lon, lat)
    assert not straight.streets
    assert straight.usable[0].distance_m == pytest.approx(math.hypot(900, 10), abs=0.1)


def test_where_no_street_can_be_got_to_distances_are_straight() -> None:
    line = network([(0, 100), (100, 100)], [(0, 1)])
    moved = replace(line, x=line.x + ORIGIN[0], y=line.y + ORIGIN[1], coords=line.coords + np.array(ORIGIN))
    city = replace(toy_city(sites=(Spot("yes", 50, 120, marks={"*": 1}),), zones=False), network=moved)
    lon, lat = (float(one) for one in lonlat(4000, 4000))
    found = usable_near(city, sites_question("evacuation-site-reach", LAYER, "flood", streets=True), lon, lat)
    assert not found.streets
    assert found.usable[0].distance_m == pytest.approx(math.hypot(3950, 3880), abs=1)
