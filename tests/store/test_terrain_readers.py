"""GML as published: elevation grids, features of 基盤地図情報, PLATEAU buildings; and files made to break a reader."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.conform import conform
from geo_service.store.readers import RawTable, preferred, read
from geo_service.store.recognise import Meant, recognise
from geo_service.store.validate import Validated, validate
from tests.published import hazards, terrain

SQUARE = shapely.box(139.62, 35.51, 139.621, 35.511)
COURT = shapely.Polygon(SQUARE.exterior.coords, [shapely.box(139.6203, 35.5103, 139.6206, 35.5106).exterior.coords])


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def tables(path: Path) -> list[RawTable]:
    return read(path, Settings())


def judged(path: Path) -> tuple[Meant, Validated]:
    """The one dataset of a file."""
    (meant,) = recognise(path, tables(path), []).meant
    return meant, validate(conform(meant), None)


def refused(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        tables(path)
    assert caught.value.extra["file"] and caught.value.ja and caught.value.en
    return str(caught.value.extra["rule"])


# Elevation


def test_a_grid_becomes_means_of_five_by_five_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "FG-GML-5339-05-00-DEM5A-20161001.xml", terrain.dem(lambda x, y: float(x + 1000 * y) / 100))
    meant, found = judged(path)
    frame = found.attributes
    assert (meant.layer.id, meant.part, meant.format.reference_date) == ("elevation", "5339-05-00-DEM5A", "2016")
    assert len(frame) == 45 * 30 and found.bad_count == 0
    # The first block: columns 0 to 4 and rows 0 to 4, mean (2 + 2000) / 100.
    assert frame["elevation_m"].iloc[0] == pytest.approx(20.02)
    assert (frame["lowest_m"].iloc[0], frame["highest_m"].iloc[0]) == (0.0, 40.04)
    assert frame["samples"].iloc[0] == 25 and frame["model"].iloc[0] == "DEM5A"
    assert 4.9 < frame["spacing_m"].iloc[0] < 5.2
    first, last = found.geometry[0], found.geometry[-1]
    step_x, step_y = (139.625 - 139.6125) / 45, (35.516666667 - 35.508333333) / 30
    # Rows run from the north: the first block lies in the north-west corner.
    assert (first.x, first.y) == pytest.approx((139.6125 + step_x / 2, 35.516666667 - step_y / 2), abs=1e-9)
    assert (last.x, last.y) == pytest.approx((139.625 - step_x / 2, 35.508333333 + step_y / 2), abs=1e-9)


def test_blocks_without_a_height_are_no_rows_and_others_count_what_they_have(tmp_path: Path) -> None:
    def height(x: int, y: int) -> float | None:
        return None if x < 5 or (x == 5 and y == 0) else 7.0

    _, found = judged(written(tmp_path, "FG-GML-5339-05-00-DEM5A-20161001.xml", terrain.dem(height)))
    assert len(found.attributes) == 44 * 30
    assert found.attributes["samples"].iloc[0] == 24 and found.attributes["elevation_m"].iloc[0] == 7.0


def test_values_begin_at_the_start_point_and_may_end_early(tmp_path: Path) -> None:
    data = terrain.dem(lambda x, y: float(y), start=(10, 5), until=225 * 6)
    _, found = judged(written(tmp_path, "dem.xml", data))
    # Only row 5 has heights, from column 10 on: 43 blocks of the second row of blocks.
    assert len(found.attributes) == 43 and set(found.attributes["elevation_m"]) == {5.0}
    assert set(found.attributes["samples"]) == {5}


@pytest.mark.parametrize(("columns", "rows", "blocks"), [(1125, 750, 45 * 30), (1126, 750, 46 * 30)])
def test_the_one_metre_grid_gives_blocks_of_the_same_size(tmp_path: Path, columns: int, rows: int, blocks: int) -> None:
    _, found = judged(written(tmp_path, "FG-GML-5339-05-00-DEM1A-20240101.xml", terrain.dem(lambda x, y: 1.0, columns, rows)))
    assert len(found.attributes) == blocks and found.attributes["model"].iloc[0] == "DEM1A"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"srs": "fguuid:unknown"}, "crs"),
        ({"order": "+x+y"}, "dem"),
        ({"upper": (35.4, 139.7)}, "dem"),
        ({"start": (300, 0)}, "dem"),
        ({"columns": 5, "rows": 5, "until": 60}, "dem"),
        ({"columns": 10, "rows": 10, "lower": (float("nan"), 139.6)}, "dem"),
    ],
)
def test_grids_that_do_not_fit_are_refused(tmp_path: Path, change: dict[str, Any], rule: str) -> None:
    assert refused(written(tmp_path, "dem.xml", terrain.dem(lambda x, y: 1.0, **change))) == rule


def test_a_grid_of_more_cells_than_any_published_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    data = terrain.dem(lambda x, y: 1.0, 10, 10).replace(b"<gml:high>9 9<", b"<gml:high>9999999 9999999<")
    assert refused(written(tmp_path, "dem.xml", data)) == "dem"


def test_a_download_of_many_squares_is_one_dataset(tmp_path: Path) -> None:
    west = terrain.dem(lambda x, y: 1.0)
    east = terrain.dem(lambda x, y: 2.0, lower=(35.508333333, 139.625), upper=(35.516666667, 139.6375))
    members = [
        ("FG-GML-5339-05-00-DEM5A-20161001.xml", west),
        ("FG-GML-5339-05-01-DEM5A-20161001.xml", east),
        ("fmdid15-3101.xml", terrain.METADATA),
    ]
    meant, found = judged(terrain.download(tmp_path / "FG-GML-5339-05-DEM5A.zip", members))
    assert (meant.layer.id, meant.part, meant.format.reference_date) == ("elevation", "5339-05-DEM5A", "2016")
    assert len(found.attributes) == 2 * 45 * 30 and set(found.attributes["elevation_m"]) == {1.0, 2.0}
    assert meant.table.frame["file"].nunique() == 2
    assert meant.table.row_no.tolist() == list(range(1, 2 * 45 * 30 + 1))


# 基盤地図情報


def test_water_railways_and_buildings_of_one_download(tmp_path: Path) -> None:
    rails_ = [("普通鉄道", "", terrain.RIVER), ("トンネル内の鉄道", "", terrain.RIVER)]
    members = [
        ("FG-GML-533905-WA-20240101-0001.xml", terrain.fgd("WA", [("河川", "多摩川", COURT), ("湖池", "", SQUARE)])),
        ("FG-GML-533905-WL-20240101-0001.xml", terrain.fgd("WL", [("水涯線（海）", "", terrain.RIVER)])),
        ("FG-GML-533905-RailCL-20240101-0001.xml", terrain.fgd("RailCL", rails_)),
        ("FG-GML-533905-BldA-20240101-0001.xml", terrain.fgd("BldA", [("普通建物", "", SQUARE), ("堅ろう建物", "", COURT)])),
        ("FG-GML-533905-BldA-20240101-0002.xml", terrain.fgd("BldA", [("普通建物", "", SQUARE)])),
    ]  # fmt: skip
    path = terrain.download(tmp_path / "FG-GML-533905-ALL-20240101.zip", members)
    found = {one.format.id: (one, validate(conform(one), None)) for one in recognise(path, tables(path), []).meant}
    assert set(found) == {"fgd-wa", "fgd-wl", "fgd-railcl", "fgd-blda"}
    water = found["fgd-wa"][1]
    assert water.attributes["kind"].tolist() == ["river", "lake"] and water.attributes["name"].tolist()[0] == "多摩川"
    assert shapely.equals_exact(shapely.normalize(water.geometry[0]), shapely.normalize(COURT), 1e-8)
    assert found["fgd-wl"][1].attributes["kind"].tolist() == ["sea"]
    rails = found["fgd-railcl"][1].attributes
    assert rails["kind"].tolist() == ["railway", "railway"] and rails["tunnel"].tolist() == [False, True]
    assert shapely.equals_exact(found["fgd-railcl"][1].geometry[0], terrain.RIVER, 1e-8)
    assert len(found["fgd-blda"][0].table) == 3
    assert found["fgd-blda"][0].part == "533905" and found["fgd-blda"][0].format.reference_date == "2024"


def test_old_editions_in_shift_jis_and_jgd2000(tmp_path: Path) -> None:
    data = terrain.fgd("WA", [("河川", "多摩川", SQUARE)], encoding="Shift_JIS").replace(b"jgd2011.bl", b"jgd2000.bl")
    meant, found = judged(written(tmp_path, "FG-GML-14-WA25K-20080331-0001.xml", data))
    assert found.attributes["name"].tolist() == ["多摩川"] and meant.table.crs == "EPSG:4612"


def test_a_broken_shape_is_one_bad_row(tmp_path: Path) -> None:
    shapes = [("普通建物", "", SQUARE)] * 3
    data = terrain.fgd("BldA", shapes).replace(b"35.510000000 139.621000000", b"x y", 1)
    meant, found = judged(written(tmp_path, "FG-GML-533905-BldA-20240101-0001.xml", data))
    assert len(meant.table) == 3 and found.bad_count == 1
    assert {one.rule for one in found.findings.all if one.severity == "bad"} == {"geometry_unreadable"}


# PLATEAU


def test_buildings_have_footprints_storeys_and_uses(tmp_path: Path) -> None:
    data = terrain.citygml(
        [
            terrain.building("bldg_1", SQUARE),
            terrain.building("bldg_2", COURT, usage="412", storeys="9999", height="-9999", year="0001", ground="lod0RoofEdge"),
            terrain.building("bldg_3", SQUARE, usage="461", ground=""),
        ]
    )
    meant, found = judged(written(tmp_path, "53391534_bldg_6697_op.gml", data))
    frame = found.attributes
    assert (meant.layer.id, meant.part, meant.table.crs) == ("buildings", "53391534", "EPSG:6668")
    assert frame["code"].tolist() == ["bldg_1", "bldg_2", "bldg_3"] and found.bad_count == 0
    assert frame["use"].tolist()[:2] == ["dwelling", "apartment"] and frame["use"].isna().tolist()[2]
    assert frame["storeys"].tolist()[0] == 2 and frame["storeys"].isna().tolist()[1]
    assert frame["height_m"].tolist()[0] == 7.9 and frame["height_m"].isna().tolist()[1]
    assert frame["built_year"].tolist()[0] == 1998 and frame["built_year"].isna().tolist()[1]
    assert frame["outline"].tolist() == ["lod0FootPrint", "lod0RoofEdge", "lod1Solid"]
    assert frame["structure"].tolist()[0] == "鉄筋コンクリート造"
    for at, shape in enumerate((SQUARE, COURT, SQUARE)):
        # Latitude comes first in the file; here longitude does.
        assert shapely.equals_exact(shapely.normalize(found.geometry[at]), shapely.normalize(shape), 1e-8)


def test_plane_coordinates_are_refused_by_name(tmp_path: Path) -> None:
    data = terrain.citygml([terrain.building("b", SQUARE)], srs="http://www.opengis.net/def/crs/EPSG/0/10169")
    assert refused(written(tmp_path, "a.gml", data)) == "crs"


def test_a_large_file_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "53391534_bldg_6697_op.gml"
    with path.open("wb") as out:
        head, tail = terrain.citygml(["@"]).split(b"@")
        out.write(head)
        one = terrain.building("bldg_%06d", SQUARE).encode()
        for number in range(8_000):
            out.write(one % number)
        out.write(tail)
    size = path.stat().st_size
    tracemalloc.start()
    (table,) = tables(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table) == 8_000
    # Python objects only; the whole process is measured by hand (see the reader): 100 MB of buildings in under 500 MB.
    assert peak < 4 * size


# Hostile and other XML

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<Dataset xmlns="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema"><WA><name>&b;</name></WA></Dataset>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><core:CityModel xmlns:core="x"/>'
CUT = terrain.dem(lambda x, y: 1.0)[:20_000]
DEEP = (
    b'<Dataset xmlns="http://fgd.gsi.go.jp/spec/2008/FGD_GMLSchema"><WA>'
    + b"<a>" * 100_000
    + b"</a>" * 100_000
    + b"</WA></Dataset>"
)


@pytest.mark.parametrize(
    ("data", "rule"),
    [(BOMB, "xml_doctype"), (OUTSIDE, "xml_doctype"), (DEEP, "xml_deep"), (CUT, "xml"), (b"\0\1\2", "xml")],
)  # fmt: skip
def test_hostile_and_broken_xml_is_refused_in_words(tmp_path: Path, data: bytes, rule: str) -> None:
    assert refused(written(tmp_path, "a.xml", data)) == rule


def test_other_xml_is_listed_as_not_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, "KS-META-A31a-25.xml", terrain.METADATA)
    known = recognise(path, tables(path), [])
    assert known.meant == () and known.unknown is not None and "MD_Metadata" in known.unknown.en


def test_the_gml_of_a_download_that_has_shapefiles_is_not_read_twice(tmp_path: Path) -> None:
    shape = hazards.landslides(tmp_path)
    xml = written(tmp_path, f"{shape.stem}.xml", terrain.METADATA)
    assert preferred([shape, xml]) == ([shape], [xml])
    members = [(one.name, one.read_bytes()) for one in sorted(tmp_path.glob(f"{shape.stem}.*"))]
    path = terrain.download(tmp_path / "A33-22_14_SHP.zip", [*members, ("KS-META-A33-22_14.xml", terrain.METADATA)])
    assert [table.file for table in tables(path)] == [f"A33-22_14_SHP.zip/{shape.name}"]


# Lines of 国土数値情報


def test_rivers_without_prj_are_jgd2000(tmp_path: Path) -> None:
    meant, found = judged(terrain.rivers(tmp_path))
    assert (meant.layer.id, found.crs) == ("water", "EPSG:4612")
    assert found.attributes["name"].tolist()[0] == "多摩川" and found.attributes["name"].isna().tolist()[1]
    # A river is many lines of one name.
    assert len(found.attributes) == 3 and set(found.attributes["kind"]) == {"river"}


def test_railways_by_their_operators_kind(tmp_path: Path) -> None:
    meant, found = judged(terrain.railways(tmp_path))
    assert meant.layer.id == "railways" and meant.format.reference_date == "2023"
    assert found.attributes["kind"].tolist() == ["shinkansen", "jr", "public", "private", "third_sector"]


def test_expressways_in_use_only(tmp_path: Path) -> None:
    meant, found = judged(terrain.expressways(tmp_path))
    assert meant.layer.id == "expressways"
    assert found.attributes["name"].tolist() == ["第一高速道路", "首都高速みほん線"]
    assert found.attributes["kind"].tolist() == ["national", "urban"] and set(found.attributes["lanes"]) == {6}


def test_means_do_not_depend_on_how_a_grid_is_cut(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    heights = rng.uniform(-5, 120, (150, 225)).round(2)
    _, found = judged(written(tmp_path, "dem.xml", terrain.dem(lambda x, y: float(heights[y, x]))))
    blocks = heights.reshape(30, 5, 45, 5).mean(axis=(1, 3)).ravel()
    assert np.abs(found.attributes["elevation_m"].to_numpy() - blocks).max() <= 0.005 + 1e-9
