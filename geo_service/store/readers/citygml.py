"""PLATEAU (CityGML 2.0) buildings: footprints with storeys, heights and uses. Read as a stream: a ward's file is 100s of MB.

Headings are the tags: ``Building`` (gml:id), then ``name``, ``class``, ``usage``, ``yearOfConstruction``, ``measuredHeight``,
``storeysAboveGround``, ``storeysBelowGround`` and of the uro extension ``buildingID``, ``buildingStructureType``,
``fireproofStructureType``, ``city``; ``footprint`` says what the shape is (``lod0FootPrint``, ``lod0RoofEdge``, or the lowest
flat face of ``lod1Solid``), and ``file``. Codes stay codes. Positions are latitude, longitude, height (EPSG:6697).

Measured on 2 cores: 100 MB with walls (16,785 buildings) 3 s and a process of 216 MB at its peak; 100 MB of footprints and
plain solids alone (44,445) 5 s and 282 MB; 166 MB of either are the interpreter and its libraries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo_service.settings import Settings
from geo_service.store.readers.gml_events import POSITIONS, Shapes, crs_of, walk
from geo_service.store.readers.raw import RawTable, check_rows

OWN = frozenset({"name", "class", "usage", "yearOfConstruction", "measuredHeight", "storeysAboveGround", "storeysBelowGround"})
"""Children of the building itself; a part's are its own."""
DETAIL = frozenset({"buildingID", "buildingStructureType", "fireproofStructureType", "city"})
"""Elements of the uro extension, wherever in the building they stand."""
GROUNDS = ("lod0FootPrint", "lod0RoofEdge", "lod1Solid")
"""What a footprint is taken from, best first; also the order in the file."""
TEXTS = OWN | DETAIL | POSITIONS
FLAT_M = 0.01


@dataclass
class _Building:
    said: dict[str, str]
    shape: Any = None
    unreadable: bool = False
    ground: str = ""
    open: Shapes | None = None
    rank: int = field(default=len(GROUNDS))


def read_citygml(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """One table of a CityGML file's buildings (none: no rows). FileError: ``gml_events.walk``, a CRS that is not read."""
    rows: list[_Building] = []
    stack: list[str] = []
    building: _Building | None = None
    at = 0
    srs = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal building, at, srs
        stack.append(tag)
        if not srs and "srsName" in attributes:
            srs = attributes["srsName"]
        if building is None:
            if tag == "Building":
                building, at = _Building({"Building": attributes.get("gml:id", "")}), len(stack)
        elif building.open is not None:
            building.open.start(tag)
        elif tag in GROUNDS and GROUNDS.index(tag) <= building.rank:
            building.open = Shapes(3)

    def end(tag: str, text: str) -> None:
        nonlocal building
        stack.pop()
        if building is None:
            return
        if len(stack) < at:
            check_rows(name, len(rows) + 1, settings.max_rows)
            rows.append(building)
            building = None
        elif building.open is not None:
            if tag in GROUNDS:
                _grounded(building, tag)
            else:
                building.open.end(tag, text)
        elif text and ((tag in OWN and len(stack) == at) or tag in DETAIL):
            building.said.setdefault(tag, text)

    walk(path, name, TEXTS, start, end)
    crs = crs_of(srs, name) if rows else ""
    return [_table(rows, name, crs)]


def _grounded(building: _Building, tag: str) -> None:
    """Take a ground that has just ended; parts of one building are put together."""
    shapes, building.open = building.open, None
    assert shapes is not None
    if tag == "lod1Solid":
        shapes.polygons = _lowest(shapes.polygons)
    shape = shapes.shape()
    building.unreadable |= shapes.unreadable and shape is None
    if shape is None:
        return
    rank = GROUNDS.index(tag)
    if rank == building.rank and building.shape is not None:
        shape = shapely.MultiPolygon([*_parts(building.shape), *_parts(shape)])
    building.shape, building.rank, building.ground = shape, rank, tag


def _parts(shape: Any) -> list[Any]:
    return [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]


def _lowest(polygons: list[tuple[NDArray[np.float64], list[NDArray[np.float64]]]]) -> list[Any]:
    """The flat faces of a solid that lie lowest."""
    flat = [one for one in polygons if np.ptp(one[0][:, 2]) <= FLAT_M]
    lowest = min((one[0][0, 2] for one in flat), default=0.0)
    return [one for one in flat if one[0][0, 2] - lowest <= FLAT_M]


def _table(rows: list[_Building], name: str, crs: str) -> RawTable:
    heads = ["Building", *sorted(OWN), *sorted(DETAIL)]
    columns = {head: pd.Series([row.said.get(head) or None for row in rows], dtype="str") for head in heads}
    columns["footprint"] = pd.Series([row.ground or None for row in rows], dtype="str")
    columns["file"] = pd.Series([name.split("/")[-1]] * len(rows), dtype="str")
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row.shape for row in rows]
    unreadable = np.array([row.unreadable and row.shape is None for row in rows], dtype=bool)
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    # Without rows it is another kind of PLATEAU file: its table stays apart.
    together = f"Building {crs}" if rows else ""
    return RawTable(
        name, pd.DataFrame(columns), numbers, shapes, unreadable, crs=crs or None, encoding="UTF-8", together=together
    )
