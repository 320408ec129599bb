"""Routes about questions: the catalogue, what can be asked of a city, answers, and what is near a point."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from geo_service.api.asked import AnswerParameters, NearestParameters, described
from geo_service.api.examples import ANSWER_RESPONSES, NEAREST_RESPONSES
from geo_service.api.formats import answer_response
from geo_service.api.query import Audience, CityPath, Language, QuestionPath, Takes
from geo_service.api.service import Served
from geo_service.coverage import nearest
from geo_service.coverage.city import City
from geo_service.errors import ParameterError
from geo_service.questions import CATALOGUE, QuestionSpec, build, offer, question_spec
from geo_service.questions.parameters import refused
from geo_service.render import nearest_row, ruled_out_row
from layers.base import Text

router = APIRouter(prefix="/api/v1", tags=["questions"])
NOTHING_ELSE = Depends(Takes())
BY_ID_SECONDS = 3600
"""An id's answer never changes; an hour, because the id is gone when its release is pruned."""


def _said(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def question_entry(spec: QuestionSpec) -> dict[str, Any]:
    """A question of the catalogue as JSON."""
    return {
        "id": spec.id,
        "title": _said(spec.title),
        "about": _said(spec.about),
        "place": _said(spec.place),
        "basis": _said(spec.basis.words()),
        "sure": spec.basis.sure,
        "supply": {"layer": spec.supply_layer, "kinds": list(spec.kinds)},
        "needs_hazard": spec.needs_hazard,
        "within": None if spec.by_kind else spec.limit_m,
        "limits_m": dict(spec.limits_m),
        "demand": spec.demand,
        "parameters": list(spec.parameters()),
    }


@router.get("/questions", summary="問いの一覧 / Questions", dependencies=[NOTHING_ELSE])
def list_questions(lang: Language) -> dict[str, Any]:
    """答えられる問いのすべて。 All questions of the catalogue, with their basis and parameters."""
    return {"questions": [question_entry(spec) for spec in CATALOGUE.values()]}


@router.get("/cities/{city}/questions/{question}", summary="何を聞けるか / What can be asked", dependencies=[NOTHING_ELSE])
def show_question(city: CityPath, question: QuestionPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """この市で聞けること：対象、災害、区、区分。 What the city's data allow: groups, facilities, hazards, wards."""
    spec = question_spec(question)
    found = served.shelf.get(city, audience)
    can = offer(found, spec)

    def choices(pairs: tuple[tuple[str, Text], ...]) -> list[dict[str, str]]:
        return [{"value": value, **_said(label)} for value, label in pairs]

    return {
        **question_entry(spec),
        "city": found.code,
        "release": found.release,
        "answerable": can.answerable,
        "lacks": list(can.lacks),
        "why_not": _said(can.why_not),
        "groups": choices(can.groups),
        "facilities": choices(can.facilities),
        "day": choices(can.day),
        "hazards": [{"value": one.slug, **_said(one.label), "places": one.places, "zones": one.zones} for one in can.hazards],
        "kinds": choices(can.kinds),
        "wards": choices(can.wards),
        "unit_sets": choices(can.unit_sets),
        "neighbours": [{"value": code, "ja": name} for code, name in can.neighbours],
    }


@router.get(
    "/cities/{city}/questions/{question}/answer",
    summary="答え / The answer",
    responses=ANSWER_RESPONSES,
    response_class=Response,
)
def give_answer(
    request: Request,
    city: CityPath,
    question: QuestionPath,
    values: AnswerParameters,
    served: Served,
    lang: Language,
    audience: Audience,
    f: Annotated[str | None, described("f")] = None,
) -> Response:
    """問いの答え。 The answer, as JSON, GeoJSON, CSV, Excel or one HTML file."""
    answer = served.ask(city, question, values, audience)
    return answer_response(request, answer, lang, served.kept, 0, served.settings.max_waiting_papers)


@router.get(
    "/answers/{id}",
    summary="前に出した答え / An answer given before",
    tags=["answers"],
    responses=ANSWER_RESPONSES,
    response_class=Response,
    dependencies=[Depends(Takes("f"))],
)
def show_answer(
    request: Request,
    id: Annotated[str, Path(description="回答のID（16桁）。 The answer's id.", examples=["0123456789abcdef"])],
    served: Served,
    lang: Language,
    audience: Audience,
    f: Annotated[str | None, described("f")] = None,
) -> Response:
    """IDで答えを開く。元の版が残っていなければ410。 An answer by its id; 410 when its release is no longer kept."""
    answer = served.answer_by_id(id, audience)
    return answer_response(request, answer, lang, served.kept, BY_ID_SECONDS, served.settings.max_waiting_papers)


@router.get(
    "/cities/{city}/questions/{question}/nearest",
    summary="地点から最も近い場所 / Places nearest to a point",
    responses=NEAREST_RESPONSES,
)
def find_nearest(
    city: CityPath,
    question: QuestionPath,
    values: NearestParameters,
    served: Served,
    lang: Language,
    audience: Audience,
    lon: Annotated[str | None, Query(description="経度（度）。 Longitude in degrees.", examples=["139.703"])] = None,
    lat: Annotated[str | None, Query(description="緯度（度）。 Latitude in degrees.", examples=["35.531"])] = None,
) -> dict[str, Any]:
    """その地点から近い3か所と、その地点が市の中か。直線ではもっと近いのに数えない場所（2か所まで）とそのわけ。

    The three nearest places that count for the question, on its reach; whether the point lies in the city; and up to two
    places nearer in a straight line that do not count, with the reason code (``why``, as in the answer's reasons)."""
    found = served.shelf.get(city, audience)
    at = (degrees("lon", lon, 122, 154), degrees("lat", lat, 20, 46))
    asked = build(question, found, {**values, "demand": _any_demand(found)})
    places = nearest.nearest_places(found, asked, *at, k=3)
    return {
        "city": found.code,
        "question": asked.id,
        "hazard": asked.supply.hazard,
        "within": asked.reach.limit_m,
        "lon": at[0],
        "lat": at[1],
        "in_city": nearest.in_city(found, *at),
        "nearest": [{**nearest_row(one), "within": one.within} for one in places],
        "nearer_not_counted": [ruled_out_row(one) for one in nearest.ruled_out(found, asked, *at)],
    }


def _any_demand(city: City) -> str | None:
    """What is near a point does not depend on who asks: where no residents are loaded, any loaded group will do."""
    groups = city.groups()
    return groups[0] if groups and "residents" not in groups else None


def degrees(name: str, text: str | None, lowest: float, highest: float) -> float:
    """A coordinate within Japan. The ranges of lon and lat do not overlap, so swapped ones are noticed."""
    if text is None or text == "":
        raise ParameterError(
            f"{name}（{lowest}〜{highest}度）を指定してください。",
            f"Give {name} ({lowest} to {highest} degrees).",
            parameter=name,
        )
    value = float(text) if re.fullmatch(r"\d{1,3}(\.\d{1,15})?", text) else math.nan
    if not lowest <= value <= highest:
        raise refused(
            name,
            text,
            f"{lowest}〜{highest}度の数で指定してください。",
            f"Give a number from {lowest} to {highest} (degrees).",
            minimum=lowest,
            maximum=highest,
        )
    return value
