"""Closed-form areas against shapely's overlay with finely drawn circles, on random polygons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from geo_service.coverage.city import Atoms
from geo_service.coverage.discs import disc_area, ring_edges, several
from tests.toy import note

FINE = 2000
coordinate = st.floats(-100, 100, allow_nan=False).map(lambda v: round(v, 3))


def atoms_of(shapes: list[Polygon]) -> Atoms:
    """Atoms of single polygons, as the City keeps them."""
    centre = np.array([shapely.get_coordinates(s.centroid)[0] for s in shapes])
    _, coords, (rings, polygons) = shapely.to_ragged_array(np.array(shapes, dtype=object))
    radius = [float(np.hypot(*(shapely.get_coordinates(s) - c).T).max()) for s, c in zip(shapes, centre, strict=True)]
    n = len(shapes)
    return Atoms(
        note("population", n), centre[:, 0], centre[:, 1], np.array(radius), np.array([s.area for s in shapes]), coords,
        np.asarray(rings, dtype=np.int64), np.asarray(polygons, dtype=np.int64), np.arange(n, dtype=np.int32), np.ones(n), {},
        tuple(map(str, range(n))), tuple(map(str, range(n))), {},
    )  # fmt: skip


@st.composite
def polygons(draw: Any) -> Polygon:
    """A simple polygon, maybe concave, maybe with a hole, its rings wound either way."""
    k = draw(st.integers(3, 9))
    angles = np.sort(np.array(draw(st.lists(st.floats(0, 6.28), min_size=k, max_size=k, unique=True))))
    reach = np.array(draw(st.lists(st.floats(20, 100), min_size=k, max_size=k)))
    shell = np.column_stack([reach * np.cos(angles), reach * np.sin(angles)])
    shape = Polygon(shell)
    if not shape.is_valid or shape.area < 1:
        shape = box(-50, -20, 60, 40)
        shell = shapely.get_coordinates(shape)
    hole = []
    middle = shape.representative_point()
    room = shape.exterior.distance(middle)
    if draw(st.booleans()) and room > 1:
        ring = shapely.get_coordinates(middle.buffer(room * 0.7, quad_segs=2))
        hole = [ring[::-1] if draw(st.booleans()) else ring]
    return Polygon(shell[::-1] if draw(st.booleans()) else shell, hole)


def disc(x: float, y: float, radius: float) -> Any:
    """A circle drawn so finely that its area is right to a millionth."""
    return shapely.Point(x, y).buffer(radius, quad_segs=FINE)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(polygons(), coordinate, coordinate, st.floats(0.5, 200))
def test_one_disc(shape: Polygon, x: float, y: float, radius: float) -> None:
    """Area of polygon ∩ disc, whatever the polygon's shape, holes and winding."""
    atoms = atoms_of([shape])
    edges = ring_edges(atoms, np.array([0]))
    area, arc = disc_area(edges, np.array([x]) - atoms.x, np.array([y]) - atoms.y, np.array([radius]))
    circle = disc(x, y, radius)
    assert area[0] == pytest.approx(shape.intersection(circle).area, rel=1e-5, abs=1e-3)
    assert arc[0] == pytest.approx(circle.exterior.intersection(shape).length, rel=1e-4, abs=1e-2)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(polygons(), st.lists(st.tuples(coordinate, coordinate, st.sampled_from([30.0, 50.0, 80.0])), min_size=2, max_size=6))
def test_several_discs(shape: Polygon, circles: list[tuple[float, float, float]]) -> None:
    """Area in at least one and in at least two discs, of equal and unequal radius, some of them equal."""
    atoms = atoms_of([shape])
    x, y, radius = (np.array([column]) for column in zip(*circles, strict=True))
    once, twice, _ = several(atoms, np.array([0]), x, y, radius)
    drawn = [disc(*circle) for circle in circles]
    overlaps = [a.intersection(b) for i, a in enumerate(drawn) for b in drawn[:i]]
    assert once[0] == pytest.approx(shape.intersection(shapely.union_all(drawn)).area, rel=1e-5, abs=1e-2)
    assert twice[0] == pytest.approx(shape.intersection(shapely.union_all(overlaps)).area, rel=1e-5, abs=1e-2)


def test_the_same_disc_twice_is_counted_once() -> None:
    """Two places at one spot: the ground is in two discs, and its area is not doubled."""
    shape = box(0, 0, 10, 10)
    atoms = atoms_of([shape])
    ten = np.array([[10.0, 10.0, 10.0]])
    once, twice, _ = several(atoms, np.array([0]), np.zeros((1, 3)), np.zeros((1, 3)), ten)
    quarter = np.pi * 100 / 4
    assert once[0] == pytest.approx(quarter)
    assert twice[0] == pytest.approx(quarter)


def test_many_polygons_at_once_keep_apart() -> None:
    """Areas go to the polygon they belong to."""
    shapes = [box(i, 0, i + 1, 1) for i in range(5)]
    atoms = atoms_of(shapes)
    which = np.array([3, 1, 4])
    edges = ring_edges(atoms, which)
    area, _ = disc_area(edges, -atoms.x[which], -atoms.y[which], np.full(3, 2.0))
    assert area == pytest.approx([shapes[i].intersection(disc(0, 0, 2)).area for i in which], abs=1e-5)
    assert area[0] == area[2] == 0
