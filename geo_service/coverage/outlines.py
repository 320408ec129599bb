"""Pieces of ground drawn together: the outlines of those that have one label, by cancelling the sides they share.

The ground of a population does not overlap, and neighbours share whole sides, so that the union of some pieces is bounded by
the sides that only one of them has. That is worked out once for a population; what an answer adds are labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.city import Atoms, Floats
from geo_service.coverage.discs import spans
from geo_service.coverage.keeping import Keeping

Index = NDArray[np.int64]
Shapes = NDArray[np.object_]
MOST = 4
"""Populations whose sides are kept: some 25 MB for 300,000 pieces."""
GRID_M = 0.001
"""Corners are one when they are the same to the millimetre."""
NOTHING_M2 = 1e-6
"""A ring of less ground is a seam between sides that differ."""


@dataclass(frozen=True)
class Sides:
    """The sides of n pieces, each with its piece on the left.

    ``start``, ``end``: corners at (``x``, ``y``); ``owner``: its piece; ``twin``: the neighbour's side, -1 where there is none;
    ``odd``: pieces that overlap a neighbour or share part of a side only, (n,).
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    owner: NDArray[np.int32]
    twin: NDArray[np.int32]
    x: Floats
    y: Floats
    odd: NDArray[np.bool_]


_SIDES: Keeping[Sides] = Keeping(MOST)


def sides(atoms: Atoms) -> Sides:
    """The sides of a population's ground, worked out once."""
    return _SIDES.get((atoms,), "", lambda: _sides(atoms))


def outlines(atoms: Atoms, label: Index) -> tuple[Index, Shapes]:
    """Labels in order, and of each the ground in plane metres of the pieces that have it. ``label``: of each piece (n,), -1 for
    those not drawn; pieces without ground draw nothing."""
    from geo_service.coverage import outline_loops as loops  # numba takes half a second to import

    of = sides(atoms)
    component = loops.components(label, of.owner, of.twin)
    border = loops.borders(label, of.owner, of.twin)
    border = border[np.lexsort((of.start[border], component[of.owner[border]]))]
    corner, first, whose, area = loops.rings(border, of.start, of.end, of.owner, component, of.x, of.y)
    xy, first = loops.plain(corner, first, of.x, of.y)
    seen = np.abs(area) > NOTHING_M2
    # By label, then component; its outer ring, which has the largest area of all, before its holes.
    order = np.lexsort((-area, whose, label[whose]))
    order = order[seen[order]]
    whose, length = whose[order], np.diff(first)[order]
    xy = xy[spans(first[:-1][order], length)]
    polygon = np.flatnonzero(np.diff(whose, prepend=-1) != 0)
    its = label[whose[polygon]]
    shape = np.flatnonzero(np.diff(its, prepend=-1) != 0)
    labels = its[shape]
    if not len(labels):
        return labels, np.empty(0, dtype=object)
    offsets = (
        np.concatenate([[0], np.cumsum(length)]).astype(np.int64),
        np.append(polygon, len(whose)).astype(np.int64),
        np.append(shape, len(polygon)).astype(np.int64),
    )
    shapes = np.asarray(shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, xy, offsets), dtype=object)
    # Where sides do not match, components touch along them or cross: laid together.
    for at in np.flatnonzero(np.isin(labels, label[of.odd])):
        shapes[at] = shapely.union_all(shapely.make_valid(shapely.get_parts(shapes[at])))
    return labels, shapes


def _sides(atoms: Atoms) -> Sides:
    from geo_service.coverage import outline_loops as loops

    coords = np.asarray(atoms.coords)
    ring_from = np.asarray(atoms.ring_offsets).astype(np.int64)
    atom_from = np.asarray(atoms.atom_offsets).astype(np.int64)
    rings_of = atom_from[1:] - atom_from[:-1]
    ring = np.repeat(np.arange(len(ring_from) - 1), np.diff(ring_from))
    millimetres = np.round(coords / GRID_M).astype(np.int64)
    millimetres -= millimetres.min(axis=0) if len(millimetres) else 0
    _, vertex, number = np.unique(millimetres[:, 0] << 32 | millimetres[:, 1], return_index=True, return_inverse=True)
    x, y = coords[vertex, 0], coords[vertex, 1]
    # The last corner of a ring is its first: a side from each corner but the last.
    at = np.flatnonzero(ring[1:] == ring[:-1]) if len(ring) else np.zeros(0, dtype=np.int64)
    start, end, ring = number[at].astype(np.int32), number[at + 1].astype(np.int32), ring[at]
    # Outer rings run counter-clockwise and holes clockwise, however they were stored.
    ox, oy = coords[ring_from[:-1], 0][ring], coords[ring_from[:-1], 1][ring]
    twice = (x[start] - ox) * (y[end] - oy) - (x[end] - ox) * (y[start] - oy)
    area = np.bincount(ring, twice, len(ring_from) - 1)
    outer = np.zeros(len(ring_from) - 1, dtype=np.bool_)
    outer[atom_from[:-1][rings_of > 0]] = True
    turned = ((area > 0) != outer)[ring]
    start, end = np.where(turned, end, start), np.where(turned, start, end)
    owner = np.repeat(np.arange(len(rings_of)), rings_of)[ring].astype(np.int32)
    real = start != end
    start, end, owner = start[real], end[real], owner[real]
    twin = loops.twins(start, end, np.lexsort((end, start)), len(x))
    return Sides(start, end, owner, twin, x, y, _odd(atoms, owner[twin < 0]))


def _odd(atoms: Atoms, lonely: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Of the pieces that have a side of their own, those where it is not simply the edge of everything."""
    odd = np.zeros(len(atoms), dtype=np.bool_)
    some = np.unique(lonely).astype(np.int64)
    if len(some):
        wrong = shapely.coverage_invalid_edges(polygons(atoms, some))
        odd[some[~shapely.is_empty(wrong)]] = True
    return odd


def polygons(atoms: Atoms, which: Index) -> Any:
    """The atoms' ground as shapely polygons in plane metres, (n,)."""
    rings_from = np.asarray(atoms.atom_offsets)[which]
    ring_count = np.asarray(atoms.atom_offsets)[which + 1] - rings_from
    ring = spans(rings_from, ring_count)
    vertex_from = np.asarray(atoms.ring_offsets)[ring]
    vertex_count = np.asarray(atoms.ring_offsets)[ring + 1] - vertex_from
    coords = np.asarray(atoms.coords)[spans(vertex_from, vertex_count)]
    ring_offsets = np.concatenate([[0], np.cumsum(vertex_count)]).astype(np.int64)
    polygon_offsets = np.concatenate([[0], np.cumsum(ring_count)]).astype(np.int64)
    return np.asarray(
        shapely.from_ragged_array(shapely.GeometryType.POLYGON, coords, (ring_offsets, polygon_offsets)), dtype=object
    )
