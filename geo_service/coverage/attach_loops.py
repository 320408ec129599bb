# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The inner loops of attaching, compiled: the nearest straight piece of a street to each of many points.

Pieces lie in a grid of square cells; a point looks into cells ring by ring until no cell further out can hold a nearer one.
"""

from __future__ import annotations

import numpy as np

from geo_service.coverage.kernel import kernel


@kernel
def laid_out(ax, ay, bx, by, left, low, cell, columns, rows):
    """The pieces of each cell that their box meets, in compressed rows: ``first`` (cells + 1,) and piece numbers."""
    first = np.zeros(columns * rows + 1, dtype=np.int64)
    for turn in range(2):
        if turn == 1:
            for c in range(columns * rows):
                first[c + 1] += first[c]
            piece = np.empty(first[columns * rows], dtype=np.int32)
            at = first[:-1].copy()
        for s in range(len(ax)):
            c0, c1 = int((min(ax[s], bx[s]) - left) / cell), int((max(ax[s], bx[s]) - left) / cell)
            r0, r1 = int((min(ay[s], by[s]) - low) / cell), int((max(ay[s], by[s]) - low) / cell)
            for r in range(r0, r1 + 1):
                for c in range(c0, c1 + 1):
                    if turn == 0:
                        first[r * columns + c + 1] += 1
                    else:
                        piece[at[r * columns + c]] = s
                        at[r * columns + c] += 1
    return first, piece


@kernel
def nearest_pieces(x, y, ax, ay, bx, by, edge, first, piece, left, low, cell, columns, rows, limit):
    """Of each point the nearest piece within the limit (-1: none), how far along it (0 to 1) and how far away. Of equally near
    ones the piece of the first edge."""
    n = len(x)
    found = np.full(n, -1, dtype=np.int64)
    share = np.zeros(n)
    away = np.zeros(n)
    for i in range(n):
        px, py = x[i], y[i]
        column, row = int(np.floor((px - left) / cell)), int(np.floor((py - low) / cell))
        inner = min(px - left - column * cell, left + (column + 1) * cell - px)
        inner = min(inner, min(py - low - row * cell, low + (row + 1) * cell - py))
        best, best_piece, best_share = limit * limit, -1, 0.0
        ring = 0
        while True:
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                whole = r == row - ring or r == row + ring
                step = 1 if whole or ring == 0 else 2 * ring
                c = column - ring
                while c <= column + ring:
                    if 0 <= c < columns:
                        for j in range(first[r * columns + c], first[r * columns + c + 1]):
                            s = piece[j]
                            dx, dy = bx[s] - ax[s], by[s] - ay[s]
                            long = dx * dx + dy * dy
                            t = 0.0
                            if long > 0:
                                t = min(max(((px - ax[s]) * dx + (py - ay[s]) * dy) / long, 0.0), 1.0)
                            # The ends are taken as they are, so that two streets that meet there are equally near.
                            qx = bx[s] if t == 1.0 else ax[s] + t * dx
                            qy = by[s] if t == 1.0 else ay[s] + t * dy
                            far = (px - qx) ** 2 + (py - qy) ** 2
                            if far < best or (far == best and (best_piece < 0 or edge[s] < edge[best_piece])):
                                best, best_piece, best_share = far, s, t
                    c += step
            outside = ring * cell + inner
            if outside > limit or (best_piece >= 0 and outside * outside > best):
                break
            ring += 1
        found[i], share[i], away[i] = best_piece, best_share, np.sqrt(best)
    return found, share, away
