"""都市公園. A point stands poorly for a large park: distance to it overstates the walk, polygons are better."""

from __future__ import annotations

from collections.abc import Sequence

from layers import p14
from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Format, Layer, Row, Style, Text
from layers.fictitious import fictitious

KINDS = (
    Code("block", Text("街区公園", "block park"), ("街区公園",)),
    Code("neighbourhood", Text("近隣公園", "neighbourhood park"), ("近隣公園",)),
    Code("district", Text("地区公園", "district park"), ("地区公園", "地区公園(カントリーパーク)")),
    Code("comprehensive", Text("総合公園", "comprehensive park"), ("総合公園",)),
    Code("sports", Text("運動公園", "sports park"), ("運動公園",)),
    Code("regional", Text("広域公園", "regional park"), ("広域公園",)),
    Code("recreation_city", Text("レクリエーション都市", "recreation city"), ("レクリエーション都市",)),
    Code("national", Text("国営公園", "national government park"), ("国営公園",)),
    Code(
        "special",
        Text("特殊公園", "special park"),
        ("特殊公園", "特殊公園(風致・動植物・歴史・墓園)", "風致公園", "動植物公園", "歴史公園", "墓園"),
    ),
    Code("buffer", Text("緩衝緑地", "buffer green"), ("緩衝緑地",)),
    Code("green", Text("都市緑地", "urban green"), ("都市緑地",)),
    Code("greenway", Text("緑道", "greenway"), ("緑道",)),
    Code("forest", Text("都市林", "urban forest"), ("都市林",)),
    Code("square", Text("広場公園", "square"), ("広場公園",)),
)
"""The kinds of 国土数値情報 P13 in its order."""


def keyed(rows: Sequence[Row]) -> list[Row]:
    """A key from municipality and name; P13 has neither key nor address, and one city has several 児童公園."""
    seen: dict[str, int] = {}
    out = []
    for row in rows:
        key = "|".join(str(row.get(column) or "").strip() for column in ("P13_006", "P13_003"))
        seen[key] = seen.get(key, 0) + 1
        out.append({**row, "@key": key if seen[key] == 1 else f"{key}|{seen[key]}"})
    return out


P13 = Format(
    id="p13-2011",
    title=Text("国土数値情報 都市公園（2011年）", "KSJ P13 city parks (2011)"),
    columns={
        "P13_003": "name",
        "P13_004": "kind",
        "P13_006": "municipality",
        "P13_007": "opened_year",
        "P13_008": "area_m2",
        "P13_010": "remarks",
    },
    recognised_by=tuple(f"P13_{number:03}" for number in range(1, 11)),
    values={
        "kind": {spelling: kind.slug for number, kind in enumerate(KINDS, start=1) for spelling in (f"{number}", f"{number:02}")},
        # A year nobody knows is 9999, an area nobody knows 0.
        "opened_year": {"9999": None, "0": None},
        "area_m2": {"0": None, "0.0": None, "0.00": None},
    },
    rows=keyed,
    key="@key",
    crs="EPSG:4612",
    source=Text("国土数値情報", "National Land Numerical Information"),
    licence="unknown",
    reference_date="2011",
    edition="2011",
    spec=Text(
        "公開コード（1つは東京都の実物P13-11_13で確かめた）と都市公園種別コードリスト。面積の単位（m2）は3つの公開コードによる",
        "public code (one program checked with the real file of Tokyo, P13-11_13), and the code list of kinds; that areas are in "
        "m2 is said by three readers",
    ),
    assumed=("P13_007",),
    caution=Text(
        "公園は1点で表されています。大きな公園では、入口までの距離より遠く見えます。2011年より後の公園は入っていません。",
        "Each park is one point: a large one looks farther away than its gates are. Parks opened after 2011 are not in it.",
    ),
)

LAYER = Layer(
    id="parks",
    title=Text("公園", "parks"),
    about=Text(
        "都市公園。種別ごとに「歩いて行ける距離」の標準が違う（街区250 m、近隣500 m、地区1 km）。",
        "City parks. The standard walking distance differs by kind (block 250 m, neighbourhood 500 m, district 1 km).",
    ),
    role="places",
    geometry="any",
    fields=(
        NAME,
        Field(
            "kind",
            Text("種別", "kind"),
            "code",
            codes=KINDS,
            without=Text(
                "種別のない公園は、標準の距離がないので公園の問いで数えません。",
                "Parks without a kind have no standard distance and are not counted.",
            ),
        ),
        ADDRESS,
        WARD,
        p14.MUNICIPALITY_NAME,
        # 10 m2: the smallest pocket parks; 10 km2: larger than any city park.
        Field("area_m2", Text("面積", "area"), "number", "m2", minimum=10, maximum=10_000_000),
        Field("opened_year", Text("開園年", "year opened"), "integer", "year", minimum=1870, maximum=2100),
        REMARKS,
    ),
    formats=(fictitious(P13, ""), P13),
    without=Text(
        "歩いて行ける公園が近くにない人はどこか、答えられません。", "Where people have no park nearby cannot be answered."
    ),
    style=Style(fill="#009e73", line="#006b4f", shape="circle", opacity=0.6),
    kind="kind",
    min_area_m2=10,
    max_area_m2=10_000_000,
)
