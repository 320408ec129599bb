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
    ),
    formats=(),
    without=Text("町内会・自治会ごとの数が出せません。", "No figures by neighbourhood association."),
    style=Style(fill="#cc79a7", line="#8f3d6b", opacity=0.15),
    unit_code="code",
    min_area_m2=300,
    max_area_m2=50_000_000,
)
