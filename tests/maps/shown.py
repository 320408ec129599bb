"""Answers about the toy city as the page is given them, and the toy city with names a hostile file could bring."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from geo_service.coverage import engine
from geo_service.coverage.city import City
from geo_service.questions import CATALOGUE, build, offer
from geo_service.render import to_geojson, to_json
from layers.base import Text
from maps.choices import CityChoice
from maps.offer import choices_of, question_choices
from maps.page import Frame
from maps.scales import group_scales

HOSTILE = (
    '<script>alert("x")</script>',
    "</script><img src=x onerror=alert(1)>",
    "\u202e右から左\u202c " + "あ" * 200,
    "🏫👨‍👩‍👧 𠮷野家 髙﨑 {name} {{ 7*7 }}",
    "'\"><b onmouseover=alert(1)>&amp;\u2028\u2029",
)


def hostile(city: City) -> City:
    """The city with hostile names for itself, its units, places, datasets and neighbours."""

    def named(count: int) -> tuple[str, ...]:
        return tuple(f"{HOSTILE[at % len(HOSTILE)]}{at}" for at in range(count))

    return replace(
        city,
        name_ja=HOSTILE[0],
        name_en=HOSTILE[1],
        unit_sets={
            id: replace(units, name_ja=named(len(units)), name_en=named(len(units))) for id, units in city.unit_sets.items()
        },
        places={id: replace(places, name=named(len(places)), address=named(len(places))) for id, places in city.places.items()},
        datasets=tuple(replace(one, title=HOSTILE[at % 5], licence=HOSTILE[1]) for at, one in enumerate(city.datasets)),
        neighbours=dict.fromkeys(city.neighbours, HOSTILE[2]),
    )


def shown(city: City, question: str = "evacuation-site-reach", **parameters: str) -> tuple[dict[str, Any], bytes]:
    """(answer JSON parsed, GeoJSON bytes)."""
    answer = engine.answer(city, build(question, city, parameters))
    return json.loads(to_json(answer)), to_geojson(answer)


def frame_of(city: City, lang: str = "ja", question: str = "evacuation-site-reach", nonce: str = "n0nce", **query: str) -> Frame:
    """The page's frame, as the route makes it."""
    offers = {id: choices_of(offer(city, spec)) for id, spec in CATALOGUE.items()}
    choice = CityChoice(city.code, Text(city.name_ja, city.name_en), city.fictitious)
    questions = question_choices(CATALOGUE)
    return Frame.of(lang, nonce, choice, [choice], questions, question, offers, query, scales=group_scales(city))
