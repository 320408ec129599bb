"""Files are known by their columns, also when headings are written otherwise; --layer overrides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.readers import read
from geo_service.store.recognise import Recognised, recognise
from layers import LAYERS
from tests.store.small_city import write_boundaries, write_csv


def known(path: Path, layer: str | None = None) -> Recognised:
    return recognise(path, read(path, Settings()), [], layer)


@pytest.mark.parametrize(
    ("layer", "form"),
    [(layer.id, form.id) for layer in LAYERS.values() for form in layer.formats if form.recognised_by and not form.tells],
)
def test_every_published_format_is_recognised_by_its_columns(layer: str, form: str, tmp_path: Path) -> None:
    chosen = next(one for one in LAYERS[layer].formats if one.id == form)
    # Of "a|b" either will do; columns that a function of the format adds ("@…") are not in the file.
    asked = [head.split("|")[0] for head in (*chosen.recognised_by, *chosen.columns)]
    heads = [head for head in dict.fromkeys(asked) if not head.startswith("@")]
    # Columns a rows function adds are not in the file.
    heads = [head for head in heads if not head.startswith("N03_full") and not head.startswith("N03_own")]
    path = write_csv(tmp_path / "a.csv", ",".join(heads), ",".join("1" for _ in heads))
    found = known(path)
    assert (layer, form) in [(one.layer.id, one.format.id) for one in found.meant]


def test_one_boundary_file_feeds_two_layers(tmp_path: Path) -> None:
    found = known(write_boundaries(tmp_path))
    assert {one.layer.id for one in found.meant} == {"wards", "neighbour_municipalities"}


def test_headings_in_half_width_kana_and_full_width_signs(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "名称,種別,ｕｒｌ,経度,緯度", "あ,図書館,http://x,139.6,35.5")
    found = known(path, "child_facilities")
    assert found.meant[0].format.columns["ｕｒｌ"] == "url"
    assert (found.meant[0].format.lon, found.meant[0].format.lat) == ("経度", "緯度")


def test_layer_override_uses_fields_and_labels_and_names_what_is_missing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "name,定員,備考", "あ,1,x")
    (one,) = known(path, "child_facilities").meant
    assert one.format.columns == {"name": "name", "定員": "capacity", "備考": "remarks"}
    with pytest.raises(FileError) as caught:
        known(write_csv(tmp_path / "b.csv", "定員", "1"), "child_facilities")
    assert caught.value.extra["column"] == "name"


def test_unknown_columns_point_to_propose(tmp_path: Path) -> None:
    found = known(write_csv(tmp_path / "a.csv", "い,ろ", "1,2"))
    assert found.meant == () and found.unknown is not None
    assert "propose a.csv" in found.unknown.en and "い, ろ" in found.unknown.ja


def test_a_geojson_of_sites_is_the_geojson_format_not_the_csv_one(tmp_path: Path) -> None:
    sites = LAYERS["evacuation_sites"]
    form = sites.formats[-1]
    properties = dict.fromkeys([*form.recognised_by], "1")
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [139.6, 35.5]}}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    (one,) = known(path).meant
    assert one.format.id == form.id
