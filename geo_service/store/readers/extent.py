"""How far a workbook's sheets reach, told before they are read: the reader asks for memory for every cell up to the last.

One value in XFD1048576 makes 17 thousand million cells, and asking for them ends the process. What counts is the last
cell with something in it: cells that only have a format, and the extent a sheet claims, cost nothing and are common.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator

from geo_service.errors import FileError
from geo_service.store.readers.raw import refuse

MOST_CELLS = 5_000_000
"""Rows times columns up to the last cell with something in it."""
CHUNK = 1 << 20

XLSX_CELL = re.compile(rb"<(?:\w+:)?c (?:[^<>r]+ )?r=[\"']([A-Za-z]{1,7})(\d{1,12})[\"'](?:[^<>]*[^<>/])?>(?!</)")
XLSX_ANY = re.compile(rb"[<:]c[\s/>]")
XLSX_USUAL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
XLSX_ROW = re.compile(rb"<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*[\"'](\d{1,12})[\"']")
XLSX_UNNAMED = re.compile(rb"<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?>")
"""A cell that does not say where it is: behind the one before, in the row it stands in."""
ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^<>]*)?>")
ODS_REPEATED = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,12})[\"']")


def check_extent(archive: zipfile.ZipFile, name: str) -> None:
    """FileError when a sheet of an .xlsx or .ods reaches over more than ``MOST_CELLS``. Damage is left to the reader."""
    for member in archive.infolist():
        try:
            if member.filename == "content.xml":
                rows, columns = _ods(archive, member)
            elif member.filename.lower().endswith(".xml") and "sheets/" in member.filename.lower():
                rows, columns = _xlsx(archive, member)
            else:
                continue
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            continue
        if rows * columns > MOST_CELLS:
            raise too_far(name, rows, columns, member.filename)


def too_far(name: str, rows: int, columns: int, sheet: str) -> FileError:
    """The error for a sheet that reaches over more than ``MOST_CELLS``."""
    return refuse(
        name,
        "sheet_extent",
        f"シートが広すぎます（値のある最後のセルまで{rows:,}行×{columns:,}列、上限{MOST_CELLS:,}セル）。"
        "表から離れたセルの値を消すか、CSVで保存してください。",
        f"A sheet reaches too far: {rows:,} rows by {columns:,} columns up to its last value; at most {MOST_CELLS:,} "
        "cells are read. Clear the values far from the table, or save it as CSV.",
        value=sheet[:80],
    )


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in pieces that end where a tag does not stand open."""
    rest = b""
    with archive.open(member) as opened:
        while piece := opened.read(CHUNK):
            piece = rest + piece
            cut = piece.rfind(b"<")
            cut = cut if cut > piece.rfind(b">") and len(piece) - cut < CHUNK else len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    yield rest


def _xlsx(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    quick = _xlsx_quick(archive, member)
    return quick if quick is not None else _xlsx_slow(archive, member)


def _xlsx_quick(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int] | None:
    """The extent with cells that have a format alone; None where it is too much or a cell is written unusually."""
    last_row, letters = 0, {b"A"}
    for chunk in _chunks(archive, member):
        found = XLSX_USUAL.findall(chunk)
        if len(found) != len(XLSX_ANY.findall(chunk)):
            return None
        letters.update(column for column, _ in found)
        last_row = max(last_row, max((int(row) for _, row in found), default=0))
    columns = max(map(_column, letters))
    return (last_row, columns) if last_row * columns <= MOST_CELLS else None


def _xlsx_slow(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    last_row, columns, letters = 0, 1, {b"A"}
    for chunk in _chunks(archive, member):
        found = XLSX_CELL.findall(chunk)
        letters.update(column for column, _ in found)
        last_row = max(last_row, max((int(row) for _, row in found), default=0))
        if XLSX_UNNAMED.search(chunk):
            last_row = max(last_row, max(map(int, XLSX_ROW.findall(chunk)), default=0))
            columns = max(columns, max(len(XLSX_UNNAMED.findall(row)) for row in re.split(rb"<(?:\w+:)?row\b", chunk)))
    return last_row, max(columns, *map(_column, letters))


def _column(letters: bytes) -> int:
    number = 0
    for sign in letters.upper():
        number = number * 26 + sign - 64
    return number


def _ods(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Rows and columns of the widest sheet; empty cells and rows count only where something comes after them."""
    widest = (0, 0)
    row = row_end = column = columns = 0
    for chunk in _chunks(archive, member):
        for kind, attributes in ODS_TAG.findall(chunk):
            repeated = ODS_REPEATED.search(attributes)
            times = int(repeated.group(1)) if repeated else 1
            if kind == b"table":
                row = row_end = column = columns = 0
            elif kind == b"table-row":
                row, column = row + times, 0
            else:
                column += times
                if b"value" in attributes:
                    row_end, columns = row, max(columns, column)
                    widest = max(widest, (row_end, columns), key=lambda size: size[0] * size[1])
    return widest
