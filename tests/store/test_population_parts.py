"""Parts of one population source are one demand dataset; the same ground counts once; two tables of a source stay two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from shapely.geometry import box

from geo_service.coverage.city import Atoms, City
from geo_service.coverage.engine import answer
from geo_service.questions import build
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.demand import population_in_use
from geo_service.store.release import publish, rebuild
from tests.store import hand_made as town
from tests.store.hand_made import Row, at

WEST = (
    Row("一町", box(0, 0, 500, 1000), attributes={"residents": 10}),
    Row("二町", box(500, 0, 1000, 1000), attributes={"residents": 20}),
)
EAST = (
    Row("三町", box(1000, 0, 1500, 1000), attributes={"residents": 40}),
    Row("四町", box(1500, 0, 2000, 1000), attributes={"residents": 80}),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """Wards and towns of the hand-made city, and a place to go to."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_city(connection)
        town.add(connection, "wards", town.WARDS)
        town.add(connection, "towns", town.TOWNS)
        town.add(connection, "parks", [Row("公園", at(250, 500), attributes={"kind": "block"})])
        yield connection


def add(conn: Any, part: str, rows: tuple[Row, ...] | list[Row], **more: Any) -> int:
    """A part of the register."""
    return town.add(conn, "population", rows, part=part, **({"groups": ["residents"], "source": "register"} | more))


def city_of(conn: Any, settings: Settings) -> City:
    """The current staff City."""
    row = conn.execute(
        "SELECT path FROM frame.city_file f JOIN frame.city c ON c.current_release = f.release WHERE audience = 'staff'"
    ).fetchone()
    return open_city(settings.home / row[0])


def by_name(atoms: Atoms, group: str = "residents") -> dict[str, float]:
    """Row → people on its ground."""
    people = np.bincount(atoms.feature, atoms.people(group), len(atoms.feature_name))
    return dict(zip(atoms.feature_name, people.round(6).tolist(), strict=True))


def said(conn: Any, rule: str) -> list[str]:
    """English findings of the current release."""
    rows = conn.execute(
        "SELECT message_en FROM frame.finding f JOIN frame.city c ON c.current_release = f.release WHERE rule = %s ORDER BY f.id",
        (rule,),
    )
    return [row[0] for row in rows]


def test_files_of_two_wards_are_one_population(conn: Any, settings: Settings) -> None:
    add(conn, "west", WEST)
    publish(conn, town.CITY, "west", settings=settings)
    add(conn, "east", [*EAST, Row("どこか", attributes={"residents": 5})])
    publish(conn, town.CITY, "both", settings=settings)
    city = city_of(conn, settings)
    (atoms,) = city.populations
    assert by_name(atoms) == {"三町": 40, "四町": 80, "一町": 10, "二町": 20}
    assert (atoms.dataset.rows, atoms.off_map_names) == (5, ("どこか",))
    assert [note.used for note in city.datasets if note.layer == "population"] == [True, True]
    (parts,) = said(conn, "population_parts")
    assert "as one out of 2 files" in parts
    assert said(conn, "population_not_used") == []
    # Each atom is where its people are: the shapes of the second part are those of the second part.
    shapes = shapely.from_ragged_array(shapely.GeometryType.POLYGON, atoms.coords, (atoms.ring_offsets, atoms.atom_offsets))
    assert shapely.area(shapes) == pytest.approx(atoms.area_m2)
    assert shapely.get_x(shapely.centroid(shapes)) == pytest.approx(atoms.x)
    ward = atoms.members["wards"].single(len(atoms))
    assert np.bincount(ward, atoms.people("residents")).round(6).tolist() == [30, 120]
    asked = answer(city, build("park-reach", city, {"demand": "residents"}))
    assert asked.total.demand == pytest.approx(155)
    before = atoms.coords.copy()
    rebuild(conn, town.CITY, 2, settings=settings)
    assert np.array_equal(city_of(conn, settings).populations[0].coords, before)


def test_ground_that_two_parts_count_counts_once_by_the_later(conn: Any, settings: Settings) -> None:
    add(conn, "city", [*WEST, *EAST, Row("施設", attributes={"residents": 3})])
    publish(conn, town.CITY, "all", settings=settings)
    newer = [Row(one.name, one.shape, attributes={"residents": 1}) for one in WEST] + [Row("施設", attributes={"residents": 4})]
    add(conn, "west", newer)
    publish(conn, town.CITY, "one ward again", settings=settings)
    (atoms,) = city_of(conn, settings).populations
    assert by_name(atoms) == {"一町": 1, "二町": 1, "三町": 40, "四町": 80}
    assert atoms.off_map_counts["residents"].tolist() == [4]
    (twice,) = said(conn, "population_twice")
    assert "3 rows do not count" in twice
    add(conn, "east", [Row(one.name, one.shape, attributes={"residents": 2}) for one in EAST])
    publish(conn, town.CITY, "and the other", settings=settings)
    city = city_of(conn, settings)
    assert by_name(city.populations[0]) == {"一町": 1, "二町": 1, "三町": 2, "四町": 2}
    why = {note.part: (note.used, note.why_not_en) for note in city.datasets if note.layer == "population"}
    assert why["west"][0] and why["east"][0] and not why["city"][0]
    assert "loaded later count the same ground" in why["city"][1]


def test_two_tables_of_one_source_are_not_parts(conn: Any, settings: Settings) -> None:
    homes = [Row(one.name, one.shape, attributes={"residents": 7, "households": 3}) for one in (*WEST, *EAST)]
    ages = [Row(one.name, one.shape, attributes={"residents": 7, "age_65_over": 2, "age_0_14": 1}) for one in (*WEST, *EAST)]
    first = add(conn, "homes", homes, groups=["residents", "households"])
    second = add(conn, "ages", ages, groups=["residents", "age_65_over", "age_0_14"])
    publish(conn, town.CITY, "tables", settings=settings)
    row = conn.execute("SELECT current_release FROM frame.city").fetchone()
    assert population_in_use(conn, row[0]) == {second: ("residents", "age_65_over", "age_0_14"), first: ("households",)}
    assert sum(by_name(city_of(conn, settings).population("households"), "households").values()) == 12  # type: ignore[arg-type]


def test_another_date_is_another_population(conn: Any, settings: Settings) -> None:
    add(conn, "west", WEST)
    add(conn, "east", EAST, reference_date="2026")
    publish(conn, town.CITY, "two years", settings=settings)
    assert by_name(city_of(conn, settings).populations[0]) == {"三町": 40, "四町": 80}
    assert len(said(conn, "population_not_used")) == 1


def test_a_group_that_a_part_does_not_count_is_unknown_there(conn: Any, settings: Settings) -> None:
    east = [Row(one.name, one.shape, attributes=one.attributes | {"households": 9}) for one in EAST]
    add(conn, "west", WEST)
    add(conn, "east", east, groups=["residents", "households"])
    publish(conn, town.CITY, "one", settings=settings)
    (atoms,) = city_of(conn, settings).populations
    known = dict(zip(atoms.feature_name, atoms.counts["households"].tolist(), strict=True))
    assert (known["三町"], np.isnan(known["一町"])) == (9, True)


def test_parts_of_points_and_of_areas_keep_their_ground(conn: Any, settings: Settings) -> None:
    add(conn, "east", EAST)
    add(
        conn,
        "west",
        [Row("点一", at(250, 500), attributes={"residents": 10}), Row("点二", at(750, 500), attributes={"residents": 1})],
    )
    publish(conn, town.CITY, "one", settings=settings)
    (atoms,) = city_of(conn, settings).populations
    assert by_name(atoms) == {"点一": 10, "点二": 1, "三町": 40, "四町": 80}
    solid = np.diff(atoms.atom_offsets) > 0
    assert (solid[:2].tolist(), bool(solid[2:].all()), atoms.area_m2[:2].tolist()) == ([False, False], True, [0, 0])
    shapes = shapely.from_ragged_array(shapely.GeometryType.POLYGON, atoms.coords, (atoms.ring_offsets, atoms.atom_offsets))
    assert shapely.area(shapes) == pytest.approx(atoms.area_m2)
    ward = atoms.members["wards"].single(len(atoms))
    assert np.bincount(ward, atoms.people("residents")).round(6).tolist() == [11, 120]
