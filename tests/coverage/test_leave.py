"""Who must leave in toy towns that can be counted by hand, and against one-by-one counting in random ones."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo_service.coverage.city import City
from geo_service.coverage.leave import Leaving, who_must_leave
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.errors import NotAnswerableError
from tests.coverage.test_floors import assignments, leaves
from tests.toy import Spot, toy_city
from tests.toy_ground import ORIGIN
from tests.toy_hazards import Class, flooded, housed
from tests.toy_streets import network

KEY = "flood:みほん川:largest"
NAN = math.nan
SHALLOW = Class(box(0, 0, 5000, 700))
DEEP = Class(box(0, 700, 5000, 1400), (3.0, 5.0))
ASSESSED = box(0, 0, 5000, 2000)
FLOORS = {1: 0.4, 2: 0.35, 4: 0.25}
"""Of every town's people: 400 with one floor, 350 with two, 250 on the fourth."""


def ask(ward: str = "", limit: float = 500.0, sets: tuple[str, ...] = ()) -> Question:
    supply = Supply("evacuation_sites", (), "flood")
    return Question("who-must-leave", Demand("group", "residents"), supply, Reach("straight", limit), ward, sets)


def leave(city: City, **more: Any) -> Leaving:
    return who_must_leave(city, ask(**more), KEY).total


def test_without_a_word_on_homes_everyone_inside_may_have_to_leave_or_nobody() -> None:
    found = leave(flooded(toy_city(), [SHALLOW, DEEP], ASSESSED))
    # 25 towns of 1,000; 1.4 of 5 rows inside, 2 of 5 assessed.
    assert found.demand == pytest.approx(25_000)
    assert (found.inside, found.outside, found.not_assessed) == pytest.approx((7_000, 3_000, 15_000))
    assert (found.must_low, found.must_high) == pytest.approx((0, 7_000))
    assert (found.may_low, found.may_high) == pytest.approx((0, 7_000))


def test_known_floors_make_one_number() -> None:
    found = leave(housed(flooded(toy_city(), [SHALLOW, DEEP], ASSESSED), FLOORS))
    # Below 3 m of water who has one floor leaves, 40 % of 3,500; below 5 m who has two as well, 75 % of 3,500.
    assert (found.must_low, found.must_high) == pytest.approx((1_400 + 2_625, 1_400 + 2_625))
    assert (found.may_low, found.may_high) == pytest.approx((2_975, 2_975))


def test_collapse_and_long_water_leave_nobody_upstairs() -> None:
    falls = Class(box(0, 0, 1000, 700), collapse=1)
    stands = Class(box(1000, 0, 2000, 700), hours=(72.0, 168.0))
    rest = Class(box(2000, 0, 5000, 700))
    found = who_must_leave(housed(flooded(toy_city(), [falls, stands, rest]), FLOORS), ask(), KEY)
    assert found.total.must_low == pytest.approx(700 + 700 + 0.4 * 2_100)
    assert found.total.must_high == pytest.approx(found.total.must_low)
    # Nothing says what was assessed: nobody is called outside.
    assert (found.total.outside, found.total.not_assessed) == pytest.approx((0, 25_000 - 3_500))
    assert [(one.collapse, round(one.inside), round(one.must_low)) for one in found.classes] == [
        (1, 700, 700),
        (0, 700, 700),
        (0, 2_100, 840),
    ]


def test_what_is_not_known_is_named_with_the_people_it_may_move() -> None:
    unsaid = Class(box(0, 0, 5000, 700), hours=(NAN, NAN), collapse=-1)
    found = who_must_leave(housed(flooded(toy_city(), [unsaid]), {4: 1.0}, {4: 1.0}), ask(), KEY)
    assert (found.total.must_low, found.total.must_high) == pytest.approx((0, 3_500))
    assert dict(found.doubts) == pytest.approx({"collapse": 3_500, "hours": 3_500})
    known = who_must_leave(housed(flooded(toy_city(), [SHALLOW]), {1: 1.0}, {2: 1.0}), ask(), KEY)
    assert dict(known.doubts) == pytest.approx({"dwellings": 3_500})


def test_units_and_wards_hold_the_same_people() -> None:
    city = housed(flooded(toy_city(), [SHALLOW, DEEP], ASSESSED), {1: 0.5, 3: 0.5}, {2: 0.5, 5: 0.5})
    found = who_must_leave(city, ask(), KEY)
    for name in ("wards", "towns"):
        for field in ("demand", "inside", "must_low", "must_high", "outside", "not_assessed"):
            assert sum(getattr(one.figures, field) for one in found.units[name]) == pytest.approx(getattr(found.total, field))
    west = who_must_leave(city, ask(ward="99901"), KEY)
    assert west.total.must_high == pytest.approx(found.units["wards"][0].figures.must_high)
    for one in (found.total, *(u.figures for rows in found.units.values() for u in rows)):
        for must, may in ((one.must_low, one.may_high), (one.must_high, one.may_low)):
            assert must + may + one.outside + one.not_assessed + one.left_out == pytest.approx(one.demand)
        assert 0 <= one.must_low <= one.must_high <= one.inside + 1e-9
        assert 0 <= one.without_site_low <= one.must_low + 1e-9


def test_only_a_surely_usable_site_is_somewhere_to_go() -> None:
    site = (Spot("s", 500, 350, marks={"flood": 1}, capacity=300),)
    dry = flooded(toy_city(sites=site), [Class(box(0, 700, 5000, 1400), (3.0, 5.0))], ASSESSED)
    wet = flooded(toy_city(sites=site), [SHALLOW, DEEP], ASSESSED)
    assert leave(dry, limit=9000.0).without_site_high == pytest.approx(0, abs=1e-6)
    # Its storeys are not known: it may be under water itself.
    assert leave(wet, limit=9000.0).without_site_high == pytest.approx(7_000)
    tall = replace(wet, places={k: replace(p, storeys=np.full(len(p), 4.0)) for k, p in wet.places.items()})
    assert leave(tall, limit=9000.0).without_site_high == pytest.approx(0, abs=1e-6)


def test_what_is_not_loaded_is_not_answerable() -> None:
    with pytest.raises(NotAnswerableError) as no_zones:
        leave(toy_city())
    assert no_zones.value.extra["lacks"] == ["hazard_zones"]
    city = flooded(toy_city(without=("population",)), [SHALLOW])
    with pytest.raises(NotAnswerableError):
        leave(city)
    without_sites = who_must_leave(flooded(toy_city(without=("evacuation_sites",)), [SHALLOW]), ask(), KEY)
    assert not without_sites.supply_known


bands = st.sampled_from([(NAN, NAN), (0.0, 0.5), (0.5, 3.0), (3.0, 5.0), (5.0, 10.0)])
times = st.sampled_from([(NAN, NAN), (0.0, 12.0), (24.0, 72.0), (72.0, 168.0), (24.0, math.inf)])
strips = st.lists(st.tuples(bands, times, st.sampled_from([-1, 0, 1])), min_size=1, max_size=5)
floors = st.lists(st.integers(1, 15), min_size=2, max_size=2).map(sorted)


@settings(deadline=None, max_examples=40)
@given(strips, floors)
def test_both_ends_are_whole_assignments(
    rows: list[tuple[tuple[float, float], tuple[float, float], int]], homes: list[int]
) -> None:
    """The ends counted again strip by strip: every person lives on the low (high) floor, everything not known is at its worst
    (best) for that person."""
    wide = 5000 / len(rows)
    classes = [Class(box(i * wide, 0, (i + 1) * wide, 1000), *row) for i, row in enumerate(rows)]
    low, high = homes
    found = leave(housed(flooded(toy_city(cell_m=500.0), classes), {low: 1.0}, {high: 1.0}))
    people = 5_000 / len(rows)
    worst = sum(people for row in rows if any(leaves(*case, low) for case in assignments(*row)))
    best = sum(people for row in rows if all(leaves(*case, high) for case in assignments(*row)))
    assert found.must_high == pytest.approx(worst, abs=1e-6)
    assert found.must_low == pytest.approx(best, abs=1e-6)


def test_a_ward_without_people_is_an_answer_of_nobody() -> None:
    nobody = tuple(replace(one, counts={g: np.zeros_like(v) for g, v in one.counts.items()}) for one in toy_city().populations)
    found = who_must_leave(flooded(replace(toy_city(), populations=nobody), [SHALLOW], ASSESSED), ask(), KEY)
    assert found.total.demand == 0 and found.total.must_high == 0 and found.classes == ()


def test_streets_decide_only_whether_there_is_somewhere_to_go() -> None:
    street = network([(0, 0), (5000, 0)], [(0, 1)])
    moved = replace(street, x=street.x + ORIGIN[0], y=street.y + ORIGIN[1], coords=street.coords + np.array(ORIGIN))
    city = housed(flooded(replace(toy_city(), network=moved), [SHALLOW, DEEP], ASSESSED), FLOORS)
    question = replace(ask(), reach=Reach("streets", 500.0))
    straight, walked = who_must_leave(city, ask(), KEY).total, who_must_leave(city, question, KEY).total
    assert (walked.must_low, walked.must_high, walked.outside) == (straight.must_low, straight.must_high, straight.outside)
    assert walked.left_out == straight.left_out
    # Hardly anyone is on that one street: who is on none reaches no site.
    assert walked.without_site_high >= straight.without_site_high


def test_sites_none_of_which_is_designated_leave_everyone_without() -> None:
    city = flooded(toy_city(sites=(Spot("s", 500, 350, marks={"flood": 0}),)), [SHALLOW], ASSESSED)
    found = who_must_leave(city, ask(), KEY)
    assert found.supply_known and found.total.without_site_high == pytest.approx(3_500)
