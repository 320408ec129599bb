"""Workbooks as a ward office keeps them: a title, the day in 和暦, headings, rows, notes below; one sheet or one a ward."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

Cell = str | float | int | None
DATE_SAID = "令和8年4月1日現在"
NOTE = "※ 架空データ（みほん市）。実在の団体・施設・人とは関係ありません。"
_MADE = datetime(2026, 4, 1)
"""The moment that workbooks say they were made, so that the same matter gives the same bytes."""


@dataclass(frozen=True)
class Sheet:
    """One office list. ``headings``: one heading a column; ``rows``: a tuple of cells each, in that order."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    notes: tuple[str, ...] = ()
    said: str = DATE_SAID


def workbook(path: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write an .xlsx of one or more sheets. No cell is a formula."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": path.stem, "comments": NOTE, "created": _MADE})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8EEF2"})
    bold = book.add_format({"bold": True, "font_size": 14})
    for name, sheet in sheets.items():
        _fill(book.add_worksheet(name), sheet, head, bold)
    book.close()


def _fill(page: Any, sheet: Sheet, head: Any, bold: Any) -> None:
    page.write_string(0, 0, sheet.title, bold)
    page.write_string(1, len(sheet.headings) - 1, sheet.said)
    page.write_row(3, 0, sheet.headings, head)
    page.freeze_panes(4, 0)
    for at, row in enumerate(sheet.rows, start=4):
        for column, value in enumerate(row):
            if value is not None:
                page.write(at, column, value)
    for column, heading in enumerate(sheet.headings):
        widest = max([len(heading), *(len(str(row[column])) for row in sheet.rows[:200] if row[column] is not None)])
        page.set_column(column, column, min(40, 2 + 1.8 * widest))
    for below, note in enumerate((NOTE, *sheet.notes), start=5 + len(sheet.rows)):
        page.write_string(below, 0, note)


def era(year: int) -> str:
    """A year as offices write it: 昭和53年, 平成元年, 令和8年."""
    for name, first in (("令和", 2019), ("平成", 1989), ("昭和", 1926)):
        if year >= first:
            return f"{name}{year - first + 1 if year > first else '元'}年"
    raise ValueError(f"no era for {year}")


def mistyped(name: str) -> str:
    """The name as a hurried hand copies it: numbers in figures, a wrong 異体字 or a lost word."""
    for said, written in (("第二", "第２"), ("第三", "第３"), ("公園", "公圓"), ("緑地", "緑 地")):
        if said in name:
            return name.replace(said, written)
    return re.sub(r"(.)$", r"\1\1", name)
