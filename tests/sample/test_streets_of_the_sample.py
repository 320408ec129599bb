"""The sample's streets: a network like a town's, with what every profile avoids, hanging together over the river."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import networkx

from geo_service.sample.streets import street_lines

FILE = "streets.osm.pbf"


def test_streets_hang_together_over_the_river(folder: Path) -> None:
    graph = networkx.Graph()
    for nodes, _ in street_lines(folder / FILE):
        graph.add_edges_from(pairwise(nodes))
    parts = sorted((len(part) for part in networkx.connected_components(graph)), reverse=True)
    assert parts[0] > 7_000
    assert parts[0] / sum(parts) > 0.98


def test_every_profile_has_something_to_avoid(folder: Path) -> None:
    seen = Counter(f"{key}={value}" for _, tags in street_lines(folder / FILE) for key, value in tags.items())
    for tag in ("highway=steps", "lit=no", "access=private", "sidewalk=no", "bridge=yes", "tunnel=yes", "highway=footway"):
        assert seen[tag] >= 3, tag
