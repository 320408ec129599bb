"""The ground the sample city stands on: a river with meanders, hills, a plain, a coast with reclaimed land.

Everything is a formula over the city's own axes: ``u`` kilometres downstream along the valley, ``v`` kilometres to the
right of it (towards the hills). No file, no clock, no random state: the same ground every time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon

Floats = NDArray[np.float64]

SRID = 6677
"""JGD2011 plane rectangular zone IX. Plane coordinates are (east, north) in metres."""
_ORIGIN = (-34_300.0, -39_000.0)
_DOWNSTREAM = (0.8146, -0.5800)
_RIGHT = (-0.5800, -0.8146)
"""Unit vectors of u and v in (east, north): the valley runs to the south-east."""

SOURCE_U, MOUTH_U = -0.2, 29.6
"""Where the river enters the city's ground and where it reaches the sea, km."""


def to_plane(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Kilometres along and across the valley to plane metres (east, north)."""
    east = _ORIGIN[0] + 1000 * (u * _DOWNSTREAM[0] + v * _RIGHT[0])
    north = _ORIGIN[1] + 1000 * (u * _DOWNSTREAM[1] + v * _RIGHT[1])
    return east, north


def to_valley(east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Plane metres to kilometres along and across the valley, the inverse of :func:`to_plane`."""
    x, y = (east - _ORIGIN[0]) / 1000, (north - _ORIGIN[1]) / 1000
    det = _DOWNSTREAM[0] * _RIGHT[1] - _RIGHT[0] * _DOWNSTREAM[1]
    return (x * _RIGHT[1] - y * _RIGHT[0]) / det, (y * _DOWNSTREAM[0] - x * _DOWNSTREAM[1]) / det


@dataclass(frozen=True)
class Waves:
    """Smooth noise of mean 0 and spread of about 1: a fixed sum of waves of all directions, halving by octaves.

    ``longest``: the longest wave in km. Evaluated anywhere, so that grids and single points agree.
    """

    seed: int
    longest: float
    octaves: int = 4
    waves: int = 10

    def __call__(self, u: Floats, v: Floats) -> Floats:
        rng = np.random.default_rng(self.seed)
        total = np.zeros(np.broadcast(u, v).shape)
        size = 0.0
        for octave in range(self.octaves):
            angle = rng.uniform(0, 2 * np.pi, self.waves)
            length = self.longest / 2**octave * rng.uniform(0.7, 1.3, self.waves)
            phase = rng.uniform(0, 2 * np.pi, self.waves)
            for a, wave, start in zip(angle, length, phase, strict=True):
                total += 0.55**octave * np.sin(2 * np.pi * (np.cos(a) * u + np.sin(a) * v) / wave + start)
            size += 0.55 ** (2 * octave) * self.waves / 2
        return np.asarray(total / np.sqrt(size), dtype=np.float64)


_EDGE = Waves(seed=11, longest=5.0)
_RELIEF = Waves(seed=12, longest=3.4)
_VALLEYS = Waves(seed=13, longest=2.6, octaves=3)
_MICRO = Waves(seed=14, longest=1.6, octaves=3)


def river_v(u: Floats) -> Floats:
    """Where the river's centre runs, v in km: wide meanders upstream, straightened by dykes towards the mouth."""
    tamed = np.clip((u - 19) / 9, 0, 1)
    swing = 0.42 * np.sin(2 * np.pi * u / 7.1 + 0.6) + 0.26 * np.sin(2 * np.pi * u / 3.3 + 2.0)
    swing = swing + 0.09 * np.sin(2 * np.pi * u / 1.45)
    return np.asarray(swing * (1 - 0.72 * tamed) - 0.25 * tamed, dtype=np.float64)


def river_width_km(u: Floats) -> Floats:
    """Width between the banks, km: 110 m where it enters, 420 m at the mouth."""
    return np.asarray(0.11 + 0.31 * np.clip(u / MOUTH_U, 0, 1) ** 1.6, dtype=np.float64)


def inner_edge_v(u: Floats) -> Floats:
    """Where the city ends away from the river, v in km."""
    at = [-1.0, 2.0, 5.0, 8.5, 12.0, 15.0, 18.0, 20.5, 23.0, 26.0, 30.0]
    width = [4.6, 5.5, 5.4, 6.2, 5.4, 4.4, 3.5, 3.1, 3.6, 4.7, 5.3]
    return np.asarray(np.interp(u, at, width) + 0.30 * _EDGE(u, np.zeros_like(u)), dtype=np.float64)


def plain_width_km(u: Floats) -> Floats:
    """How far from the river the flat ground reaches before the hills begin, km. Everything is flat downstream."""
    return np.asarray(np.interp(u, [0, 6, 12, 17, 21, 30], [0.9, 1.3, 1.9, 3.0, 6.0, 9.0]), dtype=np.float64)


def elevation_m(u: Floats, v: Floats) -> Floats:
    """Height above the sea, m. The plain falls from 32 m to 1.5 m along the valley; hills rise to some 120 m."""
    away = np.abs(v - river_v(u))
    base = np.interp(u, [0, 8, 15, 21, 26, 30], [32, 18, 9.5, 4.5, 2.0, 1.6])
    # Natural levees by the river, lower ground behind them.
    plain = base + 1.1 * np.exp(-(((away - 0.35) / 0.25) ** 2)) - 0.5 * np.clip(away - 0.5, 0, 2) + 0.55 * _MICRO(u, v)
    foot = plain_width_km(u) + 0.35 * _RELIEF(u, v)
    rise = np.clip((away - foot) / 1.3, 0, 1)
    rise = rise * rise * (3 - 2 * rise)
    high = np.interp(u, [0, 5, 10, 15, 19, 22], [78, 66, 52, 38, 24, 0])
    ridge = high * (0.72 + 0.28 * _RELIEF(u, v)) - 14 * np.clip(_VALLEYS(u, v), 0, 2)
    filled = np.clip((u - 29.5) / 0.15, 0, 1) * 2.6  # reclaimed land stands higher than the old shore
    return np.asarray(plain + rise * np.clip(ridge, 0, 140) + filled, dtype=np.float64)


def slope(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Uphill direction along u and v, metres of height per metre, from differences over 40 m."""
    h = 0.02
    along = (elevation_m(u + h, v) - elevation_m(u - h, v)) / (2000 * h)
    across = (elevation_m(u, v + h) - elevation_m(u, v - h)) / (2000 * h)
    return np.asarray(along), np.asarray(across)


def hilliness(u: Floats, v: Floats) -> Floats:
    """0 on the plain, 1 on high ground."""
    above = elevation_m(u, v) - np.interp(u, [0, 8, 15, 21], [32, 18, 9.5, 4.5])
    return np.asarray(np.clip(above / 45, 0, 1), dtype=np.float64)


_SHORE = [
    (29.55, -0.35), (29.4, 0.35), (29.4, 0.75), (28.75, 0.75), (28.75, 1.0), (29.6, 1.0), (29.6, 1.85), (29.0, 1.85),
    (29.0, 2.1), (29.45, 2.1), (29.45, 2.95), (28.6, 2.95), (28.6, 3.2), (29.2, 3.2), (29.2, 4.15), (28.5, 4.15),
    (28.5, 4.4), (28.9, 4.4), (28.9, 5.15), (28.45, 5.3), (28.5, 5.75), (27.9, 5.8), (27.85, 6.6), (28.3, 7.2), (28.0, 9.4),
]  # fmt: skip
"""The coast as docks and slips cut it, (u, v) km, from the river's mouth inland along the bay."""
_ISLANDS = (
    [(29.75, 0.15), (31.1, 0.02), (31.15, 1.0), (30.6, 1.02), (30.6, 1.35), (29.85, 1.35)],
    [(29.8, 1.65), (31.7, 1.6), (31.72, 2.75), (29.75, 2.8)],
    [(29.7, 3.05), (31.3, 3.0), (31.3, 3.5), (30.9, 3.5), (30.9, 3.75), (31.25, 3.75), (31.2, 4.6), (29.55, 4.65)],
)
"""Reclaimed islands beyond the canals, (u, v) km."""


def polygon(points: list[tuple[float, float]] | Floats) -> Polygon:
    """A polygon in plane metres from (u, v) pairs in km."""
    at = np.asarray(points, dtype=np.float64)
    return Polygon(np.column_stack(to_plane(at[:, 0], at[:, 1])))


def river_line() -> LineString:
    """The river's centre line from the hills to the sea, plane metres."""
    u = np.arange(-7.0, MOUTH_U + 0.01, 0.08)
    return LineString(np.column_stack(to_plane(u, river_v(u))))


def river_water(to_u: float = MOUTH_U) -> Polygon:
    """The ground between the river's banks, plane metres."""
    u = np.arange(-7.0, to_u + 0.01, 0.1)
    centre, half = river_v(u), river_width_km(u) / 2
    return polygon(np.vstack([np.column_stack([u, centre - half]), np.column_stack([u, centre + half])[::-1]]))


def land_region() -> Polygon:
    """All the land of the map, the city's and its neighbours': everything inland of the coast, islands left out."""
    far = [(28.4, -0.8), (29.2, -2.2), (28.8, -4.0), (29.5, -6.0), (-6.0, -6.0), (-6.0, 12.0), (27.6, 12.0)]
    return polygon([*_SHORE, *far[::-1]])


def islands() -> list[Polygon]:
    """The reclaimed islands, plane metres."""
    return [polygon(one) for one in _ISLANDS]


def city_ground() -> MultiPolygon:
    """The city: the right half of the valley between river, hills and coast, and the islands. Plane metres."""
    down = np.arange(SOURCE_U, MOUTH_U + 2.5, 0.08)
    river = np.column_stack([down, river_v(down)])
    along = np.arange(-0.45, 32.0, 0.12)
    inner = np.column_stack([along, inner_edge_v(along)])[::-1]
    share = np.linspace(0, 1, 36)[1:-1]
    top = inner[-1, 1] + share * (river[0, 1] - inner[-1, 1])
    wander = (0.75 - 0.2 * _EDGE(top * 0 + 40.0, top)) * np.sin(np.pi * share)
    bulge = inner[-1, 0] + share * (river[0, 0] - inner[-1, 0]) - wander
    mainland = polygon(np.vstack([river, inner, np.column_stack([bulge, top])])).intersection(land_region())
    biggest = max(shapely.get_parts(mainland), key=lambda part: part.area)
    return MultiPolygon([biggest, *islands()])
