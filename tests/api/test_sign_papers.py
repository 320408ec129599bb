"""Signs and their list over HTTP: kept, named, and what is refused, as problem or as page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from geo_service.api import paper_answers, sign_papers
from geo_service.api.app import create_app
from geo_service.api.kept_papers import KeptPapers
from geo_service.api.service import Service
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.toy import toy_city
from tests.toy_boards import board

SIGNS = "/papers/signs.pdf?city=99900&lang=ja"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    @contextmanager
    def nothing(_: Service) -> Iterator[None]:
        yield None

    monkeypatch.setattr(paper_answers, "PAPERS", KeptPapers())
    monkeypatch.setattr(Service, "database", nothing)
    monkeypatch.setattr(sign_papers, "own_readings", lambda *_: {})
    boards = (board(500, 500, 1), board(700, 500, 2, sign=None), board(4500, 500, 3, sign=True))
    monkeypatch.setattr(sign_papers, "boards_of", lambda *_: boards)
    with TestClient(create_app(Settings(public_url="https://machi.example.jp"), ToyShelf(toy_city()), None)) as client:
        yield client


def test_signs_are_made_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"{SIGNS}&ward=99901")
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/pdf" and first.content.startswith(b"%PDF-")
    assert 'filename="signs.pdf"' in first.headers["content-disposition"]
    monkeypatch.setattr("maps.paper.signs.signs_pdf", lambda *_: pytest.fail("made twice"))
    assert client.get(f"{SIGNS}&area=wards:99901&boards=lacking&per_page=1").content == first.content
    known = client.get(f"{SIGNS}&ward=99901", headers={"if-none-match": first.headers["etag"]})
    assert known.status_code == 304


def test_the_list_as_a_table(client: TestClient) -> None:
    response = client.get("/papers/signs.csv?city=99900&boards=all")
    assert response.status_code == 200 and response.headers["content-type"].startswith("text/csv")
    assert response.content.startswith(b"\xef\xbb\xbf") and len(response.text.splitlines()) == 4
    assert len(client.get("/papers/signs.csv?city=99900&boards=unknown").text.splitlines()) == 2


def test_the_page_of_papers_leads_to_them(client: TestClient) -> None:
    page = client.get("/papers?city=99900&lang=ja").text
    assert 'action="/papers/signs.pdf"' in page and 'formaction="/papers/signs.csv"' in page and 'name="per_page"' in page


def test_refused_in_the_one_shape(client: TestClient) -> None:
    assert "99901" in problem_of(client.get(f"{SIGNS}&ward=1"), 422, "parameter")["detail_ja"]
    assert "wards" in problem_of(client.get(f"{SIGNS}&area=rivers:1"), 422, "parameter")["allowed"][0]
    assert problem_of(client.get(f"{SIGNS}&per_page=3"), 422, "parameter")["allowed"] == ["1", "2", "4"]
    assert "without" in problem_of(client.get(f"{SIGNS}&boards=x"), 422, "parameter")["allowed"]
    problem_of(client.get(f"{SIGNS}&area=wards:99901&ward=99901"), 422, "parameter")
    problem_of(client.get("/papers/signs.csv?city=99900&colour=red"), 422, "parameter")


def test_too_many_are_asked_for_by_ward(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_papers, "boards_of", lambda *_: tuple(board(500, 500, at) for at in range(201)))
    problem = problem_of(client.get(SIGNS), 422, "parameter")
    assert problem["maximum"] == 200 and "201" in problem["detail_ja"]
    page = client.get(SIGNS, headers={"accept": "text/html"})
    assert page.status_code == 422 and page.headers["content-type"].startswith("text/html") and "201" in page.text


def test_data_that_may_not_be_handed_on_are_not() -> None:
    city = toy_city()
    closed = replace(city, datasets=tuple(replace(one, licence="KSJ-NC") for one in city.datasets))
    with TestClient(create_app(Settings(), ToyShelf(closed), None)) as client:
        problem_of(client.get(f"{SIGNS}&ward=99901"), 403, "forbidden")
