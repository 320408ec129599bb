"""The office's lists of the sample city: the counts of the city's paper of 12 June 2015, and a column map for every list."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from geo_service.store.load import LoadOptions, check
from layers import LAYERS

HEADINGS_ROW = 4


def listed(folder: Path, name: str) -> list[dict[str, Any]]:
    """Rows of a workbook's first sheet, up to the first empty row."""
    book = openpyxl.load_workbook(folder / f"{name}.xlsx")
    rows = list(book[book.sheetnames[0]].iter_rows(values_only=True))
    heads = rows[HEADINGS_ROW - 1]
    out = []
    for row in rows[HEADINGS_ROW:]:
        if all(cell is None for cell in row):
            break
        out.append(dict(zip(heads, row, strict=True)))
    return out


def test_parks_and_groups_of_the_two_kinds_of_keepers(folder: Path) -> None:
    rows = listed(folder, "stewardship")
    for kind, parks, groups in (("公園緑地愛護会", 343, 258), ("管理運営協議会", 508, 377)):
        mine = [row for row in rows if row["団体種別"] == kind]
        assert len(mine) == parks
        assert len({row["団体名"] for row in mine}) == groups
    groups_listed = Counter(row["団体種別"] for row in listed(folder, "groups"))
    assert groups_listed["公園緑地愛護会"] == 258 and groups_listed["管理運営協議会"] == 377


def test_rewards_keep_to_the_ends_of_the_papers_scales(folder: Path) -> None:
    doubt = LAYERS["stewardship"].doubt
    assert doubt is not None
    kinds = {"公園緑地愛護会": "park_love", "管理運営協議会": "park_council"}
    paid = [row for row in listed(folder, "stewardship") if row["団体種別"] in kinds]
    assert all(row["報奨金（円）"] for row in paid)
    for row in paid:
        said = {"group_kind": kinds[row["団体種別"]], "area_m2": row["面積（㎡）"], "reward_yen": row["報奨金（円）"]}
        assert doubt(said) is None, row


def test_the_list_of_keepers_has_no_coordinates_and_most_parks_by_the_registers_name(folder: Path) -> None:
    rows = listed(folder, "stewardship")
    assert not {"経度", "緯度"} & set(rows[0])
    text = (folder / "parks.geojson").read_text("utf-8")
    missing = [row["公園名"] for row in rows if f'"{row["公園名"]}"' not in text]
    assert 5 < len(missing) < 20


def test_registered_people_sum_to_the_papers_totals(folder: Path) -> None:
    sums: dict[int, int] = defaultdict(int)
    for row in listed(folder, "vulnerable_residents"):
        sums[row["年"]] += row["登録者数"]
        assert row["同意者数"] <= row["登録者数"]
    assert sums[2007] == 616 and sums[2014] == 7_881
    assert list(sums.values()) == sorted(sums.values())


def test_counters_terminals_and_stores(folder: Path) -> None:
    rows = listed(folder, "service_points")
    kinds = Counter(row["種別"] for row in rows)
    assert kinds == {"窓口": 19, "行政サービス端末": 21, "コンビニエンスストア": 530}
    counters = {row["設置建物"] for row in rows if row["種別"] == "窓口"}
    terminals = [row for row in rows if row["種別"] == "行政サービス端末"]
    assert sum(row["設置建物"] in counters for row in terminals) > 15
    assert all(row["廃止予定日"] for row in terminals)


def test_eleven_universities_some_outside_the_city(folder: Path) -> None:
    universities = [row for row in listed(folder, "partner_sites") if row["種別"] == "大学"]
    assert len(universities) == 11
    assert sum(not row["区"] for row in universities) == 3


def test_seven_assemblies_of_138_members_with_outcomes_of_three_kinds(folder: Path) -> None:
    rows = [row for row in listed(folder, "area_meetings") if row["種別"] == "区民会議"]
    assert sum(row["参加人数"] or 0 for row in rows) == 138
    by_ward: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_ward[row["区"]].add(row["取組主体"])
    assert len(by_ward) == 7
    assert all(kinds >= {"区民", "協働", "行政"} for kinds in by_ward.values())


def test_some_boards_have_signs_and_some_no_coordinates(folder: Path) -> None:
    rows = listed(folder, "notice_boards")
    assert sum(row["経度"] is None for row in rows) == 120
    signed = [row for row in rows if row["海抜・浸水深表示板"] == "○"]
    assert len(signed) > 80
    assert all(row["海抜（m）"] is not None for row in signed)


def test_every_shelter_that_is_not_for_some_only_has_a_council_and_a_network(folder: Path) -> None:
    rows = listed(folder, "shelter_councils")
    assert len({row["避難所名"] for row in rows}) == 168
    assert len({row["年度"] for row in rows}) == 3
    assert any(row["開催回数"] is None for row in rows)
    assert all(row["中学校区"].endswith("中学校区") for row in rows)


def test_the_register_has_a_sheet_for_each_ward_with_lines_of_sums(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "resident_register.xlsx")
    assert len(book.sheetnames) == 7
    for name in book.sheetnames:
        said = [row[0] for row in book[name].iter_rows(min_row=HEADINGS_ROW + 1, values_only=True)]
        assert f"{name} 合計" in said
        assert any(str(one).endswith(" 小計") for one in said)


def test_every_workbook_says_that_it_is_fictitious(folder: Path) -> None:
    for path in sorted(folder.glob("*.xlsx")):
        page = openpyxl.load_workbook(path).worksheets[0]
        assert any("架空データ" in str(cell) for row in page.iter_rows(values_only=True) for cell in row), path.name


@pytest.mark.parametrize("layer", list(LAYERS))
def test_every_layer_has_a_file(folder: Path, layer: str) -> None:
    maps = [yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yaml")]
    mapped = {dataset["layer"] for one in maps for dataset in one["datasets"]}
    by_format = {
        "wards": "n03_boundaries.geojson",
        "neighbour_municipalities": "n03_boundaries.geojson",
        "evacuation_sites": "gsi_evacuation_sites.geojson",
        "shelters": "gsi_shelters.geojson",
        "elementary_districts": "A27-23_99_GML.zip",
        "junior_high_districts": "A32-23_99_GML.zip",
        "stations": "N02-22_99_GML.zip",
        "places_of_study_and_work": "P29-23_99.geojson",
        "dwellings": "tblT001086C99.txt",
        "streets": "streets.osm.pbf",
    }
    assert layer in mapped or (folder / by_format[layer]).is_file()


def test_the_whole_folder_is_read_and_every_row_is_good(folder: Path) -> None:
    report = check([folder], LoadOptions(columns=folder))
    assert report.error() is None, report.to_text("en")
    assert [one.file for one in report.of("unrecognised")] == ["README.md"]
    assert not report.of("waiting")
    assert {one.file: one.bad for one in report.files if one.bad} == {}
    read = {dataset.layer for one in report.files for dataset in one.datasets}
    assert read == set(LAYERS)
    # Its own sums are left out and right; 和暦 years are read; boards without coordinates are found by their addresses.
    rules = {one.file: {found.rule: found.count for found in one.findings} for one in report.files}
    assert rules["resident_register.xlsx"]["subtotal_row"] > 100
    assert "subtotal_differs" not in rules["resident_register.xlsx"]
    assert rules["stewardship.xlsx"]["era_year"] == 863
    assert rules["notice_boards.xlsx"] == {"geocoded": 120, "note_row": 2, "blank_row": 1}
    assert all(dataset.licence == "sample-fictitious" for one in report.files for dataset in one.datasets)
