"""Excel and OpenDocument workbooks by python-calamine: every visible sheet is a table, its headings are found."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.readers.archive_limits import check_members
from geo_service.store.readers.extent import MOST_CELLS, check_extent, too_far
from geo_service.store.readers.own_workbook import own_sheets
from geo_service.store.readers.raw import RawTable, check_rows, refuse
from geo_service.store.readers.sheet_marks import SheetMarks, sheet_marks
from geo_service.store.readers.sheet_shape import FOUND_BY_LOOKING, Shape
from geo_service.store.readers.sheet_table import Sheet, sheet_table
from geo_service.store.readers.sheets import join_sheets
from layers.base import Text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an OLE file: an old .xls, or the shell of an encrypted .xlsx."""


def read_workbook(path: Path, name: str, settings: Settings, shapes: Sequence[Shape] = (FOUND_BY_LOOKING,)) -> list[RawTable]:
    """The tables of the visible sheets that hold any row below their headings. Row numbers are those of the sheet.

    ``shapes``: what column maps say of where the tables stand; the sheets are read once for each. Sheets with the same
    headings are one table. Raises FileError: locked with a password, damaged, without any table, or not as a map says.
    """
    marks = _check_container(path, name, settings)
    try:
        book = CalamineWorkbook.from_path(str(path))
        worksheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        wanted = [sheet.name for sheet in worksheets if sheet.visible == SheetVisibleEnum.Visible]
        hidden = [sheet.name for sheet in worksheets if sheet.visible != SheetVisibleEnum.Visible]
        sheets = [_sheet(book.get_sheet_by_name(sheet), name, marks.get(sheet)) for sheet in wanted]
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise _locked(name) from None
        raise refuse(
            name,
            "workbook",
            "表計算のファイルとして読めません。壊れているか、途中で切れています。取り直すか、Excelで保存し直してください。",
            "This cannot be read as a workbook: it is damaged or cut off. Get it again, or save it anew in Excel.",
        ) from None
    sheets = own_sheets(sheets)
    tables = [table for shape in shapes for table in _tables(name, sheets, shape, hidden)]
    if not tables:
        raise _no_table(name, hidden)
    for table in tables:
        check_rows(name, len(table), settings.max_rows)
    return tables


def _tables(name: str, sheets: list[Sheet], shape: Shape, hidden: list[str]) -> list[RawTable]:
    chosen = [sheet for sheet in sheets if shape.wants(sheet.name)]
    if not chosen:
        names = "、".join(sheet.name for sheet in sheets) or "–"
        ja, en = (
            ("（非表示のシートは読みません）", " (hidden sheets are not read)") if any(map(shape.wants, hidden)) else ("", "")
        )
        raise shape.wrong(
            shape.sheets_key,
            name,
            f"{name} に「{', '.join(shape.sheets)}」に合うシートがありません{ja}。あるのは {names}",
            f"{name} has no sheet {', '.join(shape.sheets)!r}{en}. It has {names}.",
            ", ".join(shape.sheets),
        )
    several = len(sheets) > 1
    found = []
    for sheet in chosen:
        table = sheet_table(f"{name} [{sheet.name}]" if several else name, sheet, shape)
        if table is not None:
            found.append(table)
    tables = join_sheets(name, found, asked=bool(shape.sheets))
    if tables:
        for unseen in hidden:
            tables[0].notice(
                "hidden_sheet",
                None,
                "",
                unseen,
                Text("表示されていないシートです。読みません。", "The sheet is hidden: it is not read."),
                Text("読ませるには、Excelで再表示して保存してください。", "To have it read, unhide it in Excel and save."),
            )
    return tables


def _no_table(name: str, hidden: list[str]) -> FileError:
    ja, en = "", ""
    if hidden:
        ja = f"表示されていないシート（{'、'.join(hidden)}）は読みません。"
        en = f" Hidden sheets ({', '.join(hidden)}) are not read."
    return refuse(
        name,
        "empty",
        f"表がありません（見出しの下に行のあるシートがない）。{ja}中身のあるファイルか確かめてください。",
        f"No sheet has rows below headings.{en} See whether it is the right file.",
    )


def _sheet(sheet: CalamineSheet, name: str, marks: SheetMarks | None) -> Sheet:
    cells = [[_text(cell) for cell in row] for row in _rows(sheet, name)]
    rows, columns = len(cells), max(map(len, cells), default=0)
    # A merged cell may reach beyond the last value; there it stands for nothing.
    merged = [
        (first, (min(last[0], rows - 1), min(last[1], columns - 1)))
        for first, last in sheet.merged_cell_ranges or ()
        if first[0] < rows and first[1] < columns
    ]
    return Sheet(sheet.name, cells, merged, marks or SheetMarks())


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


def _check_container(path: Path, name: str, settings: Settings) -> dict[str, SheetMarks]:
    """FileError for what must not be opened; else what the file says of its sheets beside the values."""
    with path.open("rb") as opened:
        start = opened.read(8)
    if path.suffix.lower() == ".xls":
        return {}
    if start == OLE:
        raise _locked(name)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as inside:
            check_members(inside.infolist(), name, settings)
            check_extent(inside, name)
            return sheet_marks(inside)
    return {}


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
