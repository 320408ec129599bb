"""The rows of a table that people made for paper: 〃, notes below, lines above groups, headings said again, error values.

Works on a :class:`RawTable` of a workbook or a CSV alike. Whatever is left out or filled in is a notice of its row.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from geo_service.store.readers.blank_below import say_blank_below
from geo_service.store.readers.raw import RawTable
from geo_service.store.readers.sheet_shape import SECTION_COLUMN
from geo_service.store.readers.subtotals import leave_out_subtotals
from layers.base import Text

DITTO = ("〃", "″", "〟", "''", '"', "”", "“", "同上", "〻", "仝", "々", "〃 ", "上に同じ")
"""What stands for the value of the row above."""
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
"""What a spreadsheet shows where a formula failed; as CSV it is saved as these words."""
NOTE = re.compile(
    r"\s*(?:※|＊|\*|†|‡|注[\d０-９一二三]*\s*[)）:：．.、\s]|[（(\[【]?注(?:意|記|釈)?[\d０-９]*[)）\]】:：]|注[意記釈]|注$|"
    r"備\s*考\s*[:：]|(?:出典|出所|資料|作成|典拠|問い?合わ?せ先?|担当)(?:$|\s*[:：/／は])|（出典|\(出典|【出典|以\s*上$|note[s:.\s]|source[:\s])",
    re.IGNORECASE,
)
"""Where the only cell of a row begins like this, it is a note."""
SECTION = re.compile(r"\s*(?:[【〔［\[〈＜<《].*[】〕］\]〉＞>》]|[■◆●◎▼▽◇□★▶].*)\s*")
"""Where the only cell of a row is written like this, it stands above the rows that follow."""


def tidy(table: RawTable, across: Collection[int] = (), keep_subtotals: bool = False, grouped: bool = False) -> None:
    """Leave out notes, group lines, lines of 計 and headings said again; fill in 〃; make error values unknown. In place.

    ``across``: numbers of the rows in which one merged cell reaches over several columns. ``grouped``: see
    :func:`leave_out_subtotals`.
    """
    _no_errors(table)
    _leave_out_headings(table)
    _leave_out_lines(table, across)
    if not keep_subtotals:
        leave_out_subtotals(table, grouped)
    # Last: no 〃 may take the word 計 from a line that is gone.
    _fill_dittos(table)
    say_blank_below(table)


def cells_are(frame: pd.DataFrame, words: Collection[str]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """(n, columns) True where a cell, spaces apart, is one of the words."""
    out = np.zeros(frame.shape, dtype=bool)
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        out[:, place] = column.str.strip().isin(list(words)).to_numpy(dtype=bool)
    return out


def _no_errors(table: RawTable) -> None:
    at = cells_are(table.frame, ERRORS)
    if not at.any():
        return
    for row, place in np.argwhere(at).tolist():
        table.notice(
            "error_value",
            row,
            str(table.frame.columns[place]),
            str(table.frame.iat[row, place]),
            Text("式がエラーになっています。不明として扱います。", "A formula failed here: the value is unknown."),
            Text("元の表の式を直すか、値を書いてください。", "Mend the formula, or write the value."),
        )
    table.frame = table.frame.mask(at)


def _leave_out_headings(table: RawTable) -> None:
    """Rows that say the headings again, as at the top of each printed page."""
    headings = [str(column) for column in table.frame.columns]
    if len(headings) < 2 or not len(table):
        return
    first = next((place for place, heading in enumerate(headings) if not heading.startswith("(")), 0)
    same = (table.frame.iloc[:, first].str.strip() == headings[first]).to_numpy(dtype=bool, na_value=False)
    for place in range(first + 1, len(headings)):
        if not same.any():
            return
        said = table.frame.iloc[:, place].str.strip()
        same = same & ((said == headings[place]) | said.isna()).to_numpy(dtype=bool, na_value=False)
    for row in np.flatnonzero(same).tolist():
        table.notice(
            "headings_again",
            row,
            "",
            headings[first],
            Text("見出しがもう一度書かれた行です。読みません。", "The row says the headings again: left out."),
        )
    table.drop_rows(same)


def _leave_out_lines(table: RawTable, across: Collection[int]) -> None:
    """Rows with a single cell: notes anywhere, remarks below the table, lines above groups of rows."""
    frame = table.frame
    if frame.shape[1] < 2 or not len(frame):
        return
    filled = frame.notna().to_numpy()
    single = np.flatnonzero(filled.sum(axis=1) == 1)
    notes = np.zeros(len(frame), dtype=bool)
    sections: dict[int, str] = {}
    named = [place for place, heading in enumerate(frame.columns) if not str(heading).startswith("(列")]
    for row in single.tolist():
        text = str(frame.iat[row, int(np.argmax(filled[row]))])
        if NOTE.match(text):
            notes[row] = True
        elif len(named) > 2 and (SECTION.fullmatch(text) or int(table.row_no[row]) in across) and not _is_number(text):
            sections[row] = text.strip()
    _tail(table, notes, sections, set(single.tolist()))
    # A line with nothing below it stands above nothing.
    for row in [row for row in sections if all(one in sections or notes[one] for one in range(row + 1, len(frame)))]:
        notes[row] = True
        del sections[row]
    for row in np.flatnonzero(notes).tolist():
        said = str(frame.iat[row, int(np.argmax(filled[row]))])
        table.notice("note_row", row, "", said, Text("表の注記です。読みません。", "A note of the table: left out."))
    for row, text in sections.items():
        table.notice(
            "section_row",
            row,
            "",
            text,
            Text(
                f"下の行の区分を示す行です。データの行としては読まず、列「{SECTION_COLUMN}」の値にします。",
                f"The line stands above a group of rows: no row of data, but their value in the column {SECTION_COLUMN!r}.",
            ),
        )
    if sections:
        marks = pd.Series([sections.get(row) for row in range(len(frame))], dtype="str")
        table.frame.insert(
            frame.shape[1],
            SECTION_COLUMN,
            marks.str.replace(r"^[\s【〔［\[〈＜<《■◆●◎▼▽◇□★▶]+|[\s】〕］\]〉＞>》]+$", "", regex=True).ffill(),
        )
    gone = notes.copy()
    gone[list(sections)] = True
    table.drop_rows(gone)


def _tail(table: RawTable, notes: np.ndarray[tuple[int], np.dtype[np.bool_]], sections: dict[int, str], single: set[int]) -> None:
    """Single cells below the table, behind an empty row, are notes however they begin."""
    last = len(table) - 1
    start = last + 1
    while start > 0 and start - 1 in single:
        start -= 1
    if start == 0 or table.frame.shape[1] < 3:
        return
    for row in range(start, last + 1):
        if table.row_no[row] - table.row_no[row - 1] > 1 or notes[row]:
            notes[row:] = True
            for one in [one for one in sections if one >= row]:
                del sections[one]
            return


def _fill_dittos(table: RawTable) -> None:
    at = cells_are(table.frame, DITTO)
    if not at.any():
        return
    for place in np.flatnonzero(at.any(axis=0)).tolist():
        heading = str(table.frame.columns[place])
        said = table.frame.iloc[:, place]
        above = said.mask(at[:, place]).ffill()
        table.frame[table.frame.columns[place]] = said.mask(at[:, place], above)
        for row in np.flatnonzero(at[:, place]).tolist():
            value: Any = above.iat[row]
            if value != value:
                table.notice(
                    "ditto_without_value",
                    row,
                    heading,
                    str(said.iat[row]),
                    Text(
                        "「同上」の印ですが、上に値がありません。不明として扱います。",
                        "It means “as above”, but nothing stands above: unknown.",
                    ),
                    Text("値を書いてください。", "Write the value."),
                )
            else:
                table.notice(
                    "ditto",
                    row,
                    heading,
                    str(said.iat[row]),
                    Text(f"上の行の値「{str(value)[:60]}」を入れました。", f"The value above was taken: {str(value)[:60]!r}."),
                )


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True
