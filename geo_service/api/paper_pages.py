"""The page that leads to all papers: briefings, wall maps, blank maps, signs, and the script of a table's ten minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.routing import Match

from geo_service.api.city_page import city_page
from geo_service.api.query import Audience
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.questions import CATALOGUE, offer

if TYPE_CHECKING:
    from maps.page import Frame

router = APIRouter(include_in_schema=False)
QUESTION = "evacuation-site-reach"
PAPERS = ("brief", "wall-map", "blank-map", "signs", "facilitator")


@router.get("/papers")
def show_papers(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """All papers with their forms. ``area`` (unit_set:code) is chosen beforehand."""
    from maps.papers_page import papers_page

    def made(city: City, values: Mapping[str, object], frame: Frame) -> str:
        there = [one for one in PAPERS if _served(request, f"/papers/{one}.pdf")]
        hazards = [(one.slug, one.label) for one in offer(city, CATALOGUE[QUESTION]).hazards if one.places]
        return papers_page(city, there, hazards, str(values.get("area") or ""), str(values.get("hazard") or ""), frame)

    return city_page(request, served, audience, "/papers", "/papers", ("area", "hazard"), made)


def _served(request: Request, path: str) -> bool:
    """Whether the application has a route for the path."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)
