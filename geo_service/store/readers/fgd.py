"""基盤地図情報 基本項目 (JPGIS GML): buildings, water, railways and whatever else a file holds, one table per kind.

Headings are the tags: the feature's own (``BldA``, ``WA``, ``WL``, ``RailCL`` …: its gml:id), then those of its plain
children (``fid``, ``type``, ``name``, ``vis``, ``orgGILvl`` …; a date's is its parent's: ``lfSpanFr``, ``devDate``), and
``file``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from geo_service.settings import Settings
from geo_service.store.readers.gml_events import POSITIONS, Shapes, crs_of, walk
from geo_service.store.readers.raw import RawTable, check_rows

DATES = frozenset({"lfSpanFr", "lfSpanTo", "devDate"})
PLAIN = ("fid", "type", "name", "vis", "orgGILvl", "orgMDId", "admCode", "altFlag", *sorted(DATES))
"""Children that become columns where a file has them."""
TEXTS = frozenset({*PLAIN, "timePosition"}) | POSITIONS


@dataclass
class _Feature:
    tag: str
    said: dict[str, str]
    shapes: Shapes = field(default_factory=lambda: Shapes(2))


def read_fgd(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """A table for each kind of feature, in the file's order. FileError: ``gml_events.walk``, and a CRS that is not read."""
    kinds: dict[str, list[_Feature]] = {}
    stack: list[str] = []
    feature: _Feature | None = None
    srs = ""
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal feature, srs
        stack.append(tag)
        if len(stack) == 2 and tag not in ("description", "name", "boundedBy"):
            feature = _Feature(tag, {tag: attributes.get("gml:id", "")})
        elif feature is not None and len(stack) > 2:
            if not srs:
                srs = attributes.get("srsName", "")
            feature.shapes.start(tag)

    def end(tag: str, text: str) -> None:
        nonlocal feature, count
        stack.pop()
        if feature is None:
            return
        if len(stack) == 1:
            count += 1
            check_rows(name, count, settings.max_rows)
            kinds.setdefault(feature.tag, []).append(feature)
            feature = None
        elif len(stack) == 2 and tag in PLAIN and text:
            feature.said.setdefault(tag, text)
        elif tag == "timePosition" and stack[-1] in DATES:
            feature.said.setdefault(stack[-1], text)
        else:
            feature.shapes.end(tag, text)

    walk(path, name, TEXTS, start, end)
    crs = crs_of(srs, name) if kinds else ""
    return [_table(tag, features, name, crs) for tag, features in kinds.items()]


def _table(tag: str, features: list[_Feature], name: str, crs: str) -> RawTable:
    heads = [tag, *(one for one in PLAIN if any(one in feature.said for feature in features))]
    columns = {head: pd.Series([feature.said.get(head) or None for feature in features], dtype="str") for head in heads}
    frame = pd.DataFrame({**columns, "file": pd.Series([name.split("/")[-1]] * len(features), dtype="str")})
    shapes = np.empty(len(features), dtype=object)
    shapes[:] = [feature.shapes.shape() for feature in features]
    unreadable = np.array([feature.shapes.unreadable for feature in features], dtype=bool)
    numbers = np.arange(1, len(features) + 1, dtype=np.int64)
    shown = name if name.split("/")[-1].find(tag) >= 0 else f"{name} [{tag}]"
    return RawTable(shown, frame, numbers, shapes, unreadable, crs=crs, encoding="UTF-8", together=f"{tag} {crs}")
