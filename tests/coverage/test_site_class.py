"""Every site in one class: marks × ground × storeys, said once more for one site."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import box

from geo_service.coverage import engine
from geo_service.coverage.site_class import CLASSES, classify
from geo_service.errors import ParameterError
from geo_service.questions import build
from tests.coverage.test_floors import level
from tests.toy import Spot, toy_city
from tests.toy_hazards import Class, flooded

KEY = "flood:みほん川:largest"
DEPTHS = ((math.nan, math.nan), (0.0, 0.5), (0.5, 3.0), (3.0, 5.0), (5.0, 10.0), (20.0, math.inf))
COLLAPSE = (-1, 0, 1)
STOREYS = (math.nan, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0)
MARKS = (1, 0, -1)


def expected(mark: int, where: str, depth: tuple[float, float], collapse: int, storeys: float) -> tuple[str, float]:
    """Class and the share of the capacity that counts (NaN: not known)."""
    share: float = 1.0
    if where == "outside":
        state = "outside"
    elif where == "unassessed":
        state = "not_assessed"
    elif collapse == 1:
        state, share = "collapse", math.nan
    elif depth[1] <= level(1):
        state = "upper_floors"
    elif math.isnan(depth[1]) or (math.isnan(storeys) and not math.isinf(depth[1])):
        state, share = "floors_unknown", math.nan
    else:
        top = 1 if math.isnan(storeys) else min(int(storeys), 15)
        dry = [floor for floor in range(1, top + 1) if level(floor) >= depth[1]]
        state, share = ("upper_floors", (storeys - dry[0] + 1) / storeys) if dry else ("under_water", math.nan)
    if state == "upper_floors" and collapse == -1:
        state, share = "collapse_unknown", math.nan
    return ("not_designated" if mark == 0 else "not_stated" if mark == -1 else state), share


def test_every_combination_has_its_class_and_its_capacity() -> None:
    cases = list(itertools.product(MARKS, DEPTHS, COLLAPSE, STOREYS))
    grounds = list(itertools.product(DEPTHS, COLLAPSE))
    strip = 5000 / len(grounds)
    classes = [Class(box(i * strip, 0, (i + 1) * strip, 1000), d, collapse=c) for i, (d, c) in enumerate(grounds)]
    spots, storeys, want = [], [], []
    for n, (mark, depth, collapse, high) in enumerate(cases):
        at = next(i for i, one in enumerate(grounds) if one == (depth, collapse) or (one[1] == collapse and one[0] is depth))
        spots.append(Spot(f"s{n}", (at + 0.5) * strip, 500, marks={"flood": mark}, capacity=120))
        storeys.append(high)
        want.append(expected(mark, "inside", depth, collapse, high))
    for where, y in (("outside", 1500), ("unassessed", 4000)):
        for n, mark in enumerate(MARKS):
            spots.append(Spot(f"{where}{n}", 2500, y, marks={"flood": mark}, capacity=120))
            storeys.append(math.nan)
            want.append(expected(mark, where, (0, 0), 0, math.nan))
    city = flooded(toy_city(sites=spots), classes, box(0, 0, 5000, 2000))
    places = replace(city.places["evacuation_sites"], storeys=np.array(storeys))
    found = classify(city, places, "flood", KEY)
    assert [str(one) for one in found.state] == [state for state, _ in want]
    assert set(found.state.tolist()) == set(CLASSES) - {"in_zone"}
    assert found.capacity == pytest.approx(np.array([120 * share for _, share in want]), nan_ok=True)


def test_a_school_of_four_storeys_in_three_metres_counts_from_its_third_floor() -> None:
    site = (Spot("s", 500, 500, marks={"flood": 1}, capacity=400),)
    for depth, floor, capacity in (((0.5, 3.0), 2, 300.0), ((3.0, 5.0), 3, 200.0)):
        city = flooded(toy_city(sites=site), [Class(box(0, 0, 1000, 1000), depth)])
        found = classify(city, replace(city.places["evacuation_sites"], storeys=np.array([4.0])), "flood", KEY)
        assert (str(found.state[0]), int(found.from_floor[0]), float(found.capacity[0])) == ("upper_floors", floor, capacity)


def test_one_does_not_sit_out_a_landslide_upstairs() -> None:
    site = (Spot("s", 500, 500, marks={"landslide": 1}, capacity=400),)
    key = "landslide:県:"
    city = flooded(toy_city(sites=site), [Class(box(0, 0, 1000, 1000))], hazard="landslide", key=key)
    found = classify(city, replace(city.places["evacuation_sites"], storeys=np.array([4.0])), "landslide", key)
    assert str(found.state[0]) == "in_zone" and math.isnan(found.capacity[0])


def test_zones_that_are_not_loaded_say_nothing() -> None:
    city = toy_city(sites=(Spot("s", 500, 500, marks={"flood": 1}, capacity=10),))
    found = classify(city, city.places["evacuation_sites"], "flood", "flood:ない川:largest")
    assert found.state.tolist() == ["not_assessed"] and found.capacity.tolist() == [10.0]


def test_only_sure_sites_are_counted_where_that_is_asked_for() -> None:
    sites = (
        Spot("dry", 500, 1500, marks={"flood": 1}),
        Spot("wet", 2500, 500, marks={"flood": 1}),
        Spot("unseen", 4500, 4500, marks={"flood": 1}),
    )
    city = flooded(toy_city(sites=sites), [Class(box(0, 0, 5000, 1000))], box(0, 0, 5000, 2000))
    all_of_them = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    sure = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood", "usable": "sure", "scale": "l2"}))
    assert [city.places["evacuation_sites"].id[i] for i in sure.supply_index] == ["dry", "unseen"]
    assert {r.code: r.things for r in sure.excluded_supply}["supply_in_doubt"] == 1
    # What is said with the doubtful ones is said without them beside it, and the same.
    beside = {f.assumption: f for f in all_of_them.firmness}["only_sure"]
    assert beside.value == 1 and beside.share_served == pytest.approx(sure.total.share_served)
    assert sure.total.in_zone is not None and sure.total.in_zone[0] == pytest.approx(5_000)
    assert all_of_them.id != sure.id


def test_the_scale_decides_which_zones_people_are_in() -> None:
    city = flooded(toy_city(), [Class(box(0, 0, 5000, 1000))], key="flood:みほん川:planned")
    city = flooded(city, [Class(box(0, 0, 5000, 2000))], key="flood:みほん川:largest")

    def inside(**chosen: str) -> float:
        found = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood", **chosen})).total.in_zone
        assert found is not None
        return found[0]

    assert inside(scale="l1") == pytest.approx(5_000)
    assert inside(scale="想定最大規模", source="みほん川") == pytest.approx(10_000)
    with pytest.raises(ParameterError) as wrong:
        inside(scale="l2", source="ない川")
    assert wrong.value.extra["parameter"] == "source"
    with pytest.raises(ParameterError):
        inside(usable="たぶん")
