"""Every combination of depth band × duration × collapse × floor, against the rule written out once more for one person."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from geo_service.coverage.city import ZoneGround
from geo_service.coverage.floors import FLOORS, STAY_HOURS, first_dry_floor, floor_levels, water

INF, NAN = math.inf, math.nan
DEPTHS = (
    (NAN, NAN),
    (0.0, 0.5),
    (0.5, 3.0),
    (3.0, 5.0),
    (5.0, 10.0),
    (10.0, 20.0),
    (20.0, INF),
    (0.01, 0.3),
    (1.0, 2.0),
    (2.0, 5.0),
)
HOURS = ((NAN, NAN), (0.0, 12.0), (12.0, 24.0), (24.0, 72.0), (72.0, 168.0), (24.0, INF), (0.0, 168.0), (672.0, INF))
COLLAPSE = (-1, 0, 1)


def ground_of(rows: list[tuple[tuple[float, float], tuple[float, float], int]], hazard: str = "flood") -> ZoneGround:
    """Classes of ground of these depths, hours and collapse."""
    return ZoneGround(
        key=f"{hazard}:川:largest",
        hazard=hazard,
        source="川",
        scale="largest",
        depth_from_m=np.array([d[0] for d, _, _ in rows]),
        depth_to_m=np.array([d[1] for d, _, _ in rows]),
        hours_from=np.array([h[0] for _, h, _ in rows]),
        hours_to=np.array([h[1] for _, h, _ in rows]),
        collapse=np.array([c for _, _, c in rows], dtype=np.int8),
        special=np.zeros(len(rows), dtype=np.int8),
        shapes=tuple(b"" for _ in rows),
    )


def level(floor: int) -> float:
    """Height of a floor, said once more."""
    return {1: 0.5, 2: 3.0, 3: 5.0}.get(floor, 5.0 + 3.0 * (floor - 3))


def leaves(depth: float, hours: float, collapse: bool, floor: int) -> bool:
    """Whether one person must leave, when everything is known: the three conditions of staying, one by one."""
    if collapse:
        return True
    if hours >= STAY_HOURS:
        return True
    return depth >= level(floor)


def assignments(depth: tuple[float, float], hours: tuple[float, float], collapse: int) -> list[tuple[float, float, bool]]:
    """Everything that may be true of such ground: depths and hours through their bands, both words where none is said."""
    low, high = (0.0, 60.0) if math.isnan(depth[0]) else (depth[0], min(depth[1], 60.0))
    levels = [level(f) for f in range(1, FLOORS + 1)]
    depths = [low, *(x for x in levels if low <= x < high), math.nextafter(high, 0)]
    start, end = (0.0, 1000.0) if math.isnan(hours[0]) else (hours[0], min(hours[1], 1000.0))
    times = [start, math.nextafter(end, 0)]
    falls = [True, False] if collapse < 0 else [bool(collapse)]
    return list(itertools.product(depths, times, falls))


def test_every_combination_is_bounded_by_what_may_be_true() -> None:
    rows = list(itertools.product(DEPTHS, HOURS, COLLAPSE))
    means = water(ground_of(rows))
    assert len(rows) * FLOORS == 3600
    for at, (depth, hours, collapse) in enumerate(rows):
        may_be = assignments(depth, hours, collapse)
        for floor in range(1, FLOORS + 1):
            told = {leaves(d, h, c, floor) for d, h, c in may_be}
            assert means.best[at, floor - 1] == (told == {True}), (depth, hours, collapse, floor)
            assert means.worst[at, floor - 1] == (True in told), (depth, hours, collapse, floor)


def test_one_doubt_alone_lies_between_the_ends() -> None:
    means = water(ground_of(list(itertools.product(DEPTHS, HOURS, COLLAPSE))))
    for one in (means.by_collapse, means.by_hours, means.by_depth):
        assert np.all(means.best <= one) and np.all(one <= means.worst)
    assert np.array_equal(means.by_collapse | means.by_hours | means.by_depth, means.worst)


@pytest.mark.parametrize(
    ("depth", "first"), [((0.0, 0.5), 1), ((0.5, 3.0), 2), ((3.0, 5.0), 3), ((5.0, 10.0), 5), ((10.0, 20.0), 8)]
)
def test_the_first_floor_that_stays_dry(depth: tuple[float, float], first: int) -> None:
    # The classes of MLIT's handbook: 3 m of water reaches the second floor, so a school counts from its third.
    _, high = first_dry_floor(ground_of([(depth, (0.0, 12.0), 0)]))
    assert high.tolist() == [first]
    assert level(first) >= depth[1] > level(first - 1) if first > 1 else depth[1] <= level(1)


def test_no_floor_is_surely_dry_when_the_depth_is_open_or_not_known() -> None:
    low, high = first_dry_floor(ground_of([((20.0, INF), (0.0, 12.0), 0), ((NAN, NAN), (0.0, 12.0), 0)]))
    assert high.tolist() == [FLOORS + 1, FLOORS + 1]
    assert low.tolist() == [9, 1]


def test_levels_rise() -> None:
    assert floor_levels().tolist() == [level(f) for f in range(1, FLOORS + 1)]


@pytest.mark.parametrize("hazard", ["landslide", "tsunami", "fire", "volcano", "earthquake"])
def test_in_other_zones_everyone_leaves(hazard: str) -> None:
    means = water(ground_of([((0.0, 0.5), (0.0, 12.0), 0)], hazard))
    assert means.best.all() and means.worst.all()


def test_a_longer_stay_lets_more_people_stay() -> None:
    ground = ground_of([((0.0, 0.5), (72.0, 168.0), 0)])
    assert water(ground).best.all()
    assert not water(ground, 200.0).worst.any()
    assert not water(ground, 72.0001).best.any() and water(ground, 72.0001).worst.all()
