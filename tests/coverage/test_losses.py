"""Losing places: by hand, against one-by-one counting of points, and against measuring the whole city again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geo_service.coverage.city import City
from geo_service.coverage.demand import demanded
from geo_service.coverage.figures import total_figures
from geo_service.coverage.losses import Group, Loss, group_near, loss, loss_of, losses, positions, standing, zone_groups
from geo_service.coverage.measure import measure
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.supply import choose
from geo_service.errors import NotFoundError
from tests.toy import Spot, toy_city
from tests.toy_ground import ORIGIN, Area
from tests.toy_streets import grid, network

PEOPLE = Demand("group", "residents")


def asked(reach: Reach | None = None, demand: Demand = PEOPLE, hazard: str = "earthquake", **supply: Any) -> Question:
    return Question("losses", demand, Supply("evacuation_sites", (), hazard, **supply), reach or Reach("straight", 500.0))


def homes(xs: list[tuple[float, float]], sites: list[tuple[float, float]]) -> City:
    """100 residents at each point."""
    people = [Area(f"h{i}", f"家{i}", Point(x, y), {"residents": 100.0}) for i, (x, y) in enumerate(xs)]
    spots = [Spot(f"s{i}", x, y, marks={"*": 1}) for i, (x, y) in enumerate(sites)]
    return toy_city(sites=spots, population=people)


def named(city: City, found: Loss) -> tuple[str, ...]:
    return tuple(city.places["evacuation_sites"].id[i] for i in found.places)


ROW = homes([(0, 100), (600, 100), (1000, 100), (1900, 100)], [(300, 100), (900, 100), (1400, 100), (4900, 100)])
"""Along a line: the home at 0 has s0; at 600 both s0 and s1; at 1000 s1 (100 m) and s2 (400 m); at 1900 s2 exactly 500 m off."""


def test_by_hand_on_a_line() -> None:
    found = losses(ROW, asked())
    assert found.before == (400, 0, 0)
    by_id = {named(ROW, one)[0]: one for one in found.losses}
    # s0 is alone for the home at 0, and as near as s1 (300 m) for the one at 600, which therefore counts with s0, the first.
    s0 = by_id["s0"]
    assert (s0.users, s0.lost, s0.below_two, s0.shifted) == (200, 100, 100, 100)
    assert (s0.farther_mean_m, s0.farther_p90_m) == (0.0, 0.0)
    s1 = by_id["s1"]
    # The home at 1000 goes to s2, 400 m instead of 100; the one at 600 keeps s0 but has only that.
    assert (s1.users, s1.lost, s1.below_two, s1.shifted) == (100, 0, 200, 100)
    assert (s1.farther_mean_m, s1.farther_p90_m) == (300.0, 300.0)
    assert (by_id["s2"].lost, by_id["s2"].below_two) == (100, 100)
    assert (by_id["s3"].users, by_id["s3"].lost, by_id["s3"].below_two, by_id["s3"].shifted) == (0, 0, 0, 0)
    assert by_id["s3"].farther_mean_m is None
    # Worst first; s0 and s2 do equal harm and stand by id.
    assert [named(ROW, one)[0] for one in found.losses] == ["s0", "s2", "s1", "s3"]
    assert by_id["s0"].lost_by_ward == (100, 0, 0)


def test_a_ward_counts_everybody_and_lists_what_matters_to_it() -> None:
    # Of the west (x < 3000): a home with a place of its own and one on the border it shares with a home of the east; two
    # more places serve the east alone, one of them from the west.
    city = homes(
        [(0, 100), (2700, 100), (3100, 100), (3400, 700), (4500, 100)], [(100, 100), (2900, 100), (2990, 900), (4600, 100)]
    )
    whole = {named(city, one)[0]: one for one in losses(city, asked()).losses}
    west = losses(city, replace(asked(), ward="99901"))
    by_id = {named(city, one)[0]: one for one in west.losses}
    assert west.ward == 0 and west.before == (200, 0, 0)
    # What matters to the west: not s3. What is said of a place is said of everybody.
    assert list(by_id) == ["s0", "s1", "s2"]
    assert all(by_id[id] == whole[id] for id in by_id)
    assert by_id["s1"].lost == 200 and by_id["s1"].lost_by_ward[:2] == (100, 100)
    # It lies in the west, and nobody there misses it: the home in the east does.
    assert by_id["s2"].lost == 100 and by_id["s2"].lost_by_ward[:2] == (0, 100)
    assert loss_of(city, replace(asked(), ward="99901"), ["s3"]).lost == 100
    with pytest.raises(NotFoundError):
        losses(city, replace(asked(), ward="99999"))


def test_several_at_once_is_more_than_their_sum() -> None:
    found = loss_of(ROW, asked(), ["s1", "s0"])
    # The homes at 0 and 600 have nothing left, and the one at 1000 falls from two to one.
    assert (found.lost, found.below_two) == (200, 200)
    assert loss_of(ROW, asked(), ["s0"]).lost + loss_of(ROW, asked(), ["s1"]).lost == 100
    with pytest.raises(NotFoundError) as unknown:
        loss_of(ROW, asked(), ["s0", "nowhere"])
    assert unknown.value.extra["parameter"] == "close"


def test_groups_by_zone_and_by_distance() -> None:
    city = toy_city()
    now = standing(city, asked(hazard=""))
    # Only s1 of the counted places is inside the toy's flood: nothing fails together with it.
    assert zone_groups(now.supply) == ()
    wet = toy_city(sites=(Spot("a", 500, 500), Spot("b", 4500, 500), Spot("c", 2500, 2500)))
    now = standing(wet, asked(hazard=""))
    (group,) = zone_groups(now.supply)
    assert (group.why, group.what, group.places) == ("zone", "flood:みほん川:largest", (0, 1))
    assert group_near(now.supply, "a", 2828.4).places == (0, 2)
    assert group_near(now.supply, "a", 2828.3).places == (0,)
    found = losses(wet, asked(hazard=""), [group, Group("named", "", (2,))])
    assert [g.why for g, _ in found.groups] == ["zone", "named"]
    assert found.groups[0][1].lost == pytest.approx(sum(one.lost for one in found.losses if one.places[0] in (0, 1)))


def test_along_streets_the_same_by_hand() -> None:
    line = network([(x, 100) for x in range(0, 2000, 100)] + [(4900, 100)], [(i, i + 1) for i in range(20)])
    moved = replace(line, x=line.x + ORIGIN[0], y=line.y + ORIGIN[1], coords=line.coords + np.array(ORIGIN))
    city = replace(ROW, network=moved)
    straight, streets = losses(city, asked()), losses(city, asked(Reach("streets", 500.0)))
    assert streets.before == straight.before

    def plain(one: Loss) -> tuple[Any, ...]:
        return one.places, one.users, one.lost, one.below_two, one.shifted, one.farther_mean_m, one.lost_by_ward

    assert [plain(one) for one in streets.losses] == [plain(one) for one in straight.losses]
    assert plain(loss_of(city, asked(Reach("streets", 500.0)), ["s0", "s1"])) == plain(loss_of(city, asked(), ["s0", "s1"]))


def test_no_places_at_all_lose_nothing() -> None:
    found = losses(toy_city(sites=(Spot("a", 1, 1, marks={"*": 0}),)), asked())
    assert found.losses == () and found.before == (0, 25_000, 0)


spots = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), min_size=2, max_size=9, unique=True)
limits = st.sampled_from([400.0, 900.0, 2500.0])


@settings(deadline=None, max_examples=40)
@given(spots, spots, limits, st.data())
def test_points_against_counting_one_by_one(
    people: list[tuple[int, int]], sites: list[tuple[int, int]], limit: float, data: Any
) -> None:
    city = homes([(x, y) for x, y in people], [(x, y) for x, y in sites])
    closed = data.draw(st.lists(st.sampled_from(range(len(sites))), min_size=1, unique=True))
    far = np.round(np.hypot(*(np.array(people)[:, None, :] - np.array(sites)[None, :, :]).transpose(2, 0, 1)), 1)
    before = (far <= limit).sum(axis=1)
    after = (np.delete(far, closed, axis=1) <= limit).sum(axis=1)
    found = loss_of(city, asked(Reach("straight", limit)), [f"s{i}" for i in closed])
    assert found.lost == pytest.approx(100 * ((before > 0) & (after == 0)).sum())
    assert found.below_two == pytest.approx(100 * ((before > 1) & (after < 2)).sum())
    nearest, new = far.min(axis=1), np.delete(far, closed, axis=1).min(axis=1, initial=np.inf)
    tie = np.array([(row == row.min()).sum() > 1 for row in far])
    moves = np.isin(far.argmin(axis=1), closed) & (nearest <= limit) & (new <= limit)
    if not tie.any():
        assert found.shifted == pytest.approx(100 * moves.sum())
        if moves.any():
            assert found.farther_mean_m == pytest.approx((new - nearest)[moves].mean(), abs=0.101)  # both distances are rounded


@settings(deadline=None, max_examples=20)
@given(spots, limits, st.data())
def test_ground_against_measuring_the_whole_city_again(sites: list[tuple[int, int]], limit: float, data: Any) -> None:
    city = toy_city(sites=[Spot(f"s{i}", x, y, marks={"*": 1}) for i, (x, y) in enumerate(sites)], cell_m=1000.0)
    question = asked(Reach("straight", limit))
    closed = data.draw(st.lists(st.sampled_from(range(len(sites))), min_size=1, unique=True))
    supply, _ = choose(city, question)
    demand = demanded(city, question)
    at = positions(supply, [f"s{i}" for i in closed])
    before = total_figures(measure(demand, supply).measured)
    after = total_figures(measure(demand, supply.without(at)).measured)
    found = loss(standing(city, question), at)
    assert found.lost == pytest.approx(before.served - after.served, abs=1e-4)
    had_two, has_two = before.served - before.depends_on_one, after.served - after.depends_on_one
    assert found.below_two == pytest.approx(had_two - has_two, abs=1e-4)
    assert sum(found.lost_by_ward) == pytest.approx(found.lost)
    assert sum(found.below_two_by_ward) == pytest.approx(found.below_two)
    assert found.shifted <= found.users + 1e-9
    more = loss(standing(city, question), np.union1d(at, [0]))
    assert more.lost >= found.lost - 1e-6


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8, unique=True), st.data())
def test_streets_against_measuring_again(sites: list[tuple[int, int]], data: Any) -> None:
    net = grid(10, 10, 100.0)
    moved = replace(net, x=net.x + ORIGIN[0], y=net.y + ORIGIN[1], coords=net.coords + np.array(ORIGIN))
    city = replace(homes([(x * 90.0 + 7, 450.0) for x in range(10)], [(100.0 * x, 100.0 * y) for x, y in sites]), network=moved)
    question = asked(Reach("streets", 400.0))
    closed = data.draw(st.lists(st.sampled_from(range(len(sites))), min_size=1, max_size=2, unique=True))
    supply, _ = choose(city, question)
    demand = demanded(city, question)
    at = positions(supply, [f"s{i}" for i in closed])
    before = total_figures(measure(demand, supply).measured)
    after = total_figures(measure(demand, supply.without(at)).measured)
    found = loss(standing(city, question), at)
    assert found.lost == pytest.approx(before.served - after.served)
    two = (before.served - before.depends_on_one) - (after.served - after.depends_on_one)
    assert found.below_two == pytest.approx(two)


def test_facilities_count_by_place() -> None:
    demand = Demand("layer", "child_facilities")
    city = toy_city(sites=(Spot("a", 500, 900, marks={"*": 1}), Spot("b", 2500, 2500, marks={"*": 1})))
    found = losses(city, asked(demand=demand))
    by_id = {named(city, one)[0]: one for one in found.losses}
    # c1 and c2 are 100 m from a, c3 at the spot of b.
    assert (by_id["a"].lost, by_id["b"].lost) == (2, 1)
    assert by_id["a"].lost_by_ward == (2, 0, 0)
