"""``GET /papers/wall-map.pdf``, ``blank-map.pdf`` and ``facilitator.pdf``: sheets for a wall or a table, kept
(:mod:`.kept_papers`); and ``observations-form.csv``, the list to fill in beside a map."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import Response

from geo_service.api.paper_answers import answered, paper_response, parameters
from geo_service.api.query import Audience, language_of
from geo_service.api.service import Served
from geo_service.coverage.identity import engine_version
from geo_service.errors import ParameterError
from geo_service.questions.parameters import not_listed
from geo_service.render.licence import require_open
from geo_service.render.observations_form import observations_form
from layers.base import Text
from layers.licences import combine

if TYPE_CHECKING:
    from geo_service.coverage.city import City
    from maps.paper.wall.area import Area

router = APIRouter(include_in_schema=False)
BACK = "/papers"
PARAMETERS = {
    "wall-map": ("city", "area", "size", "hazard", "lang"),
    "blank-map": ("city", "area", "size", "lang"),
    "facilitator": ("city", "lang"),
    "observations-form": ("city", "area", "size", "map", "lang"),
}
MAPS = {"wall-map": Text("壁に貼る地図", "map for the wall"), "blank-map": Text("書きこむための地図", "map to write on")}


@router.get("/papers/wall-map.pdf")
def wall_map_pdf(request: Request, served: Served, audience: Audience) -> Response:
    """The map of an area for the wall."""
    return answered(request, served, BACK, lambda: _map("wall-map", request, served, audience))


@router.get("/papers/blank-map.pdf")
def blank_map_pdf(request: Request, served: Served, audience: Audience) -> Response:
    """The map of an area to write on."""
    return answered(request, served, BACK, lambda: _map("blank-map", request, served, audience))


@router.get("/papers/facilitator.pdf")
def facilitator_pdf(request: Request, served: Served) -> Response:
    """The script of ten minutes with a blank map."""

    def made() -> Response:
        from maps.paper import wall

        parameters(request, PARAMETERS["facilitator"])
        lang = language_of(request)
        mark = f"facilitator-{engine_version()}-{lang}"
        return paper_response(request, served, mark, lambda: wall.facilitator(lang), "facilitator")

    return answered(request, served, BACK, made)


@router.get("/papers/observations-form.csv")
def observations_form_csv(request: Request, served: Served, audience: Audience) -> Response:
    """The list to fill in with what is found, with the number of the map of that area, size and kind."""

    def made() -> Response:
        from maps.paper import wall

        values = parameters(request, PARAMETERS["observations-form"])
        city = served.shelf.get(values.get("city") or "default", audience)
        area, size = _area(city, values), wall.size_named(values.get("size", "A3"))
        kind = values.get("map", "wall-map")
        if kind not in MAPS:
            raise not_listed("map", kind, list(MAPS.items()))
        code = wall.paper_for(area, size, kind == "blank-map").grid.code
        headers = {"Content-Disposition": 'attachment; filename="observations-form.csv"', "Cache-Control": "no-cache"}
        return Response(observations_form(code, language_of(request)), media_type="text/csv; charset=utf-8", headers=headers)

    return answered(request, served, BACK, made)


def _map(kind: str, request: Request, served: Served, audience: str) -> Response:
    from maps.area_page import area_address
    from maps.paper import wall

    values = parameters(request, PARAMETERS[kind])
    lang = language_of(request)
    city = served.shelf.get(values.get("city") or "default", audience)
    area, size = _area(city, values), wall.size_named(values.get("size", "A3"))
    hazard = wall.hazard_named(city, values.get("hazard", ""))
    shown = wall.datasets_shown(city, area, hazard, kind == "blank-map", size)
    require_open(combine(one.licence for one in shown), city.audience)
    public = served.settings.public_url
    address = public.rstrip("/") + area_address(city.code, area.unit_set, area.code, lang=lang) if public else ""

    def make() -> bytes:
        if kind == "blank-map":
            return wall.blank_map(city, area, size, lang, address)
        return wall.wall_map(city, area, size, hazard, lang, address)

    what = f"{city.code} {city.release} {city.audience} {area.unit_set}:{area.code} {size} {hazard} {address} {engine_version()}"
    mark = f"{kind}-{lang}-{zlib.crc32(what.encode()):08x}-{city.release}"
    return paper_response(request, served, mark, make, kind, f"{kind}-{area.name_ja}")


def _area(city: City, values: Mapping[str, str]) -> Area:
    from maps.paper import wall

    if "area" in values:
        return wall.area_named(city, values["area"])
    listed = "、".join(f"{one.id}:…" for one in city.unit_sets.values())
    raise ParameterError(
        f"area（地域）を指定してください。「分け方:コード」の形です。この市にある分け方：{listed or 'なし'}。",
        f"Give an area as set:code. Sets of this city: {listed.replace('、', ', ') or 'none'}.",
        parameter="area",
    )
