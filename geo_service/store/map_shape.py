"""The keys of a column map that say where a table stands on its sheet, each checked against its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from geo_service.errors import FileError
from geo_service.store.readers.sheet_shape import MOST_HEADER_ROWS, Shape

SHAPE_KEYS = frozenset(["header_row", "header_rows", "first_row", "last_row", "sheet", "sheets", "subtotals"])
LAST_ROW = 1_048_576
"""Rows of the largest sheet there is."""

Wrong = Callable[[str, str, str, str], FileError]
"""Key, rule and both sentences → the error that names map and key."""


def shape_of(said: Mapping[str, Any], wrong: Wrong, map_file: str, map_key: str) -> Shape:
    """The shape that an entry of a map says. FileError names map, key and limits."""
    for one, other in (("header_row", "header_rows"), ("sheet", "sheets")):
        if said.get(one) is not None and said.get(other) is not None:
            raise wrong(other, "twice", f"{one} と {other} のどちらか1つにしてください。", f"Give {one} or {other}, not both.")
    rows = _header_rows(said, wrong)
    first, last = (_row(said.get(key), key, wrong) for key in ("first_row", "last_row"))
    if rows and first and first <= rows[-1]:
        raise wrong(
            "first_row",
            "row_order",
            f"見出しは{rows[-1]}行目までなので、{rows[-1] + 1}以上にしてください（今は{first}）。",
            f"The headings end in row {rows[-1]}: it must be {rows[-1] + 1} or more (it is {first}).",
        )
    start = first or (rows[-1] + 1 if rows else 1)
    if last and last < start:
        raise wrong(
            "last_row",
            "row_order",
            f"データは{start}行目からなので、{start}以上にしてください（今は{last}）。",
            f"The rows begin with row {start}: it must be {start} or more (it is {last}).",
        )
    return Shape(
        rows, first, last, _sheets(said, wrong), _kept(said, wrong), map_file, map_key, "sheet" if said.get("sheet") else "sheets"
    )


def _row(value: Any, key: str, wrong: Wrong) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LAST_ROW:
        raise wrong(
            key,
            "row_number",
            f"「{str(value)[:40]}」は行の番号ではありません。1〜{LAST_ROW:,}の整数にしてください（シートの左端の番号）。",
            f"{str(value)[:40]!r} is no row number: give a whole number from 1 to {LAST_ROW:,}, as at the left of the sheet.",
        )
    return value


def _header_rows(said: Mapping[str, Any], wrong: Wrong) -> tuple[int, ...]:
    if said.get("header_rows") is None:
        row = _row(said.get("header_row"), "header_row", wrong)
        return (row,) if row else ()
    value = said["header_rows"]
    rows = [_row(one, "header_rows", wrong) for one in (value if isinstance(value, list) else [value])]
    if not 1 <= len(rows) <= MOST_HEADER_ROWS or 0 in rows or rows != list(range(rows[0], rows[0] + len(rows))):
        raise wrong(
            "header_rows",
            "header_rows",
            f"続いた1〜{MOST_HEADER_ROWS}行を上から順に書いてください（例: [3, 4]）。",
            f"Give 1 to {MOST_HEADER_ROWS} rows that follow each other, from the top ([3, 4]).",
        )
    return tuple(rows)


def _sheets(said: Mapping[str, Any], wrong: Wrong) -> tuple[str, ...]:
    value = said.get("sheets", said.get("sheet"))
    if value is None or value == "":
        return ()
    key = "sheets" if said.get("sheets") is not None else "sheet"
    names = value if isinstance(value, list) and key == "sheets" else [value]
    if not names or any(isinstance(one, dict | list) or one is None or not str(one).strip() for one in names):
        raise wrong(
            key,
            "sheets",
            "シートの名前か型（例: '*区'）を1つ以上書いてください。",
            "Give at least one sheet's name or pattern (such as '*区').",
        )
    return tuple(map(str, names))


def _kept(said: Mapping[str, Any], wrong: Wrong) -> bool:
    value = said.get("subtotals", "leave_out")
    if value not in ("keep", "leave_out"):
        raise wrong("subtotals", "unknown_value", "使えるのは keep, leave_out", "It is one of keep, leave_out.")
    return bool(value == "keep")
