"""A study's columns count what was asked about: people, households, or facilities; what places hold is always people."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from geo_service.render.study_files import heading
from geo_service.studies import ask_study
from tests.toy import toy_city
from tests.toy_hazards import Class, flooded


@pytest.mark.parametrize(
    ("demand", "unit"),
    [("residents", "people"), ("single_person_households", "households"), ("child_facilities:nursery", "places")],
)
def test_columns_count_what_is_asked_about(demand: str, unit: str) -> None:
    study = ask_study("which-hazard", toy_city(), {"demand": demand})
    counted = {column.unit for table in study.tables for column in table.columns} & {"people", "households", "places"}
    assert unit in counted
    assert "people" not in counted or unit == "people"


def test_capacity_stays_people() -> None:
    city = flooded(toy_city(), [Class(box(0, 0, 5000, 1000))])
    study = ask_study("who-must-leave", city, {"hazard": "flood", "demand": "single_person_households"})
    units = {column.id: heading(column) for table in study.tables for column in table.columns}
    assert units["capacity"].endswith("（人）")
    assert units["must_low"].endswith("（世帯）")
