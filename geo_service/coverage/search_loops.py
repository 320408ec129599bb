# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The inner loops of the search on streets, compiled (see :mod:`.search`, which says what they do; here is how).

A label is one whole number: distance in decimetres times 2³² plus the place, so that comparing labels compares distances
and, of equals, places. A place may have several ends e (``owner[e]`` is the place): labels and masks are the place's.
Queue: a ring of buckets, one a decimetre, each a chain of items; items are used again.
"""

from __future__ import annotations

import numpy as np

from geo_service.coverage.kernel import kernel
from geo_service.coverage.labels import NOWHERE, PLACE


@kernel
def nearest_one(first, arcs, start, end, edge, to_start, to_end, owner, masks, limit, ring):
    n = len(first) - 1
    label = np.full(n, NOWHERE, dtype=np.int64)
    head = np.full(ring, -1, dtype=np.int32)
    item = np.empty((max(1024, n // 4), 2), dtype=np.int32)
    used, free, queued = 0, np.int32(-1), 0
    for e in range(len(edge)):
        p = owner[e]
        if edge[e] < 0 or masks[p] == 0:
            continue
        for side in range(2):
            v = start[edge[e]] if side == 0 else end[edge[e]]
            d = to_start[e] if side == 0 else to_end[e]
            new = (np.int64(d) << 32) | np.int64(p)
            if d > limit or new >= label[v]:
                continue
            label[v] = new
            if used == len(item):
                item = _grown(item)
            item[used, 0], item[used, 1] = v, head[d]
            head[d] = used
            used += 1
            queued += 1
    now, slot = 0, 0
    while queued > 0:
        at = head[slot]
        if at < 0:
            now += 1
            slot += 1
            if slot == ring:
                slot = 0
            continue
        v = item[at, 0]
        head[slot] = item[at, 1]
        item[at, 1] = free
        free = at
        queued -= 1
        if label[v] >> 32 != now:
            continue
        for a in range(first[v], first[v + 1]):
            w, d = arcs[a, 0], now + arcs[a, 1]
            new = (np.int64(d) << 32) | (label[v] & PLACE)
            if new >= label[w] or d > limit:
                continue
            # Of equals the earlier place wins; the node already waits in the queue at this distance.
            waiting = d == label[w] >> 32
            label[w] = new
            if waiting:
                continue
            to = slot + arcs[a, 1]
            if to >= ring:
                to -= ring
            if free >= 0:
                at = free
                free = item[at, 1]
            else:
                if used == len(item):
                    item = _grown(item)
                at = np.int32(used)
                used += 1
            item[at, 0], item[at, 1] = w, head[to]
            head[to] = at
            queued += 1
    return label


@kernel
def _grown(array):
    more = np.empty((2 * len(array), *array.shape[1:]), dtype=array.dtype)
    more[: len(array)] = array
    return more


@kernel
def _taken(label, count, filled, masks, v, new, k):
    """Put a label into node v's row where it is better than what is there; False where it is not.

    ``filled[v]``: the sets that k labels of the row serve.
    """
    many = count[v]
    p = np.int32(new & PLACE)
    m = masks[p]
    if many > 0 and new > label[v, many - 1] and m & ~filled[v] == 0:
        return False
    # three: the sets that three better labels are known for; of a smaller k the first are taken as known.
    none, every = np.uint32(0), np.uint32(0xFFFFFFFF)
    one, two, three = (every if k < 3 else none), (every if k < 2 else none), none
    at = 0
    while at < many and label[v, at] < new:
        q = np.int32(label[v, at] & PLACE)
        if q == p:
            return False
        three |= two & masks[q]
        two |= one & masks[q]
        one |= masks[q]
        at += 1
    if m & ~three == 0 or (at < many and label[v, at] == new):
        return False
    # Into its place; what follows moves back by one, without the same place's older label and what is now among the k
    # nearest of no set.
    three |= two & m
    two |= one & m
    one |= m
    moved, to = new, at
    while at < many:
        held = label[v, at]
        at += 1
        q = np.int32(held & PLACE)
        if q == p or masks[q] & ~three == 0:
            continue
        three |= two & masks[q]
        two |= one & masks[q]
        one |= masks[q]
        label[v, to] = moved
        to += 1
        moved = held
    label[v, to] = moved
    count[v] = to + 1
    filled[v] = three
    return True


@kernel
def _taken_of_one(label, count, v, new, k):
    """The same where all places are one set."""
    many = count[v]
    if many == k and new >= label[v, k - 1]:
        return False
    p = new & PLACE
    last = many if many < k else k - 1
    for j in range(many):
        if label[v, j] & PLACE == p:
            if label[v, j] <= new:
                return False
            last = j
            break
    if last == many:
        count[v] = many + 1
    while last > 0 and label[v, last - 1] > new:
        label[v, last] = label[v, last - 1]
        last -= 1
    label[v, last] = new
    return True


@kernel
def nearest_several(first, arcs, start, end, edge, to_start, to_end, owner, masks, k, width, limit, ring, one):
    n = len(first) - 1
    label = np.empty((n, width), dtype=np.int64)
    count = np.zeros(n, dtype=np.int32)
    filled = np.zeros(n, dtype=np.uint32)
    head = np.full(ring, -1, dtype=np.int32)
    item = np.empty((max(1024, n // 4), 3), dtype=np.int32)
    used, free, queued = 0, np.int32(-1), 0
    for e in range(len(edge)):
        p = owner[e]
        if edge[e] < 0 or masks[p] == 0:
            continue
        for side in range(2):
            v = start[edge[e]] if side == 0 else end[edge[e]]
            d = to_start[e] if side == 0 else to_end[e]
            if d > limit:
                continue
            new = (np.int64(d) << 32) | np.int64(p)
            if one:
                if not _taken_of_one(label, count, v, new, k):
                    continue
            elif not _taken(label, count, filled, masks, v, new, k):
                continue
            if used == len(item):
                item = _grown(item)
            item[used, 0], item[used, 1], item[used, 2] = v, p, head[d]
            head[d] = used
            used += 1
            queued += 1
    now, slot = 0, 0
    while queued > 0:
        at = head[slot]
        if at < 0:
            now += 1
            slot += 1
            if slot == ring:
                slot = 0
            continue
        v, p = item[at, 0], item[at, 1]
        head[slot] = item[at, 2]
        item[at, 2] = free
        free = at
        queued -= 1
        # Still what the node keeps of this place? Else something better came since.
        old = (np.int64(now) << 32) | np.int64(p)
        kept = False
        for j in range(count[v]):
            if label[v, j] >= old:
                kept = label[v, j] == old
                break
        if not kept:
            continue
        for a in range(first[v], first[v + 1]):
            w, d = arcs[a, 0], now + arcs[a, 1]
            if d > limit:
                continue
            new = (np.int64(d) << 32) | np.int64(p)
            if one:
                if not _taken_of_one(label, count, w, new, k):
                    continue
            elif not _taken(label, count, filled, masks, w, new, k):
                continue
            to = slot + arcs[a, 1]
            if to >= ring:
                to -= ring
            if free >= 0:
                at = free
                free = item[at, 2]
            else:
                if used == len(item):
                    item = _grown(item)
                at = np.int32(used)
                used += 1
            item[at, 0], item[at, 1], item[at, 2] = w, p, head[to]
            head[to] = at
            queued += 1
    return label, count


@kernel
def _offer(distance, place, t, mask, sets, k, d, p):
    """Put a place into the rows of thing t of the sets it serves, where it is among their k nearest."""
    for s in range(sets):
        if (mask >> np.uint32(s)) & np.uint32(1) == 0:
            continue
        if d > distance[t, s, k - 1] or (d == distance[t, s, k - 1] and p >= place[t, s, k - 1] >= 0):
            continue
        # Where the place is already nearer, nothing changes; where it is farther, the older one goes.
        last = k - 1
        known = False
        for j in range(k):
            if place[t, s, j] == p:
                known = distance[t, s, j] <= d
                last = j
                break
        if known:
            continue
        j = last
        while j > 0 and (
            place[t, s, j - 1] < 0 or distance[t, s, j - 1] > d or (distance[t, s, j - 1] == d and place[t, s, j - 1] > p)
        ):
            distance[t, s, j], place[t, s, j] = distance[t, s, j - 1], place[t, s, j - 1]
            j -= 1
        distance[t, s, j], place[t, s, j] = d, p


@kernel
def _merged(label, count, distance, place, t, v, w, to_v, to_w, masks, k, sets):
    """The rows of thing t from the labels of both ends of its edge, taken in turn, nearest first, until every set has k."""
    more_v, more_w = np.int64(to_v) << 32, np.int64(to_w) << 32
    wanted = np.uint32(0xFFFFFFFF) >> np.uint32(32 - sets)
    i, j = 0, 0
    while wanted != 0 and (i < count[v] or j < count[w]):
        if j >= count[w] or (i < count[v] and label[v, i] + more_v <= label[w, j] + more_w):
            new = label[v, i] + more_v
            i += 1
        else:
            new = label[w, j] + more_w
            j += 1
        p = np.int32(new & PLACE)
        m = masks[p] & wanted
        s = 0
        while m != 0:
            if m & np.uint32(1) != 0:
                at = 0
                while at < k and place[t, s, at] >= 0 and place[t, s, at] != p:
                    at += 1
                if at < k and place[t, s, at] < 0:
                    distance[t, s, at], place[t, s, at] = np.int32(new >> 32), p
                    if at == k - 1:
                        wanted &= ~(np.uint32(1) << np.uint32(s))
            m >>= np.uint32(1)
            s += 1


@kernel
def gather(
    start, end, label, count,
    edge, to_start, to_end, along, access, x, y, on_from, on_to, on_edge,
    place_along, place_access, place_x, place_y, owner, masks, k, sets,
):  # fmt: skip
    n = len(edge)
    distance = np.full((n, sets, k), 2_000_000_000, dtype=np.int32)
    place = np.full((n, sets, k), -1, dtype=np.int32)
    for t in range(n):
        if edge[t] < 0:
            continue
        for i in range(on_from[t], on_to[t]):
            e = on_edge[i]
            if x[t] == place_x[e] and y[t] == place_y[e]:
                d = np.int32(0)
            else:
                d = np.int32(np.ceil(abs(along[t] - place_along[e]) - 1e-6)) + access[t] + place_access[e]
            _offer(distance, place, t, masks[owner[e]], sets, k, d, owner[e])
        if on_from[t] == on_to[t]:
            _merged(label, count, distance, place, t, start[edge[t]], end[edge[t]], to_start[t], to_end[t], masks, k, sets)
            continue
        for side in range(2):
            v = start[edge[t]] if side == 0 else end[edge[t]]
            more = to_start[t] if side == 0 else to_end[t]
            for j in range(count[v]):
                p = np.int32(label[v, j] & PLACE)
                _offer(distance, place, t, masks[p], sets, k, np.int32(label[v, j] >> 32) + more, p)
    return distance, place
