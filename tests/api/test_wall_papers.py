"""Wall maps, blank maps and the script over HTTP: PDFs, kept, and what is refused, as problem or as page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest

from geo_service.api import paper_answers
from geo_service.api.app import create_app
from geo_service.api.kept_papers import KeptPapers
from geo_service.settings import Settings
from layers.wall_grid import grid_of
from maps.paper import wall
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.toy import toy_city

WALL = "/papers/wall-map.pdf?city=99900&lang=ja"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(paper_answers, "PAPERS", KeptPapers())
    with TestClient(create_app(Settings(public_url="https://machi.example.jp"), ToyShelf(toy_city()), None)) as client:
        yield client


def test_a_wall_map_is_made_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"{WALL}&area=wards:99901&size=A3&hazard=flood")
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert 'filename="wall-map.pdf"' in first.headers["content-disposition"]
    monkeypatch.setattr("maps.paper.wall.wall_map", lambda *_: pytest.fail("made twice"))
    assert client.get(f"{WALL}&area=wards:西区&size=a3&hazard=flood").content == first.content
    known = client.get(f"{WALL}&area=wards:99901&hazard=flood", headers={"if-none-match": first.headers["etag"]})
    assert known.status_code == 304


def test_the_other_papers(client: TestClient) -> None:
    blank = client.get("/papers/blank-map.pdf?city=99900&area=wards:99902&size=A3&lang=en")
    assert blank.status_code == 200 and blank.content.startswith(b"%PDF-")
    script = client.get("/papers/facilitator.pdf?city=99900&lang=en")
    assert script.status_code == 200 and script.content.startswith(b"%PDF-")


def test_refused_in_the_one_shape(client: TestClient) -> None:
    assert "wards" in problem_of(client.get(WALL), 422, "parameter")["detail_ja"]
    assert "99901" in problem_of(client.get(f"{WALL}&area=wards:1"), 422, "parameter")["detail_ja"]
    assert problem_of(client.get(f"{WALL}&area=wards:99901&size=A4"), 422, "parameter")["allowed"] == ["A3", "A2", "A1"]
    problem_of(client.get(f"{WALL}&area=wards:99901&hazard=dragon"), 422, "parameter")
    problem_of(client.get("/papers/facilitator.pdf?size=A3"), 422, "parameter")


def test_a_person_gets_a_page(client: TestClient) -> None:
    response = client.get(f"{WALL}&area=wards:1", headers={"accept": "text/html"})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/html")
    assert "99901" in response.text


def test_data_that_may_not_be_handed_on_are_not() -> None:
    city = toy_city()
    closed = replace(city, datasets=tuple(replace(one, licence="KSJ-NC") for one in city.datasets))
    with TestClient(create_app(Settings(), ToyShelf(closed), None)) as client:
        problem_of(client.get(f"{WALL}&area=wards:99901"), 403, "forbidden")


def test_the_list_to_fill_in_bears_the_number_printed_on_the_map(client: TestClient) -> None:
    city = toy_city()
    codes = set()
    for kind, size in (("wall-map", "A3"), ("blank-map", "A3"), ("wall-map", "A1")):
        response = client.get(f"/papers/observations-form.csv?city=99900&area=wards:99901&size={size}&map={kind}&lang=ja")
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="observations-form.csv"' in response.headers["content-disposition"]
        heads, first = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
        assert {"マス", "地図番号", "緯度", "経度", "内容"} <= set(heads)
        code = first[heads.index("地図番号")]
        assert [one for one in first if one] == [code]
        grid = wall.paper_for(wall.area_named(city, "wards:99901"), size, kind == "blank-map").grid
        assert grid_of(code) == grid
        drawn = wall.map_html(city, wall.area_named(city, "wards:99901"), size, "", "ja", blank=kind == "blank-map")
        assert code in drawn
        codes.add(code)
    assert len(codes) == 3


def test_a_list_for_no_map_is_refused(client: TestClient) -> None:
    form = "/papers/observations-form.csv?city=99900&lang=ja"
    assert problem_of(client.get(form), 422, "parameter")["parameter"] == "area"
    refused = problem_of(client.get(f"{form}&area=wards:99901&map=globe"), 422, "parameter")
    assert refused["allowed"] == ["wall-map", "blank-map"]
    problem_of(client.get(f"{form}&area=wards:99901&hazard=flood"), 422, "parameter")
