"""住民基本台帳 町丁 × age sheets as cities publish them: many layouts, none of them a standard, all self-describing.

What a column counts is read from its heading (``layers.ages``): men, women or both; single years, five-year or wider bands.
Men, women and their sum may also be rows of one 町丁 (性別). Where a file holds several months the last one counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from layers.ages import Counted, groups, number, read_heading
from layers.base import Row
from layers.estat import CODE, NAME, WARD, column_of

TOWN = ("町丁名", "町丁・字名", "町丁字名", "町・丁目", "町丁目名", "町丁目", "町丁", "町名", "地域名", "地区名")
"""Headings of the 町丁."""
_WARDS = ("区名", "行政区名", "行政区", "区")
SHEET = "(シート)"
"""Column that a workbook of a sheet per ward is read with: a ward only where the sheet's name says so."""
_CODES = ("町丁コード", "町字コード", "町丁目コード", "地域コード", "コード")
_SEX = ("性別", "男女別", "男女")
DATE = ("調査年月日", "基準日", "年月日", "調査日", "年月")
"""Headings of the day that is counted."""
COUNTED_ON = "@基準日"
HOUSEHOLDS = ("households", "single_person_households")
_SEX_WORDS = {"男": "m", "男性": "m", "女": "f", "女性": "f"}


def _heading(row: Row, names: Sequence[str]) -> str | None:
    """The file's own heading for the first name it has, whatever its width and spaces."""
    keys = {"".join(unicodedata.normalize("NFKC", heading).split()): heading for heading in reversed(list(row))}
    return next((keys[name] for name in names if name in keys), None)


def _said(row: Row, heading: str | None) -> str:
    value = row.get(heading) if heading is not None else None
    return value.strip() if isinstance(value, str) else ""


def register_rows(rows: Sequence[Row]) -> list[Row]:
    """One row a 町丁, its groups in the columns of ``column_of``; rows of 男, 女 and 計 put together, earlier months dropped."""
    if not rows:
        return []
    town, ward, code, sex, date = (_heading(rows[0], names) for names in (TOWN, _WARDS, _CODES, _SEX, DATE))
    named = {town, ward, code, sex, date, SHEET}
    counted: dict[str, Counted] = {}
    for column in rows[0]:
        said = read_heading(column) if column not in named else None
        if said is not None and said not in counted.values():
            counted[column] = said
    # The last of several months: dates are written alike in one file, so they sort as texts of one length.
    last = max((_said(row, date) for row in rows), key=lambda day: (len(day), day))
    of: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if _said(row, date) == last:
            where = _said(row, ward) or (sheet if (sheet := _said(row, SHEET)).endswith("区") else "")
            of.setdefault((_said(row, code), where, _said(row, town)), []).append(row)
    out = []
    for (own_code, where, name), mine in of.items():
        about: Row = {CODE: own_code or None, WARD: where or None, NAME: name or None, COUNTED_ON: last or None}
        sexes = [_SEX_WORDS.get(_said(row, sex), "") for row in mine]
        if len(set(sexes)) < len(mine):
            # The same 町丁 twice for no reason seen here: both are kept, so that validation names the second.
            out += [{**row, **about, **_groups([row], [""], counted)} for row in mine]
        else:
            out.append({**mine[0], **about, **_groups(mine, sexes, counted)})
    return out


def _groups(rows: list[Row], sexes: list[str], counted: dict[str, Counted]) -> Row:
    cells: dict[Counted, float | str | None] = {}
    for row, sex in zip(rows, sexes, strict=True):
        for column, what in counted.items():
            # Households have no sex: whichever of the rows says their number.
            mine = Counted(what.what) if what.what in HOUSEHOLDS else Counted(what.what, what.sex or sex)
            value = number(row.get(column))
            cells[mine] = value if cells.get(mine) is None else cells[mine]
    return {column_of(field): value for field, value in groups(cells).items()}
