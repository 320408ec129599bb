"""Hazard zones of the sample city: floods that follow the river, slopes in the hills, storm surge and tsunami at the port."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import contourpy
import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.sample import terrain

Floats = NDArray[np.float64]
Depth = Callable[[Floats, Floats], Floats]

RIVER, BROOK, BAY, SLOPES = "みほん川", "矢戸川", "みほん湾", "みほん県土砂災害警戒区域"
_BROOK = LineString([(8.2, 5.0), (9.3, 4.1), (10.2, 3.9), (11.1, 2.9), (12.3, 2.8), (13.4, 2.0), (14.6, 1.9), (15.7, 0.6)])
FLOOD_BANDS = ((0.0, 0.5), (0.5, 3.0), (3.0, 5.0), (5.0, 10.0))
TSUNAMI_BANDS = ((0.01, 0.3), (0.3, 1.0), (1.0, 2.0), (2.0, 3.0))
LANDSLIDES = 430


def brook_line() -> LineString:
    """The brook, (u, v) km."""
    return _BROOK


@dataclass(frozen=True)
class Zone:
    """One feature of a hazard file. ``shape`` in plane metres; depths in metres, None where the kind has none."""

    hazard: str
    source: str
    scale: str
    state: str
    shape: BaseGeometry
    depth: tuple[float, float] | None = None
    rank: int | None = None
    kind: str = ""


def flood_depth(u: Floats, v: Floats, largest: bool) -> Floats:
    """Depth of water when the river breaks its dykes, m; negative where it stays dry."""
    away = np.abs(v - terrain.river_v(u))
    rise = np.interp(u, [0, 6, 14, 20, 27, 30], [5.1, 4.5, 3.6, 2.7, 1.9, 1.2] if largest else [2.0, 1.6, 1.2, 0.7, 0.4, 0.0])
    level = np.interp(u, [0, 8, 15, 21, 26, 30], [32, 18, 9.5, 4.5, 2.0, 1.6]) + rise
    fade = (0.85 if largest else 1.05) * np.clip(away - 0.4, 0, None)
    # Reclaimed islands lie beyond the river's reach.
    return np.asarray(level - fade - terrain.elevation_m(u, v) - np.where(u > 29.65, 9, 0), dtype=np.float64)


def brook_depth(u: Floats, v: Floats) -> Floats:
    """Depth when the brook in the hills overflows, m."""
    away = shapely.distance(shapely.points(u, v), _BROOK)
    return np.asarray(1.5 - 5.2 * away + 0.35 * np.sin(5 * u) * np.cos(4 * v), dtype=np.float64)


def surge_depth(u: Floats, v: Floats) -> Floats:
    """Depth of a storm surge, m: it comes from the bay and loses height inland."""
    return np.asarray(4.2 - 0.24 * np.clip(29.4 - u, 0, None) - terrain.elevation_m(u, v), dtype=np.float64)


def tsunami_depth(u: Floats, v: Floats) -> Floats:
    """Depth of a tsunami, m: lower than the surge and sooner spent, but it follows the river up."""
    away = np.abs(v - terrain.river_v(u))
    inland = np.clip(29.4 - u, 0, None)
    up_river = 0.5 * np.exp(-((away / 0.45) ** 2))
    return np.asarray(3.35 + up_river - 0.55 * inland - terrain.elevation_m(u, v), dtype=np.float64)


U, V = np.meshgrid(np.arange(-1.6, 32.41, 0.06), np.arange(-1.8, 8.01, 0.06))


def between(depth: Floats, low: float, high: float, ground: BaseGeometry) -> BaseGeometry:
    """Ground where ``depth`` on the grid lies in [low, high), without specks and pinholes."""
    pieces = []
    for points, offsets in zip(*contourpy.contour_generator(U, V, depth, fill_type="OuterOffset").filled(low, high), strict=True):
        rings = [np.column_stack(terrain.to_plane(points[a:b, 0], points[a:b, 1])) for a, b in pairwise(offsets)]
        outer = Polygon(rings[0])
        if outer.area > 4000:
            pieces.append(Polygon(rings[0], [ring for ring in rings[1:] if Polygon(ring).area > 4000]))
    whole = shapely.make_valid(shapely.union_all(pieces)) if pieces else MultiPolygon()
    cut = [part for part in shapely.get_parts(whole.intersection(ground)) if isinstance(part, Polygon) and part.area > 500]
    return MultiPolygon(cut)


def _banded(
    hazard: str, source: str, scale: str, depth: Floats, bands: tuple[tuple[float, float], ...], ground: BaseGeometry
) -> list[Zone]:
    zones = []
    for rank, (low, high) in enumerate(bands, start=1):
        top = 1e6 if rank == len(bands) else high
        shape = between(depth, max(low, 0.01), top, ground)
        if not shape.is_empty:
            zones.append(Zone(hazard, source, scale, "区域内", shape, (low, high), rank))
    return zones


def _assessed(hazard: str, source: str, scale: str, inside: Floats, ground: BaseGeometry) -> Zone:
    return Zone(hazard, source, scale, "想定対象範囲", between(inside, 0, 1e6, ground))


def floods(ground: BaseGeometry) -> list[Zone]:
    """The river at two scales and a brook at one, each with the ground that was assessed for it."""
    away = np.abs(V - terrain.river_v(U))
    basin = np.minimum(terrain.plain_width_km(U) + 0.9 - away, 29.7 - U)
    brook = 1.1 - shapely.distance(shapely.points(U, V), _BROOK)
    zones = []
    for scale, largest in (("計画規模", False), ("想定最大規模", True)):
        zones += _banded("洪水", RIVER, scale, flood_depth(U, V, largest), FLOOD_BANDS, ground)
        zones.append(_assessed("洪水", RIVER, scale, basin, ground))
    zones += _banded("洪水", BROOK, "想定最大規模", brook_depth(U, V), FLOOD_BANDS, ground)
    zones.append(_assessed("洪水", BROOK, "想定最大規模", np.asarray(brook), ground))
    return zones


def coast(ground: BaseGeometry) -> list[Zone]:
    """Storm surge and tsunami of the bay, and the ground that was assessed for each."""
    surge = np.where(U > 19, surge_depth(U, V), -1)
    wave = np.where(U > 22, tsunami_depth(U, V), -1)
    return [
        *_banded("高潮", BAY, "想定最大規模", surge, FLOOD_BANDS, ground),
        _assessed("高潮", BAY, "想定最大規模", U - 18.0, ground),
        *_banded("津波", BAY, "想定最大規模", wave, TSUNAMI_BANDS, ground),
        _assessed("津波", BAY, "想定最大規模", U - 21.0, ground),
    ]


def _blob(centre: tuple[float, float], along: float, across: float, turn: float, rng: np.random.Generator) -> Polygon:
    """A rounded patch of ``along`` × ``across`` metres half-axes, turned by ``turn`` radians from east."""
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    radius = 1 + 0.16 * np.sin(2 * angle + rng.uniform(0, 6)) + 0.1 * np.sin(3 * angle + rng.uniform(0, 6))
    x, y = along * radius * np.cos(angle), across * radius * np.sin(angle)
    return Polygon(
        np.column_stack([centre[0] + x * np.cos(turn) - y * np.sin(turn), centre[1] + x * np.sin(turn) + y * np.cos(turn)])
    )


def landslides(ground: BaseGeometry) -> list[Zone]:
    """警戒区域 on steep ground, most with a 特別警戒区域 inside; all of the hills were assessed."""
    rng = np.random.default_rng(33)
    u, v = rng.uniform(-1, 21, 30_000), rng.uniform(-0.5, 7, 30_000)
    x, y = terrain.to_plane(u, v)
    shapely.prepare(ground)
    inside = shapely.contains_xy(ground, x, y)
    u, v, x, y = u[inside], v[inside], x[inside], y[inside]
    along, across = terrain.slope(u, v)
    steep = np.hypot(along, across)
    order = np.argsort(-(steep * rng.uniform(0.75, 1, len(steep))))
    zones: list[Zone] = []
    taken = np.empty((0, 2))
    for i in order:
        if len(taken) == LANDSLIDES:
            break
        if len(taken) and np.min(np.hypot(*(taken - (x[i], y[i])).T)) < 150:
            continue
        taken = np.vstack([taken, (x[i], y[i])])
        foot_u, foot_v = float(u[i] - 0.02 * along[i] / steep[i]), float(v[i] - 0.02 * across[i] / steep[i])
        foot = terrain.to_plane(np.array([foot_u]), np.array([foot_v]))
        downhill = float(np.arctan2(foot[1][0] - y[i], foot[0][0] - x[i]))
        debris = rng.random() < 0.14
        size = (float(rng.uniform(110, 230)), float(rng.uniform(26, 48))) if debris else (
            float(rng.uniform(45, 150)), float(rng.uniform(18, 42)))  # fmt: skip
        turn = downhill if debris else downhill + np.pi / 2
        kind = "土石流" if debris else "急傾斜地の崩壊"
        patch = _blob((float(foot[0][0]), float(foot[1][0])), *size, turn, rng).intersection(ground)
        zones.append(Zone("土砂災害", SLOPES, "", "区域内", patch, rank=1, kind=f"{kind}（警戒区域）"))
        if rng.random() < 0.8:
            inner = shapely.affinity.scale(patch, 0.72, 0.55)
            zones.append(Zone("土砂災害", SLOPES, "", "区域内", inner, rank=2, kind=f"{kind}（特別警戒区域）"))
    zones.append(_assessed("土砂災害", SLOPES, "", 21.5 - U, ground))
    return zones
