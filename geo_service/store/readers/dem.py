"""基盤地図情報 数値標高モデル (JPGIS GML): a grid of heights as the means of blocks of about 25 m.

Columns: ``DEM`` (gml:id), ``fid``, ``mesh``, ``type``, ``file`` as the source says them; ``model`` (DEM5A …) from the file's
name; and worked out for each block ``mean``, ``lowest``, ``highest`` (m), ``samples`` (cells with a height) and ``spacing``
(m between cells, east-west). Geometry: the block's centre. A block without any height is no row: water and what was not
measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.readers.gml_events import crs_of, walk
from geo_service.store.readers.raw import RawTable, check_rows, refuse

NONE_BELOW_M = -9_000.0
"""-9999 stands for no height, whatever the cell's kind says (地表面, 表層面, その他, データなし, 海水面, 内水面)."""
BLOCK_SECONDS = 1.0
"""A block is as many cells as are nearest to one arc second: 25 m east-west at 35.5 degrees, 31 m north-south."""
MOST_CELLS = 25_000_000
DEGREE_M = 111_320.0
TEXTS = frozenset({"fid", "mesh", "type", "lowerCorner", "upperCorner", "low", "high", "tupleList", "startPoint", "sequenceRule"})


@dataclass
class _Grid:
    """One DEM element as it is written."""

    id: str
    srs: str = ""
    order: str = "+x-y"
    said: dict[str, str] = field(default_factory=dict)


def read_dem(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The one table of a DEM file. FileError: ``gml_events.walk``; grids whose corners, size or values do not fit."""
    tables: list[tuple[pd.DataFrame, NDArray[np.object_], str]] = []
    grid: _Grid | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal grid
        if tag == "DEM":
            grid = _Grid(attributes.get("gml:id", ""))
        elif grid is not None and tag == "Envelope":
            grid.srs = attributes.get("srsName", "")
        elif grid is not None and tag == "sequenceRule":
            grid.order = attributes.get("order", "+x-y")

    def end(tag: str, text: str) -> None:
        nonlocal grid
        if grid is None:
            return
        if tag == "DEM":
            tables.append(_blocks(grid, name))
            check_rows(name, sum(len(frame) for frame, _, _ in tables), settings.max_rows)
            grid = None
        elif tag in TEXTS:
            grid.said.setdefault(tag, text)

    walk(path, name, TEXTS, start, end)
    crs = tables[0][2]
    frame = pd.concat([one for one, _, _ in tables], ignore_index=True)
    shapes = np.concatenate([one for _, one, _ in tables])
    numbers = np.arange(1, len(frame) + 1, dtype=np.int64)
    none = np.zeros(len(frame), dtype=bool)
    return [RawTable(name, frame, numbers, shapes, none, crs=crs, encoding="UTF-8", together=f"DEM {crs}")]


def _blocks(grid: _Grid, name: str) -> tuple[pd.DataFrame, NDArray[np.object_], str]:
    crs = crs_of(grid.srs, name)
    south, west = _pair(grid, "lowerCorner", name)
    north, east = _pair(grid, "upperCorner", name)
    low, high, first = (_pair(grid, tag, name) for tag in ("low", "high", "startPoint"))
    columns, rows = int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1
    sensible = columns > 0 and rows > 0 and columns * rows <= MOST_CELLS
    if not (sensible and east > west and north > south and 0 <= first[0] < columns and 0 <= first[1] < rows):
        raise _odd(name, "coverage", f"{grid.said.get('high', '')} / {grid.said.get('upperCorner', '')}")
    if grid.order.replace(" ", "") != "+x-y":
        raise _odd(name, "sequenceRule", grid.order)
    heights = np.full(columns * rows, np.nan)
    values = _values(grid.said.get("tupleList", ""), name)
    begin = int(first[1]) * columns + int(first[0])
    if begin + len(values) > len(heights):
        raise _odd(name, "tupleList", f"{len(values):,} > {columns:,} × {rows:,}")
    # What comes before the first point and after the last value has no height.
    heights[begin : begin + len(values)] = values
    heights[heights <= NONE_BELOW_M] = np.nan
    step = (east - west) / columns
    side = max(1, round(BLOCK_SECONDS / 3600 / step))
    sums = _block_sums(heights.reshape(rows, columns), side)
    there = sums.count > 0
    centre_x = west + (np.minimum((sums.x + 1) * side, columns) + sums.x * side) / 2 * step
    centre_y = north - (np.minimum((sums.y + 1) * side, rows) + sums.y * side) / 2 * (north - south) / rows
    found = re.search(r"DEM\d+[A-C]?", name.split("/")[-1])
    spacing = step * DEGREE_M * cos(radians((south + north) / 2))
    frame = pd.DataFrame(
        {
            "DEM": grid.id,
            "fid": grid.said.get("fid"),
            "mesh": grid.said.get("mesh"),
            "type": grid.said.get("type"),
            "model": found.group(0) if found else None,
            "mean": _text(sums.mean[there], 2),
            "lowest": _text(sums.lowest[there], 2),
            "highest": _text(sums.highest[there], 2),
            "samples": [str(int(one)) for one in sums.count[there]],
            "spacing": f"{spacing:.1f}",
            "file": name.split("/")[-1],
        },
        dtype="str",
    )
    points = np.asarray(shapely.points(np.column_stack([centre_x[there], centre_y[there]])), dtype=object)
    return frame, points, crs


@dataclass
class _Blocks:
    """b blocks, (b,) each: place in the grid of blocks, and what their cells with a height say."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    count: NDArray[np.int64]
    mean: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]


def _block_sums(heights: NDArray[np.float64], side: int) -> _Blocks:
    """Blocks of ``side`` × ``side`` cells of (rows, columns) heights; those at the right and lower edge may be smaller."""
    rows, columns = heights.shape
    down, across = -(-rows // side), -(-columns // side)
    whole = np.full((down * side, across * side), np.nan)
    whole[:rows, :columns] = heights
    cells = whole.reshape(down, side, across, side).swapaxes(1, 2).reshape(down * across, side * side)
    known = ~np.isnan(cells)
    count = known.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, cells, 0.0).sum(axis=1) / count
    y, x = np.divmod(np.arange(down * across), across)
    lowest, highest = np.where(known, cells, np.inf).min(axis=1), np.where(known, cells, -np.inf).max(axis=1)
    return _Blocks(x, y, count, mean, lowest, highest)


def _values(text: str, name: str) -> NDArray[np.float64]:
    """Heights of "地表面,12.34 …"; the kinds are not needed, as no height is always -9999."""
    try:
        return np.array([pair.rpartition(",")[2] for pair in text.split()], dtype=np.float64)
    except ValueError:
        pairs = text.split()
        bad = next((pair for pair in pairs if not re.fullmatch(r"[^,]*,-?[0-9.]+", pair)), "")
        raise _odd(name, "tupleList", bad) from None


def _pair(grid: _Grid, tag: str, name: str) -> tuple[float, float]:
    said = grid.said.get(tag, "0 0" if tag == "startPoint" else "")
    try:
        first, second = (float(part) for part in said.split())
    except ValueError:
        raise _odd(name, tag, said) from None
    if not (np.isfinite(first) and np.isfinite(second)):
        raise _odd(name, tag, said)
    return first, second


def _odd(name: str, tag: str, value: str) -> FileError:
    return refuse(
        name,
        "dem",
        f"標高のファイルの {tag} が読めません（{value[:60]}）。配布元から取り直してください。",
        f"{tag} of this elevation file cannot be read ({value[:60]}). Get it from its publisher again.",
        column=tag,
        value=value[:60],
    )


def _text(values: NDArray[np.float64], digits: int) -> list[Any]:
    return [f"{value:.{digits}f}" for value in values]
