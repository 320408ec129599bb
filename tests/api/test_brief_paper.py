"""The briefing over HTTP: a PDF with its name, kept, and what is refused, as problem or as page."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from urllib.parse import unquote

import pytest

from geo_service.api import paper_answers
from geo_service.api.app import create_app
from geo_service.api.kept_papers import KeptPapers
from geo_service.errors import TooManyError
from geo_service.settings import Settings
from tests.api.served import TestClient, ToyShelf, problem_of
from tests.toy import toy_city

ADDRESS = "/papers/brief.pdf?city=99900&hazard=flood&lang=ja"
BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    settings = Settings(public_url="https://machi.example.jp", contact="危機管理室 044-000-0000")
    with TestClient(create_app(settings, ToyShelf(toy_city()), None)) as client:
        yield client


def test_a_pdf_with_its_name_made_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_answers, "PAPERS", KeptPapers())
    first = client.get(f"{ADDRESS}&ward=西区&reach=&kind=")
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    plain, _, coded = first.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == 'inline; filename="brief-99901.pdf"'
    assert unquote(coded) == "資料_西区.pdf"
    monkeypatch.setattr("maps.paper.brief.brief", lambda *_: pytest.fail("made twice"))
    again = client.get(f"{ADDRESS}&ward=99901")
    assert again.content == first.content
    known = client.get(f"{ADDRESS}&ward=99901", headers={"if-none-match": first.headers["etag"]})
    assert known.status_code == 304


def test_refused_in_the_one_shape(client: TestClient) -> None:
    missing = problem_of(client.get(ADDRESS), 422, "parameter")
    assert missing["allowed"] == ["99901", "99902"]
    assert "西区、東区" in missing["detail_ja"]
    problem_of(client.get(f"{ADDRESS}&ward=東京"), 422, "parameter")
    problem_of(client.get(f"{ADDRESS}&ward=西区&colour=red"), 422, "parameter")
    problem_of(client.get("/papers/brief.pdf?ward=西区"), 422, "parameter")
    problem_of(client.get(f"{ADDRESS}&ward=西区&question=nothing"), 404, "not-found")


def test_a_person_gets_a_page(client: TestClient) -> None:
    response = client.get(ADDRESS, headers=BROWSER)
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/html")
    assert "西区、東区" in response.text


def test_data_that_may_not_be_handed_on_are_not() -> None:
    city = toy_city()
    closed = replace(city, datasets=tuple(replace(one, licence="KSJ-NC") for one in city.datasets))
    with TestClient(create_app(Settings(), ToyShelf(closed), None)) as client:
        problem_of(client.get(f"{ADDRESS}&ward=西区"), 403, "forbidden")
        known = {"if-none-match": "*"}
        problem_of(client.get(f"{ADDRESS}&ward=西区", headers=known), 403, "forbidden")
        problem_of(client.get(ADDRESS, headers=known), 422, "parameter")


def test_few_may_wait_and_a_failure_frees_the_place() -> None:
    papers = KeptPapers(most_kept=1)
    begun, go_on = Event(), Event()

    def slow() -> bytes:
        begun.set()
        assert go_on.wait(10)
        return b"slow"

    with ThreadPoolExecutor() as pool:
        first = pool.submit(papers.paper, "a", slow, 1)
        assert begun.wait(10)
        with pytest.raises(TooManyError):
            papers.paper("b", lambda: b"b", 1)
        go_on.set()
        assert first.result() == b"slow"
    assert papers.paper("a", lambda: b"another", 1) == b"slow"
    with pytest.raises(ZeroDivisionError):
        papers.paper("c", lambda: bytes([1 // 0]), 1)
    assert papers.paper("d", lambda: b"d", 1) == b"d"
    assert papers.paper("a", lambda: b"made anew", 1) == b"made anew"
