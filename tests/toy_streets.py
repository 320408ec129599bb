"""Toy walking networks: grids of streets whose distances can be added up by hand, and random ones for properties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo_service.coverage.network import Network
from geo_service.coverage.search import Ends


def network(
    points: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    *,
    flags: Sequence[int] = (),
    slope: Sequence[float] = (),
    longer: Sequence[float] = (),
    names: Sequence[str] = (),
) -> Network:
    """Streets in straight lines between points (plane metres); ``longer``: true length over straight length per edge."""
    xy = np.array(points, dtype=np.float64).reshape(-1, 2)
    pairs = np.array(edges, dtype=np.int32).reshape(-1, 2)
    m = len(pairs)
    straight_m = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T) if m else np.zeros(0)
    factor = np.array(longer, dtype=np.float64) if len(longer) else np.ones(m)
    length = np.maximum(np.ceil(straight_m * factor * 10 - 1e-6), 1).astype(np.int32)
    return Network(
        x=xy[:, 0].copy(),
        y=xy[:, 1].copy(),
        start=pairs[:, 0].copy(),
        end=pairs[:, 1].copy(),
        length_dm=length,
        flags=np.array(flags if len(flags) else [0] * m, dtype=np.uint16),
        slope=np.array(slope if len(slope) else [np.nan] * m, dtype=np.float32),
        coords=xy[pairs.reshape(-1)],
        coord_offsets=np.arange(m + 1, dtype=np.int64) * 2,
        way=np.arange(1, m + 1, dtype=np.int64),
        name=np.array([names.index(one) if one else -1 for one in names] if names else [-1] * m, dtype=np.int32),
        names=tuple(names),
        island=islands(len(xy), pairs, length),
    )


def islands(n: int, pairs: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Connected parts by plain union, numbered by their length, longest first."""
    part = list(range(n))

    def root(one: int) -> int:
        while part[one] != one:
            one = part[one]
        return one

    for a, b in pairs.tolist():
        part[root(a)] = root(b)
    roots = [root(v) for v in range(n)]
    size = dict.fromkeys(roots, 0)
    for (a, _), one in zip(pairs.tolist(), length.tolist(), strict=True):
        size[roots[a]] += one
    order = {r: i for i, r in enumerate(sorted(size, key=lambda r: (-size[r], r)))}
    return np.array([order[r] for r in roots], dtype=np.int32)


def grid(columns: int, rows: int, side_m: float = 100.0, origin: tuple[float, float] = (0.0, 0.0)) -> Network:
    """Streets along a square grid: node (c, r) has the number r × columns + c; first all eastward edges, then northward."""
    points = [(origin[0] + c * side_m, origin[1] + r * side_m) for r in range(rows) for c in range(columns)]
    east = [(r * columns + c, r * columns + c + 1) for r in range(rows) for c in range(columns - 1)]
    north = [(r * columns + c, (r + 1) * columns + c) for r in range(rows - 1) for c in range(columns)]
    return network(points, east + north)


def ends(net: Network, edge: Sequence[int], along_dm: Sequence[float], access_dm: Sequence[int], apart: float = 0.0) -> Ends:
    """Things attached by hand; their own position is made up, each apart from the others and by ``apart`` from another list's."""
    at, along, access = np.array(edge, dtype=np.int32), np.array(along_dm, dtype=np.float64), np.array(access_dm, dtype=np.int32)
    length = net.length_dm[at]
    spot = np.arange(len(at), dtype=np.float64)
    return Ends(
        edge=at,
        to_start_dm=(np.ceil(along - 1e-6) + access).astype(np.int32),
        to_end_dm=(np.ceil(length - along - 1e-6) + access).astype(np.int32),
        along_dm=along,
        access_dm=access,
        x=spot,
        y=spot + apart,
    )


def random_network(rng: np.random.Generator, nodes: int, edges: int) -> Network:
    """Random points joined at random (loops, double edges and separate parts included), lengths up to twice the line."""
    points = [tuple(one) for one in rng.uniform(0, 2000, (nodes, 2)).tolist()]
    pairs = [tuple(one) for one in rng.integers(0, nodes, (edges, 2)).tolist()]
    return network(points, pairs, longer=rng.uniform(1, 2, edges).tolist())
