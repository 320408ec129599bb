"""OGC API Features and Tiles over the published views: tipg under ``/ogc``, JSON, GeoJSON and tiles only.

tipg is pinned (1.6.1); what differs from it here, each held by a test: its HTML pages load outside hosts, so none is
served; its catalogue follows the release switch instead of a timer; the database may be away; nothing can be written;
errors have this service's one shape; no other origin is allowed to read with credentials (no CORS header at all); filters
in CQL, whose functions would run in the database, are refused, and what is asked runs as a role that reads the views only.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from psycopg.conninfo import conninfo_to_dict
from starlette.responses import RedirectResponse, Response
from tipg.collections import register_collection_catalog
from tipg.database import connection_factory
from tipg.factory import Endpoints
from tipg.settings import DatabaseSettings

from geo_service.api import problems
from geo_service.api.ogc_data import ANSWERS, DataOnly, handler
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
    problems.install(ogc)
    for error, make in ANSWERS.items():
        ogc.add_exception_handler(error, handler(make))
    ogc.add_middleware(DataOnly)
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
        except Exception as error:  # whatever it is, the next try may work; a task that died would leave OGC stale
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
    # Whoever connects may be the server's owner: read as one who may read the published views and nothing else.
    await conn.execute(
        "SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = 'geo_service_reader'"
        " AND pg_has_role(rolname, 'member') AND has_schema_privilege(rolname, 'published', 'usage')"
    )


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
