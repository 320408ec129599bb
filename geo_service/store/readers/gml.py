"""GML and XML: which of the published kinds a file is, and the tables of one zip's many files put together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from geo_service.settings import Settings
from geo_service.store.readers.citygml import read_citygml
from geo_service.store.readers.dem import read_dem
from geo_service.store.readers.fgd import read_fgd
from geo_service.store.readers.gml_events import Enough, walk
from geo_service.store.readers.raw import RawTable, check_rows

FGD = "fgd.gsi.go.jp"
"""In the namespace of every 基盤地図情報 file."""
HEADS = frozenset({"description", "name", "boundedBy", "Envelope", "lowerCorner", "upperCorner", "identifier"})


def read_gml(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """The tables of 基盤地図情報 (DEM and features) and of PLATEAU CityGML buildings.

    Headings are the elements' tags; see the reader of each kind. Any other XML (metadata that lies beside data) gives an
    empty table whose heading is its root's tag, so that it is listed as not recognised. FileError: see ``gml_events.walk``.
    """
    root, namespaces, first = _kind(path, name)
    reader: Callable[[Path, str, Settings], list[RawTable]] | None = None
    if root == "CityModel":
        reader = read_citygml
    elif root == "Dataset" and FGD in namespaces:
        reader = read_dem if first == "DEM" else read_fgd
    if reader is None:
        return [RawTable(name, pd.DataFrame({root: pd.Series([], dtype="str")}), np.zeros(0, dtype=np.int64))]
    return reader(path, name, settings)


def _kind(path: Path, name: str) -> tuple[str, str, str]:
    """Tag of the root, its namespaces, and the tag of the first thing in it."""
    found: list[str] = []
    spaces = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal spaces
        if not found:
            spaces = " ".join(value for key, value in attributes.items() if key.startswith("xmlns"))
            found.append(tag)
        elif tag not in HEADS:
            found.append(tag)
            raise Enough

    walk(path, name, frozenset(), start, lambda tag, text: None)
    return found[0], spaces, found[1] if len(found) > 1 else ""


def gathered(tables: list[RawTable], archive: str, settings: Settings) -> list[RawTable]:
    """Tables with the same ``together`` as one: a download has a file for every square kilometre, and all are one dataset.

    The file a row is from stays in the column "file"; rows are numbered through. FileError over ``max_rows``.
    """
    out: list[RawTable] = []
    groups: dict[str, list[RawTable]] = {}
    for table in tables:
        if table.together:
            groups.setdefault(table.together, []).append(table)
        else:
            out.append(table)
    for parts in groups.values():
        check_rows(archive, sum(len(part) for part in parts), settings.max_rows)
        # The first file's name stands for all: it says the map sheet and the date.
        out.append(parts[0] if len(parts) == 1 else _one(parts, f"{parts[0].file} (+{len(parts) - 1})"))
    return out


def _one(parts: list[RawTable], name: str) -> RawTable:
    shapes = [part.geometry for part in parts if part.geometry is not None]
    lost = [part.unreadable for part in parts if part.unreadable is not None]
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    return RawTable(
        name,
        frame,
        np.arange(1, len(frame) + 1, dtype=np.int64),
        np.concatenate(shapes),
        np.concatenate(lost),
        crs=parts[0].crs,
        encoding=parts[0].encoding,
        notices=[notice for part in parts for notice in part.notices],
        together=parts[0].together,
    )
