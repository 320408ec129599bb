"""国土数値情報 N03 行政区域: the two layouts of its columns, for the layers that are read from it.

To about 2023 N03_003 is the designated city (or 郡) and N03_004 the ward or municipality; from 2024 N03_004 is the city
and N03_005 its ward. One file holds many municipalities, so both layers declare both layouts and ``rows_of`` parts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from layers.base import Format, Row, Text
from layers.fictitious import fictitious

FULL_NAME = "N03_full_name"
OWN_NAME = "N03_own_name"
CITY_NAME = "N03_city_name"
"""Columns the rows functions add: name with its designated city, without it, and the designated city alone."""
NAME_EN, CITY_EN = "name_en", "municipality_en"
"""Columns N03 has not, but a city may add to its copy (the sample city's has them)."""


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def _with_names(row: Row, city: str, own: str) -> Row:
    added = {FULL_NAME: city + own, OWN_NAME: own, CITY_NAME: city}
    return {**row, **added, NAME_EN: _said(row, NAME_EN), CITY_EN: _said(row, CITY_EN)}


def names_to_2023(rows: Sequence[Row]) -> list[Row]:
    """Names from N03_003 (designated city or 郡) and N03_004. A 郡 is no part of a municipality's name."""
    out = []
    for row in rows:
        above, own = _said(row, "N03_003"), _said(row, "N03_004")
        out.append(_with_names(row, above if above.endswith("市") and own else "", own or above))
    return out


def names_from_2024(rows: Sequence[Row]) -> list[Row]:
    """Names from N03_004 (municipality) and N03_005 (ward of a designated city, else empty)."""
    out = []
    for row in rows:
        city, ward = _said(row, "N03_004"), _said(row, "N03_005")
        out.append(_with_names(row, city if ward else "", ward or city))
    return out


def formats(columns: dict[str, str], rows_of: Literal["target", "others"]) -> tuple[Format, ...]:
    """Both layouts for a layer. ``columns`` maps the names above and N03 columns to the layer's fields."""
    since_2024, to_2023 = (
        Format(
            id="n03-2024",
            title=Text("国土数値情報 行政区域（2024年以降の列）", "KSJ N03 administrative areas (columns since 2024)"),
            columns=columns,
            recognised_by=("N03_001", "N03_004", "N03_005", "N03_007"),
            rows=names_from_2024,
            rows_of=rows_of,
            omit={"N03_004": ("所属未定地",)},
            dissolve="code",
            source=Text("国土数値情報", "National Land Numerical Information"),
            licence="KSJ-open",
            edition="2024–",
            spec=Text("2026年版（大阪府）を読む公開コード", "public code that reads the 2026 edition (Osaka)"),
        ),
        Format(
            id="n03-2023",
            title=Text("国土数値情報 行政区域（2023年までの列）", "KSJ N03 administrative areas (columns to 2023)"),
            columns=columns,
            recognised_by=("N03_001", "N03_003", "N03_004", "N03_007"),
            rows=names_to_2023,
            rows_of=rows_of,
            omit={"N03_004": ("所属未定地",)},
            dissolve="code",
            source=Text("国土数値情報", "National Land Numerical Information"),
            licence="KSJ-open",
            edition="–2023",
            verified=Text("N03-21（川崎市と周辺）", "N03-21 of Kawasaki and its neighbours"),
        ),
    )
    return (fictitious(since_2024), since_2024, to_2023)
