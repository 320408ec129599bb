"""Population cut to atoms: nothing lost, nothing doubled, no slivers, in the units it lies in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from shapely.geometry import box

from geo_service.coverage.city import Atoms, City
from geo_service.settings import Settings
from geo_service.store.atoms import shares
from geo_service.store.cityfile import open_city
from geo_service.store.release import publish
from tests.store import hand_made as town


def published(conn: psycopg.Connection[Any], home: Path) -> City:
    """Publish and open the City file for staff."""
    settings = Settings(home=home)
    number = publish(conn, town.CITY, "test", settings=settings)
    row = conn.execute(
        "SELECT path FROM frame.city_file f JOIN frame.release r ON r.id = f.release WHERE audience = 'staff' AND number = %s",
        (number,),
    ).fetchone()
    assert row is not None
    return open_city(home / row[0])


def area_in(atoms: Atoms, unit_set: str, unit: int) -> float:
    """Ground of the atoms of a unit."""
    pairs = atoms.members[unit_set]
    return float(atoms.area_m2[pairs.thing[pairs.unit == unit]].sum())


@pytest.fixture
def conn(conninfo: str) -> Any:
    """A connection to the test's database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        yield connection


def test_atoms_cover_each_feature_once(conn: Any, tmp_path: Path) -> None:
    town.add_ground(conn)
    atoms = published(conn, tmp_path).population("residents")
    assert atoms is not None
    assert atoms.area_m2.sum() == pytest.approx(2_000_000, rel=1e-6)
    assert np.bincount(atoms.feature, atoms.share).tolist() == [1.0] * 4
    assert atoms.people("residents").sum() == pytest.approx(600)
    # A quarter of a hectare at most, and the cells lie on the plane's grid.
    assert atoms.area_m2.max() <= 625 + 1e-6
    shapes = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, np.asarray(atoms.coords), (np.asarray(atoms.ring_offsets), np.asarray(atoms.atom_offsets))
    )
    assert np.allclose(shapely.area(shapes), atoms.area_m2)
    assert shapely.is_valid(shapes).all()
    far = shapely.hausdorff_distance(shapes, shapely.points(atoms.x, atoms.y))
    assert np.allclose(far, atoms.radius, atol=1e-6)


def test_a_population_that_is_the_towns_makes_no_slivers(conn: Any, tmp_path: Path) -> None:
    """Borders of wards and towns shifted by rounding would cut 1 mm off each town."""
    town.add_ground(conn)
    city = published(conn, tmp_path)
    atoms = city.population("residents")
    assert atoms is not None
    pairs = atoms.members["towns"]
    assert np.array_equal(pairs.thing, np.arange(len(atoms)))
    assert np.array_equal(pairs.unit, atoms.feature)
    wards = atoms.members["wards"]
    assert np.array_equal(wards.thing, np.arange(len(atoms)))
    # 20 × 40 cells of 25 m per town, cut again only by the associations' borders: these run along cells at most once.
    assert len(atoms) < 4 * 21 * 41 * 1.1
    assert atoms.area_m2.min() > 1e-3


def test_associations_overlap_and_leave_holes(conn: Any, tmp_path: Path) -> None:
    town.add_ground(conn)
    city = published(conn, tmp_path)
    atoms = city.population("residents")
    assert atoms is not None
    assert city.unit_sets["association_areas"].overlapping
    assert not city.unit_sets["towns"].overlapping
    assert area_in(atoms, "association_areas", 0) == pytest.approx(400_000, rel=1e-5)
    assert area_in(atoms, "association_areas", 1) == pytest.approx(400_000, rel=1e-5)
    pairs = atoms.members["association_areas"]
    both = np.bincount(pairs.thing, minlength=len(atoms)) == 2
    assert atoms.area_m2[both].sum() == pytest.approx(500 * 200, rel=1e-5)


def test_ground_without_its_own_word_is_cut_by_wards_and_towns(conn: Any, tmp_path: Path) -> None:
    town.add_city(conn)
    town.add(conn, "wards", town.WARDS)
    town.add(conn, "towns", town.TOWNS)
    town.add(conn, "population", [town.Row("中央", box(300, 0, 1300, 500), attributes={"residents": 1000})], groups=["residents"])
    atoms = published(conn, tmp_path).population("residents")
    assert atoms is not None
    people = atoms.people("residents")
    wards = atoms.members["wards"]
    assert people[wards.thing[wards.unit == 0]].sum() == pytest.approx(700, rel=1e-5)
    assert people[wards.thing[wards.unit == 1]].sum() == pytest.approx(300, rel=1e-5)
    towns = atoms.members["towns"]
    assert [people[towns.thing[towns.unit == i]].sum() for i in range(4)] == pytest.approx([200, 500, 300, 0], rel=1e-5)


def test_holes_islands_and_points(conn: Any, tmp_path: Path) -> None:
    town.add_city(conn)
    town.add(conn, "wards", town.WARDS)
    ring = box(0, 0, 600, 600).difference(box(200, 200, 400, 400))
    rows = [
        town.Row("輪", ring, attributes={"residents": 10}),
        town.Row("島", shapely.union_all([box(700, 0, 800, 100), box(900, 0, 1100, 100)]), attributes={"residents": 30}),
        town.Row("点", town.at(1500, 500), attributes={"residents": 7}),
        town.Row("不明", town.at(1600, 500)),
        town.Row("迷子", None, attributes={"residents": 5}),
    ]
    town.add(conn, "population", rows, groups=["residents"])
    atoms = published(conn, tmp_path).population("residents")
    assert atoms is not None
    assert atoms.feature_name == ("輪", "島", "点", "不明")
    assert np.bincount(atoms.feature, atoms.area_m2) == pytest.approx([320_000, 30_000, 0, 0], rel=1e-5)
    people = atoms.people("residents")
    wards = atoms.members["wards"]
    assert people[wards.thing[wards.unit == 1]].sum() == pytest.approx(7 + 10, rel=1e-5)
    assert np.isnan(atoms.counts["residents"][3])
    assert atoms.off_map_names == ("迷子",)
    assert atoms.off_map_counts["residents"].tolist() == [5]
    assert (atoms.radius[atoms.area_m2 == 0] == 0).all()


def test_what_is_on_no_ground_has_its_ward_and_why(conn: Any, tmp_path: Path) -> None:
    town.add_city(conn)
    town.add(conn, "wards", town.WARDS)
    town.add(conn, "towns", town.TOWNS)
    rows = [
        town.Row("町", box(0, 0, 500, 1000), attributes={"residents": 100}),
        town.Row("位置なし", None, attributes={"residents": 1, "ward": "東区"}),
        town.Row("代表点", town.at(1500, 500), accuracy="area", attributes={"residents": 20}),
        town.Row("遠い点", town.at(2300, 500), attributes={"residents": 300}),
        town.Row("遠い町", box(2010, 0, 2100, 90), attributes={"residents": 4000}),
        # Beyond the border, but by its own word the city's; within the tolerance; and an area that touches the ground.
        town.Row("区の名のある点", town.at(9000, 500), attributes={"residents": 5, "ward": "西区"}),
        town.Row("縁の点", town.at(2200, 500), attributes={"residents": 6}),
        town.Row("縁の町", box(1900, 0, 3000, 90), attributes={"residents": 7}),
    ]
    town.add(conn, "population", rows, groups=["residents"])
    atoms = published(conn, tmp_path).population("residents")
    assert atoms is not None
    assert atoms.feature_name == ("町", "区の名のある点", "縁の点", "縁の町")
    assert atoms.people("residents").sum() == pytest.approx(118)
    assert atoms.off_map_names == ("位置なし", "代表点", "遠い点", "遠い町")
    assert atoms.off_map_why == ("no_position", "position_is_an_area", "outside_city", "outside_city")
    assert atoms.off_map_ward.tolist() == [1, 1, -1, -1]
    assert atoms.off_map_counts["residents"].tolist() == [1, 20, 300, 4000]


def test_zone_shares_are_exact_and_count_overlapping_rivers_once(conn: Any, tmp_path: Path) -> None:
    town.add_ground(conn)

    def zone(source: str, shape: Any, **more: Any) -> town.Row:
        return town.Row(
            source, shape, attributes={"hazard": "flood", "source": source, "scale": "largest", "state": "inside"} | more
        )

    rows = [
        zone("大川", box(0, 0, 2000, 110), depth_from_m=3.0),
        zone("大川", box(0, 110, 2000, 210), depth_from_m=0.5, depth_to_m=3.0),
        zone("大川", box(0, 0, 2000, 1000), state="assessed"),
        zone("小川", box(400, 100, 600, 310)),
    ]
    town.add(conn, "hazard_zones", rows)
    town.add(conn, "shelters", [town.Row("川辺", town.at(450, 300)), town.Row("丘", town.at(100, 900))])
    city = published(conn, tmp_path)
    atoms = city.population("residents")
    assert atoms is not None
    inside = {key: float((atoms.area_m2 * share).sum()) for key, share in atoms.zone_share.items()}
    assert inside == pytest.approx(
        {"flood": 420_000 + 20_000, "flood:大川:largest": 420_000, "flood:小川:largest": 42_000}, rel=1e-4
    )
    assert [zone.key for zone in city.zones] == ["flood:大川:largest", "flood:小川:largest"]
    assert city.zones[0].name_ja == "大川 洪水 想定最大規模"
    assert len(city.zones[0].shapes) == 2
    assert city.zones[0].assessed is not None
    shelters = city.places["shelters"]
    assert {key: marks.tolist() for key, marks in shelters.zone_inside.items()} == {
        "flood": [1, 0], "flood:大川:largest": [0, 0], "flood:小川:largest": [1, -1]
    }  # fmt: skip


def test_shares_sum_to_exactly_one() -> None:
    random = np.random.default_rng(3)
    feature = np.sort(random.integers(0, 50, 20_000)).astype(np.int32)
    area = random.uniform(0.1, 625, 20_000)
    share = shares(feature, area, 50)
    assert np.bincount(feature, share).tolist() == [1.0] * 50
    assert np.allclose(share, area / np.bincount(feature, area)[feature])


def test_cuts_are_reused_until_the_ground_changes(conn: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_service.store import reuse

    town.add_ground(conn)
    first = published(conn, tmp_path)
    made: list[list[int]] = []
    cut = reuse.cut_population

    def counting(conn: Any, target: Any, versions: list[int], cell_m: float) -> Any:
        made.append(versions)
        return cut(conn, target, versions, cell_m)

    monkeypatch.setattr(reuse, "cut_population", counting)
    town.add(conn, "shelters", [town.Row("小学校", town.at(100, 100))])
    second = published(conn, tmp_path)
    assert made == [[]]
    for name in ("coords", "share", "feature", "x"):
        assert np.array_equal(getattr(first.populations[0], name), getattr(second.populations[0], name))
    assert np.array_equal(first.populations[0].members["towns"].unit, second.populations[0].members["towns"].unit)
    town.add(conn, "association_areas", [town.Row("東町内会", box(1000, 0, 2000, 1000), attributes={"code": "b"})])
    third = published(conn, tmp_path)
    assert len(made[1]) == 1
    assert area_in(third.populations[0], "association_areas", 0) == pytest.approx(1_000_000, rel=1e-5)
    town.add(conn, "shelters", [town.Row("中学校", town.at(100, 100))])
    monkeypatch.setattr(shapely, "geos_version_string", "99.0.0")
    published(conn, tmp_path)
    assert len(made[2]) == 1, "another GEOS may cut otherwise"


def test_two_lists_on_one_ground_are_cut_once_and_each_keeps_its_own_counts(
    conn: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def figures(home: Path) -> tuple[list[float], list[float], int]:
        city = published(conn, home)
        residents, households = city.population("residents"), city.population("households")
        assert residents is not None and households is not None
        towns = []
        for atoms, group in ((residents, "residents"), (households, "households")):
            pairs = atoms.members["towns"]
            people = atoms.people(group)
            towns.append([round(float(people[pairs.thing[pairs.unit == unit]].sum()), 6) for unit in range(4)])
        return towns[0], towns[1], int(residents.dataset == households.dataset)

    town.add_ground(conn)
    # The same ground in another order, with other counts.
    other = [
        town.Row(row.name, row.shape, attributes={"code": row.attributes["code"], "households": 7 * at + 1})
        for at, row in reversed(list(enumerate(town.PEOPLE)))
    ]
    town.add(conn, "population", other, source="census", groups=["households"])
    once = figures(tmp_path / "once")
    assert once == ([0.0, 100.0, 200.0, 300.0], [1.0, 8.0, 15.0, 22.0], 0)
    monkeypatch.setattr("geo_service.store.atoms._twins", lambda *_: {})
    assert figures(tmp_path / "twice") == once
