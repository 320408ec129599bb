"""What keeps tipg's answers to data: no HTML page, no link to one, links under the prefix, errors in the one shape."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, MutableMapping
from math import isfinite
from typing import Any
from urllib.parse import unquote

import asyncpg
from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tipg import errors as tipg_errors

from geo_service.api import problems
from geo_service.api.query import language_of
from geo_service.errors import DatabaseError, GeoServiceError, NotFoundError, ParameterError

log = logging.getLogger(__name__)
MAX_ZOOM = 24
_ITEM = re.compile(r"/items/([^/]*)$")
_TILE = re.compile(r"/tiles/[^/]+/([^/]+)/([^/]+)/([^/.]+)")
_NO_COLLECTION = re.compile(r"/collections/(?![^/]+\.[^/]+(/|$))[^/]+")
"""An address of a collection whose name has no schema, as every published one has."""


class DataOnly:
    """Refuses HTML, takes HTML links out of answers, and answers 503 while there is no database."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        state = request.scope["app"].state if "app" in scope else None
        refused = self._refused(request, state)
        if refused is not None:
            await _problem(refused, request)(scope, receive, send)
            return
        # Browsers ask for HTML first; without it the endpoint's own default is given.
        wanted = [part for part in request.headers.get("accept", "*/*").split(",") if "html" not in part]
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept"]
        # Without the outer application's router and root, tipg's links lead back under the prefix.
        scope = {key: value for key, value in scope.items() if key != "router"} | {
            "app_root_path": scope.get("root_path", ""),
            "headers": [*headers, (b"accept", (",".join(wanted) or "*/*").encode("latin-1"))],
        }
        answer = _WithoutPages(send)
        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            if answer.begun:
                raise
            log.error("OGC: unexpected error", exc_info=error)
            await problems.problem_response(problems.unexpected_problem(language_of(request)))(scope, receive, send)

    def _refused(self, request: Request, state: Any) -> GeoServiceError | None:
        if "html" in request.query_params.get("f", ""):
            return ParameterError(
                "HTMLでは返しません。f=json か f=geojson にしてください。",
                "There is no HTML here; use f=json or f=geojson.",
                parameter="f",
                allowed=["json", "geojson", "csv", "geojsonseq", "ndjson"],
            )
        if refused := _unsafe(request):
            return refused
        if _NO_COLLECTION.search(request.url.path):
            # tipg calls a name without a schema unprocessable: to who asks, it is a collection that is not there.
            return _not_found()
        if "/collections" in request.url.path and (state is None or state.pool is None or state.collection_catalog is None):
            return DatabaseError("データベースにつながりません。", "The database cannot be reached.")
        return None


def _unsafe(request: Request) -> GeoServiceError | None:
    """What tipg would hand to the database or its parser without looking: refused before it gets there."""
    query = request.query_params
    for name in query:
        if name.lower().startswith("filter"):
            return ParameterError(
                "式による絞り込み（filter）は受け付けません。項目名=値、bbox、limit を使ってください。",
                "Filter expressions are not taken: use property=value, bbox and limit.",
                parameter=name,
            )
    if any("\0" in part for pair in query.multi_items() for part in pair) or "\0" in request.url.path:
        return _parameter()
    numbers = [part for name in ("bbox", "simplify") for text in query.getlist(name) for part in text.split(",")]
    if any(not _number(part) for part in numbers) or any(part.strip().startswith("-") for part in query.getlist("simplify")):
        return _parameter()
    path = unquote(request.url.path)
    if "\0" in path or ((item := _ITEM.search(path)) and len(item[1]) > 18):
        return _not_found()
    if tile := _TILE.search(path):
        z, x, y = (int(part) if part.isascii() and part.isdigit() and len(part) < 10 else -1 for part in tile.groups())
        if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            return _not_found()
    return None


def _number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


class _WithoutPages:
    """Takes links to HTML pages and HTML conformance out of JSON documents; passes everything else on as it comes."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: MutableMapping[str, Any] | None = None
        self.body = b""
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """One ASGI message."""
        self.begun = True
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            if kind.startswith(b"application/") and b"json" in kind and b"seq" not in kind and b"nd" not in kind:
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            start, self.start = self.start, None
            body = _without_pages(self.body)
            start["headers"] = [pair for pair in start["headers"] if pair[0] != b"content-length"]
            start["headers"].append((b"content-length", str(len(body)).encode()))
            await self.send(start)
            await self.send({"type": "http.response.body", "body": body})
            return
        await self.send(message)


def _without_pages(body: bytes) -> bytes:
    # Only documents that speak of HTML are read and written again.
    if b"html" not in body:
        return body

    def clean(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: clean(value) for key, value in node.items()}
        if isinstance(node, list):
            return [
                clean(one)
                for one in node
                if not (isinstance(one, dict) and one.get("type") == "text/html" and "href" in one)
                and not (isinstance(one, str) and one.endswith("/conf/html"))
            ]
        return node

    return json.dumps(clean(json.loads(body)), ensure_ascii=False, separators=(",", ":")).encode()


def _problem(error: GeoServiceError, request: Request) -> Response:
    return problems.problem_response(error.problem(language_of(request)))


def handler(make: Callable[[], GeoServiceError]) -> Callable[[Request, Exception], Response]:
    """An exception handler that answers with the error ``make`` gives."""
    return lambda request, error: _problem(make(), request)


def _not_found() -> GeoServiceError:
    return NotFoundError("そのコレクション、地物、項目はありません。", "There is no such collection, item or property.")


def _parameter() -> GeoServiceError:
    return ParameterError("パラメーターの値が使えません。", "A parameter is not valid.")


def _database() -> GeoServiceError:
    return DatabaseError("データベースから答えが得られません。", "The database did not answer.")


ANSWERS: dict[type[Exception], Callable[[], GeoServiceError]] = {
    **dict.fromkeys(
        (tipg_errors.NotFound, tipg_errors.InvalidPropertyName, tipg_errors.InvalidGeometryColumnName,
         tipg_errors.InvalidDatetimeColumnName),
        _not_found,
    ),
    # ValueError: what tipg's own parsing of bbox, ids and dates raises.
    **dict.fromkeys(
        (tipg_errors.InvalidBBox, tipg_errors.InvalidDatetime, tipg_errors.InvalidLimit, tipg_errors.NoPrimaryKey,
         tipg_errors.MissingFunctionParameter, tipg_errors.MissingGeometryColumn, tipg_errors.MissingDatetimeColumn,
         asyncpg.DataError, asyncpg.SyntaxOrAccessError, ValueError),
        _parameter,
    ),
    **dict.fromkeys(
        (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError,
         tipg_errors.MissingCollectionCatalog),
        _database,
    ),
}  # fmt: skip
"""Error of tipg, its driver or its parsing → ours."""
