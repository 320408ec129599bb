"""Counts are about a unit of the kind their row names; a row that names none is linked to nothing, and that is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from shapely.geometry import box

from geo_service.settings import Settings
from geo_service.store.release import publish
from tests.store import hand_made as town
from tests.store.hand_made import Row


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection; wards and towns of the hand-made city in the database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_city(connection)
        town.add(connection, "wards", town.WARDS)
        town.add(connection, "towns", town.TOWNS)
        yield connection


def test_counts_of_a_unit_are_about_a_unit_of_that_kind(conn: Any, settings: Settings) -> None:
    # A district of the name of a 町丁.
    town.add(conn, "districts", [Row("一町", box(0, 0, 1000, 1000), attributes={"code": "d1"})])
    rows = [
        Row("甲", attributes={"unit": "一町", "unit_set": "towns"}),
        Row("乙", attributes={"unit": "一町", "unit_set": "districts"}),
        Row("丙", attributes={"unit": "西区", "unit_set": "wards"}),
        Row("丁", attributes={"unit": "一町", "unit_set": None}),
    ]
    town.add(conn, "vulnerable_residents", rows)
    publish(conn, town.CITY, "one", settings=settings)
    found = conn.execute(
        "SELECT f.name, l.link, d.layer FROM frame.link l JOIN frame.feature f ON f.id = l.feature"
        " JOIN frame.feature t ON t.id = l.target JOIN frame.dataset_version v ON v.id = t.version"
        " JOIN frame.dataset d ON d.id = v.dataset ORDER BY f.id"
    ).fetchall()
    assert found == [("甲", "town", "towns"), ("乙", "districts", "districts"), ("丙", "wards", "wards")]
    (said,) = conn.execute("SELECT message_en FROM frame.finding WHERE rule = 'link_kind_unknown'").fetchone()
    assert "1 rows (from made.geojson, row 5)" in said and "kind of unit" in said
