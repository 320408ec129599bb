"""Dividing ground into areas as maps have them: no rectangles, borders that wander and are shared to the last vertex.

Cells are those of Voronoi; each edge between two cells is made crooked once and used by both; all lines are noded with
the ground's border together, so that the pieces fit without slivers (a valid coverage).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


def scatter(
    ground: BaseGeometry, spacing_m: Callable[[Floats, Floats], Floats], rng: np.random.Generator, tries: int = 22_000
) -> Floats:
    """Points in ``ground`` no nearer to each other than ``spacing_m(x, y)``, shape (n, 2): seeds of uneven density."""
    west, south, east, north = ground.bounds
    x, y = rng.uniform(west, east, tries), rng.uniform(south, north, tries)
    inside = shapely.contains_xy(ground, x, y)
    x, y = x[inside], y[inside]
    apart = spacing_m(x, y) * rng.uniform(0.72, 1.36, len(x))
    kept = np.empty((0, 3))
    for point in np.column_stack([x, y, apart]):
        near = np.hypot(kept[:, 0] - point[0], kept[:, 1] - point[1])
        if not len(kept) or bool(np.all(near >= np.minimum(kept[:, 2], point[2]))):
            kept = np.vstack([kept, point])
    return kept[:, :2]


def crooked(start: Floats, end: Floats, rng: np.random.Generator, roughness: float, step_m: float) -> Floats:
    """A wandering line between two points, shape (n, 2): midpoints moved sideways, less at each halving and at the ends."""
    length = float(np.hypot(*(end - start)))
    levels = int(np.clip(np.ceil(np.log2(max(length / step_m, 1))), 0, 8))
    line = np.array([start, end])
    for level in range(levels):
        middle = (line[:-1] + line[1:]) / 2
        along = line[1:] - line[:-1]
        sideways = np.column_stack([-along[:, 1], along[:, 0]]) * rng.uniform(-1, 1, (len(middle), 1))
        # Moves near a corner are kept small: three borders meet there and must not cross.
        position = (np.arange(len(middle)) + 0.5) / len(middle)
        damp = np.sin(np.pi * position)[:, None] ** (0.5 if level else 0.0)
        merged = np.empty((len(line) + len(middle), 2))
        merged[::2], merged[1::2] = line, middle + sideways * roughness * damp
        line = merged
    return line


def tessellate(
    ground: MultiPolygon | Polygon,
    seeds: Floats,
    rng: np.random.Generator,
    roughness: float = 0.16,
    step_m: float = 90.0,
) -> tuple[list[Polygon], NDArray[np.int64]]:
    """Ground divided among seeds: polygons that cover it exactly, and the seed each belongs to.

    Every part of the ground (an island) is divided among its own seeds. Pieces cut off from their seed's main piece go
    to the neighbour they share the longest border with, so each seed has one polygon on each part at most.
    """
    polygons: list[Polygon] = []
    owners: list[int] = []
    for part in shapely.get_parts(ground):
        inside = np.flatnonzero(shapely.contains_xy(part, seeds[:, 0], seeds[:, 1]))
        if len(inside) < 2:
            polygons.append(part)
            owners.append(int(inside[0]) if len(inside) else -1)
            continue
        pieces, cell = _divide(part, seeds[inside], rng, roughness, step_m)
        for piece, owner in _one_piece_each(pieces, cell):
            polygons.append(piece)
            owners.append(int(inside[owner]))
    return polygons, np.asarray(owners, dtype=np.int64)


def _divide(
    part: Polygon, seeds: Floats, rng: np.random.Generator, roughness: float, step_m: float
) -> tuple[list[Polygon], list[int]]:
    west, south, east, north = part.bounds
    wide = 2 * max(east - west, north - south)
    middle = np.array([(west + east) / 2, (south + north) / 2])
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    voronoi = Voronoi(np.vstack([seeds, middle + wide * np.column_stack([np.cos(turn), np.sin(turn)])]))
    lines = [
        shapely.LineString(crooked(voronoi.vertices[a], voronoi.vertices[b], rng, roughness, step_m))
        for a, b in voronoi.ridge_vertices
        if a >= 0 and b >= 0
    ]
    cells = [piece for piece in shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])) if piece.area > 1]
    tree = shapely.STRtree(cells)
    of_cell = np.full(len(cells), -1)
    seed, found = tree.query(shapely.points(seeds), predicate="within")
    of_cell[found] = seed
    noded = shapely.union_all([*lines, part.boundary])
    shapely.prepare(part)
    pieces, owner = [], []
    for piece in shapely.get_parts(shapely.polygonize([noded])):
        point = piece.representative_point()
        if not part.contains(point):
            continue
        hit = tree.query(point, predicate="within")
        who = int(of_cell[hit[0]]) if len(hit) else -1
        if who < 0:
            who = int(np.argmin(np.hypot(seeds[:, 0] - point.x, seeds[:, 1] - point.y)))
        pieces.append(piece)
        owner.append(who)
    return pieces, owner


def _one_piece_each(pieces: list[Polygon], owner: list[int]) -> list[tuple[Polygon, int]]:
    """The largest piece of each owner, with every cut-off piece added to the neighbour it borders most."""
    main: dict[int, int] = {}
    for index, who in enumerate(owner):
        if who not in main or pieces[index].area > pieces[main[who]].area:
            main[who] = index
    gathered = {who: [pieces[index]] for who, index in main.items()}
    tree = shapely.STRtree(pieces)
    loose = [index for index in range(len(pieces)) if index not in set(main.values())]
    given = {index: who for who, index in main.items()}
    while loose:
        left = []
        for index in loose:
            near = [int(other) for other in tree.query(pieces[index], predicate="intersects") if int(other) in given]
            shared = {other: pieces[index].intersection(pieces[other]).length for other in near}
            best = max(sorted(shared), key=lambda other: shared[other], default=None)
            if best is None or shared[best] <= 0:
                left.append(index)
                continue
            given[index] = given[best]
            gathered[given[best]].append(pieces[index])
        if len(left) == len(loose):
            raise ValueError("a piece of ground touches no other piece")
        loose = left
    return [(_joined(parts), who) for who, parts in sorted(gathered.items())]


def _joined(parts: list[Polygon]) -> Polygon:
    whole = parts[0] if len(parts) == 1 else shapely.coverage_union_all(parts)
    return whole if isinstance(whole, Polygon) else max(shapely.get_parts(whole), key=lambda piece: piece.area)
