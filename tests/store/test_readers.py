"""Each reader on small files of its own: text, row numbers, geometry, CRS, encoding."""

from __future__ import annotations

import datetime
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas
import openpyxl
import pyogrio
import pytest
import shapely

from geo_service.errors import FileError
from geo_service.settings import Settings
from geo_service.store.readers import preferred, read

SETTINGS = Settings()
TEXT = '名称,住所\r\n髙橋①公園,A\r\n\r\nい公園,"B\r\nC"\r\n'


@pytest.mark.parametrize(
    ("codec", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("cp932", "CP932")], ids=["utf8", "bom", "cp932"]
)
def test_csv_encodings_and_row_numbers(tmp_path: Path, codec: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(codec))
    (table,) = read(path, SETTINGS)
    assert table.encoding == said
    assert list(table.frame.columns) == ["名称", "住所"]
    assert table.frame["名称"].tolist() == ["髙橋①公園", "い公園"]
    assert table.frame["住所"].iloc[1] in ("B\r\nC", "B\nC")
    # The blank line counts: the numbers are those of a spreadsheet.
    assert table.row_no.tolist() == [2, 4]


@pytest.mark.parametrize(("name", "sign"), [("a.csv", ","), ("a.tsv", "\t"), ("a.csv", "\t"), ("a.txt", ";")])
def test_delimiters(tmp_path: Path, name: str, sign: str) -> None:
    path = tmp_path / name
    path.write_text(f"名称{sign}定員\nあ{sign}1\n", encoding="utf-8")
    (table,) = read(path, SETTINGS)
    assert table.frame.to_dict("records") == [{"名称": "あ", "定員": "1"}]


def test_titles_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("保育所一覧,,\n令和8年4月1日現在,,\n名称,住所,定員\nあ,い,12\n", encoding="utf-8")
    (table,) = read(path, SETTINGS)
    assert table.frame.to_dict("records") == [{"名称": "あ", "住所": "い", "定員": "12"}]
    assert table.row_no.tolist() == [4]


def test_ragged_rows_are_kept_aside_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\nあ,い\nう,え,お\nか\nき,く\n", encoding="utf-8")
    (table,) = read(path, SETTINGS)
    assert table.frame["名称"].tolist() == ["あ", "き"]
    assert table.row_no.tolist() == [2, 5]
    assert [(reject.row, reject.rule) for reject, _ in table.bad_rows] == [(3, "ragged"), (4, "ragged")]
    assert table.bad_rows[0][1] == {"名称": "う", "住所": "え"}


def test_repeated_headings_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,名称,\nあ,い,う\n", encoding="utf-8")
    (table,) = read(path, SETTINGS)
    assert list(table.frame.columns) == ["名称", "名称 (2)"]
    assert table.repeated == ("名称",)


def test_workbook_sheets_numbers_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公園"
    sheet.append(["公園一覧"])
    sheet.append(["名称", "コード", "開園", "時刻"])
    sheet.append(["あ", 14131.0, datetime.date(2020, 4, 1), datetime.time(9, 30)])
    sheet.append([])
    sheet.append(["い", 12.5, None, None])
    other = book.create_sheet("緑地")
    other.append(["名称", "面積"])
    other.append(["う", 300])
    hidden = book.create_sheet("控え")
    hidden.append(["名称", "面積"])
    hidden.append(["え", 1])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    parks, greens = read(tmp_path / "a.xlsx", SETTINGS)
    assert (parks.sheet, greens.sheet) == ("公園", "緑地")
    assert parks.frame["コード"].tolist() == ["14131", "12.5"]
    assert parks.frame.iloc[0].tolist() == ["あ", "14131", "2020-04-01", "09:30"]
    assert parks.row_no.tolist() == [3, 5]


def boxes() -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {"名称": ["あ公園", "い公園"], "面積": [100, None]},
        geometry=[shapely.box(139.6, 35.5, 139.61, 35.51), shapely.box(139.62, 35.5, 139.63, 35.51)],
        crs="EPSG:6668",
    )


def test_geopackage_reads_all_its_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(boxes(), path, layer="parks")
    pyogrio.write_dataframe(boxes().iloc[:1].to_crs("EPSG:6677"), path, layer="plane")
    first, second = read(path, SETTINGS)
    assert [first.sheet, second.sheet] == ["parks", "plane"]
    assert (first.crs, second.crs) == ("EPSG:6668", "EPSG:6677")
    assert first.frame["面積"].isna().tolist() == [False, True]
    assert first.frame["面積"].iloc[0] == "100"
    assert first.geometry is not None and first.geometry[0].equals(shapely.box(139.6, 35.5, 139.61, 35.51))


def test_what_is_no_geometry_in_a_geopackage_is_not_a_row_without_one(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    square = shapely.box(139.6, 35.5, 139.61, 35.51)
    rows = geopandas.GeoDataFrame({"名称": list("あいうえお")}, geometry=[square, square, None, square, square], crs="EPSG:6668")
    pyogrio.write_dataframe(rows, path, layer="parks")
    with closing(sqlite3.connect(path)) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE parks SET geom = ? WHERE 名称 = 'い'", (b"this is no geometry at all",))
        database.execute("UPDATE parks SET geom = ? WHERE 名称 = 'え'", (b"",))
        database.execute("UPDATE parks SET geom = 'POINT(1 2)' WHERE 名称 = 'お'")
        database.commit()
    (table,) = read(path, SETTINGS)
    assert table.unreadable is not None and table.unreadable.tolist() == [False, True, False, False, True]
    assert list(table.frame.columns) == ["名称"]


@pytest.mark.parametrize(("codec", "cpg"), [("UTF-8", True), ("UTF-8", False), ("CP932", True), ("CP932", False)])
def test_shapefile_encodings_with_and_without_cpg(tmp_path: Path, codec: str, cpg: bool) -> None:
    path = tmp_path / "a.shp"
    pyogrio.write_dataframe(boxes(), path, encoding=codec)
    if not cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    (table,) = read(path, SETTINGS)
    assert table.encoding == codec
    assert table.frame["名称"].tolist() == ["あ公園", "い公園"]
    assert table.frame["面積"].iloc[0] == "100"
    assert table.crs == "EPSG:6668"


def test_geojson_cp932_unclosed_ring_and_lists(tmp_path: Path) -> None:
    ring = [[139.6, 35.5], [139.61, 35.5], [139.61, 35.51]]
    made = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"名": "川", "l": ["a", "b"]},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            },
            {"type": "Feature", "properties": {"名": "山", "n": 1.0}, "geometry": None},
        ],
    }
    path = tmp_path / "a.geojson"
    path.write_bytes(json.dumps(made, ensure_ascii=False).encode("cp932"))
    (table,) = read(path, SETTINGS)
    assert table.encoding == "CP932"
    assert table.frame["名"].tolist() == ["川", "山"]
    assert table.frame["l"].iloc[0] == "a;b"
    assert table.frame["n"].iloc[1] == "1"
    assert table.geometry is not None and table.geometry[0].is_valid and table.geometry[1] is None
    assert table.unreadable is not None and not table.unreadable.any()


class WindowsInfo(zipfile.ZipInfo):
    """A member named as Windows does it: CP932 bytes, no UTF-8 flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def test_zip_names_in_cp932_and_shapefile_sets(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pyogrio.write_dataframe(boxes(), folder / "ソ公園.shp", encoding="CP932")
    path = tmp_path / "KSJ.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.writestr(WindowsInfo("公園/" + part.name), part.read_bytes())
        archive.writestr("公園/読んでね.txt", "説明")
    (table,) = read(path, SETTINGS)
    assert table.file == "KSJ.zip/公園/ソ公園.shp"
    assert table.frame["名称"].tolist() == ["あ公園", "い公園"]
    pyogrio.write_dataframe(boxes(), folder / "ソ公園.geojson")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.writestr(WindowsInfo("公園/" + part.name), part.read_bytes())
    # The same table in two formats is read once.
    assert [one.file for one in read(path, SETTINGS)] == ["KSJ.zip/公園/ソ公園.geojson"]


def test_zip_is_bounded_by_what_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "名称\n" + "あ\n" * 400_000)
    with pytest.raises(FileError) as caught:
        read(path, Settings(max_file_mb=1))
    assert caught.value.extra["rule"] == "max_file_mb"


def test_limits_name_their_setting(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称\n" + "あ\n" * 11, encoding="utf-8")
    with pytest.raises(FileError, match="max_rows"):
        read(path, Settings(max_rows=10))


def test_preferred_takes_one_of_twins(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.shp", "a.geojson", "a.csv", "b.shp")]
    chosen, twins = preferred(paths)
    assert [path.name for path in twins] == ["a.shp"]
    assert [path.name for path in chosen] == ["a.geojson", "a.csv", "b.shp"]


def test_a_cell_may_be_longer_than_the_csv_module_allows(tmp_path: Path) -> None:
    ring = [(139.6 + number / 1e5, 35.5 + number % 7 / 1e6) for number in range(6_000)]
    wkt = "POLYGON((" + ",".join(f"{x:.14f} {y:.14f}" for x, y in [*ring, (139.6, 36.0), ring[0]]) + "))"
    assert len(wkt) > 131_072
    path = tmp_path / "a.csv"
    path.write_text(f'名称,wkt\nあ,"{wkt}"\n', encoding="utf-8")
    (table,) = read(path, SETTINGS)
    assert table.frame["wkt"].tolist() == [wkt]


def test_a_ragged_row_with_a_long_cell_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\nあ,い\nう,え," + "x" * 200_000 + "\n", encoding="utf-8")
    (table,) = read(path, SETTINGS)
    ((reject, cells),) = table.bad_rows
    assert (reject.row, reject.rule) == (3, "ragged")
    assert cells == {"名称": "う", "住所": "え"}


def test_lines_may_end_with_a_carriage_return_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名称,住所\rあ,い\rう,え\r".encode("cp932"))
    (table,) = read(path, SETTINGS)
    assert table.frame.to_dict("list") == {"名称": ["あ", "う"], "住所": ["い", "え"]}
    assert table.row_no.tolist() == [2, 3]


def test_a_stray_carriage_return_makes_its_row_ragged_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名称,住所\nあ,い\nう\rえ,お\nか,き\n".encode())
    (table,) = read(path, SETTINGS)
    assert table.bad_rows[0][0].row == 3
    assert table.frame["名称"].tolist()[0] == "あ"
    assert table.frame["名称"].tolist()[-1] == "か"


def test_far_cells_with_a_format_alone_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名称", "定員"])
    book.active.append(["あ", 1])
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.save(path)
    (table,) = read(path, SETTINGS)
    assert table.frame.to_dict("list") == {"名称": ["あ"], "定員": ["1"]}


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_repeated_cells_of_an_ods_count_where_they_hold_something(tmp_path: Path, filled: bool) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(f"<table:table-row>{cell.format(one)}</table:table-row>" for one in ("名称", "あ"))
    value = 'office:value-type="float" office:value="1"' if filled else ""
    rows += '<table:table-row table:number-rows-repeated="1048000">'
    rows += f'<table:table-cell table:number-columns-repeated="16000" {value}/></table:table-row>'
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text", "manifest")
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}></manifest:manifest>")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="S">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    if not filled:
        (table,) = read(path, SETTINGS)
        assert table.frame.to_dict("list") == {"名称": ["あ"]}
    else:
        with pytest.raises(FileError, match="1,048,002 rows by 16,000 columns"):
            read(path, SETTINGS)


def test_a_sheet_that_cannot_be_looked_through_is_measured_when_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名称", "定員"])
    book.active.append(["あ", 1])
    book.save(path)
    monkeypatch.setattr("geo_service.store.readers.workbook.MOST_CELLS", 3)
    with pytest.raises(FileError, match="2 rows by 2 columns"):
        read(path, SETTINGS)
