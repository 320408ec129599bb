"""Where the coordinates of a table seem to stand: its own shapes, columns by heading, else by the range of their values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
import yaml

from geo_service.store.headings import LAT_HEADS, LON_HEADS, WKT_HEADS, first_of, heading_keys
from geo_service.store.readers import RawTable

SAMPLE = 2_000
"""Rows looked at."""


def kind_of_shape(table: RawTable) -> str:
    """One of "polygon", "point" or "none"."""
    if table.geometry is None:
        return "none"
    kinds = shapely.get_type_id(table.geometry)
    return "polygon" if np.isin(kinds, (3, 6)).any() else "point" if (kinds >= 0).any() else "none"


def positions_of(table: RawTable) -> tuple[list[str], set[str]]:
    """Lines that say where a table's coordinates stand, and the columns they use."""
    if table.geometry is not None:
        crs = [] if table.crs else ["    crs: EPSG:6668  # ファイルに座標系がない / the file does not say; EPSG:6677 …"]
        return crs, set()
    known = heading_keys(table.frame.columns)
    wkt = first_of(WKT_HEADS, known)
    if wkt is not None and table.frame[wkt].dropna().head(5).str.contains(r"\(", regex=True).any():
        return [f"    wkt: {scalar(wkt)}"], {wkt}
    lon, lat = first_of(LON_HEADS, known), first_of(LAT_HEADS, known)
    if lon is not None and lat is not None:
        return [*_pair(lon, lat, "見出しから / by heading"), *_zone(table, lon, lat)], {lon, lat}
    found = {name: _in_range(table, low, high) for name, low, high in (("lon", 122, 154), ("lat", 20, 46))}
    if found["lon"] and found["lat"]:
        return _pair(found["lon"], found["lat"], "値の範囲から / by the range of its values"), {found["lon"], found["lat"]}
    return ["    # 座標の列が見つかりません / no coordinates were found (lon: …, lat: …)"], set()


def _pair(lon: str, lat: str, why: str) -> list[str]:
    return [f"    lon: {scalar(lon)}  # {why}", f"    lat: {scalar(lat)}  # {why}"]


def _zone(table: RawTable, lon: str, lat: str) -> list[str]:
    values = pd.to_numeric(table.frame[lon].dropna().head(SAMPLE), errors="coerce").abs()
    if len(values) and values.median() > 1000:
        return ["    crs: EPSG:6677  # メートルの座標。系を確かめる / plane metres: check the zone (6669–6687)"]
    return []


def _in_range(table: RawTable, low: float, high: float) -> str:
    for heading in table.frame.columns:
        values = pd.to_numeric(table.frame[heading].dropna().head(SAMPLE), errors="coerce")
        whole = bool((values == np.floor(values)).all())
        if len(values) > 0 and values.notna().mean() > 0.8 and values.dropna().between(low, high).mean() > 0.9 and not whole:
            return str(heading)
    return ""


def scalar(text: str) -> str:
    """A text as YAML writes it on one line, quoted where it must be."""
    return yaml.safe_dump(text, allow_unicode=True, width=10_000, default_flow_style=True).splitlines()[0].strip()
