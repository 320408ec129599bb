"""A count that nobody published is an empty cell in every file, never 0, and the file says why."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from geo_service import render
from geo_service.render.cells import NOT_PUBLISHED, PARTLY_PUBLISHED, headings
from geo_service.render.geopackage import to_gpkg
from maps.paper.features import Features
from maps.picture_answer import answer_picture
from tests.render.answers import households

TOWN, WARD, OTHER = "99902-4-4", "99902", "99902-4-3"


def test_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(render.to_csv(households()).decode("utf-8-sig"), newline="")))
    by_code = {row["コード"]: row for row in rows}
    counts = [one.ja for one in headings(households())[5:9]]
    town, ward, other, total = by_code[TOWN], by_code[WARD], by_code[OTHER], rows[0]
    assert [town[name] for name in counts] == [""] * 4
    assert town["数の公表"] == NOT_PUBLISHED.ja
    assert town["数が公表されていない区域（か所）"] == "1"
    assert float(ward[counts[0]]) > 0
    assert ward["数の公表"] == total["数の公表"] == PARTLY_PUBLISHED.ja
    assert float(other[counts[0]]) == 200
    assert other["数の公表"] == ""


def test_excel() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render.to_xlsx(households())))["町丁"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert rows[TOWN][5:11] == (None,) * 6
    assert rows[TOWN][-1] == NOT_PUBLISHED.ja
    assert rows[OTHER][5] == 200


def test_geojson_and_what_is_drawn_from_it() -> None:
    collection = json.loads(render.to_geojson(households()))
    units = {
        one["properties"].get("code"): one["properties"]
        for one in collection["features"]
        if "unknown_features" in one["properties"]
    }
    assert [units[TOWN][one] for one in ("demand", "served", "unserved", "left_out", "depends_on_one")] == [None] * 5
    assert units[TOWN]["unknown_features"] == 1
    assert units[OTHER]["demand"] == 200
    assert Features.of(collection).unknown == {TOWN}
    assert "url(#unknown)" in answer_picture(households())


@pytest.fixture(scope="module")
def gpkg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "answer.gpkg"
    path.write_bytes(to_gpkg(households()))
    return path


def test_geopackage(gpkg: Path) -> None:
    asked = "SELECT demand, served, unserved, left_out, depends_on_one, counts_published_ja FROM small_areas WHERE code = ?"
    with sqlite3.connect(gpkg) as db:
        assert db.execute(asked, [TOWN]).fetchone() == (None,) * 5 + (NOT_PUBLISHED.ja,)
        other = db.execute(asked, [OTHER]).fetchone()
    assert (other[0], other[-1]) == (200, None)


def test_a_gis_shows_japanese_names_of_the_columns(gpkg: Path) -> None:
    assert to_gpkg(households()) == gpkg.read_bytes(), "one answer, one file"
    domain = pyogrio.read_info(gpkg, layer="small_areas")
    assert {"demand", "unserved"} <= set(domain["fields"]), "the English names stay"
    with sqlite3.connect(gpkg) as db:
        said = dict(db.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'small_areas'").fetchall())
    assert said["unserved"] == "届いていない（世帯）"
    assert said["counts_published_ja"] == "数の公表"
