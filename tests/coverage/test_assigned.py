"""Assigned, nearest, best: two school districts along a line, and against counting one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo_service.coverage.assigned import AssignedAnswer, assigned
from geo_service.coverage.city import City
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.errors import NotAnswerableError
from layers.text import fold_name
from tests.toy import WARDS, Spot, places, toy_city, unit_set
from tests.toy_ground import ORIGIN, Area, cut
from tests.toy_streets import network

SET = "elementary_districts"
SCHOOLS = (Spot("w", 200, 100, "elementary", name="西小学校"), Spot("e", 3100, 100, "elementary", name="東小学校"))
DISTRICTS = (
    Area("d1", "西小学校区", box(0, 0, 3000, 5000), ward="99901"),
    Area("d2", "東小学校区", box(3000, 0, 5000, 5000), ward="99902"),
)


def school_city(
    homes: list[tuple[float, float]], serves: tuple[str, ...] = ("西小学校", "東小学校"), schools: tuple[Spot, ...] = SCHOOLS
) -> City:
    """100 residents at each home; two districts with their schools."""
    city = toy_city()
    units = {"wards": WARDS, SET: DISTRICTS}
    people = [Area(f"h{i}", f"家{i}", Point(x, y), {"residents": 100.0}) for i, (x, y) in enumerate(homes)]
    atoms = cut(people, units, city.populations[0].dataset)
    districts = replace(unit_set(SET, ("小学校区", "districts"), DISTRICTS, WARDS), serves=serves)
    return replace(
        city,
        unit_sets={**city.unit_sets, SET: districts},
        populations=(atoms,),
        places={**city.places, "schools": places("schools", schools, units)},
    )


def ask(city: City, reach: Reach | None = None, ward: str = "") -> AssignedAnswer:
    question = Question("assigned", Demand("group", "residents"), Supply("schools"), reach or Reach("straight"), ward)
    return assigned(city, question, SET, fold_name)


def test_assigned_far_and_the_next_wards_school_near() -> None:
    # In the west district homes at 200 m, 400 m and 2,600 m along the line; the last is 500 m from the east's school.
    found = ask(school_city([(400, 100), (600, 100), (2600, 100), (3500, 100)]))
    west, east = found.units
    assert (west.unit, west.state, west.place, west.people) == (0, "known", 0, 300)
    assert (west.assigned_p50, west.assigned_p90) == (400.0, 2400.0)
    assert (west.nearest_p50, west.nearest_p90) == (400.0, 500.0)
    assert west.nearer == 100 and west.farther_m == pytest.approx(1900 / 3)
    assert (west.worst_m, west.worst_nearest_m, west.nearest_place) == (2400.0, 500.0, 1)
    assert west.assigned_m == pytest.approx(1000) and west.best_m == pytest.approx(1000) and west.best_place == 0
    assert (east.nearer, east.farther_m, east.worst_m, east.nearest_place) == (0, 0.0, None, -1)


def test_along_streets_the_same_line() -> None:
    line = network([(x, 100) for x in range(0, 5100, 100)], [(i, i + 1) for i in range(50)])
    moved = replace(line, x=line.x + ORIGIN[0], y=line.y + ORIGIN[1], coords=line.coords + np.array(ORIGIN))
    city = replace(school_city([(400, 100), (600, 100), (2600, 100), (3500, 100)]), network=moved)
    assert ask(city, Reach("streets")).units == ask(city).units


def test_units_whose_place_is_not_known_are_listed_behind() -> None:
    twice = (*SCHOOLS, Spot("w2", 300, 100, "elementary", name="西 小学校"))
    found = ask(school_city([(400, 100), (3500, 100)], ("西小学校", "ない学校"), twice))
    west, east = found.units
    assert (west.state, west.candidates, west.assigned_p50, west.nearest_p50) == ("ambiguous", (0, 2), None, 100.0)
    assert (east.state, east.name, east.farther_m) == ("not_found", "ない学校", None)
    unsaid = ask(school_city([(400, 100)], ("", "東小学校")))
    assert [one.state for one in unsaid.units] == ["known", "not_said"]
    with pytest.raises(NotAnswerableError) as nobody:
        ask(school_city([(400, 100)], ()))
    assert nobody.value.extra["lacks"] == [SET]


def test_one_ward_only() -> None:
    found = ask(school_city([(400, 100), (3500, 100)]), ward="99902")
    assert [one.unit for one in found.units] == [1]


homes = st.lists(st.tuples(st.integers(1, 4999), st.integers(1, 4999)), min_size=1, max_size=12, unique=True)
schools = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=2, max_size=6, unique=True)


@settings(deadline=None, max_examples=30)
@given(homes, schools)
def test_against_counting_one_by_one(people: list[tuple[int, int]], spots: list[Any]) -> None:
    made = tuple(Spot(f"s{i}", x, y, name=["西小学校", "東小学校"][i] if i < 2 else f"他{i}") for i, (x, y) in enumerate(spots))
    found = ask(school_city([(float(x), float(y)) for x, y in people], schools=made))
    for one in found.units:
        # The toy's districts: west of 3,000 m or not (on the line: both).
        inside = [(x, y) for x, y in people if (x <= 3000 if one.unit == 0 else x >= 3000)]
        assert one.people == 100 * len(inside)
        if not inside:
            continue
        far = np.round([[np.hypot(x - a, y - b) for a, b in spots] for x, y in inside], 1)
        mine, near = far[:, one.unit], far.min(axis=1)
        assert one.nearer == pytest.approx(100 * (mine - near > 0.05).sum())
        assert one.farther_m == pytest.approx((mine - near).mean())
        assert one.best_m == pytest.approx(far.mean(axis=0).min())
        assert one.best_m is not None and one.assigned_m is not None and one.best_m <= one.assigned_m + 1e-9
        assert one.assigned_p50 == np.sort(mine)[int(np.ceil(len(mine) / 2)) - 1]
    assert found.outside == 0
