"""closure and network --bridges at the command line: what is printed, and that only one of file and city is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from geo_service.cli import street_lists
from geo_service.cli.network_command import network
from geo_service.cli.street_lists import list_bridges, show_closure
from geo_service.coverage.city import City
from geo_service.errors import NotAnswerableError, ParameterError
from tests.api.served import ToyShelf
from tests.coverage.test_streets_bridges import town
from tests.toy import toy_city


def serve(monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    @contextmanager
    def opened() -> Iterator[tuple[ToyShelf, str]]:
        yield ToyShelf(replace(city, audience="staff")), ""

    monkeypatch.setattr(street_lists, "opened_shelf", opened)


def test_bridges_with_what_closes_them(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    serve(monkeypatch, town())
    list_bridges("default", "text", "ja")
    head, first, second = capsys.readouterr().out.strip().splitlines()
    assert head.split()[:2] == ["番号", "名称"]
    assert first.split()[:4] == ["bridge:2,3", "大橋", "200", "川・水面"]
    assert second.split()[:2] == ["bridge:5", "上の橋"]
    list_bridges("default", "json", "en")
    assert [one["closed_by"] for one in json.loads(capsys.readouterr().out)["bridges"]] == ["bridge:2,3", "bridge:5"]


def test_a_closure_is_told_and_not_made(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    serve(monkeypatch, town())
    show_closure("default", "bridge:2,3", "text", "ja")
    assert "橋（道の番号2ほか1本）で、道2本（うち橋2本）、あわせて400 mが通れなくなります。" in capsys.readouterr().out
    show_closure("default", "bridge:5", "json", "en")
    found = json.loads(capsys.readouterr().out)
    assert (found["closed_by"], found["streets"], found["metres"]) == (["bridge:5"], 1, 200)


def test_what_cannot_be_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    serve(monkeypatch, toy_city())
    with pytest.raises(NotAnswerableError):
        list_bridges("default", "text", "ja")
    with pytest.raises(ParameterError, match="--bridges"):
        network()
