"""Answers along streets by brute force with networkx: every thing and place a node of its own, and a Dijkstra from each place."""

from __future__ import annotations

import itertools

import networkx
import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from geo_service.coverage import engine
from geo_service.coverage.city import City
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.coverage.test_streets_answers import hamlet
from tests.toy_ground import ORIGIN
from tests.toy_streets import network


def by_networkx(city: City, homes: list[tuple[float, float]], sites: list[tuple[float, float]]) -> np.ndarray:
    """Metres from every home to every site: unrounded lengths, ways to the nearest street by shapely one at a time."""
    net = city.network
    assert net is not None
    lines = [shapely.LineString(net.coords[a:b]) for a, b in zip(net.coord_offsets[:-1], net.coord_offsets[1:], strict=True)]
    parts = networkx.Graph()
    parts.add_edges_from(zip(net.start.tolist(), net.end.tolist(), strict=True))
    metres = {frozenset(part): 0.0 for part in networkx.connected_components(parts)}
    home_part = {node: part for part in metres for node in part}
    for e in range(len(net)):
        metres[home_part[int(net.start[e])]] += net.length_dm[e] / 10
    whole = sum(metres.values())
    big = [e for e in range(len(net)) if metres[home_part[int(net.start[e])]] >= 0.01 * whole]
    stops: dict[int, list[tuple[float, object]]] = {e: [] for e in range(len(net))}
    graph = networkx.Graph()
    for name, spots in (("home", homes), ("site", sites)):
        for i, (x, y) in enumerate(spots):
            point = Point(x + ORIGIN[0], y + ORIGIN[1])
            away, edge = min((point.distance(lines[e]), e) for e in big)
            if away > 300:
                continue
            door = ("door", name, i)
            stops[edge].append((lines[edge].project(point) / lines[edge].length * net.length_dm[edge] / 10, door))
            graph.add_edge((name, i), door, weight=away)
    for e, doors in stops.items():
        chain = [(0.0, int(net.start[e])), *sorted(doors, key=lambda one: one[0]), (net.length_dm[e] / 10, int(net.end[e]))]
        for (a, u), (b, v) in itertools.pairwise(chain):
            if u != v and (not graph.has_edge(u, v) or graph[u][v]["weight"] > b - a):
                graph.add_edge(u, v, weight=b - a)
    found = np.full((len(homes), len(sites)), np.inf)
    for j in range(len(sites)):
        if ("site", j) in graph:
            for node, far in networkx.single_source_dijkstra_path_length(graph, ("site", j)).items():
                if isinstance(node, tuple) and node[0] == "home":
                    found[node[1], j] = far
    return found


@pytest.mark.parametrize("seed", range(12))
def test_answers_as_networkx_finds_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Two streets drawn alike are equally near: which one a home steps onto is a choice, so every pair is joined once.
    nodes = int(rng.integers(8, 30))
    pairs = sorted({(min(a, b), max(a, b)) for a, b in rng.integers(0, nodes, (60, 2)).tolist() if a != b})
    points = [tuple(one) for one in rng.uniform(0, 2000, (nodes, 2)).tolist()]
    net = network(points, pairs, longer=rng.uniform(1, 2, len(pairs)).tolist())
    homes, sites = ([tuple(one) for one in rng.uniform(0, 2000, (n, 2)).tolist()] for n in (40, 6))
    city = hamlet(homes, sites, net)
    far = by_networkx(city, homes, sites)
    attached = np.isfinite(far).any(axis=1)
    limit_m = float(rng.integers(300, 3000))
    question = Question(
        "evacuation-site-reach",
        Demand("group", "residents"),
        Supply("evacuation_sites", hazard="earthquake"),
        Reach("streets", limit_m),
    )
    found = engine.answer(city, question)
    assert found.total.demand == pytest.approx(4000)
    # Decimetres are rounded up, at most five times on a way to a place: a home that near the limit is nobody's mistake.
    sure = int((far.min(axis=1) + 2.0 <= limit_m).sum())
    perhaps = int((far.min(axis=1) <= limit_m).sum())
    assert sure * 100 - 1e-6 <= found.total.served <= perhaps * 100 + 1e-6
    assert found.total.left_out <= 4000 - 100 * int(attached.sum()) + 1e-6
    # And the distance of every home, one by one.
    from geo_service.coverage.demand import demanded
    from geo_service.coverage.measure import measure
    from geo_service.coverage.supply import choose

    things = demanded(city, question)
    measured = measure(things, choose(city, question)[0]).measured.distance_m
    straight = np.array([min(np.hypot(x - a, y - b) for a, b in sites) for x, y in homes])
    for at, home in enumerate(np.asarray(things.which).tolist()):
        if np.isfinite(far[home].min()):
            assert far[home].min() - 0.05 <= measured[at] <= far[home].min() + 2.0
            assert measured[at] >= straight[home] - 0.05
