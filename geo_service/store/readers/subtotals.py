"""Lines of 計 in a table: left out, so that nobody is counted twice, and added up again to see whether they are right."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo_service.store.readers.raw import RawTable
from layers.base import Text

TOTAL = re.compile(
    r"(?:[^\s、。・]{0,12}?(?:都|道|府|県|市|区|町|村|郡|丁目|地区|学区|校区|方面|ブロック|管内|支所|出張所))?"
    r"(?:の)?(?:小計|中計|合計|総計|総合計|全体計|累計|計|総数|subtotal|total|grandtotal)(?:[(（].{0,8}[)）])?"
)
"""A cell that says its row is a sum, spaces apart."""
SPACED = re.compile(r"\S[^、。・]{0,14}\s(?:小計|中計|合計|総計|計)")
"""The same with any group's name before it, where a space parts the two (浜通 小計)."""
WHOLE = re.compile(r"合計|総計|総数|総合計|全体計|grandtotal")
LONG_FORM = re.compile(r"年齢|性別|男女|階級|年次|区分|項目|種別|内訳")
"""Columns in which 計 is one of the values of a long table (男, 女, 計), no sum of the rows above."""
NOT_SUMMED = re.compile(r"率|割合|平均|比|%|％|番号|コード|^no\.?$|^№$|年度?$|緯度|経度|順位|電話|単価|密度", re.IGNORECASE)
NUMBER = re.compile(r"約?([+-]?\d[\d,]*(?:\.\d+)?)\s*[^\d\s,.]{0,5}")
NOTHING = ("", "-", "－", "―", "−", "ー", "…", "・", "/", "／", "×", "*", "＊")


def number_of(text: object) -> float | None:
    """The number a cell says, with its unit behind it ("1,200人"); None when it says none."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", str(text)).strip()) if text is not None and text == text else None
    return float(found[1].replace(",", "")) if found else None


@dataclass(frozen=True)
class _Line:
    """A row that is a sum."""

    row: int
    label: str
    numbers: dict[int, float]
    """Column → what it says."""


def leave_out_subtotals(table: RawTable, grouped: bool) -> None:
    """Take lines of 計 out of the table, each with a notice; another where the rows do not add up to one. In place.

    ``grouped``: the first columns may say a group's name on the line as well (川崎区 | 計), as workbooks do.
    """
    lines = _lines(table, grouped)
    if not lines:
        return
    gone = np.zeros(len(table), dtype=bool)
    gone[[line.row for line in lines]] = True
    for line in lines:
        table.notice(
            "subtotal_row",
            line.row,
            "",
            line.label,
            Text("計の行です。二重に数えないよう読みません。", "A line of sums: left out, so that nothing is counted twice."),
        )
        _check_sum(table, line, gone)
    table.drop_rows(gone)


def _folded(text: str) -> str:
    return re.sub(r"[\s【】\[\]〔〕「」<>＜＞]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _lines(table: RawTable, grouped: bool) -> list[_Line]:
    frame = table.frame
    seen: dict[int, list[int]] = {}
    for place in range(frame.shape[1]):
        if LONG_FORM.search(str(frame.columns[place])):
            continue
        column = frame.iloc[:, place]
        near = column.str.contains("計|総|total|TOTAL|Total", regex=True).to_numpy(dtype=bool, na_value=False)
        for row in np.flatnonzero(near).tolist():
            said = str(column.iat[row])
            if TOTAL.fullmatch(_folded(said)) or SPACED.fullmatch(unicodedata.normalize("NFKC", said).strip()):
                seen.setdefault(row, []).append(place)
    out: list[_Line] = []
    for row, places in sorted(seen.items()):
        numbers = _only_sums(frame, row, places, grouped)
        if numbers is not None:
            out.append(_Line(row, str(frame.iat[row, places[0]]).strip(), numbers))
    return out


def _only_sums(frame: pd.DataFrame, row: int, places: list[int], grouped: bool) -> dict[int, float] | None:
    """Column → number of a line that says nothing but its label, numbers and its group; None when it says more."""
    numbers: dict[int, float] = {}
    for place in range(frame.shape[1]):
        said: Any = frame.iat[row, place]
        if place in places or said != said or str(said).strip() in NOTHING:
            continue
        number = number_of(said)
        if number is not None:
            numbers[place] = number
            continue
        whole = any("総数" in _folded(str(frame.iat[row, label])) for label in places)
        if not grouped or whole or place > places[0]:
            return None
        # The group's own name, written on its rows and on its line.
        around = [frame.iat[one, place] for one in (row - 1, row + 1) if 0 <= one < len(frame)]
        if said not in around:
            return None
    return numbers


def _check_sum(table: RawTable, line: _Line, gone: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    before = np.flatnonzero(gone[: line.row])
    after = np.flatnonzero(gone[line.row + 1 :])
    above = np.arange(int(before[-1]) + 1 if len(before) else 0, line.row)
    below = np.arange(line.row + 1, line.row + 1 + int(after[0]) if len(after) else len(gone))
    everything = np.flatnonzero(~gone)
    spans = [above, below] if len(above) else [below]
    if not len(above) or WHOLE.search(_folded(line.label)) or len(before):
        spans.append(everything)
        spans.append(everything[everything < line.row])
        spans.append(everything[everything > line.row])
    whole = bool(WHOLE.search(_folded(line.label)))
    for place, said in line.numbers.items():
        if NOT_SUMMED.search(str(table.frame.columns[place])):
            continue
        column = table.frame.iloc[:, place]
        sums = [_sum(column, span) for span in spans if len(span)]
        if any(total is not None and (abs(total - said) < 0.05 or count == said) for total, count in sums):
            continue
        best = _sum(column, everything if whole else above if len(above) else below)
        if best[0] is None:
            continue
        table.notice(
            "subtotal_differs",
            line.row,
            str(table.frame.columns[place]),
            str(column.iat[line.row]),
            Text(
                f"「{line.label}」は{said:,g}ですが、行を足すと{best[0]:,g}です。",
                f"{line.label!r} says {said:,g}, but its rows add up to {best[0]:,g}.",
            ),
            Text(
                "行が抜けていないか、計の式の範囲が正しいか確かめてください。",
                "See whether rows are missing or the sum's range is wrong.",
            ),
        )


def _sum(column: pd.Series[str], rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[float | None, int]:
    """The sum of the numbers in these rows (None where a cell is neither a number nor empty) and how many rows there are."""
    total = 0.0
    for said in column.iloc[rows]:
        if said != said or str(said).strip() in NOTHING:
            continue
        number = number_of(said)
        if number is None:
            return None, len(rows)
        total += number
    return total, len(rows)
