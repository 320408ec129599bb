"""The shell of a plain page about a city: its parameters read, its city found, errors as a page that leads back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.responses import HTMLResponse

from geo_service.api.pages import city_choice, city_choices, offered_form, page_response
from geo_service.api.query import language, language_of
from geo_service.api.service import Service
from geo_service.coverage.city import City
from geo_service.errors import GeoServiceError
from geo_service.questions.parameters import single_values

if TYPE_CHECKING:
    from maps.page import Frame

Made = Callable[[City, Mapping[str, object], "Frame"], str]


def city_page(
    request: Request, served: Service, audience: str, path: str, back: str, taken: Iterable[str], made: Made
) -> HTMLResponse:
    """The page at ``path`` that ``made`` writes from the city, the values and the frame. ``taken``: parameters besides the
    city, the language and the question (which the switch of cities carries along); ``back``: where an error's page leads."""
    from maps.layer_page import layer_frame
    from maps.page import Frame, problem_page

    nonce, lang = secrets.token_urlsafe(16), language_of(request)
    frame = Frame(lang, nonce, None, city_choices(served), (), "", {})
    status = 200
    try:
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        values = single_values(given, ("city", "lang", "question", *taken))
        language(request, values.get("lang"))
        city = served.shelf.get(str(values.get("city") or "default"), audience)
        chosen = city_choice(city.code, city.name_ja, city.name_en, city.fictitious)
        frame = replace(layer_frame(replace(frame, city=chosen), path), remark=offered_form(served))
        html = made(city, values, frame)
    except GeoServiceError as error:
        status = error.status
        html = problem_page(error.problem(lang), layer_frame(frame, back))
    return page_response(html, status, nonce)
