"""The usual answers are there before anyone asks, and asking for them works nothing out again."""

from __future__ import annotations

import pytest

from geo_service.api import service as service_module
from geo_service.api.prepared import MOST, prepare, usual
from geo_service.api.service import Service
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
