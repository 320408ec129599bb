"""Files of offices that are wrong in an office's way: days that are none, wrong codes, names of people, words for counts."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import shapely

from tests.broken.make import SQUARE, Broken, csv, good_xlsx, row, vector, zipped
from tests.published import hazards, ksj_places, terrain

DAY_HEADS = "名称,住所,経度,緯度,定員,種別,認可等年月日"


def day(said: str) -> Callable[[], bytes]:
    """A nursery's row with that day of its licence."""
    return csv(f"{row()},{said}", heads=DAY_HEADS)


def written(make: Callable[[Path], Path]) -> Callable[[], bytes]:
    """The bytes of a file that a writer of tests/published makes in a folder."""

    def content() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return make(Path(folder)).read_bytes()

    return content


def register(**cells: str) -> Callable[[], bytes]:
    """A register by 町丁 with one row whose cells are changed."""
    said = {"区名": "汐見区", "町丁名": "浜町一丁目", "世帯数": "52", "人口": "104", "男": "52", "女": "52"} | cells
    return csv(",".join(said.values()), heads=",".join(said))


def coded(code: str) -> Callable[[], bytes]:
    """A list with a column of municipality codes."""
    return csv(f"汐見小学校,みほん市汐見区1-1,139.62,35.52,{code}", heads="名称,住所,経度,緯度,全国地方公共団体コード")


def helped(head: str, cell: str) -> Callable[[], bytes]:
    """Counts of people who need help, and a column that is about single people."""
    return csv(f"浜町一丁目,町丁,12,3,{cell}", heads=f"区域の名称,区域の種類,登録者数,個別避難計画の作成数,{head}")


def steward(**cells: str) -> Callable[[], bytes]:
    """One row of who keeps which park."""
    said = {"公園名": "浜公園", "団体名": "浜の会", "報奨金": "12000"} | cells
    return csv(",".join(said.values()), heads=",".join(said))


def unknown_class() -> bytes:
    """P14 with a class that no code list has."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [ksj_places.p14_row("777701", "なぞの園")]
        return ksj_places.shapefile_zip(
            Path(folder), "P14-23_99_GML.zip", {"P14-23_99": (rows, ksj_places.points(rows), 6668)}
        ).read_bytes()


def gpkg_with_srs(number: int) -> Callable[[], bytes]:
    """A GeoPackage whose table claims a reference system that it does not describe."""

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gpkg"
            path.write_bytes(vector("GPKG", ".gpkg", SQUARE)())
            with sqlite3.connect(path) as conn:
                conn.execute("UPDATE gpkg_contents SET srs_id = ?", (number,))
                conn.execute("UPDATE gpkg_geometry_columns SET srs_id = ?", (number,))
            conn.close()
            return path.read_bytes()

    return make


def linked_workbook() -> bytes:
    """A workbook that takes its values from another file by a link, whose cells hold no values."""
    with zipfile.ZipFile(io.BytesIO(good_xlsx())) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    text = members[sheet].decode()
    start = text.index('<c r="A2"')
    end = text.index("</c>", start) + 4
    members[sheet] = (text[:start] + '<c r="A2"><f>[1]Sheet1!$A$1</f></c>' + text[end:]).encode()
    members["xl/externalLinks/externalLink1.xml"] = (
        b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
        b"</externalLink>"
    )
    members["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"'
        b' Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    return zipped(members)()


def solid_alone() -> bytes:
    """CityGML whose only building has no ground plan."""
    return terrain.citygml([terrain.building("b1", shapely.box(139.61, 35.51, 139.6101, 35.5101), ground="")])


DATE = "認可等年月日"
OFFICES: tuple[Broken, ...] = (
    # days
    Broken("reiwa-99", "reiwa99.csv", day("令和99年4月1日"), "not_a_date", "no date", row=2, column=DATE),
    Broken("heisei-0", "heisei0.csv", day("平成0年4月1日"), "not_a_date", "no date", row=2, column=DATE),
    Broken("month-13", "month13.csv", day("2026-13-01"), "not_a_date", "no date", row=2, column=DATE),
    Broken("month-13-era", "month13era.csv", day("令和6年13月1日"), "not_a_date", "no date", row=2, column=DATE),
    Broken("february-30", "feb30.csv", day("R6.2.30"), "not_a_date", "no date", row=2, column=DATE),
    Broken("month-0", "month0.csv", day("2026/0/10"), "not_a_date", "no date", row=2, column=DATE),
    # codes
    Broken("wrong-check-digit", "check.csv", coded("991308"), "municipality_code", "municipality code", layer="shelters", row=2),
    Broken("seven-digits", "seven.csv", coded("9913091"), "municipality_code", "municipality code", layer="shelters", row=2),
    # people
    Broken(
        "personal-name",
        "names.csv",
        helped("氏名", "川崎 花子"),
        "personal_column",
        "single people",
        layer="vulnerable_residents",
        column="氏名",
    ),
    Broken(
        "personal-phone",
        "phones.csv",
        helped("電話番号", "044-000-0000"),
        "personal_column",
        "single people",
        layer="vulnerable_residents",
        column="電話番号",
    ),
    Broken(
        "personal-birthday",
        "births.csv",
        helped("生年月日", "1950-01-01"),
        "personal_column",
        "single people",
        layer="vulnerable_residents",
        column="生年月日",
    ),
    Broken(
        "personal-address",
        "homes.csv",
        helped("自宅住所", "浜町1-2-3"),
        "personal_column",
        "single people",
        layer="vulnerable_residents",
        column="自宅住所",
    ),
    # who keeps which park
    Broken(
        "steward-formula",
        "stewf.csv",
        steward(団体名="=cmd|' /C calc'!A0"),
        "formula",
        "formula",
        layer="stewardship",
        row=2,
        column="団体名",
    ),
    Broken(
        "steward-park-formula",
        "stewp.csv",
        steward(公園名="@SUM(1)"),
        "formula",
        "formula",
        layer="stewardship",
        row=2,
        column="公園名",
    ),
    Broken(
        "steward-direction",
        "stewd.csv",
        steward(団体名="浜\u202e会の"),
        "text_direction",
        "direction",
        layer="stewardship",
        row=2,
        column="団体名",
    ),
    Broken(
        "steward-control",
        "stewc.csv",
        steward(公園名="浜\x1b[2J公園"),
        "control_character",
        "control",
        layer="stewardship",
        row=2,
        column="公園名",
    ),
    Broken(
        "steward-reward-words",
        "stewr.csv",
        steward(報奨金="たくさん"),
        "not_a_number",
        "no number",
        layer="stewardship",
        row=2,
        column="報奨金",
    ),
    # registers
    Broken(
        "register-words",
        "町丁別世帯数・人口_令和8年4月1日.csv",
        register(人口="多数"),
        "not_a_number",
        "no number",
        layer="",
        row=2,
        column="総人口",
    ),
    Broken(
        "register-below",
        "町丁別世帯数・人口_令和8年6月1日.csv",
        register(世帯数="-52"),
        "too_small",
        "below",
        layer="",
        row=2,
        column="世帯数",
    ),
    # codes and texts that no list has
    Broken(
        "a40-unknown-depth",
        "A40-23_14.geojson",
        written(lambda folder: hazards.depths_as_text(folder, "A40", 23, ["ひざくらい"])),
        "not_a_number",
        "no number",
        layer="",
        row=1,
    ),
    Broken("p14-unknown-class", "P14-23_99_GML.zip", unknown_class, "no_rows", "belong to no layer (7777", layer=""),
    Broken("xlsx-linked", "linked.xlsx", linked_workbook, "required", "empty", row=2),
)
NO_CRS = Broken("gpkg-unknown-srs", "srs.gpkg", gpkg_with_srs(987654), "crs_assumed", "No CRS is said", layer="towns")
"""Loaded, with a notice: of which system its numbers are, it does not say."""
SOLID = Broken("citygml-solid-alone", "53393600_bldg_6697_op.gml", solid_alone, "", "", layer="")
"""Loaded: the ground is taken from the solid."""
