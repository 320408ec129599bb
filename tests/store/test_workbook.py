"""Messy workbooks, one trap each: the exact rows that are read, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from geo_service.errors import FileError
from geo_service.store.readers import read
from geo_service.store.readers.sheet_shape import Shape
from tests.store.messy_books import SETTINGS, book, one_table, rows_of, told

HEADS = ["名称", "住所", "定員"]


def test_titles_above_are_kept_apart_from_headings(tmp_path: Path) -> None:
    rows = [["令和8年度　保育所一覧"], [None, None, "令和8年4月1日現在"], HEADS, ["あ", "青葉1", 60], ["い", "青葉2", 30]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}, ["A1:C1"]))
    assert list(table.frame.columns) == HEADS
    assert table.titles == ("令和8年度　保育所一覧", "令和8年4月1日現在")
    assert table.heading_rows == (3,)
    assert rows_of(table) == [["あ", "青葉1", "60"], ["い", "青葉2", "30"]]
    assert table.row_no.tolist() == [4, 5]


def test_two_heading_rows_with_merged_cells_are_one_heading_a_column(tmp_path: Path) -> None:
    rows = [["人口"], ["町名", "人口", None, "世帯数"], [None, "男", "女", None], ["青葉", 10, 12, 9], ["若葉", 20, 21, 18]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}, ["A1:D1", "A2:A3", "B2:C2", "D2:D3"]))
    assert list(table.frame.columns) == ["町名", "人口 男", "人口 女", "世帯数"]
    assert table.heading_rows == (2, 3)
    assert rows_of(table) == [["青葉", "10", "12", "9"], ["若葉", "20", "21", "18"]]


def test_three_heading_rows(tmp_path: Path) -> None:
    rows = [
        ["町名", "人口", None, None, None],
        [None, "15歳未満", None, "65歳以上", None],
        [None, "男", "女", "男", "女"],
        ["青葉", 1, 2, 3, 4],
        ["若葉", 5, 6, 7, 8],
    ]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}, ["A1:A3", "B1:E1", "B2:C2", "D2:E2"]))
    assert list(table.frame.columns)[1:] == ["人口 15歳未満 男", "人口 15歳未満 女", "人口 65歳以上 男", "人口 65歳以上 女"]
    assert rows_of(table) == [["青葉", "1", "2", "3", "4"], ["若葉", "5", "6", "7", "8"]]


def test_two_heading_rows_without_merged_cells(tmp_path: Path) -> None:
    rows = [["町名", "人口", None, "世帯数"], [None, "男", "女", None], ["青葉", 10, 12, 9], ["若葉", 20, 21, 18]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert list(table.frame.columns) == ["町名", "人口 男", "人口 女", "世帯数"]
    assert len(table) == 2


def test_a_row_of_units_belongs_to_the_headings(tmp_path: Path) -> None:
    rows = [["名称", "面積", "定員"], [None, "(㎡)", "(人)"], ["あ", 500, 60]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert list(table.frame.columns) == ["名称", "面積 (㎡)", "定員 (人)"]
    assert rows_of(table) == [["あ", "500", "60"]]


def test_a_plain_list_of_text_keeps_its_first_row(tmp_path: Path) -> None:
    rows = [["名称", "住所", "備考"], ["あ", "青葉1", None], ["い", "青葉2", "駅前"]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert table.heading_rows == (1,)
    assert len(table) == 2
    assert table.notices == []


def test_a_sheet_per_ward_is_one_table(tmp_path: Path) -> None:
    sheets = {"川崎区": [["一覧"], HEADS, ["あ", "本町1", 60]], "幸区": [HEADS, ["い", "南1", 30], ["う", "南2", 20]]}
    table = one_table(book(tmp_path / "a.xlsx", sheets))
    assert [*table.frame.columns] == [*HEADS, "(シート)"]
    assert table.frame["(シート)"].tolist() == ["川崎区", "幸区", "幸区"]
    assert table.row_no.tolist() == [3, 2, 3]
    assert table.file_of(0) == "a.xlsx [川崎区]"
    assert told(table) == [("sheets_joined", None)]
    (said,) = table.notices
    assert "川崎区 1行、幸区 2行" in said.message_ja


def test_sheets_of_years_are_not_added_up(tmp_path: Path) -> None:
    sheets = {"令和6年": [HEADS, ["あ", "本町1", 60]], "令和7年": [HEADS, ["あ", "本町1", 65]]}
    first, second = read(book(tmp_path / "a.xlsx", sheets), SETTINGS)
    assert (first.sheet, second.sheet) == ("令和6年", "令和7年")
    assert told(first) == told(second) == [("sheets_alike", None)]
    both = one_table(tmp_path / "a.xlsx", Shape(sheets=("令和*",)))
    assert both.frame["(シート)"].tolist() == ["令和6年", "令和7年"]


def test_hidden_rows_and_columns_are_read_and_hidden_sheets_are_not(tmp_path: Path) -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made["S"].row_dimensions[3].hidden = True
        made["S"].column_dimensions["C"].hidden = True
        made["控え"].sheet_state = "hidden"

    sheets = {"S": [HEADS, ["あ", "青葉1", 60], ["い", "青葉2", 30]], "控え": [HEADS, ["う", "青葉3", 1]]}
    table = one_table(book(tmp_path / "a.xlsx", sheets, after=hide))
    assert rows_of(table) == [["あ", "青葉1", "60"], ["い", "青葉2", "30"]]
    assert told(table) == [("hidden_column", None), ("hidden_row", 3), ("hidden_sheet", None)]
    assert {one.rule: one.column or one.value for one in table.notices}["hidden_column"] == "定員"
    assert [one.value for one in table.notices if one.rule == "hidden_sheet"] == ["控え"]


def test_a_workbook_of_hidden_sheets_alone_says_so(tmp_path: Path) -> None:
    def hide(made: openpyxl.Workbook) -> None:
        made["控え"].sheet_state = "hidden"

    path = book(tmp_path / "a.xlsx", {"表紙": [], "控え": [HEADS, ["う", "青葉3", 1]]}, after=hide)
    with pytest.raises(FileError, match="Hidden sheets \\(控え\\) are not read"):
        read(path, SETTINGS)


def test_merged_cells_going_down_stand_for_every_row(tmp_path: Path) -> None:
    rows = [["区", "名称", "定員"], ["川崎区", "あ", 60], [None, "い", None], ["幸区", "う", 20], [None, "え", 10]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}, ["A2:A3", "A4:A5", "C2:C3"]))
    assert rows_of(table) == [["川崎区", "あ", "60"], ["川崎区", "い", "60"], ["幸区", "う", "20"], ["幸区", "え", "10"]]
    assert told(table) == [("merged_cell", 3), ("merged_cell", 5), ("merged_number", 3)]


def test_ditto_marks_take_the_value_above(tmp_path: Path) -> None:
    rows = [
        ["〃付き一覧"],
        HEADS,
        ["あ", "青葉1", 60],
        ["い", "〃", "同上"],
        ["う", "〃", 20],
        ["え", None, None],
        ["お", "々", 1],
    ]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert [row[1] for row in rows_of(table)] == ["青葉1", "青葉1", "青葉1", None, "青葉1"]
    assert [row[2] for row in rows_of(table)] == ["60", "60", "20", None, "1"]
    assert told(table) == [("ditto", 4), ("ditto", 4), ("ditto", 5), ("ditto", 7)]


def test_a_ditto_mark_with_nothing_above_is_unknown(tmp_path: Path) -> None:
    table = one_table(book(tmp_path / "a.xlsx", {"S": [HEADS, ["あ", "〃", 1], ["い", "青葉", 2]]}))
    assert rows_of(table)[0] == ["あ", None, "1"]
    assert told(table) == [("ditto_without_value", 2)]


def test_subtotals_are_left_out_and_added_up(tmp_path: Path) -> None:
    rows = [
        ["区", "施設名", "定員"],
        ["川崎区", "あ", 60],
        ["川崎区", "い", 30],
        ["川崎区計", None, 90],
        ["幸区", "う", 20],
        ["幸区", "小　計", 25],
        ["合計", None, "110人"],
    ]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert [row[1] for row in rows_of(table)] == ["あ", "い", "う"]
    assert told(table) == [("subtotal_differs", 6), ("subtotal_row", 4), ("subtotal_row", 6), ("subtotal_row", 7)]
    (differs,) = [one for one in table.notices if one.rule == "subtotal_differs"]
    assert "25" in differs.message_ja and "20" in differs.message_ja and "25" in differs.message_en and "20" in differs.message_en
    assert differs.column == "定員"


def test_a_sum_named_after_a_group_of_any_ending_is_left_out(tmp_path: Path) -> None:
    rows = [["町丁名", "人口"], ["浜通一丁目", 10], ["浜通二丁目", 20], ["浜通 小計", 30], ["会計 一丁目", 5]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert [row[0] for row in rows_of(table)] == ["浜通一丁目", "浜通二丁目", "会計 一丁目"]
    assert told(table) == [("subtotal_row", 4)]


def test_a_total_on_top_is_checked_against_what_follows(tmp_path: Path) -> None:
    rows = [["町名", "人口"], ["総数", 30], ["青葉", 10], ["若葉", 20]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert rows_of(table) == [["青葉", "10"], ["若葉", "20"]]
    assert told(table) == [("subtotal_row", 2)]


def test_names_and_values_with_the_sign_for_a_sum_stay(tmp_path: Path) -> None:
    rows = [
        ["名称", "住所", "定員"],
        ["時計台公園", "青葉1", 1],
        ["計", "青葉2", 2],
        ["株式会社総合計画", "青葉3", 3],
    ]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert len(table) == 3 and table.notices == []
    long = [["町名", "性別", "人口"], ["青葉", "男", 1], ["青葉", "女", 2], ["青葉", "計", 3]]
    assert len(one_table(book(tmp_path / "b.xlsx", {"S": long}))) == 3


def test_a_map_may_keep_subtotals(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"S": [["町名", "人口"], ["青葉", 10], ["計", 10]]})
    assert len(one_table(path)) == 1
    assert len(one_table(path, Shape(keep_subtotals=True))) == 2


def test_notes_below_and_empty_rows_are_said(tmp_path: Path) -> None:
    rows = [HEADS, ["あ", "青葉1", 60], [], ["い", "青葉2", 30], [], ["※ 定員は4月1日現在"], ["注）休園を除く"], ["こども課"]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert [row[0] for row in rows_of(table)] == ["あ", "い"]
    assert told(table) == [("blank_row", 3), ("blank_row", 5), ("note_row", 6), ("note_row", 7), ("note_row", 8)]


def test_a_row_with_a_name_alone_is_a_row(tmp_path: Path) -> None:
    rows = [HEADS, ["あ", "青葉1", 60], ["い"], ["う", "青葉3", 1]]
    assert [row[0] for row in rows_of(one_table(book(tmp_path / "a.xlsx", {"S": rows})))] == ["あ", "い", "う"]


def test_lines_above_groups_become_a_column(tmp_path: Path) -> None:
    rows = [HEADS, ["【川崎区】"], ["あ", "本町1", 60], ["い", "本町2", 30], ["【幸区】"], ["う", "南1", 20]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}, ["A2:C2", "A5:C5"]))
    assert table.frame["(区分)"].tolist() == ["川崎区", "川崎区", "幸区"]
    assert [row[0] for row in rows_of(table)] == ["あ", "い", "う"]
    assert told(table) == [("section_row", 2), ("section_row", 5)]


def test_headings_said_again_and_column_numbers_are_left_out(tmp_path: Path) -> None:
    rows = [HEADS, ["(1)", "(2)", "(3)"], ["あ", "青葉1", 60], HEADS, ["い", "青葉2", 30]]
    table = one_table(book(tmp_path / "a.xlsx", {"S": rows}))
    assert [row[0] for row in rows_of(table)] == ["あ", "い"]
    assert told(table) == [("column_numbers", 2), ("headings_again", 4)]


def test_formulas_are_their_stored_values_and_never_nought(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("S")
    for row, values in enumerate([HEADS, ["あ", "青葉1"], ["い", "青葉2"], ["う", "青葉3"]]):
        sheet.write_row(row, 0, values)
    sheet.write_formula(1, 2, "=30+30", None, 60)
    sheet.write_formula(2, 2, "=NA()", None, "#N/A")
    sheet.write_formula(3, 2, "=1+1", None, "")
    made.close()
    table = one_table(path)
    assert [row[2] for row in rows_of(table)] == ["60", None, None]
    assert told(table) == [("error_value", 3), ("formula_without_value", 4)]
    assert [one.value for one in table.notices if one.rule == "error_value"] == ["#N/A"]


def test_values_without_a_heading_are_kept_under_their_column(tmp_path: Path) -> None:
    table = one_table(book(tmp_path / "a.xlsx", {"S": [["名称", "定員"], ["あ", 1, "ここ"], ["い", 2, None]]}))
    assert list(table.frame.columns) == ["名称", "定員", "(列 3)"]
    assert rows_of(table)[0] == ["あ", "1", "ここ"]


def test_a_merged_cell_over_the_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"S": [["一覧"], HEADS, ["あ", "青葉1", 60]]}, ["A1:XFD1"])
    assert rows_of(one_table(path)) == [["あ", "青葉1", "60"]]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_csv_saved_from_such_a_sheet_is_read_alike(tmp_path: Path, suffix: str) -> None:
    rows = [HEADS, ["あ", "青葉1", "60"], ["い", "〃", "#REF!"], ["合計", "", "60"], ["", "", ""], ["※注", "", ""]]
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in rows), encoding="cp932")
    else:
        book(path, {"S": rows})
    table = one_table(path)
    assert rows_of(table) == [["あ", "青葉1", "60"], ["い", "青葉1", None]]
    assert told(table, "blank_row") == [("ditto", 3), ("error_value", 3), ("note_row", 6), ("subtotal_row", 4)]


def test_a_note_of_one_cell_below_a_csv_is_no_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\nあ,青葉1\n※ 4月1日現在\n壊れた行\n", encoding="utf-8")
    table = one_table(path)
    assert told(table) == [("note_row", 3)]
    assert [reject.row for reject, _ in table.bad_rows] == [4]
