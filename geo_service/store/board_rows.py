"""The boards of a city as its list has them, each with the height of the ground that the elevation model has for it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import psycopg
import shapely

from geo_service.coverage.board_signs import BOARDS, Board, Terrain
from geo_service.errors import NotAnswerableError
from geo_service.store.layer_rows import layer_rows
from geo_service.store.sql import run
from layers import LAYERS

NEAR_M = 20.0
"""Half the diagonal of a block of about 25 m, and a little: a board farther from every centre lies in no block."""


def boards_of(conn: psycopg.Connection[Any], city: str, audience: str) -> tuple[Board, ...]:
    """All rows of the list of boards, in its order. NotFoundError where the audience may not see it; NotAnswerableError where
    the city has none; ParameterError where it has more than ``max_table_rows``."""
    found = layer_rows(conn, city, LAYERS[BOARDS], audience)
    if not len(found):
        raise NotAnswerableError(
            "掲示板の一覧（notice_boards）が読み込まれていないため、札を作れません。",
            "No list of notice boards is loaded, so no signs can be made.",
            lacks=[BOARDS],
        )
    lon, lat = _points(found.shapes)
    terrain = _terrain(conn, city, lon, lat)
    rows = [dict(zip((column.name for column in found.columns), row, strict=True)) for row in found.rows]
    return tuple(
        Board(
            row=number + 1,
            name=_text(one, "name"),
            kind=_text(one, "kind"),
            address=_text(one, "address"),
            owner=_text(one, "owner"),
            ward=_text(one, "ward_name") or _text(one, "ward"),
            town=_text(one, "town_name"),
            sign=one.get("sign"),
            elevation_m=_number(one.get("elevation_m")),
            flood_depth_m=_number(one.get("flood_depth_m")),
            lon=float(lon[number]),
            lat=float(lat[number]),
            accuracy=_text(one, "accuracy"),
            title=_text(one, "dataset_title"),
            date=_text(one, "reference_date"),
            terrain=terrain.get(number),
        )
        for number, one in enumerate(rows)
    )


def _points(shapes: Any) -> tuple[Any, Any]:
    """(n,) degrees of a point of each row's own ground, NaN where it has no position."""
    there = np.array([one is not None and not one.is_empty for one in shapes], dtype=bool)
    lon, lat = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    points = shapely.point_on_surface(shapes[there])
    lon[there], lat[there] = shapely.get_x(points), shapely.get_y(points)
    return lon, lat


def _terrain(conn: psycopg.Connection[Any], city: str, lon: Any, lat: Any) -> dict[int, Terrain]:
    """Number of a row → the ground there, where the elevation model has it."""
    placed = np.flatnonzero(np.isfinite(lon))
    found = run(
        conn, "board_ground", city=city, near_m=NEAR_M, lons=lon[placed].tolist(), lats=lat[placed].tolist()
    ).fetchall()  # fmt: skip
    return {
        int(placed[n - 1]): Terrain(
            float(mean),
            math.nan if lowest is None or highest is None else float(highest) - float(lowest),
            str(title or ""),
            str(date or ""),
        )
        for n, mean, lowest, highest, title, date in found
    }


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "")


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
