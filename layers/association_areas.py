"""町内会・自治会の区域: may overlap, may leave holes, and is never the sum of 町丁."""

from __future__ import annotations

from layers.base import NAME, WARD, Field, Layer, Style, Text

LAYER = Layer(
    id="association_areas",
    title=Text("町内会・自治会の区域", "association areas"),
    about=Text(
        "町内会・自治会の区域。重なることも、どこにも入らない土地が残ることもある。",
        "Areas of neighbourhood associations. They may overlap and leave ground that belongs to none.",
    ),
    role="units",
    geometry="polygon",
    fields=(
        NAME,
        Field("code", Text("コード", "code")),
        WARD,
        Field("households", Text("区域の世帯数", "households in the area"), "integer", "households", minimum=0, maximum=50_000),
        Field("members", Text("加入世帯数", "member households"), "integer", "households", minimum=0, maximum=50_000),
        Field(
            "area_text",
            Text("区域（町丁・番）", "area in words (町丁 and blocks)"),
            headings=("区域", "町会区域", "町内会区域", "自治会区域", "対象区域", "区域の範囲", "町丁・番地"),
            without=Text("区域の図がない町会は、地図にも数にも出ません。", "Those without an area are in no map and figure."),
        ),
        Field("confirmed", Text("区域を確認済み", "line confirmed"), "mark", headings=("確認済み", "区域確認", "境界確認")),
        Field("confirmed_by", Text("確認した人", "who confirmed it"), publish="staff", headings=("確認者",)),
        Field("confirmed_on", Text("確認した日", "confirmed on"), "date", headings=("確認日", "確認年月日")),
    ),
    formats=(),
    without=Text("町内会・自治会ごとの数が出せません。", "No figures by neighbourhood association."),
    style=Style(fill="#cc79a7", line="#8f3d6b", opacity=0.15),
    unit_code="code",
    min_area_m2=300,
    max_area_m2=50_000_000,
    confirmed="confirmed",
)
