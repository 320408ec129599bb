"""OGC Features and Tiles: published views only, as data only, following the release, living without a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import morecantile
import psycopg
import pytest
import tipg
from fastapi import FastAPI
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import layers
from geo_service.api.ogc import mount_ogc
from geo_service.settings import Settings
from geo_service.store.release import publish
from tests.api.served import TestClient
from tests.store import hand_made as town
from tests.store.hand_made import Row, at
from tests.store.test_views import BENCH, BENCHES

ITEMS = "/ogc/collections/published.c99900_benches/items"


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def application(conninfo: str) -> FastAPI:
    """An app with a route of its own and OGC."""
    app = FastAPI()

    @app.get("/else")
    def other() -> dict[str, bool]:
        return {"fine": True}

    mount_ogc(app, conninfo)
    return app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection; a throw-away layer with 25 rows is published."""
    monkeypatch.setitem(layers.LAYERS, "benches", BENCHES)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        town.add(connection, "benches", [Row(f"{i}番", at(40 * i, 10), attributes=BENCH) for i in range(25)])
        publish(connection, town.CITY, "one", settings=settings)
        yield connection


@pytest.fixture
def client(conn: Any, conninfo: str) -> Iterator[TestClient]:
    """A client of the app, its catalogue read."""
    with TestClient(application(conninfo)) as found:
        until(lambda: found.get("/ogc/collections").status_code == 200)
        yield found


def test_tipg_is_the_version_the_overrides_were_written_for() -> None:
    assert tipg.__version__ == "1.6.1"


def test_items_of_a_throw_away_layer(client: TestClient) -> None:
    found = client.get(ITEMS, params={"limit": 3})
    assert found.headers["content-type"].startswith("application/geo+json")
    body = found.json()
    assert (body["numberMatched"], body["numberReturned"]) == (25, 3)
    first = body["features"][0]
    assert first["properties"]["kind"] == "wood"
    assert first["properties"]["ward_name"] == "西区"
    assert "mended_by" not in first["properties"]
    lon, lat = first["geometry"]["coordinates"]
    assert 139 < lon < 140
    assert 35 < lat < 36
    one = client.get(f"{ITEMS}/{first['id']}").json()
    assert one["properties"] == first["properties"]
    assert client.get(ITEMS, params={"name": "7番"}).json()["numberMatched"] == 1
    assert client.get(ITEMS, params={"f": "csv"}).text.count("\n") >= 10


def test_only_published_views_are_there(client: TestClient) -> None:
    found = {one["id"] for one in client.get("/ogc/collections").json()["collections"]}
    assert found == {f"published.c99900_{layer}" for layer in ("wards", "towns", "association_areas", "population", "benches")}
    for hidden in ("frame.feature", "frame.audit", "frame.migration", "pg_catalog.pg_class"):
        assert client.get(f"/ogc/collections/{hidden}/items").status_code == 404


def test_boxes_and_tiles(client: TestClient) -> None:
    west = client.get(ITEMS, params={"limit": 1, "name": "0番"}).json()["features"][0]["geometry"]["coordinates"]
    box = ",".join(str(v) for v in (west[0] - 1e-6, west[1] - 1e-6, west[0] + 1e-6, west[1] + 1e-6))
    assert client.get(ITEMS, params={"bbox": box}).json()["numberMatched"] == 1
    at = morecantile.tms.get("WebMercatorQuad").tile(*west, 12)
    tile = client.get(f"/ogc/collections/published.c99900_wards/tiles/WebMercatorQuad/{at.z}/{at.x}/{at.y}")
    assert tile.status_code == 200
    assert "mapbox-vector-tile" in tile.headers["content-type"] or "pbf" in tile.headers["content-type"]
    assert tile.content


@pytest.mark.parametrize(
    "path", ["", "/", "/conformance", "/collections", "/collections/published.c99900_wards",
             "/collections/published.c99900_benches/items",
             "/collections/published.c99900_benches/queryables", "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad",
             "/collections/published.c99900_wards/tiles", "/collections/published.c99900_wards/tiles/WebMercatorQuad"],
)  # fmt: skip
def test_no_page_and_no_other_host(client: TestClient, path: str) -> None:
    """A browser's first wish is HTML, whose templates of tipg load scripts from other hosts."""
    found = client.get(f"/ogc{path}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert found.status_code == 200
    assert "json" in found.headers["content-type"]
    assert "text/html" not in found.text
    assert "/conf/html" not in found.text
    refused = client.get(f"/ogc{path}", params={"f": "html"})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert "access-control-allow-origin" not in client.get(f"/ogc{path}", headers={"Origin": "https://evil.example"}).headers


def test_viewers_and_documentation_pages_are_not_there(client: TestClient) -> None:
    for path in ("/docs", "/redoc", "/collections/published.c99900_wards/tiles/WebMercatorQuad/map.html", "/viewer"):
        assert client.get(f"/ogc{path}").status_code == 404
    assert client.get("/ogc/api.html").json()["openapi"]
    links = client.get("/ogc/").json()["links"]
    assert all(link["href"].startswith("http://testserver/ogc") for link in links)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{ITEMS}?limit=1000000", 422),
        (f"{ITEMS}?limit=x", 422),
        (f"{ITEMS}?bbox=1,2", 422),
        (f"{ITEMS}?bbox=a,b,c,d", 422),
        (f"{ITEMS}?filter=(((", 422),
        (f"{ITEMS}?filter=pg_read_file('/etc/passwd')%20LIKE%20'root%25'", 422),
        (f"{ITEMS}?filter={'(' * 2000}name='x'{')' * 2000}", 422),
        (f"{ITEMS}?FILTER-LANG=cql2-text", 422),
        (f"{ITEMS}?bbox=NaN,0,1,1", 422),
        (f"{ITEMS}?simplify=-1", 422),
        (f"{ITEMS}?name=%00", 422),
        (f"{ITEMS}/999999999999999999999999999999", 404),
        ("/ogc/collections/published.c99900_wards/tiles/WebMercatorQuad/100000/1/1", 404),
        ("/ogc/collections/published.c99900_wards/tiles/WebMercatorQuad/3/9/1", 404),
        (f"{ITEMS}?datetime=yesterday", 422),
        (f"{ITEMS}/999999999", 404),
        (f"{ITEMS}/x", 404),
        ("/ogc/collections/published.c99900_nothing/items", 404),
        ("/ogc/collections/%27;drop", 404),
        ("/ogc/nothing", 404),
    ],
)
def test_errors_have_the_one_shape(client: TestClient, path: str, status: int) -> None:
    found = client.get(path)
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "detail_ja", "detail_en"} <= found.json().keys()
    assert "Traceback" not in found.text


@pytest.mark.parametrize("path", ["none", "none/items", "none/items/1", ".none", "none.", "none/tiles/WebMercatorQuad/1/1/1"])
def test_a_name_that_is_no_collection_is_not_found(client: TestClient, path: str) -> None:
    found = client.get(f"/ogc/collections/{path}")
    assert found.status_code == 404, found.text
    problem = found.json()
    assert problem["type"] == "urn:geo-service:problem:not-found"
    assert problem["exit_code"] == 3
    assert "コレクション" in problem["detail_ja"]


def test_nothing_can_be_written(client: TestClient, conn: Any) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, ITEMS).status_code == 405
    # Even a query that got in would meet a session that cannot write.
    pool = next(route.app for route in client.app.routes if getattr(route, "name", "") == "ogc").state.pool  # type: ignore[attr-defined]

    async def write() -> str:
        async with pool.acquire() as connection:
            try:
                await connection.execute(statement)
            except Exception as error:
                return type(error).__name__
        return "done"

    assert client.portal is not None
    statement = "SELECT count(*) FROM published.c99900_benches"
    assert client.portal.call(write) == "done"
    for statement in (
        "DELETE FROM frame.feature",
        "SELECT count(*) FROM frame.feature",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT pg_reload_conf()",
    ):
        assert client.portal.call(write) == "InsufficientPrivilegeError", statement
    statement = "CREATE TEMP TABLE mine (n integer); INSERT INTO mine VALUES (1)"
    assert client.portal.call(write) == "ReadOnlySQLTransactionError"


def test_the_catalogue_follows_a_switch(client: TestClient, conn: Any, settings: Settings) -> None:
    town.add(conn, "shelters", [Row("学校", at(1, 1))])
    publish(conn, town.CITY, "two", settings=settings)
    until(lambda: "published.c99900_shelters" in client.get("/ogc/collections").text)
    town.add(conn, "benches", [Row("一番", at(1, 1))])
    publish(conn, town.CITY, "three", settings=settings)
    assert client.get(ITEMS).json()["numberMatched"] == 1


def test_the_app_starts_and_answers_without_a_database() -> None:
    with TestClient(application("host=/nonexistent dbname=none")) as client:
        assert client.get("/else").json() == {"fine": True}
        found = client.get("/ogc/collections")
        assert found.status_code == 503
        assert found.headers["content-type"] == "application/problem+json"
        assert client.get("/ogc/conformance").status_code == 200


def test_the_database_may_die_and_come_back(client: TestClient, conn: Any, conninfo: str) -> None:
    name = conninfo_to_dict(conninfo)["dbname"]
    conn.close()
    allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    with psycopg.connect(make_conninfo(conninfo, dbname="postgres"), autocommit=True) as admin:
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        until(lambda: client.get(ITEMS).status_code == 503)
        assert client.get("/else").status_code == 200
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
    until(lambda: client.get(ITEMS).status_code == 200)
