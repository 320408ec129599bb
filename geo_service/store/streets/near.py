"""Streets that are nowhere near the city are another city's file."""

from __future__ import annotations

import numpy as np
import shapely

from geo_service.errors import FileError
from geo_service.store.city import Target
from geo_service.store.streets.made import Streets


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
        f"{file} の道（北緯・東経 {middle} のあたり）は{city}にありません。"
        f"{city}を含むOpenStreetMapのファイルを読み込んでください。",
        f"The streets of {file} (around {middle}) are not in {city}. Load an OpenStreetMap file that covers {city}.",
        file=file,
        rule="far_from_city",
    )
