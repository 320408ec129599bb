"""The answer as a GeoPackage for QGIS and others: one layer a role of the GeoJSON, and a table that says what it is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo_service.coverage.answer import Answer
from geo_service.render.geojson import geojson_document

LAYERS = {
    "border": "border",
    "ward": "wards",
    "unit": "small_areas",
    "gap": "gaps",
    "place": "places",
    "item": "facilities",
    "zone": "hazard_zones",
    "neighbour": "neighbours",
}
"""Role of the answer's features → name of the layer, in the order they stand in the file."""
JGD2011 = 6668


def to_gpkg(answer: Answer) -> bytes:
    """The answer in a GeoPackage, lon/lat of JGD2011 (EPSG:6668). Roles without features are left out.

    ``about`` has one row a key: the sentence, the question, release, licence and id in both languages. Members of features
    that are lists or objects are JSON text. Features without a position are left out, as from the GeoJSON.
    """
    import geopandas
    import pandas as pd
    from shapely.geometry import shape

    whole = geojson_document(answer)
    with tempfile.TemporaryDirectory(prefix="geo-service-") as folder:
        path = Path(folder) / "answer.gpkg"
        for role, name in LAYERS.items():
            found = [one for one in whole["features"] if one["properties"]["role"] == role and one["geometry"] is not None]
            if not found:
                continue
            rows = pd.DataFrame([_columns(one["properties"]) for one in found])
            frame = geopandas.GeoDataFrame(rows, geometry=[shape(one["geometry"]) for one in found], crs=JGD2011)
            frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
        about = geopandas.GeoDataFrame(_about(whole["answer"]), geometry=geopandas.GeoSeries([None] * len(ABOUT), crs=JGD2011))
        about.to_file(path, layer="about", driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def _columns(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The members as columns: words in two languages side by side, lists and other objects as JSON text."""
    found: dict[str, Any] = {}
    for name, value in properties.items():
        if name == "role":
            continue
        if isinstance(value, Mapping) and set(value) == {"ja", "en"}:
            found |= {f"{name}_ja": value["ja"], f"{name}_en": value["en"]}
        elif isinstance(value, Mapping | Sequence) and not isinstance(value, str):
            found[name] = json.dumps(value, ensure_ascii=False)
        else:
            found[name] = value
    return found


ABOUT = ("sentence", "words", "purpose", "basis", "licence")
"""Texts of the answer in the table ``about``; release and id stand in every row."""


def _about(about: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        "key": list(ABOUT),
        "ja": [about[one]["ja"] for one in ABOUT],
        "en": [about[one]["en"] for one in ABOUT],
        "city": [about["city"]] * len(ABOUT),
        "release": [about["release"]] * len(ABOUT),
        "fictitious": [about["fictitious"]] * len(ABOUT),
        "answer": [about["id"]] * len(ABOUT),
    }
