"""The page about one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service.api.city_page import city_page
from geo_service.api.query import Audience
from geo_service.api.service import Served
from geo_service.api.sites import losses_address, on_map, site_found
from geo_service.coverage.city import City

if TYPE_CHECKING:
    from maps.page import Frame

router = APIRouter(include_in_schema=False)


@router.get("/sites/{layer}/{id:path}")
def show_site(layer: str, id: str, request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """One place: what it may be used for, who depends on it, what is lost with it."""
    from maps.site_page import Links, site_address, site_page

    def made(city: City, values: Mapping[str, object], frame: Frame) -> str:
        site, study, near = site_found(served.database, city, layer, id, str(values.get("hazard") or "") or None, audience)
        hazard = str(study.parameters["hazard"])
        links = Links(on_map(site, hazard, frame.lang), losses_address(site, hazard, frame.lang) or "")
        return site_page(site, study, near, hazard, links, served.settings.public_url, frame)

    return city_page(request, served, audience, site_address("", layer, id), "/search", ("hazard",), made)
