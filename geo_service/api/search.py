"""Search by name or address: the API, and a page without script."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from geo_service.api.near_spot import find_spot
from geo_service.api.pages import city_choice, city_choices, offered_form, page_response
from geo_service.api.query import Audience, CityPath, Language, Takes, language, language_of
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.errors import GeoServiceError
from geo_service.questions.find import MOST, Hit, find
from geo_service.questions.parameters import refused, single_values
from layers.base import Text

router = APIRouter(prefix="/api/v1", tags=["search"])
pages = APIRouter(include_in_schema=False)


def found_in(city: City, text: str, most: int) -> list[Hit]:
    """What is found by name, and the spot of an address where nothing of that very name is found."""
    hits = list(find(city, text, most))
    spot = None if any(one.name == text for one in hits) else find_spot(city, text).spot
    if spot is not None and not any((one.lon, one.lat) == (round(spot.lon, 6), round(spot.lat, 6)) for one in hits):
        detail = Text("住所", "address")
        hits.insert(0, Hit("address", "", "", spot.name, "", detail, round(spot.lon, 6), round(spot.lat, 6), None))
    return hits[:most]


def page_of(city: City, hit: Hit, **more: str) -> str:
    """The path of the page about what was found: an area's own, else the list of places near the spot."""
    from urllib.parse import urlencode

    from maps.area_page import area_address

    if hit.group in city.unit_sets:
        return area_address(city.code, hit.group, hit.id, **more)
    if hit.lon is None:
        return f"/layers/{hit.group}?" + urlencode({"city": city.code, **more})
    return "/near?" + urlencode({"city": city.code, "lon": f"{hit.lon:.6f}", "lat": f"{hit.lat:.6f}", **more})


@router.get("/cities/{city}/search", summary="名前・住所で探す / Search", dependencies=[Depends(Takes("q", "limit"))])
def search(
    city: CityPath,
    served: Served,
    lang: Language,
    audience: Audience,
    q: Annotated[str, Query(description="名前か住所。 A name or an address.", examples=["灯台前"])] = "",
    limit: Annotated[str, Query(description=f"何件まで（1〜{MOST}）。 How many at most.", examples=["10"])] = str(MOST),
) -> dict[str, Any]:
    """区、町丁、町内会、学区、施設、住所を名前で探す。 Wards, 町丁, associations, districts, places and addresses by name."""
    found = served.shelf.get(city, audience)
    most = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) <= 2 else 0
    if not 1 <= most <= MOST:
        raise refused("limit", limit, f"1〜{MOST} の整数です。", f"Give a whole number from 1 to {MOST}.")
    return {
        "city": found.code,
        "release": found.release,
        "found": [
            {
                "kind": one.kind,
                "group": one.group,
                "id": one.id,
                "name": one.name,
                "name_en": one.name_en,
                "detail": {"ja": one.detail.ja, "en": one.detail.en},
                "lon": one.lon,
                "lat": one.lat,
                "bounds": one.bounds,
                "page": page_of(found, one),
            }
            for one in found_in(found, q, most)
        ],
    }


@pages.get("/search")
def show_search(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """The page of what was found."""
    from maps.layer_page import layer_frame
    from maps.page import Frame, problem_page
    from maps.search_page import search_page

    nonce, lang = secrets.token_urlsafe(16), language_of(request)
    frame = Frame(lang, nonce, None, city_choices(served), (), "", {})
    status = 200
    try:
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        values = single_values(given, ("city", "lang", "question", "q"))
        language(request, values.get("lang"))
        city = served.shelf.get(str(values.get("city") or "default"), audience)
        chosen = city_choice(city.code, city.name_ja, city.name_en, city.fictitious)
        frame = replace(layer_frame(replace(frame, city=chosen), "/search"), remark=offered_form(served))
        asked = str(values.get("q") or "").strip()
        hits = [(page_of(city, one, lang=lang), one.name, one.detail) for one in found_in(city, asked, MOST)] if asked else []
        html = search_page(asked, hits, frame)
    except GeoServiceError as error:
        status = error.status
        html = problem_page(error.problem(lang), replace(layer_frame(frame, "/search"), city=None))
    return page_response(html, status, nonce)
