"""OpenStreetMap files written by tests: XML of nodes and ways in metres around a corner of the small city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from geo_service.store.streets.made import Facts, Streets, made_streets
from geo_service.store.streets.read import read_streets

LON, LAT = 139.62, 35.52
"""Where (0, 0) is: inside the ward 汐見区 of tests.store.small_city."""
DEGREE_LON, DEGREE_LAT = 90_715.0, 110_949.0
"""Metres of a degree there, to a thousandth."""

Tags = Mapping[str, str]
Point = tuple[float, float]


def osm_xml(
    nodes: Mapping[int, Point],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    points: Mapping[int, Tags] | None = None,
    relations: Mapping[int, tuple[Sequence[tuple[int, str]], Tags]] | None = None,
) -> str:
    """A file: ``nodes`` number → (east, north) metres; ``ways`` number → (nodes, tags); ``points`` tags of nodes; ``relations``
    number → ((way, role) …, tags)."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='tests'>"]
    for id, (east, north) in nodes.items():
        lon, lat = LON + east / DEGREE_LON, LAT + north / DEGREE_LAT
        inside = _tags((points or {}).get(id, {}))
        lines.append(f"<node id='{id}' version='1' lat='{lat:.7f}' lon='{lon:.7f}'>{inside}</node>")
    for id, (refs, tags) in ways.items():
        members = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        lines.append(f"<way id='{id}' version='1' timestamp='2025-04-01T00:00:00Z'>{members}{_tags(tags)}</way>")
    for id, (parts, tags) in (relations or {}).items():
        members = "".join(f"<member type='way' ref='{ref}' role='{role}'/>" for ref, role in parts)
        lines.append(f"<relation id='{id}' version='1'>{members}{_tags(tags)}</relation>")
    return "\n".join([*lines, "</osm>"])


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def read_xml(folder: Path, text: str, name: str = "toy.osm") -> tuple[Streets, Facts]:
    """The streets of a file of this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return made_streets(*read_streets(path, name, 1_000_000))


def edges_of(streets: Streets) -> list[tuple[int, int]]:
    """Edges as (lower, higher) numbers of the source's nodes, sorted."""
    ends = zip(streets.node[streets.start].tolist(), streets.node[streets.end].tolist(), strict=True)
    return sorted((min(pair), max(pair)) for pair in ends)
