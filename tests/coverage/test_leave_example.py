"""The example of docs/figures/who-must-leave.md, worked out by the engine: the page's table says what comes out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely import unary_union
from shapely.geometry import Point, box

from geo_service.coverage.city import City
from geo_service.coverage.dwellings import Dwellings, from_counts
from geo_service.coverage.leave import LeaveAnswer, who_must_leave
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.site_class import classify
from tests.toy import Spot, toy_city
from tests.toy_ground import Area
from tests.toy_hazards import Class, flooded

PAGE = Path(__file__).parents[2] / "docs" / "figures" / "who-must-leave.md"
KEY = "flood:みほん川:largest"
GROUND = (
    Class(box(0, 0, 400, 1000), (0.5, 3.0), (0.0, 24.0)),
    Class(box(400, 0, 600, 1000), (3.0, 5.0), (24.0, 72.0)),
    Class(box(600, 0, 700, 1000), (0.5, 3.0), (0.0, 24.0), collapse=1),
    Class(box(700, 0, 800, 1000), (0.5, 3.0), (72.0, 168.0)),
)
HOUSEHOLDS = {"households": 100.0, "detached": 40.0, "lived_1_2": 30.0, "lived_3_5": 30.0}
SITES = (
    Spot("A", 200, 500, marks={"*": 1}, capacity=400),
    Spot("B", 500, 500, marks={"*": 1}, capacity=100),
    Spot("C", 650, 500, marks={"*": 1}, capacity=100),
    Spot("D", 850, 500, marks={"*": 1}, capacity=200),
    Spot("E", 950, 500, marks={"*": 1}),
    Spot("F", 250, 500, marks={"*": 0}),
)
STOREYS = [4, 2, 4, 1, 2, 4]


def example() -> City:
    """One 町丁 of a square kilometre and 1,000 people, in strips from west to east."""
    town = Area("99901-0-0", "一町1丁目", box(0, 0, 1000, 1000), {"residents": 1000.0}, "99901")
    city = flooded(toy_city(population=[town], sites=SITES, zones=False, cell_m=25), GROUND, box(0, 0, 900, 1000))
    n = len(city.unit_sets["towns"])
    low, high, lived = from_counts({name: np.full(n, value) for name, value in HOUSEHOLDS.items()}, np.full(n, np.nan))
    assert lived.all()
    homes = Dwellings("towns", {}, np.full(n, 3, np.int32), np.full(n, -1, np.int32), np.full(n, -1, np.int32), low, high)
    sites = replace(city.places["evacuation_sites"], storeys=np.array(STOREYS, dtype=np.float64))
    return replace(city, dwellings=homes, places={**city.places, "evacuation_sites": sites})


def answered(city: City) -> LeaveAnswer:
    question = Question(
        "who-must-leave", Demand("group", "residents"), Supply("evacuation_sites", (), "flood"), Reach("straight", 500.0), "", ()
    )
    return who_must_leave(city, question, KEY)


def page_rows(heading: str) -> dict[str, list[str]]:
    """First cell → the other cells, of the table below a heading of the page."""
    below = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in below.splitlines() if line.startswith("|")]
    return {row[0]: row[1:] for row in rows[2:]}


def numbers(text: str) -> tuple[float, float]:
    """A range of the page, one number being both ends."""
    found = [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", text)]
    return found[0], found[-1]


def test_the_page_says_what_the_engine_works_out() -> None:
    answer = answered(example())
    total = answer.total
    page = page_rows("By hand")
    # How high people live: at the lowest 70 % have one floor only and 30 % the third; at the highest 40 % have three, 30 % the
    # second and 30 % the fifth.
    by_depth = {(round(one.depth_from_m, 1), one.hours_from, one.collapse): one for one in answer.classes}
    strips = {
        "0 to 400 m": by_depth[0.5, 0.0, 0],
        "400 to 600 m": by_depth[3.0, 24.0, 0],
        "600 to 700 m": by_depth[0.5, 0.0, 1],
        "700 to 800 m": by_depth[0.5, 72.0, 0],
    }
    for name, found in strips.items():
        _, people, must, may = page[name]
        assert found.inside == pytest.approx(numbers(people)[0])
        assert (found.must_low, found.must_high) == pytest.approx(numbers(must)), name
        assert (found.inside - found.must_high, found.inside - found.must_low) == pytest.approx(numbers(may)), name
    assert (total.outside, total.not_assessed) == pytest.approx((100, 100))
    assert numbers(page["800 to 900 m"][1])[0] == 100
    assert numbers(page["900 to 1,000 m"][1])[0] == 100
    _, people, must, may = page["**all**"]
    assert total.demand == pytest.approx(numbers(people)[0])
    assert (total.must_low, total.must_high) == pytest.approx(numbers(must))
    assert (total.may_low, total.may_high) == pytest.approx(numbers(may))
    # Each end is a whole assignment: its parts make everyone.
    for must_leave, may_stay in ((total.must_low, total.may_high), (total.must_high, total.may_low)):
        assert must_leave + may_stay + total.outside + total.not_assessed + total.left_out == pytest.approx(1000)
    # Only how high people live is not known.
    assert dict(answer.doubts) == pytest.approx({"dwellings": total.must_high - total.must_low})


def test_the_page_says_what_becomes_of_the_sites() -> None:
    city = example()
    places = city.places["evacuation_sites"]
    found = classify(city, places, "flood", KEY)
    words = {
        "upper_floors": "usable from floor",
        "under_water": "no floor surely above the water",
        "collapse": "houses may collapse",
        "outside": "outside",
        "not_assessed": "not known to be assessed",
        "not_designated": "not designated",
    }
    page = page_rows("Sites by hand")
    assert set(page) == set(places.id)
    for at, id in enumerate(places.id):
        _, state, room = page[id]
        assert words[str(found.state[at])] in state, id
        if found.state[at] == "upper_floors":
            assert f"usable from floor {found.from_floor[at]}" in state
        if room != "—":
            assert found.capacity[at] == pytest.approx(numbers(room)[0])
        elif found.state[at] in ("under_water", "collapse"):
            assert np.isnan(found.capacity[at])


def test_who_has_no_sure_site_near() -> None:
    total = answered(example()).total
    # A and D are surely usable: who must leave and lives beyond 500 m of both has none near.
    far = box(0, 0, 1000, 1000) - unary_union([Point(x, 500).buffer(500, quad_segs=256) for x in (200, 850)])
    strips = [far.intersection(one.shape).area / 1000 for one in GROUND]
    assert total.without_site_low == pytest.approx(sum(np.array([0, 0.3, 1, 1]) * strips), abs=0.5)
    assert total.without_site_high == pytest.approx(sum(np.array([0.7, 0.7, 1, 1]) * strips), abs=0.5)
    assert total.without_site_low > 10
