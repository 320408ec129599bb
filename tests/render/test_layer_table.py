"""One layer as a table: words for codes, whole numbers, no formula, the source's file and row."""

from __future__ import annotations

import csv
import datetime
import io
import json

import numpy as np
import openpyxl
import shapely

from geo_service.render.layer_table import layer_csv, layer_geojson, layer_xlsx
from geo_service.store.layer_rows import LayerRows, columns_of
from layers import LAYERS
from layers.base import Text

PARKS = LAYERS["parks"]
COLUMNS = columns_of(PARKS, "public")
NAMES = [column.name for column in COLUMNS]


def row(**given: object) -> tuple[object, ...]:
    return tuple(given.get(name) for name in NAMES)


ROWS = [
    row(
        name="=HYPERLINK(1)", kind="block", area_m2=1234.5, accuracy="point", licence="CC-BY-4.0", source_file="a.xlsx",
        source_row=7,
    ),
    row(name="丘の公園", accuracy="area", licence="CC-BY-4.0", source_file="a.xlsx", source_row=8),
]  # fmt: skip
FOUND = LayerRows(PARKS, "14130", COLUMNS, ROWS, np.array([shapely.Point(139.7, 35.5), None], dtype=object))
CITY = Text("みほん市", "Mihon City")


def test_csv_has_words_and_cannot_be_run() -> None:
    said = layer_csv(FOUND, CITY, fictitious=True)
    assert said.startswith(b"\xef\xbb\xbf")
    head, first, second = csv.reader(io.StringIO(said.decode("utf-8-sig")))
    one = dict(zip(head, first, strict=True))
    assert one["名称"] == "'=HYPERLINK(1)"
    assert one["種別"] == "街区公園"
    assert one["面積（㎡）"] == "1234.5"
    assert (one["元のファイル"], one["元の行"], one["架空データか"]) == ("a.xlsx", "7", "架空データ")
    two = dict(zip(head, second, strict=True))
    assert (two["種別"], two["経度"], two["位置の精度"]) == ("", "", "町丁の代表点")


def test_geojson_keeps_slugs_and_nulls() -> None:
    said = json.loads(layer_geojson(FOUND))
    first, second = said["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [139.7, 35.5]}
    assert second["geometry"] is None
    assert first["properties"]["kind"] == "block"
    assert second["properties"]["area_m2"] is None
    assert said["about"]["licence"] == "CC-BY-4.0"


def test_workbook_prints_on_a4_landscape_and_is_the_same_each_time() -> None:
    made = layer_xlsx(FOUND, CITY, 3, "2026-11-24T10:00:00+00:00", True, [Text("古いデータです。", "It is old.")])
    assert made == layer_xlsx(FOUND, CITY, 3, "2026-11-24T10:00:00+00:00", True, [Text("古いデータです。", "It is old.")])
    book = openpyxl.load_workbook(io.BytesIO(made))
    about, table = book.worksheets
    assert table.page_setup.orientation == "landscape"
    assert str(table.page_setup.paperSize) == "9"
    said = " ".join(str(cell.value) for line in about.iter_rows() for cell in line)
    assert "架空データ" in said and "古いデータです" in said and "2件" in said
    heads = [str(cell.value).split("\n")[0] for cell in table[1]]
    cells = dict(zip(heads, table[2], strict=True))
    assert cells["名称"].value == "'=HYPERLINK(1)"
    assert cells["名称"].data_type == "s"
    assert cells["面積（㎡）"].number_format == "#,##0"
    assert cells["経度"].number_format == "General"
    assert cells["元の行"].value == 7
    assert isinstance(book.properties.created, datetime.datetime)
