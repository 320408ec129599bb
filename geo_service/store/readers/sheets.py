"""A sheet per ward: sheets with the same headings are one table, the sheet's name its column."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from geo_service.store.headings import heading_key
from geo_service.store.readers.raw import RawTable
from geo_service.store.readers.sheet_shape import SECTION_COLUMN, SHEET_COLUMN
from layers.base import Text

SAME_AGAIN = re.compile(
    r"令和|平成|昭和|年度?|(?<![0-9A-Za-z])[RH]\d{1,2}(?!\d)|(?:19|20)\d{2}|\(\d+\)$|（\d+）$|旧|前回|コピー|控え|copy|old",
    re.IGNORECASE,
)
"""Sheets of such names are editions or copies of one list: read together, everything would count twice."""


def join_sheets(file: str, tables: list[RawTable], asked: bool) -> list[RawTable]:
    """Tables with the same headings put together where they first stand; the others as they were.

    ``asked``: the column map names the sheets, so that years and copies are joined too.
    """
    groups: dict[tuple[str, ...], list[RawTable]] = {}
    for table in tables:
        heads = tuple(heading_key(str(one)) for one in table.frame.columns if str(one) != SECTION_COLUMN)
        while heads and heads[-1].startswith("(列"):
            heads = heads[:-1]
        groups.setdefault(heads, []).append(table)
    out: list[RawTable] = []
    for heads, group in groups.items():
        again = [table.sheet for table in group if SAME_AGAIN.search(table.sheet)]
        if len(group) > 1 and len(heads) > 1 and (asked or not again):
            out.append(_joined(file, group))
        else:
            if len(group) > 1 and again:
                _say_editions(group)
            out += group
    return out


def _say_editions(group: list[RawTable]) -> None:
    names = "、".join(table.sheet for table in group)
    for table in group:
        table.notice(
            "sheets_alike",
            None,
            "",
            table.sheet,
            Text(
                f"同じ見出しのシートが{len(group)}枚あります（{names}）。年や版が違うようなので、1つの表にはしません。",
                f"{len(group)} sheets have the same headings ({names}). They look like years or copies: not put together.",
            ),
            Text("列対応の sheets で、読むシートを指定してください。", "Name those to read by `sheets` in the column map."),
        )


def _joined(file: str, group: list[RawTable]) -> RawTable:
    frames = []
    for table in group:
        frame = table.frame.copy()
        frame.columns = pd.Index([*group[0].frame.columns[: frame.shape[1]]]) if _same_width(table, group[0]) else frame.columns
        frame[SHEET_COLUMN] = pd.Series(table.sheet, index=frame.index, dtype="str")
        frames.append(frame)
    frame = pd.concat(frames, ignore_index=True)
    names = [table.sheet for table in group]
    one = RawTable(
        file,
        frame.astype("str"),
        np.concatenate([table.row_no for table in group]),
        encoding=group[0].encoding,
        sheet="、".join(names),
        repeated=group[0].repeated,
        notices=[notice for table in group for notice in table.notices],
        shape=group[0].shape,
        heading_rows=group[0].heading_rows,
        titles=group[0].titles,
        sheet_of=np.concatenate([np.full(len(table), table.sheet, dtype=object) for table in group]),
    )
    one.notice(
        "sheets_joined",
        None,
        SHEET_COLUMN,
        "",
        Text(
            f"同じ見出しのシート{len(group)}枚を1つの表として読みました（{'、'.join(f'{t.sheet} {len(t)}行' for t in group)}）。",
            f"{len(group)} sheets with the same headings were read as one table "
            f"({', '.join(f'{t.sheet} {len(t)} rows' for t in group)}).",
        ),
        Text(
            f"シートの名前は列「{SHEET_COLUMN}」で使えます。一部だけ読むには列対応に sheets を書いてください。",
            f"The sheet's name is the column {SHEET_COLUMN!r}. To read some of them only, write `sheets` in the column map.",
        ),
    )
    return one


def _same_width(table: RawTable, first: RawTable) -> bool:
    return table.frame.shape[1] == first.frame.shape[1] and (SECTION_COLUMN in table.frame) == (SECTION_COLUMN in first.frame)


def say_unused(tables: list[RawTable], used: list[RawTable]) -> None:
    """A notice, on the first table that is used, for each sheet of a workbook with rows that no dataset takes."""
    taken = {name for table in used for name in table.sheet.split("、")}
    for table in tables:
        left = set(table.sheet.split("、")) - taken
        if used and left and len(table) and table.encoding == "workbook":
            taken |= left
            used[0].notice(
                "sheet_not_used",
                None,
                "",
                table.sheet,
                Text(
                    f"このシート（{len(table)}行）はどのデータセットにも使いません。",
                    f"No dataset takes this sheet ({len(table)} rows).",
                ),
                Text("使うなら、列対応にデータセットを足してください。", "To use it, add a dataset to the column map."),
            )
