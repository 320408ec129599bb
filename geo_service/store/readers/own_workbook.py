"""A workbook that ``export`` wrote: its summary is no data, and its headings say everything twice, in Japanese and English."""

from __future__ import annotations

from dataclasses import replace

from geo_service.store.readers.sheet_table import Sheet
from layers.exported import SUMMARY, WHAT, is_exported


def own_sheets(sheets: list[Sheet]) -> list[Sheet]:
    """The sheets of rows, headed in one language, when the workbook is an export of a layer; else the sheets as they are."""
    about = [sheet for sheet in sheets if sheet.name == SUMMARY and any(row and row[0].strip() == WHAT for row in sheet.cells)]
    rows = [sheet for sheet in sheets if sheet not in about]
    found = [_japanese(sheet) for sheet in rows]
    return found if about and any(sheet.cells and is_exported(sheet.cells[0]) for sheet in found) else sheets


def _japanese(sheet: Sheet) -> Sheet:
    first = [cell.split("\n")[0].strip() for cell in sheet.cells[0]] if sheet.cells else []
    return replace(sheet, cells=[first, *sheet.cells[1:]]) if is_exported(first) else sheet
