"""Routes about studies: the catalogue, what can be chosen, and the study itself in its formats."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from geo_service.api.query import Audience, CityPath, Language, Takes, question_values
from geo_service.api.service import Served
from geo_service.api.study_formats import FORMATS, KEPT, study_response
from geo_service.questions.parameters import not_listed
from geo_service.questions.study_choices import LABELS, study_choices
from geo_service.render.study import StudySpec
from geo_service.render.words import in_both
from geo_service.studies import STUDIES, study_spec
from layers.base import Text

router = APIRouter(prefix="/api/v1", tags=["studies"])
StudyPath = Annotated[str, Path(description="調べの名前。 The study's slug.", examples=["who-must-leave"])]


def spec_entry(spec: StudySpec) -> dict[str, Any]:
    """A study of the catalogue as JSON."""
    return {
        "id": spec.id,
        "title": in_both(spec.title),
        "about": in_both(spec.about),
        "parameters": [{"name": name, **in_both(LABELS.get(name, Text(name, name)))} for name in spec.parameters],
        "example": dict(spec.sample),
    }


@router.get("/studies", summary="調べの一覧 / Studies", dependencies=[Depends(Takes())])
def list_studies(lang: Language) -> dict[str, Any]:
    """くわしく調べられること：立ち退く人、使えなくなったとき など。 Figures beyond one question's coverage."""
    return {"studies": [spec_entry(spec) for spec in STUDIES.values()]}


@router.get("/cities/{city}/studies/{study}", summary="調べで選べること / What can be chosen", dependencies=[Depends(Takes())])
def show_study(city: CityPath, study: StudyPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """この市で選べる値。 The values that the city's data allow for each parameter."""
    found = served.shelf.get(city, audience)
    spec = study_spec(study)
    lacks = spec.lacks(found)
    return {
        **spec_entry(spec),
        "city": found.code,
        "answerable": not lacks,
        "lacks": list(lacks),
        "release": found.release,
        "choices": [
            {
                "name": one.name,
                **in_both(one.label),
                "values": [{"value": value, **in_both(label)} for value, label in one.options],
            }
            for one in study_choices(found, spec.parameters)
        ],
    }


@router.get("/cities/{city}/studies/{study}/result", summary="調べの結果 / The study", response_class=Response)
def give_study(
    request: Request,
    city: CityPath,
    study: StudyPath,
    served: Served,
    lang: Language,
    audience: Audience,
    f: Annotated[str, Query(description="形式：json、csv、xlsx、html、svg、png。 Format.", examples=["json"])] = "json",
    table: Annotated[str, Query(description="csv の表の名前。 Table of a CSV.", examples=["units-wards"])] = "",
) -> Response:
    """調べの結果。ほかの指定は「選べること」のとおり。 The study; its parameters are those that "what can be chosen" lists."""
    if f not in FORMATS:
        raise not_listed("f", f, [(id, title) for id, (title, _, _) in FORMATS.items()])
    values = question_values(request, ("f", "table", "lang"))
    return study_response(request, KEPT.study(served.shelf.get(city, audience), study, values), f, table, lang)
