"""The answer as a GeoPackage for QGIS and others: one layer a role of the GeoJSON, and a table that says what it is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from geo_service.coverage.answer import Answer
from geo_service.render.cells import known_figures, published
from geo_service.render.geojson import geojson_document
from geo_service.render.gis_names import describe
from layers.licences import licence

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
ONE_AT_A_TIME = Lock()


def to_gpkg(answer: Answer) -> bytes:
    """The answer in a GeoPackage, lon/lat of JGD2011 (EPSG:6668). Roles without features are left out.

    ``about`` has one row a key: the sentence, the question, release, licence and id in both languages; ``datasets`` one a
    dataset the answer rests on; ``left_out`` one a reason why something is not in the figures. Members of features that are
    lists or objects are JSON text. Features without a position are left out, as from the GeoJSON. The same bytes for one
    answer id: the file says it was changed when the release was made.
    """
    import geopandas
    import pandas as pd
    import pyogrio
    from shapely.geometry import shape

    whole = geojson_document(answer)
    with ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="geo-service-") as folder:
        # Of the whole process, hence one file at a time.
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _changed(answer.city.release_date)})
        try:
            path = Path(folder) / "answer.gpkg"
            for role, name in LAYERS.items():
                found = [one for one in whole["features"] if one["properties"]["role"] == role and one["geometry"] is not None]
                if not found:
                    continue
                rows = pd.DataFrame([_columns(one["properties"]) for one in found])
                frame = geopandas.GeoDataFrame(rows, geometry=[shape(one["geometry"]) for one in found], crs=JGD2011)
                frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
            tables = {"about": _about(whole["answer"]), "datasets": _datasets(answer), "left_out": _left_out(whole["answer"])}
            for name, columns in tables.items():
                many = len(next(iter(columns.values())))
                if many:
                    table = geopandas.GeoDataFrame(columns, geometry=geopandas.GeoSeries([None] * many, crs=JGD2011))
                    table.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
            describe(path, answer)
            return path.read_bytes()
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _columns(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The members as columns: words in two languages side by side, lists and other objects as JSON text."""
    found: dict[str, Any] = {}
    if "unknown_features" in properties:
        # Empty, not 0, where nobody published a count.
        said = published(properties)
        properties = {**known_figures(properties), "counts_published": {"ja": said.ja or None, "en": said.en or None}}
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


def _datasets(answer: Answer) -> dict[str, list[Any]]:
    """What the answer rests on; datasets that others replaced are not in it."""
    used = [one for one in answer.datasets if one.used]
    terms = [licence(one.licence) for one in used]
    return {
        "layer": [one.layer for one in used],
        "title": [one.title or one.source for one in used],
        "reference_date": [one.reference_date for one in used],
        "licence": [one.id for one in terms],
        "attribution_ja": [one.attribution.ja for one in terms],
        "attribution_en": [one.attribution.en for one in terms],
    }


def _left_out(about: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Why things are not in the figures, of what is counted and of the places; ``amount`` is empty where nobody knows it."""
    rows = [(part, one) for part in ("left_out", "excluded_supply") for one in about[part]]
    return {
        "part": [part for part, _ in rows],
        "code": [one["code"] for _, one in rows],
        "ja": [one["text"]["ja"] for _, one in rows],
        "en": [one["text"]["en"] for _, one in rows],
        "things": [one["things"] for _, one in rows],
        "amount": [one["amount"] for _, one in rows],
    }


def _changed(release_date: str) -> str:
    """The release's time as GDAL writes it: UTC, milliseconds."""
    when = datetime.fromisoformat(release_date)
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")
