"""The rows of one layer as files for a GIS: GeoPackage (JGD2011), and a zipped Shapefile in CP932 and the city's plane zone."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from geo_service.store.layer_rows import LayerRows
from layers.base import Text

KINDS = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6)}
"""A Shapefile holds one kind of shape: kind → GEOS type ids."""
MOST_BYTES = 254
"""A text field of a Shapefile ends here."""
WGS84 = 4326


def layer_gpkg(found: LayerRows) -> bytes:
    """A GeoPackage with one layer of the rows, EPSG:6668; columns by field name. Rows without a position are in it."""
    frame = _frame(found, [column.name for column in found.columns]).to_crs(6668)
    with tempfile.TemporaryDirectory(prefix="geo-service-") as folder:
        path = Path(folder) / "rows.gpkg"
        frame.to_file(path, layer=found.layer.id, driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def layer_shapefile(found: LayerRows, srid: int) -> bytes:
    """A zip of Shapefiles, one a kind of shape, text in CP932 (with .cpg), in the plane zone ``srid``.

    Field names have ten bytes at most, so columns are called F01, F02 …; ``columns.csv`` in the zip says which is which, and
    ``notes.txt`` what the format lost: rows without a position, signs that CP932 has not (written as 〓), cut texts.
    """
    names = [f"F{number:02d}" for number in range(1, len(found.columns) + 1)]
    frame = _frame(found, names)
    frame, lost = _in_cp932(frame)
    kinds = shapely.get_type_id(frame.geometry.to_numpy())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole, tempfile.TemporaryDirectory(prefix="geo-service-") as folder:
        for kind, ids in KINDS.items():
            part = frame[np.isin(kinds, ids)]
            if len(part):
                stem = f"{found.layer.id}_{kind}"
                part.to_crs(srid).to_file(
                    Path(folder) / f"{stem}.shp", driver="ESRI Shapefile", engine="pyogrio", encoding="CP932"
                )
        for file in sorted(Path(folder).iterdir()):
            whole.writestr(file.name, file.read_bytes())
        listed = ["列,項目,field,単位"]
        listed += [f"{short},{one.label.ja},{one.name},{one.unit}" for short, one in zip(names, found.columns, strict=True)]
        whole.writestr("columns.csv", "﻿" + "\r\n".join(listed) + "\r\n")
        whole.writestr("notes.txt", "﻿" + "\r\n".join(_notes(found, kinds, lost)) + "\r\n")
    return out.getvalue()


def _frame(found: LayerRows, names: list[str]) -> geopandas.GeoDataFrame:
    columns = {}
    for at, (name, column) in enumerate(zip(names, found.columns, strict=True)):
        values = [row[at] for row in found.rows]
        columns[name] = pd.Series(values, dtype=_dtype(column.type))
    return geopandas.GeoDataFrame(columns, geometry=found.shapes, crs=WGS84)


def _dtype(kind: str) -> Any:
    # A mark as a number: neither format knows an unknown yes or no.
    return {"integer": "Int64", "number": "Float64", "mark": "Int8"}.get(kind, "str" if kind != "date" else "object")


def _in_cp932(frame: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, dict[str, int]]:
    """The frame with texts that a CP932 file of 254 bytes a field can hold, and how many were changed or cut."""
    changed = cut = 0
    frame = frame.copy()
    for name in frame.columns:
        if name == frame.geometry.name or (frame[name].dtype.kind not in "OTU" and str(frame[name].dtype) != "str"):
            continue
        made: list[str | None] = []
        for value in frame[name]:
            if value is None or value is pd.NA or value != value:
                made.append(None)
                continue
            text = str(value)
            kept = "".join(_sign(one) for one in text)
            changed += kept != text
            coded = kept.encode("cp932")
            cut += len(coded) > MOST_BYTES
            made.append(coded[:MOST_BYTES].decode("cp932", "ignore"))
        frame[name] = pd.Series(made, dtype="object", index=frame.index)
    return frame, {"changed": changed, "cut": cut}


def _sign(sign: str) -> str:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return {"〜": "～", "−": "－", "—": "―"}.get(sign, "〓")
    return sign


def _notes(found: LayerRows, kinds: Any, lost: dict[str, int]) -> list[str]:
    missing = int((kinds < 0).sum())
    notes = [
        Text("文字コードはCP932、座標系は平面直角座標系です。", "Text is CP932; coordinates are in the plane rectangular zone."),
        Text(
            "印の列は 1=はい、0=いいえ、空=不明（多くのソフトでは0と表示されます）。",
            "Marks are 1 = yes, 0 = no, empty = unknown (many programs show empty as 0).",
        ),
        Text(f"位置のない行 {missing:,}件は入っていません。", f"{missing:,} rows without a position are not in it."),
        Text(
            f"CP932にない文字を〓に替えた値 {lost['changed']:,}件、254バイトで切った値 {lost['cut']:,}件。",
            f"{lost['changed']:,} values have signs CP932 lacks (written 〓); {lost['cut']:,} were cut at 254 bytes.",
        ),
        Text(f"行数 {len(found):,}件。", f"{len(found):,} rows."),
    ]
    return [line for note in notes for line in note]
