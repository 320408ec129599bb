"""GeoJSON, GeoPackage (all layers) and Shapefile by pyogrio. Every attribute becomes text, geometry becomes shapely."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.readers.database import check_database
from geo_service.store.readers.raw import (
    FREE_CELLS,
    MOST_COLUMNS,
    RawTable,
    check_rows,
    refuse,
    too_many_columns,
    unique_headings,
)
from geo_service.store.readers.shapefile_parts import check_parts, said_wrongly
from geo_service.store.readers.table import decode

PROBLEMS = (DataSourceError, DataLayerError, FieldError, GeometryError, pa.ArrowInvalid, RuntimeError, ValueError)
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def read_geojson(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The one table of a GeoJSON file, UTF-8 (BOM allowed) or CP932. Row numbers are feature numbers from 1.

    A file without ``crs`` is EPSG:4326 (RFC 7946). FileError when it is no FeatureCollection or does not parse.
    """
    data = path.read_bytes()
    if not data.strip():
        raise refuse(name, "empty", "ファイルが空です。", "The file is empty.")
    text, encoding = decode(data, name)
    if re.match(r"\s*\{", text) is None or '"FeatureCollection"' not in text:
        raise _no_collection(name, text)
    _check_crs(text, name)
    _check_nul(text, name)
    # GDAL reads UTF-8 only; where the file is, it reads it from disk.
    source: Any = path if encoding == "UTF-8" else text.encode("utf-8")
    table = _read_arrow(source, name, text, settings)
    table.encoding = encoding
    _mark_dropped(table, text)
    return [table]


def _check_crs(text: str, name: str) -> None:
    """FileError for a CRS that points elsewhere, as nothing outside the file is fetched to read it, or that there is none of:
    GDAL would take it for longitude and latitude."""
    found = re.search(r'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"(?:link|url)"[^{}]*', text, re.IGNORECASE)
    if found is None:
        found = re.search(r'"crs"\s*:\s*\{[^{}]*\{[^{}]*\}[^{}]*"type"\s*:\s*"(?:link|url)"', text, re.IGNORECASE)
    if found is not None:
        raise refuse(
            name,
            "crs_link",
            "座標系（crs）がファイルの外への参照になっています。参照先は開きません。"
            "座標系の名前（EPSG:6668 など）で書き直してください。",
            "The CRS (crs) is a link to something outside the file, which is not opened. Write the name of a CRS (EPSG:6668).",
            value=found.group(0)[:100],
        )
    named = re.search(r'"crs"\s*:\s*\{[^{}]*"properties"\s*:\s*\{[^{}]*"name"\s*:\s*"([^"]*)"', text)
    if named is not None and not _is_crs(named.group(1)):
        said = named.group(1)[:60]
        raise refuse(
            name,
            "crs",
            f"座標系「{said}」が分かりません。GeoJSONの crs を直すか消してください（なければ経度・緯度です）。",
            f"The CRS {said!r} is not known. Correct or delete the GeoJSON's crs (without it: longitude, latitude).",
            value=said,
        )


def _is_crs(name: str) -> bool:
    if re.fullmatch(r"[A-Za-z]\w*(:[\w.]*)+", name) is None:
        return False
    try:
        pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        return False
    return True


def _check_nul(text: str, name: str) -> None:
    """FileError for a NUL written as an escape: whoever reads the text would lose what comes after it."""
    found = NUL.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise refuse(
            name,
            "nul_byte",
            f"{line}行目（{found.end()}文字目）の値にNUL（\\u0000）があります。取り除いてください。",
            f"Line {line} (sign {found.end()}) holds a value with a NUL (\\u0000). Remove it.",
            row=line,
            value=text[max(0, found.start() - 40) : found.end()],
        )


def _mark_dropped(table: RawTable, text: str) -> None:
    """Mark geometries that are there in the text but that GDAL dropped without a word (a point of one number)."""
    if table.geometry is None or table.unreadable is None or not shapely.is_missing(table.geometry).any():
        return
    features = _parsed(text, table.file).get("features", [])
    if len(features) == len(table):
        said = np.array([bool(isinstance(one, dict) and one.get("geometry")) for one in features], dtype=bool)
        table.unreadable = said & shapely.is_missing(table.geometry)


def _no_collection(name: str, text: str) -> FileError:
    found = _parsed(text, name)
    kind = found.get("type", "") if isinstance(found, dict) else type(found).__name__
    return refuse(
        name,
        "feature_collection",
        f"GeoJSONのFeatureCollectionではありません（type: {str(kind)[:40]}）。FeatureCollectionとして書き出してください。",
        f"This is no GeoJSON FeatureCollection (type: {str(kind)[:40]}). Export it as one.",
    )


def _parsed(text: str, name: str) -> Any:
    """The text as JSON. FileError with the line where it breaks, or when it is nested deeper than can be followed."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise _no_json(name, error) from None
    except RecursionError:
        raise refuse(
            name,
            "json_deep",
            "JSONの入れ子が深すぎます。GeoJSONとして作り直してください。",
            "The JSON is nested too deeply. No GeoJSON is; make the file anew.",
        ) from None


def _no_json(name: str, error: ValueError) -> FileError:
    line = getattr(error, "lineno", None)
    where_ja, where_en = (f"（{line}行目）", f" (line {line})") if line else ("", "")
    return refuse(
        name,
        "json",
        f"JSONとして読めません{where_ja}。途中で切れているか、書き方が違います: {str(error)[:120]}。"
        "元のデータから書き出し直してください。",
        f"This cannot be read as JSON{where_en}; it is cut off or malformed: {str(error)[:120]}. "
        "Export it from its source again.",
        row=line,
    )


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


def _read_arrow(source: Any, name: str, text: str, settings: Settings, layer: str | None = None, **options: str) -> RawTable:
    size = len(text) or Path(source).stat().st_size
    try:
        with warnings.catch_warnings():
            # GDAL warns of rings it finds open; such geometries are judged one by one later.
            warnings.simplefilter("ignore")
            with pyogrio.open_arrow(source, layer=layer, use_pyarrow=True, **options) as (about, stream):
                table = _whole(stream, name, size, settings)
    except PROBLEMS as error:
        if text:
            _parsed(text, name)
        raise refuse(
            name,
            "vector",
            f"読めません: {_plain(error)}。元のデータから書き出し直してください。",
            f"This cannot be read: {_plain(error)}. Export it from its source again.",
            value=layer or "",
        ) from None
    at = table.schema.get_field_index(about["geometry_name"] or "wkb_geometry")
    geometry, unreadable = _geometry(table.column(at), name) if at >= 0 else (None, None)
    attributes = table.remove_column(at) if at >= 0 else table
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
    frame.columns, repeated = _headings(frame.columns)
    numbers = np.arange(1, len(frame) + 1, dtype=np.int64)
    return RawTable(name, frame, numbers, geometry, unreadable, crs=about["crs"], encoding="UTF-8", repeated=repeated)


def _headings(columns: pd.Index[Any]) -> tuple[pd.Index[Any], tuple[str, ...]]:
    headings, repeated = unique_headings([str(column) for column in columns])
    return pd.Index(headings), repeated


def _plain(error: Exception) -> str:
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
            f"GeoPackageとして読めません。壊れているか、途中で切れています（{_plain(error)}）。取り直してください。",
            f"This cannot be read as a GeoPackage; it is damaged or cut off ({_plain(error)}). Get it again.",
        ) from None
    tables = []
    for layer in layers:
        table = _read_arrow(path, f"{name} [{layer}]" if len(layers) > 1 else name, "", settings, layer, IMMUTABLE="YES")
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


def read_shapefile(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The one table of a Shapefile set. Text is read by its .cpg, else as strict UTF-8, else as strict CP932.

    FileError when .dbf or .shx is missing. Without .prj the CRS is None: a column map says it.
    """
    siblings = {entry.suffix.lower(): entry for entry in path.parent.iterdir() if entry.stem == path.stem}
    for suffix in (".shx", ".dbf"):
        if suffix not in siblings:
            raise refuse(
                name,
                "shapefile",
                f"シェープファイルの{suffix}がありません。.shp .shx .dbf .prj をそろえてください。",
                f"The Shapefile's {suffix} is missing. Put .shp .shx .dbf .prj together.",
            )
    there = check_parts(path, siblings[".shx"], siblings[".dbf"], name)
    said = siblings[".cpg"].read_text("ascii", "ignore").strip() if ".cpg" in siblings else ""
    attempts = _codecs(said)
    for attempt in attempts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                about, _, geometry, columns = pyogrio.raw.read(path, encoding=attempt)
        except UnicodeDecodeError:
            continue
        except PROBLEMS as error:
            raise refuse(
                name,
                "vector",
                f"シェープファイルとして読めません（{_plain(error)}）。GISから書き出し直してください。",
                f"This cannot be read as a Shapefile ({_plain(error)}). Export it from a GIS again.",
            ) from None
        if attempt == "CP932" and said_wrongly(siblings[".dbf"]):
            break
        frame = pd.DataFrame({number: _text_of(column) for number, column in enumerate(columns)})
        frame.columns, repeated = _headings(pd.Index(about["fields"]))
        check_rows(name, len(frame), settings.max_rows)
        shapes, unreadable = from_wkb(geometry) if geometry is not None else (None, None)
        if shapes is not None and unreadable is not None and len(shapes) == len(there):
            unreadable |= there & shapely.is_missing(shapes)
        numbers = np.arange(1, len(frame) + 1, dtype=np.int64)
        return [RawTable(name, frame, numbers, shapes, unreadable, about["crs"], attempt, repeated=repeated)]
    raise refuse(
        name,
        "encoding",
        f"属性（.dbf）の文字コードが分かりません（{'、'.join(attempts)}として読めない）。"
        ".cpg を消すか、正しい文字コード名にしてください。",
        f"The encoding of the attributes (.dbf) is not known: not {', nor '.join(attempts)}. "
        "Delete the .cpg, or write the right encoding into it.",
    )


def _codecs(said: str) -> tuple[str, ...]:
    if re.fullmatch(r"(?i)utf-?8|65001", said):
        return ("UTF-8",)
    if re.fullmatch(r"(?i)(ansi )?(932|cp932|ms932|shift[-_]?jis|sjis|windows-31j)", said):
        return ("CP932",)
    return ("UTF-8", "CP932")


def _text_of(column: NDArray[Any]) -> pd.Series[Any]:
    if column.dtype.kind in "iub":
        return pd.Series(column).astype("str")
    if column.dtype.kind == "f":
        text = [
            None if np.isnan(v) else str(int(v)) if float(v).is_integer() and abs(v) < 1e15 else repr(float(v)) for v in column
        ]
        return pd.Series(text, dtype="str")
    if column.dtype.kind == "M":
        return pd.Series(np.datetime_as_string(column, unit="D"), dtype="str").replace("NaT", None)
    text = [None if value is None or value == "" else str(value) for value in column]
    return pd.Series(text, dtype="str")
