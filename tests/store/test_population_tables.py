"""People as published: census boundaries, tables and meshes, estimates, register sheets; which counts, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from shapely.geometry import box

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.city import Target
from geo_service.store.demand import population_in_use
from geo_service.store.judge import judge_file
from geo_service.store.load import LoadOptions, load
from geo_service.store.plan import FilePlan, planned
from geo_service.store.release import publish
from geo_service.store.report import LoadReport
from geo_service.store.shelf import CityShelf
from geo_service.store.validate import Validated
from tests.published import people
from tests.store import hand_made as town
from tests.store.small_city import EAST, WEST, write_boundaries, write_csv

SETTINGS = Settings()


def target() -> Target:
    return Target("99130", "みほん市", srid=6677, wards={"99131": ("汐見区", WEST), "99132": ("川辺区", EAST)})


def judged(path: Path) -> dict[str, Validated]:
    """Layer → the rows of a file, as a load would take them."""
    (plan,) = planned([path], [], None, SETTINGS, None)
    assert plan.meant, (plan.report.why, plan.report.error)
    return {one.meant.layer.id: one.found for one in judge_file(plan, target(), False, SETTINGS)}


def plan_of(path: Path) -> FilePlan:
    (plan,) = planned([path], [], None, SETTINGS, None)
    judge_file(plan, target(), False, SETTINGS)
    return plan


def values(found: Validated, field: str, by: str = "name") -> dict[str, Any]:
    frame = found.attributes
    column = frame[field].astype(object).where(frame[field].notna(), None)
    return dict(zip(frame[by], column, strict=True))


@pytest.mark.parametrize("edition", [2015, 2020])
def test_census_boundaries_are_towns_and_their_people(tmp_path: Path, edition: int) -> None:
    rows = people.boundary_rows(edition, (100, 200, 310, 30, 5, 6, 7, 8), (40, 100, 150, 0, 2, 3, 4, 5))
    stem = "r2ka99" if edition == 2020 else "h27ka99"
    path = people.write_shapefile(tmp_path, f"A00200521{edition}.zip", stem, rows)
    both = judged(path)
    towns, population = both["towns"], both["population"]
    # The water and the neighbour's town are left out, the two parts are one town.
    assert len(towns.rows) == len(population.rows) == 8
    assert values(towns, "ward")["浜町一丁目"] == "汐見区" and values(towns, "ward")["堤"] == "川辺区"
    assert values(towns, "code")["汐入"] == "99131002000"
    at = list(towns.attributes["name"]).index("汐入")
    assert towns.geometry[at].geom_type == "MultiPolygon"
    assert values(population, "residents")["汐入"] == 310
    assert population.attributes["residents"].sum() == 666
    assert values(population, "households")["灯台一丁目"] == 0
    assert towns.skipped == 1
    (plan,) = planned([path], [], None, SETTINGS, None)
    assert {one.part for one in plan.meant} == {"99"}
    assert {one.format.reference_date for one in plan.meant} == {f"{edition}-10-01"}


def test_a_census_table_counts_each_person_once_though_it_has_three_levels(tmp_path: Path) -> None:
    (plan,) = planned([people.census_people(tmp_path)], [], None, SETTINGS, None)
    assert [one.format.id for one in plan.meant] == ["estat-t001081"]
    found = judged(people.census_people(tmp_path))["population"]
    assert values(found, "residents") == {"浜町一丁目": 100, "浜町二丁目": 200, "汐入": 310, "灯台一丁目": 30}
    # - is "none": zero, not unknown.
    assert values(found, "households")["灯台一丁目"] == 0
    assert values(found, "details_with")["灯台一丁目"] == "99131001002"
    assert found.attributes["covers"].isna().all()
    assert set(found.attributes["basis"]) == {"census"}
    assert values(found, "code")["汐入"] == "99131002000"


@pytest.mark.parametrize("labelled", [True, False])
def test_ages_kept_back_stand_on_the_ground_of_host_and_guest_together(tmp_path: Path, labelled: bool) -> None:
    found = judged(people.census_ages(tmp_path, labelled))["population"]
    assert set(found.attributes["name"]) == {"浜町一丁目", "浜町二丁目 ほか1区域", "汐入"}
    assert values(found, "covers")["浜町二丁目 ほか1区域"] == "99131001002;99131003001"
    # Totals are each area's own and add up; the ages are the two areas' already.
    assert values(found, "residents")["浜町二丁目 ほか1区域"] == 230
    assert values(found, "age_65_over")["浜町二丁目 ほか1区域"] == 55
    assert found.attributes["residents"].sum() == 640
    assert found.attributes["age_0_14"].sum() == 160
    if labelled:
        assert values(found, "age_5_9")["浜町一丁目"] == 0
        assert values(found, "age_10_14")["浜町一丁目"] == 20
    else:
        assert "age_5_9" not in found.attributes or found.attributes["age_5_9"].isna().all()


def test_mesh_cells_get_their_ground_from_their_codes(tmp_path: Path) -> None:
    (plan,) = planned([people.census_mesh(tmp_path)], [], None, SETTINGS, None)
    assert [(one.format.id, one.part) for one in plan.meant] == [("estat-t001141", "H5339")]
    found = judged(people.census_mesh(tmp_path))["population"]
    shapes = dict(zip(found.attributes["code"], found.geometry, strict=True))
    assert shapes["533925001"].equals_exact(shapely.box(139.625, 35.5, 139.63125, 35.5 + 15 / 3600), 1e-9)
    # Host and guest are one row on both cells.
    assert shapes["533925003"].equals_exact(
        shapely.box(139.625, 35.5 + 15 / 3600, 139.6375, 35.5 + 30 / 3600).normalize(), 1e-9
    ) or shapely.area(shapely.symmetric_difference(
        shapes["533925003"], shapely.box(139.625, 35.5 + 15 / 3600, 139.6375, 35.5 + 30 / 3600)
    )) < 1e-12  # fmt: skip
    by_code = values(found, "residents", by="code")
    assert by_code == {"533925001": 120, "533925002": 80, "533925003": 64, "533925011": 3}
    ages = values(found, "age_65_over", by="code")
    assert ages == {"533925001": 30, "533925002": 20, "533925003": 12, "533925011": None}
    assert values(found, "details_with", by="code")["533925011"] == "533925012"
    assert values(found, "households", by="code")["533925003"] == 27


def test_estimates_keep_their_decimals_and_their_base_year(tmp_path: Path) -> None:
    path = people.future_mesh(tmp_path)
    (plan,) = planned([path], [], None, SETTINGS, None)
    assert [(one.format.id, one.part) for one in plan.meant] == [("ksj-future-mesh-2015", "500m_mesh")]
    found = judged(path)["population"]
    residents = values(found, "residents", by="code")
    assert residents["533925001"] == 213.75 and residents["533925003"] == 216.25
    # PT1 … PT3 are 1.25 + n each.
    assert values(found, "age_0_14", by="code")["533925001"] == pytest.approx(3 * 1.25 + 6)
    assert values(found, "age_85_over", by="code")["533925001"] == pytest.approx(2 * 1.25 + 18 + 19)
    assert set(found.attributes["basis"]) == {"estimate"}
    assert len(found.rows) == 3
    ground = dict(zip(found.attributes["code"], shapely.area(found.geometry), strict=True))
    assert ground["533925003"] == pytest.approx(2 * ground["533925001"])


def test_a_monthly_register_sheet_of_households_and_people(tmp_path: Path) -> None:
    path = people.register_towns(tmp_path)
    (plan,) = planned([path], [], None, SETTINGS, None)
    assert [(one.format.id, one.format.reference_date) for one in plan.meant] == [("register-towns", "2026-04-01")]
    found = judged(path)["population"]
    assert values(found, "residents")["浜町１丁目"] == 104
    assert found.attributes["residents"].sum() == 1305
    assert set(found.attributes["basis"]) == {"register"}
    assert values(found, "ward")["堤"] == "川辺区"


@pytest.mark.parametrize(
    ("name", "date"),
    [("jinko_202604.csv", "2026-04"), ("R8.4.1_人口.csv", "2026-04-01"), ("R080401.csv", "2026-04-01"),
     ("2026年4月.csv", "2026-04"), ("人口.csv", ""), ("町丁別_令和7年10月1日.csv", "2025-10-01")],
)  # fmt: skip
def test_the_day_of_a_register_sheet_is_read_from_its_name(tmp_path: Path, name: str, date: str) -> None:
    (plan,) = planned([people.register_towns(tmp_path, name)], [], None, SETTINGS, None)
    assert [one.format.reference_date for one in plan.meant] == [date]


@pytest.mark.parametrize("dash", ["～", "〜", "-"])
def test_bands_by_sex_become_groups_and_a_cell_kept_back_is_unknown(tmp_path: Path, dash: str) -> None:
    found = judged(people.register_ages(tmp_path, dash))["population"]
    assert values(found, "age_0_14") == {"浜町一丁目": 21, "浜町二丁目": None}
    assert values(found, "age_65_over") == {"浜町一丁目": 35, "浜町二丁目": 35}
    assert values(found, "residents") == {"浜町一丁目": 127, "浜町二丁目": 127}
    assert values(found, "age_unknown") == {"浜町一丁目": 1, "浜町二丁目": 1}
    assert "children_0_5" not in found.attributes or found.attributes["children_0_5"].isna().all()


def test_single_years_of_age(tmp_path: Path) -> None:
    found = judged(people.register_single_years(tmp_path))["population"]
    assert values(found, "children_0_5")["浜町一丁目"] == 21
    assert values(found, "age_5_9")["浜町一丁目"] == 6 + 7 + 8 + 9 + 10
    assert values(found, "age_85_over")["浜町一丁目"] == sum(range(86, 101)) + 7


def test_rows_of_men_women_and_both_of_the_last_month_are_one_row(tmp_path: Path) -> None:
    path = people.register_sex_rows(tmp_path)
    found = judged(path)["population"]
    assert values(found, "residents") == {"浜町一丁目": 111, "汐入": 11}
    assert values(found, "age_65_over") == {"浜町一丁目": 30, "汐入": 3}
    (dataset,) = plan_of(path).report.datasets
    assert dataset.reference_date == "2026-04-01"


def test_the_standard_sheet_of_people_by_area_and_age(tmp_path: Path) -> None:
    path = people.standard_people(tmp_path)
    (plan,) = planned([path], [], None, SETTINGS, None)
    assert [one.format.id for one in plan.meant] == ["ods-people-by-age"]
    found = judged(path)["population"]
    assert values(found, "age_15_64")["浜町一丁目"] == 50
    assert values(found, "code")["浜町一丁目"] == "99131001001"
    assert values(found, "households")["浜町二丁目"] == 45


def test_a_number_that_is_none_is_named_with_its_row(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        "区名,町丁名,世帯数,人口,男,女",
        *(f"汐見区,町{n},1,5,2,3" for n in range(30)),
        "汐見区,端,1,五人ほど,2,3",
    )
    (found,) = [one for one in plan_of(path).report.findings if one.rule == "not_a_number"]
    assert (found.examples[0].row, found.examples[0].value) == (32, "五人ほど")


def test_assumptions_are_said(tmp_path: Path) -> None:
    rows = people.boundary_rows(2020, [10] * 8, [5] * 8)
    path = people.write_shapefile(tmp_path, "A002005212020DDSWC99.zip", "r2ka99", rows)
    rules = {one.rule: one for one in plan_of(path).report.findings}
    assert "format_unverified" in rules
    assert {one.column for one in rules["assumed_meaning"].examples} == {"JINKO", "SETAI"}


def basis(rows: tuple[town.Row, ...], said: str, **counts: float) -> tuple[town.Row, ...]:
    return tuple(town.Row(one.name, one.shape, attributes={**one.attributes, "basis": said, **counts}) for one in rows)


def used(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """Group → source of the population that is demand in the newest release."""
    row = conn.execute("SELECT max(id) FROM frame.release").fetchone()
    assert row is not None
    source = dict(conn.execute("SELECT v.id, d.source FROM frame.dataset_version v JOIN frame.dataset d ON d.id = v.dataset"))
    return {group: source[version] for version, groups in population_in_use(conn, row[0]).items() for group in groups}


def findings(conn: psycopg.Connection[Any], rule: str) -> list[tuple[str, str]]:
    return conn.execute("SELECT message_ja, message_en FROM frame.finding WHERE rule = %s ORDER BY id", (rule,)).fetchall()


def test_the_register_goes_before_the_census_which_counts_what_only_it_has(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_city(conn)
        town.add(conn, "wards", town.WARDS)
        town.add(conn, "towns", town.TOWNS)
        both = ["residents", "single_person_households"]
        census = basis(town.TOWNS, "census", residents=104, single_person_households=9)
        town.add(conn, "population", basis(town.TOWNS, "estimate", residents=900), source="estimate", groups=["residents"])
        town.add(conn, "population", census, source="census", reference_date="2030-10-01", groups=both)
        town.add(conn, "population", basis(town.TOWNS, "register", residents=100), source="register", groups=["residents"])
        publish(conn, town.CITY, "", settings=Settings(home=tmp_path))
        assert used(conn) == {"residents": "register", "single_person_households": "census"}
        said = findings(conn, "population_differs")
        # 400 and 416 differ by less than 5 %; 400 and 3,600 do not.
        assert len(said) == 1
        assert "400人" in said[0][0] and "3,600人" in said[0][0] and "2025" in said[0][0]
        assert "西区 200 / 1,800 (-88.9%)" in said[0][0] and "400 in 'population register（2025）'" in said[0][1]


def test_of_two_registers_the_later_and_areas_go_before_cells_of_a_register(conninfo: str, tmp_path: Path) -> None:
    cells = tuple(
        town.Row(f"c{n}", box(500 * n, 0, 500 * n + 400, 400), attributes={"basis": "register", "residents": 9}) for n in range(4)
    )
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_city(conn)
        town.add(conn, "wards", town.WARDS)
        for source, date in (("old", "2026-03-01"), ("new", "2026-04-01"), ("older", "2026-02-01")):
            rows = basis(town.TOWNS, "register", residents=100)
            town.add(conn, "population", rows, source=source, reference_date=date, groups=["residents"])
        points = tuple(town.Row(one.name, one.shape.centroid, attributes=one.attributes) for one in cells)
        town.add(conn, "population", points, source="points", reference_date="2026-05-01", groups=["residents"])
        publish(conn, town.CITY, "", settings=Settings(home=tmp_path))
        assert used(conn) == {"residents": "new"}


def test_a_difference_in_one_ward_is_told_though_the_totals_agree(conninfo: str, tmp_path: Path) -> None:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_city(conn)
        town.add(conn, "wards", town.WARDS)
        for source, west, east in (("register", 100, 100), ("census", 120, 80)):
            rows = [
                town.Row(
                    one.name, one.shape, attributes={**one.attributes, "basis": source, "residents": west if n < 2 else east}
                )
                for n, one in enumerate(town.TOWNS)
            ]
            town.add(conn, "population", rows, source=source, groups=["residents"])
        publish(conn, town.CITY, "", settings=Settings(home=tmp_path))
        ((ja, en),) = findings(conn, "population_differs")
        assert "差+0.0%" in ja and "西区 200 / 240 (-16.7%)" in ja and "東区 200 / 160 (+25.0%)" in en


@pytest.fixture
def run(conninfo: str, tmp_path: Path) -> Callable[..., LoadReport]:
    home = Settings(home=tmp_path / "home")

    def loaded(*paths: Path, **options: Any) -> LoadReport:
        return load(conninfo, paths, LoadOptions(settings=home, **options))

    return loaded


@pytest.mark.parametrize("column", ["氏名", "生年月日", "電話番号", "ﾌﾘｶﾞﾅ", "本人住所", "要介護度"])
def test_a_list_of_people_who_need_help_is_refused_before_a_row_is_stored(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path, column: str
) -> None:
    path = write_csv(tmp_path / "youengosha.csv", f"unit,registered,{column}", "浜町一丁目,12,川崎花子")
    report = run(write_boundaries(tmp_path), keep_going=True)
    report = run(path, layer="vulnerable_residents", keep_going=True)
    error = report.error()
    assert error is not None and error.extra["rule"] == "personal_column" and error.extra["column"] == column
    assert "川崎花子" not in error.ja + error.en
    with psycopg.connect(conninfo) as conn:
        assert conn.execute("SELECT FROM frame.dataset WHERE layer = 'vulnerable_residents'").rowcount == 0
        assert conn.execute("SELECT FROM frame.rejected_row WHERE source_row::text LIKE '%川崎花子%'").rowcount == 0


def test_a_column_map_does_not_get_round_the_refusal(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", "町丁,人数,氏名", "浜町一丁目,12,川崎花子")
    (tmp_path / "a.yaml").write_text(
        "file: a.csv\ndatasets:\n- layer: vulnerable_residents\n  source: 市\n  columns: {町丁: unit, 人数: registered}\n",
        encoding="utf-8",
    )
    from geo_service.store.columns import read_maps

    (plan,) = planned([tmp_path / "a.csv"], read_maps(tmp_path), None, SETTINGS, None)
    assert isinstance(plan.report.error, FileError) and plan.report.error.extra["rule"] == "personal_column"


def test_counts_of_people_who_need_help_are_in_no_city_file_and_no_view(
    run: Callable[..., LoadReport], conninfo: str, tmp_path: Path
) -> None:
    counts = write_csv(
        tmp_path / "秘密の登録者数.csv", "unit,registered,consented,plans_made,year", "ひみつ町一丁目,7654321,11,3,2026"
    )
    bad = run(write_boundaries(tmp_path), counts, layer=None, keep_going=True)
    assert bad.of("refused")
    report = run(
        write_csv(tmp_path / "秘密の登録者数.csv", "unit,registered,year", "ひみつ町一丁目,76543,2026"),
        layer="vulnerable_residents",
    )
    assert report.of("loaded"), report.error()
    with psycopg.connect(conninfo) as conn:
        assert conn.execute("SELECT FROM frame.feature WHERE attributes ->> 'unit' = 'ひみつ町一丁目'").rowcount == 1
        assert conn.execute("SELECT FROM pg_views WHERE schemaname = 'published' AND viewname LIKE '%vulnerable%'").rowcount == 0
    files = list((tmp_path / "home").rglob("*.arrow"))
    assert len(files) >= 2
    for file in files:
        data = file.read_bytes()
        for secret in ("ひみつ町一丁目", "秘密の登録者数", "76543"):
            assert secret.encode() not in data
    shelf = CityShelf(Settings(home=tmp_path / "home"), conninfo)
    for audience in ("public", "staff"):
        city = shelf.get("99130", audience)
        assert "vulnerable_residents" not in {*city.places, *city.unit_sets}
        assert not any("秘密" in note.title + note.file_name + note.source for note in city.datasets)


def test_boundaries_of_the_census_make_towns_and_demand(run: Callable[..., LoadReport], conninfo: str, tmp_path: Path) -> None:
    rows = people.boundary_rows(2020, (100, 200, 310, 30, 5, 6, 7, 8), (40, 100, 150, 0, 2, 3, 4, 5))
    folder = tmp_path / "office"
    folder.mkdir()
    write_boundaries(folder)
    people.write_shapefile(folder, "A002005212020.zip", "r2ka99", rows)
    people.census_mesh(folder)
    report = run(folder)
    assert [(one.file, one.status) for one in report.files if one.status != "loaded"] == []
    city = CityShelf(Settings(home=tmp_path / "home"), conninfo).get("99130", "public")
    assert len(city.unit_sets["towns"]) == 8
    demand = {
        group: (float(np.nansum(one.counts[group])), one.dataset.source) for one in city.populations for group in one.counts
    }
    # Areas before cells: residents by 町丁, and from the cells what only they have.
    assert demand["residents"] == (666, "国勢調査（e-Stat 統計GIS） 境界2020年")
    assert demand["age_65_over"][0] == 62 and "T001141" in demand["age_65_over"][1]
    rules = {found.rule for one in report.files for found in one.findings}
    assert {"format_unverified", "assumed_meaning", "rows_joined"} <= rules
