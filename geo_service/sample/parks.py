"""About 1,100 parks by kind, with the sizes such parks have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo_service.sample import terrain
from geo_service.sample.districts import Districts, industry, station_pull
from geo_service.sample.lots import Lot, Lots, blob
from geo_service.sample.people import People

Floats = NDArray[np.float64]

KINDS: tuple[tuple[str, int, float, float, float], ...] = (
    ("広域公園", 1, 520_000, 520_000, 1.6),
    ("総合公園", 4, 120_000, 310_000, 1.5),
    ("運動公園", 1, 170_000, 170_000, 1.4),
    ("特殊公園", 8, 18_000, 160_000, 1.5),
    ("地区公園", 7, 38_000, 66_000, 1.3),
    ("都市林", 5, 22_000, 80_000, 1.8),
    ("近隣公園", 34, 11_000, 30_000, 1.3),
    ("緩衝緑地", 10, 3_000, 14_000, 4.0),
    ("緑道", 12, 1_800, 9_000, 9.0),
    ("都市緑地", 104, 450, 12_000, 1.8),
    ("広場公園", 6, 700, 3_200, 1.2),
    ("街区公園", 902, 160, 4_600, 1.2),
)
"""Kind, how many, smallest and largest area in m², and how stretched; largest kinds find their ground first."""
_BLOCK_WORDS = (
    "",
    "第二",
    "第三",
    "ひだまり",
    "わかば",
    "なかよし",
    "けやき",
    "どんぐり",
    "さくら",
    "こばと",
    "つくし",
    "あおぞら",
)
_GREEN_WORDS = ("", "東", "西", "南", "北", "ふれあいの森", "斜面", "ほたるの里", "第二", "第三")


@dataclass(frozen=True)
class Park:
    """One park. ``shape`` in plane metres; ``area_m2`` as the register says, rounded to whole metres."""

    name: str
    kind: str
    lot: Lot
    shape: BaseGeometry
    area_m2: int
    opened_year: int | None


def _weights(districts: Districts, people: tuple[People, ...], kind: str) -> Floats:
    towns = districts.towns
    u, v = np.array([town.u for town in towns]), np.array([town.v for town in towns])
    area = np.array([town.shape.area for town in towns]) / 1e6
    residents = np.array([one.residents for one in people], dtype=float)
    hills = terrain.hilliness(u, v)
    weight = (residents + 60) ** 0.75 * (1 - industry(u) * 0.8)
    if kind in {"都市林", "特殊公園", "広域公園"}:
        weight = area * (0.05 + hills) * (1 - industry(u))
    elif kind == "都市緑地":
        weight = area * (0.25 + hills) * (1 - 0.5 * industry(u))
    elif kind == "緩衝緑地":
        weight = area * np.exp(-(((u - 27.2) / 0.7) ** 2))
    elif kind == "広場公園":
        weight = station_pull(u, v) * residents
    elif kind in {"総合公園", "運動公園", "地区公園"}:
        weight = area * (1 - industry(u))
    return np.asarray(weight, dtype=np.float64)


def _unused(base: str, words: tuple[str, ...], ending: str, used: set[str]) -> str:
    for round_ in range(1, 9):
        for word in words:
            name = f"{base}{word}{ending}{'' if round_ == 1 else f'（その{round_}）'}"
            if name not in used:
                used.add(name)
                return name
    raise ValueError(f"no park name left in {base}")


def _name(kind: str, town_base: str, town_name: str, used: set[str]) -> str:
    if kind == "街区公園":
        return _unused(town_name, _BLOCK_WORDS, "公園", used)
    if kind in {"都市緑地", "緩衝緑地", "都市林"}:
        return _unused(town_base, _GREEN_WORDS, "緑地" if kind != "都市林" else "市民の森", used)
    ending = {"緑道": "緑道", "広場公園": "駅前広場", "総合公園": "中央公園", "運動公園": "運動公園", "特殊公園": "の丘公園"}
    return _unused(town_base, ("", "東", "西", "南", "北"), ending.get(kind, "公園"), used)


def _riverside(districts: Districts, lots: Lots, used: set[str]) -> list[Park]:
    """Strips of green on the river's right bank, between the water and the dyke."""
    tree = shapely.STRtree([town.shape for town in districts.towns])
    city = districts.city
    made = []
    for start in np.arange(1.0, 27.5, 3.3):
        u = np.arange(start, start + 1.15, 0.06)
        edge = terrain.river_v(u) + terrain.river_width_km(u) / 2
        line = LineString(np.column_stack(terrain.to_plane(u, edge + 0.055)))
        shape = max(shapely.get_parts(line.buffer(42, cap_style="flat").intersection(city)), key=lambda part: part.area)
        middle = line.interpolate(0.5, normalized=True)
        index = int(tree.nearest(middle))
        name = _unused(districts.towns[index].base, ("",), "河川敷緑地", used)
        made.append(Park(name, "都市緑地", lots.occupy(index, middle.x, middle.y, 60), shape, round(shape.area), 1974))
    return made


def make_parks(districts: Districts, people: tuple[People, ...], lots: Lots) -> tuple[Park, ...]:
    """All parks; takes their ground from ``lots`` before anything is built."""
    rng = np.random.default_rng(1956)
    used: set[str] = set()
    parks = _riverside(districts, lots, used)
    green = len(parks)
    dry = np.array([lots.dry(i) for i in range(len(districts.towns))])
    ground = districts.city.difference(terrain.river_water().buffer(30))
    shapely.prepare(ground)
    for kind, count, small, large, stretch in KINDS:
        weight = _weights(districts, people, kind) * dry
        weight = weight / weight.sum()
        # Many small ones and few large ones within a kind; the median block park has some 900 m².
        sizes = np.exp(rng.uniform(np.log(small), np.log(large), count)) if kind != "街区公園" else np.clip(
            rng.lognormal(np.log(900), 0.75, count), small, large)  # fmt: skip
        for area in sizes[: count - green if kind == "都市緑地" else count].tolist():
            shape, lot = _placed(districts, lots, ground, [park.shape for park in parks], weight, area, stretch, rng)
            name = _name(kind, lot.town.base, lot.town.name, used)
            year = int(np.clip(rng.normal(1984, 15), 1936, 2025)) if rng.random() < 0.97 else None
            parks.append(Park(name, kind, lot, shape, round(area), year))
    return tuple(sorted(parks, key=lambda park: (park.lot.town.code, park.kind, park.name)))


def _placed(
    districts: Districts,
    lots: Lots,
    ground: BaseGeometry,
    others: list[BaseGeometry],
    weight: Floats,
    area: float,
    stretch: float,
    rng: np.random.Generator,
) -> tuple[Polygon, Lot]:
    """Ground of that area somewhere in a town drawn by weight, on the city's dry land and off other parks."""
    for _ in range(500):
        index = int(rng.choice(len(weight), p=weight))
        town = districts.towns[index]
        west, south, east, north = town.shape.bounds
        x, y = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        radius = float(np.sqrt(area * stretch / np.pi)) * 1.05
        if not shapely.contains_xy(town.shape, x, y) or not lots.free(x, y, radius + 8):
            continue
        shape = blob((x, y), area, stretch, float(rng.uniform(0, np.pi)), rng)
        # Stretched ones reach beyond the round room that was kept for them.
        if ground.contains(shape) and not shapely.intersects(others, shape).any():
            return shape, lots.occupy(index, x, y, radius)
    raise ValueError(f"no ground for a park of {area:.0f} m2")
