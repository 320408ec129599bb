"""An OpenStreetMap file (PBF or XML) into the streets on which one could walk: their ways, and the nodes these need.

Passes over the file: multipolygons, ways, nodes. Only what streets need is kept, so memory follows the streets, not the file.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from geo_service.errors import FileError
from geo_service.store.streets.points import PLAIN, Point, read_point
from geo_service.store.streets.tags import Way, read_way, street_kind

KEYS = ("highway", "railway", "public_transport", "man_made", "route")
"""Keys that a street may have; everything else is left aside before Python sees it."""
NAMES = ("name", "alt_name", "old_name", "official_name", "ref", "source", "note", "description", "KSJ2:")
"""Beginnings of keys that say nothing to a walker and differ from street to street."""
POINT_KEYS = ("barrier", "kerb", "highway", "entrance", "ford")
"""Keys by which a node says something to walkers (see ``points``)."""
UNREADABLE = (RuntimeError, ValueError, OverflowError, osmium.InvalidLocationError)
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Walked:
    """One way that is in the network, as it was read."""

    id: int
    rule: Way
    name: str
    area: int = -1
    """Number of the multipolygon whose border it is, -1 when it is none's."""


@dataclass
class Ways:
    """w ways by number, with their nodes one after another. ``refs[offsets[i]:offsets[i + 1]]``: the nodes of way i."""

    walked: list[Walked] = field(default_factory=list)
    refs: array[int] = field(default_factory=lambda: array("q"))
    offsets: array[int] = field(default_factory=lambda: array("q", [0]))
    read: int = 0
    """Ways in the file that are streets of some kind."""
    classes: Counter[str] = field(default_factory=Counter)
    """Class → ways of it, walked or not."""
    closed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(why, class) → ways that are not walked."""
    inner: set[int] = field(default_factory=set)
    """Ways that are the border of a hole in a multipolygon."""
    date: str = ""
    """ISO date of the file as its head says it, else of the newest edit of a street; "" when neither is said."""
    fictitious: bool = False
    """The file says of itself that it is of no real place."""

    def add(self, one: Walked, refs: list[int]) -> None:
        """A way and its nodes."""
        self.walked.append(one)
        self.refs.extend(refs)
        self.offsets.append(len(self.refs))


@dataclass(frozen=True)
class Nodes:
    """k nodes that streets need and the file has, by number. ``points``: those that say something to a walker."""

    id: Ids
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    points: dict[int, Point]


@dataclass(frozen=True)
class Squares:
    """Multipolygons of streets. ``rules``: what they are, by number; ``members``: way → (number, role)."""

    ids: list[int]
    rules: list[Way]
    names: list[str]
    members: dict[int, tuple[int, str]]


def read_streets(path: Path, name: str, most_ways: int) -> tuple[Ways, Nodes]:
    """Ways and nodes of the streets in a file. FileError when it cannot be read or has more than ``most_ways`` of them."""
    try:
        date, fictitious = _head(path, name)
        squares = _squares(path)
        ways = _ways(path, name, squares, most_ways)
        ways.date, ways.fictitious = date or ways.date, fictitious
        return ways, _nodes(path, ways)
    except UNREADABLE as error:
        raise unreadable(name, error) from None


def unreadable(name: str, error: Exception) -> FileError:
    """The error of a file that osmium cannot read, with what it said (place and kind, no more)."""
    said = " ".join(str(error).split())[:120] or type(error).__name__
    return FileError(
        f"OpenStreetMapのファイルとして読めません（{said}）。途中で切れているか壊れています。取り直してください。",
        f"It cannot be read as an OpenStreetMap file ({said}). It is cut off or damaged: get it again.",
        file=name,
        rule="osm_unreadable",
    )


def _head(path: Path, name: str) -> tuple[str, bool]:
    """The day of the data as the file's head says it, and whether it says to be fictitious. FileError for a history file."""
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        head = reader.header()
        said = head.get("osmosis_replication_timestamp") or head.get("timestamp")
        fictitious = "fictitious" in head.get("generator")
        history = bool(head.has_multiple_object_versions)
    if history:
        raise FileError(
            "履歴を含むファイルです（同じ道の古い版と新しい版が入っています）。今の状態だけのファイルを取り直してください。",
            "It is a history file, which holds old and new versions of each street. Get the file of the present state.",
            file=name,
            rule="osm_history",
        )
    return said[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d", said[:10]) else "", fictitious


def _objects(path: Path, entities: Any, *filters: Any) -> Iterator[Any]:
    found = osmium.FileProcessor(str(path), entities)
    for one in filters:
        found = found.with_filter(one)
    return iter(found)


def _squares(path: Path) -> Squares:
    out = Squares([], [], [], {})
    for relation in _objects(path, osmium.osm.RELATION, osmium.filter.KeyFilter(*KEYS)):
        tags = dict(relation.tags)
        rule = read_way(tags) if tags.get("type") == "multipolygon" and not relation.deleted else None
        if rule is None or not rule.kind:
            continue
        number = len(out.ids)
        out.ids.append(relation.id)
        out.rules.append(rule)
        out.names.append(tags.get("name", ""))
        for member in relation.members:
            if member.type == "w":
                out.members.setdefault(member.ref, (number, member.role))
    return out


def _ways(path: Path, name: str, squares: Squares, most_ways: int) -> Ways:
    found: dict[int, tuple[Walked, list[int]]] = {}
    out = Ways()
    judged: dict[int, Way] = {}
    known: dict[frozenset[tuple[str, str]], Way] = {}

    def take(way: Any, rule: Way, title: str, area: int) -> None:
        judged[way.id] = rule
        found.pop(way.id, None)
        edited = way.timestamp.date().isoformat()
        out.date = max(out.date, edited if edited > "1970-01-01" else "")
        if not rule.closed:
            found[way.id] = Walked(way.id, rule, title, area), [node.ref for node in way.nodes]
        if len(judged) > most_ways:
            raise _too_many(name, most_ways)

    for way in _objects(path, osmium.osm.WAY, osmium.filter.KeyFilter(*KEYS)):
        plain = {} if way.deleted else dict(way.tags)
        if not street_kind(plain):
            continue
        # Most streets of a city say one of a few hundred things.
        said = frozenset(pair for pair in plain.items() if not pair[0].startswith(NAMES))
        rule = known.get(said)
        if rule is None:
            rule = known[said] = read_way(plain)
        if rule.kind:
            take(way, rule, plain.get("name", ""), -1)
    # Borders of squares drawn as multipolygons carry no tags of their own, as a rule.
    wanted = [way for way in squares.members if way not in judged]
    if wanted:
        for way in _objects(path, osmium.osm.WAY, *_by_id(wanted)):
            number, role = squares.members.get(way.id, (-1, ""))
            if number >= 0 and way.id not in judged and not way.deleted:
                take(way, squares.rules[number], squares.names[number], number)
                if role == "inner":
                    out.inner.add(way.id)
    for id in sorted(judged):
        rule = judged[id]
        out.classes[rule.kind] += 1
        if rule.closed:
            out.closed[rule.closed, rule.kind] += 1
        else:
            out.add(*found[id])
    out.read = len(judged)
    return out


def _by_id(ids: list[int]) -> list[Any]:
    """A filter by number; none where numbers are negative (things an editor has not sent yet), which osmium's cannot hold."""
    return [osmium.filter.IdFilter(ids)] if all(id >= 0 for id in ids) else []


class _Points:
    """Collects what nodes say to walkers."""

    def __init__(self) -> None:
        self.found: dict[int, Point] = {}

    def node(self, node: Any) -> None:
        """Called by osmium for each node that has one of ``POINT_KEYS``."""
        point = read_point(dict(node.tags))
        if point != PLAIN:
            self.found[node.id] = point


def _nodes(path: Path, ways: Ways) -> Nodes:
    needed = np.unique(np.frombuffer(ways.refs, dtype=np.int64)) if len(ways.refs) else np.empty(0, dtype=np.int64)
    points = _Points()
    locate = _located if len(needed) and needed[0] >= 0 else _located_one_by_one
    where = locate(path, needed, points)
    there = np.isfinite(where[:, 0])
    return Nodes(needed[there], where[there, 0], where[there, 1], points.found)


def _located(path: Path, needed: Ids, points: _Points) -> NDArray[np.float64]:
    """(k, 2) lon/lat of the nodes, NaN for those that are not there. Only they go into osmium's index, by its own code."""
    # A map, because the nodes of a file need not be in order.
    index = osmium.index.create_map("sparse_mem_map")
    ids = needed.tolist()
    osmium.apply(
        osmium.io.Reader(str(path), osmium.osm.NODE),
        osmium.filter.IdFilter(ids),
        osmium.NodeLocationsForWays(index),
        osmium.filter.KeyFilter(*POINT_KEYS),
        points,
    )
    where = array("d")
    for id in ids:
        try:
            spot = index.get(id)
            where.append(spot.lon)
            where.append(spot.lat)
        except (KeyError, osmium.InvalidLocationError):
            where.extend((np.nan, np.nan))
    return np.frombuffer(where).reshape(-1, 2)


def _located_one_by_one(path: Path, needed: Ids, points: _Points) -> NDArray[np.float64]:
    """The same where numbers are negative."""
    place = {id: at for at, id in enumerate(needed.tolist())}
    where = np.full((len(needed), 2), np.nan)
    for node in _objects(path, osmium.osm.NODE) if place else ():
        if node.id in place and not node.deleted and node.location.valid():
            where[place[node.id]] = node.location.lon, node.location.lat
            points.node(node)
    return where


def _too_many(name: str, most: int) -> FileError:
    return FileError(
        f"道が多すぎます（上限は設定 max_rows の{most:,}本）。市のまわりだけを切り出したファイルを使うか、設定を変えてください。",
        f"Too many streets; the setting max_rows allows {most:,}. "
        "Use an extract of the city's surroundings, or change the setting.",
        file=name,
        rule="max_rows",
    )
