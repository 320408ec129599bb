"""The page a person opens: parses the choices of its address, asks, and hands the answer to maps.page."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service import render
from geo_service.api.help_near import lines_near
from geo_service.api.query import Audience, language_of
from geo_service.api.remarks import noted_layers
from geo_service.api.service import Served, Service
from geo_service.coverage.city import City
from geo_service.errors import GeoServiceError, ParameterError
from geo_service.questions import CATALOGUE, build, first_demand, offer
from geo_service.questions.parameters import not_listed, shown
from layers.base import Text

if TYPE_CHECKING:
    from maps.choices import CityChoice, RemarkForm
    from maps.frame import Frame, OldRelease

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_page(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """The map page of one answer, or the page that says why there is none."""
    from maps.easy_page import EASY, easy_page
    from maps.page import answer_page, problem_page  # Folium takes a second to import
    from maps.view import small_set, worst_units

    nonce = secrets.token_urlsafe(16)
    city: City | None = None
    status = 200
    try:
        current = served.shelf.get(request.query_params.get("city") or "default", audience)
        city = asked_release(request.query_params, served, current, audience)
        frame = page_frame(request.query_params, language_of(request), served, city, nonce)
        _refuse_repeated(request)
        answer = served.answer(city, build(frame.question, city, frame.parameters))
        document = json.loads(served.kept.rendered(answer, "json", render.to_json))
        frame = replace(frame, view=_view(request), old=old_release(city, current))
        if request.query_params.get("lang") == EASY:
            return page_response(easy_page(document, replace(frame, lang="ja")), status, nonce)
        small = small_set(document)
        near = lines_near(answer, small, [one["code"] for one in worst_units(document, small)], frame.lang, served.kept)
        html = answer_page(document, served.kept.rendered(answer, "geojson", render.to_geojson), frame, near)
    except GeoServiceError as error:
        status = error.status
        html = problem_page(
            error.problem(language_of(request)), page_frame(request.query_params, language_of(request), served, city, nonce)
        )
    return page_response(html, status, nonce, request.query_params.get("background", ""))


def _view(request: Request) -> str:
    """How the page is to be shown. ParameterError for a view there is not."""
    from maps.frame import VIEWS

    asked = request.query_params.get("view", "")
    if asked not in VIEWS:
        raise not_listed("view", asked, [(one, Text(one, one)) for one in VIEWS if one])
    return asked


def asked_release(query: Mapping[str, str], served: Service, current: City, audience: str) -> City:
    """The city of ``release=``, else as it is now. ParameterError for what is no number, GoneError for a pruned release."""
    asked = query.get("release", "")
    if not asked:
        return current
    if not re.fullmatch(r"[1-9]\d{0,8}", asked, flags=re.ASCII):
        raise ParameterError(
            f"release に「{shown(asked)}」は使えません。版の番号を数字で指定してください。",
            f"release cannot be '{shown(asked)}'. Give the number of a release.",
            parameter="release",
            value=shown(asked),
        )
    return current if int(asked) == current.release else served.shelf.get(current.code, audience, int(asked))


def old_release(city: City, current: City) -> OldRelease | None:
    """What the page says of an earlier release; None for the current one."""
    from maps.frame import OldRelease

    return None if city.release == current.release else OldRelease(city.release, current.release, city.release_date)


def page_response(html: str, status: int, nonce: str, background: str = "", frames: bool = False) -> HTMLResponse:
    """A page as it is sent: its policy allows only our own files, what carries the nonce, and pictures of the background
    that was asked for. ``frames``: it may show pages of ours within."""
    from maps.page import csp

    headers = {
        "Content-Security-Policy": csp(nonce, background) + ("; frame-src 'self'" if frames else ""),
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
        # With no-referrer a browser sends our own form with the origin "null", as a foreign page's is.
        "Referrer-Policy": "same-origin",
    }
    return HTMLResponse(html, status_code=status, headers=headers)


def _refuse_repeated(request: Request) -> None:
    for name in request.query_params:
        if len(request.query_params.getlist(name)) > 1:
            raise ParameterError(f"{name} は一度だけ指定してください。", f"Give {name} once only.", parameter=name)


def page_frame(values: Mapping[str, str], lang: str, served: Service, city: City | None, nonce: str) -> Frame:
    """Everything on the page around the answer. Without a city (none loaded, or an unknown one) there is little to choose."""
    from maps.choices import DEFAULT_QUESTION
    from maps.frame import Frame
    from maps.offer import choices_of, question_choices
    from maps.scales import group_scales

    query = dict(values)
    question = query.get("question") or DEFAULT_QUESTION
    offers = {} if city is None else {spec.id: offer(city, spec) for spec in CATALOGUE.values()}
    if city is not None and question in CATALOGUE and not query.get("demand"):
        query |= first_demand(city, CATALOGUE[question])
    frame = Frame.of(
        lang,
        nonce,
        None if city is None else city_choice(city.code, city.name_ja, city.name_en, city.fictitious),
        city_choices(served),
        question_choices(CATALOGUE),
        question,
        {id: choices_of(one) for id, one in offers.items()},
        query,
        scales=None if city is None else group_scales(city),
    )
    return replace(frame, remark=offered_form(served), detour=served.settings.detour_factor)


def offered_form(served: Service, layer: str = "", fixed: bool = False) -> RemarkForm | None:
    """The empty form for a note on the data, on ``layer``; None where no notes are taken (switched off, no database)."""
    from maps.remark_page import remark_form

    if not served.settings.remarks or served.conninfo is None:
        return None
    return remark_form(noted_layers().values(), served.settings.max_remark_signs, layer, fixed)


def city_choice(code: str, name_ja: str, name_en: str, fictitious: bool) -> CityChoice:
    """A city as the pages name it."""
    from maps.choices import CityChoice

    return CityChoice(code, Text(name_ja, name_en or name_ja), fictitious)


def city_choices(served: Service) -> list[CityChoice]:
    """All cities of the shelf; none when it cannot say."""
    try:
        return [city_choice(one.code, one.name_ja, one.name_en, one.fictitious) for one in served.shelf.cities()]
    except GeoServiceError:
        return []
