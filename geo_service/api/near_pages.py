"""The page for a phone: the nearest places one can use in a disaster, in many languages, without a script."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service.api.near_spot import STATIONS, Sought, Spot, find_spot, names_station
from geo_service.api.own_readings import own_readings
from geo_service.api.pages import page_response
from geo_service.api.query import Audience
from geo_service.api.questions import degrees
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.coverage.nearest import in_city
from geo_service.coverage.usable_near import ground_at, sites_question, usable_near
from geo_service.errors import GeoServiceError, NotAnswerableError
from geo_service.questions import offer, question_spec
from geo_service.questions.parameters import not_listed, single_values
from layers.base import Text
from layers.hazard_zones import MAPPED

if TYPE_CHECKING:
    from maps.near_page import NearView
    from maps.tongues import Tongue

router = APIRouter(include_in_schema=False)
QUESTION = "evacuation-site-reach"
NAMES = ("city", "lang", "hazard", "place", "lon", "lat", "list", "question")
"""Parameters of the page. ``list``: "1" for the list of wards, a ward's code for its towns; ``question`` is other pages'."""


@router.get("/near")
def show_near(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """The nearest places to use, or the form to ask for them, or why that cannot be said."""
    from maps.near_page import NearView, near_page

    nonce, one = secrets.token_urlsafe(16), _tongue(request)
    status, view = 200, NearView(tongue=one, nonce=nonce)
    try:
        read = single_values({name: request.query_params.getlist(name) for name in request.query_params}, NAMES)
        city = served.shelf.get(str(read.get("city") or "default"), audience)
        detour = served.settings.detour_factor
        kana = own_readings(served, city) if one.names != "none" else {}
        view = replace(view, city=city, detour=detour, layer=question_spec(QUESTION).supply_layer, kana=kana)
        view = _asked(view, city, {name: str(value) for name, value in read.items()})
    except GeoServiceError as error:
        status = error.status
        problem = error.problem("ja" if one.html == "ja" else "en")
        view = replace(view, problem=str(problem["detail"]))
    return page_response(near_page(view), status, nonce)


def _tongue(request: Request) -> Tongue:
    """The language asked for, where it is offered; else the first that the reader's browser wishes for."""
    from maps.tongues import tongue, wished

    asked = tongue(request.query_params.get("lang", ""), "near")
    return asked or wished(request.headers.get("accept-language", ""), "near")


def _asked(view: NearView, city: City, read: dict[str, str]) -> NearView:
    """The view with what was asked for and what was found."""
    can = offer(city, question_spec(QUESTION))
    hazards = {one.slug: one.label for one in can.hazards}
    if not hazards or view.layer not in city.places:
        raise NotAnswerableError(
            "災害のときに使う場所のデータが読み込まれていません。",
            "No data on places to use in a disaster are loaded.",
            lacks=[view.layer],
        )
    _listable(city, read.get("list", ""))
    hazard = read.get("hazard") or next(iter(hazards))
    if hazard not in hazards:
        raise not_listed("hazard", hazard, list(hazards.items()))
    sought = _sought(city, read)
    view = replace(
        view,
        hazards=tuple(hazards),
        hazard=hazard,
        place=read.get("place", ""),
        listed=read.get("list", ""),
        spot=sought.spot,
        several=sought.several,
        named=sought.towns,
        alike=sought.alike,
        stations=STATIONS in city.places,
        station_asked=names_station(read.get("place", "")) and sought.spot is None,
        given_point="lon" in read,
    )
    if sought.spot is None:
        return view
    question = sites_question(QUESTION, view.layer, hazard, streets=city.network is not None)
    found = usable_near(city, question, sought.spot.lon, sought.spot.lat)
    ground = ground_at(city, hazard, sought.spot.lon, sought.spot.lat) if hazard in MAPPED else ""
    return replace(view, near=found, ground=ground, inside=in_city(city, sought.spot.lon, sought.spot.lat))


def _listable(city: City, listed: str) -> None:
    """ParameterError, saying what ``list`` takes, for what is neither "1" nor a ward's code."""
    wards = city.unit_sets.get("wards")
    codes = [] if wards is None else list(zip(wards.code, (Text(name, name) for name in wards.name_ja), strict=True))
    if listed and listed != "1" and listed not in dict(codes):
        raise not_listed("list", listed, [("1", Text("区の一覧", "all wards")), *codes])


def _sought(city: City, read: dict[str, str]) -> Sought:
    if read.get("lon") or read.get("lat"):
        lon, lat = degrees("lon", read.get("lon"), 122, 154), degrees("lat", read.get("lat"), 20, 46)
        return Sought(Spot(read.get("place", ""), lon, lat, "point" if read.get("place") else "here"))
    return find_spot(city, read.get("place", ""))
