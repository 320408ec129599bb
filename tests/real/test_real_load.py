"""Everything of the real data is taken by one load, with the counts its README and the issue give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import DatasetReport, FileReport, LoadReport
from tests.databases import database_of

pytestmark = pytest.mark.real
COLUMNS = Path(__file__).parent / "columns"
NEIGHBOURS = {"13111": 90, "13112": 53, "13209": 114, "13219": 26, "13224": 41, "13225": 30}


@pytest.fixture(scope="module")
def place(cluster_conninfo: str, cluster_home: Path) -> Iterator[str]:
    """A database for this module."""
    with database_of(cluster_home, "real_load") as fresh:
        yield fresh


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> LoadOptions:
    """The column maps kept here."""
    return LoadOptions(columns=COLUMNS, settings=Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def report(place: str, real_data: Path, options: LoadOptions) -> LoadReport:
    """The one load of both folders."""
    return load(place, [real_data / "kawasaki", real_data / "neighbours"], options)


def file(report: LoadReport, name: str) -> FileReport:
    return next(one for one in report.files if one.file == name)


def only(report: LoadReport, name: str) -> DatasetReport:
    (made,) = file(report, name).datasets
    return made


def rows(place: str, query: Any) -> list[Any]:
    with psycopg.connect(place) as conn:
        return conn.execute(query).fetchall()


def test_every_file_is_taken_in_one_release(report: LoadReport) -> None:
    assert (report.city, report.city_name, report.release) == ("14130", "川崎市", 1)
    assert report.error() is None
    assert len(report.files) == 16
    assert len(report.of("loaded")) == 16
    boards = only(report, "election_boards_and_polling_places_2023.csv")
    # Eight boards stand in the list twice, to the last digit.
    assert (boards.layer, boards.good, boards.bad) == ("notice_boards", 1318, 8)
    # 180 rows are polling places, of no layer: said, not skipped.
    said = {one.rule: one.count for one in file(report, "election_boards_and_polling_places_2023.csv").findings}
    assert said["of_no_layer"] == 180


def test_sites_and_their_marks(report: LoadReport) -> None:
    sites = only(report, "gsi_designated_emergency_evacuation_sites.geojson")
    assert (sites.good, sites.bad, sites.part, sites.licence) == (187, 0, "", "GSI")
    assert sites.counts == {
        "earthquake": 187,
        "flood": 174,
        "landslide": 95,
        "storm_surge": 59,
        "tsunami": 33,
        "fire": 8,
        "inland_flood": 173,
        "volcano": 173,
    }
    assert only(report, "gsi_designated_shelters.geojson").good == 174


def test_two_schools_at_one_address_stay_two(report: LoadReport, place: str) -> None:
    found = rows(
        place, "SELECT name, place_key FROM frame.feature WHERE name IN ('玉川中学校', '市立橘高校') AND key LIKE '%201'"
    )
    assert len(found) == 2
    assert len({key for _, key in found}) == 2


def test_nurseries_of_two_lists(report: LoadReport, place: str) -> None:
    assert only(report, "licensed_nurseries_2020.geojson").counts == {"nursery": 391}
    older = only(report, "nurseries_with_places_saiwai_2016.geojson")
    assert older.good == 28
    used = rows(
        place,
        "SELECT v.good_count, r.used FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version "
        "JOIN frame.dataset d ON d.id = v.dataset WHERE d.layer = 'child_facilities' ORDER BY 1",
    )
    assert used == [(28, False), (391, True)]
    capacity = rows(
        place,
        "SELECT count(*), sum((f.attributes->>'capacity')::int) FROM frame.feature f JOIN frame.dataset_version v "
        "ON v.id = f.version WHERE v.file_name = 'nurseries_with_places_saiwai_2016.geojson' AND f.attributes ? 'capacity'",
    )
    assert capacity[0][0] == 28 and capacity[0][1] > 0


def test_public_facilities_with_a_wrong_ward_and_wrong_points(report: LoadReport) -> None:
    made = only(report, "public_facilities_2025.csv")
    assert made.good == 81
    assert (made.counts["child_centre"], made.counts["elder_centre"]) == (54, 10)
    found = {one.rule: one for one in file(report, "public_facilities_2025.csv").findings}
    assert [reject.value for reject in found["ward_and_address"].examples] == ["幸区"]
    assert found["outside_city"].count == 1
    # The point in another ward is found when the release joins.
    assert any("大師こども文化センター" in text.ja for text in report.overlaps)


def test_town_points_and_cells(report: LoadReport, place: str) -> None:
    points = only(report, "towns_with_single_person_households.csv")
    assert (points.good, points.without_position) == (676, 20)
    # They would stand on the ground of their 町丁, and none of the list has it: told when the release joins.
    assert any("20件のうち" in text.ja and "見つからない 17" in text.ja for text in report.overlaps)
    towns, people = file(report, "towns_approximate.geojson").datasets
    assert (towns.layer, towns.good, towns.approximate) == ("towns", 656, True)
    assert (people.layer, people.good, people.approximate) == ("population", 656, True)
    sums = rows(
        place,
        "SELECT r.used, sum((f.attributes->>'single_person_households')::numeric), "
        "count(*) FILTER (WHERE f.attributes->>'single_person_households' IS NULL) FROM frame.release_dataset r "
        "JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset "
        "JOIN frame.feature f ON f.version = v.id WHERE d.layer = 'population' GROUP BY v.id, r.used ORDER BY 1 DESC",
    )
    assert sums == [(True, 338_862, 33), (False, 340_815, 48)]


def test_wards_neighbours_and_their_sites(report: LoadReport, place: str) -> None:
    assert only(report, "wards_N03-21_simplified.geojson").good == 7
    around = file(report, "neighbouring_municipalities_N03-21_simplified.geojson").datasets
    assert sum(one.good for one in around) == 12
    assert {code: only(report, f"gsi_emergency_{_six(code)}.geojson").good for code in NEIGHBOURS} == NEIGHBOURS
    for code in NEIGHBOURS:
        made = only(report, f"gsi_emergency_{_six(code)}.geojson")
        assert (made.part, made.municipality) == (code, code)
    assert rows(place, "SELECT code, srid, fictitious FROM frame.city") == [("14130", 6677, False)]


def _six(code: str) -> str:
    from geo_service.store.city import check_digit

    return code + check_digit(code)


def test_the_same_load_again_is_nothing_new(report: LoadReport, place: str, real_data: Path, options: LoadOptions) -> None:
    again = load(place, [real_data / "kawasaki", real_data / "neighbours"], options)
    assert again.release is None
    assert len(again.of("unchanged")) == 16
    assert rows(place, "SELECT count(*) FROM frame.release") == [(1,)]


def test_streets_of_another_town_are_refused_and_change_nothing(
    real_data: Path, place: str, report: LoadReport, options: LoadOptions
) -> None:
    found = load(place, [real_data / "streets"], options)
    assert {one.status for one in found.files} == {"refused"}
    assert found.error() is not None
