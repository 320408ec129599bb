"""What a column map may say of a workbook's shape, and a draft of a messy workbook that loads as it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import yaml

from geo_service.errors import FileError
from geo_service.store.columns import propose, read_maps
from geo_service.store.load import LoadOptions, check
from geo_service.store.office_values import iso_date, number_in, western_year
from tests.store.messy_books import book, one_table
from tests.store.small_city import write_boundaries

MAP = "file: a.xlsx\ndatasets:\n  - layer: child_facilities\n    source: x\n    columns: {施設名: name}\n    "
ROWS: list[list[object]] = [
    ["一覧"],
    ["施設名", "所在地", "定員", "経度", "緯度"],
    ["あ保育園", "青葉1", "約60名", 139.62, 35.52],
    ["計", None, 60],
]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("header_row: 0", "header_row"),
        ("header_row: 三", "header_row"),
        ("header_rows: [3, 5]", "header_rows"),
        ("header_rows: [1, 2, 3, 4, 5, 6]", "header_rows"),
        ("header_row: 3\n    first_row: 3", "first_row"),
        ("first_row: 9\n    last_row: 8", "last_row"),
        ("sheets: []", "sheets"),
        ("sheet: a\n    sheets: [b]", "sheets"),
        ("subtotals: yes", "subtotals"),
    ],
)
def test_a_wrong_value_names_map_and_key(tmp_path: Path, said: str, key: str) -> None:
    (tmp_path / "m.yaml").write_text(MAP + said, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_maps(tmp_path / "m.yaml")
    assert caught.value.extra["column"] == f"datasets[0].{key}"


@pytest.mark.parametrize(("said", "key"), [("header_row: 99", "header_row"), ("sheets: ['*区']", "sheets")])
def test_what_the_workbook_lacks_refuses_it(tmp_path: Path, said: str, key: str) -> None:
    (tmp_path / "m.yaml").write_text(MAP + said, encoding="utf-8")
    report = check([book(tmp_path / "a.xlsx", {"S": ROWS})], LoadOptions(columns=tmp_path / "m.yaml"))
    error = report.error()
    assert error is not None and error.extra["column"] == f"datasets[0].{key}"


def test_a_draft_of_a_messy_workbook_loads_and_shows_its_rows(tmp_path: Path) -> None:
    path = book(tmp_path / "hoiku.xlsx", {"S": ROWS})
    draft = propose(path)
    assert "capacity=60" in draft and "header_rows: [2]" in draft and "lines of sums: 1" in draft
    (tmp_path / "m.yaml").write_text(draft, encoding="utf-8")
    report = check([path, write_boundaries(tmp_path)], LoadOptions(columns=tmp_path / "m.yaml"))
    assert report.error() is None, report.to_text("en")
    assert (report.files[0].datasets[0].good, report.files[0].datasets[0].bad) == (1, 0)
    assert {"unit_in_cell", "subtotal_row"} <= {one.rule for one in report.files[0].findings}


def test_values_as_offices_write_them() -> None:
    days = [iso_date(one) for one in ("令和6年4月1日", "R6.4.1", "H27/4/1", "平成元年1月8日", "令和6年4月")]
    assert days == ["2024-04-01", "2024-04-01", "2015-04-01", "1989-01-08", None]
    assert [western_year(one) for one in ("平成27年度", "S45", "昭和元年")] == ["2015", "1970", "1926"]
    assert [number_in("約500㎡", "m2"), number_in("2.5ha", "m2"), number_in("500㎡", "people")] == ["500", "25000", None]


def test_the_year_a_group_was_founded_is_read_in_its_era(tmp_path: Path) -> None:
    rows = [["団体名", "設立年"], ["浜通町内会", "平成28年"], ["磯辺町内会", "昭和元年"]]
    path = book(tmp_path / "groups.xlsx", {"S": rows})
    (tmp_path / "m.yaml").write_text(
        "file: groups.xlsx\ndatasets:\n  - layer: groups\n    source: a\n    columns: {団体名: name, 設立年: since}\n",
        encoding="utf-8",
    )
    report = check([path, write_boundaries(tmp_path)], LoadOptions(columns=tmp_path / "m.yaml"))
    assert report.error() is None, report.to_text("en")
    (era,) = [one for one in report.files[0].findings if one.rule == "era_year"]
    assert ["2016" in era.examples[0].message_ja, "1926" in era.examples[1].message_ja] == [True, True]


def test_a_list_about_shelters_is_no_list_of_shelters(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    rows: list[list[object]] = [
        ["避難所運営会議 開催状況（令和7年度）"],
        ["番号", "避難所", None, "区", "会議名", "開催回数（回）"],
        [None, "名称", "所在地"],
        [1, "青葉小学校", "汐見区青葉1", "汐見区", "青葉小学校避難所運営会議", 2],
        [2, "若葉中学校", "川辺区若葉2", "川辺区", "若葉中学校避難所運営会議", 1],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B2:C2")
    path = tmp_path / "list.xlsx"
    made.save(path)
    draft = yaml.safe_load(propose(path))["datasets"][0]
    assert draft["layer"] == "shelter_councils"
    assert draft["columns"]["避難所 名称"] == "shelter"
    assert draft["columns"]["開催回数（回）"] == "meetings"
    assert draft["constants"] == {"year": 2025}


def drafted(path: Path) -> tuple[dict[str, object], str]:
    """The draft's one dataset, and its text."""
    text = propose(path)
    (one,) = yaml.safe_load(text)["datasets"]
    return one, text


def test_a_column_of_numbers_is_no_name_where_another_can_be_one(tmp_path: Path) -> None:
    boards = [
        ["番号", "目印になるもの・設置場所", "管理町会名"],
        *([n, f"青葉{n}号公園前", f"青葉第{n}町内会"] for n in range(1, 6)),
    ]
    one, text = drafted(book(tmp_path / "掲示板一覧.xlsx", {"S": boards}))
    assert one["layer"] == "notice_boards"
    assert one["columns"]["目印になるもの・設置場所"] == "name"  # type: ignore[index]
    assert "番号" not in one["columns"]  # type: ignore[operator]
    # Nothing else to be called by: the number, and the draft says what it is.
    bare = [["番号", "住所"], *([n, f"青葉{n}丁目1"] for n in range(1, 6))]
    one, text = drafted(book(tmp_path / "掲示板.xlsx", {"S": bare}))
    assert one["columns"] == {"番号": "name", "住所": "address"}
    assert "番号だけの列" in text
    # Numbers with words are names of boards.
    worded = [["掲示板番号", "住所"], *([f"青葉{n}", f"青葉{n}丁目1"] for n in range(1, 6))]
    one, text = drafted(book(tmp_path / "掲示板2.xlsx", {"S": worded}))
    assert one["columns"] == {"掲示板番号": "name", "住所": "address"} and "番号だけの列" not in text


WARDS: list[list[object]] = [
    ["区名", "公園名", "備考"],
    ["汐見区", "一公園", "池"],
    [None, "二公園", None],
    [None, "三公園", None],
    ["浜通区", "四公園", None],
    [None, "五公園", "林"],
    [None, "六公園", None],
]


def test_blank_wards_below_a_ward_are_told_and_not_filled(tmp_path: Path) -> None:
    table = one_table(book(tmp_path / "parks.xlsx", {"S": WARDS}))
    assert table.frame["区名"].isna().tolist() == [False, True, True, False, True, True]
    said = [one for one in table.notices if one.rule == "blank_below"]
    assert [(one.row, one.column) for one in said] == [(3, "区名"), (4, "区名"), (6, "区名"), (7, "区名")]
    assert "汐見区" in said[0].message_ja and "浜通区" in said[-1].message_en
    assert "上と同じに見える空の欄" in propose(tmp_path / "parks.xlsx")


def test_merged_wards_are_filled_and_told_so(tmp_path: Path) -> None:
    table = one_table(book(tmp_path / "parks.xlsx", {"S": WARDS}, merged=["A2:A4", "A5:A7"]))
    assert table.frame["区名"].tolist() == ["汐見区"] * 3 + ["浜通区"] * 3
    assert [one.rule for one in table.notices] == ["merged_cell"] * 4


def test_a_list_with_wards_in_every_row_or_few_blanks_says_nothing(tmp_path: Path) -> None:
    rows = [WARDS[0], *([("汐見区" if at % 2 else None), f"公園{at}", None] for at in range(12))]
    table = one_table(book(tmp_path / "parks.xlsx", {"S": rows}))
    assert [one.rule for one in table.notices] == []
