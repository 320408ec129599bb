"""The edge of the streets: which one lies nearest to a point, and where on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.discs import spans
from geo_service.coverage.network import Floats, Ints, Network

ACCESS_LIMIT_M = 300.0
"""Longest way from a thing to a street: a few blocks. Our assumption."""
CELL_M = 60.0
"""Side of the squares streets are looked up by: about a block."""


@dataclass(frozen=True)
class Nearest:
    """Of n points: the nearest edge (-1: none within the limit), how far along its drawn line, how far away, and where."""

    edge: Ints
    along_m: Floats
    access_m: Floats
    x: Floats
    y: Floats


class Kerbs:
    """Some edges of a network, in squares."""

    def __init__(self, network: Network, edges: NDArray[np.int64]) -> None:
        from geo_service.coverage import attach_loops as loops  # numba takes half a second to import

        first, count = np.asarray(network.coord_offsets)[edges], np.diff(network.coord_offsets)[edges] - 1
        at = spans(first, count)
        coords = np.asarray(network.coords, dtype=np.float64)
        self.ax, self.ay = coords[at, 0], coords[at, 1]
        self.bx, self.by = coords[at + 1, 0], coords[at + 1, 1]
        self.edge = np.repeat(edges, count).astype(np.int32)
        self.size = np.hypot(self.bx - self.ax, self.by - self.ay)
        before = np.cumsum(self.size) - self.size
        # Metres of the same line before each straight piece of it.
        self.before = before - np.repeat(before[np.cumsum(count) - count], count) if len(at) else before
        if not len(at):
            return
        self.left, self.low = float(min(self.ax.min(), self.bx.min())), float(min(self.ay.min(), self.by.min()))
        self.columns = int((max(self.ax.max(), self.bx.max()) - self.left) / CELL_M) + 1
        self.rows = int((max(self.ay.max(), self.by.max()) - self.low) / CELL_M) + 1
        given = (self.left, self.low, CELL_M, self.columns, self.rows)
        self.first, self.piece = loops.laid_out(self.ax, self.ay, self.bx, self.by, *given)

    def nearest(self, x: Floats, y: Floats) -> Nearest:
        """The nearest edge to each point within the access limit; of equally near ones the first."""
        from geo_service.coverage import attach_loops as loops  # as above

        if not len(self.edge) or not len(x):
            none = np.zeros(len(x))
            return Nearest(np.full(len(x), -1, dtype=np.int32), none, none, none, none)
        piece, share, away = loops.nearest_pieces(
            np.array(x, dtype=np.float64), np.array(y, dtype=np.float64), self.ax, self.ay, self.bx, self.by, self.edge,
            self.first, self.piece, self.left, self.low, CELL_M, self.columns, self.rows, ACCESS_LIMIT_M,
        )  # fmt: skip
        held = piece >= 0
        return Nearest(
            edge=np.where(held, self.edge[piece], -1).astype(np.int32),
            along_m=np.where(held, self.before[piece] + share * self.size[piece], 0.0),
            access_m=np.where(held, away, 0.0),
            x=self.ax[piece] + share * (self.bx[piece] - self.ax[piece]),
            y=self.ay[piece] + share * (self.by[piece] - self.ay[piece]),
        )
