"""Bridges and closures over HTTP: listed, found by name, and told before anything is closed; hostile names stay text."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from geo_service.api import streets as streets_module
from geo_service.api.app import create_app
from geo_service.coverage import bridges as bridges_module
from geo_service.coverage.city import City
from geo_service.coverage.network import BRIDGE
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf
from tests.coverage.test_streets_answers import hamlet
from tests.toy_streets import network

HOSTILE = "<script>alert(1)</script>𠮷髙橋"


def town() -> City:
    """Two bridges, one nameless, on one street."""
    points = [(0, 0), (100, 0), (300, 0), (400, 0), (450, 0), (500, 0)]
    names = ["", HOSTILE, "", "", ""]
    net = network(points, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)], flags=[0, BRIDGE, 0, BRIDGE, 0], names=names)
    return hamlet([(0, 0)], [(500, 0)], net)


@pytest.fixture
def streets() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), ToyShelf(town()), None)) as client:
        yield client


def test_bridges_longest_first_with_what_closes_them(streets: TestClient) -> None:
    found = streets.get("/api/v1/cities/default/bridges").json()
    assert found["found"] == 2
    first, second = found["bridges"]
    assert (first["number"], first["names"], first["length_m"], first["closed_by"]) == (2, [HOSTILE], 200, "bridge:2")
    assert second["label"] == {"ja": "名前のない橋（4）（50 m）", "en": "bridge without a name (4) (50 m)"}
    assert [one["number"] for one in streets.get("/api/v1/cities/default/bridges?q=髙橋").json()["bridges"]] == [2]
    assert [one["number"] for one in streets.get("/api/v1/cities/default/bridges?q=4").json()["bridges"]] == [4]
    only = streets.get("/api/v1/cities/default/bridges?limit=1").json()
    assert (only["found"], len(only["bridges"])) == (2, 1)


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=²", "limit=-1", "q=" + "あ" * 201, "other=1"])
def test_what_bridges_are_not_asked_for(streets: TestClient, query: str) -> None:
    answer = streets.get(f"/api/v1/cities/default/bridges?{query}")
    assert answer.status_code == 422 and answer.headers["content-type"].startswith("application/problem+json")


def test_a_closure_is_told(streets: TestClient) -> None:
    found = streets.get("/api/v1/cities/default/closures?closed_by=bridge:2;bridge:4").json()
    assert (found["streets"], found["metres"], found["bridges"]) == (2, 250, 2)
    assert [one["metres"] for one in found["each"]] == [200, 50]
    assert "道2本（うち橋2本）" in found["says"]["ja"]
    missing = streets.get("/api/v1/cities/default/closures")
    assert missing.status_code == 422 and "closed_by" in missing.text


def test_the_list_is_worked_out_once(streets: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = streets.get("/api/v1/cities/default/bridges").json()
    monkeypatch.setattr(bridges_module, "_found", None)
    assert streets.get("/api/v1/cities/default/bridges").json() == first


def test_many_closures_at_once_leave_the_other_pages_alone(streets: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty wait, one is worked out at a time, and what needs none of it is answered meanwhile."""
    going, most, let = [0], [0], Event()

    def slow(*_: object) -> dict[str, int]:
        going[0] += 1
        most[0] = max(most[0], going[0])
        let.wait(20)
        going[0] -= 1
        return {"streets": 1}

    monkeypatch.setattr(streets_module, "closing_document", slow)
    with ThreadPoolExecutor(44) as pool:
        asked = [pool.submit(streets.get, "/api/v1/cities/default/closures?closed_by=bridge:2") for _ in range(42)]
        try:
            assert pool.submit(streets.get, "/api/v1/cities/default/bridges").result(15).status_code == 200
        finally:
            let.set()
        assert {one.result().status_code for one in asked} == {200}
    assert most == [1]


def test_without_streets_it_is_said(client: TestClient) -> None:
    for path in ("bridges", "closures?closed_by=bridge:2"):
        answer = client.get(f"/api/v1/cities/default/{path}")
        assert answer.status_code in (404, 409, 422) and answer.json()["lacks"] == ["streets"]
