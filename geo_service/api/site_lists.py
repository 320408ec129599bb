"""What a city's lists say of one place, and the notes on it that staff have answered: read from the database when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import shapely

from geo_service.api.list_records import shown_records
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.same_place import SAME_WITHIN_M
from geo_service.coverage.site import Site
from geo_service.errors import NotFoundError
from geo_service.render.records import Records
from geo_service.store.layer_rows import LayerRows, layer_rows
from geo_service.store.remarks import answered
from layers import LAYERS
from layers.base import Layer, Link, Text
from layers.text import fold_address, fold_name

SHOWN_ROWS = 20
MOST_NOTES = 200
"""Answered notes of a list that are looked through."""


def _about(site: Site) -> Iterator[tuple[Layer, Link]]:
    """The lists whose rows are about places of its layer, or of the layers it stands in, too."""
    layers = {site.places.layer, *(layer for layer, _ in site.also)}
    for layer in LAYERS.values():
        for link in layer.links:
            if link.layer in layers and not link.several:
                yield layer, link


def records_of(connection: psycopg.Connection[Any], site: Site, audience: str) -> Iterator[Records]:
    for layer, link in _about(site):
        try:
            found = layer_rows(connection, site.city.code, layer, audience)
        except NotFoundError:  # not shown to this audience
            continue
        mine = rows_about(found, link, site)
        if mine:
            yield shown_rows(found, link, mine)


def rows_about(found: LayerRows, link: Link, site: Site) -> list[int]:
    """The rows about the place: of its name, and at its spot; where a row stands nowhere, of its address."""
    names = [column.name for column in found.columns]
    if link.name not in names:
        return []
    at, address = names.index(link.name), names.index(link.address) if link.address in names else -1
    name, own = fold_name(site.name), fold_address(site.places.address[site.at])
    same = [row for row, cells in enumerate(found.rows) if name and fold_name(str(cells[at] or "")) == name]
    return [row for row in same if _there(found, row, site, own, str(found.rows[row][address] or "") if address >= 0 else "")]


def _there(found: LayerRows, row: int, site: Site, own: str, said: str) -> bool:
    shape = found.shapes[row]
    if shape is not None and not shape.is_empty and site.placed:
        spot = shapely.Point(float(site.places.x[site.at]), float(site.places.y[site.at]))
        return bool(shapely.distance(shapes_to_plane(site.city.srid, shape), spot) <= SAME_WITHIN_M)
    return bool(own) and fold_address(said) == own


def shown_rows(found: LayerRows, link: Link, mine: list[int]) -> Records:
    """The rows as the page shows them, the newest year first."""
    newest = sorted(mine, key=lambda row: -_year(found, row))
    # What every row says of the place itself stands at the head of the page.
    hidden = (link.name, link.address, "ward")
    return shown_records(found, newest, SHOWN_ROWS, hidden, found.layer.year or "", Text("分かりません", "not known"))


def _year(found: LayerRows, row: int) -> int:
    """The year of a row of a list kept year by year, 0 else: the newest is told first."""
    names = [column.name for column in found.columns]
    year = found.layer.year
    value = found.rows[row][names.index(year)] if year and year in names else None
    return int(value) if isinstance(value, int) else 0


def answered_notes(connection: psycopg.Connection[Any], site: Site) -> Iterator[Text]:
    """Notes on the place's row that staff have answered."""
    keys = {site.id, site.name} - {""}
    for one in answered(connection, site.city.code, site.places.layer, MOST_NOTES):
        if one.key in keys:
            said, answer = one.said, one.answer
            yield Text(f"届いた指摘：{said}（答え：{answer}）", f"A note on it: {said} (answer: {answer})")
