"""The web application: routers, one error shape, security headers, compression."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo_service import __version__
from geo_service.api import (
    area_pages,
    areas,
    brief_papers,
    cities,
    compare_pages,
    documentation,
    health,
    help_near,
    layer_pages,
    layers,
    near_pages,
    pages,
    paper_pages,
    problems,
    questions,
    remark_pages,
    remarks,
    search,
    sign_papers,
    site_pages,
    sites,
    streets,
    studies,
    study_pages,
    wall_papers,
)
from geo_service.api.examples import ANY_PROBLEM
from geo_service.api.headers import Outermost
from geo_service.api.service import Service, Shelf
from geo_service.settings import Settings

DESCRIPTION = (
    "まちの「届いていない」を答えるAPI。公開・読み取り専用（データへの指摘だけは送れる）。 "
    "数は計画用で、災害のときの案内ではありません。 "
    "Coverage gaps of a city. Public and read-only, but for notes on the data. For planning, not guidance in an emergency."
)
STATIC_SECONDS = 31_536_000


class VersionedFiles(StaticFiles):
    """Static files whose addresses carry a version: they may be kept for a year."""

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200) -> Response:  # type: ignore[no-untyped-def]
        """The file with its caching."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = f"public, max-age={STATIC_SECONDS}, immutable"
        return response


def create_app(settings: Settings, shelf: Shelf, conninfo: str | None, ogc: bool = True) -> FastAPI:
    """The application. ``conninfo`` None: answers from the shelf alone. ``ogc``: mount OGC API Features and Tiles."""
    service = Service(settings, shelf, conninfo)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.start()
        async with AsyncExitStack() as stack:
            for opened in app.state.opened:
                await stack.enter_async_context(opened(app))
            yield
        service.stop()

    app = FastAPI(
        title="geo_service",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=ANY_PROBLEM,
        lifespan=lifespan,
    )
    app.state.service = service
    app.state.opened = []
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Outermost)
    problems.install(app)
    for module in (
        health,
        cities,
        areas,
        help_near,
        sites,
        layers,
        questions,
        streets,
        studies,
        remarks,
        documentation,
        pages,
        compare_pages,
        layer_pages,
        area_pages,
        site_pages,
        paper_pages,
        search,
        near_pages,
        study_pages,
        remark_pages,
        brief_papers,
        wall_papers,
        sign_papers,
    ):
        app.include_router(module.router)
    app.include_router(search.pages)
    _mount_static(app)
    if ogc and conninfo is not None:
        from geo_service.api.ogc import mount_ogc

        mount_ogc(app, conninfo)
    return app


def _mount_static(app: FastAPI) -> None:
    from maps.assets import static_folders

    for path, folder in static_folders().items():
        app.mount(path, VersionedFiles(directory=folder, check_dir=False), name=path.strip("/"))
