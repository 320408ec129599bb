"""駅: stations of 国土数値情報 N02 (railways) and S12 (passengers a day, by year). Where people are stranded when trains stop.

Both give a station as the line of its platforms, one for each railway line: the point is half way along it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Format, Layer, Row, Style, Text
from layers.fictitious import fictitious

KINDS = (
    Code("railway", Text("鉄道", "railway"), ("鉄道", "普通鉄道")),
    Code("subway", Text("地下鉄", "subway"), ("地下鉄",)),
    Code("monorail", Text("モノレール", "monorail"), ("モノレール",)),
    Code("tram", Text("路面電車", "tram"), ("路面電車", "軌道")),
    Code("other", Text("その他", "other"), ("その他",)),
)
KIND_OF: Mapping[str, str] = {
    **dict.fromkeys(("11", "12"), "railway"),
    **dict.fromkeys(("14", "15", "22", "23"), "monorail"),
    "21": "tram",
    # Cable railways, trolley buses, guided ways, magnetic levitation.
    **dict.fromkeys(("13", "16", "17", "24", "25"), "other"),
}
"""鉄道区分コード of N02_001 and S12_004 → kind. No code says "subway"."""
FIRST_YEAR, FIRST_COLUMN = 2011, 6
"""S12 has four columns a year from here: counted elsewhere, is there a figure, remarks, passengers."""
WHY_NONE: Mapping[str, str] = {"2": "乗降客数なし（無人駅など）", "3": "乗降客数は非公開", "4": "この年度には駅がない"}
ELSEWHERE = "乗降客数は同じ駅の別の路線の行に含まれる"


def _said(row: Row, column: str) -> str:
    value = row.get(column)
    return value.strip() if isinstance(value, str) else ""


def _kind(division: str, owner: str, operator: str, line: str) -> str:
    """Railways that a city or 都 runs (owner 3), or that call themselves 地下鉄, are subways."""
    kind = KIND_OF.get(division, "other")
    return "subway" if kind == "railway" and (owner == "3" or "地下鉄" in operator + line) else kind


def rows_of_n02(rows: Sequence[Row]) -> list[Row]:
    """The kind of each station."""
    return [
        {**row, "@kind": _kind(*(_said(row, column) for column in ("N02_001", "N02_002", "N02_004", "N02_003")))} for row in rows
    ]


def rows_of_s12(rows: Sequence[Row]) -> list[Row]:
    """The kind and the passengers of the last year that the file has. 0 stands for "not known" and for "counted elsewhere"."""
    if not rows:
        return []
    numbers = [int(found[1]) for column in rows[0] if (found := re.fullmatch(r"S12_(\d{3})", column))]
    last = (max(numbers, default=0) - FIRST_COLUMN - 3) // 4
    year, first = FIRST_YEAR + last, FIRST_COLUMN + 4 * last
    out = []
    for row in rows:
        elsewhere, there, note, count = (_said(row, f"S12_{first + place:03}") for place in range(4))
        known = elsewhere != "2" and there == "1"
        why = ELSEWHERE if elsewhere == "2" else WHY_NONE.get(there, "")
        made = {
            "@kind": _kind(*(_said(row, column) for column in ("S12_004", "S12_005", "S12_002", "S12_003"))),
            "@passengers": count if known else None,
            "@year": str(year),
            "@remarks": "。".join(one for one in (why, note) if one) or None,
        }
        out.append({**row, **made})
    return out


def _n02(id: str, title: Text, edition: str, coded: bool) -> Format:
    columns = {"N02_005": "name", "N02_003": "line", "N02_004": "operator", "@kind": "kind"}
    more = {"N02_005c": "station_code", "N02_005g": "group_code"} if coded else {}
    return Format(
        id=id,
        title=title,
        columns={**columns, **more},
        recognised_by=("N02_001", "N02_002", "N02_003", "N02_004", "N02_005", *more),
        rows=rows_of_n02,
        key="N02_005c" if coded else None,
        middle=True,
        dissolve="name",
        source=Text("国土数値情報 鉄道", "National Land Numerical Information, railways"),
        licence="KSJ-open",
        edition=edition,
        spec=Text("公開コードと鉄道区分コードリスト", "public code, and the code list of kinds of railways"),
        assumed=("N02_002",),
        named=r"^(?:.*N02-(?P<year>\d{2}))?",
    )


N02_NEW = _n02(
    "n02-stations",
    Text("国土数値情報 鉄道の駅（駅コードのある版）", "KSJ N02 stations (with station codes)"),
    "2020〜",
    coded=True,
)
N02_OLD = _n02(
    "n02-stations-without-codes",
    Text("国土数値情報 鉄道の駅（駅コードのない版）", "KSJ N02 stations (without station codes)"),
    "〜2019",
    coded=False,
)
_S12 = {
    "S12_001": "name",
    "S12_002": "operator",
    "S12_003": "line",
    "@kind": "kind",
    "@passengers": "passengers_per_day",
    "@year": "passengers_year",
    "@remarks": "remarks",
}


def _s12(id: str, title: Text, edition: str, coded: bool) -> Format:
    more = {"S12_001c": "station_code", "S12_001g": "group_code"} if coded else {}
    return Format(
        id=id,
        title=title,
        columns={**_S12, **more},
        recognised_by=(*more, *(f"S12_{number:03}" for number in range(1, 10))),
        rows=rows_of_s12,
        key="S12_001c" if coded else None,
        middle=True,
        dissolve="name",
        source=Text("国土数値情報 駅別乗降客数", "National Land Numerical Information, passengers by station"),
        licence="unknown",
        edition=edition,
        spec=Text("製品仕様書 S12 第3.3版を引く公開コード", "public code that cites product specification S12 v3.3"),
        named=r"^(?:.*S12-(?P<year>\d{2}))?",
    )


S12_NEW = _s12(
    "s12-stations",
    Text("国土数値情報 駅別乗降客数（駅コードのある版）", "KSJ S12 passengers by station (with station codes)"),
    "2020〜",
    coded=True,
)
S12_OLD = _s12(
    "s12-stations-without-codes",
    Text("国土数値情報 駅別乗降客数（駅コードのない版）", "KSJ S12 passengers by station (without station codes)"),
    "〜2019",
    coded=False,
)
FICTITIOUS = replace(fictitious(N02_NEW), columns={**N02_NEW.columns, "昼間の人": "day_people"})
"""The sample's list says how many are there by day, too; the national one does not."""

LAYER = Layer(
    id="stations",
    title=Text("駅", "stations"),
    about=Text(
        "鉄道の駅。電車が止まったとき、帰れない人が集まる場所。路線ごとに1行。",
        "Railway stations: where people are stranded when trains stop. A row for each line.",
    ),
    role="places",
    geometry="point",
    fields=(
        Field(NAME.name, NAME.label, required=True, headings=("駅名",)),
        Field("kind", Text("種別", "kind"), "code", codes=KINDS),
        Field("line", Text("路線", "line"), headings=("路線名",)),
        Field("operator", Text("運営会社", "operator"), headings=("事業者", "鉄道会社")),
        ADDRESS,
        WARD,
        # Shinjuku has some 800,000 a day on its busiest lines.
        Field(
            "passengers_per_day",
            Text("1日の乗降客数", "passengers a day"),
            "integer",
            "people",
            minimum=0,
            maximum=5_000_000,
            headings=("乗降客数", "乗降人員"),
        ),
        Field("passengers_year", Text("乗降客数の年度", "year of the passengers"), "integer", "year", minimum=1900, maximum=2100),
        Field("day_people", Text("昼間にいる人", "people there by day"), "integer", "people", minimum=0, maximum=5_000_000),
        Field("station_code", Text("駅コード", "station code")),
        Field("group_code", Text("駅グループコード", "code of stations of one name nearby")),
        REMARKS,
    ),
    formats=(
        fictitious(S12_NEW), S12_NEW, fictitious(S12_OLD), S12_OLD, FICTITIOUS, N02_NEW, fictitious(N02_OLD), N02_OLD,
    ),
    without=Text("駅から避難場所などまでの距離は答えられません。", "How far stations are from sites cannot be answered."),
    style=Style(fill="#000000", line="#000000", shape="diamond", opacity=0.9),
    kind="kind",
    grouped=True,
    identity=("name", "line", "operator"),
)  # fmt: skip
