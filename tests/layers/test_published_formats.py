"""The national lists and N03 as published: rows of the real files' shape, and the real files where they are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from layers import LAYERS
from layers.base import Format

REAL = Path(__file__).parents[3] / "shared" / "data"


def recognised(layer: str, columns: set[str]) -> list[str]:
    return [one.id for one in LAYERS[layer].formats if set(one.recognised_by) <= columns]


def format_of(layer: str, id: str) -> Format:
    return next(one for one in LAYERS[layer].formats if one.id == id)


def test_n03_to_2023_names_wards_by_n03_004_and_a_designated_city_by_n03_003() -> None:
    rows = [
        {"N03_001": "神奈川県", "N03_002": None, "N03_003": "横浜市", "N03_004": "鶴見区", "N03_007": "14101"},
        {"N03_001": "神奈川県", "N03_002": None, "N03_003": "愛甲郡", "N03_004": "愛川町", "N03_007": "14401"},
        {"N03_001": "東京都", "N03_002": None, "N03_003": None, "N03_004": "大田区", "N03_007": "13111"},
    ]
    format = format_of("neighbour_municipalities", "n03-2023")
    assert format.rows is not None
    read = format.rows(rows)
    name = {field: column for column, field in format.columns.items()}["name"]
    assert [row[name] for row in read] == ["横浜市鶴見区", "愛川町", "大田区"]
    wards = {field: column for column, field in format_of("wards", "n03-2023").columns.items()}
    assert [row[wards["name"]] for row in read] == ["鶴見区", "愛川町", "大田区"]
    assert [row[wards["municipality"]] for row in read] == ["横浜市", "", ""]
    assert [row["N03_007"] for row in read] == ["14101", "14401", "13111"]


def test_n03_from_2024_names_the_city_by_n03_004_and_the_ward_by_n03_005() -> None:
    rows = [
        {"N03_001": "大阪府", "N03_003": None, "N03_004": "大阪市", "N03_005": "都島区", "N03_007": "27102"},
        {"N03_001": "大阪府", "N03_003": None, "N03_004": "池田市", "N03_005": None, "N03_007": "27204"},
        {"N03_001": "大阪府", "N03_003": "三島郡", "N03_004": "島本町", "N03_005": None, "N03_007": "27301"},
    ]
    format = format_of("wards", "n03-2024")
    assert format.rows is not None
    read = format.rows(rows)
    assert [(row[a], row[b]) for row in read for a, b in [tuple(format.columns)[:2]]] == [
        ("都島区", "大阪市"),
        ("池田市", ""),
        ("島本町", ""),
    ]


def test_the_two_layouts_of_n03_are_told_apart_by_their_columns() -> None:
    old = {"N03_001", "N03_002", "N03_003", "N03_004", "N03_007"}
    for layer in ("wards", "neighbour_municipalities"):
        assert recognised(layer, old) == ["n03-2023"]
        assert recognised(layer, {*old, "N03_005"})[0] == "n03-2024"
    assert format_of("wards", "n03-2023").rows_of == "target"
    assert format_of("neighbour_municipalities", "n03-2023").rows_of == "others"


HEAD = ("NO", "共通ID", "都道府県名及び市町村名", "施設・場所名", "住所")
EIGHT = ("洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫", "火山現象")
EMERGENCY = {*HEAD, *EIGHT, "指定避難所との住所同一", "備考"}
SHELTER = {*HEAD, "指定緊急避難場所との住所同一", "その他市町村長が必要と認める事項", "受入対象者", "備考"}


def test_the_two_national_lists_are_never_taken_for_each_other() -> None:
    assert recognised("evacuation_sites", EMERGENCY) == ["gsi-emergency-geojson"]
    assert recognised("evacuation_sites", {*EMERGENCY, "緯度", "経度"})[0] == "gsi-emergency-csv"
    assert recognised("shelters", SHELTER) == ["gsi-shelter-geojson"]
    assert recognised("shelters", {*SHELTER, "緯度", "経度"})[0] == "gsi-shelter-csv"
    assert recognised("evacuation_sites", SHELTER) == []
    assert recognised("shelters", EMERGENCY) == []


def test_a_file_that_calls_itself_fictitious_is_never_shown_under_a_real_publishers_name() -> None:
    for layer, columns in (
        ("evacuation_sites", EMERGENCY),
        ("shelters", SHELTER),
        ("wards", {"N03_001", "N03_004", "N03_005", "N03_007"}),
    ):
        first = next(one for one in LAYERS[layer].formats if set(one.recognised_by) <= {*columns, "架空データ"})
        real = next(one for one in LAYERS[layer].formats if set(one.recognised_by) <= columns)
        assert first.licence == "sample-fictitious"
        assert "国土" in real.source.ja and "国土" not in first.source.ja
        # The sample's own list may say more than the national one (storeys), never otherwise.
        assert first.columns | real.columns == first.columns


@pytest.mark.parametrize("layer", ["evacuation_sites", "shelters"])
def test_the_municipality_is_read_from_the_common_id(layer: str) -> None:
    for format in [one for one in LAYERS[layer].formats if one.id.startswith("gsi-")]:
        assert format.municipality_from is not None
        column, start, stop = format.municipality_from
        assert {column: "E1413000001201"}[column][start:stop] == "14130"


def real(path: str) -> list[dict[str, Any]]:
    file = REAL / path
    if not file.exists():
        assert os.environ.get("CI") != "true", f"{path} is missing"
        pytest.skip("the real data is not here (a checkout without ../shared/data)")
    return [feature["properties"] for feature in json.loads(file.read_text("utf-8"))["features"]]


@pytest.mark.real
def test_the_real_lists_of_kawasaki_give_the_known_counts() -> None:
    rows = real("kawasaki/gsi_designated_emergency_evacuation_sites.geojson")
    format = format_of("evacuation_sites", recognised("evacuation_sites", set(rows[0]))[0])
    fields = {field: column for column, field in format.columns.items()}
    counts = {
        mark: sum(format.values[mark][row[fields[mark]] or ""] is True for row in rows)
        for mark in LAYERS["evacuation_sites"].marks
    }
    assert len(rows) == 187
    assert counts == {
        "earthquake": 187,
        "flood": 174,
        "landslide": 95,
        "storm_surge": 59,
        "tsunami": 33,
        "fire": 8,
        "inland_flood": 173,
        "volcano": 173,
    }
    assert recognised("shelters", set(real("kawasaki/gsi_designated_shelters.geojson")[0])) == ["gsi-shelter-geojson"]


@pytest.mark.real
def test_the_real_wards_are_recognised_and_named() -> None:
    rows = real("kawasaki/wards_N03-21_simplified.geojson")
    format = format_of("wards", recognised("wards", set(rows[0]))[0])
    assert format.rows is not None
    name = {field: column for column, field in format.columns.items()}["name"]
    names = {row[name] for row in format.rows(rows)}
    assert names == {"川崎区", "幸区", "中原区", "高津区", "宮前区", "多摩区", "麻生区"}
