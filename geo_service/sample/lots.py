"""Finding places to build on in the sample city: a point and an address in a 町丁, off the water and off what is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from geo_service.sample import terrain
from geo_service.sample.districts import Districts, Town

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lot:
    """A point in plane metres, its 町丁 and its number there (番-号)."""

    x: float
    y: float
    town: Town
    number: str

    @property
    def address(self) -> str:
        """Address from the ward on: 汐見区浜通1-5-12."""
        town = self.town
        return f"{town.ward.name}{town.base}{f'{town.block}-' if town.block else ''}{self.number}"


class Lots:
    """Gives out lots, none of them twice, in the order asked: the same for the same seed and the same asking."""

    def __init__(self, districts: Districts, seed: int) -> None:
        self.towns = districts.towns
        self._rng = np.random.default_rng(seed)
        self._water = terrain.river_water().buffer(40)
        self._shapes = [town.shape.difference(self._water) for town in self.towns]
        for shape in self._shapes:
            shapely.prepare(shape)
        self._x = np.empty(0)
        self._y = np.empty(0)
        self._radius = np.empty(0)
        self._numbers: set[tuple[str, str]] = set()

    def dry(self, index: int) -> bool:
        """Whether the town has ground outside the river's banks worth building on."""
        return bool(self._shapes[index].area > 0.25 * self.towns[index].shape.area)

    def free(self, x: float, y: float, radius_m: float) -> bool:
        """Whether nothing given out before is nearer than ``radius_m`` to the point."""
        return bool(np.all(np.hypot(self._x - x, self._y - y) >= self._radius + radius_m))

    def take(self, index: int, radius_m: float) -> Lot:
        """A free lot of ``radius_m`` in the town of that index; smaller if the town is full."""
        shape = self._shapes[index]
        west, south, east, north = shape.bounds
        for attempt in range(400):
            x, y = float(self._rng.uniform(west, east)), float(self._rng.uniform(south, north))
            room = radius_m * (1 - attempt / 500)
            if shapely.contains_xy(shape, x, y) and self.free(x, y, room):
                return self.occupy(index, x, y, room)
        return self.occupy(index, self.towns[index].x, self.towns[index].y, 1.0)

    def occupy(self, index: int, x: float, y: float, radius_m: float) -> Lot:
        """A lot at a given point of the town, with a number nothing else there has."""
        self._x, self._y = np.append(self._x, x), np.append(self._y, y)
        self._radius = np.append(self._radius, radius_m)
        town = self.towns[index]
        while True:
            # Old villages without 丁目 number their ground through; laid-out 丁目 have 番 and 号.
            ban, go = int(self._rng.integers(1, 33 if town.block else 1900)), int(self._rng.integers(1, 29))
            number = f"{ban}-{go}" if town.block or go % 3 else str(ban)
            if (town.code, number) not in self._numbers:
                self._numbers.add((town.code, number))
                return Lot(x, y, town, number)


def blob(centre: tuple[float, float], area_m2: float, stretch: float, turn: float, rng: np.random.Generator) -> Polygon:
    """An irregular convex-looking patch of exactly that area, ``stretch`` times as long as wide."""
    corners = int(rng.integers(5, 9))
    angle = np.sort((np.arange(corners) + rng.uniform(-0.28, 0.28, corners)) * 2 * np.pi / corners)
    radius = rng.uniform(0.82, 1.12, corners)
    x, y = stretch * radius * np.cos(angle), radius * np.sin(angle)
    patch = np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])
    scale = np.sqrt(area_m2 / Polygon(patch).area)
    return Polygon(patch * scale + np.asarray(centre))
