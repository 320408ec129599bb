"""Workbooks as offices write them, made in code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from geo_service.settings import Settings
from geo_service.store.readers import RawTable, read
from geo_service.store.readers.sheet_shape import Shape

SETTINGS = Settings()


def book(
    path: Path,
    sheets: dict[str, Sequence[Sequence[Any]]],
    merged: Sequence[str] = (),
    after: Callable[[openpyxl.Workbook], None] | None = None,
) -> Path:
    """A workbook of these sheets; ``merged`` ranges on each of them; ``after`` does what is left to do."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet: Worksheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    if after is not None:
        after(made)
    made.save(path)
    return path


def one_table(path: Path, shape: Shape | None = None) -> RawTable:
    """The only table of a file."""
    (table,) = read(path, SETTINGS, None if shape is None else lambda name: (shape,))
    return table


def rows_of(table: RawTable) -> list[list[str | None]]:
    """The rows as lists, None where a cell is unknown."""
    plain = table.frame.astype(object).where(table.frame.notna(), None)
    return [list(row) for row in plain.itertuples(index=False)]


def told(table: RawTable, *but: str) -> list[tuple[str, int | None]]:
    """Rule and row of each notice in order, without those of the rules named."""
    return sorted(((one.rule, one.row) for one in table.notices if one.rule not in but), key=lambda one: (one[0], one[1] or 0))
