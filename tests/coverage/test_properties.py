"""What must hold in any city, tried on random ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.answer import Answer
from geo_service.coverage.engine import answer
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.toy import NURSERIES, Spot, toy_city

where = st.integers(-500, 5500).map(float)
mark = st.sampled_from([1, 1, 1, 0, -1])
demands = st.sampled_from(
    [Demand("group", "residents"), Demand("group", "single_person_households"), Demand("layer", "child_facilities")]
)
limits = st.sampled_from([130.0, 500.0, 800.0, 1500.0])
seeded = settings(max_examples=25, deadline=None, derandomize=True)
CELL_M = 1000.0
"""Whole towns as atoms: many circles cross one, the hardest case."""


@st.composite
def sites(draw: Any, fewest: int = 0) -> tuple[Spot, ...]:
    """Random sites, in and around the city, some of them neighbours' or not designated or at one spot."""
    rows = draw(st.lists(st.tuples(where, where, mark, st.booleans()), min_size=fewest, max_size=12))
    return tuple(
        Spot(f"s{i}", x, y, marks={"*": value}, own=0 <= x <= 5000 and 0 <= y <= 5000 and own)
        for i, (x, y, value, own) in enumerate(rows)
    )


def ask(spots: tuple[Spot, ...], demand: Demand, limit_m: float, neighbours: bool = False) -> Answer:
    """The answer for floods in a toy city with these sites."""
    city = toy_city(sites=spots, cell_m=CELL_M, nurseries=NURSERIES)
    return answer(
        city, Question("x", demand, Supply("evacuation_sites", hazard="flood", neighbours=neighbours), Reach(limit_m=limit_m))
    )


def served(result: Answer) -> list[float]:
    """Served in total and in each unit of each set."""
    return [result.total.served, *(row.figures.served for rows in result.units.values() for row in rows)]


def not_less(more: Answer, less: Answer) -> None:
    """Nowhere is less served."""
    for a, b in zip(served(more), served(less), strict=True):
        assert a >= b - 1e-6


@seeded
@given(sites(fewest=1), demands, limits, st.data())
def test_closing_a_site_never_adds(spots: tuple[Spot, ...], demand: Demand, limit_m: float, data: Any) -> None:
    """Nor does adding one take away."""
    gone = data.draw(st.integers(0, len(spots) - 1))
    not_less(ask(spots, demand, limit_m), ask(spots[:gone] + spots[gone + 1 :], demand, limit_m))


@seeded
@given(sites(), demands, limits, st.floats(1, 3))
def test_a_larger_limit_never_serves_less(spots: tuple[Spot, ...], demand: Demand, limit_m: float, times: float) -> None:
    """Nowhere."""
    not_less(ask(spots, demand, limit_m * times), ask(spots, demand, limit_m))


@seeded
@given(sites(), demands, limits)
def test_neighbours_never_serve_less(spots: tuple[Spot, ...], demand: Demand, limit_m: float) -> None:
    """With the neighbours' sites at least as much is served."""
    not_less(ask(spots, demand, limit_m, neighbours=True), ask(spots, demand, limit_m))


@seeded
@given(sites(), demands, limits)
def test_parts_sum_to_the_whole(spots: tuple[Spot, ...], demand: Demand, limit_m: float) -> None:
    """Wards and towns are divisions: their figures sum to what has a ward; no figure is negative or beyond its whole."""
    result = ask(spots, demand, limit_m)
    total = result.total
    outside = sum(r.amount for r in result.left_out if r.code == "outside_units")
    for unit_set in ("wards", "towns"):
        rows = [row.figures for row in result.units[unit_set]]
        assert sum(f.demand for f in rows) == pytest.approx(total.demand - outside)
        assert sum(f.served for f in rows) == pytest.approx(total.served)
        assert sum(f.depends_on_one for f in rows) == pytest.approx(total.depends_on_one)
    for figures in [total, *(row.figures for rows in result.units.values() for row in rows)]:
        assert figures.demand == figures.served + figures.unserved + figures.left_out
        assert 0 <= figures.depends_on_one <= figures.served <= figures.demand + 1e-9
        assert 0 <= figures.error_bound <= 0.005
        known = [d for d in figures.distance_m.values() if d is not None]
        assert known == sorted(known)
    assert result.supply_users.sum() == pytest.approx(total.served)
    things = len(result.city.places["evacuation_sites"])
    assert sum(r.things for r in result.excluded_supply) + len(result.supply_index) == things


@seeded
@given(sites(), demands, limits, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(spots: tuple[Spot, ...], demand: Demand, limit_m: float, random: Any) -> None:
    """Neither figures nor the names of the nearest."""
    shuffled = list(spots)
    random.shuffle(shuffled)
    one, other = ask(spots, demand, limit_m), ask(tuple(shuffled), demand, limit_m)
    assert served(one) == pytest.approx(served(other))
    assert one.items == other.items
    assert one.total.distance_m == other.total.distance_m
    users = [
        dict(zip((a.city.places["evacuation_sites"].id[i] for i in a.supply_index), a.supply_users, strict=True))
        for a in (one, other)
    ]
    assert users[0] == pytest.approx(users[1])


@seeded
@given(sites(), limits)
def test_cutting_finer_changes_nothing(spots: tuple[Spot, ...], limit_m: float) -> None:
    """Shares of ground are exact: cells of 250 m give what whole towns give."""
    question = Question("x", Demand("group", "residents"), Supply("evacuation_sites", hazard="flood"), Reach(limit_m=limit_m))
    coarse, fine = (answer(toy_city(sites=spots, cell_m=cell_m), question) for cell_m in (1000.0, 250.0))
    assert served(coarse) == pytest.approx(served(fine), abs=1e-4)
    assert coarse.total.depends_on_one == pytest.approx(fine.total.depends_on_one, abs=1e-4)


@seeded
@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 9)), min_size=1, max_size=40))
def test_percentiles(things: list[tuple[float, float]]) -> None:
    """The smallest distance within which that part of the weight lies, by counting."""
    from geo_service.coverage.figures import percentiles

    distance, weight = (np.array(column) for column in zip(*things, strict=True))
    weight = np.round(weight)
    n = len(things)
    found = percentiles(distance, np.argsort(distance), weight, np.arange(n, dtype=np.int32), np.zeros(n, dtype=np.int32), 1)[0]
    for p, value in zip((50, 75, 90, 95), found, strict=True):
        if not weight.sum():
            assert math.isnan(value)
            continue
        enough = [
            d for d in distance if weight[distance <= d].sum() * 100 >= p * weight.sum() and weight[distance == d].sum() > 0
        ]
        assert value == min(enough)


def test_the_same_question_twice() -> None:
    """The engine is pure: the same City and question give the same figures, and the City is as it was."""
    city = toy_city()
    for atoms in city.populations:
        for array in (atoms.x, atoms.coords, atoms.share):
            array.setflags(write=False)
    question = Question("x", Demand("group", "residents"), Supply("evacuation_sites", hazard="flood"), Reach())
    first, second = answer(city, question), answer(city, question)
    assert (first.total, first.units, first.items, first.id) == (second.total, second.units, second.items, second.id)
