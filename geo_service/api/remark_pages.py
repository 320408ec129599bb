"""Notes on the data from a page: the form, what became of it, and the page of thanks. No script is needed.

The same limits and checks as over the API (geo_service/api/remarks.py); only the form's encoding differs.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from geo_service.api.pages import city_choice, city_choices, offered_form, page_response
from geo_service.api.query import language, language_of
from geo_service.api.remarks import AUDIENCE, MOST_BYTES, media_type, note_of, noted_layers, read_body, refuse_other_pages
from geo_service.api.service import Served, Service
from geo_service.coverage.city import City
from geo_service.errors import GeoServiceError, ParameterError
from geo_service.questions.parameters import refused, single_values
from geo_service.store.remarks import refuse_when_off, take

if TYPE_CHECKING:
    from maps.page import Frame

router = APIRouter(include_in_schema=False)
FORM_FIELDS = ("layer", "key", "text", "contact")
MOST_FORM_BYTES = 3 * MOST_BYTES
"""A form writes each byte of a Japanese text as three."""


async def form_sent(request: Request) -> dict[str, str] | GeoServiceError:
    """The fields of the form as typed, or what is wrong with the request; the route shows either as a page."""
    try:
        refuse_other_pages(request)
        if media_type(request) != "application/x-www-form-urlencoded":
            raise _unreadable()
        body = await read_body(request, MOST_FORM_BYTES)
        try:
            given = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
        except ValueError:
            raise _unreadable() from None
        return {name: _only(name, values) for name, values in given.items()}
    except GeoServiceError as error:
        return error


Sent = Annotated[dict[str, str] | GeoServiceError, Depends(form_sent)]


@router.get("/remarks")
def show_form(request: Request, served: Served) -> HTMLResponse:
    """The empty form on a page of its own."""
    return _page(request, served, {}, None)


@router.post("/remarks")
def send_form(request: Request, sent: Sent, served: Served) -> Response:
    """Take the note and lead to the page of thanks; or the form again, with what was typed and what is wrong."""
    typed: Mapping[str, str] = {} if isinstance(sent, GeoServiceError) else sent
    try:
        if isinstance(sent, GeoServiceError):
            raise sent
        city = _city(request, served)
        refuse_when_off(served.settings)
        note = note_of(sent, served.settings.max_remark_signs, _labels(sent))
        with served.database() as connection:
            taken = take(connection, city, note, served.settings)
    except GeoServiceError as error:
        return _page(request, served, typed, error)
    query = urlencode({"city": city.code, "lang": language_of(request), "layer": taken.layer, "id": taken.id})
    # 303: loading the page of thanks again sends nothing again.
    return RedirectResponse(f"/remarks/thanks?{query}", status_code=303, headers={"Cache-Control": "no-store"})


@router.get("/remarks/thanks")
def show_thanks(request: Request, served: Served) -> HTMLResponse:
    """What is said after a note was taken."""
    from maps.layer_page import layer_frame
    from maps.page import problem_page
    from maps.remark_page import thanks_page

    frame, status = _frame(request, served), 200
    try:
        values = _values(request, "layer", "id")
        city = served.shelf.get(values.get("city") or "default", AUDIENCE)
        id = values.get("id", "")
        # Only a number: nobody's words can be put on this page by an address.
        id = id if id.isascii() and id.isdigit() and len(id) <= 18 else ""
        layer = noted_layers().get(values.get("layer", ""))
        frame = layer_frame(_of_city(frame, city), "/remarks/thanks")
        frame = replace(frame, parameters={"id": id, "layer": layer.id if layer else ""})
        html = thanks_page(frame, id, layer)
    except GeoServiceError as error:
        status = error.status
        html = problem_page(error.problem(frame.lang), replace(layer_frame(frame, "/layers"), city=None))
    return page_response(html, status, frame.nonce)


def _page(request: Request, served: Service, typed: Mapping[str, str], error: GeoServiceError | None) -> HTMLResponse:
    """The form with what was typed, under the error; without a city the page that says why there is none."""
    from maps.layer_page import layer_frame
    from maps.page import problem_page
    from maps.remark_page import remark_page

    frame, status = _frame(request, served), 200 if error is None else error.status
    try:
        city = _city(request, served)
        form = offered_form(served, str(typed.get("layer") or request.query_params.get("layer") or ""))
        if error is None and form is None:
            refuse_when_off(served.settings)
            with served.database():  # says what is wrong with it
                pass
        if form is not None:
            form = replace(form, typed={**form.typed, **typed})
        frame = replace(layer_frame(_of_city(frame, city), "/remarks"), remark=form)
        problem = None if error is None else error.problem(frame.lang)
        if form is not None and problem is not None and typed:
            form, problem = replace(form, problem=problem), None
            frame = replace(frame, remark=form)
        html = remark_page(frame, problem)
    except GeoServiceError as lacking:
        shown = error or lacking
        status = shown.status
        html = problem_page(shown.problem(frame.lang), replace(layer_frame(frame, "/layers"), city=None))
    return page_response(html, status, frame.nonce)


def _labels(sent: Mapping[str, str]) -> Mapping[str, Any]:
    """The form's words for its fields. ParameterError when nothing says what the note is about."""
    from maps.remark_page import remark_labels

    labels = remark_labels()
    if not sent.get("layer", "").strip():
        said = labels["layer"]
        raise ParameterError(f"「{said.ja}」を選んでください。", f"Choose under '{said.en}'.", parameter="layer")
    return labels


def _values(request: Request, *names: str) -> dict[str, str]:
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    # The switch of cities carries the question of the page it came from.
    values = single_values(given, ("city", "lang", "question", *names))
    language(request, values.get("lang"))
    return {name: str(value) for name, value in values.items()}


def _city(request: Request, served: Service) -> City:
    return served.shelf.get(_values(request, "layer").get("city") or "default", AUDIENCE)


def _frame(request: Request, served: Service) -> Frame:
    from maps.page import Frame

    return Frame(language_of(request), secrets.token_urlsafe(16), None, city_choices(served), (), "", {})


def _of_city(frame: Frame, city: City) -> Frame:
    return replace(frame, city=city_choice(city.code, city.name_ja, city.name_en, city.fictitious))


def _only(name: str, values: list[str]) -> str:
    """The one value of a field, as typed. (An unknown field is refused with the note.)"""
    if len(values) > 1:
        raise refused(name, ", ".join(values), "一度だけ書いてください。", "Give it once only.")
    return values[0]


def _unreadable() -> ParameterError:
    return ParameterError(
        "送られたものを読めません。ページの入力欄から送ってください。",
        "What was sent cannot be read. Send it from the form of the page.",
        parameter="body",
    )
