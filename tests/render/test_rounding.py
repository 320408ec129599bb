"""Figures that still add up after rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_service.coverage.answer import Figures
from geo_service.render.rounding import HALF, amount, bound, metres, per_cent_points, rounded_figures, share, whole
from geo_service.render.words import number

PEOPLE = st.floats(0, 2_000_000, allow_nan=False)


def figures(served: float, unserved: float, left_out: float, one: float = 0.0) -> Figures:
    return Figures(
        served + unserved + left_out, served, unserved, left_out, min(one, served), {50: 1.25, 75: None, 90: 3.0, 95: 4.0}
    )


@given(PEOPLE, PEOPLE, PEOPLE, PEOPLE, st.booleans())
def test_parts_add_up_exactly(served: float, unserved: float, left_out: float, one: float, whole: bool) -> None:
    row = rounded_figures(figures(served, unserved, left_out, one), whole)
    parts = [Decimal(str(row[name])) for name in ("served", "unserved", "left_out")]
    assert sum(parts) == Decimal(str(row["demand"]))
    assert min(parts) >= 0
    assert row["depends_on_one"] <= row["served"]
    step = 1.01 if whole else 0.11
    assert abs(row["served"] - served) <= step
    assert abs(row["left_out"] - left_out) <= step
    if whole:
        assert all(isinstance(row[name], int) for name in ("demand", "served", "unserved", "left_out", "depends_on_one"))


@given(PEOPLE, PEOPLE)
def test_nobody_unserved_stays_nobody(served: float, left_out: float) -> None:
    assert rounded_figures(figures(served, 0.0, left_out), False)["unserved"] == 0


def test_a_part_never_rounds_away() -> None:
    assert share(0.99996) == 0.9999
    assert share(0.00001) == 0.0001
    assert (share(1.0), share(0.0), share(None), share(0.5)) == (1.0, 0.0, None, 0.5)


def test_nearly_all_is_not_written_as_all_nor_a_little_as_nothing() -> None:
    assert [per_cent_points(value) for value in (0.9999, 0.99996, 0.99951, 1.0)] == [99.9, 99.9, 99.9, 100.0]
    assert [per_cent_points(value) for value in (0.0, 1e-9, 0.0004, 0.0006, 0.333)] == [0.0, 0.1, 0.1, 0.1, 33.3]
    assert [per_cent_points(value, 0) for value in (0.0, 0.001, 0.5, 0.996, 1.0)] == [0, 1, 50, 99, 100]


@given(st.floats(0, 1), st.integers(0, 2))
def test_a_written_share_is_all_or_nothing_only_when_it_is(value: float, decimals: int) -> None:
    written = f"{per_cent_points(value, decimals):.{decimals}f}"
    assert (float(written) == 100) == (value == 1)
    assert (float(written) == 0) == (value == 0)
    assert abs(float(written) - 100 * value) <= 1.01 * 10.0**-decimals


def test_a_bound_is_rounded_up() -> None:
    assert bound(0.00011) == 0.0002
    assert bound(0.005) == 0.005
    assert bound(0.0) == 0.0


def test_what_is_unknown_stays_unknown() -> None:
    assert amount(float("nan"), True) is None
    assert metres(float("nan")) is None
    assert metres(None) is None
    assert metres(499.96) == 500.0
    assert rounded_figures(figures(0, 0, 5), False)["share_served"] is None
    assert rounded_figures(figures(1, 2, 3), True)["distance_m"] == {"p50": 1.2, "p75": None, "p90": 3.0, "p95": 4.0}


@pytest.mark.parametrize(("zone", "said"), [((10.04, 4.0, 6.04), (10.0, 4.0, 6.0)), ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))])
def test_inside_the_zone(zone: tuple[float, float, float], said: tuple[float, float, float]) -> None:
    row = rounded_figures(Figures(100, 40, 60, 0, 0, {}, in_zone=zone), False)["in_zone"]
    assert tuple(row.values()) == said


def test_of_nobody_there_is_no_share() -> None:
    sliver = Figures(demand=0.04, served=0.03, unserved=0.01, left_out=0.0, depends_on_one=0.0, distance_m={})
    assert rounded_figures(sliver, whole=False)["share_served"] is None


@given(st.floats(0, 2_000_000))
def test_a_sentence_and_a_file_never_differ_by_one(value: float) -> None:
    in_file = amount(value, whole=False)
    assert in_file is not None
    assert number(value) == number(in_file)
    assert abs(whole(value) - value) <= 0.55 + 1e-6


def test_halves_go_up_as_in_browsers() -> None:
    # 11.46 is 11.5 in a file, which a browser shows as 12; half to even would make 10.5 a 10.
    assert [number(value) for value in (11.46, 11.44, 10.5, 0.449, -2.5, 1_234_567.0)] == [
        "12",
        "11",
        "11",
        "0",
        "-3",
        "1,234,567",
    ]


def test_what_counts_as_somebody_is_what_is_written_as_one() -> None:
    assert whole(HALF) == 1 and whole(HALF - 0.01) == 0
