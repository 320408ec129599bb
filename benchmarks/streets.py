"""Nearest places along streets beside what their users could pick: scipy and pandana, in one run, as ratios.

    python benchmarks/streets.py [ROUNDS]

A town made by code: 152,100 nodes, 243,000 streets, 187 places, 230,000 things. Rounds alternate; the median counts.
Nothing is asserted: times are goals, printed with the machine and its load.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo_service.coverage.attach import Doors
from geo_service.coverage.barriers import Barriers
from geo_service.coverage.compiled import warm
from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import Network
from geo_service.coverage.search import Ends, gather, search

SIDE = 390
EDGES = 243_000
PLACES = 187
THINGS = 230_000
MARKED = (1.0, 0.75, 0.8, 0.9, 0.7, 0.35, 0.6, 0.95)
"""Part of the places designated for each of the eight hazards."""


def town(side: int = SIDE, edges: int = EDGES, seed: int = 1) -> Network:
    """A jittered grid with streets left out at random; lengths up to a fifth more than the straight line."""
    rng = np.random.default_rng(seed)
    n = side * side
    row, column = np.divmod(np.arange(n), side)
    x, y = column * 31.0 + rng.uniform(-8, 8, n), row * 31.0 + rng.uniform(-8, 8, n)
    east, north = np.flatnonzero(column < side - 1), np.flatnonzero(row < side - 1)
    start, end = np.concatenate([east, north]), np.concatenate([east + 1, north + side])
    kept = np.sort(rng.permutation(len(start))[:edges])
    start, end = start[kept], end[kept]
    m = len(start)
    length = np.ceil(np.hypot(x[start] - x[end], y[start] - y[end]) * 10 * rng.uniform(1, 1.2, m))
    coords = np.stack([np.column_stack([x[start], y[start]]), np.column_stack([x[end], y[end]])], axis=1).reshape(-1, 2)
    return Network(
        x=x, y=y, start=start.astype(np.int32), end=end.astype(np.int32), length_dm=length.astype(np.int32),
        flags=np.zeros(m, np.uint16), slope=np.full(m, np.nan, np.float32), coords=coords, coord_offsets=np.arange(m + 1) * 2,
        way=np.arange(m), name=np.full(m, -1, np.int32), names=(), island=np.zeros(n, np.int32),
    )  # fmt: skip


def at_nodes(network: Network, node: Any, edge_of: Any) -> Ends:
    """Places that stand on nodes, so that the peers, which know of nodes alone, are asked the same."""
    edge = edge_of[node]
    at_start = network.start[edge] == node
    length = network.length_dm[edge]
    zero = np.zeros(len(node), np.int32)
    return Ends(
        edge.astype(np.int32), np.where(at_start, 0, length).astype(np.int32), np.where(at_start, length, 0).astype(np.int32),
        np.where(at_start, 0.0, length), zero, network.x[node], network.y[node],
    )  # fmt: skip


def timed(work: Callable[[], Any]) -> float:
    """Seconds that the work takes."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], Any], other: Callable[[], Any], rounds: int, goal: str) -> None:
    """Print both medians and ours / other."""
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(timed(ours))
        theirs.append(timed(other))
    a, b = statistics.median(mine), statistics.median(theirs)
    print(
        f"{name}\n  {a * 1000:.1f} ms beside {b * 1000:.1f} ms: ratio {a / b:.3f}, inverse {b / a:.1f} (goal: {goal})", flush=True
    )


def main() -> None:
    """Run all comparisons."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {rounds} rounds")
    warm()
    rng = np.random.default_rng(7)
    network = town()
    n = network.nodes
    whole = np.ones(len(network), dtype=np.bool_)
    print(f"{n:,} nodes, {len(network):,} streets, {PLACES} places, {THINGS:,} things")
    print(f"graph made ready in {timed(lambda: build_graph(network, whole)):.3f} s")
    graph = build_graph(network, whole)
    edge_of = np.zeros(n, dtype=np.int64)
    edge_of[network.end], edge_of[network.start] = np.arange(len(network)), np.arange(len(network))
    node = rng.choice(np.unique(network.start), PLACES, replace=False)
    places = at_nodes(network, node, edge_of)
    matrix = csr_array(
        (np.tile(network.length_dm, 2).astype(float),
         (np.concatenate([network.start, network.end]), np.concatenate([network.end, network.start]))), shape=(n, n),
    )  # fmt: skip
    one = search(graph, places, k=1)
    theirs = dijkstra(matrix, indices=node, min_only=True)
    ours = np.where(one.count[graph.number] > 0, one.distance_dm[graph.number, 0], np.inf)
    print(f"distances differ at {int((ours != theirs).sum())} of {n:,} nodes")
    compare(
        "nearest place, every node: scipy Dijkstra min_only",
        lambda: search(graph, places, k=1),
        lambda: dijkstra(matrix, indices=node, min_only=True),
        rounds,
        "ratio at most 0.4",
    )
    masks = np.zeros(PLACES, dtype=np.uint32)
    for bit, part in enumerate(MARKED):
        masks |= np.where(rng.random(PLACES) < part, 1 << bit, 0).astype(np.uint32)
    compare(
        "3 nearest of each of 8 hazards, every node: one search of 3 nearest",
        lambda: search(graph, places, masks, k=3, sets=8),
        lambda: search(graph, places, k=3),
        rounds,
        "ratio at most 4",
    )
    x, y = rng.uniform(0, 31.0 * SIDE, (2, THINGS))
    start = time.perf_counter()
    things = Doors(network, whole, Barriers()).attach(x, y).ends
    print(f"{THINGS:,} things attached in {time.perf_counter() - start:.2f} s (once for a City and a profile)")
    three, eight = search(graph, places, k=3), search(graph, places, masks, k=3, sets=8)
    compare(
        "from nodes to things, 8 hazards: 1 hazard",
        lambda: gather(graph, eight, things, places, masks, 3, 8),
        lambda: gather(graph, three, things, places, None, 3, 1),
        rounds,
        "ratio at most 4",
    )
    near_dm, near = gather(graph, three, things, places, None, 3, 1)
    closing(graph, places, things, near_dm[:, 0], near[:, 0], rounds)
    with_pandana(network, graph, places, node, rounds)


def closing(graph: Any, places: Ends, things: Ends, near_dm: Any, near: Any, rounds: int) -> None:
    """Closing one place: a look-up among the 3 nearest, beside searching the whole town again."""

    def without(place: int) -> Any:
        lost = np.flatnonzero(near[:, 0] == place)
        return near[lost, 1], near_dm[lost, 1]

    def again() -> Any:
        return gather(graph, search(graph, places, k=3), things, places, None, 3, 1)

    compare("closing one place: the whole town again", lambda: without(5), again, rounds, "ratio at most 0.05")


def with_pandana(network: Network, graph: Any, places: Ends, node: Any, rounds: int) -> None:
    """3 nearest within 2 km at every node, beside pandana, which is first prepared for it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pandana
            import pandas
    except ImportError:
        print("pandana is not installed")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        made = pandana.Network(
            pandas.Series(network.x), pandas.Series(network.y), pandas.Series(network.start), pandas.Series(network.end),
            pandas.DataFrame({"length": network.length_dm / 10.0}),
        )  # fmt: skip
        made.set_pois("place", 2000.0, 3, pandas.Series(network.x[node]), pandas.Series(network.y[node]))
        print(f"pandana made ready in {time.perf_counter() - start:.1f} s")
        compare(
            "3 nearest within 2 km, every node: pandana",
            lambda: search(graph, places, k=3, limit_dm=20_000),
            lambda: made.nearest_pois(2000.0, "place", num_pois=3),
            rounds,
            "inverse at least 25",
        )


if __name__ == "__main__":
    main()
