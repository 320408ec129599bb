"""What is near an area that could help: short, beside each of the worst areas of an answer, and asked for one of them."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends

from geo_service.api.areas import CodePath, HazardQuery, UnitSetPath, known_hazard
from geo_service.api.kept import KeptAnswers
from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.coverage.help_near import help_near, not_loaded
from geo_service.render.help_near import NOTHING_NEAR, help_line, help_row, not_loaded_line, not_loaded_rows
from geo_service.render.licence import require_open
from layers.licences import combine

router = APIRouter(prefix="/api/v1", tags=["areas"])
MOST = 1
"""Of each kind of place: the area's page has more."""


@router.get(
    "/cities/{city}/areas/{unit_set}/{code}/near",
    summary="近くで助けになりそうな場所 / What is near that could help",
    dependencies=[Depends(Takes("hazard"))],
)
def show_help_near(
    city: CityPath,
    unit_set: UnitSetPath,
    code: CodePath,
    served: Served,
    lang: Language,
    audience: Audience,
    hazard: HazardQuery = None,
) -> dict[str, Any]:
    """地域に一番近い、避難場所・候補の場所・協力先・集まる場所・公園（種類ごとに1か所）。 The nearest place of each kind.

    ``not_loaded`` は、データがない種類（近くにないとは言えません）。 Of these no data are loaded: some may be near."""
    about = known_hazard(hazard)
    found = served.shelf.get(city, audience)
    near = help_near(found, unit_set, code, about, MOST)
    layers = {one.layer for one in near}
    require_open(combine(one.licence for one in found.datasets if one.used and one.layer in layers), found.audience)
    return {
        "city": found.code,
        "release": found.release,
        "unit_set": unit_set,
        "code": code,
        "hazard": about or None,
        "near": [help_row(one) for one in near],
        "not_loaded": not_loaded_rows(not_loaded(found)),
    }


def lines_near(answer: Answer, unit_set: str, codes: list[str], lang: str, kept: KeptAnswers) -> dict[str, list[str]]:
    """Code of an area → lines about what is near it, as the answer's page lists them; kept with the answer."""
    if not codes:
        return {}

    def make(one: Answer) -> bytes:
        return json.dumps({code: _lines(one.city, unit_set, code, one.question.supply.hazard) for code in codes}).encode()

    found: dict[str, dict[str, list[str]]] = json.loads(kept.rendered(answer, f"near-{unit_set}", make))
    return {code: those[lang] for code, those in found.items()}


def _lines(city: City, unit_set: str, code: str, hazard: str) -> dict[str, list[str]]:
    """Lines of what is near, then of which kinds nobody has loaded a list."""
    said = [help_line(one) for one in help_near(city, unit_set, code, hazard, MOST)] or [NOTHING_NEAR]
    if lacking := not_loaded(city):
        said.append(not_loaded_line(lacking))
    return {"ja": [one.ja for one in said], "en": [one.en for one in said]}
