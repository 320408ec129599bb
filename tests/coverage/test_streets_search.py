"""The search on streets: distances that can be added up, and any network against scipy's Dijkstra."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import Network
from geo_service.coverage.search import FAR, Ends, gather, search
from tests.toy_streets import ends, grid, network, random_network

Row = list[tuple[int, int]]


def test_along_a_street_and_round_the_corner() -> None:
    # Edge 0 from (0, 0) to (100, 0). A place 20 m along with 5 m of access; things on the same edge, the next, and north.
    net = grid(3, 3)
    place = ends(net, [0], [200], [50])
    things = ends(net, [0, 1, 6], [900, 300, 400], [0, 10, 0], apart=1)
    distance, at = nearest(net, np.ones(len(net), bool), place, things)
    assert distance[:, 0, 0].tolist() == [700 + 50, 800 + 50 + 300 + 10, 200 + 50 + 400]
    assert at[:, 0, 0].tolist() == [0, 0, 0]
    assert (at[:, 0, 1:] == -1).all() and (distance[:, 0, 1:] == FAR).all()


def test_the_way_over_the_far_end_may_be_the_shorter_one() -> None:
    # A crooked street of 300 m between nodes that another joins in 100 m: 10 m from its end one goes over the end.
    net = network([(0, 0), (100, 0)], [(0, 1), (0, 1)], longer=[3, 1])
    place = ends(net, [0], [2900], [0])
    thing = ends(net, [0], [100], [0], apart=1)
    distance, _ = nearest(net, np.ones(2, bool), place, thing)
    assert distance[0, 0, 0] == 100 + 1000 + 100


def test_at_the_very_spot_of_a_place_the_distance_is_nothing() -> None:
    net = grid(2, 1)
    place = ends(net, [0], [500], [400])
    distance, _ = nearest(net, np.ones(1, bool), place, place)
    assert distance[0, 0, 0] == 0


def test_equal_distances_take_the_place_that_comes_first() -> None:
    net = grid(5, 1)
    places = ends(net, [3, 0], [1000, 0], [0, 0])
    thing = ends(net, [1], [1000], [0])
    distance, at = nearest(net, np.ones(4, bool), places, thing)
    assert distance[0, 0].tolist() == [2000, 2000, FAR]
    assert at[0, 0].tolist() == [0, 1, -1]


def test_a_limit_holds_to_the_decimetre() -> None:
    net = grid(3, 1)
    place = ends(net, [0], [0], [0])
    graph = build_graph(net, np.ones(2, bool))
    for k in (1, 3):
        assert search(graph, place, k=k, limit_dm=2000).count[graph.number].tolist() == [1, 1, 1]
        assert search(graph, place, k=k, limit_dm=1999).count[graph.number].tolist() == [1, 1, 0]


def test_closed_edges_are_not_walked_and_unattached_things_have_no_place() -> None:
    net = grid(3, 1)
    place, things = ends(net, [0], [0], [0]), ends(net, [1, 1], [900, 900], [0, 0])
    lost = Ends(
        np.array([-1, 1], np.int32),
        *(getattr(things, n) for n in ("to_start_dm", "to_end_dm", "along_dm", "access_dm", "x", "y")),
    )
    distance, at = nearest(net, np.array([True, True]), place, lost)
    assert at[:, 0, 0].tolist() == [-1, 0]
    distance, at = nearest(net, np.array([True, False]), place, lost)
    assert distance[1, 0, 0] == 1000 + 900
    graph = build_graph(net, np.array([False, True]))
    assert search(graph, ends(net, [1], [500], [0]), k=3).count[graph.number].tolist() == [0, 1, 1]


def test_k_beyond_what_is_kept_is_refused() -> None:
    net = grid(2, 1)
    with pytest.raises(ValueError, match="1 to 3"):
        search(build_graph(net, np.ones(1, bool)), ends(net, [0], [0], [0]), k=4)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), k=st.integers(1, 3), sets=st.integers(1, 5), limited=st.booleans())
def test_any_network_as_scipy_finds_it(seed: int, k: int, sets: int, limited: bool) -> None:
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(2, 40)), int(rng.integers(1, 80)))
    usable = rng.random(len(net)) < 0.9
    many = int(rng.integers(1, 12))
    places, things = attached(rng, net, usable, many), attached(rng, net, usable, 30, 0.5)
    masks = rng.integers(0, 1 << sets, many).astype(np.uint32)
    limit = int(rng.integers(0, 20_000)) if limited else int(FAR)
    graph = build_graph(net, usable)
    labels = search(graph, places, masks, k, limit, sets)
    distance, at = gather(graph, labels, things, places, masks, k, sets)
    from_places = by_scipy(net, usable, places)
    for s in range(sets):
        serving = np.flatnonzero(masks >> np.uint32(s) & np.uint32(1))
        for v in range(net.nodes):
            row = graph.number[v]
            kept = list(zip(labels.distance_dm[row, : labels.count[row]].tolist(), labels.place[row].tolist(), strict=False))
            assert [one for one in kept if one[1] in serving][:k] == first(from_places[serving, v], serving, k, limit)
        if limited:
            continue
        for t in range(len(things)):
            found = [one for one in zip(distance[t, s].tolist(), at[t, s].tolist(), strict=True) if one[1] >= 0]
            assert found == first(by_hand(net, from_places, places, things, t)[serving], serving, k, limit)


def nearest(net: Network, usable: np.ndarray, places: Ends, things: Ends) -> tuple[np.ndarray, np.ndarray]:
    graph = build_graph(net, usable)
    return gather(graph, search(graph, places), things, places, None, 3, 1)


def attached(rng: np.random.Generator, net: Network, usable: np.ndarray, n: int, apart: float = 0.0) -> Ends:
    """Things anywhere on usable edges, some on none."""
    allowed = np.flatnonzero(usable)
    edge = rng.choice(allowed, n) if len(allowed) else np.zeros(n, dtype=np.int64)
    along = np.floor(rng.uniform(0, 1, n) * (net.length_dm[edge] + 1))
    made = ends(net, edge.tolist(), along.tolist(), rng.integers(0, 3000, n).tolist(), apart)
    lost = (rng.random(n) < 0.1) | (len(allowed) == 0)
    made.edge[lost] = -1
    return made


def by_scipy(net: Network, usable: np.ndarray, places: Ends) -> np.ndarray:
    """Distance from every place to every node: places are nodes of their own, with one-way arcs to the ends of their edge."""
    n, m = net.nodes, len(places)
    shortest: dict[tuple[int, int], int] = {}
    arcs = [(int(a), int(b), int(w)) for a, b, w, u in zip(net.start, net.end, net.length_dm, usable, strict=True) if u]
    arcs += [(b, a, w) for a, b, w in arcs]
    for p, e in enumerate(places.edge.tolist()):
        if e >= 0:
            # A place right at a node is told from no arc at all, so all lengths are one longer here.
            arcs.append((n + p, int(net.start[e]), int(places.to_start_dm[p]) + 1))
            arcs.append((n + p, int(net.end[e]), int(places.to_end_dm[p]) + 1))
    for a, b, w in arcs:
        shortest[a, b] = min(w, shortest.get((a, b), w))
    keys = list(shortest)
    matrix = csr_array(
        (np.array([shortest[key] for key in keys], dtype=np.float64), ([a for a, _ in keys], [b for _, b in keys])),
        shape=(n + m, n + m),
    )
    return np.asarray(dijkstra(matrix, indices=n + np.arange(m))[:, :n] - 1)


def by_hand(net: Network, from_places: np.ndarray, places: Ends, things: Ends, t: int) -> np.ndarray:
    net_edge = int(things.edge[t])
    if net_edge < 0:
        return np.full(len(places), np.inf)
    both = np.minimum(
        from_places[:, net.start[net_edge]] + things.to_start_dm[t], from_places[:, net.end[net_edge]] + things.to_end_dm[t]
    )
    direct = np.abs(things.along_dm[t] - places.along_dm) + things.access_dm[t] + places.access_dm
    return np.asarray(np.where(places.edge == net_edge, np.minimum(both, direct), both))


def first(distance: np.ndarray, places: np.ndarray, k: int, limit: int) -> Row:
    within = sorted((int(d), int(p)) for d, p in zip(distance, places, strict=True) if np.isfinite(d) and d <= limit)
    return within[:k]
