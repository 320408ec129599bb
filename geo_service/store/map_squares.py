"""Squares of wall maps as positions: a row that says "C4" of the map with that number stands in the square's middle, about.

A layer takes part by having the fields ``square`` and ``map_code``. A row's own coordinates go before its square, and the
square before its address: whoever marked the map knew where.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geo_service.store.clean import heading_of
from geo_service.store.conform import Conformed
from geo_service.store.projection import STORED
from layers.base import NOTHING_SAID, Text
from layers.wall_grid import WallGrid, grid_of

SQUARE, CODE = "square", "map_code"
ACCURACY = "square"
"""What such a position stands for (:data:`layers.certainty.ACCURACY`)."""
DEGREES = (None, STORED, "EPSG:4326")
SAME_DEGREES = 2e-5
"""Coordinates so near to a square's middle are that middle, as an export of the layer wrote it: about two metres."""


def placed_by_squares(found: Conformed) -> NDArray[np.bool_]:
    """Give rows without a position that of their square, in the file's own system; (m,) which those are. What a number or a
    square says wrongly makes its row bad."""
    none = np.zeros(len(found), dtype=bool)
    if SQUARE not in {one.name for one in found.meant.layer.fields} or not {SQUARE, CODE} & set(found.fields):
        return none
    square, code = _said(found, SQUARE), _said(found, CODE)
    _nothing_else(found, code)
    open_ = shapely.is_missing(found.geometry) & (square != "")
    # One sheet's list: its number need not stand in every row.
    different = {grid_of(one) or one: one for one in code.tolist() if one}
    if len(different) == 1:
        code[open_ & (code == "")] = next(iter(different.values()))
        found.fields[CODE] = pd.Series(code, index=found.fields.index).astype("str").where(code != "")
    _without_map(found, open_ & (code == ""), square)
    grids = {one: grid_of(one) for one in set(code[open_ & (code != "")].tolist())}
    known = np.array([grids.get(one) is not None for one in code.tolist()], dtype=bool)
    _no_map(found, open_ & (code != "") & ~known, code)
    at = np.flatnonzero(open_ & known)
    of = [grids[one] for one in code[at].tolist()]
    spots = [grid.middle(said) if grid is not None else None for grid, said in zip(of, square[at].tolist(), strict=True)]
    there = np.array([spot is not None for spot in spots], dtype=bool)
    _no_square(found, at[~there], square, [grid for grid, fits in zip(of, there, strict=True) if grid is not None and not fits])
    placed = at[there]
    none |= _exported(found, square, code)
    if not len(placed):
        return none
    lon, lat = np.array([spot for spot in spots if spot is not None]).T
    if found.crs not in DEGREES:
        lon, lat = pyproj.Transformer.from_crs(STORED, found.crs, always_xy=True).transform(lon, lat)
    found.geometry[placed] = shapely.points(lon, lat)
    none[placed] = True
    _say_placed(found, placed, square, [grid for grid, fits in zip(of, there, strict=True) if grid is not None and fits])
    return none


def _exported(found: Conformed, square: NDArray[np.object_], code: NDArray[np.object_]) -> NDArray[np.bool_]:
    """(m,) rows whose coordinates are their square's middle: a list that was exported, looked through and loaded again stays as
    rough as it was."""
    out = np.zeros(len(found), dtype=bool)
    if found.crs not in DEGREES:
        return out
    points = (shapely.get_type_id(found.geometry) == 0) & (square != "") & (code != "")
    for at in np.flatnonzero(points).tolist():
        grid = grid_of(code[at])
        middle = grid.middle(square[at]) if grid is not None else None
        if middle is not None:
            point = found.geometry[at]
            out[at] = abs(point.x - middle[0]) < SAME_DEGREES and abs(point.y - middle[1]) < SAME_DEGREES
    return out


def _said(found: Conformed, name: str) -> NDArray[np.object_]:
    if name not in found.fields:
        return np.full(len(found), "", dtype=object)
    text: pd.Series[Any] = found.fields[name].fillna("").astype(str).str.strip()
    return text.to_numpy(dtype=object, copy=True)


def _nothing_else(found: Conformed, code: NDArray[np.object_]) -> None:
    """Rows of a form that nobody filled in."""
    others = [name for name in found.fields if name != CODE]
    said = found.fields[others].fillna("").astype(str).apply(lambda one: one.str.strip() != "").to_numpy(dtype=bool)
    empty = (code != "") & ~said.any(axis=1) & shapely.is_missing(found.geometry)
    _add(
        found,
        "nothing_but_the_map",
        CODE,
        "bad",
        empty,
        code,
        Text("地図番号のほかに何も書かれていません。", "The row says nothing but the number of the map."),
        Text("気づいたことを書くか、行を消してください。", "Write what was noticed, or delete the row."),
    )


def _without_map(found: Conformed, mask: NDArray[np.bool_], square: NDArray[np.object_]) -> None:
    _add(
        found,
        "square_without_map",
        SQUARE,
        "notice",
        mask,
        square,
        Text(
            "マスだけで地図番号がないので、位置が分かりません。",
            "There is a square and no number of a map, so that the position is not known.",
        ),
        Text(
            "壁地図に書いてある地図番号（XXXX-XXXX-XXXX）を「地図番号」の列に書いてください。",
            "Write the number printed on the wall map (XXXX-XXXX-XXXX) in the column 地図番号 (map_code).",
        ),
    )


def _no_map(found: Conformed, mask: NDArray[np.bool_], code: NDArray[np.object_]) -> None:
    _add(
        found,
        "map_code",
        CODE,
        "bad",
        mask,
        code,
        Text(
            "壁地図の番号ではありません（12字で、最後の1字は検算の字です。書きまちがいがあります）。",
            "This is no number of a wall map (twelve signs, of which the last is a check: there is a mistake in it).",
        ),
        Text(
            "地図の「地図番号」と見くらべて直すか、空にして住所か緯度・経度を書いてください。",
            "Compare it with the number on the map, or leave it empty and give an address or longitude and latitude.",
        ),
    )


def _no_square(found: Conformed, at: NDArray[np.int64], square: NDArray[np.object_], grids: list[WallGrid]) -> None:
    found.findings.add(
        "map_square",
        heading_of(found, SQUARE),
        "bad",
        found.rows[at],
        square[at].tolist(),
        Text("その地図にないマスです（あるのは {note}）。", "That map has no such square (it has {note})."),
        Text("C4 のように、横の英字と縦の数字を1つずつ書いてください。", "Write one letter and one number, such as C4."),
        [f"A1–{one.last}" for one in grids],
    )


def _say_placed(found: Conformed, at: NDArray[np.int64], square: NDArray[np.object_], grids: list[WallGrid]) -> None:
    found.findings.add(
        "placed_by_square",
        heading_of(found, SQUARE),
        "notice",
        found.rows[at],
        square[at].tolist(),
        Text(
            "位置がないので、壁地図のマスのまん中に置きました（1辺{note} mのマスの中のどこか。おおよその位置）。",
            "Its position is the middle of its square on the wall map (anywhere within a square of {note} m: approximate).",
        ),
        NOTHING_SAID,
        [f"{one.side_m:,.0f}" for one in grids],
    )


def _add(
    found: Conformed,
    rule: str,
    name: str,
    severity: str,
    mask: NDArray[np.bool_],
    values: NDArray[np.object_],
    message: Text,
    advice: Text,
) -> None:
    found.findings.add(rule, heading_of(found, name), severity, found.rows[mask], values[mask].tolist(), message, advice)
