"""A layer's table that was exported is read again: the same rows, at the same places, as rough as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely

from geo_service.render.layer_table import heading, layer_csv, layer_xlsx
from geo_service.settings import Settings
from geo_service.store.layer_rows import LayerRows, columns_of, layer_rows
from geo_service.store.load import LoadOptions, load
from layers import LAYERS
from layers.base import Text
from layers.exported import exported_layer
from tests.store.small_city import write_boundaries

CITY = "99130"
SPOTS = [shapely.Point(139.62, 35.52), shapely.Point(139.621234, 35.521), None]
ACCURACIES = ("point", "area", "none")
NAMES = ("甲", "%乙", "丙")
MORE: dict[str, dict[str, list[Any]]] = {
    "observations": {"number": ["1", "2", "3"], "kind": ["hazard", "good", None], "shown": [True, False, None]},
    "notice_boards": {"kind": [None, None, None]},
    "parks": {"area_m2": [1200.5, None, 100.25]},
}


def rows_of(layer: str) -> LayerRows:
    """Three rows of the layer as the staff export them."""
    columns = columns_of(LAYERS[layer], "staff")
    said = {"name": NAMES, "accuracy": ACCURACIES, "source_file": ("a.csv",) * 3, "source_row": (2, 3, 4), **MORE[layer]}
    rows = [tuple(said[one.name][at] if one.name in said else None for one in columns) for at in range(3)]
    return LayerRows(LAYERS[layer], CITY, columns, rows, np.array(SPOTS, dtype=object))


def written(found: LayerRows, ending: str) -> bytes:
    city = Text("みほん市", "Mihon")
    return layer_csv(found, city, True) if ending == "csv" else layer_xlsx(found, city, 1, "2026-04-01T00:00:00+00:00", True)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_same_rows_come_back(conninfo: str, tmp_path: Path, ending: str) -> None:
    options = LoadOptions(settings=Settings(home=tmp_path / "home"), force=True)
    paths = [write_boundaries(tmp_path)]
    for layer in MORE:
        # No name that tells what is in it, and no --layer: the headings say it.
        paths.append(tmp_path / f"walk-{len(paths)}.{ending}")
        paths[-1].write_bytes(written(rows_of(layer), ending))
    report = load(conninfo, paths, options)
    assert report.error() is None
    with psycopg.connect(conninfo) as conn:
        for layer, more in MORE.items():
            found = layer_rows(conn, CITY, LAYERS[layer], "staff")
            assert found.values("name") == list(NAMES), layer
            assert found.values("accuracy") == list(ACCURACIES), layer
            assert [None if one is None else (one.x, one.y) for one in found.shapes] == [
                None if one is None else (pytest.approx(one.x), pytest.approx(one.y)) for one in SPOTS
            ]
            for name, values in more.items():
                assert found.values(name) == values, (layer, name)


@pytest.mark.parametrize(
    "layer", sorted(one.id for one in LAYERS.values() if one.role in ("places", "records") and one.publish != "duty")
)
def test_the_headings_of_an_export_tell_its_layer(layer: str) -> None:
    for audience in ("staff", "public") if LAYERS[layer].publish == "public" else ("staff",):
        heads = [heading(one).ja for one in columns_of(LAYERS[layer], audience)]
        assert exported_layer(heads) is LAYERS[layer]
        assert exported_layer(heads[:3]) is None
