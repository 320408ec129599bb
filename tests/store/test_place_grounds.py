"""The outlines of large grounds, from rows of a release to the City and back from its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from shapely.geometry import box

from geo_service.store.place_grounds import ground_of
from tests.store import hand_made as town
from tests.store.hand_made import Row, at
from tests.store.test_build import published


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection, the hand-made city in the database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


def test_large_parks_keep_their_outlines(conn: Any, tmp_path: Path) -> None:
    pond = box(0, 0, 300, 300).difference(box(100, 100, 200, 200))
    rows = [
        Row("小さい", box(0, 0, 20, 20)),
        Row("大きい", pond),
        Row("点", at(5, 5), attributes={"area_m2": 77_000.0}),
        Row("二つ", box(0, 400, 80, 480), place_key="二つ"),
        Row("二つ", box(200, 400, 280, 480), place_key="二つ"),
        Row("町丁", box(0, 0, 500, 500), accuracy="area"),
    ]
    town.add(conn, "parks", rows)
    for audience in ("public", "staff"):
        parks = published(conn, tmp_path, audience).places["parks"]
        ground = parks.ground
        assert ground is not None
        names = [parks.name[place] for place in ground.place.tolist()]
        assert names == ["大きい", "二つ", "二つ"]
        # The pond in the park is no edge of it.
        outer, *parts = (shapely.Polygon(ring.coords) for ring in ground.rings())
        expected = shapely.transform(box(0, 0, 300, 300), lambda xy: xy + np.array(town.ORIGIN))
        assert outer.symmetric_difference(expected).area == pytest.approx(0, abs=1)
        assert [one.area for one in parts] == pytest.approx([6400, 6400], rel=1e-3)


def test_without_large_grounds_there_is_nothing_to_keep(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "parks", [Row("小さい", box(0, 0, 90, 90)), Row("点", at(5, 5))])
    assert published(conn, tmp_path).places["parks"].ground is None


def test_an_outline_is_the_same_however_it_is_written() -> None:
    x = y = np.array([150.0])
    ring = np.array(box(0, 0, 300, 300).exterior.coords[:-1])
    one = ground_of(x, y, [(0, shapely.Polygon(ring))])
    other = ground_of(x, y, [(0, shapely.Polygon(np.roll(ring[::-1], 1, axis=0)))])
    assert one is not None and other is not None
    assert np.array_equal(one.coords, other.coords)
