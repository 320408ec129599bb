"""町丁: the small unit figures are given by unless another is asked for."""

from __future__ import annotations

from layers import estat
from layers.base import NAME, WARD, Field, Format, Layer, Style, Text
from layers.fictitious import fictitious


def _estat(year: str, names: tuple[str, ...], prefix: str) -> Format:
    return Format(
        id=f"estat-boundaries-{year}",
        title=Text(f"国勢調査{year}年 小地域（町丁・字等）の境界", f"census {year}: boundaries of small areas"),
        columns={estat.NAME: "name", estat.CODE: "code", estat.WARD: "ward"},
        recognised_by=("KEY_CODE", "HCODE", "S_NAME", "KIGO_E", *names),
        rows=estat.boundary_rows,
        municipality_from=("KEY_CODE", 0, 5),
        rows_of="target",
        dissolve="code",
        named=rf"^(?:(?i:.*{prefix}(?P<part>\d{{2,5}})))?",
        source=Text(f"{estat.SOURCE.ja} 境界{year}年", f"{estat.SOURCE.en} boundaries {year}"),
        licence=estat.LICENCE,
        reference_date=f"{year}-10-01",
        edition=year,
        spec=Text(
            "公開されているe-Stat利用者のコードで読んだ列名とHCODE（8101 陸、8154 水面）",
            "column names, and HCODE (8101 land, 8154 water), read in public code of e-Stat's users",
        ),
        joins=Text("水面の区域と、同じ区域の2つ目からの部分です。", "Water, or a further part of one area."),
    )


_2020, _2015 = _estat("2020", ("CITY_NAME",), "r2ka"), _estat("2015", ("GST_NAME", "CSS_NAME"), "h27ka")

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
    formats=(fictitious(_2020, "2020-10-01"), _2020, fictitious(_2015, "2015-10-01"), _2015),
    without=Text("町丁ごとの数が出せません。", "No figures by 町丁."),
    style=Style(fill="#ffffff", line="#777777", opacity=0.0),
    unit_code="code",
    min_area_m2=300,
    max_area_m2=100_000_000,
)
