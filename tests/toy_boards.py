"""Notice boards of the toy city."""

from __future__ import annotations

import math
from typing import Any

from geo_service.coverage.board_signs import Board
from tests.toy_ground import lonlat

NAN = math.nan
ROWS: dict[str, Any] = {"kind": "association_board", "owner": "一町内会", "ward": "西区", "town": "一町1丁目", "sign": False}


def board(x: float, y: float, row: int = 1, **other: Any) -> Board:
    """A board so many metres from the toy city's corner, without a sign, 3.2 m above the sea by its list."""
    lon, lat = (NAN, NAN) if math.isnan(x) else (float(one) for one in lonlat(x, y))
    own = {"name": f"{row}号掲示板", "address": "西区一町1-1", "elevation_m": 3.2, "flood_depth_m": NAN, **ROWS, **other}
    return Board(row=row, lon=lon, lat=lat, accuracy="point", title="掲示板台帳", date="2026-04-01", **own)
