"""How high people live: the two extremes of a table and of buildings, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo_service.coverage.dwellings import BASES, COUNTED, LIVED, STOREYS, Dwellings, from_buildings, from_counts, unknown
from geo_service.coverage.floors import FLOORS

NAN = np.nan


def counted(**said: float) -> tuple[dict[int, float], dict[int, float], bool]:
    """Of one unit: floor → share at the low and at the high extreme, and whether floors lived on tell it."""
    storeys = said.pop("house_storeys", NAN)
    low, high, lived = from_counts({name: np.array([value]) for name, value in said.items()}, np.array([storeys]))
    return spread(low[0]), spread(high[0]), bool(lived[0])


def spread(row: np.ndarray) -> dict[int, float]:
    return {floor: round(float(share), 6) for floor, share in enumerate(row, start=1) if share > 0}


def test_houses_have_all_their_floors_and_flats_the_classes_highest() -> None:
    low, high, lived = counted(detached=40, row_house=0, apartments_1_2=20, apartments_3_5=20, apartments_6_10=10,
                               apartments_11_over=10, other=0)  # fmt: skip
    assert low == {1: 1}
    assert high == {2: 0.2, 3: 0.4, 5: 0.2, 10: 0.1, 15: 0.1}
    assert not lived


def test_a_table_that_says_two_storeys_of_its_houses_is_believed() -> None:
    assert counted(detached=30, row_house=10, apartments=0, house_storeys=2)[1] == {2: 1}


def test_floors_lived_on_go_before_storeys_of_houses() -> None:
    low, high, lived = counted(detached=50, apartments=50, apartments_1_2=50, lived_1_2=20, lived_3_5=10, lived_6_10=10,
                               lived_11_over=10)  # fmt: skip
    assert low == {1: 0.7, 3: 0.1, 6: 0.1, 11: 0.1}
    assert high == {2: 0.2, 3: 0.5, 5: 0.1, 10: 0.1, 15: 0.1}
    assert lived


def test_flats_of_no_class_other_dwellings_and_what_the_total_leaves_may_be_anywhere() -> None:
    low, high, _ = counted(households=100, detached=40, apartments=40, apartments_3_5=20, other=10)
    assert low == {1: 1}
    assert high == {3: 0.4, 5: 0.2, 15: 0.4}


def test_a_kind_kept_back_without_a_total_leaves_a_unit_unknown() -> None:
    counts = {"detached": np.array([10.0, NAN]), "apartments": np.array([10.0, 10.0])}
    low, high, _ = from_counts(counts, np.full(2, NAN))
    assert np.isfinite(low[0]).all() and np.isnan(low[1]).all() and np.isnan(high[1]).all()
    low, high, _ = from_counts({**counts, "households": np.array([20.0, 40.0])}, np.full(2, NAN))
    assert spread(high[1]) == {15: 1}


def test_a_unit_without_households_is_not_known() -> None:
    low, high, _ = from_counts({"detached": np.zeros(1), "apartments": np.zeros(1)}, np.full(1, NAN))
    assert np.isnan(low).all() and np.isnan(high).all()


def test_where_nothing_is_known_all_are_on_the_ground_floor_or_all_at_the_top() -> None:
    low, high = unknown()
    assert (spread(low), spread(high)) == ({1: 1}, {FLOORS: 1})


def test_buildings_spread_people_over_floor_area() -> None:
    unit = np.array([0, 0, 0, 2], dtype=np.int32)
    flats = np.array([False, True, True, False])
    storeys = np.array([2.0, 4.0, 20.0, NAN])
    area = np.array([100.0, 200.0, 50.0, 80.0])
    low, high, known = from_buildings(unit, flats, storeys, area, 3)
    assert known.tolist() == [True, False, True]
    # 200 m2 of houses; 4 floors of 200; 20 floors of 50, the last six of which count as the fifteenth: 2,000 m2 in all.
    assert spread(low[0]) == {1: 0.125, 2: 0.225, 3: 0.125, 4: 0.125, **dict.fromkeys(range(5, 15), 0.025), 15: 0.15}
    assert np.array_equal(low[0], high[0])
    assert (spread(low[2]), spread(high[2])) == ({1: 1}, {3: 1})
    assert np.isnan(low[1]).all()


def test_a_building_of_unknown_storeys_weighs_as_its_neighbours() -> None:
    low, high, _ = from_buildings(
        np.zeros(2, np.int32), np.array([True, True]), np.array([5.0, NAN]), np.array([100.0, 100.0]), 1
    )
    assert low[0, 0] == pytest.approx(0.5 + 0.1)
    assert high[0, FLOORS - 1] == pytest.approx(0.5)


@given(arrays.arrays(np.float64, (len(COUNTED), 4), elements=st.one_of(st.just(NAN), st.integers(0, 500).map(float))))
def test_extremes_are_shares_and_the_low_one_is_never_above_the_high_one(table: np.ndarray) -> None:
    low, high, _ = from_counts(dict(zip(COUNTED, table, strict=True)), np.array([NAN, 1.0, 2.0, 3.0]))
    assert np.array_equal(np.isnan(low), np.isnan(high))
    known = np.isfinite(low).all(axis=1)
    assert (low[known] >= 0).all() and (high[known] >= 0).all()
    assert np.allclose(low[known].sum(axis=1), 1) and np.allclose(high[known].sum(axis=1), 1)
    assert (np.cumsum(low[known], axis=1) >= np.cumsum(high[known], axis=1) - 1e-9).all()


def test_the_source_is_what_most_units_are_told_by() -> None:
    empty = np.full((4, FLOORS), NAN)
    none = np.full(4, -1, dtype=np.int32)

    def source(*basis: str) -> str:
        at = np.array([BASES.index(one) for one in basis], dtype=np.int32)
        return Dwellings("towns", {}, at, none, none, empty, empty).source

    assert source("", "", "", "") == ""
    assert source("", "buildings", "buildings", "houses") == "buildings"
    assert source("houses", "houses", "floors", "floors") == "floors"


def test_classes_cover_all_floors() -> None:
    assert list(LIVED.values()) == [(1, 2), (3, 5), (6, 10), (11, FLOORS)]
    assert [top for _, top in STOREYS.values()] == [top for _, top in LIVED.values()]
