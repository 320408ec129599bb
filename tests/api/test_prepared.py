"""The usual answers are there before anyone asks, and asking for them works nothing out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from geo_service.api import prepared as prepared_module
from geo_service.api import service as service_module
from geo_service.api.prepared import MOST, follow, prepare, usual
from geo_service.api.service import Service
from geo_service.coverage.identity import identity
from geo_service.settings import Settings
from tests.api.served import ToyShelf
from tests.toy import toy_city


def test_what_is_prepared_is_what_the_page_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    city = toy_city()
    service = Service(Settings(), ToyShelf(city), None)
    done = prepare(service, city, lambda: False)
    assert 1 < done <= MOST

    def never(*_: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(service_module, "answer_question", never)
    found = service.ask(city.code, "evacuation-site-reach", {"hazard": "flood"}, city.audience)
    assert service.kept.rendered(found, "geojson", never)  # type: ignore[arg-type]


def test_it_stops_when_the_service_does() -> None:
    city = toy_city()
    service = Service(Settings(), ToyShelf(city), None)
    assert prepare(service, city, lambda: True) == 0
    assert len(service.kept) == 0


def test_every_hazard_with_places_is_there() -> None:
    city = toy_city()
    asked = {one.supply.hazard for one in usual(city) if one.id == "evacuation-site-reach"}
    marked = {hazard for hazard, marks in city.places["evacuation_sites"].marks.items() if (marks == 1).any()}
    assert asked == marked


def until(what: Callable[[], object], seconds: float = 20.0) -> bool:
    end = monotonic() + seconds
    while not what() and monotonic() < end:
        sleep(0.01)
    return bool(what())


def test_another_release_is_prepared_in_turn_until_the_service_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_module, "LOOK_S", 0.02)
    first = toy_city()
    second = replace(first, release=first.release + 1)
    shelf = ToyShelf(first)
    service = Service(Settings(), shelf, None)
    ended, seen = Event(), []
    thread = Thread(target=follow, args=(service, first.audience, ended, lambda city: seen.append(city.release)))
    thread.start()
    try:
        assert until(lambda: seen == [first.release])
        one = next(usual(second))
        assert service.kept.find(identity(first, one)) is not None
        assert service.kept.find(identity(second, one)) is None
        shelf.held = {(second.code, second.audience): second}
        assert until(lambda: len(seen) == 2)
        assert service.kept.find(identity(second, one)) is not None
    finally:
        ended.set()
        thread.join(timeout=20)
    assert not thread.is_alive()
    assert seen == [first.release, second.release]


def test_a_city_that_is_not_there_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_module, "LOOK_S", 0.02)
    shelf, city, ended = ToyShelf(), toy_city(), Event()
    service = Service(Settings(), shelf, None)
    thread = Thread(target=follow, args=(service, city.audience, ended, lambda _: ended.set()))
    thread.start()
    sleep(0.1)
    assert thread.is_alive()
    shelf.held = {(city.code, city.audience): city}
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert len(service.kept) > 1
