"""CSV, Excel and GeoJSON: what a spreadsheet and a map get."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import shapely
from shapely.geometry import shape

from geo_service import render
from geo_service.render.cells import harmless
from tests.render.answers import HOSTILE, ask, hostile, nurseries, residents
from tests.toy import note


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_the_total_and_every_unit() -> None:
    rows = table(render.to_csv(residents()))
    heading, total, *units = rows
    assert heading[:6] == ["区分", "コード", "名称", "名称（英語）", "区", "対象（人）"]
    assert "届いている割合（％）" in heading
    assert total[0] == "全体"
    assert total[5] == "25000.0"
    assert [row[0] for row in units] == ["区"] * 2 + ["町丁"] * 25 + ["町内会・自治会"] * 3
    for row in rows:
        assert len(row) == len(heading)
    for row in [total, *units]:
        assert row[heading.index("架空データか")] == "架空データ"
        demand, served, unserved, left_out = (float(row[at]) for at in range(5, 9))
        assert round(served + unserved + left_out, 1) == demand
    assert b"\r\n" in render.to_csv(residents())


def test_facilities_in_csv_are_whole() -> None:
    total = table(render.to_csv(nurseries()))[1]
    assert total[5:9] == ["6", "2", "2", "2"]


def test_no_cell_of_a_csv_is_a_formula() -> None:
    for row in table(render.to_csv(hostile())):
        for cell in row:
            assert not cell or cell[0] not in "=+-@\t\r＝＋－＠|%" or cell.replace(".", "").isdigit(), cell
            assert "\x1b" not in cell
            assert "\n" not in cell


def test_harmless() -> None:
    assert harmless("=1") == "'=1"
    assert harmless("＝1") == "'＝1"
    assert harmless("\t=1") == "'=1"
    assert harmless(" \x00@x") == "'@x"
    assert harmless("一の小学校") == "一の小学校"
    assert harmless("") == ""
    for name in HOSTILE:
        assert not harmless(name).startswith(("=", "+", "-", "@", "\t", "＝"))


def test_excel_opens_and_prints() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render.to_xlsx(nurseries())))
    assert book.sheetnames == ["概要 Summary", "区", "町丁", "町内会・自治会", "施設"]
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.freeze_panes
        assert "架空データ" in sheet.oddFooter.left.text
    summary = [str(cell.value) for row in book["概要 Summary"].iter_rows() for cell in row if cell.value]
    whole = json.loads(render.to_json(nurseries()))
    for text in (whole["sentence"]["ja"], whole["sentence"]["en"], whole["basis"]["ja"], whole["id"]):
        assert text in summary
    assert any("架空データ" in text for text in summary)
    towns = book["町丁"]
    assert towns.print_title_rows == "$1:$1"
    assert towns["F2"].number_format == "#,##0"
    assert towns.max_row == 1 + 25 + 1
    items = book["施設"]
    assert [cell.value for cell in items[2]][:6] == ["c1", "一の保育園", "西区", "認可保育所", "届いている", "一の小学校"]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    content = render.to_xlsx(hostile())
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not isinstance(cell.value, str) or not cell.value.startswith(("=", "+", "@", "＝"))
    with zipfile.ZipFile(io.BytesIO(content)) as inside:
        for name in inside.namelist():
            assert b"<f>" not in inside.read(name)


def test_people_have_no_sheet_of_facilities() -> None:
    assert "施設" not in openpyxl.load_workbook(io.BytesIO(render.to_xlsx(residents()))).sheetnames


def collection(content: bytes) -> dict[str, list[dict[str, object]]]:
    by_role: dict[str, list[dict[str, object]]] = {}
    whole = json.loads(content)
    assert whole["type"] == "FeatureCollection"
    for feature in whole["features"]:
        by_role.setdefault(feature["properties"]["role"], []).append(feature)
    return by_role


def test_geojson_roles() -> None:
    roles = collection(render.to_geojson(residents()))
    assert {role: len(features) for role, features in roles.items() if role != "gap"} == {
        "border": 1, "neighbour": 1, "ward": 2, "unit": 25, "zone": 2, "place": 1,
    }  # fmt: skip
    assert set(roles["gap"][0]["properties"]) == {"role", "unit_code", "unit_name", "band", "unserved"}  # type: ignore[call-overload]
    assert {f["properties"]["band"] for f in roles["gap"]} <= {0, 1}  # type: ignore[index]
    assert roles["neighbour"][0]["properties"] == {"role": "neighbour", "code": "99950", "name": "となり市"}
    place = roles["place"][0]["properties"]
    assert place["id"] == "s1"  # type: ignore[index]
    assert abs(place["users"] - 785.4) < 0.2  # type: ignore[index]
    ward = roles["ward"][0]["properties"]
    assert ward["demand"] == 15000  # type: ignore[index]


def test_geojson_of_facilities_has_those_on_the_map() -> None:
    roles = collection(render.to_geojson(nurseries()))
    # c4 has no position.
    assert [one["properties"]["id"] for one in roles["item"]] == ["c1", "c2", "c3", "c5", "c7"]  # type: ignore[index]
    whole = json.loads(render.to_geojson(nurseries()))
    assert "items" not in whole["answer"]
    assert {key: value for key, value in json.loads(render.to_json(nurseries())).items() if key != "items"} == whole["answer"]


def test_geometries_are_valid_and_short() -> None:
    for answer in (residents(), ask("park-reach"), ask("park-reach", ward="東区")):
        for feature in json.loads(render.to_geojson(answer))["features"]:
            geometry = shape(feature["geometry"])
            assert geometry.is_valid
            assert not geometry.is_empty
            assert geometry.geom_type in ("Point", "Polygon", "MultiPolygon")
            most = 6 if geometry.geom_type == "Point" else 5
            for number in shapely.get_coordinates(geometry).ravel():
                assert len(repr(float(number)).partition(".")[2]) <= most
            for polygon in getattr(geometry, "geoms", [geometry] if geometry.geom_type == "Polygon" else []):
                assert polygon.exterior.is_ccw


def test_files_that_look_the_same_are_one_line() -> None:
    answer = residents()
    many = tuple(note("neighbour_municipalities", 2, municipality=f"9995{at}") for at in range(1, 9))
    answer = replace(answer, datasets=(*(one for one in answer.datasets if one.layer != "neighbour_municipalities"), *many))
    for lang, said in (("ja", "8ファイル"), ("en", "8 files")):
        lines = [one for one in render.to_text(answer, lang).splitlines() if "neighbour_municipalities" in one]
        assert len(lines) == 1
        assert said in lines[0]
    summary = openpyxl.load_workbook(io.BytesIO(render.to_xlsx(answer))).worksheets[0]
    cells = [str(row[1].value) for row in summary.iter_rows() if "neighbour_municipalities" in str(row[1].value)]
    assert len(cells) == 1
    assert "16件" in cells[0]
    assert len(json.loads(render.to_json(answer))["datasets"]) == len(answer.datasets)
