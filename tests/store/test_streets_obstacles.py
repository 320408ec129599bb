"""Shores, railways and expressways of a release as what nobody walks across, and people of a river's bed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psycopg
import pytest
import shapely

from geo_service.coverage.attach import BEHIND_BARRIER, Doors
from geo_service.coverage.barriers import EXPRESSWAY, RAILWAY, WATER, Barriers
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.load import LoadOptions, load
from geo_service.store.streets.obstacles import barriers
from tests.published import terrain
from tests.store.small_city import write_boundaries
from tests.store.street_files import osm_xml
from tests.toy_streets import network


def shapes(*given: shapely.Geometry) -> np.ndarray:
    return np.array(given, dtype=object)


def test_polygons_give_their_shores_and_sheets_are_joined() -> None:
    left, right = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    rail = shapely.MultiLineString([[(0, 20), (5, 20)], [(6, 20), (9, 20)]])
    found = barriers(
        ["water", "railways", "water", "expressways"], shapes(left, rail, right, shapely.LineString([(0, 30), (9, 30)]))
    )
    assert sorted(found.kind.tolist()) == [WATER, RAILWAY, RAILWAY, EXPRESSWAY]
    shore = shapely.union_all(found.pieces()).intersection(shapely.box(-1, -1, 21, 11))
    assert shore.length == pytest.approx(60) and not shore.intersects(shapely.Point(10, 5))
    pools, of = found.pools()
    assert len(pools) == 1 and pools[0].area == pytest.approx(200)
    assert (of >= 0).sum() == len(shapely.get_coordinates(pools[0])) - 1 and len(of) == len(found.pieces())


def river(*more: shapely.Geometry) -> Barriers:
    """Water between 10 and 60 m north, with what is given cut out as islands."""
    return barriers(["water"], shapes(shapely.box(-500, 10, 500, 60).difference(shapely.union_all(list(more)))))


def test_a_thing_in_the_water_steps_onto_the_nearest_bank() -> None:
    # Streets along both banks; the thing in the water is nearer to the northern one, 15 m away.
    net = network([(-400, 0), (400, 0), (-400, 65), (400, 65)], [(0, 1), (2, 3), (0, 2)])
    doors = Doors(net, np.ones(3, dtype=bool), river())
    found = doors.attach(np.array([0.0, 0.0, 0.0]), np.array([50.0, 12.0, -100.0]))
    assert found.why.tolist() == [0, 0, 0]
    assert found.ends.edge.tolist() == [1, 0, 0]


def test_over_water_nobody_steps_from_the_bank_nor_from_an_island() -> None:
    net = network([(-400, 65), (400, 65)], [(0, 1)])
    doors = Doors(net, np.ones(1, dtype=bool), river(shapely.box(-5, 20, 5, 40)))
    # South of the river, on the island in it, in the water beside the island.
    found = doors.attach(np.array([0.0, 0.0, 20.0]), np.array([5.0, 30.0, 30.0]))
    assert found.why.tolist() == [BEHIND_BARRIER, BEHIND_BARRIER, 0]


def test_a_release_has_those_of_its_layers(conninfo: str, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    write_boundaries(files)
    terrain.rivers(files)
    terrain.railways(files)
    terrain.expressways(files)
    nodes, ways = {1: (0.0, 0.0), 2: (100.0, 0.0)}, {7: ((1, 2), {"highway": "footway"})}
    (files / "town.osm").write_text(osm_xml(nodes, ways), encoding="utf-8")
    assert load(conninfo, [files], LoadOptions(settings=Settings(home=tmp_path))).release == 1
    with psycopg.connect(conninfo) as conn:
        row = conn.execute("SELECT path FROM frame.city_file WHERE audience = 'public'").fetchone()
        said = conn.execute(
            "SELECT d.layer, f.attributes ->> 'kind' FROM frame.feature f JOIN frame.dataset_version v ON v.id = f.version"
            " JOIN frame.dataset d ON d.id = v.dataset WHERE d.layer IN ('water', 'railways', 'expressways')"
        ).fetchall()
    assert row is not None
    found = open_city(tmp_path / row[0]).barriers
    assert found is not None
    # Lines of municipalities are mostly undergrounds, and this list does not say which.
    expected = [layer for layer, kind in said if (layer, kind) not in (("railways", "public"), ("railways", "other"))]
    assert len(expected) < len(said)
    assert np.bincount(found.kind, minlength=3).tolist() == [
        expected.count("water"), expected.count("railways"), expected.count("expressways")
    ]  # fmt: skip
