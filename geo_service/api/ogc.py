"""OGC API Features and Tiles over the published views: tipg under ``/ogc``, JSON, GeoJSON and tiles only.

tipg is pinned (1.6.1); what differs from it here, each held by a test: its HTML pages load outside hosts, so none is
served; its catalogue follows the release switch instead of a timer; the database may be away; nothing can be written;
errors have this service's one shape; no other origin is allowed to read with credentials (no CORS header at all).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg.conninfo import conninfo_to_dict
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tipg import errors as tipg_errors
from tipg.collections import register_collection_catalog
from tipg.database import connection_factory
from tipg.factory import Endpoints
from tipg.settings import DatabaseSettings

from geo_service.errors import DatabaseError, GeoServiceError, NotFoundError, ParameterError
from geo_service.store.release import CHANNEL
from geo_service.store.views import SCHEMA

log = logging.getLogger(__name__)
PREFIX = "/ogc"
TITLE = "geo_service: OGC API"
STATEMENT_MS = 20_000
"""A request's queries are stopped after this."""
POOL_SIZE = 4
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
WATCH_S = 5.0
"""How often the listening connection is asked whether it still lives; a loss is usually noticed at once."""
VIEWS_ONLY = DatabaseSettings(schemas=[SCHEMA], functions=[], only_spatial_tables=True)


def mount_ogc(app: FastAPI, conninfo: str) -> None:
    """Mount the OGC endpoints on ``app`` and let its lifespan start and stop their connections.

    An app that keeps a list ``app.state.opened`` of context managers opened with it gets one more; any other has its
    lifespan wrapped. The app starts, and answers everything else, while the database is away.
    """
    ogc = _application()
    app.mount(PREFIX, ogc, name="ogc")

    @asynccontextmanager
    async def opened(_: FastAPI) -> AsyncIterator[None]:
        follower = asyncio.create_task(_follow(ogc, conninfo), name="ogc-catalogue")
        try:
            yield
        finally:
            follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await follower

    if isinstance(getattr(app.state, "opened", None), list):
        app.state.opened.append(opened)
        return
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(outer: Any) -> AsyncIterator[Any]:
        async with before(outer) as state, opened(outer):
            yield state

    app.router.lifespan_context = lifespan


def _application() -> FastAPI:
    ogc = FastAPI(title=TITLE, openapi_url="/api", docs_url=None, redoc_url=None)
    ogc.state.pool, ogc.state.collection_catalog = None, None

    @ogc.get("/api.html", name="swagger_ui_html", include_in_schema=False)
    def documentation(request: Request) -> Response:
        """tipg links to a page of documentation that would load another host; the definition itself stands in for it."""
        return RedirectResponse(request.url_for("openapi"))

    ogc.include_router(Endpoints(title=TITLE, with_tiles_viewer=False).router)
    for error, answer in _ANSWERS.items():
        ogc.add_exception_handler(error, answer)
    ogc.add_middleware(_DataOnly)
    return ogc


async def _follow(ogc: FastAPI, conninfo: str) -> None:
    """Keep a pool and the catalogue of views for as long as the app runs, through losses of the database."""
    failures = 0
    while True:
        try:
            async with _pool(conninfo) as pool:
                listener = await asyncpg.connect(**_parameters(conninfo), timeout=5)
                try:
                    switched = asyncio.Event()
                    await listener.add_listener(CHANNEL, _setter(switched))
                    ogc.state.pool = pool
                    failures = 0
                    await _refresh(ogc, listener, switched)
                finally:
                    ogc.state.pool = None
                    listener.terminate()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            if failures == 0:
                log.warning("OGC: the database is away (%s)", type(error).__name__)
            await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1


def _setter(event: asyncio.Event) -> Callable[..., None]:
    return lambda *_: event.set()


async def _refresh(ogc: FastAPI, listener: asyncpg.Connection, switched: asyncio.Event) -> None:
    """Read the catalogue now and at every switch. Returns by an error when the connection is lost."""
    while True:
        switched.clear()
        await register_collection_catalog(ogc, db_settings=VIEWS_ONLY)
        while not switched.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(switched.wait(), WATCH_S)
            await listener.execute("SELECT 1")


@asynccontextmanager
async def _pool(conninfo: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await asyncpg.create_pool(
        **_parameters(conninfo),
        min_size=0,
        max_size=POOL_SIZE,
        timeout=5,
        init=connection_factory([SCHEMA], "pg_temp"),
        setup=_read_only,
    )
    try:
        yield pool
    finally:
        pool.terminate()


async def _read_only(conn: asyncpg.Connection) -> None:
    # At every use, as asyncpg resets a connection that goes back to the pool; its first set-up makes temporary functions.
    await conn.execute(f"SET default_transaction_read_only = on; SET statement_timeout = {STATEMENT_MS}")


def _parameters(conninfo: str) -> dict[str, Any]:
    """psycopg's conninfo as asyncpg's keywords, which take a unix socket's folder as host as it is."""
    said = conninfo_to_dict(conninfo)
    names = {"host": "host", "port": "port", "user": "user", "password": "password", "dbname": "database", "sslmode": "ssl"}
    found: dict[str, Any] = {names[key]: value for key, value in said.items() if key in names and value not in (None, "")}
    if "port" in found:
        found["port"] = int(found["port"])
    if str(found.get("host", "")).startswith("/"):
        found.pop("ssl", None)
    if said.get("options"):
        found["server_settings"] = {"options": str(said["options"])}
    return found


class _DataOnly:
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
        scope = {**scope, "headers": [*headers, (b"accept", (",".join(wanted) or "*/*").encode("latin-1"))]}
        await self.app(scope, receive, _WithoutPages(send))

    def _refused(self, request: Request, state: Any) -> GeoServiceError | None:
        if "html" in request.query_params.get("f", ""):
            return ParameterError(
                "HTMLでは返しません。f=json か f=geojson にしてください。",
                "There is no HTML here; use f=json or f=geojson.",
                parameter="f",
                allowed=["json", "geojson", "csv", "geojsonseq", "ndjson"],
            )
        if "/collections" in request.url.path and (state is None or state.pool is None or state.collection_catalog is None):
            return DatabaseError("データベースにつながりません。", "The database cannot be reached.")
        return None


class _WithoutPages:
    """Takes links to HTML pages and HTML conformance out of JSON documents; passes everything else on as it comes."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: MutableMapping[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """One ASGI message."""
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
    lang = "en" if request.query_params.get("lang") == "en" else "ja"
    return Response(
        json.dumps(error.problem(lang), ensure_ascii=False), status_code=error.status, media_type="application/problem+json"
    )


def _answer(make: Callable[[Exception], GeoServiceError]) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        return _problem(make(error), request)

    return answer


def _not_found(error: Exception) -> GeoServiceError:
    return NotFoundError("そのコレクション、地物、項目はありません。", "There is no such collection, item or property.")


def _parameter(error: Exception) -> GeoServiceError:
    if isinstance(error, RequestValidationError):
        first = error.errors()[0] if error.errors() else {}
        name = str(first.get("loc", ("",))[-1])
        return ParameterError(f"「{name}」の値が使えません。", f"'{name}' is not valid: {first.get('msg', '')}", parameter=name)
    return ParameterError("パラメーターの値が使えません。", "A parameter is not valid.")


def _database(error: Exception) -> GeoServiceError:
    log.error("OGC: %s", type(error).__name__, exc_info=error)
    return DatabaseError("データベースから答えが得られません。", "The database did not answer.")


def _http(error: Exception) -> GeoServiceError:
    return _not_found(error) if isinstance(error, HTTPException) and error.status_code == 404 else _parameter(error)


def _anything(error: Exception) -> GeoServiceError:
    log.error("OGC", exc_info=error)
    return GeoServiceError("処理できませんでした。", "The request failed.")


_ANSWERS: dict[Any, Any] = {
    **{
        one: _answer(_not_found)
        for one in (tipg_errors.NotFound, tipg_errors.InvalidPropertyName, tipg_errors.InvalidGeometryColumnName,
                    tipg_errors.InvalidDatetimeColumnName)
    },
    **{
        one: _answer(_parameter)
        for one in (tipg_errors.InvalidBBox, tipg_errors.InvalidDatetime, tipg_errors.InvalidLimit, tipg_errors.NoPrimaryKey,
                    tipg_errors.MissingFunctionParameter, tipg_errors.MissingGeometryColumn,
                    tipg_errors.MissingDatetimeColumn, RequestValidationError, asyncpg.DataError,
                    asyncpg.SyntaxOrAccessError)
    },
    **{
        one: _answer(_database)
        for one in (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, tipg_errors.MissingCollectionCatalog)
    },
    HTTPException: _answer(_http),
    Exception: _answer(_anything),
}  # fmt: skip
