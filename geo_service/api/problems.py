"""One error shape for every failure: RFC 9457 problem objects, in the asker's language, without a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from geo_service.api.query import language_of
from geo_service.errors import GeoServiceError, NotFoundError, ParameterError
from geo_service.questions.parameters import shown
from geo_service.render import json_bytes

LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_HTTP_WORDS = {
    405: ("この住所では、その方法（メソッド）は使えません。読むだけ（GET）です。", "This address only allows reading (GET)."),
    406: (
        "その形式では返せません。json、geojson、csv、xlsx、html、svg、png のどれかを f= で選んでください。",
        "Not available in that format. Choose json, geojson, csv, xlsx, html, svg or png with f=.",
    ),
}


def problem_response(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem object as a response."""
    return Response(
        json_bytes(dict(problem)),
        status_code=int(problem["status"]),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def http_problem(status: int, ja: str, en: str, lang: str) -> dict[str, Any]:
    """The problem object of a failure that HTTP itself names."""
    phrase = HTTPStatus(status).phrase
    slug = phrase.lower().replace(" ", "-")
    return {
        "type": f"urn:geo-service:problem:{slug}",
        "title": phrase if lang == "en" else "要求を処理できません",
        "status": status,
        "detail": en if lang == "en" else ja,
        "detail_ja": ja,
        "detail_en": en,
        "exit_code": GeoServiceError.exit_code,
    }


def unexpected_problem(lang: str) -> dict[str, Any]:
    """The problem object of a failure nobody foresaw: it says nothing of the inside."""
    return GeoServiceError(
        "思わぬ不具合で処理できませんでした。運用の担当者は記録（ログ）を見てください。",
        "Something unexpected went wrong. Whoever runs this service finds it in the log.",
    ).problem(lang)


def no_such_address(request: Request) -> NotFoundError:
    """The error for an address that is none of ours."""
    path = shown(request.url.path)
    return NotFoundError(
        f"「{path}」という住所はありません。使える住所は /docs にあります。",
        f"There is no address '{path}'. The addresses there are stand at /docs.",
    )


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, GeoServiceError)
    if error.status >= 500:
        LOG.warning("%s: %s", request.url.path, error.en)
    return problem_response(error.problem(language_of(request)))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    lang = language_of(request)
    if error.status_code == 404:
        return problem_response(no_such_address(request).problem(lang))
    ja, en = _HTTP_WORDS.get(error.status_code, ("要求を処理できません。", str(error.detail)))
    return problem_response(http_problem(error.status_code, ja, en, lang), error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = shown(first["loc"][-1]) if first.get("loc") else ""
    value = shown(first.get("input"))
    problem = ParameterError(
        f"{name} に「{value}」は使えません。", f"{name} cannot be '{value}'.", parameter=name, value=value
    ).problem(language_of(request))
    return problem_response(problem)


def install(app: FastAPI) -> None:
    """Register the handlers. What no handler takes is caught by :class:`geo_service.api.headers.Outermost`."""
    app.add_exception_handler(GeoServiceError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
