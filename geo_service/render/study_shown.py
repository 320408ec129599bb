"""A study's table as people read it: the two ends of a range in one column, codes left to the files, the total row marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from geo_service.render.study import Column, StudyTable
from geo_service.render.study_files import heading, shown_cell
from layers.base import Text

HIDDEN = ("code", "id")
"""Columns that tell a reader nothing the name does not; they are in the files."""
TO = Text("〜", " to ")
FOLDED = 12
"""Tables with more rows than this stand closed on a page."""


@dataclass(frozen=True)
class ShownTable:
    """``headings``: text and whether numbers stand below it; ``rows``: cells as texts; ``totals``: the rows that are sums."""

    headings: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    totals: frozenset[int]


def shown_table(table: StudyTable, lang: Literal["ja", "en"], whole: str = "") -> ShownTable:
    """The table in one language. ``whole``: code of the city, whose row sums up the others."""
    at = {column.id: i for i, column in enumerate(table.columns)}
    upper = {column.high for column in table.columns if column.high}
    told = [column for column in table.columns if column.id not in HIDDEN and column.id not in upper]

    def text(row: tuple[Any, ...], column: Column) -> str:
        low = shown_cell(row[at[column.id]], column.unit, lang)
        high = shown_cell(row[at[column.high]], column.unit, lang) if column.high else low
        return low if low == high else f"{low}{TO[lang == 'en']}{high}"

    return ShownTable(
        headings=tuple((heading(column, lang, bool(column.high)), column.unit != "text") for column in told),
        rows=tuple(tuple(text(row, column) for column in told) for row in table.rows),
        totals=frozenset(i for i, row in enumerate(table.rows) if whole and table.unit_set and row[0] == whole),
    )


def folded(table: StudyTable) -> bool:
    """Whether a page shows the table closed at first: long ones, and units smaller than wards."""
    return len(table.rows) > FOLDED or table.unit_set not in ("", "wards")
