"""Files of streets that are nowhere near the city, and tables and layers that do not go with streets."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from geo_service.errors import FileError
from geo_service.store.city import Target
from geo_service.store.readers.raw import RawTable
from geo_service.store.streets.made import Streets
from layers.base import Layer


def refuse_far(file: str, streets: Streets, target: Target | None) -> None:
    """FileError when no node of the streets lies within the box of the city's border."""
    if target is None or target.border is None:
        return
    west, south, east, north = shapely.bounds(target.border)
    inside = (streets.lon >= west) & (streets.lon <= east) & (streets.lat >= south) & (streets.lat <= north)
    if inside.any():
        return
    middle = f"{np.median(streets.lat):.3f}, {np.median(streets.lon):.3f}"
    city = target.name or target.code
    raise FileError(
        f"{file} の道（緯度・経度 {middle} のあたり）は{city}にありません。"
        f"{city}を含むOpenStreetMapのファイルを読み込んでください。",
        f"The streets of {file} (around {middle}) are not in {city}. Load an OpenStreetMap file that covers {city}.",
        file=file,
        rule="far_from_city",
    )


def refuse_other(tables: Iterable[RawTable], layer: Layer) -> None:
    """FileError for streets that are to be read as another layer, and for a table that is to be the streets."""
    for table in tables:
        if layer.role == "network" and table.streets is None:
            raise FileError(
                f"{table.file} からは{layer.title.ja}を作れません。"
                "OpenStreetMapのファイル（.osm.pbf .osm）を読み込んでください。",
                f"{table.file} cannot give {layer.title.en}: they come from an OpenStreetMap file (.osm.pbf .osm).",
                file=table.file,
                rule="no_streets",
            )
        if layer.role != "network" and table.streets is not None:
            raise FileError(
                f"{table.file} はOpenStreetMapのファイルで、読むのは道だけです。"
                f"{layer.title.ja}としては読めません（--layer を外す）。",
                f"{table.file} is an OpenStreetMap file, of which streets are read and nothing else: it cannot be read as "
                f"{layer.title.en} (leave --layer out).",
                file=table.file,
                rule="other_layer",
            )
