"""The straight search finds what a search tree finds, to the last bit, wherever things and places lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geo_service.coverage.reach import MANY, _by_tree, nearby
from geo_service.coverage.straight import nearest_straight
from geo_service.coverage.supply import Supplied


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 900), st.integers(1, 40), st.sampled_from([1.0, 40.0, 7e6]), st.booleans())
def test_as_a_search_tree(seed: int, things: int, places: int, size_m: float, whole: bool) -> None:
    """On whole metres many are equally far, and stand on each other; one thing far away makes most squares empty."""
    rng = np.random.default_rng(seed)
    at, place = rng.uniform(0, size_m, (2, things)), rng.uniform(-size_m / 4, size_m, (2, places))
    if whole:
        at, place = np.floor(at), np.floor(place)
    at[:, 0] = 3 * size_m
    k = min(3, places)
    tree = cKDTree(place.T)
    metres, which = nearest_straight(at[0], at[1], place[0], place[1], k)
    expected, _ = _by_tree(tree, at.T, k)
    assert (metres == expected).all()
    assert np.hypot(*(at[:, :, None] - place[:, which])) == pytest.approx(metres, rel=1e-12)
    # Nearest first, and of equals the earlier place.
    same = metres[:, 1:] == metres[:, :-1]
    assert (metres[:, 1:] >= metres[:, :-1]).all()
    assert (which[:, 1:] > which[:, :-1])[same].all()


def test_nothing_to_search_and_many_at_one_spot() -> None:
    none = np.empty(0)
    assert nearest_straight(none, none, np.zeros(3), np.zeros(3), 3)[0].shape == (0, 3)
    metres, which = nearest_straight(np.zeros(MANY), np.zeros(MANY), np.array([5.0, 0.0, 5.0]), np.zeros(3), 3)
    assert (metres == [0.0, 5.0, 5.0]).all()
    assert (which == [1, 0, 2]).all()


def test_few_and_many_things_find_the_same() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 900, (2, MANY))
    px, py = rng.uniform(0, 900, (2, 12))
    supply = Supplied(None, np.arange(12, dtype=np.int32), px, py, np.full(12, 100.0), 1.0)  # type: ignore[arg-type]
    many, few = nearby(x, y, supply).rings[0], nearby(x[:-1], y[:-1], supply).rings[0]
    assert (many.straight_m[:-1] == few.straight_m).all()
    assert (many.place[:-1] == few.place).all()
