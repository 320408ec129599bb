"""Pieces drawn together have the outline that laying them together gives."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.city import Atoms, DatasetNote
from geo_service.coverage.outlines import outlines, polygons, sides

SIDE = 6


def ground(shapes: list[shapely.Polygon]) -> Atoms:
    """A population whose pieces are these."""
    # A square more, taken away again, because shapely makes no arrays of nothing.
    _, coords, (rings, parts) = shapely.to_ragged_array(np.array([*shapes, shapely.box(0, 0, 1, 1)], dtype=object))
    middle = shapely.get_coordinates(shapely.centroid(shapes)).reshape(-1, 2)
    n = len(shapes)
    return Atoms(
        dataset=DatasetNote("population", "test", "", "", "", "", "CC0-1.0", 0, 0, "99900"),
        x=middle[:, 0],
        y=middle[:, 1],
        radius=np.full(n, 100.0),
        area_m2=np.asarray(shapely.area(shapes)),
        coords=coords[:-5],
        ring_offsets=rings[:-1].astype(np.int64),
        atom_offsets=parts[:-1].astype(np.int64),
        feature=np.arange(n, dtype=np.int32),
        share=np.ones(n),
        members={},
        feature_name=("",) * n,
        feature_code=("",) * n,
        counts={"residents": np.ones(n)},
    )


SQUARES = [shapely.box(25 * c, 25 * r, 25 * c + 25, 25 * r + 25) for r in range(SIDE) for c in range(SIDE)]
GRID = ground(SQUARES)


def label(rows: list[str]) -> np.ndarray:
    """A label of each square; "." is none."""
    return np.array([-1 if one == "." else int(one) for row in rows for one in row])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-1, 2), min_size=SIDE * SIDE, max_size=SIDE * SIDE))
def test_it_is_the_union_of_each_label(drawn: list[int]) -> None:
    labels, shapes = outlines(GRID, np.array(drawn))
    assert labels.tolist() == sorted({one for one in drawn if one >= 0})
    for one, shape in zip(labels, shapes, strict=True):
        assert shape.is_valid
        assert shape.equals(shapely.union_all([SQUARES[at] for at in np.flatnonzero(np.array(drawn) == one)]))


def test_a_hole_touching_the_edge_and_squares_touching_at_a_corner() -> None:
    rows = ["111...", "1.1...", "11.1..", "...11.", ".....1", "......"]
    (shape,) = outlines(GRID, label(rows))[1]
    assert shape.is_valid
    assert shape.area == 11 * 625
    assert sorted(len(one.interiors) for one in shape.geoms) == [0, 0, 1]


def test_corners_along_a_straight_side_are_left_out() -> None:
    (shape,) = outlines(GRID, label(["111111"] * SIDE))[1]
    assert shapely.get_num_coordinates(shape) == 5


@pytest.mark.parametrize("turned", [False, True])
def test_stored_the_other_way_round_it_is_the_same(turned: bool) -> None:
    ring = shapely.Polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(40, 40), (60, 40), (60, 60), (40, 60)]])
    inner = shapely.box(40, 40, 60, 60)
    pieces = [shapely.orient_polygons(one, exterior_cw=turned) for one in (ring, inner)]
    labels, shapes = outlines(ground(pieces), np.array([0, 1]))
    assert labels.tolist() == [0, 1]
    assert [one.area for one in shapes] == [9600, 400]
    assert outlines(ground(pieces), np.array([0, 0]))[1][0].area == 10_000


def test_sides_shared_in_part_and_ground_laid_over_ground_are_joined_too() -> None:
    pieces = [
        shapely.box(0, 0, 100, 50),
        shapely.box(0, 50, 50, 100),
        shapely.box(50, 50, 100, 100),
        shapely.box(90, 90, 120, 120),
    ]
    made = ground(pieces)
    assert sides(made).odd.any()
    (shape,) = outlines(made, np.zeros(4, dtype=np.int64))[1]
    assert shape.equals(shapely.union_all(pieces))


def test_nothing_drawn_and_no_ground_at_all() -> None:
    assert len(outlines(GRID, np.full(SIDE * SIDE, -1))[1]) == 0
    points = ground([])
    assert len(outlines(points, np.zeros(0, dtype=np.int64))[1]) == 0
    assert len(polygons(points, np.zeros(0, dtype=np.int64))) == 0
