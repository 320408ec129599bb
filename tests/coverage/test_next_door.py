"""Across a ward's border and a ward at a glance, on a toy city whose figures are plain arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from geo_service.coverage.city import City
from geo_service.coverage.glance import HazardSites, group_counts, hazard_sites
from geo_service.coverage.next_door import NextDoor, next_door
from geo_service.coverage.question import Question
from geo_service.questions import build
from tests.toy import NEIGHBOUR, Spot, toy_city

WEST, EAST = "99901", "99902"
BEYOND = 250_000 * math.acos(0.4) - 200 * math.sqrt(250_000 - 40_000)
"""Square metres of a disc of 500 m that lie farther than 200 m from its middle, on one side; as many thousandths of people."""


def asked(city: City, **parameters: str) -> Question:
    return build("evacuation-site-reach", city, {"hazard": "flood", **parameters})


def beside(city: City, **parameters: str) -> dict[str, NextDoor]:
    return {one.code: one for one in next_door(city, asked(city, **parameters))}


def sites(*more: Spot) -> City:
    """One site of the western ward far from the border, and more."""
    return toy_city(sites=(Spot("w1", 500, 500, marks={"*": 1}, name="西の小学校"), *more))


def test_who_has_only_the_next_ward_near() -> None:
    city = sites(
        Spot("e1", 3200, 500, marks={"*": 1}, name="東の小学校"), Spot("e2", 3600, 500, marks={"*": 1}, name="遠い小学校")
    )
    east = beside(city, ward=WEST)[EAST]
    assert (east.name, east.municipality, east.loaded) == ("東区", False, True)
    assert (east.near, east.names) == (1, ("東の小学校",))
    assert east.relies == pytest.approx(BEYOND / 1000, rel=2e-3)


def test_a_place_of_its_own_takes_the_reliance_away() -> None:
    city = sites(
        Spot("e1", 3200, 500, marks={"*": 1}, name="東の小学校"), Spot("w2", 2900, 500, marks={"*": 1}, name="境の小学校")
    )
    east = beside(city, ward=WEST)[EAST]
    assert east.near == 1
    assert east.relies == pytest.approx(0.0, abs=0.5)


def test_places_of_the_next_municipality_count_where_they_are_asked_for() -> None:
    city = toy_city()
    without = beside(city, ward=EAST)[NEIGHBOUR]
    assert (without.municipality, without.loaded, without.near, without.relies) == (True, True, 1, None)
    counted = beside(city, ward=EAST, neighbours="true")[NEIGHBOUR]
    assert counted.relies == pytest.approx(BEYOND / 1000, rel=2e-3)
    assert NEIGHBOUR not in beside(city, ward=WEST)


def test_missing_data_is_not_nought() -> None:
    alone = beside(sites(), ward=EAST)
    assert (alone[NEIGHBOUR].loaded, alone[NEIGHBOUR].relies) == (False, None)
    assert alone[WEST].relies == 0.0


def test_a_blank_mark_beyond_the_border_is_no_no() -> None:
    east = beside(sites(Spot("e1", 3200, 500, marks={"flood": -1, "*": 1})), ward=WEST)[EAST]
    assert (east.near, east.blank, east.names) == (0, 1, ())
    assert beside(sites(Spot("e1", 3200, 500, marks={"flood": 0, "*": 1})), ward=WEST)[EAST].blank == 0


def test_the_whole_city_has_no_next_door() -> None:
    city = toy_city()
    assert next_door(city, asked(city)) == ()


def test_people_at_a_glance() -> None:
    city = toy_city()
    old, young = group_counts(city, WEST, ("age_65_over", "age_0_14"))
    assert (old.group, old.known, old.unknown) == ("age_65_over", True, 0)
    assert [old.people, old.share, old.city_share] == pytest.approx([3_750, 0.25, 0.25])
    assert (young.known, young.share) == (False, None)
    (single,) = group_counts(city, EAST, ("single_person_households",))
    # Town (4, 4) does not say how many: nine of the ward's ten do.
    assert single.people == pytest.approx(1_800)
    assert single.unknown == 1
    assert group_counts(city, "", ("residents",))[0].people == pytest.approx(25_000)


def unpublished(city: City, group: str, features: slice) -> City:
    """The city with the group's count of some small areas not published."""
    (atoms,) = [one for one in city.populations if group in one.counts]
    counts = np.array(atoms.counts[group], dtype=np.float64)
    counts[features] = np.nan
    hidden = replace(atoms, counts={**atoms.counts, group: counts})
    return replace(city, populations=tuple(hidden if one is atoms else one for one in city.populations))


def test_people_nobody_published_are_unknown_and_not_nought() -> None:
    (none,) = group_counts(unpublished(toy_city(), "age_65_over", slice(None)), WEST, ("age_65_over",))
    assert math.isnan(none.people) and none.unknown == 15
    assert (none.share, none.city_share) == (None, None)
    (part,) = group_counts(unpublished(toy_city(), "age_65_over", slice(0, 1)), WEST, ("age_65_over",))
    assert (part.people, part.unknown, part.share) == (pytest.approx(3_500), 1, None)


def test_sites_at_a_glance() -> None:
    rows = {one.hazard: one for one in hazard_sites(toy_city(), WEST)}
    # s1 and s6 may be used in a flood, s2 and s5 may not; s4 stands nowhere, s7 is of an older list.
    assert rows["flood"] == HazardSites("flood", 2, 2, 0)
    assert rows["landslide"] == HazardSites("landslide", 2, 1, 1)
    assert hazard_sites(toy_city(without=("evacuation_sites",)), WEST) == ()
