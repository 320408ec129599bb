"""Excel and OpenDocument workbooks by python-calamine: every visible sheet is a table, its headings are found."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from geo_service.settings import Settings
from geo_service.store.readers.archive_limits import check_members
from geo_service.store.readers.extent import MOST_CELLS, check_extent, too_far
from geo_service.store.readers.raw import RawTable, check_rows, heading_row, refuse, unique_headings

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an OLE file: an old .xls, or the shell of an encrypted .xlsx."""


def read_workbook(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The tables of the visible sheets that hold any row below their headings. Row numbers are those of the sheet.

    Raises FileError: locked with a password, damaged, or without any table.
    """
    _check_container(path, name, settings)
    try:
        book = CalamineWorkbook.from_path(str(path))
        wanted = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        sheets = [(sheet, _rows(book.get_sheet_by_name(sheet), name)) for sheet in wanted]
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise _locked(name) from None
        raise refuse(
            name,
            "workbook",
            "表計算のファイルとして読めません。壊れているか、途中で切れています。",
            "This cannot be read as a workbook: it is damaged or cut off.",
        ) from None
    tables = [table for sheet, rows in sheets if (table := _table(name, sheet, rows, len(wanted) > 1)) is not None]
    if not tables:
        raise refuse(name, "empty", "表がありません（見出しの下に行のあるシートがない）。", "No sheet has rows below headings.")
    for table in tables:
        check_rows(name, len(table), settings.max_rows)
    return tables


def _rows(sheet: CalamineSheet, name: str) -> list[list[Any]]:
    # An old .xls cannot be looked through beforehand; its sheets end at 65,536 rows by 256 columns.
    rows, columns = (last + 1 for last in sheet.end or (-1, -1))
    if rows * columns > MOST_CELLS:
        raise too_far(name, rows, columns, sheet.name)
    return sheet.to_python(skip_empty_area=False)


def _locked(name: str) -> Exception:
    return refuse(
        name,
        "password",
        "パスワードで保護されています。Excelで開き、保護を外して保存し直してください。",
        "The workbook is protected by a password. Open it in Excel, remove the password and save it again.",
    )


def _check_container(path: Path, name: str, settings: Settings) -> None:
    with path.open("rb") as opened:
        start = opened.read(8)
    if path.suffix.lower() == ".xls":
        return
    if start == OLE:
        raise _locked(name)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as inside:
            check_members(inside.infolist(), name, settings)
            check_extent(inside, name)


def _table(name: str, sheet: str, rows: list[list[Any]], several: bool) -> RawTable | None:
    head = [[_text(cell) for cell in row] for row in rows[:20]]
    at = heading_row(head)
    if at < 0:
        return None
    width = max(number + 1 for number, cell in enumerate(head[at]) if cell.strip())
    headings, repeated = unique_headings(head[at][:width])
    body = [[_text(cell) for cell in row[:width]] for row in rows[at + 1 :]]
    kept = [(number, row) for number, row in enumerate(body, start=at + 2) if any(cell.strip() for cell in row)]
    frame = pd.DataFrame([row for _, row in kept], columns=headings, dtype="str")
    frame = frame.mask(frame == "")
    numbers = np.array([number for number, _ in kept], dtype=np.int64)
    return RawTable(f"{name} [{sheet}]" if several else name, frame, numbers, encoding="workbook", sheet=sheet, repeated=repeated)


def _text(cell: Any) -> str:
    """A cell as its owner typed it: 14131.0 was 14131, a date is ISO, a time of day HH:MM."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, datetime.time):
        return cell.isoformat("minutes")
    return "" if cell is None else str(cell)
