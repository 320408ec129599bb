"""A sheet of paper as a response: kept under its mark, named, and its errors a page for a person in a browser."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from geo_service.api.formats import known
from geo_service.api.kept_papers import PAPERS
from geo_service.api.pages import city_choices, page_response
from geo_service.api.query import language, language_of
from geo_service.api.service import Service
from geo_service.errors import GeoServiceError
from geo_service.questions.parameters import single_values


def filled_in(request: Request) -> dict[str, object]:
    """The parameters, each with all its values, without those that a form sends empty."""
    params = request.query_params
    return {name: params.getlist(name) for name in params if params[name]}


def parameters(request: Request, taken: Sequence[str]) -> dict[str, str]:
    """The parameters of a sheet that takes those names. ParameterError for others, for one given twice, for a language there is
    not."""
    values = {name: str(value) for name, value in single_values(filled_in(request), taken).items()}
    language(request, values.get("lang"))
    return values


def answered(request: Request, served: Service, back: str, made: Callable[[], Response]) -> Response:
    """What ``made`` answers; its errors are a page that leads ``back`` for a person in a browser, problem+json for others."""
    try:
        return made()
    except GeoServiceError as error:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        from maps.layer_page import layer_frame
        from maps.page import Frame, problem_page

        nonce, lang = secrets.token_urlsafe(16), language_of(request)
        frame = Frame(lang, nonce, None, city_choices(served), (), "", {})
        return page_response(problem_page(error.problem(lang), layer_frame(frame, back)), error.status, nonce)


def paper_response(
    request: Request, served: Service, mark: str, make: Callable[[], bytes], plain: str, name: str = ""
) -> Response:
    """The PDF of that mark, made by ``make`` where it is not kept. ``plain``: its name without an ending in ASCII, for clients
    that know no others; ``name``: in its own signs (RFC 5987). 304 where the client has it. TooManyError as
    :meth:`.KeptPapers.paper`."""
    headers = {"ETag": f'W/"{mark}"', "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    if known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    content = PAPERS.paper(mark, make, served.settings.max_waiting_papers)
    coded = quote(f"{name or plain}.pdf", safe="")
    headers["Content-Disposition"] = f"inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{coded}"
    return Response(content, media_type="application/pdf", headers=headers)
