"""The sheet: what was found beside the list's own columns, corrected by hand, and loaded again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

from geo_service.errors import FileError
from geo_service.geocode.sheet import to_xlsx
from geo_service.settings import Settings
from geo_service.store.address_list import looked_up
from geo_service.store.gazetteer import read_gazetteer
from geo_service.store.load import LoadOptions, load
from geo_service.store.report import LoadReport
from tests.geocode.town import hand_made
from tests.published.addresses import isj_blocks
from tests.store.small_city import write_boundaries, write_csv

LIST = (
    "名称,住所,種別,電話",
    "あ保育園,汐見区青葉1-2-3,nursery,044",
    "い保育園,汐見区青草1-2-3,nursery,=1+1",
    "う保育園,川辺区どこか,nursery,",
    "え保育園,汐見区青葉一丁目,nursery,",
)


def written(path: Path, sheet: Path, lang: Any = "ja") -> list[list[Any]]:
    lists = looked_up(path, hand_made(), Settings(), lang)
    sheet.write_bytes(to_xlsx([(one.name, one.headings, one.rows, one.places) for one in lists], lang))
    return [list(row) for row in openpyxl.load_workbook(sheet).worksheets[0].iter_rows(values_only=True)]


def test_every_row_with_its_own_columns_and_what_was_found(tmp_path: Path) -> None:
    rows = written(write_csv(tmp_path / "list.csv", *LIST), tmp_path / "s.xlsx")
    own = ["名称", "住所", "種別", "電話"]
    found = ["推定経度", "推定緯度", "位置の確かさ", "当たった住所", "当て方", "位置の出どころ", "候補1", "候補2", "候補3"]
    assert rows[0] == [*own, *found, "正しい住所", "経度", "緯度"]
    assert rows[1][4:10] == [
        *("139.601230", "35.501230", "番地・住居番号", "汐見区青葉一丁目2-3"),
        *("書き方の違いをそろえて", "公開されている住所の位置"),
    ]
    assert rows[2][4:9] == [None, None, "位置なし", None, "その町丁がありません"]
    assert rows[2][10] == "汐見区青葉一丁目"
    assert rows[4][6] == "町丁の代表点"
    assert [row[0] for row in rows[1:]] == ["あ保育園", "い保育園", "う保育園", "え保育園"]
    assert all(row[13:] == [None, None, None] for row in rows[1:])


def test_a_formula_in_the_list_stays_text(tmp_path: Path) -> None:
    written(write_csv(tmp_path / "list.csv", *LIST), tmp_path / "s.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0]["D3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_in_english(tmp_path: Path) -> None:
    rows = written(write_csv(tmp_path / "list.csv", *LIST), tmp_path / "s.xlsx", "en")
    assert rows[0][4:7] == ["estimated longitude", "estimated latitude", "accuracy of the position"]
    assert rows[0][-3:] == ["corrected address", "longitude", "latitude"]
    assert rows[1][6] == "exact number"


def test_a_list_with_coordinates_keeps_its_columns_for_them(tmp_path: Path) -> None:
    rows = written(write_csv(tmp_path / "a.csv", "名称,住所,緯度,経度", "あ,青葉1-2-3,35.5,139.6"), tmp_path / "s.xlsx")
    assert rows[0][:4] == ["名称", "住所", "緯度", "経度"]
    assert rows[0][-1] == "正しい住所"
    assert rows[0].count("経度") == 1


def test_a_file_without_addresses_says_what_to_do(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "名称,ばしょ", "あ,青葉1-2-3")
    with pytest.raises(FileError) as caught:
        looked_up(path, hand_made(), Settings(), "ja")
    assert "ばしょ" in caught.value.ja and "--address" in caught.value.en
    assert looked_up(path, hand_made(), Settings(), "ja", "ばしょ")[0].places.accuracy == ("point",)


def test_the_sheet_again_is_looked_up_by_the_corrected_addresses(tmp_path: Path) -> None:
    written(write_csv(tmp_path / "list.csv", *LIST), tmp_path / "s.xlsx")
    correct(tmp_path / "s.xlsx", "N3", "汐見区青葉1-3")
    rows = written(tmp_path / "s.xlsx", tmp_path / "again.xlsx")
    assert sorted(map(str, rows[0])) == sorted(
        map(str, next(openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0].iter_rows(values_only=True)))
    )
    at = rows[0].index("位置の確かさ")
    assert [row[at] for row in rows[1:]] == ["番地・住居番号", "街区の点", "位置なし", "町丁の代表点"]
    assert rows[2][rows[0].index("正しい住所")] == "汐見区青葉1-3"


def correct(path: Path, *pairs: str) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in zip(pairs[::2], pairs[1::2], strict=True):
        book.worksheets[0][cell] = value
    book.save(path)


def test_the_corrected_sheet_loads_as_the_list_does(conninfo: str, tmp_path: Path) -> None:
    home = Settings(home=tmp_path / "home")

    def run(*paths: Path, **options: Any) -> LoadReport:
        return load(conninfo, paths, LoadOptions(settings=home, **options))

    blocks = [("みほん市汐見区", "青葉一丁目", "", "2", "1", 139.6012, 35.5012)]
    run(write_boundaries(tmp_path), isj_blocks(tmp_path / "z.csv", blocks))
    with psycopg.connect(conninfo) as conn:
        town = read_gazetteer(conn, "99130")
    lists = looked_up(write_csv(tmp_path / "list.csv", *LIST), town, home, "ja")
    sheet = tmp_path / "sheet.xlsx"
    sheet.write_bytes(to_xlsx([(one.name, one.headings, one.rows, one.places) for one in lists], "ja"))
    correct(sheet, "N3", "汐見区青葉1-2-3", "O4", "139.655", "P4", "35.515")
    report = run(sheet, layer="child_facilities")
    assert report.error() is None, report.to_text()
    with psycopg.connect(conninfo) as conn:
        stored = conn.execute(
            "SELECT name, accuracy, round(ST_X(geom)::numeric, 4)::float, attributes->>'address' FROM frame.feature "
            "WHERE name LIKE '%保育園' ORDER BY name"
        ).fetchall()
    assert stored == [
        ("あ保育園", "block", 139.6012, "汐見区青葉1-2-3"),
        ("い保育園", "block", 139.6012, "汐見区青葉1-2-3"),
        ("う保育園", "point", 139.655, "川辺区どこか"),
        ("え保育園", "area", 139.6012, "汐見区青葉一丁目"),
    ]
    rules = {one.rule: one for one in report.files[0].findings}
    assert rules["corrected_address"].count == 1
    assert "汐見区青草1-2-3" in rules["corrected_address"].examples[0].message_ja
    assert rules["geocoded"].count == 3
