"""Ages, mesh codes and the areas whose details are kept back: worked out by hand."""

from __future__ import annotations

import pytest
import shapely

from layers import LAYERS, estat, mesh
from layers.ages import OPEN, Counted, groups, number, read_heading


@pytest.mark.parametrize(
    ("heading", "what", "sex"),
    [
        ("0～4歳", (0, 4), ""),
        ("０－４歳", (0, 4), ""),
        ("0〜4歳 男", (0, 4), "m"),
        ("5-9歳の女性", (5, 9), "f"),
        ("男10～14歳", (10, 14), "m"),
        ("85歳以上", (85, OPEN), ""),
        ("15歳未満", (0, 14), ""),
        ("37歳", (37, 37), ""),
        ("　６５歳以上人口　総数", (65, OPEN), ""),
        ("　人口（総数）", "residents", ""),
        ("　総数、年齢「不詳」含む", "residents", ""),
        ("総人口", "residents", ""),
        ("男性", "residents", "m"),
        ("年齢不詳", "age_unknown", ""),
        ("世帯総数", "households", ""),
        ("１人世帯数", "single_person_households", ""),
    ],
)
def test_a_heading_says_what_its_column_counts(heading: str, what: object, sex: str) -> None:
    assert read_heading(heading) == (what, sex)


@pytest.mark.parametrize(
    "heading",
    ["", "町丁名", "年齢", "備考", "外国人人口", "65歳以上の割合", "前月からの増減", "性比", "平均年齢", "一般世帯数",
     "6歳未満世帯員のいる一般世帯", "65歳以上世帯員のいる世帯", "人口密度", "65歳以上の単身の男"],
)  # fmt: skip
def test_other_headings_are_not_taken_for_people(heading: str) -> None:
    assert read_heading(heading) is None


def test_groups_are_sums_of_bands_that_make_them_up_and_unknown_when_one_is() -> None:
    cells = {Counted((low, low + 4), sex): 1.0 for low in range(0, 85, 5) for sex in ("m", "f")}
    cells |= {Counted((85, OPEN), "m"): 3.0, Counted((85, OPEN), "f"): 4.0}
    said = groups(cells)
    assert (said["age_0_4"], said["age_0_14"], said["age_15_64"]) == (2, 6, 20)
    assert (said["age_65_over"], said["age_75_over"], said["age_85_over"]) == (15, 11, 7)
    assert "children_0_5" not in said
    holed = groups({**cells, Counted((70, 74), "f"): None})
    assert (holed["age_70_74"], holed["age_65_over"]) == (None, None)
    assert (holed["age_75_over"], holed["age_0_14"]) == (11, 6)


def test_a_published_group_goes_before_the_sum_of_its_bands_and_a_gap_is_no_group() -> None:
    said = groups({Counted((0, 4)): 1.0, Counted((5, 9)): 1.0, Counted((10, 14)): 1.0, Counted((0, 14)): 4.0})
    assert said["age_0_14"] == 4
    assert "age_0_14" not in groups({Counted((0, 4)): 1.0, Counted((10, 14)): 1.0})
    assert "age_15_64" not in groups({Counted((15, 70)): 9.0})


def test_single_years_make_the_children_of_0_to_5_and_one_sex_alone_makes_nothing() -> None:
    assert groups({Counted((age, age)): float(age) for age in range(6)})["children_0_5"] == 15
    assert groups({Counted("residents", "m"): 5.0}) == {}


def test_cells_are_numbers_or_unknown_and_what_is_neither_stays_to_be_named() -> None:
    assert [number(cell) for cell in ("1,234", "１２", "", None, "*", "X", "-", "3.5")] == [
        1234,
        12,
        None,
        None,
        None,
        None,
        None,
        3.5,
    ]
    assert number("-", dash_is_zero=True) == 0
    assert number("約50") == "約50"
    assert groups({Counted((0, 14)): 1.0, Counted((15, 64)): "五"})["age_15_64"] == "五"


def test_a_1_km_cell_is_30_seconds_by_45() -> None:
    # 5339-45-26: 53/1.5 + 4 x 5' + 2 x 30" and 139 + 5 x 7.5' + 6 x 45".
    west, south, east, north = mesh.bounds("53394526") or (0, 0, 0, 0)
    assert south == pytest.approx(53 / 1.5 + 4 * 5 / 60 + 2 * 30 / 3600, abs=1e-12)
    assert west == pytest.approx(139 + 5 * 7.5 / 60 + 6 * 45 / 3600, abs=1e-12)
    assert (north - south) * 3600 == pytest.approx(30) and (east - west) * 3600 == pytest.approx(45)


@pytest.mark.parametrize("code", ["53394526", "533945263", "5339452631"])
def test_four_quarters_fill_their_cell_without_gap_or_overlap(code: str) -> None:
    whole = shapely.box(*(mesh.bounds(code) or ()))
    quarters = [shapely.box(*(mesh.bounds(code + digit) or ())) for digit in "1234"]
    assert shapely.union_all(quarters).equals(whole)
    assert sum(one.area for one in quarters) == pytest.approx(whole.area, rel=1e-9)
    south_west, south_east, north_west, _ = (shapely.centroid(one) for one in quarters)
    assert south_east.x > south_west.x and north_west.y > south_west.y


@pytest.mark.parametrize("code", ["", "5339", "533945", "53398526", "533945265", "53394526x", "５３３９４５２６", "533945261111"])
def test_what_is_no_code_of_a_cell_has_no_ground(code: str) -> None:
    assert mesh.bounds(code) is None
    assert mesh.wkt(["53394526", code]) is None


def test_cells_side_by_side_join_to_one_polygon() -> None:
    joined = shapely.from_wkt(mesh.wkt(["53394526", "53394527"]))
    assert joined is not None and joined.geom_type == "Polygon" and joined.is_valid


def test_codes_without_chome_have_eleven_digits_too() -> None:
    assert estat.town_code("991310020") == "99131002000"
    assert estat.town_code("99131001001") == "99131001001"


def test_parts_of_an_area_with_people_of_their_own_are_added_up_and_those_that_repeat_are_not() -> None:
    def part(people: str) -> dict[str, str]:
        return {
            "KEY_CODE": "99131001001",
            "HCODE": "8101",
            "S_NAME": "浜町一丁目",
            "CITY_NAME": "みほん市汐見区",
            "JINKO": people,
        }

    def residents(*parts: str) -> list[object]:
        return [row[estat.column_of("residents")] for row in estat.boundary_rows([part(one) for one in parts])]

    assert residents("30", "30") == [30, 30]
    assert residents("30", "0") == [30, 30]
    assert residents("30", "5") == [35, 35]


def test_a_host_whose_guests_are_elsewhere_keeps_its_total_and_loses_its_ages() -> None:
    heads: dict[str, object] = dict.fromkeys(("KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN"))
    row = {"KEY_CODE": "53394526", "HTKSYORI": "1", "HTKSAKI": None, "GASSAN": "53394600"}
    rows = estat.table_rows({}, True)(
        [
            {**heads, "T001140001": "人口（総数）", "T001140019": "65歳以上人口"},
            {**row, "T001140001": "50", "T001140019": "9"},
        ]
    )
    assert rows[0][estat.column_of("residents")] == 50
    assert rows[0][estat.column_of("age_65_over")] is None
    assert rows[0][estat.COVERS] is None


def test_nobody_but_appointed_people_sees_counts_of_those_who_need_help() -> None:
    layer = LAYERS["vulnerable_residents"]
    assert layer.publish == "duty"
    assert {field.publish for field in layer.fields if field.name not in ("ward", "unit_set")} == {"duty"}
    assert layer.geometry == "none"


def test_an_area_that_two_hosts_claim_is_joined_to_neither() -> None:
    def row(code: str, state: str, to: str | None, takes: str | None) -> dict[str, object]:
        kept = {"KEY_CODE": code, "HTKSYORI": state, "HTKSAKI": to, "GASSAN": takes}
        return {**kept, "T001140001": "10", "T001140019": "*" if state == "2" else "3"}

    rows = estat.table_rows({"001": "residents", "019": (65, OPEN)}, True)(
        [row("53394526", "1", None, "53394528"), row("53394527", "1", None, "53394528"), row("53394528", "2", "53394526", None)]
    )
    assert [one[estat.column_of("residents")] for one in rows] == [10, 10, 10]
    assert [one[estat.column_of("age_65_over")] for one in rows] == [None, None, None]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("001002", "99131001002"),
        ("0020", "99131002000"),
        ("1002", "99131100200"),
        ("20", "99131002000"),
        ("01002", "99131001002"),
        ("99131001002", "99131001002"),
        ("991310020", "99131002000"),
    ],
)
def test_hosts_and_guests_are_named_by_four_or_six_digits_of_their_municipality(said: str, code: str) -> None:
    assert estat.area_code(said, "99131003001") == code


AREA = {"HYOSYO": "4", "CITYNAME": "みほん市汐見区"}


def _area(code: str, state: str, to: str | None, takes: str | None, people: str, old: str) -> dict[str, object]:
    kept = {"KEY_CODE": code, "NAME": code, "HTKSYORI": state, "HTKSAKI": to, "GASSAN": takes}
    return {**AREA, **kept, "T001082001": people, "T001082019": old}


def test_a_host_holds_a_total_that_is_kept_back_already_and_adds_up_those_that_are_not() -> None:
    read = estat.table_rows({"001": "residents", "019": (65, OPEN)}, True)

    def both(guest: str) -> tuple[object, object]:
        (row,) = read(
            [_area("99131001001", "1", None, "001002", "50", "9"), _area("99131001002", "2", "001001", None, guest, "X")]
        )
        return row[estat.column_of("residents")], row[estat.column_of("age_65_over")]

    assert both("X") == (50, 9)
    assert both("7") == (57, 9)
    assert both("-") == (50, 9)


def test_a_table_of_totals_joins_only_areas_whose_totals_are_kept_back() -> None:
    read = estat.table_rows({"001": "residents"}, False)

    def covers(guest: str) -> list[object]:
        rows = [_area("99131001001", "1", None, "001002", "50", "9"), _area("99131001002", "2", "001001", None, guest, "X")]
        for row in rows:
            row.pop("T001082019")
        return [row[estat.COVERS] for row in read(rows)]

    assert covers("7") == [None, None]
    assert covers("X") == ["99131001001;99131001002"]


# Headings of tblT001082C04.txt of the census of 2020, as a public slide deck of a course in R prints them.
REAL_AGES = (
    ("総数、年齢「不詳」含む", "residents", ""),
    ("総数０～４歳", (0, 4), ""),
    ("総数７０～７４歳", (70, 74), ""),
    ("総数１５歳未満", (0, 14), ""),
    ("総数１５～６４歳", (15, 64), ""),
    ("総数６５歳以上", (65, OPEN), ""),
    ("総数７５歳以上", (75, OPEN), ""),
    ("男の総数、年齢「不詳」含む", "residents", "m"),
    ("男０～４歳", (0, 4), "m"),
    ("男７５歳以上", (75, OPEN), "m"),
    ("女の総数、年齢「不詳」含む", "residents", "f"),
    ("女６５歳以上", (65, OPEN), "f"),
)


@pytest.mark.parametrize(("heading", "what", "sex"), REAL_AGES)
def test_the_second_heading_row_of_the_real_table_of_2020_is_read(heading: str, what: object, sex: str) -> None:
    assert read_heading(heading) == (what, sex)
