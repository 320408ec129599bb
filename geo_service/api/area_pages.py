"""The pages about areas: their list, and one area."""

from __future__ import annotations

import secrets
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service.api.areas import answer_address, area_found
from geo_service.api.pages import city_choice, city_choices, offered_form, page_response
from geo_service.api.query import Audience, language, language_of
from geo_service.api.service import Served
from geo_service.errors import GeoServiceError
from geo_service.questions.parameters import single_values

router = APIRouter(include_in_schema=False)
TAKEN = ("city", "lang", "question", "hazard", "q", "unit_set")


@router.get("/areas")
def show_areas(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """All areas of the city, with a box that narrows the list."""
    return _page(request, served, audience, "", "")


@router.get("/areas/{unit_set}/{code}")
def show_area(unit_set: str, code: str, request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """One area."""
    return _page(request, served, audience, unit_set, code)


def _page(request: Request, served: Served, audience: str, unit_set: str, code: str) -> HTMLResponse:
    from maps.area_page import area_address, area_page, areas_page
    from maps.layer_page import layer_frame
    from maps.page import Frame, problem_page

    nonce, lang = secrets.token_urlsafe(16), language_of(request)
    frame = Frame(lang, nonce, None, city_choices(served), (), "", {})
    status = 200
    try:
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        values = single_values(given, TAKEN)
        language(request, values.get("lang"))
        city = served.shelf.get(str(values.get("city") or "default"), audience)
        chosen = city_choice(city.code, city.name_ja, city.name_en, city.fictitious)
        path = area_address("", unit_set, code) if code else "/areas"
        frame = replace(layer_frame(replace(frame, city=chosen), path), remark=offered_form(served))
        if not code:
            html = areas_page(city, str(values.get("q") or ""), frame)
        else:
            area, study = area_found(served, city, unit_set, code, values.get("hazard") or None, audience)
            hazard = str(study.parameters["hazard"])
            html = area_page(area, study, hazard, answer_address(area, hazard, lang), served.settings.public_url, frame)
    except GeoServiceError as error:
        status = error.status
        html = problem_page(error.problem(lang), replace(layer_frame(frame, "/areas"), city=None))
    return page_response(html, status, nonce)
