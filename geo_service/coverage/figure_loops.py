# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The inner loops of figures, compiled (see :mod:`.figures` and :mod:`.demand`, which say what they do; here is how).

Sums are added up in the order of the things, as numpy's bincount does: to the last bit the same.
"""

from __future__ import annotations

import numpy as np

from geo_service.coverage.kernel import kernel


@kernel
def sums(thing, unit, asked, left_out, served, one, band, n_units):
    """By unit: asked, served, left out, depending on one place, in doubt by rounding; (5, n_units)."""
    found = np.zeros((n_units, 5))  # a unit's sums beside each other
    for i in range(len(thing)):
        t, u = thing[i], unit[i]
        found[u, 0] += asked[t]
        found[u, 1] += asked[t] * served[t]
        found[u, 2] += left_out[t]
        found[u, 3] += asked[t] * one[t]
        found[u, 4] += asked[t] * band[t]
    return found.T.copy()


@kernel
def zone_sums(thing, unit, asked, served, zone, n_units):
    """By unit, of who is in the zone: asked and served; (2, n_units)."""
    found = np.zeros((n_units, 2))
    for i in range(len(thing)):
        t, u = thing[i], unit[i]
        found[u, 0] += asked[t] * zone[t]
        found[u, 1] += asked[t] * served[t] * zone[t]
    return found.T.copy()


@kernel
def by_unit(thing, unit, rank, by_distance, n_units):
    """Things by unit, then by rank: the things, and where each unit's begin (n_units + 1,). ``rank``: place of each thing in
    ``by_distance``."""
    n = len(rank)
    many = np.zeros(n + 1, dtype=np.int64)
    for i in range(len(thing)):
        many[rank[thing[i]] + 1] += 1
    for r in range(n):
        many[r + 1] += many[r]
    its_unit = np.empty(len(thing), dtype=np.int32)
    at = many[:-1].copy()
    edges = np.zeros(n_units + 1, dtype=np.int64)
    for i in range(len(thing)):
        r = rank[thing[i]]
        its_unit[at[r]] = unit[i]
        at[r] += 1
        edges[unit[i] + 1] += 1
    for u in range(n_units):
        edges[u + 1] += edges[u]
    ordered = np.empty(len(thing), dtype=np.int64)
    into = edges[:-1].copy()
    for r in range(n):
        for m in range(many[r], many[r + 1]):
            u = its_unit[m]
            ordered[into[u]] = by_distance[r]
            into[u] += 1
    return ordered, edges


@kernel
def by_whole_number(number, most):
    """Numbers of the things by their whole numbers, 0 to ``most``; of equals the earlier first."""
    at = np.zeros(most + 2, dtype=np.int64)
    for i in range(len(number)):
        at[number[i] + 1] += 1
    for d in range(most + 1):
        at[d + 1] += at[d]
    order = np.empty(len(number), dtype=np.int64)
    for i in range(len(number)):
        order[at[number[i]]] = i
        at[number[i]] += 1
    return order


@kernel
def among(thing, unit, position):
    """Membership of the things that ``position`` numbers anew (-1: not asked about), in the order given, and whether that is
    by thing."""
    things, units = np.empty(len(thing), dtype=np.int32), np.empty(len(thing), dtype=np.int32)
    many, last, sorted_ = 0, -1, True
    for i in range(len(thing)):
        p = position[thing[i]]
        if p >= 0:
            things[many], units[many] = p, unit[i]
            sorted_ = sorted_ and p >= last
            last = p
            many += 1
    return things[:many], units[:many], sorted_
