"""都市公園. A point stands poorly for a large park: distance to it overstates the walk, polygons are better."""

from __future__ import annotations

from layers.base import ADDRESS, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

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
        Field("kind", Text("種別", "kind"), "code", codes=KINDS),
        ADDRESS,
        WARD,
        # 10 m2: the smallest pocket parks; 10 km2: larger than any city park.
        Field("area_m2", Text("面積", "area"), "number", "m2", minimum=10, maximum=10_000_000),
        Field("opened_year", Text("開園年", "year opened"), "integer", "year", minimum=1870, maximum=2100),
        REMARKS,
    ),
    formats=(),
    style=Style(fill="#009e73", line="#006b4f", shape="circle", opacity=0.6),
    kind="kind",
    min_area_m2=10,
    max_area_m2=10_000_000,
)
