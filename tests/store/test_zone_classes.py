"""Zones of one source overlaid into classes: deepest water, longest time, any collapse; and what one source's silence does."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo_service.coverage.city import ZoneGround
from geo_service.store.zone_classes import UNKNOWN, Fact, _all, classes


def said(ground: ZoneGround, x: float, y: float) -> tuple[float, float, float, float, int] | None:
    """Depth, hours and collapse of the one class at a point; None outside."""
    found = [c for c, shape in enumerate(ground.shapes) if shapely.from_wkb(shape).contains(shapely.Point(x, y))]
    assert len(found) <= 1
    if not found:
        return None
    c = found[0]
    numbers = (ground.depth_from_m[c], ground.depth_to_m[c], ground.hours_from[c], ground.hours_to[c])
    return (*(float(n) for n in numbers), int(ground.collapse[c]))  # type: ignore[return-value]


def same(a: tuple[float, ...] | None, b: tuple[float, ...] | None) -> bool:
    """Equal, with NaN equal to NaN."""
    return (a is None) == (b is None) and (a is None or b is None or np.array_equal(np.array(a), np.array(b), equal_nan=True))


SHALLOW = Fact("inside", (0.5, 3.0), box(0, 0, 100, 100))
DEEP = Fact("inside", (3.0, 5.0), box(50, 0, 100, 100))
LONG = Fact("hours", (72.0, 168.0), box(0, 0, 100, 30))
FALLS = Fact("collapse", UNKNOWN, box(80, 0, 120, 100))
NAN = math.nan


def test_each_point_takes_the_deepest_the_longest_and_any_collapse() -> None:
    ground = classes("flood", "川", "largest", [SHALLOW, DEEP, LONG, FALLS])
    assert same(said(ground, 10, 10), (0.5, 3.0, 72.0, 168.0, 0))
    assert same(said(ground, 60, 60), (3.0, 5.0, NAN, NAN, 0))
    assert same(said(ground, 90, 10), (3.0, 5.0, 72.0, 168.0, 1))
    # Ground of collapse beyond the water is inside all the same; how deep is not known.
    assert same(said(ground, 110, 50), (NAN, NAN, NAN, NAN, 1))
    assert said(ground, 150, 50) is None
    whole = shapely.union_all([shapely.from_wkb(one) for one in ground.shapes])
    assert whole.area == pytest.approx(sum(shapely.from_wkb(one).area for one in ground.shapes))
    assert whole.area == pytest.approx(100 * 100 + 20 * 100)


def test_collapse_is_unknown_where_no_map_of_it_is_loaded_and_no_matter_where_the_law_knows_none() -> None:
    assert set(classes("flood", "川", "largest", [SHALLOW]).collapse.tolist()) == {-1}
    assert set(classes("storm_surge", "湾", "largest", [SHALLOW]).collapse.tolist()) == {0}
    assert len(classes("flood", "川", "largest", [])) == 0


def test_the_larger_flood_bounds_what_is_not_said_of_the_smaller() -> None:
    ground = classes("flood", "川", "planned", [SHALLOW], [DEEP, LONG, FALLS])
    # Where not even the largest flood makes houses collapse, the planned one does not; where it does, nobody knows.
    assert same(said(ground, 10, 10), (0.5, 3.0, 0.0, 168.0, 0))
    assert same(said(ground, 90, 10), (0.5, 3.0, 0.0, 168.0, -1))
    assert same(said(ground, 90, 60), (0.5, 3.0, NAN, NAN, -1))
    # The larger flood's ground is not the smaller's.
    assert said(ground, 110, 50) is None


def test_several_rivers_together_know_where_one_is_silent() -> None:
    other = Fact("inside", (0.0, 0.5), box(0, 50, 200, 100))
    ground = classes("flood", "*", "largest", _all([[SHALLOW, LONG, FALLS], [other]]))
    assert same(said(ground, 10, 10), (0.5, 3.0, 72.0, 168.0, 0))
    # The other river says nothing of time and collapse: its ground stays in doubt, whatever the first says.
    assert same(said(ground, 10, 60), (0.5, 3.0, NAN, NAN, -1))
    assert same(said(ground, 90, 60), (0.5, 3.0, NAN, NAN, 1))
    assert same(said(ground, 150, 60), (0.0, 0.5, NAN, NAN, -1))


def test_assessed_together_is_what_every_source_assessed() -> None:
    one = [SHALLOW, Fact("assessed", UNKNOWN, box(0, 0, 200, 200))]
    two = [DEEP, Fact("assessed", UNKNOWN, box(100, 0, 300, 200))]
    common = [fact.shape for fact in _all([one, two]) if fact.part == "assessed"]
    assert [shape.bounds for shape in common] == [(100, 0, 200, 200)]
    assert not [fact for fact in _all([one, [DEEP]]) if fact.part == "assessed"]


BANDS = ((0.0, 0.5), (0.5, 3.0), (3.0, 5.0), (5.0, 10.0))
TIMES = ((0.0, 12.0), (12.0, 24.0), (72.0, 168.0))
sides = st.integers(0, 9)
boxes = st.tuples(sides, sides, st.integers(1, 6), st.integers(1, 6)).map(
    lambda b: box(10 * b[0], 10 * b[1], 10 * (b[0] + b[2]), 10 * (b[1] + b[3]))
)
facts = st.one_of(
    st.builds(lambda band, shape: Fact("inside", band, shape), st.sampled_from(BANDS), boxes),
    st.builds(lambda band, shape: Fact("hours", band, shape), st.sampled_from(TIMES), boxes),
    st.builds(lambda shape: Fact("collapse", UNKNOWN, shape), boxes),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(facts, min_size=1, max_size=9))
def test_random_maps_agree_with_asking_every_row_at_every_spot(maps: list[Fact]) -> None:
    ground = classes("flood", "川", "largest", maps)
    for x in range(5, 160, 10):
        for y in range(5, 160, 30):
            here = [one for one in maps if one.shape.contains(shapely.Point(x, y))]
            depth = max((one.band for one in here if one.part == "inside"), default=UNKNOWN)
            hours = max((one.band for one in here if one.part == "hours"), default=UNKNOWN)
            collapse = -1 if not any(one.part == "collapse" for one in maps) else int(any(one.part == "collapse" for one in here))
            assert same(said(ground, x, y), (*depth, *hours, collapse) if here else None), (x, y)


def test_the_order_of_rows_changes_nothing() -> None:
    maps = [SHALLOW, DEEP, LONG, FALLS, Fact("inside", (5.0, 10.0), box(20, 20, 40, 40))]
    first, last = classes("flood", "川", "largest", maps), classes("flood", "川", "largest", maps[::-1])
    for x in range(5, 130, 10):
        for y in range(5, 105, 10):
            assert same(said(first, x, y), said(last, x, y))
