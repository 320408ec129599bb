"""地区: parts of a city that it made for its own work (welfare, plans, agreements), a unit set. Published by cities only."""

from __future__ import annotations

from layers.base import NAME, REMARKS, WARD, Field, Layer, Style, Text

LAYER = Layer(
    id="districts",
    title=Text("地区", "districts"),
    about=Text(
        "市が福祉や計画のために分けた地区（地区社協、出張所の管区など）。町丁や町内会の区域とは一致しない。",
        "Parts that the city made for its own work. They are neither 町丁 nor the areas of associations.",
    ),
    role="units",
    geometry="polygon",
    fields=(
        Field(NAME.name, NAME.label, required=True, headings=("地区名", "地区", "地区名称")),
        Field("code", Text("地区コード", "code of the district"), headings=("地区番号",)),
        WARD,
        REMARKS,
    ),
    formats=(),
    without=Text("地区ごとの数が出せません。", "No figures by district."),
    style=Style(fill="#ffffff", line="#8f3d6b", opacity=0.0),
    unit_code="code",
    min_area_m2=10_000,
    max_area_m2=2_000_000_000,
)
