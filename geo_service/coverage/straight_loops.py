# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The inner loops of the straight search, compiled (see :mod:`.straight`, which says what they do; here is how)."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.kernel import kernel


@kernel
def squares(x, y, west, south, side, columns, rows):
    """The square each thing lies in, and which squares have any."""
    square = np.empty(len(x), dtype=np.int32)
    used = np.zeros(columns * rows, dtype=np.bool_)
    for i in range(len(x)):
        column = min(columns - 1, max(0, int((x[i] - west) / side)))
        row = min(rows - 1, max(0, int((y[i] - south) / side)))
        square[i] = row * columns + column
        used[square[i]] = True
    return square, used


@kernel
def candidates(used, px, py, west, south, side, columns, k):
    """Places that may be among the k nearest of a spot in each square used: first (squares + 1,) into place (c,)."""
    first = np.zeros(len(used) + 1, dtype=np.int64)
    place = np.empty(max(64, len(px)), dtype=np.int32)
    away = np.empty(len(px))
    best = np.empty(k)
    many = 0
    for s in range(len(used)):
        first[s] = many
        if not used[s]:
            continue
        cx, cy = west + (s % columns + 0.5) * side, south + (s // columns + 0.5) * side
        best[:] = np.inf
        for p in range(len(px)):
            d = np.sqrt((px[p] - cx) ** 2 + (py[p] - cy) ** 2)
            away[p] = d
            j = k - 1
            while j >= 0 and d < best[j]:
                if j < k - 1:
                    best[j + 1] = best[j]
                best[j] = d
                j -= 1
        # A spot is at most half a diagonal from the middle, and so are its k nearest from those of the middle. A little more
        # than the two halves together, for the last bits of the numbers.
        reach = best[k - 1] + side * 1.4143 + 1e-6 * (1.0 + best[k - 1])
        if many + len(px) > len(place):
            more = np.empty(2 * len(place) + len(px), dtype=np.int32)
            more[:many] = place[:many]
            place = more
        for p in range(len(px)):
            if away[p] <= reach:
                place[many] = p
                many += 1
    first[len(used)] = many
    return first, place[:many]


@kernel
def nearest_of(x, y, px, py, square, first, place, k):
    """The k nearest of each thing among the candidates of its square, nearest first, of equals the earlier place."""
    straight, at = np.empty((len(x), k)), np.empty((len(x), k), dtype=np.int64)
    best, who = np.empty(k), np.empty(k, dtype=np.int64)
    for i in range(len(x)):
        best[:] = np.inf
        who[:] = -1
        for c in range(first[square[i]], first[square[i] + 1]):
            p = place[c]
            dx, dy = x[i] - px[p], y[i] - py[p]
            d = dx * dx + dy * dy
            if d >= best[k - 1]:
                continue
            j = k - 1
            while j > 0 and d < best[j - 1]:
                best[j], who[j] = best[j - 1], who[j - 1]
                j -= 1
            best[j], who[j] = d, p
        for j in range(k):
            straight[i, j], at[i, j] = np.sqrt(best[j]), who[j]
        # Squares apart may have one root: of equally far ones the place that comes first.
        for j in range(k - 1, 0, -1):
            if straight[i, j] == straight[i, j - 1] and at[i, j] < at[i, j - 1]:
                at[i, j], at[i, j - 1] = at[i, j - 1], at[i, j]
    return straight, at
