"""Workbooks that print on A4 landscape: frozen and repeated headings, filters, whole numbers, text that is never run."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from geo_service.render.cells import harmless

Cell = str | float | int | None
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


class Sheets:
    """Sheets of one workbook, all set up for A4 landscape with the same footer. No cell is a formula."""

    def __init__(self, title: str, comments: str, moment: str, footer: str) -> None:
        """``moment``: ISO time the workbook says it was made, so that the same matter gives the same bytes."""
        self.out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = book = xlsxwriter.Workbook(self.out, options)
        book.set_properties({"title": harmless(title), "comments": comments, "created": _moment(moment)})
        self.footer = harmless(footer)
        self.names: set[str] = set()
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        self.label = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEF2", "border": 1, "border_color": "#8899A6"}
        )
        self.whole = book.add_format({"num_format": "#,##0"})
        self.tenth = book.add_format({"num_format": "0.0#"})
        self.plain = book.add_format({"num_format": "General"})

    def finished(self) -> bytes:
        """The workbook's bytes; nothing can be added any more."""
        self.book.close()
        return self.out.getvalue()

    def add(self, name: str) -> Any:
        """A new sheet of that name, shortened and made unique as Excel asks."""
        base = _FORBIDDEN_IN_SHEET_NAMES.sub("", name)[:27] or "表"
        unique = next(one for one in (base, *(f"{base} {n}" for n in range(2, 1000))) if one.casefold() not in self.names)
        self.names.add(unique.casefold())
        sheet = self.book.add_worksheet(unique)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(0.5, 0.5, 0.6, 0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self.footer.replace('&', '&&')}&R&8&P / &N")
        return sheet

    def table(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[Cell]],
        per_cent: Collection[int] = (),
        whole_numbers: bool = True,
        degrees: Collection[int] = (),
    ) -> None:
        """A sheet with a frozen, repeated heading, a filter, and numbers shown whole (per cent with one decimal, degrees as
        they are). Columns are given by their number."""
        sheet = self.add(name)
        for at, (heading, width) in enumerate(columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, heading, self.head)
        sheet.set_row(0, 62)
        last = 0
        for last, cells in enumerate(rows, start=1):
            for at, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(last, at, harmless(cell))
                elif cell is not None:
                    whole = self.whole if whole_numbers and at not in degrees else self.plain
                    number_format = self.tenth if at in per_cent else whole
                    sheet.write_number(last, at, cell, number_format)
        sheet.freeze_panes(1, 3 if whole_numbers else 2)
        sheet.repeat_rows(0)
        if last:
            sheet.autofilter(0, 0, last, len(columns) - 1)

    def lines(self, name: str, title: str, lines: Iterable[tuple[str, str]]) -> None:
        """A sheet of labelled lines under a title, its rows as high as their text needs."""
        sheet = self.add(name)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 110)
        sheet.merge_range(0, 0, 0, 1, "", self.title)
        sheet.write_string(0, 0, harmless(title), self.title)
        sheet.set_row(0, 40)
        for row, (label, text) in enumerate(lines, start=1):
            sheet.write_string(row, 0, label, self.label)
            sheet.write_string(row, 1, harmless(text), self.text)
            # Excel does not grow rows it did not lay out itself: about 64 full-width signs fit on a line.
            width = sum(1 if sign.isascii() else 2 for sign in text)
            sheet.set_row(row, 15 * max(1, -(-width // 120)))
        sheet.freeze_panes(1, 0)


def _moment(release_date: str) -> datetime:
    """The release's own moment: the time of writing would make the bytes differ."""
    try:
        return datetime.fromisoformat(release_date).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return datetime(1980, 1, 1)
