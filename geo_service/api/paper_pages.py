"""The page that leads to all papers: briefings, wall maps, blank maps, signs, and the script of a table's ten minutes."""

from __future__ import annotations

import secrets
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.routing import Match

from geo_service.api.pages import city_choice, city_choices, offered_form, page_response
from geo_service.api.query import Audience, language, language_of
from geo_service.api.service import Served
from geo_service.errors import GeoServiceError
from geo_service.questions import CATALOGUE, offer
from geo_service.questions.parameters import single_values

router = APIRouter(include_in_schema=False)
QUESTION = "evacuation-site-reach"
PAPERS = ("brief", "wall-map", "blank-map", "signs", "facilitator")


@router.get("/papers")
def show_papers(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """All papers with their forms. ``area`` (unit_set:code) is chosen beforehand."""
    from maps.layer_page import layer_frame
    from maps.page import Frame, problem_page
    from maps.papers_page import papers_page

    nonce, lang = secrets.token_urlsafe(16), language_of(request)
    frame = Frame(lang, nonce, None, city_choices(served), (), "", {})
    status = 200
    try:
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        values = single_values(given, ("city", "lang", "question", "area", "hazard"))
        language(request, values.get("lang"))
        city = served.shelf.get(str(values.get("city") or "default"), audience)
        chosen = city_choice(city.code, city.name_ja, city.name_en, city.fictitious)
        frame = replace(layer_frame(replace(frame, city=chosen), "/papers"), remark=offered_form(served))
        there = [one for one in PAPERS if _served(request, f"/papers/{one}.pdf")]
        hazards = [(one.slug, one.label) for one in offer(city, CATALOGUE[QUESTION]).hazards if one.places]
        html = papers_page(city, there, hazards, str(values.get("area") or ""), str(values.get("hazard") or ""), frame)
    except GeoServiceError as error:
        status = error.status
        html = problem_page(error.problem(lang), replace(layer_frame(frame, "/papers"), city=None))
    return page_response(html, status, nonce)


def _served(request: Request, path: str) -> bool:
    """Whether the application has a route for the path."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)
