"""Wards, 町丁, association areas and neighbouring municipalities: who belongs where, with borders that fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.sample import terrain
from geo_service.sample.names import NEIGHBOURS, WARDS, Neighbour, Ward
from geo_service.sample.tessellation import scatter, tessellate
from layers.text import kanji_numeral

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Town:
    """One 町丁. ``block`` is the number of its 丁目, 0 when it has none; ``x``/``y`` a point inside, plane metres."""

    code: str
    name: str
    base: str
    block: int
    ward: Ward
    shape: Polygon
    x: float
    y: float
    u: float
    v: float


@dataclass(frozen=True)
class Districts:
    """The city's divisions, plane metres. ``wards`` are unions of ``towns``: they fit to the last vertex."""

    towns: tuple[Town, ...]
    wards: tuple[tuple[Ward, BaseGeometry], ...]
    neighbours: tuple[tuple[Neighbour, BaseGeometry], ...]

    @property
    def city(self) -> BaseGeometry:
        """All wards as one ground."""
        return shapely.coverage_union_all([shape for _, shape in self.wards])


STATION_SPACING_KM = 1.3
_LINES = (
    [(-0.2, 2.0), (3.0, 1.3), (7.0, 1.15), (11.0, 1.3), (15.0, 1.15), (19.0, 1.1), (23.0, 1.2), (27.4, 1.7)],
    [(17.2, 0.2), (16.8, 1.1), (15.6, 2.6), (13.6, 3.2), (10.8, 4.2), (7.6, 4.3), (4.2, 3.7), (1.2, 3.4)],
    [(21.0, -0.1), (21.2, 1.15), (21.6, 2.9), (22.0, 4.2)],
    [(24.0, 1.25), (25.2, 2.6), (26.0, 4.6)],
)
"""Railways, (u, v) km. People live around their stations."""


def line_tracks() -> list[shapely.LineString]:
    """The railways, (u, v) km."""
    return [shapely.LineString(line) for line in _LINES]


def stations() -> Floats:
    """Stations along the railways, shape (n, 2), (u, v) km."""
    found = []
    for line in _LINES:
        track = shapely.LineString(line)
        count = int(track.length / STATION_SPACING_KM)
        found += [track.interpolate(track.length * (i + 0.5) / count) for i in range(count)]
    return np.array([[point.x, point.y] for point in found])


def station_pull(u: Floats, v: Floats) -> Floats:
    """How much a place is drawn to its nearest station, 1 beside it, shape as ``u``."""
    at = stations()
    away = np.hypot(u[..., None] - at[:, 0], v[..., None] - at[:, 1]).min(axis=-1)
    return np.asarray(np.exp(-((away / 0.75) ** 1.5)), dtype=np.float64)


def industry(u: Floats) -> Floats:
    """Share of a place that is port and works, where nobody lives: 0 inland of the canal belt, 1 on the islands."""
    return np.asarray(np.clip((u - 26.9) / 1.3, 0, 1), dtype=np.float64)


def _town_spacing_m(x: Floats, y: Floats) -> Floats:
    u, v = terrain.to_valley(x, y)
    hills = np.clip(terrain.elevation_m(u, v) / 90, 0, 1)
    return np.asarray(446 - 151 * station_pull(u, v) + 66 * hills + 430 * industry(u), dtype=np.float64)


def _ward_of(u: float, v: float) -> Ward:
    """The ward whose seed is nearest, with distances along the valley counting a little more than across."""
    reach = [(min(np.hypot(1.1 * (u - a), v - b) for a, b in ward.seeds), ward) for ward in WARDS]
    return min(reach, key=lambda pair: pair[0])[1]


def _named(ward: Ward, places: Floats, rng: np.random.Generator) -> list[tuple[str, int]]:
    """A base name and 丁目 number per town: neighbours share a name, numbers run on from one end."""
    count = min(len(ward.town_names), len(places))
    heads = [int(rng.integers(len(places)))]
    while len(heads) < count:
        away = np.min([np.hypot(*(places - places[head]).T) for head in heads], axis=0) * rng.uniform(0.6, 1, len(places))
        away[heads] = -1
        heads.append(int(np.argmax(away)))
    group = np.argmin([np.hypot(*(places - places[head]).T) for head in heads], axis=0)
    named: list[tuple[str, int]] = [("", 0)] * len(places)
    for index in range(count):
        members = np.flatnonzero(group == index)
        turn = rng.uniform(0, 2 * np.pi)
        order = members[np.argsort(places[members] @ np.array([np.cos(turn), np.sin(turn)]))]
        for number, town in enumerate(order, start=1):
            named[int(town)] = (ward.town_names[index], number if len(order) > 1 else 0)
    return named


def _towns(rng: np.random.Generator) -> list[Town]:
    ground = terrain.city_ground()
    mainland, *islands = shapely.get_parts(ground)
    seeds = np.vstack([scatter(part, _town_spacing_m, rng) for part in (mainland, *islands)])
    polygons, _ = tessellate(ground, seeds, rng)
    points = np.array([(point.x, point.y) for point in (shape.representative_point() for shape in polygons)])
    u, v = terrain.to_valley(points[:, 0], points[:, 1])
    middles = np.array([(shape.centroid.x, shape.centroid.y) for shape in polygons])
    ward_of = [_ward_of(*pair) for pair in zip(*terrain.to_valley(middles[:, 0], middles[:, 1]), strict=True)]
    towns = []
    for ward in WARDS:
        members = [i for i, one in enumerate(ward_of) if one is ward]
        named = _named(ward, np.column_stack([u, v])[members], rng)
        first = {base: n for n, base in enumerate(dict.fromkeys(base for base, _ in named), start=1)}
        for i, (base, block) in zip(members, named, strict=True):
            towns.append(
                Town(
                    code=f"{ward.code}{first[base]:03d}0{block:02d}",
                    name=f"{base}{kanji_numeral(block)}丁目" if block else base,
                    base=base,
                    block=block,
                    ward=ward,
                    shape=polygons[i],
                    x=float(points[i, 0]),
                    y=float(points[i, 1]),
                    u=float(u[i]),
                    v=float(v[i]),
                )
            )
    return sorted(towns, key=lambda town: town.code)


def _neighbours(city: BaseGeometry, rng: np.random.Generator) -> list[tuple[Neighbour, BaseGeometry]]:
    """Municipalities around the city: what of the land is not the city's, to some 5 km from it, divided among them."""
    mainland = max(shapely.get_parts(city), key=lambda part: part.area)
    rim = mainland.buffer(5200, quad_segs=3).simplify(700).intersection(terrain.land_region())
    around = max(shapely.get_parts(rim.difference(mainland)), key=lambda part: part.area)
    seeds = np.array([one.seed for one in NEIGHBOURS])
    plane = np.column_stack(terrain.to_plane(seeds[:, 0], seeds[:, 1]))
    return [(NEIGHBOURS[owner], shape) for shape, owner in zip(*_parted(around, plane, rng), strict=True)]


def _parted(ground: BaseGeometry, seeds: Floats, rng: np.random.Generator) -> tuple[list[Polygon], list[int]]:
    parts = [part for part in shapely.get_parts(ground) if isinstance(part, Polygon)]
    shapes, owners = tessellate(MultiPolygon(parts), seeds, rng, roughness=0.2, step_m=400)
    return shapes, [int(owner) for owner in owners]


def _with_nodes(shape: Polygon, nodes: MultiPoint) -> Polygon:
    """The shape with those of ``nodes`` that lie on its border made corners of it, so that neighbours share them."""
    if shape.distance(nodes) >= 1e-4:
        return shape
    snapped = shapely.snap(shape, nodes, 1e-4)
    if not isinstance(snapped, Polygon):
        raise ValueError("a shared corner tears its area apart")
    return snapped


def make_districts() -> Districts:
    """The divisions of the sample city, the same every time."""
    rng = np.random.default_rng(99130)
    towns = _towns(rng)
    city = shapely.coverage_union_all([town.shape for town in towns])
    neighbours = _neighbours(city, rng)
    # Where two neighbours meet on the city's border there is a corner of theirs that the city's own line must have too.
    own = {tuple(point) for point in shapely.get_coordinates(city)}
    corners = {tuple(point) for _, shape in neighbours for point in shapely.get_coordinates(shape)} - own
    nodes = MultiPoint([point for point in sorted(corners) if city.boundary.distance(Point(point)) < 1e-6])
    towns = [replace(town, shape=_with_nodes(town.shape, nodes)) for town in towns]
    wards = [(ward, shapely.coverage_union_all([town.shape for town in towns if town.ward is ward])) for ward in WARDS]
    return Districts(tuple(towns), tuple(wards), tuple(neighbours))
