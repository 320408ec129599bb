"""What every reader gives: one table of strings in source order, with its geometry and what was noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_service.errors import FileError, Reject
from geo_service.store.readers.sheet_shape import FOUND_BY_LOOKING, Shape
from layers.base import NOTHING_SAID, Text

if TYPE_CHECKING:
    from geo_service.store.streets.made import ReadStreets


@dataclass
class RawTable:
    """One table of one file. n rows.

    ``file``: the name shown to a person ("towns.zip/towns.shp"). ``frame``: n rows, every column of pandas' ``str`` type,
    missing = NaN, headings as in the source (a repeated heading has " (2)" behind it). ``row_no``: (n,) the row a person
    sees. ``geometry``: (n,) shapely objects or None, in ``crs``; None when the container has none. ``unreadable``: (n,)
    True where a geometry is there but cannot be read.
    """

    file: str
    frame: pd.DataFrame
    row_no: NDArray[np.int64]
    geometry: NDArray[np.object_] | None = None
    unreadable: NDArray[np.bool_] | None = None
    crs: str | None = None
    encoding: str = ""
    sheet: str = ""
    repeated: tuple[str, ...] = ()
    """Headings that occur more than once."""
    notices: list[Reject] = field(default_factory=list)
    bad_rows: list[tuple[Reject, dict[str, Any]]] = field(default_factory=list)
    """Rows that could not even be cut into cells, with what was read of them."""
    shape: Shape = FOUND_BY_LOOKING
    """What a column map said of the table's place on its sheet."""
    heading_rows: tuple[int, ...] = ()
    """Rows the headings were read from, as a person sees them; () when the container has no such rows."""
    titles: tuple[str, ...] = ()
    """What stands above the headings."""
    sheet_of: NDArray[np.object_] | None = None
    """(n,) the sheet each row comes from, where several sheets are one table."""
    together: str = ""
    """Tables of one zip with the same words here are one dataset in many files, and are put together."""
    streets: ReadStreets | None = None
    """The streets of an OpenStreetMap file, which the table only sums up."""

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def things(self) -> int:
        """How many things of the source were read: rows, readable or not, or the streets that the rows sum up."""
        return len(self) + len(self.bad_rows) if self.streets is None else self.streets.facts.read

    def file_of(self, at: int) -> str:
        """The name shown for the row at a position: with its sheet where the table has several."""
        return self.file if self.sheet_of is None else f"{self.file} [{self.sheet_of[at]}]"

    def row_name(self, at: int) -> str:
        """The number shown for the row at a position, behind its sheet where the table has several."""
        number = str(self.row_no[at])
        return number if self.sheet_of is None else f"{self.sheet_of[at]} {number}"

    def notice(
        self,
        rule: str,
        at: int | None,
        column: str,
        value: str,
        message: Text,
        advice: Text = NOTHING_SAID,
        row: int | None = None,
    ) -> None:
        """Say something of the row at a position (or of a row that is no row of the table, or of the whole)."""
        number = row if at is None else int(self.row_no[at])
        file = self.file if at is None else self.file_of(at)
        self.notices.append(
            Reject(file, number, column, value[:200], rule, message.ja, message.en, advice.ja, advice.en, severity="notice")
        )

    def drop_rows(self, gone: NDArray[np.bool_]) -> None:
        """Take out the rows where ``gone`` (n,) holds. Not for tables with geometry."""
        if gone.any():
            self.frame = self.frame.loc[~gone].reset_index(drop=True)
            self.row_no = self.row_no[~gone]
            self.sheet_of = None if self.sheet_of is None else self.sheet_of[~gone]


def refuse(path: Path | str, rule: str, ja: str, en: str, **more: Any) -> FileError:
    """The error for a file that cannot be read. ``path`` is shown by its last part."""
    return FileError(ja, en, file=shown(path), rule=rule, **more)


def shown(path: Path | str) -> str:
    """A file's name as shown to a person."""
    return path.name if isinstance(path, Path) else path


def unique_headings(headings: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Headings made unique by " (2)", " (3)"; empty ones become "(列 n)". And those that were there more than once."""
    seen: dict[str, int] = {}
    out, repeated = [], []
    for number, heading in enumerate(headings, start=1):
        clean = " ".join(heading.split()) or f"(列 {number})"
        seen[clean] = seen.get(clean, 0) + 1
        if seen[clean] > 1:
            repeated.append(clean)
            clean = f"{clean} ({seen[clean]})"
        out.append(clean)
    return out, tuple(dict.fromkeys(repeated))


def heading_row(rows: list[list[str]]) -> int:
    """Index of the row that holds the headings: titles and notes above it fill few cells, headings fill most.

    The first row with at least two thirds as many filled cells as the fullest of the rows seen, and no number in it.
    -1 when all rows are empty.
    """
    filled = [[cell for cell in row if cell.strip()] for row in rows]
    most = max((len(cells) for cells in filled), default=0)
    if most == 0:
        return -1
    for index, cells in enumerate(filled):
        if 3 * len(cells) >= 2 * most and not any(_is_number(cell) for cell in cells):
            return index
    return next(index for index, cells in enumerate(filled) if cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


MOST_COLUMNS = 2_000
"""More columns than any published table has (an old .xls ends at 256): a table turned on its side, or an attack."""
FREE_CELLS = 20_000_000
"""Cells that any table may have; beyond, not more than the file has bytes: each written cell takes at least one."""


def too_many_columns(name: str, columns: int) -> FileError:
    """The error for a table of more than ``MOST_COLUMNS``."""
    return refuse(
        name,
        "too_many_columns",
        f"列が多すぎます（{columns:,}列、上限{MOST_COLUMNS:,}列）。行と列が逆でないか、見出しの行があるか確かめてください。",
        f"Too many columns: {columns:,}, at most {MOST_COLUMNS:,}. See whether rows and columns are swapped "
        "or the heading row is missing.",
        value=f"{columns:,}",
    )


def check_shape(table: RawTable, size_bytes: int) -> None:
    """FileError when a table is wider than ``MOST_COLUMNS``."""
    if table.frame.shape[1] > MOST_COLUMNS:
        raise too_many_columns(table.file, table.frame.shape[1])


def check_rows(path: Path | str, rows: int, most: int) -> None:
    """FileError naming the setting when there are more rows than ``max_rows``."""
    if rows > most:
        raise refuse(
            path,
            "max_rows",
            f"行が多すぎます（{rows:,}行、上限は設定 max_rows の{most:,}行）。ファイルを分けるか、設定を変えてください。",
            f"Too many rows: {rows:,}; the setting max_rows allows {most:,}. Split the file, or change the setting.",
        )
