"""町丁: the small unit figures are given by unless another is asked for."""

from __future__ import annotations

from layers.base import NAME, WARD, Field, Layer, Style, Text

LAYER = Layer(
    id="towns",
    title=Text("町丁", "towns (町丁)"),
    about=Text(
        "町丁・字等の区域。図表の小さい単位。町内会・自治会の区域とは一致しない。",
        "Small areas of the census and of addresses. They are not the areas of associations.",
    ),
    role="units",
    geometry="polygon",
    fields=(
        NAME,
        Field("code", Text("町丁コード", "code of the 町丁")),
        WARD,
    ),
    formats=(),
    style=Style(fill="#ffffff", line="#777777", opacity=0.0),
    unit_code="code",
    min_area_m2=300,
    max_area_m2=100_000_000,
)
