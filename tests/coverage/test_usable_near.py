"""Places near a point in the toy town, by hand: which can be used, which are nearer but cannot, and which way they lie."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo_service.coverage.usable_near import Near, direction, sites_question, usable_near
from tests.toy import toy_city
from tests.toy_ground import lonlat

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
