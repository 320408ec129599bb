"""A layer as files for a GIS, read back by another hand: names, codes, zone, and what the format lost."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from geo_service.store.exports import layer_gpkg, layer_shapefile
from geo_service.store.layer_rows import Column, LayerRows
from layers import LAYERS
from layers.base import Text

COLUMNS = (
    Column("name", Text("名称", "name"), "text"),
    Column("capacity", Text("定員", "capacity"), "integer", "people"),
    Column("flood", Text("洪水", "flood"), "mark"),
    Column("remarks", Text("備考", "remarks"), "text"),
)
ROWS: list[tuple[Any, ...]] = [
    ("髙津第1①小学校〜", 120, True, "あ" * 200),
    ("𠮷田公園", None, None, None),
    ("位置なし", 3, False, ""),
]
SHAPES = np.array([shapely.Point(139.702861, 35.530803), shapely.box(139.70, 35.53, 139.71, 35.54), None], dtype=object)
FOUND = LayerRows(LAYERS["parks"], "14130", COLUMNS, ROWS, SHAPES)


def test_shapefile_is_cp932_in_the_plane_zone(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(layer_shapefile(FOUND, 6677))) as whole:
        whole.extractall(tmp_path)
    assert (tmp_path / "parks_point.cpg").read_text().strip().upper() in ("CP932", "932")
    points = pyogrio.read_dataframe(tmp_path / "parks_point.shp", encoding="CP932")
    areas = pyogrio.read_dataframe(tmp_path / "parks_polygon.shp", encoding="CP932")
    assert points.crs.to_epsg() == areas.crs.to_epsg() == 6677
    # DOMAIN: 35.5308N 139.7029E is N -52046.90, E -11828.44.
    assert points.geometry.x[0] == pytest.approx(-11828.44, abs=5)
    assert points.geometry.y[0] == pytest.approx(-52046.90, abs=5)
    assert points.F01[0] == "髙津第1①小学校～"
    assert areas.F01[0] == "〓田公園"
    assert points.F02[0] == 120
    assert points.F04[0] == "あ" * 127
    notes = (tmp_path / "notes.txt").read_text("utf-8-sig")
    assert "位置のない行 1件" in notes
    assert "254バイトで切った値 1件" in notes
    assert "F02,定員,capacity,people" in (tmp_path / "columns.csv").read_text("utf-8-sig")


def test_geopackage_keeps_names_unknowns_and_rows_without_a_position(tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    path.write_bytes(layer_gpkg(FOUND))
    back = pyogrio.read_dataframe(path)
    assert back.crs.to_epsg() == 6668
    assert back.name.tolist() == [row[0] for row in ROWS]
    assert back.geometry.isna().tolist() == [False, False, True]
    assert back.flood.isna().tolist() == [False, True, False]


def test_a_layer_without_rows_is_a_file_that_says_so(tmp_path: Path) -> None:
    nothing = LayerRows(LAYERS["parks"], "14130", COLUMNS, [], np.array([], dtype=object))
    with zipfile.ZipFile(io.BytesIO(layer_shapefile(nothing, 6677))) as whole:
        assert "行数 0件" in whole.read("notes.txt").decode("utf-8-sig")
    path = tmp_path / "out.gpkg"
    path.write_bytes(layer_gpkg(nothing))
    assert len(pyogrio.read_dataframe(path)) == 0
