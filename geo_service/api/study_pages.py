"""The pages about studies: their list, and one study with its form, map, tables and downloads."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service.api.pages import city_choice, city_choices, page_response
from geo_service.api.query import Audience, language, language_of
from geo_service.api.service import Served
from geo_service.api.study_formats import FORMATS, KEPT
from geo_service.coverage.city import City
from geo_service.errors import GeoServiceError, NotAnswerableError, NotFoundError, ParameterError
from geo_service.questions import CATALOGUE
from geo_service.questions.parameters import single_values
from geo_service.questions.study_choices import StudyChoice, study_choices
from geo_service.render.bridges import bridge_options
from geo_service.render.study import Study, StudySpec
from geo_service.studies import STUDIES, study_spec
from layers.base import Text

router = APIRouter(include_in_schema=False)
SITES = "evacuation-site-reach"
"""The question that a study of a hazard leads back to."""
CLOSED, CLOSED_BRIDGE = "closed_by", Text("通れない橋", "closed bridge")
"""The parameter of closed streets, and what the form calls it."""


@router.get("/studies")
def show_studies(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """The list of studies."""
    return _page(request, served, audience, "")


@router.get("/studies/{study}")
def show_study(study: str, request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """One study. Without parameters: those of its example, as far as the city has them."""
    return _page(request, served, audience, study)


def _page(request: Request, served: Served, audience: str, id: str) -> HTMLResponse:
    from maps.layer_page import layer_frame
    from maps.page import Frame, problem_page
    from maps.study_page import studies_page, study_page

    nonce, lang = secrets.token_urlsafe(16), language_of(request)
    frame = Frame(lang, nonce, None, city_choices(served), (), "", {})
    path = f"/studies/{id}" if id in STUDIES else "/studies"
    status = 200
    try:
        given: dict[str, object] = {name: request.query_params.getlist(name) for name in request.query_params}
        # The switch of the city sends the question of the page it stands on: none here, unless the study has one.
        own = STUDIES[id].parameters if id in STUDIES else ()
        names = [name for name in ("city", "lang", "question") if name not in own]
        kept = single_values({name: given.pop(name) for name in names if name in given}, names)
        language(request, kept.get("lang"))
        city = served.shelf.get(str(kept.get("city") or "default"), audience)
        frame = layer_frame(replace(frame, city=city_choice(city.code, city.name_ja, city.name_en, city.fictitious)), path)
        if not id:
            return page_response(studies_page([(one, one.lacks(city)) for one in STUDIES.values()], frame), status, nonce)
        spec = study_spec(id)
        values = {name: text for name, text in single_values(given, spec.parameters).items() if text}
        asked = _asked(spec, values)
        choices = closable(city, study_choices(city, spec.parameters, str(asked.get("hazard", ""))))
        asked |= usual_demand(city, spec, asked)
        try:
            study, problem = KEPT.study(city, id, asked), None
        except (ParameterError, NotAnswerableError, NotFoundError) as error:
            # The form stays, with what was chosen and what is wrong with it.
            study, problem, status = None, error.problem(lang), error.status
        query = urlencode([*asked.items(), ("lang", lang)])
        result = f"/api/v1/cities/{city.code}/studies/{id}/result?{query}"
        formats = [(form, title) for form, (title, _, _) in FORMATS.items() if form not in ("json", "csv")]
        html = study_page(spec, study, choices, asked, problem, result, formats, frame, _near(study, lang))
    except GeoServiceError as error:
        status = error.status
        html = problem_page(error.problem(lang), layer_frame(frame, "/studies"))
    return page_response(html, status, nonce)


def _asked(spec: StudySpec, values: Mapping[str, str]) -> dict[str, object]:
    """What is asked: the example where nothing is said; else what is said, with a hazard exactly where one is needed (the form
    names one for questions, too, that need none)."""
    if not values:
        return dict(spec.sample)
    if CLOSED in values and not values.get("reach"):
        # Only along streets anything can be closed: who chooses a bridge has chosen how distance is measured.
        values = {**values, "reach": "streets"}
    question = CATALOGUE.get(values.get("question", ""))
    if question is not None and not question.needs_hazard:
        return {name: value for name, value in values.items() if name != "hazard"}
    return {**{name: value for name, value in spec.sample.items() if name == "hazard"}, **values}


def closable(city: City, choices: Sequence[StudyChoice]) -> tuple[StudyChoice, ...]:
    """The choices with the city's bridges, by name, where closed streets may be chosen; without them where it has no streets.
    Zones and drawn shapes are written in the address."""
    if not any(one.name == CLOSED for one in choices):
        return tuple(choices)
    listed = bridge_options(city)
    return tuple(
        replace(one, label=CLOSED_BRIDGE, kind="select", options=listed) if one.name == CLOSED else one
        for one in choices
        if one.name != CLOSED or listed
    )


def usual_demand(city: City, spec: StudySpec, asked: Mapping[str, object]) -> dict[str, object]:
    """Who is asked about where nothing is said and residents, the usual, are not loaded: the first that is, as on
    the map's page."""
    if "demand" not in spec.parameters or "demand" in asked or "residents" in city.groups() or "time" in asked:
        return {}
    options = next((one.options for one in study_choices(city, spec.parameters) if one.name == "demand"), ())
    return {"demand": options[0][0]} if options else {}


def _near(study: Study | None, lang: str) -> str:
    """Address of the answer's page that is about the same: the study's question, or reaching sites in its hazard; "" where it
    has neither."""
    chosen = study.parameters if study is not None else {}
    question = str(chosen.get("question") or (SITES if chosen.get("hazard") else ""))
    if study is None or not question:
        return ""
    same = [(name, str(chosen.get(name) or "")) for name in ("hazard", "ward")]
    around = [("city", study.city.code), ("question", question), *same, ("lang", lang)]
    return "/?" + urlencode([(name, value) for name, value in around if value])
