"""Stepping onto the streets: the nearest point of the nearest street, as shapely finds it one by one."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.attach import ATTACHED, BEHIND_BARRIER, ISLAND, TOO_FAR, Doors
from geo_service.coverage.barriers import RAILWAY, Barriers, linestrings
from geo_service.coverage.kerbs import ACCESS_LIMIT_M, Kerbs
from geo_service.coverage.network import BRIDGE, TUNNEL
from tests.toy_streets import network, random_network


def lines(*points: list[tuple[float, float]]) -> Barriers:
    coords = np.array([xy for one in points for xy in one], dtype=np.float64)
    return Barriers(coords, np.cumsum([0, *map(len, points)]), np.full(len(points), RAILWAY, np.int8))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_nearest_street_of_any_network(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(2, 30)), int(rng.integers(1, 40)))
    x, y = rng.uniform(-600, 2600, (2, 100))
    found = Kerbs(net, np.arange(len(net))).nearest(x, y)
    away = shapely.distance(shapely.points(x, y)[:, None], linestrings(net.coords, net.coord_offsets)[None, :])
    held = away.min(axis=1) <= ACCESS_LIMIT_M
    assert ((found.edge >= 0) == held).all()
    np.testing.assert_allclose(found.access_m[held], away.min(axis=1)[held], atol=1e-9)
    np.testing.assert_allclose(np.hypot(x - found.x, y - found.y)[held], found.access_m[held], atol=1e-9)
    on = shapely.line_interpolate_point(linestrings(net.coords, net.coord_offsets)[found.edge[held]], found.along_m[held])
    np.testing.assert_allclose(shapely.get_coordinates(on), np.column_stack([found.x, found.y])[held], atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_one_crosses_a_barrier_and_no_nearer_street_was_free(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(2, 20)), int(rng.integers(1, 30)))
    barriers = lines(*([tuple(p) for p in rng.uniform(0, 2000, (3, 2)).tolist()] for _ in range(4)))
    x, y = rng.uniform(0, 2000, (2, 40))
    usable = np.ones(len(net), dtype=np.bool_)
    doors = Doors(net, usable, barriers)
    found = doors.attach(x, y)
    whole = linestrings(net.coords, net.coord_offsets)
    walls = shapely.union_all(barriers.pieces())
    for t in range(len(x)):
        point = shapely.Point(x[t], y[t])
        free = {}
        for e in doors.edges.tolist():
            step = whole[e].interpolate(whole[e].project(point))
            if point.distance(whole[e]) <= ACCESS_LIMIT_M and not shapely.LineString([point, step]).intersects(walls):
                free[e] = point.distance(whole[e])
        if found.why[t] == ATTACHED:
            # A street's end on the very line of a barrier is on either side of it, by the last bit of a number.
            assert abs(free.get(int(found.ends.edge[t]), min(free.values(), default=0)) - min(free.values(), default=0)) < 1e-6
        else:
            assert not free


def test_bridges_and_tunnels_are_not_stepped_onto() -> None:
    net = network([(0, 0), (500, 0), (0, 100), (500, 100)], [(0, 1), (2, 3), (0, 2)], flags=[BRIDGE, 0, TUNNEL])
    found = Doors(net, np.ones(3, dtype=np.bool_), Barriers()).attach(np.array([250.0]), np.array([10.0]))
    assert found.ends.edge.tolist() == [1]
    assert found.ends.access_dm.tolist() == [900]


def test_why_a_thing_is_on_no_street() -> None:
    # The street, a scrap of 10 m far from it, a home behind a railway, one far from everything, one nowhere.
    net = network([(0, 0), (2000, 0), (0, 1000), (10, 1000)], [(0, 1), (2, 3)])
    rails = lines([(-100, 50), (2100, 50)])
    x, y = np.array([100.0, 100.0, 5.0, 5000.0, np.nan]), np.array([10.0, 60.0, 990.0, 0.0, np.nan])
    found = Doors(net, np.ones(2, dtype=np.bool_), rails).attach(x, y)
    assert found.why.tolist() == [ATTACHED, BEHIND_BARRIER, ISLAND, TOO_FAR, TOO_FAR]
    assert found.ends.edge.tolist() == [0, -1, -1, -1, -1]
    assert (found.ends.to_start_dm[0], found.ends.to_end_dm[0]) == (1100, 19100)
