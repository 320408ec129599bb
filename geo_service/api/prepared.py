"""The answers people will ask for first, worked out before they do: each question as it is usually asked, for every hazard.

Who changes the hazard on the page then waits for the network only. Prepared answers are kept like any others and give way like
any others; they are not recorded as given. When another release becomes current, its answers are prepared in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event

from geo_service import render
from geo_service.api.service import Service
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.identity import identity
from geo_service.coverage.question import Question
from geo_service.errors import GeoServiceError
from geo_service.questions import CATALOGUE, build, first_demand, offer

MOST = 24
"""Answers prepared for one city: their maps fill a part of what is kept, not all of it."""

LOOK_S = 2.0
"""How often it is seen whether another release is current: two words compared, in memory."""


def usual(city: City) -> Iterator[Question]:
    """Each question as the page first asks it (the usual group, or one that is loaded), once for each hazard with places."""
    for spec in CATALOGUE.values():
        asked = offer(city, spec)
        if not asked.answerable or not (asked.groups or asked.facilities):
            continue
        demand = first_demand(city, spec)
        hazards = [{"hazard": one.slug} for one in asked.hazards if one.places] if spec.needs_hazard else [{}]
        for hazard in hazards:
            try:
                yield build(spec.id, city, {**demand, **hazard})
            except GeoServiceError:  # not answerable after all: whoever asks is told
                continue


def prepare(service: Service, city: City, stopped: Callable[[], bool]) -> int:
    """Work out the usual answers of a City and what the page draws of them; how many. Ends early when ``stopped`` says so."""
    done = 0
    for question in usual(city):
        if done == MOST or stopped():
            break
        found = service.kept.answer(identity(city, question), lambda question=question: answer(city, question))  # type: ignore[misc]
        for form, how in (("geojson", render.to_geojson), ("json", render.to_json)):
            service.kept.rendered(found, form, how)
        done += 1
    return done


def follow(service: Service, audience: str, ended: Event, then: Callable[[City], None] = lambda city: None) -> None:
    """Prepare the default city's answers, and those of each release of it (or of another default city) that becomes current,
    until ``ended``. One City at a time; a switch meanwhile ends what is being prepared. ``then`` is done with each City after."""
    last: tuple[str, int] | None = None
    while not ended.is_set():
        with suppress(GeoServiceError):  # no city yet, or no database: looked for again
            city = service.shelf.get("default", audience)
            now = city.code, city.release
            if now != last:
                last = now
                prepare(service, city, lambda now=now: ended.is_set() or _moved_on(service, audience, now))  # type: ignore[misc]
                if not ended.is_set():
                    then(city)
        ended.wait(LOOK_S)


def _moved_on(service: Service, audience: str, since: tuple[str, int]) -> bool:
    city = service.shelf.get("default", audience)
    return (city.code, city.release) != since
