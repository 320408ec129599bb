"""Bridges: which ways make one, what it leads over, and who loses out when it closes, held against closing one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.barriers import RAILWAY, WATER, Barriers
from geo_service.coverage.bridge_losses import bridge_losses
from geo_service.coverage.bridges import bridges
from geo_service.coverage.city import City
from geo_service.coverage.demand import demanded
from geo_service.coverage.losses import metres_to_server
from geo_service.coverage.measure import measure
from geo_service.coverage.network import BRIDGE
from geo_service.coverage.question import Question
from geo_service.coverage.supply import choose
from geo_service.errors import ParameterError
from geo_service.questions import build
from tests.coverage.test_streets_answers import hamlet
from tests.toy_ground import ORIGIN
from tests.toy_streets import network, random_network


def town(people: int = 1) -> City:
    """Two banks. Way 2 is the bridge that leads straight over the river, way 5 the one a long way round; at (0, 0) and
    (1000, 0) are homes, the only site is east. Way 3 is the pavement beside way 2."""
    points = [(0, 0), (400, 0), (600, 0), (1000, 0), (400, 8), (600, 8), (0, 300), (1000, 300), (400, 300), (600, 300)]
    edges = [(0, 1), (1, 2), (4, 5), (2, 3), (8, 9), (0, 6), (6, 8), (9, 7), (7, 3), (1, 4), (2, 5)]
    flags = [0, BRIDGE, BRIDGE, 0, BRIDGE, 0, 0, 0, 0, 0, 0]
    names = ["", "大橋", "", "", "上の橋", "", "", "", "", "", ""]
    river = Barriers(np.array([[500.0, -200], [500, 900]]) + np.array(ORIGIN), np.array([0, 2]), np.full(1, WATER, np.int8))
    return hamlet([(0, 0), (1000, 0)], [(1000, 20)], network(points, edges, flags=flags, names=names), river)


def question(city: City, within: float = 1100, **more: str) -> Question:
    return build("evacuation-site-reach", city, {"hazard": "earthquake", "reach": "streets", "within": str(within), **more})


def test_carriageway_and_pavement_are_one_bridge() -> None:
    straight, round_about = sorted(bridges(town()), key=lambda one: one.ways)
    assert (straight.ways, straight.names, straight.closure) == ((2, 3), ("大橋",), "bridge:2,3")
    assert (straight.length_m, straight.walked_m, straight.over) == (200.2, 400.0, ("water",))
    assert (round_about.ways, round_about.names, round_about.walked_m) == ((5,), ("上の橋",), 200.0)
    assert 139 < straight.lon < 141 and 35 < straight.lat < 36
    assert (round_about.x - ORIGIN[0], round_about.y - ORIGIN[1]) == (500, 300)


def test_what_a_bridge_leads_over() -> None:
    net = network([(0, 0), (100, 0), (50, -50), (50, 50)], [(0, 1), (2, 3)], flags=[BRIDGE, 0])
    rail = Barriers(np.array([[20.0, -9], [20, 9]]) + np.array(ORIGIN), np.array([0, 2]), np.full(1, RAILWAY, np.int8))
    (over,) = bridges(hamlet([(0, 0)], [(0, 0)], net, rail))
    assert over.over == ("railways", "streets")
    (unknown,) = bridges(hamlet([(0, 0)], [(0, 0)], network([(0, 0), (100, 0)], [(0, 1)], flags=[BRIDGE])))
    assert unknown.over == ()
    assert bridges(hamlet([(0, 0)], [(0, 0)], network([(0, 0), (100, 0)], [(0, 1)]))) == ()


def test_who_walks_farther_and_who_is_left_without() -> None:
    city = town()
    # Over the straight bridge 1000 m and 20 m to the site; the other way round 280 m of it down to the site from above: 1580 m.
    near = bridge_losses(city, question(city, 1100))
    (first,) = near.losses
    assert (first.bridge.ways, first.crossing, first.lost, first.shifted) == ((2, 3), 100, 100, 0)
    assert [one.ways for one in near.unused] == [(5,)]
    far = bridge_losses(city, question(city, 1700)).losses[0]
    assert (far.lost, far.shifted, far.farther_mean_m, far.farther_p90_m) == (0, 100, 560, 560)
    # With that one closed already the other is what everything hangs on.
    second = bridge_losses(city, question(city, 1700, closed_by="bridge:3,2")).losses[0]
    assert (second.bridge.ways, second.lost) == ((5,), 100)


def test_a_bound_leaves_out_those_with_fewest_and_says_so() -> None:
    city = town()
    found = bridge_losses(city, question(city), most=0)
    assert (found.losses, [(one.ways, many) for one, many in found.not_closed]) == ((), [((2, 3), 100.0)])


def test_several_ways_are_one_closure_and_no_bridge_is_refused() -> None:
    city = town()
    assert question(city, closed_by="bridge: 3, 2").reach.closed == ("bridge:2,3",)
    for text in ("bridge:2,1", "bridge:2,", "bridge:,", "bridge:²", "bridge:" + ",".join(["2"] * 5 + ["9" * 20])):
        with pytest.raises(ParameterError, match=r"The streets have no bridge"):
            question(city, closed_by=text)


def measured(city: City, asked: Question) -> tuple[np.ndarray, np.ndarray]:
    """Served, and metres to the nearest within the limit (inf), of every home, by the engine's own measuring."""
    supply, _ = choose(city, asked)
    found = measure(demanded(city, asked), supply)
    return found.measured.served, metres_to_server(found, found.server)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_as_the_engine_finds_it_closing_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(4, 30)), int(rng.integers(10, 50)))
    net = replace(net, flags=rng.choice([0, 0, 0, BRIDGE], len(net)).astype(np.uint16))
    homes, sites = rng.uniform(0, 2000, (40, 2)), rng.uniform(0, 2000, (3, 2))
    city = hamlet([tuple(one) for one in homes.tolist()], [tuple(one) for one in sites.tolist()], net)
    asked = question(city, float(rng.integers(300, 2500)))
    served, metres = measured(city, asked)
    told = {one.bridge.ways: one for one in bridge_losses(city, asked).losses}
    for bridge in bridges(city):
        after, then = measured(city, replace(asked, reach=replace(asked.reach, closed=(bridge.closure,))))
        lost = 100 * float((served - after).sum())
        kept = np.flatnonzero(after > 0)  # closing adds nobody: they were served before
        farther = then[kept] - metres[kept]
        moved = np.round(farther, 1) > 0
        one = told.get(bridge.ways)
        assert (one.lost if one else 0.0) == lost
        assert (one.shifted if one else 0.0) == 100 * int(moved.sum())
        if one is not None and moved.any():
            assert one.farther_mean_m == pytest.approx(float(farther[moved].mean()))
