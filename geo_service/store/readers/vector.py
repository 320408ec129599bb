"""GeoJSON and GeoPackage (all layers) by pyogrio. Every attribute becomes text, geometry becomes shapely."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from geo_service.settings import Settings
from geo_service.store.readers.database import check_database, rows_with_shape
from geo_service.store.readers.geojson_text import check_crs, check_nul, no_collection, parsed
from geo_service.store.readers.raw import (
    FREE_CELLS,
    MOST_COLUMNS,
    RawTable,
    check_rows,
    refuse,
    too_many_columns,
    unique_headings,
)
from geo_service.store.readers.table import decode

PROBLEMS = (DataSourceError, DataLayerError, FieldError, GeometryError, pa.ArrowInvalid, RuntimeError, ValueError)


def read_geojson(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The one table of a GeoJSON file, UTF-8 (BOM allowed) or CP932. Row numbers are feature numbers from 1.

    A file without ``crs`` is EPSG:4326 (RFC 7946). FileError when it is no FeatureCollection or does not parse.
    """
    data = path.read_bytes()
    if not data.strip():
        raise refuse(name, "empty", "ファイルが空です。", "The file is empty.")
    text, encoding = decode(data, name)
    if re.match(r"\s*\{", text) is None or '"FeatureCollection"' not in text:
        raise no_collection(name, text)
    check_crs(text, name)
    check_nul(text, name)
    # GDAL reads UTF-8 only; where the file is, it reads it from disk.
    source: Any = path if encoding == "UTF-8" else text.encode("utf-8")
    table = _read_arrow(source, name, text, settings)
    table.encoding = encoding
    _mark_dropped(table, text)
    return [table]


def _mark_dropped(table: RawTable, text: str) -> None:
    """Mark geometries that are there in the text but that GDAL dropped without a word (a point of one number)."""
    if table.geometry is None or table.unreadable is None or not shapely.is_missing(table.geometry).any():
        return
    features = parsed(text, table.file).get("features", [])
    if len(features) == len(table):
        said = np.array([bool(isinstance(one, dict) and one.get("geometry")) for one in features], dtype=bool)
        table.unreadable = said & shapely.is_missing(table.geometry)


def _whole(stream: Any, name: str, size: int, settings: Settings) -> pa.Table:
    """All rows of a stream, told to be too many or too wide before they fill the memory."""
    columns = len(stream.schema.names)
    if columns > MOST_COLUMNS:
        raise too_many_columns(name, columns)
    batches, rows = [], 0
    for batch in stream:
        batches.append(batch)
        rows += batch.num_rows
        check_rows(name, rows, settings.max_rows)
        if rows * columns > max(FREE_CELLS, size):
            raise refuse(
                name,
                "sparse",
                f"{rows:,}行までに{columns:,}列の項目名があり、ほとんどが空です。項目名をそろえて作り直してください。",
                f"By row {rows:,} there are {columns:,} columns, nearly all of them empty. "
                "Make the file anew with one set of names.",
                row=rows,
            )
    return pa.Table.from_batches(batches, schema=stream.schema)


def _read_arrow(
    source: Any, name: str, text: str, settings: Settings, layer: str | None = None, fids: bool = False, **options: str
) -> RawTable:
    size = len(text) or Path(source).stat().st_size
    try:
        with warnings.catch_warnings():
            # GDAL warns of rings it finds open; such geometries are judged one by one later.
            warnings.simplefilter("ignore")
            with pyogrio.open_arrow(source, layer=layer, use_pyarrow=True, return_fids=fids, **options) as (about, stream):
                table = _whole(stream, name, size, settings)
    except PROBLEMS as error:
        if text:
            parsed(text, name)
        raise refuse(
            name,
            "vector",
            f"読めません: {plain(error)}。元のデータから書き出し直してください。",
            f"This cannot be read: {plain(error)}. Export it from its source again.",
            value=layer or "",
        ) from None
    at = table.schema.get_field_index(about["geometry_name"] or "wkb_geometry")
    geometry, unreadable = _geometry(table.column(at), name) if at >= 0 else (None, None)
    attributes = table.remove_column(at) if at >= 0 else table
    if fids and (key := attributes.schema.get_field_index(about["fid_column"] or "OGC_FID")) >= 0:
        if geometry is not None and unreadable is not None and (bare := shapely.is_missing(geometry)).any():
            held = rows_with_shape(source, str(layer), about["fid_column"], about["geometry_name"])
            unreadable |= bare & np.isin(attributes.column(key).to_numpy(), list(held))
        attributes = attributes.remove_column(key)
    try:
        frame = _as_text(attributes)
    except (pa.ArrowInvalid, UnicodeError):
        raise refuse(
            name,
            "encoding",
            "UTF-8でない文字が属性にあります。元のデータから書き出し直してください。",
            "Some attributes hold text that is not UTF-8. Export it from its source again.",
            value=layer or "",
        ) from None
    frame.columns, repeated = headings(frame.columns)
    numbers = np.arange(1, len(frame) + 1, dtype=np.int64)
    return RawTable(name, frame, numbers, geometry, unreadable, crs=about["crs"], encoding="UTF-8", repeated=repeated)


def headings(columns: pd.Index[Any]) -> tuple[pd.Index[Any], tuple[str, ...]]:
    headings, repeated = unique_headings([str(column) for column in columns])
    return pd.Index(headings), repeated


def plain(error: Exception) -> str:
    """GDAL's words without the path of the file and its advice on drivers."""
    return re.sub(r"'[^']*[/\\]([^'/\\]*)'", r"\1", str(error)).split(";")[0][:160]


def _as_text(table: pa.Table) -> pd.DataFrame:
    columns = {}
    for number, column in enumerate(table.columns):
        try:
            text = pc.cast(column, pa.large_string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            values = [None if value is None else _nested(value) for value in column.to_pylist()]
            text = pa.chunked_array([pa.array(values, type=pa.large_string())])
        # GDAL hands on bytes that are no text; they would fail wherever they are first looked at.
        text.validate(full=True)
        columns[f"c{number}"] = pc.if_else(pc.equal(text, ""), None, text)
    frame = pa.table(columns).to_pandas() if columns else pd.DataFrame(index=range(table.num_rows))
    frame.columns = pd.Index(table.schema.names)
    return frame


def _nested(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _geometry(column: Any, name: str) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    wkb = column.to_numpy(zero_copy_only=False) if isinstance(column, pa.ChunkedArray) else np.asarray(column)
    return from_wkb(wkb)


def from_wkb(wkb: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Shapely geometries of WKB, and where one is there that cannot be read. Open rings are closed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        geometry = shapely.from_wkb(wkb, on_invalid="fix")
    present = np.array([value is not None for value in wkb], dtype=bool)
    return geometry, present & shapely.is_missing(geometry)


def read_geopackage(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """All layers of a GeoPackage, one table each; ``sheet`` is the layer's name."""
    with path.open("rb") as opened:
        start = opened.read(16)
    if not start.startswith(b"SQLite format 3\0"):
        raise refuse(
            name,
            "vector",
            "GeoPackageではありません。GISから書き出し直してください。",
            "This is no GeoPackage. Export it from a GIS again.",
        )
    check_database(path, name)
    try:
        with warnings.catch_warnings():
            # What GDAL warns of is told in our words, here or when the CRS is judged.
            warnings.simplefilter("ignore")
            layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
    except PROBLEMS as error:
        raise refuse(
            name,
            "vector",
            f"GeoPackageとして読めません。壊れているか、途中で切れています（{plain(error)}）。取り直してください。",
            f"This cannot be read as a GeoPackage; it is damaged or cut off ({plain(error)}). Get it again.",
        ) from None
    tables = []
    for layer in layers:
        table = _read_arrow(path, f"{name} [{layer}]" if len(layers) > 1 else name, "", settings, layer, True, IMMUTABLE="YES")
        table.sheet = layer
        tables.append(table)
    if not tables:
        raise refuse(
            name,
            "empty",
            "レイヤがありません。データの入ったGeoPackageか確かめてください。",
            "It holds no layers. See whether this is the right GeoPackage.",
        )
    return tables
