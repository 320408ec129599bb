"""Every endpoint driven to failure: one error shape, and every endpoint refuses what it does not know."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from geo_service.api.app import create_app
from geo_service.errors import error_table
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.toy import toy_city

ANSWER = "/api/v1/cities/default/questions/evacuation-site-reach/answer"
NEAREST = "/api/v1/cities/default/questions/evacuation-site-reach/nearest?hazard=flood"
EVERY_PATH = {
    "/healthz": "/healthz",
    "/readyz": "/readyz",
    "/api/v1/cities": "/api/v1/cities",
    "/api/v1/cities/{city}": "/api/v1/cities/default",
    "/api/v1/cities/{city}/layers": "/api/v1/cities/default/layers",
    "/api/v1/cities/{city}/layers/{layer}": "/api/v1/cities/default/layers/parks",
    "/api/v1/cities/{city}/layers/{layer}/rows": "/api/v1/cities/default/layers/parks/rows",
    "/api/v1/cities/{city}/releases": "/api/v1/cities/default/releases",
    "/api/v1/cities/{city}/remarks": "/api/v1/cities/default/remarks",
    "/api/v1/cities/{city}/areas": "/api/v1/cities/default/areas",
    "/api/v1/cities/{city}/areas/{unit_set}/{code}": "/api/v1/cities/default/areas/wards/99901",
    "/api/v1/cities/{city}/areas/{unit_set}/{code}/near": "/api/v1/cities/default/areas/wards/99901/near",
    "/api/v1/cities/{city}/sites/{layer}/{id}": "/api/v1/cities/default/sites/evacuation_sites/s1",
    "/api/v1/cities/{city}/search": "/api/v1/cities/default/search",
    "/api/v1/cities/{city}/bridges": "/api/v1/cities/default/bridges",
    "/api/v1/cities/{city}/closures": "/api/v1/cities/default/closures",
    "/api/v1/questions": "/api/v1/questions",
    "/api/v1/cities/{city}/questions/{question}": "/api/v1/cities/default/questions/park-reach",
    "/api/v1/cities/{city}/questions/{question}/answer": "/api/v1/cities/default/questions/park-reach/answer",
    "/api/v1/answers/{id}": "/api/v1/answers/0123456789abcdef",
    "/api/v1/cities/{city}/questions/{question}/nearest": "/api/v1/cities/default/questions/park-reach/nearest",
    "/api/v1/studies": "/api/v1/studies",
    "/api/v1/cities/{city}/studies/{study}": "/api/v1/cities/default/studies/who-must-leave",
    "/api/v1/cities/{city}/studies/{study}/result": "/api/v1/cities/default/studies/who-must-leave/result",
}
"""Path of OpenAPI → an address of it."""
WRITTEN = {"/api/v1/cities/{city}/remarks"}
"""The one path that HTTP writes to, by POST; tests/api/test_sent_remarks.py drives that to failure."""


def test_every_endpoint_is_driven(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == set(EVERY_PATH)
    assert {path: set(methods) for path, methods in paths.items()} == {
        path: {"get", "post"} if path in WRITTEN else {"get"} for path in EVERY_PATH
    }


@pytest.mark.parametrize("path", EVERY_PATH.values())
def test_unknown_and_wrong_parameters(client: TestClient, path: str) -> None:
    problem = problem_of(client.get(path, params={"colour": "red", "lon": "139", "lat": "35"}), 422, "parameter")
    assert problem["parameter"] in ("colour", "lon")
    problem = problem_of(client.get(path, params={"lang": "fr"}), 422, "parameter")
    assert problem["parameter"] == "lang"
    problem = problem_of(client.get(path, params={"lang": ["ja", "en"]}), 422, "parameter")
    assert problem["parameter"] == "lang"


@pytest.mark.parametrize("path", EVERY_PATH.values())
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_read_only(client: TestClient, path: str, method: str) -> None:
    response = client.request(method, path)
    if method == "POST" and path in {EVERY_PATH[one] for one in WRITTEN}:
        # Taken as a note, and refused for having no body.
        assert problem_of(response, 422, "parameter")["parameter"] == "body"
        return
    problem_of(response, 405, "method-not-allowed")
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize("path", [path for path in EVERY_PATH.values() if "default" in path])
@pytest.mark.parametrize("city", ["99999", "²²²²²²", "①②③④⑤⑥", "%00"])
def test_a_city_that_is_not_there(client: TestClient, path: str, city: str) -> None:
    problem = problem_of(client.get(path.replace("default", city), params={"lang": "en"}), 404, "not-found")
    assert problem["detail"] == problem["detail_en"]


@pytest.mark.parametrize("path", [path for path in EVERY_PATH.values() if "park-reach" in path])
def test_a_question_that_is_not_there(client: TestClient, path: str) -> None:
    point = "?lon=139.6&lat=35.5" if path.endswith("nearest") else ""
    problem = problem_of(client.get(path.replace("park-reach", "park-reech") + point), 404, "not-found")
    assert "park-reach" in problem["allowed"]


@pytest.mark.parametrize("tail", ["", "/rows"])
def test_a_layer_that_is_not_there(conninfo: str, shelf: ToyShelf, tail: str) -> None:
    with TestClient(create_app(Settings(), shelf, conninfo)) as client:
        problem = problem_of(client.get(f"/api/v1/cities/default/layers/dragons{tail}"), 404, "not-found")
        assert "parks" in problem["allowed"]


def test_a_format_a_layer_has_not(conninfo: str, shelf: ToyShelf) -> None:
    with TestClient(create_app(Settings(), shelf, conninfo)) as client:
        problem = problem_of(client.get("/api/v1/cities/default/layers/parks/rows?f=docx"), 422, "parameter")
        assert problem["parameter"] == "f"
        assert "xlsx" in problem["detail"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1/", "/api/v1/cities/default/x", "/static/none.js", "/api/v2/cities", "/%00"]
)
def test_addresses_that_are_none(client: TestClient, path: str) -> None:
    problem_of(client.get(path), 404, "not-found")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "hazard"),
        ("hazard=dragon", "hazard"),
        ("hazard=flood&within=5", "within"),
        ("hazard=flood&within=NaN", "within"),
        ("hazard=flood&within=500&within=600", "within"),
        ("hazard=flood&demand=castles", "demand"),
        ("hazard=flood&ward=x", "ward"),
        ("hazard=flood&reach=flight", "reach"),
        ("hazard=flood&unit_set=x", "unit_set"),
        ("hazard=flood&neighbours=perhaps", "neighbours"),
        ("hazard=flood&f=docx", "f"),
        ("hazard=flood&f=json&f=csv", "f"),
        ("hazard=" + "x" * 5000, "hazard"),
        ("hazard=%00%1b%5B31m", "hazard"),
    ],
)
def test_parameters_of_an_answer(client: TestClient, query: str, parameter: str) -> None:
    problem = problem_of(client.get(f"{ANSWER}?{query}"), 422, "parameter")
    assert problem["parameter"] == parameter
    assert len(problem["detail"]) < 1000
    assert "\x1b" not in problem["detail"]


@pytest.mark.parametrize("id", ["%00", "0123456789abcde%00", "①", "%ff", "x" * 300])
def test_an_id_no_answer_has(conninfo: str, shelf: ToyShelf, id: str) -> None:
    """With a database, which cannot be asked for every text there is."""
    with TestClient(create_app(Settings(), shelf, conninfo)) as client:
        problem_of(client.get(f"/api/v1/answers/{id}"), 404, "not-found")


def test_not_answerable(client: TestClient) -> None:
    problem = problem_of(client.get(f"{ANSWER}?hazard=flood&demand=age_75_over"), 409, "not-answerable")
    assert problem["lacks"] == ["population"]
    assert "residents" in problem["allowed"]


def test_not_acceptable(client: TestClient) -> None:
    problem_of(client.get(f"{ANSWER}?hazard=flood", headers={"accept": "image/png"}), 406, "not-acceptable")


@pytest.mark.parametrize(
    "query", ["", "&lon=139.6", "&lon=35.5&lat=139.6", "&lon=nan&lat=35", "&lon=139.6&lat=1e1", "&lon=1&lat=1"]
)
def test_points_that_are_none(client: TestClient, query: str) -> None:
    assert problem_of(client.get(NEAREST + query), 422, "parameter")["parameter"] in ("lon", "lat")


def test_without_a_database(client: TestClient) -> None:
    problem_of(client.get("/readyz"), 503, "database")
    problem_of(client.get("/api/v1/cities/default/releases"), 503, "database")
    problem_of(client.get("/api/v1/cities/default/layers/parks"), 503, "database")
    problem_of(client.get("/api/v1/cities/default/layers/parks/rows"), 503, "database")
    problem_of(client.get("/api/v1/cities/default/remarks"), 503, "database")
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get(f"{ANSWER}?hazard=flood").status_code == 200


def test_a_database_that_is_down_does_not_stop_answers(shelf: ToyShelf) -> None:
    app = create_app(Settings(), shelf, "host=/nowhere dbname=none connect_timeout=1", ogc=False)
    with TestClient(app) as client:
        assert client.get(f"{ANSWER}?hazard=flood").status_code == 200
        problem_of(client.get("/readyz"), 503, "database")
        problem_of(client.get("/api/v1/cities/default/releases"), 503, "database")
        problem_of(client.get("/api/v1/answers/0123456789abcdef"), 503, "database")


def test_what_nobody_foresaw(shelf: ToyShelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(shelf, "get", broken)
    with TestClient(create_app(Settings(), shelf, None)) as client, caplog.at_level(logging.ERROR):
        for path in (f"{ANSWER}?hazard=flood", "/api/v1/cities/default", "/"):
            response = client.get(path)
            problem_of(response, 500, "error")
            assert "secret" not in response.text
    assert "secret inside" in caplog.text


@pytest.mark.parametrize("error", error_table(), ids=lambda error: error.slug)
def test_every_class_of_error(shelf: ToyShelf, monkeypatch: pytest.MonkeyPatch, error: Any) -> None:
    def failing(*_: Any) -> None:
        raise error("だめです。", "No.", parameter="x")

    monkeypatch.setattr(shelf, "get", failing)
    with TestClient(create_app(Settings(), shelf, None)) as client:
        problem = problem_of(client.get("/api/v1/cities/default?lang=en"), error.status, error.slug)
    assert (problem["detail"], problem["title"], problem["parameter"]) == ("No.", error.title_en, "x")


def test_a_licence_that_forbids_a_public_download() -> None:
    city = toy_city()
    notes = tuple(type(one)(**(vars(one) | {"licence": "KSJ-NC"})) if one.layer == "parks" else one for one in city.datasets)
    shelf = ToyShelf(type(city)(**(vars(city) | {"datasets": notes})))
    with TestClient(create_app(Settings(), shelf, None)) as client:
        for form in ("json", "geojson", "csv", "xlsx", "html", "svg"):
            path = f"/api/v1/cities/default/questions/park-reach/answer?f={form}"
            assert problem_of(client.get(path), 403, "forbidden")["licence"].count("KSJ-NC") == 1
        assert client.get(f"{ANSWER}?hazard=flood").status_code == 200
