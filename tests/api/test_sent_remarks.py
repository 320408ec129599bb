"""Notes over HTTP and on the command line: what is sent, what the public sees of it, what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import layers
from geo_service.api.app import create_app
from geo_service.settings import Settings
from geo_service.settings import settings as current_settings
from geo_service.store.release import publish
from geo_service.store.remarks import answer, hide
from geo_service.store.shelf import CityShelf
from tests.api.served import TestClient, problem_of
from tests.store import hand_made as town
from tests.store.test_layer_rows import HUTS, ROWS, SECRET

HERE = f"/api/v1/cities/{town.CITY}/remarks"
LON, LAT = town.lonlat(town.at(500, 500)).coords[0]
GOOD: dict[str, Any] = {"layer": "huts", "key": "一", "text": "<b>この線</b>は違う"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home of its own."""
    return Settings(home=tmp_path, remarks_per_minute=1000)


@pytest.fixture
def client(conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The service over the hand-made city with huts and a secret."""
    monkeypatch.setitem(layers.LAYERS, "huts", HUTS)
    monkeypatch.setitem(layers.LAYERS, "secrets", SECRET)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        town.add_ground(conn)
        town.add(conn, "huts", ROWS)
        publish(conn, town.CITY, "one", settings=settings)
    with CityShelf(settings, conninfo) as shelf, TestClient(create_app(settings, shelf, conninfo, ogc=False)) as found:
        yield found


def sent(client: Any, **changes: Any) -> dict[str, Any]:
    """A note that is taken, as the response gives it."""
    response = client.post(HERE, json={name: value for name, value in (GOOD | changes).items() if value is not None})
    assert response.status_code == 201, response.text
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, Any] = response.json()
    return found


def only(client: Any) -> dict[str, Any]:
    """The one note of the public list."""
    (found,) = client.get(HERE).json()["remarks"]
    return dict(found)


def test_from_sent_to_answered_to_hidden(client: Any, conninfo: str, settings: Settings) -> None:
    taken = sent(client, contact="090-0000-0000", lon=LON, lat=LAT)
    assert (taken["state"], taken["text"], taken["key"], taken["key_found"]) == ("open", None, "一", True)
    assert client.get(HERE).json()["counts"] == {"open": 1, "answered": 0, "hidden": 0}
    assert only(client) == taken
    with psycopg.connect(conninfo, autocommit=True) as conn:
        answer(conn, town.CITY, taken["id"], "直しました。", "係 一郎", settings)
        found = only(client)
        assert (found["state"], found["published"], found["text"], found["answer"]) == (
            "answered", True, GOOD["text"], "直しました。",
        )  # fmt: skip
        assert (found["lon"], found["lat"]) == (LON, LAT)
        whole = client.get(HERE)
        assert whole.headers["content-type"] == "application/json"
        assert "090" not in whole.text and "係" not in whole.text
        hide(conn, town.CITY, taken["id"], "係 一郎")
    found = only(client)
    assert (found["state"], found["text"], found["answer"], found["key"], found["lon"]) == ("hidden", None, None, None, None)


def test_an_unknown_key_is_a_strangers_words(client: Any, conninfo: str, settings: Settings) -> None:
    """Kept as said; shown only with the words, once staff have published them."""
    taken = sent(client, key="悪口")
    assert (taken["key"], taken["key_found"]) == (None, False)
    with psycopg.connect(conninfo, autocommit=True) as conn:
        answer(conn, town.CITY, taken["id"], "その行はありません。", "係", settings)
    assert only(client)["key"] == "悪口"


def test_the_list_by_pages(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_service.api.remarks.LISTED", 2)
    ids = [sent(client)["id"] for _ in range(5)]
    seen, before = [], ""
    while True:
        page = client.get(HERE, params={"before": before}).json()
        seen += [one["id"] for one in page["remarks"]]
        if page["next_before"] is None:
            break
        before = str(page["next_before"])
    assert seen == ids[::-1]


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"colour": "red"}, "colour"),
        ({"layer": None}, "layer"),
        ({"layer": "dragons"}, "layer"),
        ({"layer": "secrets"}, "layer"),
        ({"layer": 7}, "layer"),
        ({"text": None}, "text"),
        ({"text": " "}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "あ" * 1001}, "text"),
        ({"text": "前\u202e後"}, "text"),
        ({"text": "前\0後"}, "text"),
        ({"key": "一\n"  "二"}, "key"),
        ({"key": "x" * 201}, "key"),
        ({"contact": "a\x1b[31m"}, "contact"),
        ({"key": None}, "key"),
        ({"lon": LON}, "lat"),
        ({"lon": "139.7", "lat": LAT}, "lon"),
        ({"lon": True, "lat": LAT}, "lon"),
        ({"lon": LAT, "lat": LON}, "lon"),
        ({"lon": 10**400, "lat": LAT}, "lon"),
        ({"lon": 130.0, "lat": 33.0}, "lon"),
    ],
)  # fmt: skip
def test_fields_that_are_refused(client: Any, changes: dict[str, Any], parameter: str) -> None:
    body = {name: value for name, value in (GOOD | changes).items() if value is not None}
    problem = problem_of(client.post(HERE, json=body), 422, "parameter")
    assert problem["parameter"] == parameter
    assert "\x1b" not in problem["detail"] and "\u202e" not in problem["detail"]
    assert client.get(HERE).json()["remarks"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b"null", b'"x"', b"\xff\xfe", b"[" * 8000, b'{"lon": ' + b"9" * 5000 + b"}",
        b'{"text": "' + b"x" * 9000 + b'"}',
    ],
)  # fmt: skip
def test_bodies_that_are_refused(client: Any, body: bytes) -> None:
    response = client.post(HERE, content=body, headers={"content-type": "application/json"})
    assert problem_of(response, 422, "parameter")["parameter"] == "body"


def test_numbers_json_does_not_have(client: Any) -> None:
    body = json.dumps(GOOD | {"lon": float("nan"), "lat": LAT}).encode()
    response = client.post(HERE, content=body, headers={"content-type": "application/json"})
    assert problem_of(response, 422, "parameter")["parameter"] == "lon"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
def test_what_a_foreign_form_could_send(client: Any, kind: str) -> None:
    response = client.post(HERE, content=json.dumps(GOOD).encode(), headers={"content-type": kind})
    assert problem_of(response, 422, "parameter")["parameter"] == "body"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "http://testserver"}, 201),
        ({"origin": "http://testserver"}, 201),
        ({}, 201),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "http://testserver.elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[broken"}, 403),
    ],
)
def test_pages_of_other_sites(client: Any, headers: dict[str, str], status: int) -> None:
    response = client.post(HERE, json=GOOD, headers=headers)
    assert response.status_code == status
    if status == 403:
        problem_of(response, 403, "forbidden")
        assert client.get(HERE).json()["remarks"] == []


def test_too_many(conninfo: str, client: Any, settings: Settings) -> None:
    one = settings.model_copy(update={"remarks_per_minute": 1})
    with CityShelf(one, conninfo) as shelf, TestClient(create_app(one, shelf, conninfo, ogc=False)) as few:
        assert few.post(HERE, json=GOOD).status_code == 201
        problem = problem_of(few.post(HERE, json=GOOD), 429, "too-many")
    assert (problem["setting"], problem["maximum"], problem["exit_code"]) == ("remarks_per_minute", 1, 10)


def test_switched_off(conninfo: str, client: Any, settings: Settings) -> None:
    off = settings.model_copy(update={"remarks": False})
    with CityShelf(off, conninfo) as shelf, TestClient(create_app(off, shelf, conninfo, ogc=False)) as none:
        problem_of(none.post(HERE, json=GOOD), 403, "forbidden")
        assert none.get(HERE).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_notes_are_not_for(client: Any, method: str) -> None:
    response = client.request(method, HERE)
    assert "POST" in problem_of(response, 405, "method-not-allowed")["detail"]
    assert response.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "٣", "9" * 19])
def test_pages_that_are_none(client: Any, before: str) -> None:
    assert problem_of(client.get(HERE, params={"before": before}), 422, "parameter")["parameter"] == "before"


def test_a_city_that_is_not_there(client: Any) -> None:
    problem_of(client.post("/api/v1/cities/99999/remarks", json=GOOD), 404, "not-found")
    problem = problem_of(client.post(HERE + "?colour=red", json=GOOD), 422, "parameter")
    assert problem["parameter"] == "colour"


def test_without_a_database(settings: Settings, client: Any, conninfo: str) -> None:
    with CityShelf(settings, conninfo) as shelf, TestClient(create_app(settings, shelf, None)) as alone:
        problem_of(alone.post(HERE, json=GOOD), 503, "database")


def test_on_the_command_line(
    client: Any, conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from geo_service.cli import run

    monkeypatch.setenv("DATABASE_URL", conninfo)
    monkeypatch.setenv("GEO_SERVICE_HOME", str(settings.home))
    current_settings.cache_clear()
    try:
        id = sent(client, text="一行目\n二行目", contact="a@b")["id"]

        def said(*arguments: str, code: int = 0) -> str:
            assert run.run(["remarks", "--city", town.CITY, *arguments]) == code
            out, err = capsys.readouterr()
            return out + err

        text = said()
        assert "答え待ち 1、" in text
        assert "\n    一行目\n    二行目\n    連絡先：a@b" in text
        assert "open 1, " in said("--lang", "en")
        assert "--by" in said("--answer", str(id), "--text", "はい", code=2)
        assert "--text" in said("--answer", str(id), "--by", "係", code=2)
        assert "--answer" in said("--answer", str(id), "--hide", str(id), "--by", "係", code=2)
        assert "--answer" in said("--by", "係", code=2)
        assert "geo-service remarks" in said("--hide", str(id + 1), "--by", "係", code=3)
        assert only(client)["state"] == "open"
        assert "公開しました" in said("--answer", str(id), "--text", "はい", "--by", "係")
        assert (only(client)["answer"], only(client)["text"]) == ("はい", "一行目\n二行目")
        assert json.loads(said("--hide", str(id), "--by", "係", "--format", "json"))["remark"]["state"] == "hidden"
        listed = json.loads(said("--format", "json"))
        assert (listed["counts"]["hidden"], listed["remarks"][0]["said"], listed["remarks"][0]["contact"]) == (
            1,
            "一行目\n二行目",
            "",
        )
    finally:
        current_settings.cache_clear()
