"""Where two results differ by more than the service promises. Knows nothing of where either came from."""

from __future__ import annotations

from collections.abc import Mapping

from tests.oracle.oracle import Result, Row

WHOLE = 0.002
"""Largest difference of a share for the city and its wards: 0.2 points."""
UNIT = 0.005
"""Largest error bound that any unit may state: 0.5 points."""
PEOPLE = 1e-3
"""Largest relative difference of demand: borders that were cut or simplified apart."""
LEAST_PEOPLE = 0.5
FEW = 1.0
"""Units with fewer people than this have no share worth comparing (slivers of neighbouring areas)."""


def differences(
    oracle: Result, engine: Result, bounds: Mapping[str, Mapping[str, float]], small_sets: tuple[str, ...]
) -> list[str]:
    """One line per difference, none when they agree. ``bounds``: unit set → code → stated error bound (a share)."""
    found = _items(oracle, engine)
    exact = bool(oracle.items)
    found += _row("city", oracle.total, engine.total, 0.0 if exact else WHOLE)
    for unit_set, rows in oracle.units.items():
        ours = engine.units.get(unit_set, {})
        if set(rows) != set(ours):
            found.append(f"{unit_set}: other units: {sorted(set(rows) ^ set(ours))[:5]}")
        for code in rows.keys() & ours.keys():
            stated = bounds[unit_set][code]
            if stated > UNIT:
                found.append(f"{unit_set} {code}: states an error bound of {stated}")
            found += _row(f"{unit_set} {code}", rows[code], ours[code], stated if unit_set in small_sets else WHOLE)
    return found


def _row(where: str, oracle: Row, engine: Row, allowed: float) -> list[str]:
    found = []
    if abs(oracle.demand - engine.demand) > max(LEAST_PEOPLE, PEOPLE * oracle.demand):
        found.append(f"{where}: demand {engine.demand}, oracle {oracle.demand}")
    if min(oracle.demand, engine.demand) < FEW:
        return found
    for name in ("served", "depends_on_one"):
        share, other = getattr(engine, name) / engine.demand, getattr(oracle, name) / oracle.demand
        if abs(share - other) > allowed:
            found.append(f"{where}: {name} {share:.6f}, oracle {other:.6f}, allowed {allowed:.6f}")
    return found


def _items(oracle: Result, engine: Result) -> list[str]:
    found = [f"item {id}: only in one of the two" for id in sorted(oracle.items.keys() ^ engine.items.keys())]
    for id in sorted(oracle.items.keys() & engine.items.keys()):
        served, distance_m, nearest, within = oracle.items[id]
        ours = engine.items[id]
        if (served, within) != (ours[0], ours[3]) or abs(distance_m - ours[1]) > 1e-6 or not ours[2] <= nearest:
            found.append(f"item {id}: {ours}, oracle {oracle.items[id]}")
    return found
