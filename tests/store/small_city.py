"""A small invented city for loading tests: two wards and a neighbour, as N03 writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely

WEST = shapely.box(139.60, 35.50, 139.65, 35.55)
EAST = shapely.box(139.65, 35.50, 139.70, 35.55)
NEIGHBOUR = shapely.box(139.70, 35.50, 139.75, 35.55)


def n03(city: str, ward: str, code: str, shape: Any) -> dict[str, Any]:
    """A feature in the layout of N03 to 2023."""
    properties = {"N03_001": "みほん県", "N03_002": None, "N03_003": city, "N03_004": ward, "N03_007": code}
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


def write_boundaries(folder: Path) -> Path:
    """みほん市 (99130) with 汐見区 and 川辺区, and とおり町 (99201) east of it."""
    path = folder / "N03_mihon.geojson"
    features = [
        n03("みほん市", "汐見区", "99131", WEST),
        n03("みほん市", "川辺区", "99132", EAST),
        n03("", "とおり町", "99201", NEIGHBOUR),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    return path


def write_csv(path: Path, heads: str, *rows: str, encoding: str = "utf-8") -> Path:
    """A CSV file."""
    path.write_bytes(("\r\n".join([heads, *rows]) + "\r\n").encode(encoding))
    return path
