"""Search by name or address: the API, and a page without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from geo_service.api.city_page import city_page
from geo_service.api.near_spot import find_spot
from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.questions.find import MOST, Hit, find
from geo_service.questions.parameters import refused
from layers.base import Text

if TYPE_CHECKING:
    from maps.page import Frame

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
    """The path of the page about what was found: an area's or a place's own, else the list of places near the address."""
    from urllib.parse import urlencode

    from maps.area_page import area_address
    from maps.site_page import site_address

    if hit.group in city.unit_sets:
        return area_address(city.code, hit.group, hit.id, **more)
    if hit.group in city.places:
        return site_address(city.code, hit.group, hit.id, **more)
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
    from maps.search_page import search_page

    def made(city: City, values: Mapping[str, object], frame: Frame) -> str:
        asked = str(values.get("q") or "").strip()
        found = found_in(city, asked, MOST + 1) if asked else []
        shown = [(page_of(city, one, lang=frame.lang), one.name, one.detail) for one in found[:MOST]]
        return search_page(asked, shown, len(found) > MOST, frame)

    return city_page(request, served, audience, "/search", "/search", ("q",), made)
