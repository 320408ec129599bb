"""Streets as a network: junctions and nothing else, true lengths, nothing lost: by arithmetic and at random."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import networkx
import numpy as np
import pytest

from geo_service.coverage import network as n
from geo_service.store.streets.kept import packed, unpacked
from geo_service.store.streets.plane import plane_network
from tests.store.street_files import DEGREE_LAT, DEGREE_LON, LAT, LON, Point, Tags, edges_of, osm_xml, read_xml

ZONE = 6677
FOOT = {"highway": "footway"}
HOUSES = {"highway": "residential"}
Ways = dict[int, tuple[tuple[int, ...], Tags]]


def test_a_chain_of_two_ways_is_one_edge_with_the_true_length(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (30.0, 40.0), 3: (60.0, 0.0), 4: (60.0, -80.0)}
    streets, facts = read_xml(tmp_path, osm_xml(nodes, {7: ((1, 2, 3), FOOT), 8: ((3, 4), FOOT)}))
    assert edges_of(streets) == [(1, 4)]
    assert streets.length_m.tolist() == pytest.approx([180.0], rel=2e-3)
    assert streets.way.tolist() == [7] and facts.walked == 2
    line = streets.coords[streets.offsets[0] : streets.offsets[1]]
    assert len(line) == 4
    assert line[0].tolist() == [streets.lon[streets.start[0]], streets.lat[streets.start[0]]]


def test_a_property_that_changes_makes_a_node(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (50.0, 0.0), 3: (100.0, 0.0), 4: (150.0, 0.0)}
    ways: Ways = {7: ((1, 2), FOOT), 8: ((2, 3), {**FOOT, "lit": "no"}), 9: ((3, 4), {**FOOT, "lit": "no", "name": "小径"})}
    streets, _ = read_xml(tmp_path, osm_xml(nodes, ways))
    assert edges_of(streets) == [(1, 2), (2, 3), (3, 4)]
    assert streets.names == ("小径",) and sorted(streets.name.tolist()) == [-1, -1, 0]


def test_crossing_lines_without_a_shared_node_do_not_meet(tmp_path: Path) -> None:
    nodes = {1: (-50.0, 0.0), 2: (50.0, 0.0), 3: (0.0, -50.0), 4: (0.0, 50.0)}
    streets, _ = read_xml(tmp_path, osm_xml(nodes, {7: ((1, 2), HOUSES), 8: ((3, 4), {**FOOT, "bridge": "yes"})}))
    assert edges_of(streets) == [(1, 2), (3, 4)]
    assert len(set(streets.island.tolist())) == 2


def test_a_street_that_is_not_walked_makes_no_junction(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (50.0, 0.0), 3: (100.0, 0.0), 4: (50.0, 50.0)}
    streets, facts = read_xml(tmp_path, osm_xml(nodes, {7: ((1, 2, 3), FOOT), 8: ((2, 4), {"highway": "motorway"})}))
    assert edges_of(streets) == [(1, 3)]
    assert facts.closed == Counter({("motor_only", "motorway"): 1})


def test_rings_and_parallel_streets_are_kept(tmp_path: Path) -> None:
    nodes = {
        1: (0.0, 0.0),
        2: (100.0, 0.0),
        3: (50.0, 50.0),
        4: (50.0, -50.0),
        5: (200.0, 0.0),
        6: (300.0, 0.0),
        7: (250.0, 50.0),
    }
    ways: Ways = {
        10: ((1, 3, 2), FOOT),
        11: ((1, 4, 2), FOOT),
        12: ((2, 5), FOOT),
        13: ((5, 6, 7, 5), FOOT),  # a loop that hangs on one node
    }
    streets, _ = read_xml(tmp_path, osm_xml(nodes, ways))
    # Nothing but 2 and 5 is a junction: the ring through 1 is a loop of node 2, cut half way round, as is the loop of 5.
    found = edges_of(streets)
    assert found.count((2, 5)) == 1 and len(found) == 5
    assert not any(a == b for a, b in found)
    assert streets.length_m.sum() == pytest.approx(4 * np.hypot(50, 50) + 100 + 100 + 2 * np.hypot(50, 50), rel=2e-3)


def test_a_ring_alone_is_cut_in_two(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 4: (0.0, 100.0)}
    streets, _ = read_xml(tmp_path, osm_xml(nodes, {7: ((2, 3, 4, 1, 2), FOOT)}))
    assert edges_of(streets) == [(1, 3), (1, 3)]
    assert streets.length_m.sum() == pytest.approx(400.0, rel=2e-3)


def test_a_locked_gate_cuts_the_street_in_two(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (50.0, 0.0), 3: (100.0, 0.0)}
    text = osm_xml(nodes, {7: ((1, 2, 3), FOOT)}, points={2: {"barrier": "gate", "locked": "yes"}})
    streets, facts = read_xml(tmp_path, text)
    assert edges_of(streets) == [(1, 2), (2, 3)] and facts.blocked == 1
    assert len(streets.node) == 4 and sorted(streets.node.tolist()) == [1, 2, 2, 3]
    assert len(set(streets.island.tolist())) == 2


def test_bollards_and_kerbs_stand_on_one_short_piece(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (40.0, 0.0), 3: (50.0, 0.0), 4: (150.0, 0.0), 5: (156.0, 0.0), 6: (200.0, 0.0)}
    ways: Ways = {7: ((1, 2, 3, 4), FOOT), 8: ((4, 5), {**FOOT, "footway": "crossing"}), 9: ((5, 6), FOOT)}
    text = osm_xml(nodes, ways, points={3: {"barrier": "bollard"}, 5: {"kerb": "raised"}})
    streets, _ = read_xml(tmp_path, text)
    flags = dict(zip(edges_of(streets), [0] * len(streets), strict=True))
    for a, b, flag in zip(streets.node[streets.start], streets.node[streets.end], streets.flags, strict=True):
        flags[min(a, b), max(a, b)] = int(flag)
    assert flags == {
        (1, 2): n.PATH,
        (2, 3): n.PATH | n.NARROW,
        (3, 4): n.PATH,
        (4, 5): n.PATH | n.CROSSING | n.KERB,
        (5, 6): n.PATH,
    }


def test_a_square_is_crossed_where_streets_meet_it_and_see_each_other(tmp_path: Path) -> None:
    nodes: dict[int, Point] = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 4: (0.0, 100.0), 5: (50.0, 30.0)}
    nodes |= {11: (-50.0, 0.0), 13: (150.0, 100.0), 12: (150.0, 0.0)}
    plaza = {"highway": "pedestrian", "area": "yes"}
    ways: Ways = {7: ((1, 2, 3, 4, 1), plaza), 8: ((11, 1), HOUSES), 9: ((3, 13), HOUSES)}
    streets, facts = read_xml(tmp_path, osm_xml(nodes, ways))
    assert edges_of(streets).count((1, 3)) == 3
    assert facts.across_m == pytest.approx(np.hypot(100, 100), rel=2e-3) and facts.squares == 1
    # A dent between the meeting points: they see each other no more along the southern edge.
    dented: Ways = {7: ((1, 5, 2, 3, 4, 1), plaza), 8: ((11, 1), HOUSES), 9: ((2, 12), HOUSES)}
    streets, facts = read_xml(tmp_path, osm_xml(nodes, dented))
    assert facts.across_m == 0


def test_a_square_drawn_as_a_multipolygon_is_walked_around_its_hole(tmp_path: Path) -> None:
    nodes: dict[int, Point] = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 4: (0.0, 100.0)}
    nodes |= {5: (40.0, 40.0), 6: (60.0, 40.0), 7: (60.0, 60.0), 8: (40.0, 60.0), 11: (-50.0, 0.0), 13: (150.0, 100.0)}
    ways: Ways = {20: ((1, 2, 3), {}), 21: ((3, 4, 1), {}), 22: ((5, 6, 7, 8, 5), {}), 8: ((11, 1), HOUSES), 9: ((3, 13), HOUSES)}
    square = {"type": "multipolygon", "highway": "pedestrian"}
    parts = ((20, "outer"), (21, "outer"), (22, "inner"))
    streets, facts = read_xml(tmp_path, osm_xml(nodes, ways, relations={5: (parts, square)}))
    assert (facts.squares, facts.odd_squares, facts.across_m) == (1, 0, 0)
    assert facts.classes["pedestrian"] == 3
    streets, facts = read_xml(tmp_path, osm_xml(nodes, ways, relations={5: (parts[:2], square)}))
    assert facts.across_m == pytest.approx(np.hypot(100, 100), rel=2e-3)
    assert streets.length_m.sum() == pytest.approx(400 + np.hypot(100, 100) + 100, rel=2e-3)


def test_a_broken_square_is_walked_along_its_edge_and_counted(tmp_path: Path) -> None:
    nodes: dict[int, Point] = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 100.0), 11: (-50.0, 0.0), 13: (150.0, 100.0)}
    ways: Ways = {20: ((1, 2, 3), {}), 8: ((11, 1), HOUSES), 9: ((3, 13), HOUSES)}
    text = osm_xml(nodes, ways, relations={5: (((20, "outer"),), {"type": "multipolygon", "highway": "pedestrian"})})
    streets, facts = read_xml(tmp_path, text)
    assert facts.odd_squares == 1 and facts.across_m == 0 and (1, 3) in edges_of(streets)


def test_what_nobody_walks_does_not_join_islands(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (50.0, 0.0), 3: (400.0, 0.0), 4: (430.0, 0.0)}
    ways: Ways = {7: ((1, 2), FOOT), 8: ((2, 3), {"route": "ferry"}), 9: ((3, 4), FOOT)}
    streets, _ = read_xml(tmp_path, osm_xml(nodes, ways))
    island = dict(zip(streets.node.tolist(), streets.island.tolist(), strict=True))
    assert island == {1: 0, 2: 0, 3: 1, 4: 1}


# Random towns


def random_town(seed: int) -> tuple[dict[int, Point], Ways]:
    """Some fifty ways of random shape over a hundred nodes, many shared, some twice in one way."""
    draw = random.Random(seed)
    nodes = {id: (draw.uniform(0, 900), draw.uniform(0, 900)) for id in range(1, 101)}
    kinds: list[Tags] = [
        FOOT,
        FOOT,
        HOUSES,
        {"highway": "steps"},
        {**FOOT, "name": "坂"},
        {"highway": "service", "access": "private"},
    ]
    ways: Ways = {}
    for way in range(1, 51):
        at = draw.randint(1, 100)
        refs = [at]
        for _ in range(draw.randint(1, 8)):
            at = (at + draw.choice([1, 1, 1, 2, 7])) % 100 + 1
            refs.append(at)
        if draw.random() < 0.1:
            refs.append(refs[0])
        ways[way] = (tuple(refs), draw.choice(kinds))
    return nodes, ways


def pieces(ways: Ways) -> list[tuple[int, int]]:
    return [(a, b) for refs, _ in ways.values() for a, b in pairwise(refs) if a != b]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_and_no_chain_is_left(tmp_path: Path, seed: int) -> None:
    nodes, ways = random_town(seed)
    streets, facts = read_xml(tmp_path, osm_xml(nodes, ways))
    # Lengths: of all pieces of all ways, by plain arithmetic.
    total = sum(np.hypot(nodes[a][0] - nodes[b][0], nodes[a][1] - nodes[b][1]) for a, b in pieces(ways))
    assert streets.length_m.sum() == pytest.approx(total, rel=2e-3)
    assert sum(facts.kind_m.values()) == pytest.approx(streets.length_m.sum(), rel=1e-9)
    # Every node of a way is a point of a line, and every line runs over pieces of ways only.
    where = {(round(x, 7), round(y, 7)): id for id, (x, y) in _degrees(nodes).items()}
    lines = [
        [where[round(float(x), 7), round(float(y), 7)] for x, y in streets.coords[a:b]]
        for a, b in zip(streets.offsets[:-1], streets.offsets[1:], strict=True)
    ]
    drawn = Counter(tuple(sorted(pair)) for line in lines for pair in pairwise(line))
    assert drawn == Counter(tuple(sorted(pair)) for pair in pieces(ways))
    # No node is left at which two edges of equal properties meet and nothing else, but where a ring was cut.
    meeting: dict[int, list[tuple[int, int, int]]] = {}
    for at, (a, b) in enumerate(zip(streets.start.tolist(), streets.end.tolist(), strict=True)):
        for node, other in ((a, b), (b, a)):
            meeting.setdefault(node, []).append((int(streets.flags[at]), int(streets.name[at]), other))
    for ends in meeting.values():
        if len(ends) == 2 and ends[0][:2] == ends[1][:2]:
            assert ends[0][2] == ends[1][2]
    assert not (streets.start == streets.end).any()
    # It hangs together as the ways do.
    graph = networkx.Graph(pieces({id: way for id, way in ways.items() if way[1].get("access") != "private"}))
    parts = list(networkx.connected_components(graph))
    for a in range(len(streets.node)):
        for b in range(a):
            ids = {int(streets.node[a]), int(streets.node[b])}
            if ids <= set(graph):
                assert (streets.island[a] == streets.island[b]) == any(ids <= part for part in parts)


def _degrees(nodes: dict[int, Point]) -> dict[int, Point]:
    return {id: (LON + x / DEGREE_LON, LAT + y / DEGREE_LAT) for id, (x, y) in nodes.items()}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_file_changes_nothing(tmp_path: Path, seed: int) -> None:
    nodes, ways = random_town(seed)
    first, _ = read_xml(tmp_path, osm_xml(nodes, ways))
    draw = random.Random(seed + 100)
    again = (dict(draw.sample(list(nodes.items()), len(nodes))), dict(draw.sample(list(ways.items()), len(ways))))
    second, _ = read_xml(tmp_path, osm_xml(*again))
    assert packed(first) == packed(second)


@pytest.mark.parametrize("seed", range(4))
def test_in_the_plane_no_street_is_shorter_than_straight_and_lengths_are_those_of_the_lines(tmp_path: Path, seed: int) -> None:
    streets, _ = read_xml(tmp_path, osm_xml(*random_town(seed)))
    network = plane_network(unpacked(packed(streets)), ZONE, title="t")
    straight = np.hypot(network.x[network.end] - network.x[network.start], network.y[network.end] - network.y[network.start])
    assert (network.length_dm >= straight * 10).all() and (network.length_dm >= 1).all()
    for at in range(len(network)):
        line = network.coords[network.coord_offsets[at] : network.coord_offsets[at + 1]]
        length = sum(np.hypot(*(b - a)) for a, b in pairwise(line))
        assert 0 <= network.length_dm[at] / 10 - length < 0.1001
        assert line[0].tolist() == [network.x[network.start[at]], network.y[network.start[at]]]
        assert line[-1].tolist() == [network.x[network.end[at]], network.y[network.end[at]]]
    assert network.length_dm.sum() / 10 == pytest.approx(streets.length_m.sum(), rel=1e-3)
    assert (network.island == streets.island).all()
