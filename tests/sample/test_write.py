"""The sample city keeps the paper's counts, fits together like a real map, and is the same every time."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
import yaml
from shapely.geometry.base import BaseGeometry

from geo_service.sample.names import WARDS, six_digits
from geo_service.sample.write import write_sample
from layers import LAYERS
from layers.text import fold_address, fold_name, place_stem, ward_in

CHILD_CENTRES = {"汐見区": 10, "川辺区": 6, "中里区": 10, "高坂区": 7, "宮台区": 8, "多田区": 7, "麻丘区": 10}
ELDER_CENTRES = {"汐見区": 10, "川辺区": 6, "中里区": 7, "高坂区": 7, "宮台区": 5, "多田区": 7, "麻丘区": 7}
PLANE = pyproj.Transformer.from_crs(6668, 6677, always_xy=True)


def properties(folder: Path, name: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in json.loads((folder / name).read_text("utf-8"))["features"]]


def shapes(folder: Path, name: str) -> list[BaseGeometry]:
    """Geometries in plane metres."""
    read = json.loads((folder / name).read_text("utf-8"))["features"]
    lonlat = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in read]

    def moved(points: np.ndarray) -> np.ndarray:
        return np.column_stack(PLANE.transform(points[:, 0], points[:, 1]))

    return [shapely.transform(shape, moved) for shape in lonlat]


def lonlat(folder: Path, name: str) -> list[BaseGeometry]:
    read = json.loads((folder / name).read_text("utf-8"))["features"]
    return [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in read]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_bytes_every_time(folder: Path, tmp_path: Path) -> None:
    write_sample(tmp_path)

    def hashes(where: Path) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(where.iterdir())}

    assert hashes(tmp_path) == hashes(folder)


def test_the_papers_counts_per_ward(folder: Path) -> None:
    places = rows(folder, "community_places.csv")
    assert Counter(row["区"] for row in places if row["種別"] == "こども文化センター") == CHILD_CENTRES
    assert Counter(row["区"] for row in places if row["種別"] == "いこいの家") == ELDER_CENTRES
    assert sum(CHILD_CENTRES.values()) == 58 and sum(ELDER_CENTRES.values()) == 49


@pytest.mark.parametrize(
    ("file", "low", "high"),
    [
        ("parks.geojson", 1050, 1150),
        ("towns.geojson", 620, 680),
        ("associations.geojson", 600, 700),
        ("gsi_shelters.geojson", 170, 170),
    ],
)
def test_counts_of_features(folder: Path, file: str, low: int, high: int) -> None:
    assert low <= len(properties(folder, file)) <= high


def test_190_sites_are_places_and_more_rows(folder: Path) -> None:
    sites = properties(folder, "gsi_evacuation_sites.geojson")
    places = Counter((fold_address(row["住所"]), place_stem(row["施設・場所名"])) for row in sites)
    assert len(places) == 190
    assert len(sites) > 190
    assert len({row["共通ID"] for row in sites}) == len(sites)
    # Two schools share one address and stay two places.
    addresses = Counter(address for address, _ in places)
    assert [count for count in addresses.values() if count > 1] == [2]


def test_nurseries_and_facilities_for_the_elderly(folder: Path) -> None:
    children = rows(folder, "child_facilities.csv")
    assert sum(row["種別"] == "認可保育所" for row in children) == 390
    assert len(rows(folder, "elderly_facilities.csv")) == 300
    assert sum(not row["緯度"] for row in children) == 3
    for name in ("child_facilities.csv", "elderly_facilities.csv", "community_places.csv"):
        names = [fold_name(row["名称"]) for row in rows(folder, name)]
        assert len(set(names)) == len(names)


def test_every_kind_is_spelt_as_its_layer_knows_it(folder: Path) -> None:
    for layer, read in (
        ("parks", properties(folder, "parks.geojson")),
        ("child_facilities", rows(folder, "child_facilities.csv")),
        ("elderly_facilities", rows(folder, "elderly_facilities.csv")),
        ("community_places", rows(folder, "community_places.csv")),
    ):
        known = {fold_name(spelling) for code in LAYERS[layer].codes() for spelling in code.spellings}
        assert {fold_name(row["種別"]) for row in read} <= known
    zones = [row for name in ("flood", "coast", "landslide") for row in properties(folder, f"hazard_{name}.geojson")]
    for column, field in (("災害", "hazard"), ("規模", "scale"), ("区分", "state")):
        known = {spelling for code in LAYERS["hazard_zones"].field(field).codes for spelling in code.spellings}
        assert {row[column] for row in zones} - {""} <= known


def test_geometries_are_valid_and_in_japan(folder: Path) -> None:
    for path in sorted(folder.glob("*.geojson")):
        read = lonlat(folder, path.name)
        assert all(shape.is_valid and not shape.is_empty for shape in read), path.name
        west, south, east, north = shapely.total_bounds(np.asarray(read))
        assert 139.2 < west < east < 139.9 and 35.3 < south < north < 35.8, path.name


def test_towns_partition_the_wards(folder: Path) -> None:
    towns, town_rows = lonlat(folder, "towns.geojson"), properties(folder, "towns.geojson")
    assert shapely.coverage_is_valid(towns)
    plane = shapes(folder, "towns.geojson")
    boundary_rows, boundaries = properties(folder, "n03_boundaries.geojson"), shapes(folder, "n03_boundaries.geojson")
    for ward in WARDS:
        own = sum(shape.area for shape, row in zip(plane, town_rows, strict=True) if row["区"] == ward.name)
        ground = sum(shape.area for shape, row in zip(boundaries, boundary_rows, strict=True) if row["N03_007"] == ward.code)
        assert own == pytest.approx(ground, rel=0.001)
    assert len({row["コード"] for row in town_rows}) == len(town_rows)
    assert len({(row["区"], row["町丁名"]) for row in town_rows}) == len(town_rows)


def test_wards_and_neighbours_share_their_borders(folder: Path) -> None:
    assert shapely.coverage_is_valid(lonlat(folder, "n03_boundaries.geojson"))
    read = properties(folder, "n03_boundaries.geojson")
    assert {row["N03_007"] for row in read if row["N03_004"] == "みほん市"} == {ward.code for ward in WARDS}
    others = {row["N03_007"] for row in read if row["N03_004"] != "みほん市"}
    assert 6 <= len(others) <= 8
    assert all(int(row["N03_007"][:2]) > 47 for row in read)
    # The port's ward has islands: more than one row, to be united.
    assert Counter(row["N03_007"] for row in read)["99131"] > 1


def test_borders_wander_as_real_ones_do(folder: Path) -> None:
    city = shapely.union_all(
        [
            shape
            for shape, row in zip(
                shapes(folder, "n03_boundaries.geojson"), properties(folder, "n03_boundaries.geojson"), strict=True
            )
            if row["N03_004"] == "みほん市"
        ]
    )
    assert 135e6 < city.area < 160e6
    towns = shapes(folder, "towns.geojson")
    assert np.mean([shape.area / shape.minimum_rotated_rectangle.area for shape in towns]) < 0.85
    assert np.mean(shapely.get_num_coordinates(towns)) > 15


def test_population_is_plausible(folder: Path) -> None:
    read = properties(folder, "towns.geojson")
    counted = [row for row in read if row["総人口"] is not None]
    assert 1_450_000 < sum(row["総人口"] for row in counted) < 1_550_000
    assert 5 <= len(read) - len(counted) <= 15
    assert sum(row["総人口"] == 0 for row in counted) > 10
    full = [row for row in counted if row["65歳以上"] is not None]
    assert len(full) < len(counted)
    for row in full:
        assert row["0-14歳"] + row["15-64歳"] + row["65歳以上"] == row["総人口"]
        assert row["0-5歳"] <= row["0-14歳"] and row["75歳以上"] <= row["65歳以上"]
        assert row["単身世帯数"] <= row["世帯数"] <= max(row["総人口"], 0)
    total = sum(row["総人口"] for row in full)
    assert 0.15 < sum(row["65歳以上"] for row in full) / total < 0.25
    # Nobody lives on the reclaimed islands.
    empty = [row["区"] for row in counted if row["総人口"] == 0]
    assert set(empty) == {"汐見区"}


def test_associations_overlap_leave_holes_and_are_not_the_towns(folder: Path) -> None:
    areas, towns = shapes(folder, "associations.geojson"), shapes(folder, "towns.geojson")
    whole, city = shapely.union_all(areas), shapely.union_all(towns)
    assert sum(shape.area for shape in areas) > whole.area * 1.003
    assert 0.03 < 1 - whole.intersection(city).area / city.area < 0.2
    assert whole.difference(city.buffer(1)).area < 1
    tree = shapely.STRtree(towns)
    for area in areas[::7]:
        best = max(area.intersection(towns[i]).area / area.union(towns[i]).area for i in tree.query(area))
        assert best < 0.98
    read = properties(folder, "associations.geojson")
    assert len({row["団体名"] for row in read}) == len(read)
    assert all(0 <= row["加入世帯数"] <= row["区域の世帯数"] for row in read)


def test_hazard_marks_follow_the_ground(folder: Path) -> None:
    flood = [
        shape
        for shape, row in zip(shapes(folder, "hazard_flood.geojson"), properties(folder, "hazard_flood.geojson"), strict=True)
        if row["規模"] == "想定最大規模" and row["区分"] == "区域内"
    ]
    deep = shapely.union_all(flood).buffer(-40)
    points, read = shapes(folder, "gsi_evacuation_sites.geojson"), properties(folder, "gsi_evacuation_sites.geojson")
    inside = [row for point, row in zip(points, read, strict=True) if deep.contains(point)]
    assert len(inside) > 60
    # In the zone a site counts for floods only from some floor up; the others are not designated.
    assert all("洪水" in row["備考"] for row in inside if row["洪水"] == "1")
    assert any(row["洪水"] == "" for row in inside)
    lowland = ["汐見区", "川辺区", "中里区"]
    assert not any(row["崖崩れ、土石流及び地滑り"] for row in read if ward_in(row["住所"], lowland))
    assert not any(row["津波"] for row in read if ward_in(row["住所"], ["多田区", "麻丘区", "宮台区", "高坂区"]))
    assert all(row["地震"] == "1" for row in read)


def test_flood_zones_have_two_scales_bands_and_ground_that_was_assessed(folder: Path) -> None:
    read = properties(folder, "hazard_flood.geojson")
    river = [row for row in read if row["河川・海岸"] == "みほん川"]
    for scale in ("計画規模", "想定最大規模"):
        assert len([row for row in river if row["規模"] == scale and row["区分"] == "区域内"]) >= 3
        assert len([row for row in river if row["規模"] == scale and row["区分"] == "想定対象範囲"]) == 1
    areas = shapes(folder, "hazard_flood.geojson")
    size = {
        scale: sum(
            shape.area
            for shape, row in zip(areas, read, strict=True)
            if row["河川・海岸"] == "みほん川" and row["規模"] == scale and row["区分"] == "区域内"
        )
        for scale in ("計画規模", "想定最大規模")
    }
    assert size["計画規模"] < 0.7 * size["想定最大規模"]


def test_parks_have_the_area_the_register_says_and_do_not_overlap(folder: Path) -> None:
    parks, read = shapes(folder, "parks.geojson"), properties(folder, "parks.geojson")
    for shape, row in zip(parks, read, strict=True):
        assert shape.area == pytest.approx(row["面積"], rel=0.01, abs=3)
    tree = shapely.STRtree(parks)
    first, second = tree.query(parks, predicate="overlaps")
    assert len(first) == 0 and len(second) == 0
    assert len({fold_name(row["公園名"]) for row in read}) == len(read)


def test_places_lie_in_the_ward_they_say_but_for_the_one_that_is_meant_to_be_wrong(folder: Path) -> None:
    names = [ward.name for ward in WARDS]
    wrong = [
        row["名称"]
        for file in ("child_facilities.csv", "elderly_facilities.csv", "community_places.csv")
        for row in rows(folder, file)
        if ward_in(row["所在地"], names) != row["区"]
    ]
    assert len(wrong) == 1


def test_column_maps_name_columns_and_fields_that_exist(folder: Path) -> None:
    maps = sorted(folder.glob("*.yaml"))
    assert len(maps) == 27
    for path in maps:
        read = yaml.safe_load(path.read_text("utf-8"))
        if Path(read["file"]).suffix not in {".csv", ".geojson"}:
            continue
        file = folder / read["file"]
        have = set(rows(folder, file.name)[0] if file.suffix == ".csv" else properties(folder, file.name)[0])
        for dataset in read["datasets"]:
            layer = LAYERS[dataset["layer"]]
            assert all(layer.field(field) for field in dataset["columns"].values())
            wanted = {*dataset["columns"], *(dataset[key] for key in ("lon", "lat", "key") if key in dataset)}
            assert wanted <= have, path.name
            assert dataset["licence"] == "sample-fictitious"
            assert "架空" in dataset["title"] and "架空" in dataset["source"]


def test_the_national_lists_are_those_the_layers_read(folder: Path) -> None:
    for path in sorted(folder.glob("gsi_*.geojson")):
        columns = set(properties(folder, path.name)[0])
        layer = "shelters" if path.name == "gsi_shelters.geojson" else "evacuation_sites"
        first = next(one for one in LAYERS[layer].formats if set(one.recognised_by) <= columns)
        # Read as the national list it imitates, but never shown under that publisher's name.
        assert first.licence == "sample-fictitious" and "架空" in first.source.ja, path.name
    columns = set(properties(folder, "n03_boundaries.geojson")[0])
    for layer in ("wards", "neighbour_municipalities"):
        first = next(one for one in LAYERS[layer].formats if set(one.recognised_by) <= columns)
        assert first.id == "n03-2024-fictitious"
    lists = sorted(folder.glob("gsi_evacuation_sites_*.geojson"))
    assert len(lists) >= 6
    for path in lists:
        code = path.stem.rsplit("_", 1)[1]
        assert six_digits(code[:5]) == code
        assert {row["共通ID"][1:6] for row in properties(folder, path.name)} == {code[:5]}


def test_check_digits_are_those_of_real_codes() -> None:
    assert [six_digits(code) for code in ("13101", "14130", "01100")] == ["131016", "141305", "011002"]


def test_the_folder_says_that_it_is_fictitious(folder: Path) -> None:
    assert "架空" in (folder / "README.md").read_text("utf-8")
