"""The tables of who must leave."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import box

from geo_service.studies import ask_study
from layers.base import Text
from tests.toy import toy_city
from tests.toy_hazards import Class, flooded, housed

UNKNOWN = Text("分からない", "not known")


def test_classes_of_ground_that_read_alike_are_one_row() -> None:
    # No time is given, or a time without an end: both read "not known", and a reader could not tell two rows apart.
    silent = Class(box(0, 0, 5000, 400), hours=(math.nan, math.nan), collapse=-1)
    endless = Class(box(0, 400, 5000, 1000), hours=(0.0, math.inf), collapse=-1)
    known = Class(box(0, 1000, 5000, 1400), hours=(0.0, 12.0))
    wet = flooded(toy_city(), [silent, endless, known], box(0, 0, 5000, 2000))
    table = ask_study("who-must-leave", housed(wet, {1: 1.0}, {1: 1.0}), {"hazard": "flood"}).table("classes")
    assert [row[1:3] for row in table.rows] == [(UNKNOWN, UNKNOWN), (Text("0〜12時間", "0 to 12 hours"), Text("外", "outside"))]
    assert [row[3] for row in table.rows] == pytest.approx([5_000, 2_000])
    assert [row[4] for row in table.rows] == pytest.approx([row[5] for row in table.rows])
    assert len({row[:3] for row in table.rows}) == len(table.rows)
