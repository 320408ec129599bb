"""The answer as plain text for a terminal or a mail: sentence, table of wards, notes, sources."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from math import inf
from typing import Any, Literal

from geo_service.coverage.answer import Answer
from geo_service.render.cells import TOTAL, unit_set_title
from geo_service.render.document import document
from geo_service.render.notes import place_note
from geo_service.render.provenance import merged_datasets
from geo_service.render.words import number, per_cent, ward_name
from layers import LAYERS
from layers.base import Text

Lang = Literal["ja", "en"]
MOST_UNITS = 10
"""Small units listed: those with the most unserved."""
MOST_ITEMS = 20
"""Facilities listed."""
_HEADINGS = (
    Text("名称", "name"),
    Text("対象", "all"),
    Text("届く", "served"),
    Text("届かない", "unserved"),
    Text("届く割合", "share"),
    Text("1か所頼み", "one only"),
    Text("距離の中央値", "median"),
)
_TITLES = {
    "worst": Text("届かない数の多い{set}", "{set} with the most unserved"),
    "worst_items": Text("届かない施設", "facilities without a place"),
    "notes": Text("注意", "Notes"),
    "out": Text("数えていないもの", "Not counted"),
    "basis": Text("根拠", "Basis"),
    "sources": Text("データ", "Data"),
    "firm": Text("ほかの前提なら", "Under other assumptions"),
}


def to_text(answer: Answer, lang: Lang = "ja") -> str:
    """The answer in one language, lines ending in a newline, columns aligned for full-width signs."""
    whole = document(answer)
    word = 0 if lang == "ja" else 1
    key = "ja" if lang == "ja" else "en"
    lines = [whole["words"][key], "", whole["sentence"][key], ""]
    rows = [_row(one, lang) for one in whole["units"].get("wards", [])]
    rows.append(_row({**whole["totals"], "name": TOTAL.ja, "name_en": TOTAL.en, "code": ""}, lang))
    lines += aligned([[heading[word] for heading in _HEADINGS], *rows])
    lines += _worst(answer, whole, lang)
    lines += _section(_TITLES["firm"][word], _firm_lines(whole, key))
    counted_out = [one["text"][key] for one in (*whole["left_out"], *whole["excluded_supply"])]
    lines += _section(_TITLES["out"][word], counted_out)
    lines += _section(_TITLES["notes"][word], [note[key] for note in whole["notes"]] + [whole["purpose"][key]])
    lines += _section(_TITLES["basis"][word], [whole["basis"][key]])
    sources = [_source(dataset, key) for dataset in merged_datasets(whole["datasets"])]
    lines += _section(_TITLES["sources"][word], [*sources, whole["licence"]["attribution"][key], place_note(answer)[word]])
    release = f"{whole['city']} {whole['city_name'][key]} / release {whole['release']} / id {whole['id']}"
    return for_terminal("\n".join([*lines, "", release, ""]))


def _row(row: dict[str, Any], lang: Lang) -> list[str]:
    median = row["distance_m"]["p50"]
    return [
        _name(row, lang),
        number(row["demand"]),
        number(row["served"]),
        number(row["unserved"]),
        per_cent(row["share_served"]),
        number(row["depends_on_one"]),
        "—" if median is None else f"{median:,.0f} m",
    ]


def _name(row: dict[str, Any], lang: Lang) -> str:
    return str((row.get("name_en") if lang == "en" else "") or row["name"] or row["code"])


def _worst(answer: Answer, whole: dict[str, Any], lang: Lang) -> list[str]:
    word = 0 if lang == "ja" else 1
    if whole["items"]:
        # The farthest first: whoever reads the top of the list reads the worst.
        missing = sorted((one for one in whole["items"] if one["served"] is False), key=lambda one: -(one["distance_m"] or inf))
        named = [_item(answer, one, lang) for one in missing[:MOST_ITEMS]]
        if len(missing) > MOST_ITEMS:
            more = len(missing) - MOST_ITEMS
            named.append(f"ほか{more}か所（全部は xlsx か json で）" if lang == "ja" else f"{more} more (all in xlsx and json)")
        return _section(_TITLES["worst_items"][word], named)
    small = next((id for id in whole["units"] if id != "wards" and whole["units"][id]), "")
    rows = sorted((one for one in whole["units"].get(small, []) if one["unserved"] > 0), key=lambda one: -one["unserved"])
    if not rows:
        return []
    title = _TITLES["worst"][word].format(set=unit_set_title(answer, small)[word])
    table = aligned([[heading[word] for heading in _HEADINGS], *(_row(one, lang) for one in rows[:MOST_UNITS])])
    return ["", f"■ {title}", *table]


def _item(answer: Answer, item: dict[str, Any], lang: Lang) -> str:
    word = 0 if lang == "ja" else 1
    ward = ward_name(answer.city, item["ward"])[word] if item["ward"] else ""
    where = f"（{ward}）" if ward and lang == "ja" else f" ({ward})" if ward else ""
    near = "" if item["distance_m"] is None else f" {item['nearest']['name']} {item['distance_m']:,.0f} m"
    return f"{item['name']}{where}{near}"


def _firm(one: dict[str, Any], key: str) -> str:
    return f"{one['text'][key]} {per_cent(one['share_served'])}"


def _source(dataset: dict[str, Any], key: str) -> str:
    layer = LAYERS.get(dataset["layer"])
    title = (layer.title.ja if key == "ja" else layer.title.en) if layer else dataset["layer"]
    date = dataset["reference_date"] or ("時点不明" if key == "ja" else "date unknown")
    parts = [f"{title}: {dataset['title']}", date, dataset["licence"] or "—"]
    if dataset["files"] > 1:
        parts.append(f"{dataset['files']}ファイル" if key == "ja" else f"{dataset['files']} files")
    if not dataset["used"]:
        parts.append(("使っていません：" if key == "ja" else "not used: ") + dataset[f"why_not_{key}"])
    return " / ".join(parts)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"■ {title}", *(f"  ・{line}" for line in lines)] if lines else []


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def aligned(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Rows with the first ``left`` columns left and the others right, padded by the width signs have in a terminal."""
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _width(cell))
            cells.append(cell + space if at < left else space + cell)
        lines.append("  ".join(cells).rstrip())
    return lines


def for_terminal(text: str) -> str:
    """Text without signs that steer a terminal (names come from other people's files); line breaks stay."""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")


def _firm_lines(whole: dict[str, Any], key: str) -> list[str]:
    said = [whole["firm"]["text"][key]] if whole["firm"] else []
    return said + [_firm(one, key) for one in whole["firmness"]]
