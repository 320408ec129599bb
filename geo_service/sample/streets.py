"""The walking streets of the sample city, as an extract of OpenStreetMap: a town grid that bends with the river.

Streets follow the valley (u) and cross it (v). The river is crossed on a few bridges, motorways and railways in a few places;
steep ground has stairs and dead ends; some main roads have no pavement, some lanes are dark, some streets are private.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pyproj
import shapely
from numpy.typing import NDArray
from osmium.osm.mutable import Node, Way
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo_service.sample import published, terrain
from geo_service.sample.names import WARDS

STEP_KM = 0.13
"""Distance between streets: blocks of about 130 m."""
MAIN = 8
"""Every so many streets are a main road."""
BRIDGES_U = (2.1, 6.4, 9.8, 12.9, 15.7, 18.6, 21.4, 24.0, 26.3, 28.2)
"""Where the river is crossed, km along it."""
STEEP = 0.16
"""Rise over run from which a street is stairs."""
ISLAND = 40
"""Corners from which on streets that hang together by themselves are joined to the others by a bridge."""
STAMP = "2026-04-01T00:00:00Z"
_TO_LONLAT = pyproj.Transformer.from_crs(terrain.SRID, 4326, always_xy=True)
Tags = dict[str, str]


@dataclass
class _Town:
    """Corners of the grid as numbered nodes (-1: no ground there), and the streets between them."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    number: NDArray[np.int64]
    ways: list[tuple[list[int], Tags]] = field(default_factory=list)


def write_streets(path: Path, ground: BaseGeometry) -> None:
    """Write the streets on ``ground`` (plane metres) as PBF. The same bytes every time."""
    town = _grid(ground)
    _streets(town)
    lon, lat = _TO_LONLAT.transform(town.x[town.number >= 0], town.y[town.number >= 0])
    header = osmium.io.Header()
    header.set("generator", "geo_service sample city (fictitious)")
    path.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(path), header=header)
    try:
        for id, (east, north) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), start=1):
            writer.add_node(Node(id=id, version=1, timestamp=STAMP, location=(round(east, 7), round(north, 7))))
        for id, (nodes, tags) in enumerate(town.ways, start=1):
            writer.add_way(Way(id=id, version=1, timestamp=STAMP, nodes=[one + 1 for one in nodes], tags=tags))
    finally:
        writer.close()


def _grid(ground: BaseGeometry) -> _Town:
    """Corners every STEP_KM, moved a little so that no block is a square, where there is dry ground."""
    rng = np.random.default_rng(77)
    u, v = np.meshgrid(np.arange(-1.2, 32.2, STEP_KM), np.arange(-1.6, 7.8, STEP_KM), indexing="ij")
    u = u + rng.normal(0, 0.014, u.shape)
    v = v + rng.normal(0, 0.014, v.shape)
    x, y = terrain.to_plane(u, v)
    dry = shapely.difference(ground, terrain.river_water().buffer(12))
    shapely.prepare(dry)
    held = shapely.contains_xy(dry, x, y)
    number = np.full(x.shape, -1, dtype=np.int64)
    number[held] = np.arange(int(held.sum()))
    return _Town(x, y, number)


def _streets(town: _Town) -> None:
    """Ways along both directions of the grid, broken where something lies across."""
    rng = np.random.default_rng(78)
    rail = shapely.union_all([shape for shape, _ in published.railway_sections()])
    motorway = shapely.union_all([shape for shape, _ in published.expressways()])
    water = terrain.river_water()
    height = terrain.elevation_m(*terrain.to_valley(town.x, town.y))
    for along in (True, False):
        # Rows of the transposed grid are the streets that follow the valley.
        number, x, y, z = (one.T if along else one for one in (town.number, town.x, town.y, height))
        ends = np.stack([np.stack([x[:, :-1], y[:, :-1]], -1), np.stack([x[:, 1:], y[:, 1:]], -1)], -2)
        pieces = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2))).reshape(x[:, 1:].shape)
        across = [shapely.intersects(one, pieces) for one in (motorway, rail, water)]
        rise = np.abs(np.diff(z, axis=1)) / shapely.length(pieces)
        for line in range(len(number)):
            main = line % MAIN == 0
            tags = _tags(main, line, rng)
            run: list[int] = []
            for i, chance in enumerate(rng.random(number.shape[1] - 1).tolist()):
                a, b = int(number[line, i]), int(number[line, i + 1])
                by_motorway, by_rail, by_water = (bool(one[line, i]) for one in across)
                open_, special = _between(by_motorway, by_rail, by_water, main, float(rise[line, i]), chance)
                if a < 0 or b < 0 or not open_ or special is not None:
                    _end(town, run, tags)
                    run = []
                    if a >= 0 and b >= 0 and open_ and special is not None:
                        town.ways.append(([a, b], {**tags, **special}))
                    continue
                run = run or [a]
                run.append(b)
            _end(town, run, tags)
    _bridges(town)
    _joined(town)


def _tags(main: bool, line: int, rng: np.random.Generator) -> Tags:
    if main:
        pavement = "no" if rng.random() < 0.15 else "both"
        return {
            "highway": "secondary",
            "name": f"{WARDS[line % len(WARDS)].name[:2]}{line // MAIN + 1}号通り",
            "sidewalk": pavement,
        }
    kind = rng.random()
    if kind < 0.05:
        return {"highway": "footway", "lit": "no"}
    if kind < 0.08:
        return {"highway": "service", "access": "private"}
    if kind < 0.14:
        return {"highway": "residential", "lit": "no"}
    return {"highway": "residential", "lit": "yes"}


def _between(motorway: bool, rail: bool, water: bool, main: bool, rise: float, chance: float) -> tuple[bool, Tags | None]:
    """Whether a street runs between two corners, and the tags it has there alone (None: those of its whole line)."""
    if water:
        return False, None
    if motorway:
        return (True, {"tunnel": "yes"}) if main or chance < 0.12 else (False, None)
    if rail:
        return (True, {"tunnel": "yes"} if main else {"lit": "yes"}) if main or chance < 0.3 else (False, None)
    if rise > STEEP:
        return (True, {"highway": "steps", "sidewalk": "no"}) if chance < 0.55 else (False, None)
    # Lanes end now and then, most of all in the hills.
    return chance > 0.05 + 0.9 * rise or main, None


def _end(town: _Town, run: list[int], tags: Tags) -> None:
    if len(run) > 1:
        town.ways.append((run, tags))


def _bridges(town: _Town) -> None:
    """Main roads over the river: from the nearest corner on one bank to the nearest on the other."""
    held = np.argwhere(town.number >= 0)
    at = np.column_stack([town.x[town.number >= 0], town.y[town.number >= 0]])
    u, v = terrain.to_valley(at[:, 0], at[:, 1])
    middle = terrain.river_v(u)
    for number, bridge in enumerate(BRIDGES_U, start=1):
        ends = []
        for side in (v > middle, v < middle):
            away = np.where(side, np.hypot(u - bridge, v - middle), np.inf)
            best = int(np.argmin(away))
            if np.isfinite(away[best]) and away[best] < 0.9:
                ends.append(int(town.number[tuple(held[best])]))
        if len(ends) == 2:
            tags = {"highway": "secondary", "bridge": "yes", "sidewalk": "both", "lit": "yes", "name": f"みほん第{number}大橋"}
            town.ways.append((ends, tags))


def _joined(town: _Town) -> None:
    """A bridge from each large part of the streets that hangs together by itself (the made islands of the port) to the rest."""
    n = int(town.number.max()) + 1
    pairs = np.array([pair for nodes, _ in town.ways for pair in pairwise(nodes)], dtype=np.int64)
    joined = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, part = connected_components(joined, directed=False)
    at = np.column_stack([town.x[town.number >= 0], town.y[town.number >= 0]])
    size = np.bincount(part)
    largest = int(np.argmax(size))
    mainland = np.flatnonzero(part == largest)
    tree = cKDTree(at[mainland])
    for other in np.flatnonzero(size >= ISLAND).tolist():
        mine = np.flatnonzero(part == other)
        if other == largest:
            continue
        away, nearest = (np.asarray(one) for one in tree.query(at[mine]))
        best = int(np.argmin(away))
        ends = [int(mine[best]), int(mainland[nearest[best]])]
        town.ways.append((ends, {"highway": "secondary", "bridge": "yes", "sidewalk": "both", "name": "みほん港橋"}))


def street_lines(path: Path) -> Iterator[tuple[list[int], Tags]]:
    """The ways of a file that :func:`write_streets` wrote: their nodes and tags, for tests of the sample."""
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY):
        if isinstance(way, osmium.osm.Way):
            yield [one.ref for one in way.nodes], dict(way.tags)
