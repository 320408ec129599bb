"""鉄道の線路: drawn, and a barrier that walking streets cross where there is a crossing."""

from __future__ import annotations

from collections.abc import Sequence

from layers.base import Code, Field, Format, Layer, Row, Style, Text
from layers.terrain import FGD_NAMED, FGD_SPEC

KINDS = (
    Code("shinkansen", Text("新幹線", "Shinkansen"), ("新幹線",)),
    Code("jr", Text("JR在来線", "JR line"), ("JR在来線",)),
    Code("public", Text("公営鉄道", "line of a municipality"), ("公営鉄道",)),
    Code("private", Text("民営鉄道", "private line"), ("民営鉄道",)),
    Code("third_sector", Text("第三セクター", "half-public line"), ("第三セクター",)),
    Code("tram", Text("路面電車", "tram"), ("路面鉄道", "路面電車")),
    Code("railway", Text("鉄道（事業者の記載なし）", "railway, operator not said"), ("普通鉄道", "鉄道")),
    Code("other", Text("その他", "other"), ("特殊軌道", "索道", "その他")),
)
KIND, TUNNEL = "@kind", "@tunnel"


def rails(rows: Sequence[Row]) -> list[Row]:
    """Kind and tunnel of 基盤地図情報's 軌道の中心線: what runs below the ground is no barrier."""
    out = []
    for row in rows:
        said = str(row.get("type") or "").strip()
        kind = next((code.slug for code in KINDS if said in code.spellings), None)
        below = "トンネル" in said or "地下" in said
        if kind is None:
            kind = "railway" if below or "鉄道" in said else "other"
        out.append({**row, KIND: kind if said else None, TUNNEL: ("true" if below else "false") if said else None})
    return out


LAYER = Layer(
    id="railways",
    title=Text("鉄道", "railways"),
    about=Text("鉄道の線路。地図の背景に描き、踏切や橋でしか渡れない線として使う。", "Railway lines: drawn, and barriers."),
    role="context",
    geometry="line",
    fields=(
        Field("name", Text("路線名", "line")),
        Field("operator", Text("運営会社", "operator")),
        Field("kind", Text("種類", "kind"), "code", codes=KINDS),
        Field("tunnel", Text("地下・トンネル", "in a tunnel"), "mark"),
        Field("source_class", Text("元の区分", "class as the source has it")),
    ),
    formats=(
        Format(
            id="ksj-n02",
            title=Text("国土数値情報 鉄道（N02 路線）", "KSJ railways (N02, sections)"),
            columns={"N02_001": "source_class", "N02_002": "kind", "N02_003": "name", "N02_004": "operator"},
            recognised_by=("N02_001", "N02_002", "N02_003", "N02_004"),
            values={"kind": {"1": "shinkansen", "2": "jr", "3": "public", "4": "private", "5": "third_sector"}},
            # The file of stations beside it has the same columns and one more: without it they are no tracks.
            named=r"(?:^|/)(?![^/]*_Station)(?:[^/]*N02-(?P<year>\d\d))?[^/]*$",
            source=Text("国土数値情報 鉄道", "National Land Numerical Information, railways"),
            licence="KSJ-open",
            edition="2005–2024",
            spec=Text("この形式を読む公開コードの列", "Columns in public code that reads it"),
            assumed=("N02_002",),
        ),
        Format(
            id="fgd-railcl",
            title=Text("基盤地図情報 軌道の中心線（RailCL）", "GSI fundamental geospatial data, track centre lines (RailCL)"),
            columns={KIND: "kind", TUNNEL: "tunnel", "type": "source_class", "name": "name"},
            recognised_by=("RailCL", "fid", "type"),
            rows=rails,
            named=FGD_NAMED,
            source=Text("基盤地図情報 軌道の中心線", "GSI fundamental geospatial data, track centre lines"),
            licence="GSI",
            edition="JPGIS 2014 (GML)",
            spec=FGD_SPEC,
            assumed=("type",),
        ),
    ),
    without=Text(
        "地図に線路が出ません。道のりで測るとき、踏切のない所で線路の向こうの道に出ることがあります。",
        "The map shows no railways. Along streets, people may step onto a street across the tracks where there is no crossing.",
    ),
    style=Style(fill="#555555", line="#555555", opacity=0.9),
    kind="kind",
)
