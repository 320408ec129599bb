"""The real OpenStreetMap files: counts and lengths by other means (a plain XML parse, osmium's own loop, networkx, geodesics)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import networkx
import numpy as np
import osmium
import pyproj
import pytest

from geo_service.coverage import network as n
from geo_service.settings import Settings
from geo_service.store.city import plane_zone
from geo_service.store.readers import read
from geo_service.store.streets.made import Facts, Streets
from geo_service.store.streets.plane import plane_network

pytestmark = pytest.mark.real
Raw = tuple[dict[int, tuple[float, float]], dict[int, tuple[list[int], dict[str, str]]]]
GEOD = pyproj.Geod(ellps="GRS80")


def by_xml(path: Path) -> Raw:
    """Nodes and ways of an XML file, by the standard library."""
    root = ElementTree.parse(path).getroot()
    nodes = {int(one.attrib["id"]): (float(one.attrib["lon"]), float(one.attrib["lat"])) for one in root.iter("node")}
    ways = {
        int(one.attrib["id"]): (
            [int(nd.attrib["ref"]) for nd in one.iter("nd")],
            {tag.attrib["k"]: tag.attrib["v"] for tag in one.iter("tag")},
        )
        for one in root.iter("way")
    }
    for relation in root.iter("relation"):
        tags = {tag.attrib["k"]: tag.attrib["v"] for tag in relation.iter("tag")}
        members = [int(one.attrib["ref"]) for one in relation.iter("member") if one.attrib["type"] == "way"]
        _borders(ways, members, tags)
    return nodes, ways


def _borders(ways: dict[int, tuple[list[int], dict[str, str]]], members: list[int], tags: dict[str, str]) -> None:
    """Borders of squares drawn as multipolygons are streets as their relation says."""
    for way in members if tags.get("type") == "multipolygon" and "highway" in tags else ():
        if way in ways and "highway" not in ways[way][1] and "platform" not in ways[way][1].values():
            ways[way] = (ways[way][0], tags)


def by_osmium(path: Path) -> Raw:
    """Nodes and ways of a PBF, by a plain loop over all of it."""
    nodes: dict[int, tuple[float, float]] = {}
    ways: dict[int, tuple[list[int], dict[str, str]]] = {}
    for one in osmium.FileProcessor(str(path)):
        if isinstance(one, osmium.osm.Node):
            nodes[one.id] = one.location.lon, one.location.lat
        elif isinstance(one, osmium.osm.Way):
            ways[one.id] = [node.ref for node in one.nodes], dict(one.tags)
        elif isinstance(one, osmium.osm.Relation):
            _borders(ways, [member.ref for member in one.members if member.type == "w"], dict(one.tags))
    return nodes, ways


@pytest.fixture(scope="module", params=["sapporo-station.osm", "Helsinki.osm.pbf"])
def real(request: pytest.FixtureRequest, real_data: Path) -> tuple[str, Raw, Streets, Facts]:
    path = real_data / "streets" / request.param
    raw = by_xml(path) if path.suffix == ".osm" else by_osmium(path)
    (table,) = read(path, Settings())
    assert table.streets is not None
    return request.param, raw, table.streets.streets, table.streets.facts


def test_classes_are_counted_as_the_tags_are(real: tuple[str, Raw, Streets, Facts]) -> None:
    name, (_, ways), _, facts = real
    tagged = Counter(tags["highway"] for _, tags in ways.values() if "highway" in tags)
    for kind in ("footway", "service", "residential", "steps", "tertiary", "primary", "cycleway", "construction", "unclassified"):
        assert facts.classes[kind] == tagged[kind], kind
    expected = {
        "sapporo-station.osm": {"footway": 230, "service": 33, "residential": 16, "steps": 8, "corridor": 6},
        "Helsinki.osm.pbf": {"footway": 1125, "service": 249, "residential": 243, "steps": 141, "trail": 159},
    }[name]
    assert {kind: facts.classes[kind] for kind in expected} == expected
    closed = sum(tags.get("foot", tags.get("access")) in ("no", "use_sidepath") for _, tags in ways.values() if "highway" in tags)
    said = sum(count for (why, kind), count in facts.closed.items() if why == "no_access" and kind not in ("platform", "pier"))
    # Cycleways that say nothing of walkers are closed for that, not for access.
    assert abs(closed - said) <= sum(count for (why, _), count in facts.closed.items() if why != "no_access")


def test_lengths_are_those_of_geodesics_over_the_ways(real: tuple[str, Raw, Streets, Facts]) -> None:
    _, (nodes, ways), _, facts = real
    for kind in ("footway", "residential", "service", "steps", "tertiary", "primary"):
        total = 0.0
        for refs, tags in ways.values():
            if tags.get("highway") != kind or tags.get("foot", tags.get("access")) in ("no", "use_sidepath"):
                continue
            for a, b in pairwise(refs):
                if a in nodes and b in nodes:
                    total += GEOD.inv(*nodes[a], *nodes[b])[2]
        assert facts.kind_m[kind] == pytest.approx(total, rel=1e-5), kind


def test_every_node_of_a_walked_way_lies_on_a_street_and_junctions_are_junctions(real: tuple[str, Raw, Streets, Facts]) -> None:
    _, (nodes, ways), streets, facts = real
    drawn = {(round(float(x), 7), round(float(y), 7)) for x, y in streets.coords}
    graph = networkx.MultiGraph()
    for way, (refs, tags) in ways.items():
        if tags.get("highway") in ("footway", "residential") and tags.get("foot", tags.get("access")) not in (
            "no",
            "use_sidepath",
        ):
            there = [ref for ref in refs if ref in nodes]
            if sum(a in nodes and b in nodes for a, b in pairwise(refs)):
                assert all(
                    (round(nodes[ref][0], 7), round(nodes[ref][1], 7)) in drawn for ref in there if _beside(ref, refs, nodes)
                )
            graph.add_edges_from((a, b, way) for a, b in pairwise(refs) if a in nodes and b in nodes and a != b)
    ends = set(streets.node.tolist())
    assert all(node in ends for node, degree in graph.degree() if degree > 2)
    # Two streets that hang together over footways and residential streets are on one island, but where a barrier parts them.
    island = dict(zip(streets.node.tolist(), streets.island.tolist(), strict=True))
    parts = [part & ends for part in networkx.connected_components(networkx.Graph(graph))]
    torn = sum(len({island[node] for node in part}) > 1 for part in parts)
    assert torn <= facts.blocked


def _beside(ref: int, refs: list[int], nodes: dict[int, tuple[float, float]]) -> bool:
    """Whether a node has a neighbour in the way that the file has."""
    return any(ref in pair and pair[0] != pair[1] and pair[0] in nodes and pair[1] in nodes for pair in pairwise(refs))


def test_in_the_plane_lengths_differ_by_the_scale_of_the_zone_only(real: tuple[str, Raw, Streets, Facts]) -> None:
    name, _, streets, _ = real
    # Helsinki is in no zone of Japan's: UTM 35 north.
    box = streets.lon.min(), streets.lat.min(), streets.lon.max(), streets.lat.max()
    zone = plane_zone(*map(float, box)) if name.startswith("sapporo") else 3067
    network = plane_network(streets, zone)
    assert network.length_dm.sum() / 10 == pytest.approx(streets.length_m.sum() + 0.05 * len(network), rel=1e-3)
    straight = np.hypot(network.x[network.end] - network.x[network.start], network.y[network.end] - network.y[network.start])
    assert (network.length_dm >= straight * 10).all()
    assert (network.island == 0).mean() > 0.8
    assert not (network.start == network.end).any()


def test_sapporo_is_read_as_it_is(real_data: Path) -> None:
    (table,) = read(real_data / "streets" / "sapporo-station.osm", Settings())
    assert table.streets is not None
    streets, facts = table.streets.streets, table.streets.facts
    assert (facts.read, facts.walked, len(facts.unread), len(facts.cut)) == (337, 327, 0, 0)
    assert facts.closed == Counter(
        {("no_access", "service"): 5, ("not_built", "construction"): 3, ("no_access", "primary"): 1, ("no_access", "tertiary"): 1}
    )
    # The underground walk between the station and 大通 is a tunnel.
    tunnel = (streets.flags & n.TUNNEL) > 0
    assert streets.length_m[tunnel].sum() > 1_000
    said = {one.rule for one in table.notices}
    assert said == {"streets_read", "streets_closed", "streets_for_some", "islands", "barriers"}
