"""The pages about areas: their list, and one area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service.api.areas import answer_address, area_found
from geo_service.api.city_page import city_page
from geo_service.api.query import Audience
from geo_service.api.service import Served
from geo_service.coverage.city import City

if TYPE_CHECKING:
    from maps.page import Frame

router = APIRouter(include_in_schema=False)


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

    def made(city: City, values: Mapping[str, object], frame: Frame) -> str:
        if not code:
            return areas_page(city, str(values.get("q") or ""), frame)
        area, study = area_found(served, city, unit_set, code, str(values.get("hazard") or "") or None, audience)
        hazard = str(study.parameters["hazard"])
        return area_page(area, study, hazard, answer_address(area, hazard, frame.lang), served.settings.public_url, frame)

    path = area_address("", unit_set, code) if code else "/areas"
    return city_page(request, served, audience, path, "/areas", ("hazard", "q", "unit_set"), made)
