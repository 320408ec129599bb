"""Every published fixture × the layers and the format that take it; and what changes nothing: order, more columns, a new name.

A file that lacks a column is read by the same layer or by none, never as another thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from geo_service.settings import Settings
from geo_service.store.readers import RawTable, read
from geo_service.store.recognise import recognise
from layers import LAYERS
from tests.published import addresses, dwellings, hazards, ksj_places, people, standard, terrain
from tests.store.street_files import osm_xml

Make = Callable[[Path], Path]
P14 = ("child_facilities", "elderly_facilities", "community_places")
ZONES = "hazard_zones"
SQUARE = shapely.box(139.62, 35.51, 139.621, 35.511)
BLOCK = ("991309", "0001001", "001", "みほん市", "汐見区", "青葉", "一丁目", "", "1", 139.61, 35.51)
NUMBER = ("991309", "0001001", "001", "002", "みほん市", "汐見区", "青葉", "一丁目", "", "1", "2", 139.61, 35.51)
TOWN = ("991309", "0001001", "みほん市", "汐見区", "青葉", "一丁目", "", 139.61, 35.51)
ISJ = ("みほん市汐見区", "青葉一丁目", "", "1", "1", 139.61, 35.51)


def _listed(columns: tuple[str, ...], name: str = "名称", half: bool = False) -> Make:
    """A list of the standard open data set with one row."""
    heads = standard.half_width(columns) if half else None
    return lambda folder: standard.write(folder / "list.csv", columns, [{name: "みほん"}], headings=heads)


def _bytes(name: str, data: bytes) -> Make:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return write


def _fgd(tag: str) -> Make:
    shape = SQUARE if tag in ("WA", "BldA") else terrain.RIVER
    return _bytes(f"FG-GML-533905-{tag}-20240101-0001.xml", terrain.fgd(tag, [("a", "その他", shape)]))


def _boundaries(edition: int, stem: str) -> Make:
    rows = people.boundary_rows(edition, [1] * 8, [1] * 8)
    return lambda folder: people.write_shapefile(folder, f"A00200521{edition}DDSWC99.zip", stem, rows)


CARE = "介護サービス事業所名称"
STREET = osm_xml({1: (0.0, 0.0), 2: (50.0, 0.0)}, {3: ((1, 2), {"highway": "footway"})})
MATRIX: dict[str, tuple[Make, set[tuple[str, str]]]] = {
    "P13": (ksj_places.p13, {("parks", "p13-2011")}),
    "P14-23": (ksj_places.p14, {(layer, "p14-2021") for layer in P14}),
    "P14-21": (lambda folder: ksj_places.p14(folder, 21), {(layer, "p14-2021") for layer in P14}),
    "P14-23 GeoJSON": (ksj_places.p14_geojson, {(layer, "p14-2021") for layer in P14}),
    "P14-15": (ksj_places.p14_old, {(layer, "p14-2015") for layer in P14}),
    "P14-11": (lambda folder: ksj_places.p14_old(folder, 11), {(layer, "p14-2015") for layer in P14}),
    "P20": (ksj_places.p20, {("evacuation_sites", "p20-2012")}),
    "P29-23": (ksj_places.p29, {("places_of_study_and_work", "p29-2021")}),
    "P29-13": (ksj_places.p29_old, {("places_of_study_and_work", "p29-2013")}),
    "A27-21": (lambda folder: ksj_places.districts(folder, "A27", "小学校"), {("elementary_districts", "a27-2021")}),
    "A32-21": (lambda folder: ksj_places.districts(folder, "A32", "中学校"), {("junior_high_districts", "a32-2021")}),
    "A27-16": (lambda folder: ksj_places.districts_old(folder, "A27", "小学校", 5), {("elementary_districts", "a27-2016")}),
    "A32-16": (lambda folder: ksj_places.districts_old(folder, "A32", "中学校", 6), {("junior_high_districts", "a32-2016")}),
    "N02-22": (ksj_places.n02, {("stations", "n02-stations"), ("railways", "ksj-n02")}),
    "N02-15": (
        lambda folder: ksj_places.n02(folder, False),
        {("stations", "n02-stations-without-codes"), ("railways", "ksj-n02")},
    ),
    "N02 lines": (terrain.railways, {("railways", "ksj-n02")}),
    "S12": (ksj_places.s12, {("stations", "s12-stations")}),
    "W05": (terrain.rivers, {("water", "ksj-w05")}),
    "N06": (terrain.expressways, {("expressways", "ksj-n06")}),
    "OpenStreetMap": (_bytes("town.osm", STREET.encode()), {("streets", "openstreetmap")}),
    "A31a": (hazards.by_river, {(ZONES, f"ksj-a31a-{part}") for part in (10, 20, 30, 40)}),
    "A31b": (hazards.by_mesh, {(ZONES, f"ksj-a31b-{part}") for part in (10, 20, 30, 40)}),
    "A31-19": (hazards.of_2019, {(ZONES, f"ksj-a31-{part}") for part in (10, 20, 30, 40)}),
    "A31-21": (hazards.of_2021, {(ZONES, "ksj-a31-river-20")}),
    "A31-12": (hazards.of_2012, {(ZONES, "ksj-a31-2012")}),
    "A33": (hazards.landslides, {(ZONES, "ksj-a33")}),
    "A33 integers": (lambda folder: hazards.landslides(folder, True), {(ZONES, "ksj-a33")}),
    "A40": (lambda folder: hazards.depths_as_text(folder, "A40", 20, hazards.TSUNAMI_TEXTS), {(ZONES, "ksj-a40")}),
    "A49": (lambda folder: hazards.depths_as_text(folder, "A49", 20, hazards.SURGE_TEXTS), {(ZONES, "ksj-a49")}),
    "inland flooding": (hazards.inland, {(ZONES, "city-depth-classes")}),
    "boundaries 2020": (
        _boundaries(2020, "r2ka99"),
        {("towns", "estat-boundaries-2020"), ("population", "estat-boundaries-2020")},
    ),
    "boundaries 2015": (
        _boundaries(2015, "h27ka99"),
        {("towns", "estat-boundaries-2015"), ("population", "estat-boundaries-2015")},
    ),
    "T001081": (people.census_people, {("population", "estat-t001081")}),
    "T001082": (people.census_ages, {("population", "estat-t001082")}),
    "T001141": (people.census_mesh, {("population", "estat-t001141")}),
    "future mesh": (people.future_mesh, {("population", "ksj-future-mesh-2015")}),
    "register, towns": (people.register_towns, {("population", "register-towns")}),
    "register, ages": (people.register_ages, {("population", "register-ages")}),
    "register, single years": (people.register_single_years, {("population", "register-ages")}),
    "register, rows by sex": (people.register_sex_rows, {("population", "register-sex-rows")}),
    "standard, people": (people.standard_people, {("population", "ods-people-by-age")}),
    "standard, sites, old": (_listed(standard.EVACUATION_OLD), {("evacuation_sites", "standard-emergency-old")}),
    "standard, sites, new": (_listed(standard.EVACUATION_NEW), {("evacuation_sites", "standard-emergency-new")}),
    "standard, children, old": (_listed(standard.CHILD_OLD), {("child_facilities", "standard-child-old")}),
    "standard, children, new": (_listed(standard.CHILD_NEW), {("child_facilities", "standard-child-new")}),
    "standard, care, old": (_listed(standard.CARE_OLD, CARE), {("elderly_facilities", "standard-care-old")}),
    "standard, care, new": (_listed(standard.CARE_NEW, CARE), {("elderly_facilities", "standard-care-new")}),
    "standard, public, old": (_listed(standard.PUBLIC_OLD), {("community_places", "standard-public-old")}),
    "standard, public, new": (_listed(standard.PUBLIC_NEW), {("community_places", "standard-public-new")}),
    "half-width headings": (_listed(standard.PUBLIC_NEW, half=True), {("community_places", "standard-public-new")}),
    "AED": (_listed(standard.AED_OLD), set()),
    "toilets": (_listed(standard.TOILET_NEW), set()),
    "sights": (_listed(standard.SIGHTS_OLD), set()),
    "ISJ blocks": (lambda folder: addresses.isj_blocks(folder / "14.csv", [ISJ]), {("address_points", "isj-block")}),
    "ISJ blocks, older": (
        lambda folder: addresses.isj_blocks(folder / "14.csv", [ISJ], "大字・町丁目名"),
        {("address_points", "isj-block-older")},
    ),
    "ISJ towns": (
        lambda folder: addresses.isj_towns(
            folder / "14.csv", [("99", "99131", "みほん市汐見区", "991310001001", "青葉一丁目", 139.61, 35.51)]
        ),
        {("address_points", "isj-town")},
    ),
    "ABR towns": (lambda folder: addresses.abr_towns(folder, [TOWN])[0], {("address_points", "abr-town")}),
    "ABR towns, at": (lambda folder: addresses.abr_towns(folder, [TOWN])[1], {("address_points", "abr-town-position")}),
    "ABR blocks": (lambda folder: addresses.abr_blocks(folder, [BLOCK])[0], {("address_points", "abr-block")}),
    "ABR blocks, at": (lambda folder: addresses.abr_blocks(folder, [BLOCK])[1], {("address_points", "abr-block-position")}),
    "ABR numbers": (lambda folder: addresses.abr_residences(folder, [NUMBER])[0], {("address_points", "abr-residence")}),
    "ABR numbers, at": (
        lambda folder: addresses.abr_residences(folder, [NUMBER])[1],
        {("address_points", "abr-residence-position")},
    ),
    "DEM": (
        _bytes("FG-GML-5339-05-00-DEM5A-20161001.xml", terrain.dem(lambda x, y: 1.0, 10, 10)),
        {("elevation", "fgd-dem")},
    ),
    "FGD water": (_fgd("WA"), {("water", "fgd-wa")}),
    "FGD shorelines": (_fgd("WL"), {("water", "fgd-wl")}),
    "FGD tracks": (_fgd("RailCL"), {("railways", "fgd-railcl")}),
    "FGD buildings": (_fgd("BldA"), {("buildings", "fgd-blda")}),
    "PLATEAU": (
        _bytes("53390500_bldg_6697_op.gml", terrain.citygml([terrain.building("b1", SQUARE)])),
        {("buildings", "plateau-buildings")},
    ),
    "T001086": (dwellings.census_dwellings, {("dwellings", "estat-t001086")}),
    "T001086 unlabelled": (lambda folder: dwellings.census_dwellings(folder, labelled=False), {("dwellings", "estat-t001086")}),
    "T000853": (lambda folder: dwellings.census_dwellings(folder, "T000853"), {("dwellings", "estat-t000853")}),
    "dwellings by kind": (dwellings.office_kinds, {("dwellings", "dwellings-kinds")}),
    "dwellings by floor": (dwellings.office_floors, {("dwellings", "dwellings-floors")}),
}
ROWS = pytest.mark.parametrize("name", MATRIX)

WITHOUT_FIXTURE = {
    # Read from real files, or with rows written in tests of their own.
    "gsi-emergency-geojson",
    "gsi-emergency-csv",
    "gsi-shelter-geojson",
    "gsi-shelter-csv",
    "n03-2024",
    "n03-2023",
    # The same layout as one above, for another size of cell, base year or part.
    "estat-t001140",
    "estat-t001142",
    "estat-t001231",
    "ksj-future-mesh-2020",
    "s12-stations-without-codes",
    "ksj-a31-river-10",
    "ksj-a31-river-30",
    "ksj-a31-river-40",
}


def taken(tables: list[RawTable], path: Path) -> set[tuple[str, str]]:
    return {(one.layer.id, one.format.id) for one in recognise(path, tables, []).meant}


@ROWS
def test_a_published_file_is_taken_by_its_layers_and_its_format_alone(name: str, tmp_path: Path) -> None:
    make, right = MATRIX[name]
    path = make(tmp_path)
    assert taken(read(path, Settings()), path) == right


@ROWS
def test_order_more_columns_and_another_name_change_nothing(name: str, tmp_path: Path) -> None:
    make, _ = MATRIX[name]
    path = make(tmp_path)
    for table in read(path, Settings()):
        before = taken([table], path)
        turned = table.frame[list(table.frame.columns)[::-1]]
        assert taken([replace(table, frame=turned)], path) == before
        assert taken([replace(table, frame=table.frame.assign(余分="1"))], path) == before
        # Points of schools beside the districts are told by the file's name alone.
        if not any(points in table.file for points in ("A27P", "A32P")):
            for file in ("data.csv", "P14-31_14.shp", "data.zip/inside.shp"):
                assert taken([replace(table, file=file)], path) == before


@ROWS
def test_a_file_that_lacks_a_column_is_never_another_thing(name: str, tmp_path: Path) -> None:
    make, _ = MATRIX[name]
    path = make(tmp_path)
    for table in read(path, Settings()):
        before = {layer for layer, _ in taken([table], path)}
        if name == "sights":
            # Without its fees it is what a list of public facilities is.
            before = {"community_places"}
        for column in table.frame.columns:
            found = {layer for layer, _ in taken([replace(table, frame=table.frame.drop(columns=[column]))], path)}
            assert found <= before, column


def test_the_number_of_a_river_is_never_read_as_a_rank(tmp_path: Path) -> None:
    path = hazards.of_2021(tmp_path)
    (table,) = read(path, Settings())
    for column in ("A31_202", "A31_204", "A31_205"):
        assert taken([replace(table, frame=table.frame.drop(columns=[column]))], path) == set()


def test_a_download_in_two_encodings_is_read_once(tmp_path: Path) -> None:
    path = ksj_places.n02(tmp_path)
    files = [table.file for table in read(path, Settings())]
    assert sorted(files) == [f"{path.name}/N02-22_GML/UTF-8/N02-22_{part}.shp" for part in ("RailroadSection", "Station")]


def test_every_format_is_in_the_table_or_said_to_be_missing() -> None:
    declared = {form.id for layer in LAYERS.values() for form in layer.formats if not form.id.endswith("-fictitious")}
    shown = {form for _, right in MATRIX.values() for _, form in right}
    assert declared - shown == WITHOUT_FIXTURE
    assert shown <= declared
