"""Answers of the toy city, each made once."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from geo_service.coverage import engine
from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.questions import build
from tests.toy import NURSERIES, SITES, Spot, toy_city


@lru_cache(maxsize=1)
def city() -> City:
    return toy_city()


def ask(question: str, of: City | None = None, **parameters: Any) -> Answer:
    """The answer to a question about the toy city."""
    town = of or city()
    return engine.answer(town, build(question, town, parameters))


@lru_cache(maxsize=1)
def nurseries() -> Answer:
    """Facility demand with things left out, and no zones for the hazard."""
    return ask("evacuation-site-reach", hazard="earthquake", demand="child_facilities:nursery")


@lru_cache(maxsize=1)
def residents() -> Answer:
    """People, with zones of the hazard."""
    return ask("evacuation-site-reach", hazard="flood")


@lru_cache(maxsize=1)
def households() -> Answer:
    """Households; of one town, 99902-4-4, no count is published."""
    return ask("evacuation-site-reach", hazard="flood", demand="single_person_households")


HOSTILE = (
    '=cmd|"/C calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "＝1＋1", "\t=1",
    "\x1b[31m赤", "a\r\nb", '"quoted",comma', "<script>alert(1)</script>",
)  # fmt: skip


@lru_cache(maxsize=1)
def hostile() -> Answer:
    """An answer whose names are meant to do harm."""
    spots = tuple(replace(one, name=HOSTILE[at % len(HOSTILE)]) for at, one in enumerate(NURSERIES))
    more = tuple(Spot(f"h{at}", 100.0 * at, 2000, "nursery", name=name) for at, name in enumerate(HOSTILE))
    sites = tuple(replace(one, name=HOSTILE[at]) for at, one in enumerate(SITES))
    town = toy_city(nurseries=spots + more, sites=sites)
    towns = town.unit_sets["towns"]
    named = replace(towns, name_ja=tuple(HOSTILE[at % len(HOSTILE)] for at in range(len(towns))))
    town = replace(town, unit_sets={**town.unit_sets, "towns": named}, name_ja="=市")
    return ask("evacuation-site-reach", town, hazard="earthquake", demand="child_facilities")
