"""The formats the rows of a layer come in, the same for command line and web."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from geo_service.coverage.city import City
from geo_service.questions.parameters import not_listed
from geo_service.render.layer_table import layer_csv, layer_geojson, layer_xlsx
from geo_service.store.exports import layer_gpkg, layer_shapefile
from geo_service.store.layer_names import layer_named
from geo_service.store.layer_rows import LayerRows, layer_rows
from geo_service.store.quality import layer_quality
from layers.base import Layer, Text


@dataclass(frozen=True)
class Asked:
    """What a file of a layer is made from."""

    rows: LayerRows
    city: City
    remarks: tuple[Text, ...]
    lang: str = "ja"
    """Of pictures; tables have both languages."""

    @property
    def city_name(self) -> Text:
        """The city's name in both languages."""
        return Text(self.city.name_ja, self.city.name_en or self.city.name_ja)


@dataclass(frozen=True)
class LayerFormat:
    """One format: its title, media type, the ending of a file, and how it is made."""

    id: str
    title: Text
    media_type: str
    ending: str
    make: Callable[[Asked], bytes]


def _xlsx(asked: Asked) -> bytes:
    city = asked.city
    return layer_xlsx(asked.rows, asked.city_name, city.release, city.release_date, city.fictitious, asked.remarks)


def _svg(asked: Asked) -> bytes:
    from maps.picture import layer_picture  # pictures are asked for rarely

    return layer_picture(asked.rows, asked.city, asked.lang).encode("utf-8")


def _png(asked: Asked) -> bytes:
    from maps.picture_parts import png

    return png(_svg(asked).decode("utf-8"))


LAYER_FORMATS: dict[str, LayerFormat] = {
    one.id: one
    for one in (
        LayerFormat(
            "xlsx",
            Text("Excel", "Excel"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            _xlsx,
        ),
        LayerFormat(
            "csv",
            Text("CSV（表）", "CSV table"),
            "text/csv; charset=utf-8",
            "csv",
            lambda asked: layer_csv(asked.rows, asked.city_name, asked.city.fictitious),
        ),
        LayerFormat(
            "geojson", Text("GeoJSON", "GeoJSON"), "application/geo+json", "geojson", lambda asked: layer_geojson(asked.rows)
        ),
        LayerFormat(
            "gpkg",
            Text("GeoPackage", "GeoPackage"),
            "application/geopackage+sqlite3",
            "gpkg",
            lambda asked: layer_gpkg(asked.rows),
        ),
        LayerFormat(
            "shp",
            Text("Shapefile（CP932・平面直角座標系）", "Shapefile (CP932, plane zone)"),
            "application/zip",
            "zip",
            lambda asked: layer_shapefile(asked.rows, asked.city.srid),
        ),
        LayerFormat("svg", Text("図（SVG）", "picture (SVG)"), "image/svg+xml", "svg", _svg),
        LayerFormat("png", Text("図（PNG・スライド用）", "picture for slides (PNG)"), "image/png", "png", _png),
    )
}


def layer_of(name: str) -> Layer:
    """The layer of that id, or of that name in Japanese or English. NotFoundError suggesting those like it."""
    return layer_named(name)


def layer_file(
    conn: psycopg.Connection[Any], city: City, name: str, audience: str, form: str, today: date, lang: str = "ja"
) -> tuple[bytes, LayerFormat]:
    """The rows of a layer in the city's current release as a file of a format, and the format.

    NotFoundError for a layer that is not there or not for this audience, ParameterError for a format that is not there.
    """
    layer = layer_of(name)
    if form not in LAYER_FORMATS:
        raise not_listed("f", form, [(one.id, one.title) for one in LAYER_FORMATS.values()])
    found = layer_rows(conn, city.code, layer, audience)
    remarks = layer_quality(conn, city.code, layer, audience, today).stops
    chosen = LAYER_FORMATS[form]
    return chosen.make(Asked(found, city, remarks, lang)), chosen
