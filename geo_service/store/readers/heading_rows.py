"""The headings of a sheet that people made for paper: titles above, one to three rows, merged cells, units below.

Each rule looks at the sheet as its reader does; a column map's ``header_rows`` overrules them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from geo_service.store.readers.raw import heading_row

LOOKED_AT = 30
"""Rows of a sheet in which its headings are looked for."""
MOST_ROWS = 4
UNIT = re.compile(
    r"[(（\[［]?(?:単位[:：]?)?(?:人|世帯|戸|件|か所|ヶ所|カ所|箇所|施設|円|千円|千人|㎡|m2|m²|平方メートル|ha|km|㎞|km2|㎢|m|%|％|棟|台|名|団体|回|年|歳)"
    r"[)）\]］]?"
)
"""A cell of a row of units standing below the headings."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of a merged cell, from 0."""


def find_heading_rows(cells: Sequence[Sequence[str]], merged: Sequence[Merge]) -> tuple[int, ...]:
    """Indices of the rows that make the headings, in order; () when nothing is there. ``cells``: the sheet's first rows."""
    at = heading_row([list(row) for row in cells])
    if at < 0:
        return ()
    first = last = at
    # Upwards: a row of which a merged cell reaches over several of these headings, or down into them, but no title.
    while first > 0 and last - first < MOST_ROWS - 1 and _belongs_above(cells, merged, first):
        first -= 1
    while last + 1 < len(cells) and last - first < MOST_ROWS - 1 and _belongs_below(cells, merged, last):
        last += 1
    if last + 1 < len(cells) and _is_units(cells[last + 1]):
        last += 1
    return tuple(range(first, last + 1))


def _filled(row: Sequence[str]) -> list[int]:
    return [column for column, cell in enumerate(row) if cell.strip()]


def _belongs_above(cells: Sequence[Sequence[str]], merged: Sequence[Merge], first: int) -> bool:
    upper, lower = _filled(cells[first - 1]), _filled(cells[first])
    if not upper or any(_is_number(cells[first - 1][column]) for column in upper):
        return False
    width = max(lower) + 1 if lower else 0
    for (top, left), (bottom, right) in merged:
        if top <= first - 1 < bottom:
            return True
        if top == bottom == first - 1 and right > left and right - left + 1 < width:
            under = [column for column in lower if left <= column <= right]
            if len(under) > 1 and len(upper) > 1:
                return True
    return False


def _belongs_below(cells: Sequence[Sequence[str]], merged: Sequence[Merge], last: int) -> bool:
    upper, lower = _filled(cells[last]), _filled(cells[last + 1])
    if not lower or any(_is_number(cells[last + 1][column]) for column in lower):
        return False
    if any(top <= last < bottom for (top, _), (bottom, _) in merged):
        return True
    for (top, left), (bottom, right) in merged:
        if top <= last <= bottom and right > left and any(left <= column <= right for column in lower):
            # Below a heading that stands over several columns come the headings of those columns.
            return all(_under_merge(column, last, merged) for column in lower)
    # Nothing is merged: every gap between the upper headings has a heading below, and no other column but the one before
    # the gap has.
    gaps = [column for column in range(max(upper) + 2 if upper else 0) if column not in upper]
    gaps = [column for column in gaps if column > min(upper, default=0) and (column < max(upper) or column in lower)]
    if not gaps or not set(gaps) <= set(lower):
        return False
    beside = {column - 1 for column in gaps}
    return set(lower) <= set(gaps) | beside and len(lower) > len(gaps)


def _under_merge(column: int, row: int, merged: Sequence[Merge]) -> bool:
    return any(top <= row <= bottom and left <= column <= right and right > left for (top, left), (bottom, right) in merged)


def _is_units(row: Sequence[str]) -> bool:
    said = [cell.strip() for cell in row if cell.strip()]
    return bool(said) and all(UNIT.fullmatch(cell) for cell in said)


def _is_number(cell: str) -> bool:
    try:
        float(unicodedata.normalize("NFKC", cell).replace(",", ""))
    except ValueError:
        return False
    return True


def joined_headings(cells: Sequence[Sequence[str]], rows: Sequence[int], merged: Sequence[Merge], width: int) -> list[str]:
    """One heading a column: "上段 下段", merged cells standing for every column and row they reach over.

    An upper heading without a merged cell stands for the empty ones to its right that have a heading below.
    """
    spread = [[cells[row][column].strip() if column < len(cells[row]) else "" for column in range(width)] for row in rows]
    number = {row: place for place, row in enumerate(rows)}
    for (top, left), (bottom, right) in merged:
        inside = [number[row] for row in range(max(top, min(rows)), min(bottom, max(rows)) + 1) if row in number]
        if not inside or left >= width or top not in number:
            continue
        said = spread[number[top]][left]
        for place in inside:
            for column in range(left, min(right, width - 1) + 1):
                spread[place][column] = said
    for place in range(len(rows) - 1):
        for column in range(1, width):
            if not spread[place][column] and spread[place][column - 1] and spread[place + 1][column]:
                reaches = spread[place + 1][column - 1] not in ("", spread[place][column - 1])
                spread[place][column] = spread[place][column - 1] if reaches else ""
    out = []
    for column in range(width):
        parts: list[str] = []
        for line in spread:
            word = " ".join(line[column].split())
            if word and (not parts or parts[-1] != word):
                parts.append(word)
        out.append(" ".join(parts))
    return out
