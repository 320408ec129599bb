"""標高: means over blocks of about 25 m of the national 5 m (1 m, 10 m) grids."""

from __future__ import annotations

from layers.base import Field, Format, Layer, Style, Text
from layers.terrain import FGD_SPEC

LAYER = Layer(
    id="elevation",
    title=Text("標高", "elevation"),
    about=Text(
        "国の標高メッシュを約25 mの区画ごとに平均したもの。点は区画の中心。坂と、浸水時に残る高さを見るために使う。",
        "Means of the national elevation grid over blocks of about 25 m; the point is a block's centre.",
    ),
    role="context",
    geometry="point",
    fields=(
        Field("name", Text("メッシュ番号", "mesh number")),
        # The lowest ground of Japan is a mine 170 m below the sea; Mt Fuji is 3,776 m.
        Field("elevation_m", Text("標高（平均）", "mean elevation"), "number", "m", required=True, minimum=-200, maximum=3_800),
        Field("lowest_m", Text("標高（最低）", "lowest"), "number", "m", minimum=-200, maximum=3_800),
        Field("highest_m", Text("標高（最高）", "highest"), "number", "m", minimum=-200, maximum=3_800),
        # A block of the 1 m grid has 625 cells.
        Field("samples", Text("標高のある点の数", "cells with a height"), "integer", minimum=1, maximum=100_000),
        Field("spacing_m", Text("元の間隔", "spacing of the grid"), "number", "m", minimum=0.1, maximum=1_000),
        Field("model", Text("標高モデル", "model (DEM5A …)")),
    ),
    formats=(
        Format(
            id="fgd-dem",
            title=Text("基盤地図情報 数値標高モデル（DEM）", "GSI digital elevation model (DEM)"),
            columns={
                "mean": "elevation_m",
                "lowest": "lowest_m",
                "highest": "highest_m",
                "samples": "samples",
                "spacing": "spacing_m",
                "model": "model",
                "mesh": "name",
            },
            recognised_by=("mesh", "model", "mean", "lowest", "highest", "samples", "spacing"),
            named=r"^(?:.*?FG-GML-(?P<part>\d{4}-?\d{2}(?:-\d{2})?(?:-DEM\d+[A-C]?)?))?(?:.*?-(?P<year>20\d{2})\d{4})?",
            source=Text("基盤地図情報 数値標高モデル", "GSI digital elevation model"),
            licence="GSI",
            edition="JPGIS 2014 (GML): DEM1A, DEM5A–C, DEM10A–B",
            spec=FGD_SPEC,
        ),
    ),
    without=Text(
        "土地の高さが分かりません。道のりで測るとき、坂の急さを考えません。",
        "The height of the ground is not known. Along streets, slopes are not considered.",
    ),
    style=Style(fill="#c9b98f", line="#8c7b4f", opacity=0.4),
)
