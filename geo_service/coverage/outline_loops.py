# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The inner loops of drawing pieces of ground together, compiled (see :mod:`.outlines`, which says what they do; here is how)."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.kernel import kernel

STRAIGHT_M = 1e-6
"""A corner no farther than this off the line through its neighbours is none."""
LONGEST_M = 500.0
"""Longest side made of several: on the globe a straight line of the plane bends by millimetres over so much."""


@kernel
def twins(start, end, order, n_vertices):
    """The segment that runs the other way between the same corners, -1 where there is none or more than one. ``order``:
    the segments by start, then by end."""
    twin = np.full(len(start), -1, dtype=np.int32)
    first = np.zeros(n_vertices + 1, dtype=np.int64)
    for s in range(len(start)):
        first[start[s] + 1] += 1
    for v in range(n_vertices):
        first[v + 1] += first[v]
    for s in range(len(start)):
        found, many, alike = -1, 0, 0
        for at in range(first[end[s]], first[end[s] + 1]):
            if end[order[at]] == start[s]:
                found, many = order[at], many + 1
        for at in range(first[start[s]], first[start[s] + 1]):
            if end[order[at]] == end[s]:
                alike += 1
        if many == 1 and alike == 1:
            twin[s] = found
    return twin


@kernel
def _root(parent, i):
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def components(label, owner, twin):
    """Pieces of one label that share a side are one: for each piece (n,) the first piece of its component."""
    parent = np.arange(len(label))
    for s in range(len(twin)):
        t = twin[s]
        if t > s:
            a, b = owner[s], owner[t]
            if label[a] >= 0 and label[a] == label[b]:
                p, q = _root(parent, a), _root(parent, b)
                if p < q:
                    parent[q] = p
                elif q < p:
                    parent[p] = q
    for i in range(len(label)):
        parent[i] = _root(parent, i)
    return parent


@kernel
def borders(label, owner, twin):
    """The segments between a piece with a label and one with another, or none."""
    found = np.empty(len(twin), dtype=np.int32)
    many = 0
    for s in range(len(twin)):
        mine = label[owner[s]]
        if mine >= 0 and (twin[s] < 0 or label[owner[twin[s]]] != mine):
            found[many] = s
            many += 1
    return found[:many]


@kernel
def _turn(x, y, a, b, c):
    """How far the way a → b → c turns to the left at b: 0 back the way it came, growing clockwise from there; less than 2π."""
    back = np.arctan2(y[a] - y[b], x[a] - x[b])
    on = np.arctan2(y[c] - y[b], x[c] - x[b])
    turn = back - on
    while turn <= 1e-12:
        turn += 2 * np.pi
    return turn


@kernel
def rings(border, start, end, owner, component, x, y):
    """Closed ways along segments that have their component on the left: corners, the first corner of each ring, its component
    and its area (m², negative for a hole). ``border``: sorted by component, then by start."""
    n = len(border)
    used = np.zeros(n, dtype=np.bool_)
    on_path = np.full(len(x), -1, dtype=np.int64)
    path = np.empty(n + 1, dtype=np.int64)
    corner = np.empty(n, dtype=np.int64)
    first = np.empty(n + 1, dtype=np.int64)
    whose = np.empty(n, dtype=np.int64)
    area = np.empty(n)
    corners = many = 0
    low = 0
    while low < n:
        mine = component[owner[border[low]]]
        high = low
        while high < n and component[owner[border[high]]] == mine:
            high += 1
        for begin in range(low, high):
            if used[begin]:
                continue
            used[begin] = True
            path[0], path[1] = start[border[begin]], end[border[begin]]
            on_path[path[0]] = 0
            length = 1  # path[length] is where the way has come to
            while True:
                here = path[length]
                since = on_path[here]
                if since >= 0:
                    first[many], whose[many] = corners, mine
                    twice = 0.0
                    ox, oy = x[here], y[here]
                    for i in range(since, length):
                        p, q = path[i], path[i + 1]
                        twice += (x[p] - ox) * (y[q] - oy) - (x[q] - ox) * (y[p] - oy)
                        corner[corners] = p
                        corners += 1
                        on_path[p] = -1
                    area[many] = twice / 2
                    many += 1
                    if since == 0:
                        break
                    length = since
                on_path[here] = length
                # Of several ways on, the one that stays closest to the ground on the left.
                left, right = low, high
                while left < right:
                    middle = (left + right) // 2
                    if start[border[middle]] < here:
                        left = middle + 1
                    else:
                        right = middle
                best, least = -1, 10.0
                while left < high and start[border[left]] == here:
                    if not used[left]:
                        turn = 0.0
                        if best >= 0 or (left + 1 < high and start[border[left + 1]] == here):
                            turn = _turn(x, y, path[length - 1], here, end[border[left]])
                        if best < 0 or turn < least:
                            best, least = left, turn
                    left += 1
                if best < 0:  # sides that do not close: nothing is drawn of them
                    for i in range(length + 1):
                        on_path[path[i]] = -1
                    break
                used[best] = True
                length += 1
                path[length] = end[border[best]]
        low = high
    first[many] = corners
    return corner[:corners], first[: many + 1], whose[:many], area[:many]


@kernel
def plain(corner, first, x, y):
    """The rings without corners on a straight line, closed: coordinates (c, 2) and the first of each ring."""
    xy = np.empty((len(corner) + len(first), 2))
    at = np.zeros(len(first), dtype=np.int64)
    many = 0
    for r in range(len(first) - 1):
        low, high = first[r], first[r + 1]
        n = high - low
        at[r] = many
        kept = 0
        before = corner[high - 1]
        for i in range(low, high):
            here, after = corner[i], corner[low + (i - low + 1) % n]
            dx, dy = x[after] - x[before], y[after] - y[before]
            length = np.sqrt(dx * dx + dy * dy)
            off = abs(dx * (y[here] - y[before]) - dy * (x[here] - x[before]))
            along = dx * (x[here] - x[before]) + dy * (y[here] - y[before])
            straight = 0 < length <= LONGEST_M and off <= STRAIGHT_M * length and 0 < along < length * length
            if straight and kept + (high - 1 - i) >= 3:
                continue
            xy[many, 0], xy[many, 1] = x[here], y[here]
            many += 1
            kept += 1
            before = here
        xy[many] = xy[at[r]]
        many += 1
    at[len(first) - 1] = many
    return xy[:many], at
