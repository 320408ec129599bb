"""What a sheet shows around an area, in units of its drawing: streets, the ground of a hazard, places, borders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.city import City, Places
from geo_service.coverage.network import (
    BRIDGE,
    CUSTOMERS,
    INDOOR,
    MAIN_ROAD,
    PATH,
    SERVICE_ROAD,
    STEPS,
    THROUGH_ROAD,
    TUNNEL,
    WATER_CROSSING,
    Network,
)
from geo_service.coverage.plane import shapes_to_lonlat, to_plane
from geo_service.coverage.site_class import usual_key
from maps.paper.ground import Paper

KINDS = ((STEPS, "steps"), (TUNNEL, "tunnel"), (BRIDGE, "bridge"), (PATH, "path"))
"""Flag → how a line is drawn, the one that matters most to a walker first."""
RANKS = {MAIN_ROAD: "main", THROUGH_ROAD: "through", SERVICE_ROAD: "service"}
"""Rank → how a line is drawn that is nothing else; others are streets."""
NOT_DRAWN = CUSTOMERS | INDOOR | WATER_CROSSING
Shape = Any
"""A shapely geometry."""
Window = tuple[float, float, float, float]


@dataclass(frozen=True)
class Streets:
    """Kind ("main", "through", "street", "service", "path", "steps", "bridge", "main_bridge", "tunnel") → its lines; names with
    the longest line of each; which names are those of main roads and of roads that lead on."""

    lines: dict[str, Shape]
    named: list[tuple[str, Shape]]
    great: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Spot:
    """A place on the sheet, in units. ``marks``: hazard → 1 designated, 0 not, -1 not stated."""

    layer: str
    name: str
    x: float
    y: float
    marks: dict[str, int]


def window(city: City, paper: Paper) -> Window:
    """What the sheet shows in plane metres (west, south, east, north), a little more for the turn of the plane zone."""
    x, y = to_plane(city.srid, [paper.lon], [paper.lat])
    east, north = (1.06 * side * paper.scale / 2000 + 60 for side in (paper.width, paper.height))
    return float(x[0]) - east, float(y[0]) - north, float(x[0]) + east, float(y[0]) + north


def streets_in(city: City, paper: Paper) -> Streets | None:
    """The streets on the sheet, cut at its edge; None where the city has none."""
    net = city.network
    if net is None:
        return None
    west, south, east, north = window(city, paper)
    inside: NDArray[np.bool_] = net.flags & NOT_DRAWN == 0
    if len(net):
        starts = net.coord_offsets[:-1]
        low, high = np.minimum.reduceat(net.coords, starts), np.maximum.reduceat(net.coords, starts)
        inside &= (high[:, 0] >= west) & (low[:, 0] <= east) & (high[:, 1] >= south) & (low[:, 1] <= north)
    by_kind: dict[str, list[Shape]] = {}
    by_name: dict[str, Shape] = {}
    great = set()
    for at in np.flatnonzero(inside).tolist():
        line = shapely.LineString(net.coords[net.coord_offsets[at] : net.coord_offsets[at + 1]])
        kind = _kind(net, at)
        by_kind.setdefault(kind, []).append(line)
        name = net.names[net.name[at]] if net.name[at] >= 0 else ""
        if kind in ("main", "through"):
            great.add(name)
        if name and (name not in by_name or by_name[name].length < line.length):
            by_name[name] = line

    def on_sheet(shape: Shape) -> Shape:
        return shapely.intersection(paper.laid(shapes_to_lonlat(city.srid, shape)), paper.frame)

    lines = {kind: on_sheet(shapely.line_merge(shapely.union_all(some))) for kind, some in by_kind.items()}
    named = [(name, on_sheet(line)) for name, line in by_name.items()]
    drawn = {kind: one for kind, one in lines.items() if not one.is_empty}
    return Streets(drawn, [one for one in named if not one[1].is_empty], frozenset(great))


def _kind(net: Network, at: int) -> str:
    """How an edge is drawn. Where ranks are not kept, every road is a street."""
    rank = RANKS.get(int(net.rank[at]), "street") if len(net.rank) else "street"
    kind = next((kind for flag, kind in KINDS if int(net.flags[at]) & flag), rank)
    return "main_bridge" if kind == "bridge" and rank in ("main", "through") else kind


def bands_in(city: City, hazard: str, paper: Paper) -> list[tuple[float, float, Shape]]:
    """The hazard's ground by band of depth (from, to; -1, -1 not known), of the largest scale and all its sources together,
    shallow ones first. Empty where no zones of it are loaded, or none are on the sheet."""
    key = usual_key(city, hazard) if hazard else ""
    found: dict[tuple[float, float], list[Shape]] = {}
    box = shapely.box(*window(city, paper))
    for ground in (one for one in city.zone_grounds if key and one.key == key):
        for at in range(len(ground)):
            cut = shapely.intersection(shapely.make_valid(shapely.from_wkb(ground.shapes[at])), box)
            if not cut.is_empty:
                cut = shapes_to_lonlat(city.srid, cut)
                found.setdefault(_band(ground.depth_from_m[at], ground.depth_to_m[at]), []).append(cut)
    for zone in (one for one in city.zones if not key and one.hazard == hazard):
        for at, wkb in enumerate(zone.shapes):
            key_of = _band(zone.depth_from_m[at], zone.depth_to_m[at])
            found.setdefault(key_of, []).append(shapely.make_valid(shapely.from_wkb(wkb)))
    laid = [(*band, paper.laid(shapely.union_all(shapes))) for band, shapes in sorted(found.items())]
    return [one for one in laid if not one[2].is_empty]


def _band(low: float, high: float) -> tuple[float, float]:
    if np.isnan(low) and np.isnan(high):
        return -1.0, -1.0
    return (0.0 if np.isnan(low) else float(low)), (float("inf") if np.isnan(high) else float(high))


def spots_in(places: Places, paper: Paper) -> tuple[list[Spot], int]:
    """The layer's places on the sheet, and how many there are left out as only about where they are is known."""
    found, about = [], 0
    for at in np.flatnonzero(np.isfinite(places.lon) & np.isfinite(places.lat) & places.used).tolist():
        point = paper.laid(shapely.Point(places.lon[at], places.lat[at]))
        if point.is_empty:
            continue
        if places.accuracy[at] != "point":
            about += 1
            continue
        marks = {hazard: int(one[at]) for hazard, one in places.marks.items()}
        found.append(Spot(places.layer, places.name[at], point.x, point.y, marks))
    return found, about


def units_in(city: City, unit_set: str, paper: Paper) -> Iterator[tuple[str, str, str, Shape]]:
    """Code, Japanese and English name and shape of each area of a division on the sheet."""
    units = city.unit_sets.get(unit_set)
    for at in range(0 if units is None else len(units)):
        assert units is not None
        shape = paper.laid(shapely.from_wkb(units.shapes[at]))
        if not shape.is_empty:
            yield units.code[at], units.name_ja[at], units.name_en[at], shape
