"""Rows with an address and no position, through a load: where they stand, how sure that is, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_service.errors import NotFoundError
from geo_service.geocode import geocode
from geo_service.settings import Settings
from geo_service.store.gazetteer import read_gazetteer
from geo_service.store.load import LoadOptions, check, load
from geo_service.store.report import LoadReport, RuleCount
from tests.published.addresses import abr_blocks, abr_residences, abr_towns, isj_blocks, isj_towns
from tests.store.small_city import write_boundaries, write_csv


@pytest.fixture
def run(conninfo: str, tmp_path: Path) -> Callable[..., LoadReport]:
    """load() into the test's database, its City files in the test's folder."""
    home = Settings(home=tmp_path / "home")

    def loaded(*paths: Path, **options: Any) -> LoadReport:
        return load(conninfo, paths, LoadOptions(settings=home, **options))

    return loaded


BLOCKS = (
    ("みほん市汐見区", "青葉一丁目", "", "2", "1", 139.6012, 35.5012),
    ("みほん市汐見区", "青葉一丁目", "", "3", "1", 139.6013, 35.5013),
    ("みほん市川辺区", "千年", "北浦", "15", "0", 139.6581, 35.5081),
)
ADDRESSES = ("みほん市汐見区青葉1-2-3", "川辺区千年15番地", "汐見区青葉一丁目", "汐見区青草1-1", "横浜市鶴見区矢向1", "")


def nurseries(path: Path, *addresses: str) -> Path:
    rows = [f"保育園{number},{address},nursery,," for number, address in enumerate(addresses)]
    return write_csv(path, "name,address,kind,lon,lat", *rows)


def stored(conninfo: str, layer: str = "child_facilities") -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as conn:
        return conn.execute(
            "SELECT f.name, f.accuracy, round(ST_X(f.geom)::numeric, 5)::float, round(ST_Y(f.geom)::numeric, 5)::float "
            "FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release "
            "JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset "
            "JOIN frame.feature f ON f.version = v.id WHERE d.layer = %s ORDER BY f.name",
            (layer,),
        ).fetchall()


def finding(report: LoadReport, file: str, rule: str) -> RuleCount:
    return next(f for one in report.files if one.file == file for f in one.findings if f.rule == rule)


EXPECTED = [
    ("保育園0", "block", 139.6012, 35.5012),
    ("保育園1", "point", 139.6581, 35.5081),
    ("保育園2", "area", 139.60125, 35.50125),
    ("保育園3", "point", None, None),
    ("保育園4", "point", None, None),
    ("保育園5", "point", None, None),
]


def test_addresses_get_positions_from_a_file_of_the_same_load(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    run(write_boundaries(tmp_path))
    # The list's name sorts before the addresses': what addresses are found by is read first all the same.
    report = run(nurseries(tmp_path / "a.csv", *ADDRESSES), isj_blocks(tmp_path / "z.csv", BLOCKS), columns=maps(tmp_path))
    assert report.error() is None, report.to_text()
    assert stored(conninfo) == EXPECTED
    found = finding(report, "a.csv", "geocoded")
    assert (found.severity, found.count) == ("notice", 3)
    first = found.examples[0]
    assert (first.row, first.column, first.value) == (2, "address", ADDRESSES[0])
    assert "汐見区青葉一丁目2" in first.message_ja and "番地・住居番号 1、街区の点 1、町丁の代表点 1" in first.message_ja
    assert "1 × exact number, 1 × a point of its block, 1 × a point for the whole 町丁" in first.message_en
    lost = finding(report, "a.csv", "not_geocoded")
    assert [(one.row, one.value) for one in lost.examples] == [(5, ADDRESSES[3]), (6, ADDRESSES[4])]
    assert "青葉一丁目" in lost.examples[0].message_ja and "no such" in lost.examples[0].message_en
    assert "ほかの市区町村" in lost.examples[1].message_ja
    dataset = next(d for one in report.files if one.file == "a.csv" for d in one.datasets)
    assert dataset.without_position == 3
    # What was found is not said to lack a position as well; that of a whole 町丁 says itself that nothing is measured from it.
    without = finding(report, "a.csv", "no_position")
    assert without.count == dataset.without_position
    assert {one.row for one in without.examples} & {one.row for one in found.examples} == set()
    assert ["町丁の代表点からは距離を測りません" in one.suggestion_ja for one in found.examples] == [
        "町丁の代表点、" in one.message_ja for one in found.examples
    ]
    # What holds for all of them is said once.
    assert ["このデータでは" in one.message_ja for one in found.examples] == [True, False, False]


def maps(folder: Path) -> Path:
    """A column map for the lists, so that published files in the same load are still known by their columns."""
    path = folder / "maps"
    path.mkdir(exist_ok=True)
    (path / "a.yaml").write_text(
        "file: a.csv\ndatasets:\n  - layer: child_facilities\n    source: a\n    licence: CC0-1.0\n    reference_date: '2026'\n"
        "    columns: {name: name, address: address, kind: kind}\n    lon: lon\n    lat: lat\n",
        encoding="utf-8",
    )
    return path


def test_a_check_says_what_the_load_does(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    home = Settings(home=tmp_path / "home")
    run(write_boundaries(tmp_path), isj_blocks(tmp_path / "z.csv", BLOCKS))
    path = nurseries(tmp_path / "a.csv", *ADDRESSES)
    options = LoadOptions(settings=home, layer="child_facilities")
    before = check([path], options, conninfo=conninfo)
    after = load(conninfo, [path], options)
    assert before.files[0].findings == after.files[0].findings
    assert stored(conninfo) == EXPECTED
    alone = check([write_boundaries(tmp_path), path], LoadOptions(settings=home, columns=maps(tmp_path))).files[1]
    assert [(one.rule, one.count) for one in alone.findings if "geocoded" in one.rule] == [("not_geocoded", 5)]


def test_a_positions_own_coordinates_win(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    run(write_boundaries(tmp_path), isj_blocks(tmp_path / "z.csv", BLOCKS))
    path = write_csv(tmp_path / "a.csv", "name,address,kind,lon,lat", "あ,汐見区青葉1-2-3,nursery,139.63,35.53")
    report = run(path, layer="child_facilities")
    assert stored(conninfo) == [("あ", "point", 139.63, 35.53)]
    assert not any(one.rule == "geocoded" for one in report.files[0].findings)


def test_the_same_list_is_placed_anew_once_the_city_knows_more(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    towns = write_csv(tmp_path / "t.csv", "name,ward,lon,lat", "青葉一丁目,汐見区,139.605,35.505")
    run(write_boundaries(tmp_path))
    path = nurseries(tmp_path / "a.csv", "汐見区青葉1-2-3")
    first = run(path, layer="child_facilities")
    assert stored(conninfo) == [("保育園0", "point", None, None)]
    assert "位置参照情報" in finding(first, "a.csv", "not_geocoded").examples[0].suggestion_ja
    assert run(path, layer="child_facilities").files[0].status == "unchanged"
    run(towns, layer="address_points")
    assert run(path, layer="child_facilities").files[0].status == "loaded"
    assert stored(conninfo) == [("保育園0", "area", 139.605, 35.505)]
    run(isj_blocks(tmp_path / "z.csv", BLOCKS))
    assert run(path, layer="child_facilities").files[0].status == "loaded"
    assert stored(conninfo) == [("保育園0", "block", 139.6012, 35.5012)]
    run(isj_blocks(tmp_path / "z.csv", [(*BLOCKS[0][:5], 139.6022, 35.5022), *BLOCKS[1:]]))
    assert run(path, layer="child_facilities").files[0].status == "loaded"
    assert stored(conninfo) == [("保育園0", "block", 139.6022, 35.5022)]
    assert run(path, layer="child_facilities").files[0].status == "unchanged"


def test_another_things_position_is_a_weak_source_but_never_one_that_was_itself_found(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    run(write_boundaries(tmp_path), isj_blocks(tmp_path / "z.csv", BLOCKS))
    park = write_csv(tmp_path / "p.csv", "name,address,lon,lat", "公園,汐見区青葉1-9-9,139.6099,35.5099")
    run(park, layer="community_places", force=True)
    run(nurseries(tmp_path / "a.csv", "汐見区青葉1-9-9", "汐見区青葉1-9-8"), layer="child_facilities")
    assert stored(conninfo) == [("保育園0", "point", 139.6099, 35.5099), ("保育園1", "block", 139.6099, 35.5099)]
    with psycopg.connect(conninfo) as conn:
        town = read_gazetteer(conn, "99130")
    found = geocode(["青葉1-9-9", "青葉1-9-8", "青葉1-2"], town)
    assert found.source == ("places", "places", "official")
    assert found.accuracy == ("point", "block", "block")


def test_old_names_load_as_a_table(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    run(write_boundaries(tmp_path), isj_blocks(tmp_path / "z.csv", BLOCKS))
    old = write_csv(tmp_path / "old.csv", "町名,旧町名,区", "青葉一丁目,元青葉、谷戸,汐見区")
    report = run(old, layer="address_points")
    assert report.error() is None
    with psycopg.connect(conninfo) as conn:
        found = geocode(["元青葉12番地", "谷戸5"], read_gazetteer(conn, "99130"))
    assert found.how == ("old_name", "old_name")
    assert found.accuracy == ("area", "area")


def test_the_registrys_names_and_positions_are_put_together_by_their_ids(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    towns = [("991317", "0001001", "みほん市", "汐見区", "青葉", "１丁目", "", 139.601, 35.501)]
    blocks = [("991317", "0001001", "002", "みほん市", "汐見区", "青葉", "１丁目", "", "2", 139.6012, 35.5012)]
    homes = [("991317", "0001001", "002", "003", "みほん市", "汐見区", "青葉", "１丁目", "", "2", "3", 139.60123, 35.50123)]
    report = run(
        write_boundaries(tmp_path), *abr_towns(tmp_path, towns), *abr_blocks(tmp_path, blocks), *abr_residences(tmp_path, homes)
    )
    assert report.error() is None, report.to_text()
    with psycopg.connect(conninfo) as conn:
        town = read_gazetteer(conn, "99130")
    found = geocode(["青葉1-2-3", "青葉1-2", "青葉1-8"], town)
    assert found.accuracy == ("point", "block", "area")
    assert found.lon == pytest.approx([139.60123, 139.6012, 139.601])


def test_towns_of_the_national_file_and_other_cities_rows(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    rows = [
        ("99", "99131", "みほん市汐見区", "991310001001", "青葉一丁目", 139.601, 35.501),
        ("99", "99201", "とおり町", "992010001001", "青葉二丁目", 139.72, 35.52),
    ]
    run(write_boundaries(tmp_path), isj_towns(tmp_path / "oaza.csv", rows))
    with psycopg.connect(conninfo) as conn:
        found = geocode(["青葉一丁目5", "青葉二丁目5"], read_gazetteer(conn, "99130"))
    assert found.accuracy == ("area", "none")


def test_a_gazetteer_of_an_earlier_release_and_of_none(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    run(write_boundaries(tmp_path))
    run(isj_blocks(tmp_path / "z.csv", BLOCKS))
    with psycopg.connect(conninfo) as conn:
        assert len(read_gazetteer(conn, "99130", 1)) == 0
        assert len(read_gazetteer(conn, "99130", 2)) == len(read_gazetteer(conn, "99130")) > 0
        with pytest.raises(NotFoundError):
            read_gazetteer(conn, "99130", 9)
        with pytest.raises(NotFoundError):
            read_gazetteer(conn, "14130")
