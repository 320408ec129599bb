"""Positions written as text: decimal degrees or plane metres in two columns, or WKT. What cannot be read is said why."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.store.findings import Findings
from layers.base import Format, Text
from layers.text import digits

DEGREES_MINUTES = re.compile(
    r"^\s*(?:[東西南北NSEW]\S{0,2}\s*)?(\d{1,3})\s*[°度º.\-: ]\s*(\d{1,2})\s*['′分.\-: ]\s*"
    r"(\d{1,2}(?:\.\d+)?)\s*[\"″秒]?\s*[NSEW]?\s*$"
)
"""35°31'50.9", 35度31分50秒, 35.31.50.9, 35-31-50."""
NOTHING = ("", "-", "−", "ー", "―", "－", "不明", "なし", "none", "null", "#n/a", "n/a")


def from_columns(
    lon: pd.Series[Any], lat: pd.Series[Any], form: Format, rows: NDArray[np.int64], findings: Findings
) -> NDArray[np.object_]:
    """Points from two text columns of m rows; None where either says nothing. Unreadable values are bad rows."""
    values = []
    for said, heading in ((lon, form.lon or ""), (lat, form.lat or "")):
        text = said.fillna("").str.strip()
        text = text.mask(text.str.lower().isin(NOTHING), "")
        plain = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float, copy=True)
        odd = np.isnan(plain) & (text != "").to_numpy()
        if odd.any():
            folded = pd.Series([digits(value) for value in text[odd]], index=text.index[odd])
            plain[odd] = pd.to_numeric(folded, errors="coerce").to_numpy(dtype=float)
            _say_width(folded, plain[odd], text[odd], heading, rows[odd], findings)
        _say_odd(text, plain, heading, rows, findings)
        values.append(plain)
    out = np.full(len(rows), None, dtype=object)
    there = np.isfinite(values[0]) & np.isfinite(values[1])
    out[there] = shapely.points(values[0][there], values[1][there])
    half = np.isfinite(values[0]) ^ np.isfinite(values[1])
    half &= ~findings.bad()[rows]
    findings.add(
        "half_a_position",
        f"{form.lon}, {form.lat}",
        "bad",
        rows[half],
        [""] * int(half.sum()),
        Text("経度か緯度の片方しかありません。", "Only one of longitude and latitude is given."),
        Text("両方を書くか、両方を空にしてください。", "Give both or leave both empty."),
    )
    return out


def _say_width(
    folded: pd.Series[Any],
    plain: NDArray[np.float64],
    text: pd.Series[Any],
    heading: str,
    rows: NDArray[np.int64],
    findings: Findings,
) -> None:
    wide = np.isfinite(plain) & (folded != text).to_numpy()
    findings.add(
        "full_width_digits",
        heading,
        "notice",
        rows[wide],
        text[wide].tolist(),
        Text("全角の数字を半角にして読みました。", "Full-width digits were read as plain ones."),
    )


def _say_odd(text: pd.Series[Any], plain: NDArray[np.float64], heading: str, rows: NDArray[np.int64], findings: Findings) -> None:
    odd = ~np.isfinite(plain) & (text != "").to_numpy()
    if not odd.any():
        return
    decimal = [_decimal(value) for value in text[odd]]
    sexagesimal = np.array([value is not None for value in decimal])
    at, said = rows[odd], text[odd].to_numpy(dtype=object)
    findings.add(
        "degrees_minutes",
        heading,
        "bad",
        at[sexagesimal],
        list(said[sexagesimal]),
        Text("度分秒で書かれています。", "The position is in degrees, minutes and seconds."),
        Text("10進の度で書いてください: {note}", "Write decimal degrees: {note}"),
        [f"{value:.6f}" for value in decimal if value is not None],
    )
    findings.add(
        "not_a_coordinate",
        heading,
        "bad",
        at[~sexagesimal],
        list(said[~sexagesimal]),
        Text("座標として読めません。", "This is no coordinate."),
        Text(
            "10進の度（例: 139.702861）で書くか、空にしてください。",
            "Write decimal degrees (such as 139.702861) or leave it empty.",
        ),
    )


def _decimal(value: str) -> float | None:
    found = DEGREES_MINUTES.match(digits(value))
    if found is None:
        return None
    degrees, minutes, seconds = (float(part) for part in found.groups())
    return degrees + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None


def from_wkt(said: pd.Series[Any], heading: str, rows: NDArray[np.int64], findings: Findings) -> NDArray[np.object_]:
    """Geometries from a WKT column of m rows; None where it is empty. An unreadable text is a bad row."""
    text = said.fillna("").str.strip().to_numpy(dtype=object)
    there = text != ""
    out = np.full(len(rows), None, dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out[there] = shapely.from_wkt(text[there], on_invalid="ignore")
    lost = there & shapely.is_missing(out)
    findings.add(
        "wkt",
        heading,
        "bad",
        rows[lost],
        list(text[lost]),
        Text("WKTとして読めません。", "This is no WKT."),
        Text(
            "POINT (139.70 35.53) のように、経度、緯度の順で書いてください。",
            "Write it like POINT (139.70 35.53), longitude first.",
        ),
    )
    return out


def half_way(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Lines as the points half way along them; of lines in several parts the longest counts. Other shapes stay."""
    out = shapes.copy()
    for at in np.flatnonzero(np.isin(shapely.get_type_id(shapes), (1, 5))).tolist():
        parts = shapely.get_parts(shapely.line_merge(shapes[at]))
        if len(parts):
            out[at] = shapely.line_interpolate_point(parts[np.argmax(shapely.length(parts))], 0.5, normalized=True)
    return out
