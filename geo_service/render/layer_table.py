"""The rows of one layer as Excel, CSV and GeoJSON: headings and codes in words, each row with file and row of its source."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.render.cells import harmless
from geo_service.render.sheets import Cell, Sheets
from geo_service.render.table import BOM
from layers.base import Layer, Text
from layers.certainty import ACCURACY
from layers.exported import SUMMARY, WHAT
from layers.licences import combine, licence

LONGITUDE, LATITUDE = Text("経度", "longitude"), Text("緯度", "latitude")
MARKS = {True: Text("○", "yes"), False: Text("×", "no"), None: Text("", "")}
WIDTHS = {"name": 32, "address": 36, "remarks": 36, "dataset_title": 30, "source_file": 26}
DIGITS = 6
"""Decimals of degrees: about 0.1 m."""


class Column(Protocol):
    """A column: ``name``, ``label`` and ``type`` as in :class:`layers.base.Field`, ``unit``."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...


class LayerRows(Protocol):
    """n rows of a layer (store.layer_rows.LayerRows): a value per column, and (n,) lon/lat shapes or None."""

    @property
    def layer(self) -> Layer: ...
    @property
    def city(self) -> str: ...
    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def rows(self) -> Sequence[tuple[Any, ...]]: ...
    @property
    def shapes(self) -> NDArray[np.object_]: ...


def layer_csv(found: LayerRows, city_name: Text, fictitious: bool) -> bytes:
    """UTF-8 with BOM, CRLF, Japanese headings, codes and marks in words; longitude and latitude of a point of each row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(heading(column).ja for column in found.columns), LONGITUDE.ja, LATITUDE.ja, "市", "架空データか"])
    tail = [city_name.ja, "架空データ" if fictitious else ""]
    for cells in _cells(found):
        writer.writerow(["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in (*cells, *tail)])
    return BOM + out.getvalue().encode("utf-8")


def layer_geojson(found: LayerRows) -> bytes:
    """A FeatureCollection of the rows; properties by field name, codes as slugs, blanks null. Coordinates to 6 decimals."""
    shapes = shapely.set_precision(found.shapes, 10**-DIGITS, mode="pointwise")
    texts = shapely.to_geojson(shapes)
    names = [column.name for column in found.columns]
    features = []
    for row, text in zip(found.rows, texts, strict=True):
        properties = json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False)
        features.append(f'{{"type":"Feature","geometry":{text or "null"},"properties":{properties}}}')
    about = json.dumps({"layer": found.layer.id, "city": found.city, "licence": _licence(found).id}, ensure_ascii=False)
    return f'{{"type":"FeatureCollection","about":{about},"features":[{",".join(features)}]}}'.encode()


def layer_xlsx(
    found: LayerRows, city_name: Text, release: int, moment: str, fictitious: bool, remarks: Iterable[Text] = ()
) -> bytes:
    """A workbook for A4 landscape: what the table is and what it lacks, then the rows. ``remarks``: lines of the quality page."""
    layer = found.layer
    footer = f"{'架空データ　' if fictitious else ''}{city_name.ja}　{layer.title.ja}　版{release}　計画用"
    sheets = Sheets(f"{city_name.ja} {layer.title.ja}", layer.id, moment, footer)
    _about(sheets, found, city_name, fictitious, remarks)
    columns = [(f"{(words := heading(column)).ja}\n{words.en}", _width(column)) for column in found.columns]
    columns += [(f"{LONGITUDE.ja}\n{LONGITUDE.en}", 12), (f"{LATITUDE.ja}\n{LATITUDE.en}", 11)]
    places = {len(columns) - 2, len(columns) - 1}
    sheets.table(layer.title.ja, columns, _cells(found), degrees=places)
    return sheets.finished()


def table_cells(found: LayerRows, lang: str) -> list[list[str]]:
    """The rows as texts for a page: codes and marks in words of ``lang``, "" for what is unknown."""
    known = [_words(found.layer, column, lang) for column in found.columns]
    rows = []
    for row in found.rows:
        cells = [_cell(value, words) for value, words in zip(row, known, strict=True)]
        rows.append(["" if cell is None else _number(cell) if isinstance(cell, int | float) else cell for cell in cells])
    return rows


def _number(cell: float) -> str:
    whole = int(cell) if float(cell).is_integer() else cell
    # No comma parts a year.
    return f"{whole:,}" if abs(whole) >= 10_000 else str(whole)


UNITS = {
    "people": Text("人", "people"),
    "households": Text("世帯", "households"),
    "m2": Text("㎡", "m²"),
    "times": Text("回", "times"),
    "years": Text("年", "years"),
    "yen": Text("円", "yen"),
    "storeys": Text("階", "storeys"),
    "h": Text("時間", "hours"),
    # The label of a year says that it is one.
    "year": Text("", ""),
}
"""Unit of a field → its words."""


def unit_words(unit: str) -> Text:
    """A field's unit in words; the symbol itself where it needs none (m)."""
    return UNITS.get(unit, Text(unit, unit))


def heading(column: Column) -> Text:
    """A column's heading with its unit."""
    unit = unit_words(column.unit)
    if not unit.ja:
        return column.label
    return Text(f"{column.label.ja}（{unit.ja}）", f"{column.label.en} ({unit.en})")


def _about(sheets: Sheets, found: LayerRows, city_name: Text, fictitious: bool, remarks: Iterable[Text]) -> None:
    layer, terms = found.layer, _licence(found)
    lines = [(WHAT, layer.about.ja), ("What it is", layer.about.en), ("行数", f"{len(found.rows):,}件")]
    for remark in remarks:
        lines += [("注意", remark.ja), ("Note", remark.en)]
    lines += [("利用条件", terms.attribution.ja or "—"), ("Licence", terms.attribution.en or "—")]
    lines += [("注意", caution.ja) for caution in terms.cautions]
    lines.append(("空欄", "分からない、または書かれていないことを表します。0や「なし」ではありません。"))
    lines.append(("Blank", "not known or not stated; neither 0 nor a no."))
    mark = "【架空データ Fictitious data】" if fictitious else ""
    sheets.lines(SUMMARY, f"{mark}{city_name.ja} {layer.title.ja} / {layer.title.en}", lines)


def _width(column: Column) -> int:
    return WIDTHS.get(column.name, 12 if column.type in ("integer", "number", "mark", "date") else 16)


def _cells(found: LayerRows) -> Iterator[list[Cell]]:
    words = [_words(found.layer, column, "ja") for column in found.columns]
    points = shapely.point_on_surface(found.shapes)
    x, y = np.round(shapely.get_x(points), DIGITS), np.round(shapely.get_y(points), DIGITS)
    for at, row in enumerate(found.rows):
        cells = [_cell(value, known) for value, known in zip(row, words, strict=True)]
        there = np.isfinite(x[at])
        yield [*cells, float(x[at]) if there else None, float(y[at]) if there else None]


def _words(layer: Layer, column: Column, lang: str) -> dict[Any, str]:
    """Value → what a cell says instead of it."""
    if column.name == "accuracy":
        return {slug: getattr(words, lang) for slug, words in ACCURACY.items()}
    if column.name == "licence":
        return {}
    if column.type == "mark":
        return {value: getattr(words, lang) for value, words in MARKS.items() if value is not None}
    codes = next((field.codes for field in layer.fields if field.name == column.name), ())
    return {code.slug: getattr(code.label, lang) for code in codes}


def _cell(value: Any, words: dict[Any, str]) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        return words.get(value, str(value))
    if isinstance(value, int | float):
        return value
    return words.get(value, str(_plain(value)))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _licence(found: LayerRows) -> Any:
    at = next((number for number, column in enumerate(found.columns) if column.name == "licence"), None)
    ids = sorted({str(row[at] or "unknown") for row in found.rows}) if at is not None else []
    return combine([licence(one).id for one in ids])
