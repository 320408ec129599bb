"""周辺の市区町村: drawn around the city, and the home of neighbours' sites."""

from __future__ import annotations

from layers import n03
from layers.base import NAME, Field, Layer, Style, Text

LAYER = Layer(
    id="neighbour_municipalities",
    title=Text("周辺の市区町村", "neighbouring municipalities"),
    about=Text(
        "市のまわりの市区町村。その避難場所は「避難場所」の中に市区町村コードとともに入る。",
        "Municipalities around the city. Their sites are evacuation sites with a municipality code of their own.",
    ),
    role="context",
    geometry="polygon",
    fields=(
        NAME,
        Field("name_en", Text("英語名", "name in English")),
        Field("code", Text("行政区域コード（5桁）", "five-digit code"), required=True),
        Field("prefecture", Text("都道府県", "prefecture")),
    ),
    formats=n03.formats(
        {n03.FULL_NAME: "name", "N03_001": "prefecture", "N03_007": "code", n03.NAME_EN: "name_en"},
        rows_of="others",
    ),
    without=Text(
        "地図の市の外は空白のままです。市の外の場所が、どの市区町村のものか言えません。",
        "The map is blank outside the city, and places there cannot be given to a municipality.",
    ),
    style=Style(fill="#eeeeee", line="#999999", opacity=0.4),
    min_area_m2=500_000,
    max_area_m2=3_000_000_000,
)
