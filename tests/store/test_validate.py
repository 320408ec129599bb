"""Rules on rows: what is bad, what is only noticed, what is typed how; CRS, shapes, whose a feature is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from geo_service.store.city import Target, check_digit, chosen_by, city_of, five_digits, plane_zone
from geo_service.store.conform import conform
from geo_service.store.readers import RawTable
from geo_service.store.recognise import Meant
from geo_service.store.schema import broken_rules, dates, numbers
from geo_service.store.validate import Validated, validate
from layers import LAYERS
from layers.base import NOTHING_SAID, Field, Format, Layer, Style, Text
from tests.store.small_city import EAST, NEIGHBOUR, WEST


def target() -> Target:
    wards = {"99131": ("汐見区", WEST), "99132": ("川辺区", EAST)}
    return Target("99130", "みほん市", "", 6677, wards, {"99201": NEIGHBOUR})


def judged(
    layer: str, rows: list[dict[str, Any]], shapes: list[Any] | None = None, crs: str = "EPSG:6668", **form: Any
) -> Validated:
    """Validate rows whose columns are called as the layer's fields; points from lon/lat unless shapes are given."""
    frame = pd.DataFrame(rows, dtype="str")
    geometry = np.array(shapes, dtype=object) if shapes is not None else None
    table = RawTable("a.csv", frame, np.arange(2, len(frame) + 2), geometry, crs=crs if geometry is not None else None)
    fields = {field.name for field in LAYERS[layer].fields}
    places = {} if geometry is not None or "lon" not in frame else {"lon": "lon", "lat": "lat"}
    columns = {column: column for column in frame.columns if column in fields}
    made = Format("test", Text("試", "test"), columns=columns, crs=crs, **places, **form)
    return validate(conform(Meant(table, LAYERS[layer], made, "test")), target())


def rules(found: Validated, severity: str = "bad") -> dict[str, list[int]]:
    """Rule → row numbers (as a person sees them)."""
    out: dict[str, list[int]] = {}
    for one in found.findings.all:
        if one.severity == severity:
            out.setdefault(one.rule, []).extend(int(found.findings.table.row_no[row]) for row in one.rows)
    return out


def nursery(**changes: str | None) -> dict[str, Any]:
    return {"name": "あ", "address": "青葉1", "lon": "139.62", "lat": "35.52", "kind": "認可保育所", "capacity": "40"} | changes


def test_all_problems_of_all_rows_are_told_at_once() -> None:
    rows = [
        nursery(),
        nursery(name=""),
        nursery(name="い", capacity="四十くらい", kind="謎"),
        nursery(name="う", lat="99"),
        nursery(name="え"),
    ]
    found = judged("child_facilities", rows)
    assert rules(found) == {"required": [3], "not_a_number": [4], "unknown_code": [4], "outside_japan": [5]}
    assert [int(row) for row in found.rows] == [0, 4]
    assert (found.row_count, found.bad_count) == (5, 3)


def test_full_width_digits_are_read_and_noticed_and_missing_is_unknown() -> None:
    found = judged(
        "child_facilities", [nursery(capacity="１，２００"), nursery(name="い", capacity="-"), nursery(name="う", capacity="")]
    )
    assert rules(found) == {}
    assert rules(found, "notice")["full_width_digits"] == [2]
    assert rules(found, "notice")["not_given"] == [3]
    assert found.attributes["capacity"].isna().tolist() == [False, True, True]
    assert found.attributes["capacity"].iloc[0] == 1200


def test_marks_blank_is_unknown_not_no() -> None:
    rows = [{"name": f"校{n}", "address": f"{n}", "earthquake": mark} for n, mark in enumerate(["1", "", "0", "○", "無"])]
    found = judged("evacuation_sites", rows, [shapely.Point(139.62, 35.52)] * 5, values={})
    said = [None if pd.isna(value) else bool(value) for value in found.attributes["earthquake"]]
    assert said == [True, None, False, True, False]


def test_codes_are_slugs_by_any_spelling() -> None:
    rows = [
        nursery(name=str(n), kind=kind)
        for n, kind in enumerate(["認可保育所", "nursery", "認定こども園(幼保連携型)", "児童館　"])
    ]
    found = judged("child_facilities", rows)
    assert found.attributes["kind"].tolist() == ["nursery", "nursery", "certified_centre", "children_hall"]


def test_a_row_without_a_place_is_kept_and_noticed() -> None:
    found = judged("child_facilities", [nursery(lon="", lat="")])
    assert rules(found) == {} and rules(found, "notice") == {"no_position": [2]}
    assert found.geometry.tolist() == [None]


def test_same_key_twice_is_bad_and_same_name_and_place_a_notice() -> None:
    found = judged("child_facilities", [nursery(), nursery(), nursery(address="青葉1の2")])
    assert rules(found) == {"duplicate": [3]}
    assert rules(found, "notice")["same_name_and_place"] == [4]


def test_two_boards_on_one_fence_are_two() -> None:
    board = {"name": "学校フェンス", "address": "青葉1", "kind": "掲示板", "lon": "139.62", "lat": "35.52"}
    found = judged("notice_boards", [board, board | {"lon": "139.621"}, board])
    assert rules(found) == {"duplicate": [4]}
    assert len(set(found.keys)) == 2


def test_ward_column_against_address() -> None:
    rows = [
        nursery(ward="汐見区", address="みほん市汐見区青葉1"),
        nursery(name="い", ward="汐見区", address="みほん市川辺区若葉2"),
        nursery(name="う", ward="99132", address="若葉3"),
    ]
    found = judged("child_facilities", rows)
    assert rules(found, "notice")["ward_and_address"] == [3]


def test_near_the_border_is_noticed_and_far_away_is_bad() -> None:
    found = judged("child_facilities", [nursery(lat="35.4995"), nursery(name="い", lon="139.0", lat="35.0")])
    assert rules(found, "notice")["outside_city"] == [2]
    assert rules(found)["far_from_city"] == [3]
    (near,) = [one for one in found.findings.all if one.rule == "outside_city"]
    # 0.0005° of latitude is 55.5 m.
    assert near.values == ["56 m"]


def test_a_neighbours_point_is_a_neighbours_unless_its_address_says_otherwise() -> None:
    rows = [nursery(lon="139.72"), nursery(name="い", lon="139.72", address="みほん市川辺区1")]
    found = judged("child_facilities", rows)
    assert found.municipality.tolist() == ["99201", "99130"]


def test_codes_of_municipalities_and_far_ones_are_left_out() -> None:
    rows = [
        {"name": str(n), "address": str(n), "municipality_code": code}
        for n, code in enumerate(["991309", "99131", "99201", "1100"])
    ]
    points = [
        shapely.Point(139.62, 35.52),
        shapely.Point(139.62, 35.53),
        shapely.Point(139.72, 35.52),
        shapely.Point(141.3, 43.0),
    ]
    found = judged("evacuation_sites", rows, points)
    assert found.municipality.tolist() == ["99130", "99130", "99201"]
    assert found.skipped == 1 and found.bad_count == 0


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4612", "EPSG:6668", "EPSG:6677", "EPSG:2451", "EPSG:3857"])
def test_every_crs_lands_at_the_same_place(crs: str) -> None:
    way = pyproj.Transformer.from_crs("EPSG:6668", crs, always_xy=True)
    found = judged("child_facilities", [nursery()], [shapely.Point(*way.transform(139.62, 35.52))], crs)
    assert rules(found) == {}
    assert found.geometry[0].distance(shapely.Point(139.62, 35.52)) < 1e-6
    assert found.crs == crs


@pytest.mark.parametrize("crs", ["EPSG:4301", "EPSG:30169"])
def test_the_old_datum_moves_by_some_465_metres_and_is_noticed(crs: str) -> None:
    x, y = 139.6, 35.53
    if crs == "EPSG:30169":
        x, y = pyproj.Transformer.from_crs("EPSG:4301", crs, always_xy=True).transform(x, y)
    found = judged("child_facilities", [nursery()], [shapely.Point(x, y)], crs)
    assert "tokyo_datum" in rules(found, "notice")
    moved = pyproj.Geod(ellps="GRS80").inv(139.6, 35.53, found.geometry[0].x, found.geometry[0].y)[2]
    assert 455 < moved < 475
    assert found.geometry[0].x < 139.6 and found.geometry[0].y > 35.53


def test_plane_columns_of_a_table_are_read_in_the_maps_crs() -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:6668", "EPSG:6677", always_xy=True).transform(139.62, 35.52)
    found = judged("child_facilities", [nursery(lon=f"{x:.3f}", lat=f"{y:.3f}")], crs="EPSG:6677")
    assert found.geometry[0].distance(shapely.Point(139.62, 35.52)) < 1e-6


def town(shape: Any, name: str = "青葉一丁目") -> Validated:
    return judged("towns", [{"name": name, "ward": "汐見区"}], [shape])


def test_a_spike_is_repaired_and_a_bow_tie_is_bad() -> None:
    spike = shapely.Polygon([(139.6, 35.5), (139.61, 35.5), (139.61, 35.51), (139.61, 35.52), (139.61, 35.51), (139.6, 35.51)])
    found = town(spike)
    assert rules(found, "notice") == {"geometry_repaired": [2]}
    assert found.geometry[0].is_valid
    bow = shapely.Polygon([(139.6, 35.5), (139.62, 35.52), (139.62, 35.5), (139.6, 35.52)])
    assert rules(town(bow)) == {"geometry_invalid": [2]}


def test_units_without_a_code_get_ward_code_and_name() -> None:
    found = town(shapely.box(139.6, 35.5, 139.61, 35.51))
    assert found.keys == ["99131:青葉一丁目"]
    assert found.attributes["code"].tolist() == ["99131:青葉一丁目"]


def test_wrong_type_small_and_large() -> None:
    assert rules(town(shapely.Point(139.6, 35.5))) == {"geometry_type": [2]}
    assert rules(town(shapely.box(139.60, 35.50, 139.60001, 35.50001)), "notice") == {"area_small": [2]}
    assert rules(town(shapely.box(139.0, 35.0, 139.6, 35.5)))["area_large"] == [2]


def test_pieces_of_one_unit_are_put_together() -> None:
    rows = [{"name": "島区", "code": "99131"}, {"name": "島区", "code": "99131"}]
    pieces = [shapely.box(139.60, 35.50, 139.62, 35.52), shapely.box(139.63, 35.50, 139.64, 35.52)]
    found = judged("wards", rows, pieces, dissolve="code")
    assert rules(found) == {} and found.keys == ["99131"]
    assert found.geometry[0].equals(shapely.union_all(pieces))


def test_numbers_and_dates() -> None:
    said = pd.Series(["1,234", "1,23", "nan", "inf", "5", None], dtype="str")
    assert np.isnan(numbers(said)).tolist() == [False, True, True, True, False, True]
    days = dates(pd.Series(["2026-04-01", "2026/4/1", "2026年4月1日", "44698", "きのう"], dtype="str"))
    assert days.tolist()[:4] == ["2026-04-01"] * 3 + ["2022-05-17"]
    assert pd.isna(days.iloc[4])


@pytest.mark.parametrize(
    ("text", "code"), [("141305", "14130"), ("14130", "14130"), ("1100", "01100"), ("92011", "09201"), ("x", None)]
)
def test_municipality_codes(text: str, code: str | None) -> None:
    assert five_digits(text) == code


def test_cities_of_wards_and_check_digits() -> None:
    assert [city_of(code) for code in ("14131", "14118", "27128", "27141", "22140", "13111", "14201", "99133")] == [
        *("14130", "14100", "27100", "27140", "22130", "13111", "14201", "99130")
    ]
    assert [code + check_digit(code) for code in ("13101", "14130", "01100")] == ["131016", "141305", "011002"]


def test_most_boundary_rows_choose_and_a_tie_is_asked_back() -> None:
    assert chosen_by([("14131", "川崎市"), ("14132", "川崎市"), ("14101", "横浜市")]) == ("14130", "川崎市")
    with pytest.raises(Exception, match="--city"):
        chosen_by([("14131", "川崎市"), ("14101", "横浜市")])


def test_plane_zone_is_chosen_from_the_ground() -> None:
    assert plane_zone(139.4, 35.4, 139.8, 35.7) == 6677
    assert plane_zone(135.3, 34.5, 135.7, 34.8) == 6674
    assert plane_zone(141.2, 42.9, 141.5, 43.2) == 6680


def test_dates_and_required_codes_of_a_throw_away_layer() -> None:
    layer = Layer(
        "trees",
        Text("木", "trees"),
        NOTHING_SAID,
        "places",
        "point",
        (Field("planted", Text("植えた日", "planted"), "date", required=True),),
        (),
        Style("#000000", "#000000"),
    )
    fields = pd.DataFrame({"planted": ["2026-04-01", None, "いつか"]}, dtype="str")
    assert {(column, rule): at.tolist() for column, rule, at in broken_rules(layer, fields)} == {
        ("planted", "required"): [1],
        ("planted", "not_a_date"): [2],
    }
    (missing,) = broken_rules(layer, pd.DataFrame({"x": ["1", "2"]}, dtype="str"))
    assert missing[:2] == ("planted", "required") and missing[2].tolist() == [0, 1]


def test_every_finding_has_words_in_both_languages(tmp_path: Path) -> None:
    rows = [nursery(name="", capacity="四十くらい", kind="謎", lon="35.5", lat="139.6")]
    found = judged("child_facilities", rows)
    rejects = [reject for one in found.findings.all for reject in one.rejects(found.findings.table)]
    assert len(rejects) == 4
    for one in rejects:
        assert one.file == "a.csv" and one.row == 2 and one.message_ja and one.message_en
        assert one.suggestion_ja and one.suggestion_en
        assert "{" not in one.message_en + one.suggestion_en
        json.dumps([one.message_ja, one.value])
