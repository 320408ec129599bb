"""One layer over HTTP and on the command line: its quality, its rows as files, nothing the public may not see."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

import layers
from geo_service.api.app import create_app
from geo_service.settings import Settings
from geo_service.store.release import publish
from geo_service.store.shelf import CityShelf
from tests.api.served import TestClient, problem_of
from tests.store import hand_made as town
from tests.store.test_layer_rows import HUTS, ROWS, SECRET

HERE = f"/api/v1/cities/{town.CITY}/layers"


@pytest.fixture
def client(conninfo: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The service over the hand-made city with huts and a secret."""
    monkeypatch.setitem(layers.LAYERS, "huts", HUTS)
    monkeypatch.setitem(layers.LAYERS, "secrets", SECRET)
    settings = Settings(home=tmp_path)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_ground(conn)
        town.add(conn, "huts", ROWS, reference_date="2020-04")
        town.add(conn, "secrets", [town.Row("だれか")])
        publish(conn, town.CITY, "one", settings=settings)
    with CityShelf(settings, conninfo) as shelf, TestClient(create_app(settings, shelf, conninfo, ogc=False)) as found:
        yield found


def test_quality_of_a_layer(client: Any) -> None:
    found = client.get(f"{HERE}/huts").json()
    assert (found["id"], found["rows"], found["loaded"]) == ("huts", 3, True)
    assert found["positions"] == {"point": 1, "block": 0, "area": 1, "square": 0, "none": 1}
    assert {one["name"] for one in found["fields"]} == {"name", "address", "capacity", "agreed"}
    assert found["sources"][0]["file_name"] == "made.geojson"
    assert any("位置のない行" in one["ja"] for one in found["stops"])


def test_rows_as_every_kind_of_file(client: Any) -> None:
    starts = {
        "csv": b"\xef\xbb\xbf",
        "xlsx": b"PK",
        "geojson": b'{"type":',
        "gpkg": b"SQLite",
        "shp": b"PK",
        "svg": b"<svg",
        "png": b"\x89PNG",
    }
    for form, start in starts.items():
        response = client.get(f"{HERE}/huts/rows", params={"f": form})
        assert response.status_code == 200, response.text
        assert response.content.startswith(start)
        assert response.headers["content-disposition"].startswith(f'attachment; filename="{town.CITY}-huts-1.')
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{HERE}/huts/rows?f=xlsx").content))
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == ["一", "二", "三"]
    whole = json.loads(client.get(f"{HERE}/huts/rows?f=geojson").content)
    assert all("owner" not in one["properties"] for one in whole["features"])
    with zipfile.ZipFile(io.BytesIO(client.get(f"{HERE}/huts/rows?f=shp").content)) as zipped:
        assert {"huts_point.shp", "columns.csv", "notes.txt"} <= set(zipped.namelist())


def test_what_the_public_may_not_see_is_not_there(client: Any) -> None:
    for path in (f"{HERE}/secrets", f"{HERE}/secrets/rows"):
        problem_of(client.get(path), 404, "not-found")
    listed = {one["id"]: one for one in client.get(HERE).json()["layers"]}
    assert listed["secrets"]["fields"] == []
