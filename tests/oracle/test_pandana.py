"""The nearest places along streets beside pandana's, under its snapping rule: things and places stand on nodes.

Pandana knows of nodes alone: it snaps a point to the node nearest in a straight line and counts no way to it. So here all
places and things stand on nodes of the same network, where both must agree, but for pandana's single-precision lengths.
Pandana warns on import of what it builds on, so that it runs in a process of its own.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import Network
from geo_service.coverage.search import Ends, search
from tests.toy_streets import network

PANDANA = """
import json, sys, warnings
warnings.simplefilter("ignore")
import pandana, pandas
given = json.load(open(sys.argv[1]))
net = pandana.Network(
    pandas.Series(given["x"]), pandas.Series(given["y"]), pandas.Series(given["start"]), pandas.Series(given["end"]),
    pandas.DataFrame({"metres": given["metres"]}),
)
net.set_pois("place", given["limit"], 3, pandas.Series(given["place_x"]), pandas.Series(given["place_y"]))
found = net.nearest_pois(given["limit"], "place", num_pois=3, include_poi_ids=True)
json.dump({"metres": found[[1, 2, 3]].values.tolist(), "place": found[["poi1", "poi2", "poi3"]].fillna(-1).values.tolist()},
          open(sys.argv[2], "w"))
"""
LIMIT_M = 2000.0


def crooked_grid(side: int, seed: int) -> Network:
    """A grid of crooked streets with a tenth left out."""
    rng = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(side * side), side)
    xy = np.column_stack([column * 60.0, row * 60.0]) + rng.uniform(-15, 15, (side * side, 2))
    east, north = np.flatnonzero(column < side - 1), np.flatnonzero(row < side - 1)
    pairs = np.column_stack([np.concatenate([east, north]), np.concatenate([east + 1, north + side])])
    pairs = pairs[rng.random(len(pairs)) > 0.1]
    longer = rng.uniform(1, 1.4, len(pairs)).tolist()
    return network([(x, y) for x, y in xy.tolist()], [(a, b) for a, b in pairs.tolist()], longer=longer)


@pytest.mark.skipif(importlib.util.find_spec("pandana") is None, reason="pandana is not installed")
@pytest.mark.parametrize("seed", [1, 2])
def test_the_three_nearest_places_of_every_node(tmp_path: Path, seed: int) -> None:
    net = crooked_grid(40, seed)
    rng = np.random.default_rng(seed + 100)
    node = np.sort(rng.choice(np.unique(net.start), 25, replace=False))
    asked = {
        "x": net.x.tolist(), "y": net.y.tolist(), "start": net.start.tolist(), "end": net.end.tolist(), "limit": LIMIT_M,
        "metres": (net.length_dm / 10).tolist(), "place_x": net.x[node].tolist(), "place_y": net.y[node].tolist(),
    }  # fmt: skip
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    subprocess.run(
        [sys.executable, "-c", PANDANA, str(tmp_path / "asked.json"), str(tmp_path / "found.json")],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    theirs = json.loads((tmp_path / "found.json").read_text())
    metres, place = np.array(theirs["metres"]), np.array(theirs["place"])
    edge_of = np.zeros(net.nodes, dtype=np.int64)
    edge_of[net.end], edge_of[net.start] = np.arange(len(net)), np.arange(len(net))
    edge = edge_of[node]
    at_start = net.start[edge] == node
    length, none = net.length_dm[edge], np.zeros(len(node), np.int32)
    places = Ends(
        edge.astype(np.int32), np.where(at_start, 0, length).astype(np.int32), np.where(at_start, length, 0).astype(np.int32),
        np.where(at_start, 0.0, length), none, net.x[node], net.y[node],
    )  # fmt: skip
    graph = build_graph(net, np.ones(len(net), dtype=np.bool_))
    labels = search(graph, places, k=3, limit_dm=int(LIMIT_M * 10))
    count = labels.count[graph.number]
    kept = np.arange(3) < count[:, None]
    ours = np.where(kept, labels.distance_dm[graph.number] / 10, LIMIT_M)
    assert (np.abs(ours - metres) < 0.05).all()
    # The same places, but where two are equally far to pandana's precision.
    differ = kept & (labels.place[graph.number] != place)
    tied = np.zeros_like(differ)
    tied[:, 1:] |= np.abs(np.diff(metres, axis=1)) < 0.05
    tied[:, :-1] |= np.abs(np.diff(metres, axis=1)) < 0.05
    assert not (differ & ~tied & (np.arange(3) < 2)).any()
