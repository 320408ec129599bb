"""Columns of the tables by unit, shared by CSV, Excel and plain text; and cells that a spreadsheet cannot run."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from geo_service.coverage.answer import Answer
from geo_service.render.words import Counted, counted, ward_name
from layers.base import Text

_RUN_BY_SPREADSHEETS = "=+-@\t\r\n＝＋－＠|%"
"""First signs that make a spreadsheet read a text as a formula, their full-width forms, and DDE's marks."""

TOTAL = Text("全体", "total")
NOT_PUBLISHED = Text("公表なし（0ではありません）", "not published (not 0)")
PARTLY_PUBLISHED = Text("一部公表なし（分かっている分だけの数）", "partly published (figures are of the known part)")
PUBLISHED = Text("", "")
COUNTS = ("demand", "served", "unserved", "left_out", "depends_on_one")
"""Figures of a unit that count somebody."""


def published(row: Mapping[str, Any]) -> Text:
    """Whether all counts behind a unit's figures are published: nothing is said where they are."""
    if not row.get("unknown_features"):
        return PUBLISHED
    return PARTLY_PUBLISHED if (row["demand"] or 0) > 0 else NOT_PUBLISHED


def known_figures(row: Mapping[str, Any]) -> dict[str, Any]:
    """The unit's row, its counts None where none is published: a 0 would make every sum, mean and join of a file wrong."""
    if published(row) is not NOT_PUBLISHED:
        return dict(row)
    zone = row.get("in_zone")
    inside = {} if zone is None else {"in_zone": dict.fromkeys(zone)}
    return {**row, **dict.fromkeys(COUNTS), **inside, "error_bound": None}


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: control signs become spaces, and a leading formula sign gets an apostrophe."""
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text).strip()
    return f"'{plain}" if plain and plain[0] in _RUN_BY_SPREADSHEETS else plain


def headings(answer: Answer) -> list[Text]:
    """Headings of the columns of :func:`rows`, with units."""
    unit = counted(answer.question.demand).label
    return [
        Text("区分", "division"),
        Text("コード", "code"),
        Text("名称", "name"),
        Text("名称（英語）", "name (English)"),
        Text("区", "ward"),
        Text(f"対象（{unit.ja}）", f"all ({unit.en})"),
        Text(f"届いている（{unit.ja}）", f"served ({unit.en})"),
        Text(f"届いていない（{unit.ja}）", f"unserved ({unit.en})"),
        Text(f"割合に入れていない（{unit.ja}）", f"left out ({unit.en})"),
        Text("届いている割合（％）", "share served (%)"),
        Text(f"1か所だけが頼り（{unit.ja}）", f"depends on one place ({unit.en})"),
        Text("距離の中央値（m）", "distance, median (m)"),
        Text("距離の75％値（m）", "distance, 75 % (m)"),
        Text("距離の90％値（m）", "distance, 90 % (m)"),
        Text("距離の95％値（m）", "distance, 95 % (m)"),
        Text(f"想定区域内の対象（{unit.ja}）", f"all inside the zones ({unit.en})"),
        Text(f"想定区域内で届いていない（{unit.ja}）", f"unserved inside the zones ({unit.en})"),
        Text("割合の誤差の上限（ポイント）", "largest error of the share (points)"),
        Text("数が公表されていない区域（か所）", "areas without a published count"),
        Text("数の公表", "counts published"),
    ]


def unit_set_title(answer: Answer, id: str) -> Text:
    """The division's name."""
    one = answer.city.unit_sets.get(id)
    return Text(one.title_ja, one.title_en) if one is not None else Text(id, id)


def cells_of(row: dict[str, Any], what: Counted, division: Text, ward: str) -> list[str | float | int | None]:
    """One unit's cells, in the order of :func:`headings`. Shares and bounds in per cent. Counts that are not published are
    None, and the last cell says so."""
    row = known_figures(row)
    zone = row["in_zone"] or {}
    return [
        division.ja,
        row.get("code", ""),
        row.get("name", ""),
        row.get("name_en", ""),
        ward,
        row["demand"],
        row["served"],
        row["unserved"],
        row["left_out"],
        None if row["share_served"] is None else round(100 * row["share_served"], 2),
        row["depends_on_one"],
        *row["distance_m"].values(),
        zone.get("demand"),
        zone.get("unserved"),
        None if row.get("error_bound") is None else round(100 * row["error_bound"], 2),
        row.get("unknown_features"),
        published(row).ja,
    ]


def total_cells(answer: Answer, whole: dict[str, Any]) -> list[str | float | int | None]:
    """The total's cells."""
    name = whole["city_name"]
    ward = answer.question.ward
    labels = ward_name(answer.city, ward) if ward else Text(name["ja"], name["en"])
    row = {**whole["totals"], "code": ward or whole["city"], "name": labels.ja, "name_en": labels.en}
    row["unknown_features"] = sum(one["things"] for one in whole["left_out"] if one["code"] == "count_unknown")
    return cells_of(row, counted(answer.question.demand), TOTAL, "")


def unit_cells(answer: Answer, whole: dict[str, Any], id: str) -> Iterator[list[str | float | int | None]]:
    """The cells of every unit of one division, in its own order."""
    what, division = counted(answer.question.demand), unit_set_title(answer, id)
    for row in whole["units"][id]:
        yield cells_of(row, what, division, ward_name(answer.city, row["ward"]).ja if row["ward"] else "")
