"""The City built from a release: places from rows, shapes whose borders stay shared, each audience its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from shapely.geometry import box

import layers
from geo_service.coverage.city import City
from geo_service.errors import NotFoundError
from geo_service.settings import Settings
from geo_service.store.build import build_city
from geo_service.store.cityfile import open_city
from geo_service.store.release import publish
from tests.store import hand_made as town
from tests.store.hand_made import Row, at
from tests.store.test_cityfile import same


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection, the hand-made city in the database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


def published(conn: Any, home: Path, audience: str = "public") -> City:
    """Publish and open the audience's City file."""
    number = publish(conn, town.CITY, "test", settings=Settings(home=home))
    row = conn.execute(
        "SELECT path FROM frame.city_file f JOIN frame.release r ON r.id = f.release WHERE audience = %s AND number = %s",
        (audience, number),
    ).fetchone()
    return open_city(home / row[0])


def site(name: str, x: float, y: float, **attributes: Any) -> Row:
    """A row of an evacuation site at the address of its school."""
    return Row(name, at(x, y), place_key="学校", attributes=attributes)


def test_rows_of_one_place_are_one_place(conn: Any, tmp_path: Path) -> None:
    rows = [
        site("学校　校舎１", 100, 100, earthquake=True, flood=False, tsunami=False, capacity=100, address="西区1"),
        site("学校", 120, 100, earthquake=False, flood=False, capacity=50, remarks="門は北"),
        replace(site("学校　体育館", 900, 900, earthquake=True, flood=False), accuracy="area"),
        Row("公園", at(1500, 500), attributes={"earthquake": False}),
    ]
    town.add(conn, "evacuation_sites", rows)
    places = published(conn, tmp_path).places["evacuation_sites"]
    assert places.id == ("学校", "公園")
    assert places.name == ("学校", "公園")
    assert places.rows.tolist() == [3, 1]
    assert places.address[0] == "西区1"
    assert places.remarks[0] == "門は北"
    assert places.capacity[0] == 150
    assert np.isnan(places.capacity[1])
    # The mean of the two rows that are points: the one that stands for an area does not pull it away.
    assert (places.x - town.ORIGIN[0]).round(3).tolist() == [110, 1500]
    assert (places.y - town.ORIGIN[1]).round(3).tolist() == [100, 500]
    assert places.accuracy == ("point", "point")
    assert {h: places.marks[h].tolist() for h in ("earthquake", "flood", "tsunami")} == {
        "earthquake": [1, 0], "flood": [0, -1], "tsunami": [-1, -1]
    }  # fmt: skip
    lon, lat = shapely.get_coordinates(town.lonlat(at(110, 100)))[0]
    assert (places.lon[0], places.lat[0]) == pytest.approx((lon, lat), abs=1e-9)
    exact = shapely.get_coordinates(town.lonlat(at(1500, 500)))[0]
    assert (places.lon[1], places.lat[1]) == tuple(exact)


def test_places_of_neighbours_and_of_two_datasets(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "evacuation_sites", [Row("学校", at(100, 100))])
    town.add(conn, "evacuation_sites", [Row("学校", at(3000, 100), municipality="99950")], part="99950", municipality="99950")
    town.add(conn, "child_facilities", [Row("園", at(1, 1), attributes={"kind": "nursery"})], source="new", reference_date="2024")
    town.add(conn, "child_facilities", [Row("園", at(2, 2))], source="old", reference_date="2020")
    town.add(
        conn,
        "neighbour_municipalities",
        [Row("隣市", box(2000, 0, 4000, 1000), attributes={"code": "99950"})],
        municipality="99950",
    )
    city = published(conn, tmp_path)
    sites = city.places["evacuation_sites"]
    assert (sites.own.tolist(), sites.municipality) == ([True, False], ("99900", "99950"))
    assert sites.ward.tolist() == [0, -1]
    assert sites.id == ("99900:学校", "99950:学校")
    nurseries = city.places["child_facilities"]
    assert dict(zip(nurseries.kind, nurseries.used.tolist(), strict=True)) == {"nursery": True, "": False}
    assert len(set(nurseries.id)) == 2
    assert [city.datasets[i].source for i in nurseries.dataset] == ["new", "old"]
    assert city.neighbours == {"99950": "隣市"}
    assert shapely.from_wkb(city.neighbour_shapes["99950"]).area > 0


def test_parks_as_areas_stand_inside_themselves(conn: Any, tmp_path: Path) -> None:
    crescent = box(0, 0, 300, 300).difference(box(20, 20, 300, 280))
    town.add(conn, "parks", [Row("三日月", crescent), Row("点", at(5, 5), attributes={"area_m2": 77.0})])
    parks = published(conn, tmp_path).places["parks"]
    assert crescent.contains(at(parks.x[0] - town.ORIGIN[0], parks.y[0] - town.ORIGIN[1]))
    assert parks.area_m2 == pytest.approx([crescent.area, 77.0], rel=1e-6)


def test_a_note_of_zones_says_of_which_hazards(conn: Any, tmp_path: Path) -> None:
    for hazard in ("flood", "landslide"):
        zone = Row("区域", box(0, 0, 300, 300), attributes={"hazard": hazard, "source": hazard, "state": "inside"})
        town.add(conn, "hazard_zones", [zone, zone], source=hazard)
    notes = {(note.layer, note.source): note.hazards for note in published(conn, tmp_path).datasets}
    assert notes["hazard_zones", "flood"] == ("flood",)
    assert notes["hazard_zones", "landslide"] == ("landslide",)
    assert notes["wards", "city"] == ()


def test_shapes_border_and_versions(conn: Any, tmp_path: Path) -> None:
    city = published(conn, tmp_path)
    assert shapely.from_wkb(city.border).area == pytest.approx(2_000_000, rel=1e-6)
    assert not city.border_approximate
    towns = city.unit_sets["towns"]
    assert towns.ward.tolist() == [0, 0, 1, 1]
    assert towns.area_m2 == pytest.approx([500_000] * 4, rel=1e-6)
    drawn = shapely.from_wkb(list(towns.shapes))
    assert shapely.coverage_is_valid(drawn)
    assert all(139 < x < 140 and 35 < y < 36 for x, y in shapely.get_coordinates(drawn))
    assert city.unit_sets["wards"].name_en == ("West Ward", "East Ward")
    assert city.unit_sets["wards"].ward.tolist() == [0, 1]
    assert city.unit_sets["association_areas"].overlapping
    assert set(city.versions) == {"geos", "proj", "postgis", "engine"}
    assert all(city.versions.values())
    assert (city.code, city.name_ja, city.name_en, city.srid, city.fictitious) == (
        "99900",
        "こだま市",
        "Kodama City",
        6677,
        False,
    )


def test_without_wards_the_border_is_said_to_be_approximate(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_city(conn)
        town.add(conn, "shelters", [Row("学校", at(1, 1))])
        bare = published(conn, tmp_path)
        assert (bare.border_approximate, shapely.from_wkb(bare.border).is_empty, bare.unit_sets) == (True, True, {})
        assert bare.places["shelters"].ward.tolist() == [-1]
        town.add(conn, "towns", town.TOWNS)
        city = published(conn, tmp_path)
        assert city.border_approximate
        assert shapely.from_wkb(city.border).area == pytest.approx(2_000_000, rel=1e-6)


def test_each_audience_sees_what_it_may(conn: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hide(layer: str, **levels: str) -> None:
        declared = layers.LAYERS[layer]
        fields = tuple(replace(one, publish=levels.get(one.name, one.publish)) for one in declared.fields)
        monkeypatch.setitem(layers.LAYERS, layer, replace(declared, fields=fields))

    hide("evacuation_sites", capacity="staff", flood="staff", remarks="duty")
    hide("population", residents="staff")
    hide("shelters", **{one.name: "staff" for one in layers.LAYERS["shelters"].fields})
    town.add(conn, "evacuation_sites", [site("学校", 1, 1, capacity=9, flood=True, earthquake=True, remarks="鍵は隣")])
    town.add(conn, "shelters", [Row("隠れ家", at(1, 1))])
    for audience, seen in (("public", False), ("staff", True)):
        city = published(conn, tmp_path, audience)
        sites = city.places["evacuation_sites"]
        assert city.audience == audience
        assert ("flood" in sites.marks, "residents" in city.groups(), "shelters" in city.places) == (seen, seen, seen)
        assert np.isnan(sites.capacity[0]) != seen
        assert sites.marks["earthquake"].tolist() == [1]
        assert sites.remarks == ("",)
        file = next(f for f in (tmp_path / "cities" / town.CITY).glob("*.arrow") if open_city(f).audience == audience)
        assert ("隠れ家".encode() in file.read_bytes()) == seen
        assert "鍵は隣".encode() not in file.read_bytes()


def test_a_city_can_be_built_again_from_the_database(conn: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town.add(conn, "shelters", [Row("学校", at(1, 1))])
    first = published(conn, tmp_path)
    (release,) = conn.execute("SELECT current_release FROM frame.city").fetchone()
    again = build_city(conn, town.CITY, release, "public")
    for name in ("unit_sets", "places", "datasets", "border", "release_date", "release"):
        assert same(getattr(first, name), getattr(again, name)), name
    assert same(dict(vars(first.populations[0])), dict(vars(again.populations[0])))
    with pytest.raises(NotFoundError):
        build_city(conn, town.CITY, release + 1, "public")
