"""子育て施設: nurseries, centres, kindergartens, children's halls."""

from __future__ import annotations

from layers.base import ADDRESS, CAPACITY, NAME, REMARKS, WARD, Code, Field, Layer, Style, Text

KINDS = (
    Code(
        "nursery", Text("認可保育所", "licensed nursery"), ("認可保育所", "認可公立保育所", "認可私立保育所", "保育所", "保育園")
    ),
    Code(
        "certified_centre",
        Text("認定こども園", "certified centre for early childhood"),
        (
            "認定こども園",
            "認定こども園（幼保連携型）",
            "認定こども園（幼稚園型）",
            "認定こども園（保育所型）",
            "認定こども園（地方裁量型）",
            "幼保連携型認定こども園",
            "幼稚園型認定こども園",
            "保育所型認定こども園",
            "地方裁量型認定こども園",
        ),
    ),
    Code(
        "small_nursery",
        Text("地域型保育", "small-scale childcare"),
        (
            "地域型保育",
            "地域型保育事業",
            "小規模保育",
            "小規模保育事業",
            "家庭的保育",
            "家庭的保育事業",
            "事業所内保育",
            "事業所内保育事業",
        ),
    ),
    Code("kindergarten", Text("幼稚園", "kindergarten"), ("幼稚園", "公立幼稚園", "私立幼稚園")),
    Code("unlicensed", Text("認可外保育施設", "unlicensed nursery"), ("認可外保育施設", "認可外保育所", "認可外", "認定保育園")),
    Code("children_hall", Text("児童館", "children's hall"), ("児童館",)),
    Code("other", Text("その他の子育て施設", "other childcare facility"), ("その他",)),
)

LAYER = Layer(
    id="child_facilities",
    title=Text("子育て施設", "child facilities"),
    about=Text(
        "保育所、認定こども園、幼稚園、児童館など。",
        "Nurseries, certified centres, kindergartens, children's halls and the like.",
    ),
    role="places",
    geometry="point",
    fields=(
        NAME,
        Field("kind", Text("種別", "kind"), "code", codes=KINDS),
        ADDRESS,
        WARD,
        CAPACITY,
        Field("phone", Text("電話番号", "phone")),
        Field("url", Text("URL", "web page")),
        Field("postcode", Text("郵便番号", "postcode")),
        Field("open_from", Text("開始時間", "opens at")),
        Field("open_to", Text("終了時間", "closes at")),
        REMARKS,
    ),
    formats=(),
    style=Style(fill="#e69f00", line="#7d5600", shape="triangle", opacity=0.9),
    kind="kind",
)
