"""One sheet as a table: headings found or as said, merged cells spread, the body tidied, everything noticed told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo_service.store.readers.body_rows import tidy
from geo_service.store.readers.heading_rows import LOOKED_AT, Merge, find_heading_rows, joined_headings
from geo_service.store.readers.raw import RawTable, unique_headings
from geo_service.store.readers.sheet_marks import SheetMarks
from geo_service.store.readers.sheet_shape import Shape
from geo_service.store.readers.subtotals import number_of
from layers.base import Text


@dataclass
class Sheet:
    """Cells of a sheet as text, row by row and all of one width; ``merged`` from 0."""

    name: str
    cells: list[list[str]]
    merged: Sequence[Merge] = ()
    marks: SheetMarks = field(default_factory=SheetMarks)


def sheet_table(file: str, sheet: Sheet, shape: Shape) -> RawTable | None:
    """The table on a sheet, its rows numbered as on the sheet. None where nothing stands there.

    Raises FileError where ``shape`` names rows that the sheet does not have.
    """
    cells = sheet.cells
    for (row, column), said in sheet.marks.errors.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = said
    shape.check_rows(len(cells), file)
    heads = tuple(row - 1 for row in shape.header_rows) or find_heading_rows(cells[:LOOKED_AT], sheet.merged)
    if not heads:
        return None
    start = max(heads[-1] + 1, shape.first_row - 1)
    end = min(shape.last_row or len(cells), len(cells))
    width = _width(cells, heads, start, end, sheet.merged)
    headings, repeated = unique_headings(joined_headings(cells, heads, sheet.merged, width))
    body = {row: list(cells[row][:width]) for row in range(start, end) if any(map(str.strip, cells[row][:width]))}
    down = _spread_down(body, sheet.merged, width)
    numbered = list(body)
    frame = pd.DataFrame(list(body.values()), columns=headings, dtype="str")
    table = RawTable(
        file,
        frame.mask(frame == ""),
        np.array(numbered, dtype=np.int64) + 1,
        encoding="workbook",
        sheet=sheet.name,
        repeated=repeated,
        shape=shape,
        heading_rows=tuple(row + 1 for row in heads),
        titles=tuple(
            " ".join(cell.strip() for cell in row if cell.strip()) for row in cells[: heads[0]] if any(map(str.strip, row))
        ),
    )
    _say_marks(table, sheet, body, start)
    _say_merged(table, down, numbered)
    _leave_out_column_numbers(table)
    _say_blank(table, start)
    across = {top + 1 for (top, left), (bottom, right) in sheet.merged if top == bottom and min(right, width - 1) - left >= 2}
    tidy(table, across, shape.keep_subtotals, grouped=True)
    return table


def _width(cells: list[list[str]], heads: tuple[int, ...], start: int, end: int, merged: Sequence[Merge]) -> int:
    """Columns up to the last heading, or the last value: a column without a heading is kept under its number."""
    reach = [column + 1 for row in heads for column, cell in enumerate(cells[row]) if cell.strip()]
    for (top, left), (bottom, right) in merged:
        if heads[0] <= top and bottom <= heads[-1] and top < len(cells) and left < len(cells[top]) and cells[top][left].strip():
            reach.append(min(right + 1, len(cells[top])))
    for row in cells[start:end]:
        if any(map(str.strip, row[max(reach, default=0) :])):
            reach.append(max(column + 1 for column, cell in enumerate(row) if cell.strip()))
    return max(reach, default=1)


def _spread_down(body: dict[int, list[str]], merged: Sequence[Merge], width: int) -> list[tuple[int, int]]:
    """Write a merged cell's value into the rows below that it stands for; the positions that were filled."""
    out = []
    for (top, left), (bottom, _) in merged:
        if bottom > top and top in body and left < width and body[top][left].strip():
            for row in range(top + 1, bottom + 1):
                # A row that holds nothing else is a gap in the paper's lines, no row of data.
                if row in body and not body[row][left].strip():
                    body[row][left] = body[top][left]
                    out.append((row, left))
    return out


def _say_merged(table: RawTable, down: list[tuple[int, int]], numbered: list[int]) -> None:
    place = {row: at for at, row in enumerate(numbered)}
    for row, column in sorted(down):
        value = str(table.frame.iat[place[row], column])
        number = number_of(value) is not None
        table.notice(
            "merged_number" if number else "merged_cell",
            place[row],
            str(table.frame.columns[column]),
            value,
            Text("結合されたセルの値を、その下の行にも入れました。", "The value of a merged cell was taken for this row too."),
            Text(
                "数の場合は、行ごとの数なのか、まとめた数なのか確かめてください（まとめた数なら二重に数えます）。",
                "It is a number: see whether it holds for each row, or for all of them together (then it counts twice).",
            )
            if number
            else Text("", ""),
        )


def _say_marks(table: RawTable, sheet: Sheet, body: dict[int, list[str]], start: int) -> None:
    marks, place = sheet.marks, {row: at for at, row in enumerate(body)}
    for row in sorted(marks.hidden_rows & set(body)):
        table.notice(
            "hidden_row",
            place[row],
            "",
            "",
            Text(
                "表示されていない行です（非表示か絞り込み）。ほかの行と同じに読みます。",
                "The row is hidden (or filtered out): it is read like the others.",
            ),
            Text("いらない行なら、元の表から消してください。", "Delete it from the sheet if it is not wanted."),
        )
    for first, last in marks.hidden_columns:
        for column in range(first, min(last, len(table.frame.columns) - 1) + 1):
            table.notice(
                "hidden_column",
                None,
                str(table.frame.columns[column]),
                "",
                Text("表示されていない列です。ほかの列と同じに読みます。", "The column is hidden: it is read like the others."),
            )
    for row, column in sorted(marks.not_worked_out):
        if row >= start and column < len(table.frame.columns) and (row in place):
            table.notice(
                "formula_without_value",
                place[row],
                str(table.frame.columns[column]),
                "",
                Text(
                    "式の計算結果が保存されていません。0ではなく不明として扱います。",
                    "The formula's result is not stored: unknown, not 0.",
                ),
                Text(
                    "Excelで開いて保存し直すと、計算結果が入ります。",
                    "Open it in Excel and save it again: that stores the results.",
                ),
            )


def _leave_out_column_numbers(table: RawTable) -> None:
    """The row of (1), (2), (3) … that forms have below their headings."""
    if len(table) < 2 or table.frame.shape[1] < 3:
        return
    first = [re.sub(r"[()（）\s]", "", str(cell)) for cell in table.frame.iloc[0] if cell == cell]
    plain = [str(number) for number in range(1, len(first) + 1)]
    circled = [chr(ord("①") + number) for number in range(min(len(first), 20))]
    if len(first) < 3 or first not in (plain, circled) or table.frame.iloc[0].isna().sum() > 1:
        return
    table.notice(
        "column_numbers", 0, "", " ".join(first), Text("列番号の行です。読みません。", "A row of column numbers: left out.")
    )
    table.drop_rows(np.arange(len(table)) == 0)


def _say_blank(table: RawTable, start: int) -> None:
    """Empty rows between rows of the table."""
    if not len(table):
        return
    there = set(table.row_no.tolist())
    gaps = [row for row in range(start + 1, int(table.row_no[-1])) if row not in there]
    # The row of column numbers is said already.
    said = {one.row for one in table.notices if one.rule == "column_numbers"}
    for row in gaps:
        if row not in said:
            table.notice("blank_row", None, "", "", Text("空の行です。", "The row is empty."), row=row)
