"""The pages about data: all layers of a city, and one layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service.api.city_page import city_page
from geo_service.api.layer_files import LAYER_FORMATS, layer_of
from geo_service.api.layers import quality_entry
from geo_service.api.pages import offered_form
from geo_service.api.query import Audience
from geo_service.api.remarks import public_entry
from geo_service.api.service import Served, Service
from geo_service.coverage.city import City
from geo_service.render.layer_table import heading, table_cells
from geo_service.store.layer_rows import layer_rows
from geo_service.store.quality import layer_quality, layer_summaries
from geo_service.store.remarks import answered
from layers import LAYERS

if TYPE_CHECKING:
    from maps.page import Frame

router = APIRouter(include_in_schema=False)
FromDatabase = Callable[["Frame", City, "psycopg.Connection[Any]"], str]
SHOWN_REMARKS = 50
"""Answered notes of a layer that its page shows; all are in the API's list."""
SAID_BELOW = ("dataset_title", "reference_date", "licence")
"""Columns that the page says once for each dataset instead of in every row."""


@router.get("/layers")
def show_layers(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """The list of a city's layers."""

    def made(frame: Frame, city: City, connection: psycopg.Connection[Any]) -> str:
        from maps.layer_page import layers_page

        return layers_page(layer_summaries(connection, city.code, LAYERS.values(), audience, date.today()), frame)

    return _page(request, served, audience, "/layers", made)


@router.get("/layers/{layer}")
def show_layer(layer: str, request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """One layer: quality, rows, downloads."""

    def made(frame: Frame, city: City, connection: psycopg.Connection[Any]) -> str:
        from maps.layer_page import SHOWN_ROWS, layer_page

        wanted = layer_of(layer)
        quality = quality_entry(layer_quality(connection, city.code, wanted, audience, date.today()))
        formats = [(one.id, one.title) for one in LAYER_FORMATS.values()]
        found = layer_rows(connection, city.code, wanted, audience, first=SHOWN_ROWS)
        cells = table_cells(found, frame.lang)
        # Columns that say nothing in any row shown only make the table wide.
        told = [at for at, column in enumerate(found.columns) if any(row[at] for row in cells) and column.name not in SAID_BELOW]
        table = {
            "headings": [getattr(heading(found.columns[at]), frame.lang) for at in told],
            "rows": [[row[at] for at in told] for row in cells],
            "more": quality["rows"] - len(found),
            "hidden": len(found.columns) - len(told) - len(SAID_BELOW),
        }
        notes = [public_entry(one) for one in answered(connection, city.code, wanted.id, SHOWN_REMARKS)]
        frame = replace(frame, remark=offered_form(served, wanted.id, fixed=True))
        return layer_page(quality, table, formats, frame, notes)

    return _page(request, served, audience, f"/layers/{layer if layer in LAYERS else ''}", made)


def _page(request: Request, served: Service, audience: str, path: str, made: FromDatabase) -> HTMLResponse:
    """A page about a city's data, or the page that says why there is none."""

    def from_database(city: City, values: Mapping[str, object], frame: Frame) -> str:
        with served.database() as connection:
            return made(frame, city, connection)

    return city_page(request, served, audience, path, "/layers", (), from_database)
