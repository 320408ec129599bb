"""行政区: the wards of the city, the first division figures are given by."""

from __future__ import annotations

from layers import n03
from layers.base import NAME, Field, Layer, Style, Text

LAYER = Layer(
    id="wards",
    title=Text("区", "wards"),
    about=Text(
        "市の行政区。区のない市では市全体が1つの区になる。",
        "The wards of the city; in a city without wards the whole city is one.",
    ),
    role="units",
    geometry="polygon",
    fields=(
        NAME,
        Field("name_en", Text("英語名", "name in English")),
        Field("code", Text("行政区域コード（5桁）", "five-digit code"), required=True),
        Field("municipality", Text("市の名称", "name of the city")),
        Field("municipality_en", Text("市の英語名", "name of the city in English")),
    ),
    formats=n03.formats(
        {
            n03.OWN_NAME: "name",
            n03.CITY_NAME: "municipality",
            "N03_007": "code",
            n03.NAME_EN: "name_en",
            n03.CITY_EN: "municipality_en",
        },
        rows_of="target",
    ),
    without=Text("区ごとの数と区の名前が出せず、区を選べません。", "No figures by ward, and no ward can be chosen."),
    style=Style(fill="#ffffff", line="#333333", opacity=0.0),
    unit_code="code",
    min_area_m2=500_000,
    max_area_m2=3_000_000_000,
)
