"""Shapefile sets: their parts held together, their text in the encoding it truly has."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from geo_service.settings import Settings
from geo_service.store.readers.raw import RawTable, check_rows, refuse
from geo_service.store.readers.shapefile_parts import check_parts, said_wrongly
from geo_service.store.readers.vector import PROBLEMS, from_wkb, headings, plain


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
                f"シェープファイルとして読めません（{plain(error)}）。GISから書き出し直してください。",
                f"This cannot be read as a Shapefile ({plain(error)}). Export it from a GIS again.",
            ) from None
        if attempt == "CP932" and said_wrongly(siblings[".dbf"]):
            break
        frame = pd.DataFrame({number: _text_of(column) for number, column in enumerate(columns)})
        frame.columns, repeated = headings(pd.Index(about["fields"]))
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
