"""A pandera schema generated from a layer's declaration: all problems of all rows of all fields at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_service.store.office_values import iso_date
from layers.base import Field, Layer, Text

if TYPE_CHECKING:
    import pandera.pandas as pa  # half a second to import, which only loading should pay

LONGEST = {"text": 2_000, "name": 200}
"""Signs of a text and of a name: more is a column shifted into another, or an attack on a page's layout."""
FORMULA = (
    r"^(?:[=@＝＠]|[+\-＋－].*\|.*!"
    r"|[+\-＋－][^0-9\s(（\-]*[A-Za-z]+.*[|(!]|[+\-＋－][\d.]+[+\-*/^&][^\s]*[A-Za-z]+[^\s]*[|(!])"
)
"""A cell that a spreadsheet would run: a call, or a command to another program (+cmd|' /C calc'!A0). Japanese ones take
full-width signs for the same. A telephone number or a list mark in front of text is none."""
HIDDEN = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\ufffe\uffff]"
LOST = "\ufffd"
"""Stands for a sign that a conversion lost."""
DIRECTION = "[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]"


def rules(field: Field) -> dict[str, tuple[Text, Text]]:
    """Rule → (what is wrong, what to do) for every rule a field can break."""
    unit = f" {field.unit}" if field.unit else ""
    codes = ", ".join(f"{code.slug}（{code.label.ja}）" for code in field.codes)
    codes_en = ", ".join(code.slug for code in field.codes)
    longest = LONGEST.get(field.name, LONGEST["text"])
    return {
        "required": (
            Text(f"{field.label.ja}が空です。", f"The {field.label.en} is empty."),
            Text("値を入れるか、行を消してください。", "Fill it in, or delete the row."),
        ),
        "not_a_number": (
            Text(f"{field.label.ja}が数ではありません。", f"The {field.label.en} is no number."),
            Text("数字だけにしてください（分からないときは空）。", "Write digits only, or nothing when it is not known."),
        ),
        "not_whole": (
            Text(f"{field.label.ja}が整数ではありません。", f"The {field.label.en} is not a whole number."),
            Text("整数にしてください。", "Write a whole number."),
        ),
        "too_small": (
            Text(f"{field.label.ja}が小さすぎます（{field.minimum:g}{unit}以上）。", f"It is below {field.minimum:g}{unit}.")
            if field.minimum is not None
            else Text("", ""),
            Text("打ち間違いと単位を確かめてください。", "Look for a typing error and at the unit."),
        ),
        "too_large": (
            Text(f"{field.label.ja}が大きすぎます（{field.maximum:g}{unit}以下）。", f"It is above {field.maximum:g}{unit}.")
            if field.maximum is not None
            else Text("", ""),
            Text("打ち間違いと単位を確かめてください。", "Look for a typing error and at the unit."),
        ),
        "unknown_code": (
            Text(f"{field.label.ja}の値が表にありません。", f"This value of {field.label.en} is not in its list."),
            Text(
                f"使えるのは {codes}。どれかに直すか、列対応の values に読みかえを書いてください。",
                f"Allowed are {codes_en}. A column map can translate others (values).",
            ),
        ),
        "not_a_mark": (
            Text("有無の印として読めません。", "This is no mark of yes or no."),
            Text(
                "1・○ か、0・×、または空にしてください。△などは列対応の values で、あり・なし・不明のどれかを決められます。",
                "Write 1, 0 or nothing. For others (△) a column map can say by `values` what they mean.",
            ),
        ),
        "not_a_date": (
            Text(f"{field.label.ja}が日付ではありません。", f"The {field.label.en} is no date."),
            Text("2026-04-01 のように書いてください。", "Write it like 2026-04-01."),
        ),
        "too_long": (
            Text(f"{field.label.ja}が長すぎます（{longest}字まで）。", f"The {field.label.en} is longer than {longest} signs."),
            Text("列がずれていないか確かめてください。", "See whether the columns have shifted."),
        ),
        "control_character": (
            Text("見えない制御文字があります。", "It holds a control character."),
            Text("制御文字を消してください。", "Delete the control character."),
        ),
        "lost_character": (
            Text("変換で失われた文字（�）があります。", "It holds a sign (\ufffd) for one that a conversion lost."),
            Text("元のファイルから変換し直してください。", "Convert it again from the original file."),
        ),
        "text_direction": (
            Text("文字の向きを変える見えない文字があります。", "It holds a hidden sign that turns the direction of text."),
            Text("その文字を消してください。", "Delete that sign."),
        ),
        "formula": (
            Text("表計算の式のような値です。", "The value looks like a spreadsheet formula."),
            Text("文字として書き直してください。", "Write it as plain text."),
        ),
    }


def numbers(column: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Numbers of a text column; NaN for missing, unreadable, NaN and infinite ones. Thousands' commas are read."""
    plain = pd.to_numeric(column.str.replace(r"(?<=\d),(?=\d{3}(?:\D|$))", "", regex=True), errors="coerce")
    values = plain.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def dates(column: pd.Series[Any]) -> pd.Series[Any]:
    """ISO dates of a text column ("2026-04-01", "2026/4/1", "令和6年4月1日", "R6.4.1", an Excel serial number); NaN when it is
    none."""
    odd = (column.notna() & ~column.str.fullmatch(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{5}").fillna(False)).to_numpy(dtype=bool)
    if odd.any():
        read = {value: iso_date(value) or value for value in column[odd].unique()}
        column = column.copy()
        column[odd] = column[odd].map(read)
    text = column.str.replace(r"[年月/.]", "-", regex=True).str.replace("日", "").str.strip()
    serial = text.str.fullmatch(r"\d{5}").fillna(False)
    found = pd.to_datetime(text.where(~serial), errors="coerce", format="%Y-%m-%d")
    counted = pd.to_datetime(pd.to_numeric(text.where(serial), errors="coerce"), unit="D", origin="1899-12-30", errors="coerce")
    return found.fillna(counted).dt.strftime("%Y-%m-%d")


Test = Callable[["pd.Series[Any]"], Any]


def _tests(field: Field) -> dict[str, Test]:
    """Rule → vectorised test on the field's present values (text), True where a value keeps the rule."""
    longest = LONGEST.get(field.name, LONGEST["text"])
    if field.type == "text":
        return {
            "too_long": lambda s: s.str.len() <= longest,
            "control_character": lambda s: ~s.str.contains(HIDDEN, regex=True),
            "lost_character": lambda s: ~s.str.contains(LOST, regex=False),
            "text_direction": lambda s: ~s.str.contains(DIRECTION, regex=True),
            "formula": lambda s: ~s.str.contains(FORMULA, regex=True),
        }
    if field.type in ("integer", "number"):
        tests: dict[str, Test] = {"not_a_number": lambda s: ~np.isnan(numbers(s))}
        if field.type == "integer":
            tests["not_whole"] = lambda s: np.isnan(v := numbers(s)) | (v == np.floor(v))
        if (low := field.minimum) is not None:
            tests["too_small"] = lambda s: ~(numbers(s) < low)
        if (high := field.maximum) is not None:
            tests["too_large"] = lambda s: ~(numbers(s) > high)
        return tests
    if field.type == "code":
        slugs = [code.slug for code in field.codes]
        return {"unknown_code": lambda s: s.isin(slugs)}
    if field.type == "mark":
        return {"not_a_mark": lambda s: s.isin(["true", "false"])}
    return {"not_a_date": lambda s: dates(s).notna()}


def schema(layer: Layer) -> pa.DataFrameSchema:
    """The schema of a layer's fields as text; columns a source does not have are no problem, required ones are."""
    import pandera.pandas as pa

    def check(rule: str, test: Test) -> pa.Check:
        def kept(values: pd.Series[Any]) -> pd.Series[Any]:
            return pd.Series(np.asarray(test(values), dtype=bool), index=values.index)

        return pa.Check(kept, name=rule, ignore_na=True, n_failure_cases=None)

    columns = {
        field.name: pa.Column(
            None,
            checks=[check(rule, test) for rule, test in _tests(field).items()],
            nullable=not field.required,
            required=field.required,
        )
        for field in layer.fields
    }
    return pa.DataFrameSchema(columns, strict=False)


def broken_rules(layer: Layer, fields: pd.DataFrame) -> list[tuple[str, str, np.ndarray[Any, np.dtype[np.int64]]]]:
    """(field, rule, positions of the rows that break it) over m rows; ``fields`` has a range index. Empty when all is well."""
    from pandera.errors import SchemaErrors

    try:
        schema(layer).validate(fields, lazy=True)
    except SchemaErrors as problems:
        cases = problems.failure_cases
    else:
        return []
    out = []
    for (column, check), group in cases.groupby(["column", "check"], sort=False, dropna=False):
        rule = "required" if check in ("not_nullable", "column_in_dataframe") else str(check)
        index = pd.to_numeric(group["index"], errors="coerce")
        if rule == "required" and check == "column_in_dataframe":
            out.append((str(group["failure_case"].iloc[0]), rule, np.arange(len(fields))))
        else:
            out.append((str(column), rule, np.unique(index.dropna().to_numpy(dtype=np.int64))))
    return out
