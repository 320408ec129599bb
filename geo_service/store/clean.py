"""A layer's fields as clean text, and the good ones typed."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_service.store.conform import Conformed
from geo_service.store.office_values import mark_of, number_in, western_year
from geo_service.store.once import once_each
from geo_service.store.schema import dates, numbers
from layers.base import MARK_VALUES, Field, Layer, Text
from layers.text import digits, fold_text

INVISIBLE = "[\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u115f\u1160\u180e\u2800\u3164\uffa0\U000e0000-\U000e007f]"
"""Signs without a look of their own; a name of nothing else is empty."""
SUPPRESSED = ("-", "－", "―", "−", "…", "*", "＊", "x", "X", "***", "不明", "秘匿", "N/A", "n/a")
"""What published tables write for a number that is not given: unknown, never 0."""


def heading_of(found: Conformed, name: str) -> str:
    """The source's heading of a field, the field's own name for constants, its label where it was made of several columns."""
    heading = next((heading for heading, field in found.meant.format.columns.items() if field == name), name)
    return found.meant.layer.field(name).label.ja if heading.startswith("@") else heading


def source_values(found: Conformed, name: str, at: NDArray[np.int64]) -> list[str]:
    if name not in found.fields:
        return [""] * len(at)
    return [str(value) for value in found.fields[name].iloc[at].fillna("").tolist()]


def cleaned(found: Conformed) -> pd.DataFrame:
    """The fields as text ready for judging: trimmed, digits of numbers plain, codes as slugs, blanks missing."""
    layer = found.meant.layer
    out = {}
    for field in layer.fields:
        if field.name not in found.fields:
            continue
        said = found.fields[field.name]
        if field.type in ("integer", "number"):
            text = _plain_numbers(found, field, said.str.strip())
            out[field.name] = text.mask(text == "")
        else:
            if field.type == "text":
                _say_invisible(found, field, said)
            out[field.name] = once_each(said, partial(_plain_words, field))
    return pd.DataFrame(out, index=found.fields.index)


def _say_invisible(found: Conformed, field: Field, said: pd.Series[Any]) -> None:
    hidden = said.str.contains(INVISIBLE, regex=True).fillna(False).to_numpy(dtype=bool)
    found.findings.add(
        "invisible_removed",
        heading_of(found, field.name),
        "notice",
        found.rows[hidden],
        said[hidden].tolist(),
        Text("見えない文字を除いて読みました。", "Invisible signs in it were left out."),
    )


def _plain_words(field: Field, said: pd.Series[Any]) -> pd.Series[Any]:
    text = said.str.strip()
    if field.type == "text":
        hidden = text.str.contains(INVISIBLE, regex=True).fillna(False).to_numpy(dtype=bool)
        if hidden.any():
            text = text.str.replace(INVISIBLE, "", regex=True).str.strip()
        text = text.str.replace(r"[\t\r\n]+", " ", regex=True)
    elif field.type == "code":
        text = text.map(_slugs(field, text)).astype("str")
    elif field.type == "mark":
        text = text.map(_marks(text)).astype("str")
    return text.mask(text == "")


def _plain_numbers(found: Conformed, field: Field, text: pd.Series[Any]) -> pd.Series[Any]:
    unknown = text.isin(SUPPRESSED).to_numpy(dtype=bool)
    heading = heading_of(found, field.name)
    if unknown.any():
        found.findings.add(
            "not_given",
            heading,
            "notice",
            found.rows[unknown],
            text[unknown].tolist(),
            Text("値が公表されていません。0ではなく「不明」として扱います。", "The value is not given: unknown, not 0."),
        )
        text = text.mask(unknown)
    wide = text.str.contains("[０-９．，－＋−]", regex=True).fillna(False).to_numpy(dtype=bool)
    if wide.any():
        found.findings.add(
            "full_width_digits",
            heading,
            "notice",
            found.rows[wide],
            text[wide].tolist(),
            Text("全角の数字を半角にして読みました。", "Full-width digits were read as plain ones."),
        )
        text = text.map(digits, na_action="ignore").astype("str")
    return _written_out(found, field, heading, text)


def _written_out(found: Conformed, field: Field, heading: str, text: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers with their unit, and years of an era, as plain ones; what is neither stays, to be reported."""
    odd = (text.notna() & (text != "") & np.isnan(numbers(text))).to_numpy(dtype=bool)
    if not odd.any():
        return text
    year = field.unit == "year" or field.name == "year" or field.name.endswith("_year")
    read = {value: western_year(value) if year else number_in(value, field.unit) for value in text[odd].unique()}
    known = odd & text.map({value: one is not None for value, one in read.items()}).fillna(False).to_numpy(dtype=bool)
    said, plain = text[known].tolist(), text[known].map(read).tolist()
    found.findings.add(
        "era_year" if year else "unit_in_cell",
        heading,
        "notice",
        found.rows[known],
        said,
        Text("西暦の年 {note} として読みました。", "It was read as the year {note}.")
        if year
        else Text("数 {note} として読みました。", "It was read as the number {note}."),
        Text("違うときは、元の表を数字だけにしてください。", "If that is wrong, write digits only in the source."),
        plain,
    )
    text = text.copy()
    text[known] = plain
    return text


def _slugs(field: Field, text: pd.Series[Any]) -> dict[str, str]:
    """Each value there is → its slug; a value that is no spelling of any code stays as it is, to be reported."""
    known: dict[str, str] = {}
    for code in field.codes:
        for spelling in (code.slug, code.label.ja, code.label.en, *code.spellings):
            known.setdefault(fold_text(spelling), code.slug)
    return {value: known.get(fold_text(value), value) for value in text.dropna().unique()}


def _marks(text: pd.Series[Any]) -> dict[str, str | None]:
    out: dict[str, str | None] = {}
    for value in text.dropna().unique():
        plain = digits(value).casefold()
        said = MARK_VALUES[plain] if plain in MARK_VALUES else mark_of(value)
        out[value] = None if said is None else str(said).lower() if isinstance(said, bool) else value
    return out


def typed(layer: Layer, fields: pd.DataFrame) -> pd.DataFrame:
    """Clean text of good rows as numbers, true/false/unknown, ISO dates and text."""
    out: dict[str, Any] = {}
    for field in layer.fields:
        if field.name not in fields:
            continue
        text = fields[field.name]
        if field.type == "integer":
            out[field.name] = pd.Series(numbers(text), index=fields.index).round().astype("Int64")
        elif field.type == "number":
            out[field.name] = numbers(text)
        elif field.type == "mark":
            yes, no = ((text == word).to_numpy(dtype=bool) for word in ("true", "false"))
            out[field.name] = pd.arrays.BooleanArray(yes, ~(yes | no))
        elif field.type == "date":
            out[field.name] = dates(text)
        else:
            out[field.name] = text
    return pd.DataFrame(out, index=fields.index)
