"""What nobody walks across away from a bridge or crossing: shores, railways, expressways."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.network import Floats

WATER, RAILWAY, EXPRESSWAY = 0, 1, 2
LEAST_WATER_M2, WATER_DETAIL_M = 2_000.0, 5.0
"""Water drawn on maps: nothing smaller (a pond of a few pixels), and bends of the shore to so many metres."""


@dataclass(frozen=True)
class Barriers:
    """b lines. ``coords`` (k, 2) plane metres and ``offsets`` (b + 1,): the points of each. ``kind`` (b,): WATER (the shore
    of a river, lake or sea), RAILWAY or EXPRESSWAY."""

    coords: Floats = field(default_factory=lambda: np.empty((0, 2)))
    offsets: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    kind: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, dtype=np.int8))

    def __len__(self) -> int:
        return len(self.kind)

    def pieces(self) -> Any:
        """The straight pieces of all lines as shapely objects: what a short way is tested against."""
        at = self._piece_starts()
        return shapely.linestrings(np.stack([self.coords[at], self.coords[at + 1]], axis=1))

    def pools(self) -> tuple[Any, NDArray[np.int64]]:
        """The water inside each closed shore as polygons, and of each of :meth:`pieces` the number of its own, -1 none.

        A hole (an island's shore) is a polygon too: a point is in water when an odd number of them hold it.
        """
        first, last = self.offsets[:-1], self.offsets[1:] - 1
        closed = (self.kind == WATER) & (last - first > 2) & (self.coords[first] == self.coords[last]).all(axis=1)
        shores = np.flatnonzero(closed)
        polygons = np.array([shapely.polygons(self.coords[first[at] : last[at] + 1]) for at in shores.tolist()], dtype=object)
        number = np.full(len(self), -1, dtype=np.int64)
        number[shores] = np.arange(len(shores))
        return polygons, number[np.searchsorted(self.offsets, self._piece_starts(), side="right") - 1]

    @cached_property
    def water(self) -> tuple[Any, ...]:
        """The larger waters as polygons in plane metres, islands left out, simplified to what a map of a city shows."""
        pools, _ = self.pools()
        large = [one for one in pools if one.area >= LEAST_WATER_M2]
        # Shores of waters that touch are one line, so a shore inside another is an island's: an area is built between them.
        whole = shapely.build_area(shapely.geometrycollections([shapely.boundary(one) for one in large]))
        drawn = shapely.get_parts(shapely.simplify(whole, WATER_DETAIL_M, preserve_topology=True))
        return tuple(one for one in drawn if one.geom_type == "Polygon" and one.area >= LEAST_WATER_M2)

    def _piece_starts(self) -> NDArray[np.int64]:
        """Points at which a piece begins: all but the last of each line."""
        inner = np.ones(max(len(self.coords) - 1, 0), dtype=np.bool_)
        inner[self.offsets[1:-1] - 1] = False
        return np.flatnonzero(inner)


def linestrings(coords: Floats, offsets: NDArray[np.int64]) -> Any:
    """Lines from ragged arrays: line i has the points ``offsets[i]`` to ``offsets[i + 1]``."""
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return shapely.linestrings(np.asarray(coords), indices=owner)
