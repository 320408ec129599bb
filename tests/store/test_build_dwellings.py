"""How high people live and storeys of places, from rows of a release to the City and back from its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from shapely.geometry import box

from geo_service.coverage.city import City
from geo_service.coverage.dwellings import BASES
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city, write_city
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import LoadReport
from geo_service.store.shelf import CityShelf
from tests.published import dwellings, people
from tests.store import hand_made as town
from tests.store.hand_made import Row, at
from tests.store.small_city import write_boundaries
from tests.store.test_build import published
from tests.store.test_cityfile import same, without


@pytest.fixture
def conn(conninfo: str) -> Iterator[Any]:
    """A connection, the hand-made city in the database."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        yield connection


@pytest.fixture
def run(conninfo: str, tmp_path: Path) -> Callable[..., tuple[LoadReport, City]]:
    """Loads files beside boundaries and small areas; the report and the City."""
    home = Settings(home=tmp_path / "home")

    def loaded(*makers: Callable[[Path], Path]) -> tuple[LoadReport, City]:
        folder = tmp_path / "office"
        folder.mkdir()
        write_boundaries(folder)
        rows = people.boundary_rows(2020, (100, 200, 310, 30, 5, 6, 7, 8), (40, 100, 150, 0, 2, 3, 4, 5))
        people.write_shapefile(folder, "A002005212020.zip", "r2ka99", rows)
        for make in makers:
            make(folder)
        report = load(conninfo, (folder,), LoadOptions(settings=home))
        assert [(one.file, one.status) for one in report.files if one.status != "loaded"] == []
        return report, CityShelf(home, conninfo).get("99130", "public")

    return loaded


def spread(row: np.ndarray) -> dict[int, float]:
    return {floor: round(float(share), 4) for floor, share in enumerate(row, start=1) if share > 0}


def named(city: City, name: str) -> int:
    return city.unit_sets["towns"].name_ja.index(name)


def test_the_census_table_stands_on_its_towns_and_a_guest_has_its_hosts(run: Any) -> None:
    report, city = run(dwellings.census_dwellings)
    known = city.dwellings
    assert known is not None and (known.unit_set, known.source) == ("towns", "houses")
    first, host, guest, bay = (named(city, name) for name in ("浜町一丁目", "浜町二丁目", "灯台一丁目", "汐入"))
    assert spread(known.low[first]) == {1: 1}
    assert spread(known.high[first]) == {2: 0.198, 3: 0.396, 5: 0.198, 10: 0.099, 15: 0.1089}
    assert spread(known.high[bay]) == {3: 1}
    assert np.array_equal(known.high[guest], known.high[host])
    assert (known.held_by[guest], known.held_by[host]) == (host, -1)
    assert np.isnan(known.counts["detached"][guest])
    assert known.counts["detached"][host] == 10
    assert city.datasets[known.dataset[first]].layer == "dwellings"
    assert "lived_1_2" not in known.counts
    told = [one for one in report.overlaps if one.ja.startswith("住宅の建て方：人が何階に住むか")]
    assert [one.ja.split("のうち")[1] for one in told] == [" 表（建て方と建物の階数）による 4、分からない 4。"]


def test_floors_lived_on_go_before_houses_and_both_before_nothing(run: Any) -> None:
    _, city = run(dwellings.census_dwellings, dwellings.office_floors)
    known = city.dwellings
    assert known is not None
    said = {name: BASES[known.basis[named(city, name)]] for name in ("浜町一丁目", "浜町二丁目", "汐入")}
    assert said == {"浜町一丁目": "floors", "浜町二丁目": "floors", "汐入": "houses"}
    assert spread(known.low[named(city, "浜町一丁目")]) == {1: 0.7, 3: 0.1, 6: 0.1, 11: 0.1}
    # The guest is told by the table that says whose counts hold it.
    assert BASES[known.basis[named(city, "灯台一丁目")]] == "houses"


def test_an_offices_table_by_town_and_a_row_kept_back(run: Any) -> None:
    _, city = run(dwellings.office_kinds)
    known = city.dwellings
    assert known is not None
    assert spread(known.high[named(city, "浜町一丁目")]) == {2: 1}
    assert np.isnan(known.low[named(city, "汐入")]).all()
    assert known.basis[named(city, "汐入")] == 0


def table(name: str, **counts: float) -> Row:
    attributes = {"ward": counts.pop("ward", "")} | {key: float(value) for key, value in counts.items()}
    return Row(name, attributes=attributes)


def test_a_table_by_ward_is_kept_by_ward(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "dwellings", [table("", ward="東区", detached=30, apartments=10, apartments_3_5=10)])  # type: ignore[arg-type]
    known = published(conn, tmp_path).dwellings
    assert known is not None and known.unit_set == "wards"
    assert known.basis.tolist() == [0, BASES.index("houses")]
    assert spread(known.high[1]) == {3: 0.75, 5: 0.25}


def test_ward_rows_beside_a_table_by_town_are_told_to_be_unused(conn: Any, tmp_path: Path) -> None:
    rows = [table("一町", detached=3, apartments=0), table("", ward="東区", detached=30, apartments=0)]  # type: ignore[arg-type]
    town.add(conn, "dwellings", rows)
    town.add(conn, "buildings", [Row("x", box(1100, 100, 1110, 110), attributes={"use": "dwelling", "storeys": 1})])
    known = published(conn, tmp_path).dwellings
    assert known is not None and known.unit_set == "towns"
    said = conn.execute("SELECT message_ja, message_en FROM frame.finding WHERE rule = 'dwellings'").fetchall()
    assert said == [
        (
            "住宅の建て方：人が何階に住むかは、町丁4のうち 表（建て方と建物の階数）による 1、建物のデータによる 1、分からない 2。"
            "区ごとの1行は、町丁ごとの表があるため使いません。",
            "dwellings by storeys: how high people live, of 4 towns (町丁): by a table of the houses' storeys 1, by the "
            "buildings there 1, not known 2. 1 rows of whole wards are not used, as there is a table by 町丁.",
        )
    ]


def test_of_two_tables_the_later_counts(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "dwellings", [table("一町", detached=10, apartments=0)], source="new", reference_date="2020")
    old = [table("一町", detached=0, apartments=10, apartments_1_2=10), table("二町", detached=5, apartments=0)]
    town.add(conn, "dwellings", old, source="old", reference_date="2015")
    known = published(conn, tmp_path).dwellings
    assert known is not None
    assert spread(known.high[0]) == {3: 1}
    assert known.counts["detached"].tolist()[:2] == [10, 5]
    assert known.dataset[0] != known.dataset[1]


HOUSES = [
    Row("a", box(100, 100, 110, 110), attributes={"use": "dwelling", "storeys": 2}),
    Row("b", box(200, 100, 210, 120), attributes={"use": "apartment", "storeys": 4}),
    Row("c", box(300, 100, 340, 140), attributes={"use": "school", "storeys": 4}),
    Row("d", box(900, 100, 910, 110), attributes={"use": "dwelling"}),
    Row("e", box(920, 100, 930, 110), attributes={"use": "commercial", "storeys": 9}),
]


def test_buildings_tell_where_no_table_does(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "buildings", HOUSES)
    known = published(conn, tmp_path).dwellings
    assert known is not None and (known.unit_set, known.source) == ("towns", "buildings")
    # 100 m2 on two floors of a house, 200 m2 on each of four floors of flats.
    assert spread(known.low[0]) == {1: 0.2, 2: 0.4, 3: 0.2, 4: 0.2}
    assert np.array_equal(known.low[0], known.high[0])
    assert (spread(known.low[1]), spread(known.high[1])) == ({1: 1}, {3: 1})
    assert np.isnan(known.low[2]).all()
    town.add(conn, "dwellings", [table("一町", detached=1, apartments=0)])
    known = published(conn, tmp_path).dwellings
    assert known is not None
    assert [BASES[i] for i in known.basis] == ["houses", "buildings", "", ""]


def test_without_tables_and_buildings_nothing_is_known(conn: Any, tmp_path: Path) -> None:
    assert published(conn, tmp_path).dwellings is None


def test_storeys_are_the_lists_own_else_the_one_buildings_that_holds_the_point(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "buildings", [*HOUSES, Row("over", box(320, 100, 340, 140), attributes={"use": "public", "storeys": 8})])
    sites = [
        Row("学校", at(305, 105), attributes={"earthquake": True, "storeys": 3}),
        Row("学校２", at(306, 106), attributes={"earthquake": True}),
        Row("二棟の間", at(330, 120), attributes={"earthquake": True}),
        Row("校庭", at(345, 120), attributes={"earthquake": True}),
        Row("町の代表点", at(307, 107), accuracy="area", attributes={"earthquake": True}),
        Row("校舎１", at(305, 108), place_key="高校", attributes={"earthquake": True, "storeys": 2}),
        Row("校舎２", at(305, 109), place_key="高校", attributes={"earthquake": True, "storeys": 5}),
        Row("位置なし", attributes={"earthquake": True}),
    ]
    town.add(conn, "evacuation_sites", sites)
    places = published(conn, tmp_path).places["evacuation_sites"]
    assert dict(zip(places.name, places.storeys_from, strict=True)) == {
        "学校": "list", "学校２": "building", "二棟の間": "", "校庭": "", "町の代表点": "", "校舎１": "list", "位置なし": "",
    }  # fmt: skip
    assert [None if np.isnan(one) else one for one in places.storeys] == [3, 4, None, None, None, 5, None]


def test_people_by_day_are_stated_or_pupils_and_workers_or_not_known(conn: Any, tmp_path: Path) -> None:
    schools = [
        Row("一", at(100, 100), attributes={"day_people": 700, "pupils": 600, "workers": 50}),
        Row("二", at(200, 100), attributes={"pupils": 600, "workers": 50}),
        Row("三", at(300, 100), attributes={"pupils": 400}),
        Row("四", at(400, 100), attributes={"workers": 30}),
        Row("五", at(450, 100)),
    ]
    town.add(conn, "places_of_study_and_work", schools)
    lines = [
        Row("駅", at(700, 100), attributes={"day_people": people, "line": line}) for line, people in (("甲", 900), ("乙", 80))
    ]
    town.add(conn, "stations", [*lines, Row("次", at(800, 100), attributes={"passengers_per_day": 5000})])
    places = published(conn, tmp_path).places
    assert np.nan_to_num(places["places_of_study_and_work"].day_people, nan=-1).tolist() == [700, 650, 400, 30, -1]
    assert np.nan_to_num(places["stations"].day_people, nan=-1).tolist() == [980, -1]
    assert len(places["stations"].storeys) == 0


def test_sections_are_written_and_read_and_older_files_have_none(conn: Any, tmp_path: Path) -> None:
    town.add(conn, "buildings", HOUSES)
    town.add(conn, "evacuation_sites", [Row("学校", at(305, 105), attributes={"earthquake": True, "storeys": 3})])
    city = published(conn, tmp_path)
    path = tmp_path / "city.arrow"
    write_city(city, path)
    read = open_city(path)
    assert same(read.dwellings, city.dwellings) and same(read.places, city.places)
    older = without(path, tmp_path / "one.arrow", "dwellings")
    assert open_city(older).dwellings is None
    older = without(older, tmp_path / "two.arrow", "places.evacuation_sites.storeys")
    bare = open_city(without(older, tmp_path / "three.arrow", "places.evacuation_sites.storeys_from")).places["evacuation_sites"]
    assert (len(bare.storeys), bare.storeys_from, len(bare)) == (0, (), 1)
