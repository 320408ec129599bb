"""What a draft of a column map tells of the table itself: where it was found, what was left out, two rows as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from geo_service.errors import Reject
from geo_service.store.readers import RawTable
from layers.base import Format, Layer, Text

SAMPLE_ROWS = 2
SAMPLE_VALUES = 3
LONGEST = 24
"""Signs of a value that a comment shows."""
MOST_ROWS = 12
"""Row numbers that a comment lists."""

SEEN: Mapping[str, Text] = {
    "subtotal_row": Text("読まない: 計の行", "left out: lines of sums"),
    "subtotal_differs": Text("合わない計（行を足した数と違う）", "sums that do not add up"),
    "note_row": Text("読まない: 注記", "left out: notes"),
    "headings_again": Text("読まない: くり返しの見出し", "left out: headings said again"),
    "column_numbers": Text("読まない: 列番号の行", "left out: the row of column numbers"),
    "blank_row": Text("空の行", "empty rows"),
    "section_row": Text("行の区分を示す行（列 (区分) の値にした）", "lines above groups of rows (made the column (区分))"),
    "ditto": Text("〃・同上（上の値を入れた）", "ditto marks (the value above was taken)"),
    "ditto_without_value": Text("〃・同上だが上に値がない", "ditto marks with nothing above"),
    "merged_cell": Text("結合セルの値を下の行にも入れた", "merged cells whose value was taken for the rows below"),
    "blank_below": Text(
        "上と同じに見える空の欄（結合されていないので埋めない）", "blanks that look like the cell above (not filled)"
    ),
    "merged_number": Text("結合セルの数を下の行にも入れた（二重に数えないか）", "merged numbers taken for the rows below: check"),
    "hidden_row": Text("非表示の行（読む）", "hidden rows (read)"),
    "hidden_column": Text("非表示の列（読む）", "hidden columns (read)"),
    "hidden_sheet": Text("読まない: 非表示のシート", "left out: hidden sheets"),
    "error_value": Text("式のエラー（不明とした）", "formula errors (unknown)"),
    "formula_without_value": Text("計算結果のない式（不明とした）", "formulas without a stored result (unknown)"),
    "sheets_joined": Text("同じ見出しのシートを1つの表にした", "sheets with the same headings read as one table"),
    "sheets_alike": Text(
        "同じ見出しで年や版の違うシート（sheets で選ぶ）", "sheets alike, of years or copies (choose by sheets)"
    ),
}
"""Rule of a reader's notice → how a draft sums it up."""


def seen(table: RawTable) -> list[str]:
    """Lines that say where the table was found and what was done to its rows, without the # before them."""
    lines = []
    if table.heading_rows:
        first, last = table.heading_rows[0], table.heading_rows[-1]
        rows = f"{first}" if first == last else f"{first}–{last}"
        lines.append(f"見出し {rows}行目、データ {len(table)}行 / headings in row {rows}, {len(table)} rows of data")
    if table.titles:
        lines.append(f"見出しの上 / above the headings: {_short(' ／ '.join(table.titles), 100)}")
    for rule, words in SEEN.items():
        met = [one for one in table.notices if one.rule == rule]
        if not met:
            continue
        if rule in ("subtotal_differs", "sheets_joined"):
            lines += [f"{words.ja} / {words.en}: {one.message_ja} {one.message_en}" for one in met[:5]]
            continue
        where = [_where(table, one) for one in met]
        more = " …" if len(where) > MOST_ROWS else ""
        unit = "行目 / rows " if met[0].row is not None else ""
        lines.append(f"{words.ja} / {words.en}: {len(met)}（{unit}{', '.join(where[:MOST_ROWS])}{more}）")
    return [" ".join(line.split()) for line in lines]


def _where(table: RawTable, one: Reject) -> str:
    if one.row is None:
        return one.column or one.value
    sheet = one.file.rpartition(" [")[2].removesuffix("]") + " " if table.sheet_of is not None and one.file != table.file else ""
    return f"{sheet}{one.row}"


def samples(table: RawTable, heading: str) -> str:
    """The first different values of a column, as a comment shows them."""
    said = table.frame[heading].dropna().unique()[:SAMPLE_VALUES]
    return ", ".join(_short(str(value)) for value in said) or "空 / empty"


def as_read(table: RawTable, layer: Layer, form: Format) -> list[str]:
    """The first rows as a load with this format reads them: field = value, what cannot be read with the reason."""
    # These import the column maps, which import the draft.
    from geo_service.store.clean import cleaned, typed
    from geo_service.store.conform import conform
    from geo_service.store.recognise import Meant
    from geo_service.store.schema import broken_rules, rules

    few = replace(
        table,
        frame=table.frame.iloc[:SAMPLE_ROWS].reset_index(drop=True),
        row_no=table.row_no[:SAMPLE_ROWS],
        geometry=None if table.geometry is None else table.geometry[:SAMPLE_ROWS],
        unreadable=None if table.unreadable is None else table.unreadable[:SAMPLE_ROWS],
        sheet_of=None if table.sheet_of is None else table.sheet_of[:SAMPLE_ROWS],
        notices=[],
        bad_rows=[],
    )
    found = conform(Meant(few, layer, form, "draft"))
    fields = cleaned(found)
    wrong: dict[tuple[int, str], Text] = {}
    for name, rule, at in broken_rules(layer, fields):
        for row in at.tolist():
            wrong[(row, name)] = rules(layer.field(name))[rule][0]
    good = typed(layer, fields)
    lines = []
    for row in range(len(found)):
        said = []
        for name in fields.columns:
            if (row, name) in wrong:
                reason = wrong[(row, name)]
                said.append(f"×{name}「{_short(str(fields[name].iat[row]))}」{reason.ja} {reason.en}")
            else:
                said.append(f"{name}={_value(good[name].iat[row])}")
        if (place := _place(found.geometry[row])) is not None:
            said.append(place)
        for one in found.findings.all:
            if one.severity == "bad" and found.rows[row] in one.rows:
                said.append(f"×{one.column} {one.message.ja} {one.message.en}")
        at = found.rows[row]
        sheet = f"{few.sheet_of[at]} " if few.sheet_of is not None else ""
        lines.append(" ".join(f"{sheet}{few.row_no[at]}行目 / row {few.row_no[at]} → {', '.join(said)}".split()))
    return lines


def _value(value: Any) -> str:
    if value is None or value is not value or str(value) in ("nan", "<NA>", "NaT"):
        return "不明/unknown"
    if isinstance(value, bool | np.bool_):
        return "はい/yes" if value else "いいえ/no"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else _short(str(value))


def _place(shape: Any) -> str | None:
    if shape is None or shapely.is_empty(shape):
        return None
    centre = shapely.centroid(shape)
    return f"位置/position={centre.x:.6g} {centre.y:.6g}"


def _short(text: str, most: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most] + "…"
