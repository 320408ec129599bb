"""The balance sheet sums to the person, and lists everything behind what is left out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.balance import Balance, balance
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.toy import Spot, toy_city
from tests.toy_ground import ORIGIN
from tests.toy_streets import network


def ask(
    city: City, demand: Demand | None = None, hazard: str = "flood", reach: Reach | None = None, ward: str = "", **supply: Any
) -> Balance:
    reach = reach or Reach("straight", 500.0)
    who = demand or Demand("group", "residents")
    return balance(city, Question("balance", who, Supply("evacuation_sites", (), hazard, **supply), reach, ward))


def holds(found: Balance) -> None:
    """The sheet adds up, and says as much as the answer's reasons."""
    total = found.total
    assert total.served + total.unserved + total.left_out == pytest.approx(total.demand)
    assert sum(line.amount for line in found.lines if line.counts) == pytest.approx(total.left_out)
    places = found.listed("place")
    assert len(places) + found.counted_places == found.all_places
    for reason in found.excluded:
        assert len([line for line in places if line.reason == reason.code]) == reason.things
    for reason in found.reasons:
        mine = [line for line in found.listed("origin") if line.reason == reason.code]
        if reason.code in ("no_position", "position_is_an_area", "off_streets", "outside_city"):
            assert sum(line.amount for line in mine) == pytest.approx(reason.amount)
        if reason.code == "count_unknown":
            assert len(mine) == reason.things and all(math.isnan(line.amount) for line in mine)


def test_every_place_that_does_not_count_is_listed_with_its_reason() -> None:
    found = ask(toy_city())
    holds(found)
    assert sorted((line.id, line.reason) for line in found.listed("place")) == [
        ("n1", "supply_neighbour"),
        ("s2", "supply_not_designated"),
        ("s3", "supply_mark_unknown"),
        ("s4", "supply_no_position"),
        ("s5", "supply_not_designated"),
        ("s6", "supply_no_position"),
        ("s7", "supply_other_dataset"),
    ]
    assert (found.counted_places, found.all_places) == (1, 8)


def test_people_on_no_ground_are_listed_with_their_ward_and_number() -> None:
    city = toy_city(
        off_map={"residents": [70.0, 30.0, 9.0, math.nan]},
        off_map_ward=[0, -1, -1, 1],
        off_map_why=["no_position", "position_is_an_area", "outside_city", "no_position"],
    )
    found = ask(city)
    holds(found)
    assert found.total.demand == pytest.approx(25_100)
    assert sorted((line.name, line.reason, line.ward, line.counts) for line in found.listed("origin")) == [
        ("位置のない町1", "no_position", "99901", True),
        ("位置のない町2", "position_is_an_area", "", True),
        ("位置のない町3", "outside_city", "", False),
        ("位置のない町4", "count_unknown", "99902", False),
    ]
    west = ask(city, ward="99901")
    holds(west)
    assert [line.name for line in west.listed("origin")] == ["位置のない町1"]


def test_households_without_a_count_and_facilities_without_a_point() -> None:
    found = ask(toy_city(), Demand("group", "single_person_households"))
    holds(found)
    assert [(line.id, line.reason) for line in found.listed("origin")] == [("99902-4-4", "count_unknown")]
    found = ask(toy_city(), Demand("layer", "child_facilities"))
    holds(found)
    assert [(line.id, line.reason) for line in found.listed("origin")] == [
        ("c6", "demand_other_dataset"),
        ("c4", "no_position"),
        ("c5", "position_is_an_area"),
    ]


def test_what_is_on_no_street_is_listed_by_area_and_says_why() -> None:
    street = network([(0, 0), (5000, 0)], [(0, 1)])
    moved = replace(street, x=street.x + ORIGIN[0], y=street.y + ORIGIN[1], coords=street.coords + np.array(ORIGIN))
    found = ask(replace(toy_city(), network=moved), reach=Reach("streets", 1000.0))
    holds(found)
    lines = [line for line in found.listed("origin") if line.reason == "off_streets"]
    # Of the first row the cells with their middle within 300 m of the street count; the 20 towns behind are off it whole.
    assert len(lines) == 25 and {line.why for line in lines} == {"too_far"}
    assert sorted({round(line.amount) for line in lines}) == [750, 1000]
    away = ask(replace(toy_city(), network=moved), hazard="", reach=Reach("streets", 1000.0))
    assert ("s2", "supply_off_streets", "too_far") in [(line.id, line.reason, line.why) for line in away.listed("place")]


spots = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.sampled_from([-1, 0, 1]), st.sampled_from(["point", "area"]),
              st.booleans(), st.booleans()),
    max_size=8,
)  # fmt: skip
off = st.lists(
    st.tuples(st.floats(0, 500), st.sampled_from([-1, 0, 1]), st.sampled_from(["no_position", "outside_city"])), max_size=4
)


@settings(deadline=None, max_examples=30)
@given(spots, off, st.sampled_from(["", "99901"]))
def test_any_city_balances(rows: list[Any], lost: list[Any], ward: str) -> None:
    made = [Spot(f"s{i}", x, y, marks={"*": m}, accuracy=a, own=own, used=used) for i, (x, y, m, a, own, used) in enumerate(rows)]
    city = toy_city(
        sites=made,
        cell_m=1000.0,
        off_map={"residents": [n for n, _, _ in lost]} if lost else None,
        off_map_ward=[w for _, w, _ in lost],
        off_map_why=[why for _, _, why in lost],
    )
    found = ask(city, ward=ward)
    holds(found)
    again = answer(city, found.question)
    assert (again.total, again.excluded_supply, again.left_out) == (found.total, found.excluded, found.reasons)
