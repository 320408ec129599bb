"""Exact areas of polygons cut by discs, in closed form, for many small polygons at once.

A polygon is kept as a bag of directed edges, with the number of the polygon that owns each. By Green's theorem the area
of polygon ∩ disc is a sum over edges: the part of an edge inside the disc gives the triangle with the disc's centre, the
parts outside give circular sectors. Several discs are taken apart by their power diagram: in the cell where disc i has
the least power |p - c|² - R², a point is in the union of the discs just when it is in disc i; where j is the next, it
is in two or more discs just when it is in disc j. (F. Aurenhammer, Power diagrams, SIAM J. Comput. 16, 1987.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Atoms, Floats

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Edges:
    """Directed edges a → b of n polygons. ``weight``: ±1, so that a ring counts positive and its holes negative."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats
    weight: Floats
    owner: Index


def spans(start: Index, length: Index) -> Index:
    """start[0], start[0] + 1, … (length[0] of them), start[1], …: the positions that ragged slices cover."""
    if not len(start):
        return np.zeros(0, dtype=np.int64)
    ends = np.cumsum(length)
    return np.arange(int(ends[-1]), dtype=np.int64) - np.repeat(ends - length - start, length)


def ring_edges(atoms: Atoms, which: Index) -> Edges:
    """Edges of the atoms ``which`` (owner = position in it), in metres from each atom's own (x, y)."""
    rings_from = atoms.atom_offsets[which]
    ring_count = atoms.atom_offsets[which + 1] - rings_from
    ring = spans(rings_from, ring_count)
    ring_owner = np.repeat(np.arange(len(which)), ring_count)
    vertex_from = atoms.ring_offsets[ring]
    edge_count = np.maximum(atoms.ring_offsets[ring + 1] - vertex_from - 1, 0)
    vertex = spans(vertex_from, edge_count)
    owner = np.repeat(ring_owner, edge_count)
    x0, y0 = atoms.x[which][owner], atoms.y[which][owner]
    ax, ay = atoms.coords[vertex, 0] - x0, atoms.coords[vertex, 1] - y0
    bx, by = atoms.coords[vertex + 1, 0] - x0, atoms.coords[vertex + 1, 1] - y0
    # Files turn rings either way: an outer ring shall count positive and a hole negative however they are wound.
    wound = np.sign(np.bincount(np.repeat(np.arange(len(ring)), edge_count), ax * by - bx * ay, len(ring)))
    first = np.arange(len(ring)) == np.repeat(np.cumsum(ring_count) - ring_count, ring_count)
    return Edges(ax, ay, bx, by, np.repeat(np.where(first, wound, -wound), edge_count), owner)


def clip(edges: Edges, nx: Floats, ny: Floats, c: Floats) -> Edges:
    """What lies in each owner's half-plane nx·x + ny·y ≤ c (arrays by owner).

    The chain along the line that closes the polygon again is unique, so each crossing is joined to one fixed point of
    the line: no ring needs to be followed.
    """
    n_x, n_y, at = nx[edges.owner], ny[edges.owner], c[edges.owner]
    sa = n_x * edges.ax + n_y * edges.ay - at
    sb = n_x * edges.bx + n_y * edges.by - at
    a_in, b_in = sa <= 0, sb <= 0
    kept = np.flatnonzero(a_in & b_in)
    out = np.flatnonzero(a_in & ~b_in)
    back = np.flatnonzero(~a_in & b_in)
    if not len(out) and not len(back):
        return _pick(edges, kept)
    crossing = np.concatenate([out, back])
    t = sa[crossing] / (sa[crossing] - sb[crossing])
    px = edges.ax[crossing] + t * (edges.bx[crossing] - edges.ax[crossing])
    py = edges.ay[crossing] + t * (edges.by[crossing] - edges.ay[crossing])
    length2 = n_x[crossing] ** 2 + n_y[crossing] ** 2
    qx, qy = n_x[crossing] * at[crossing] / length2, n_y[crossing] * at[crossing] / length2
    k = len(out)
    weight, owner = edges.weight[crossing], edges.owner[crossing]
    return Edges(
        np.concatenate([edges.ax[kept], edges.ax[out], px[:k], px[k:], qx[k:]]),
        np.concatenate([edges.ay[kept], edges.ay[out], py[:k], py[k:], qy[k:]]),
        np.concatenate([edges.bx[kept], px[:k], qx[:k], edges.bx[back], px[k:]]),
        np.concatenate([edges.by[kept], py[:k], qy[:k], edges.by[back], py[k:]]),
        np.concatenate([edges.weight[kept], weight[:k], weight[:k], weight[k:], weight[k:]]),
        np.concatenate([edges.owner[kept], owner[:k], owner[:k], owner[k:], owner[k:]]),
    )


def _pick(edges: Edges, which: Index) -> Edges:
    return Edges(edges.ax[which], edges.ay[which], edges.bx[which], edges.by[which], edges.weight[which], edges.owner[which])


def disc_area(edges: Edges, cx: Floats, cy: Floats, radius: Floats) -> tuple[Floats, Floats]:
    """For each owner (n, one disc each): area of polygon ∩ disc in m², and length of the circle inside it in m."""
    n = len(cx)
    r = radius[edges.owner]
    ax, ay = edges.ax - cx[edges.owner], edges.ay - cy[edges.owner]
    bx, by = edges.bx - cx[edges.owner], edges.by - cy[edges.owner]
    dx, dy = bx - ax, by - ay
    dd = dx * dx + dy * dy
    dd = np.where(dd > 0, dd, 1.0)
    along = ax * dx + ay * dy
    root = np.sqrt(np.maximum(along * along - dd * (ax * ax + ay * ay - r * r), 0.0))
    t1 = np.clip((-along - root) / dd, 0.0, 1.0)
    t2 = np.clip((-along + root) / dd, 0.0, 1.0)
    px, py = ax + t1 * dx, ay + t1 * dy
    qx, qy = ax + t2 * dx, ay + t2 * dy
    angle = np.where(t1 > 0, np.arctan2(ax * py - ay * px, ax * px + ay * py), 0.0)
    angle += np.where(t2 < 1, np.arctan2(qx * by - qy * bx, qx * bx + qy * by), 0.0)
    area = 0.5 * (px * qy - py * qx + r * r * angle)
    return summed(edges.owner, area * edges.weight, n), summed(edges.owner, r * angle * edges.weight, n)


def summed(owner: NDArray[Any], values: Floats, n: int) -> Floats:
    """Sum of the values of each owner, (n,)."""
    return np.asarray(np.bincount(owner, values, n), dtype=np.float64)


def several(atoms: Atoms, which: Index, cx: Floats, cy: Floats, radius: Floats) -> tuple[Floats, Floats, Floats]:
    """Atoms ``which`` (n) and k ≥ 2 discs each (arrays (n, k), plane metres): area in at least one disc, area in at
    least two (m²), and length of the union's edge inside the atom (m)."""
    n, k = cx.shape
    x, y = cx - atoms.x[which][:, None], cy - atoms.y[which][:, None]
    first, second = (rank.ravel() for rank in np.meshgrid(np.arange(k), np.arange(k), indexing="ij"))
    first, second = first[first != second], second[first != second]
    task_atom = np.repeat(np.arange(n), len(first))
    i, j = np.tile(first, n), np.tile(second, n)
    edges = ring_edges(atoms, which[task_atom])

    def no_farther(near: Index, far: Index) -> tuple[Floats, Floats, Floats]:
        """Half-plane where disc ``near`` has no more power than disc ``far``."""
        x0, y0, r0 = x[task_atom, near], y[task_atom, near], radius[task_atom, near]
        x1, y1, r1 = x[task_atom, far], y[task_atom, far], radius[task_atom, far]
        # In this order c is exactly antisymmetric: both sides of the line see the same line.
        c = (x1 * x1 + y1 * y1 - r1 * r1) - (x0 * x0 + y0 * y0 - r0 * r0)
        same = (x0 == x1) & (y0 == y1) & (r0 == r1)
        # Of two equal discs the one of lower number counts as nearer, so that the ground is not counted twice.
        return 2 * (x1 - x0), 2 * (y1 - y0), np.where(same & (near > far), -1.0, c)

    edges = clip(edges, *no_farther(i, j))
    for other in range(k):
        rest = (i != other) & (j != other)
        nx, ny, c = no_farther(j, np.full_like(j, other))
        edges = clip(edges, np.where(rest, nx, 0.0), np.where(rest, ny, 0.0), np.where(rest, c, 0.0))
    in_one, arc = disc_area(edges, x[task_atom, i], y[task_atom, i], radius[task_atom, i])
    in_two, _ = disc_area(edges, x[task_atom, j], y[task_atom, j], radius[task_atom, j])
    return summed(task_atom, in_one, n), summed(task_atom, in_two, n), summed(task_atom, arc, n)
