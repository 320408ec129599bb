"""Where a table stands on its sheet, as a column map says it; what is not said is found by looking."""

from __future__ import annotations

import fnmatch
import unicodedata
from dataclasses import dataclass, field

from geo_service.errors import FileError

SHEET_COLUMN = "(シート)"
"""Column that holds the sheet's name where several sheets are read as one table."""
SECTION_COLUMN = "(区分)"
"""Column that holds the line standing above a group of rows (【川崎区】)."""
MOST_HEADER_ROWS = 5


@dataclass(frozen=True)
class Shape:
    """How a sheet is to be read. Row numbers are those of the sheet, from 1; 0 and () mean: find it.

    ``header_rows``: the rows of the headings, put together column by column. ``first_row``, ``last_row``: of the body.
    ``sheets``: names or patterns of the sheets to read. ``keep_subtotals``: read lines of 計 like any other.
    """

    header_rows: tuple[int, ...] = ()
    first_row: int = 0
    last_row: int = 0
    sheets: tuple[str, ...] = ()
    keep_subtotals: bool = False
    map_file: str = field(default="", compare=False, repr=False)
    map_key: str = field(default="", compare=False, repr=False)
    """Which entry of which column map says this, for errors."""
    sheets_key: str = field(default="sheets", compare=False, repr=False)

    def wants(self, sheet: str) -> bool:
        """Whether a sheet of this name is to be read."""
        name = unicodedata.normalize("NFC", sheet)
        return not self.sheets or any(
            name == unicodedata.normalize("NFC", one) or fnmatch.fnmatchcase(name, unicodedata.normalize("NFC", one))
            for one in self.sheets
        )

    def check_rows(self, rows: int, file: str) -> None:
        """FileError naming map, key and limits when a row that is said lies outside a sheet of ``rows`` rows."""
        said = [("header_rows", row) for row in self.header_rows]
        said += [(key, row) for key, row in (("first_row", self.first_row), ("last_row", self.last_row)) if row]
        for key, row in said:
            if row > rows and key != "last_row":
                at = "header_row" if key == "header_rows" and len(self.header_rows) == 1 else key
                raise self.wrong(
                    at,
                    file,
                    f"{file} に{row}行目はありません（1〜{rows:,}行）。",
                    f"{file} has no row {row}: it has rows 1 to {rows:,}.",
                    str(row),
                )

    def wrong(self, key: str, file: str, ja: str, en: str, value: str = "") -> FileError:
        """The error for a value of the map that does not fit the file."""
        at = f"{self.map_key}.{key}" if self.map_key else key
        return FileError(
            f"列対応 {self.map_file}（キー {at}）: {ja}",
            f"Column map {self.map_file} (key {at}): {en}",
            file=self.map_file or file,
            column=at,
            value=value,
            rule=key,
        )


FOUND_BY_LOOKING = Shape()
