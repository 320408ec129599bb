"""The sheet of a list whose addresses were looked up: to see what was found, to correct, and to load again.

The list's own columns stay as they are, and what was found stands in columns of other names, so that loading the sheet
looks the addresses up again rather than taking a guess for the list's word. What a person writes counts: an address in
:data:`CORRECTED`, or longitude and latitude.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import xlsxwriter

from geo_service.geocode.batch import NONE, Geocoded
from geo_service.geocode.match import CANDIDATES
from geo_service.geocode.words import ACCURACY, HOW, SOURCE
from layers.base import Text

Lang = Literal["ja", "en"]
LONGITUDE, LATITUDE = Text("経度", "longitude"), Text("緯度", "latitude")
CORRECTED = Text("正しい住所", "corrected address")
"""Heading of the column in which a person writes the address that is meant."""
FOUND = (
    Text("推定経度", "estimated longitude"),
    Text("推定緯度", "estimated latitude"),
    Text("位置の確かさ", "accuracy of the position"),
    Text("当たった住所", "address found"),
    Text("当て方", "how it was found"),
    Text("位置の出どころ", "where the position is from"),
    *(Text(f"候補{number}", f"candidate {number}") for number in range(1, CANDIDATES + 1)),
)
"""Headings of what was found."""
MOST_TEXT = 32_767
"""Signs in a cell of Excel."""
MOST_ROWS = 1_048_575
"""Rows of a sheet of Excel below its headings."""


def sheet_headings(own: Sequence[str], lang: Lang, lon: str | None, lat: str | None) -> list[str]:
    """The list's own headings, what was found, and the columns to correct. ``lon``/``lat``: where the list has positions."""
    said = [text.ja if lang == "ja" else text.en for text in (*FOUND, CORRECTED, LONGITUDE, LATITUDE)]
    return [*own, *said[:-2], *(said[-2:] if lon is None or lat is None else ())]


def found_columns(places: Geocoded, lang: Lang) -> list[list[str]]:
    """What was found, n texts a column in the order of :data:`FOUND`."""

    def words(table: Mapping[str, Text], keys: Sequence[str]) -> list[str]:
        return [table[key].ja if lang == "ja" else table[key].en for key in keys]

    degrees = [["" if value != value else f"{value:.6f}" for value in axis.tolist()] for axis in (places.lon, places.lat)]
    candidates = [
        [one[number] if number < len(one) else "" for one in places.candidates] for number in range(CANDIDATES)
    ]  # fmt: skip
    return [
        *degrees,
        words(ACCURACY, places.accuracy),
        list(places.matched),
        words(HOW, places.how),
        words(SOURCE, places.source),
        *candidates,
    ]


def to_xlsx(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]], Geocoded]], lang: Lang) -> bytes:
    """A workbook: for each list its name, headings, rows of text and what was found. Every cell is text, none is a formula.

    Rows without a position are marked. The caller sees to it that no list has more than ``MOST_ROWS`` rows.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF2", "border": 1})
    to_fill = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#FFF2CC", "border": 1})
    lost = book.add_format({"bg_color": "#FCE4D6"})
    fill = (CORRECTED.ja, CORRECTED.en, LONGITUDE.ja, LONGITUDE.en, LATITUDE.ja, LATITUDE.en)
    for name, headings, rows, places in sheets:
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading[:MOST_TEXT], to_fill if heading in fill else head)
            sheet.set_column(column, column, 16)
        _write_rows(sheet, rows, [*places.accuracy], lost)
    book.close()
    return out.getvalue()


def _write_rows(sheet: Any, rows: Sequence[Sequence[str]], accuracy: Sequence[str], lost: Any) -> None:
    for number, (row, level) in enumerate(zip(rows, accuracy, strict=True), start=1):
        for column, value in enumerate(row):
            if value or level == NONE:
                cell = value[:MOST_TEXT]
                if level == NONE:
                    sheet.write_string(number, column, cell, lost) if cell else sheet.write_blank(number, column, None, lost)
                else:
                    sheet.write_string(number, column, cell)
