"""Broken files, and what they are made of. Each is made small, says what is wrong with it, and must be refused in words.

``make(folder)`` writes one; ``rule`` is the rule of the error the load ends with, ``says`` a part of its English sentence.
"""

from __future__ import annotations

import io
import json
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import openpyxl
import pyogrio
import shapely

HEADS = "名称,住所,経度,緯度,定員,種別"
GOOD = "あおば保育園,みほん市汐見区青葉1-2-3,139.62,35.52,40,認可保育所"
MARK_COLUMNS = ("洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫", "火山現象")


@dataclass(frozen=True)
class Broken:
    """One broken file.

    ``rule``: the rule that must be met, several parted by "|" where readers may see either. ``says``: words of the English
    sentence. ``layer``: --layer it is loaded with ("" for files recognised by their columns).
    """

    id: str
    name: str
    make: Callable[[], bytes]
    rule: str
    says: str
    layer: str = "child_facilities"
    also: tuple[tuple[str, Callable[[], bytes]], ...] = ()
    """Files beside it (parts of a Shapefile)."""
    row: int | None = None
    column: str | None = None
    """The row and the column that must be named, where one is to blame."""
    aside: bool = False
    """The bad row is set aside and the file loaded."""
    place: Callable[[Path], object] | None = None
    """Makes what is no plain file at the path (a folder, a pipe, a link)."""

    def write(self, folder: Path) -> Path:
        """The file (and its parts) in ``folder``; its path."""
        if self.place is not None:
            self.place(folder / self.name)
            return folder / self.name
        for name, make in self.also:
            (folder / name).write_bytes(make())
        path = folder / self.name
        path.write_bytes(self.make())
        return path


def csv(*rows: str, heads: str = HEADS, encoding: str = "utf-8") -> Callable[[], bytes]:
    """A CSV of the headings and rows."""
    return lambda: ("\r\n".join([heads, *rows]) + "\r\n").encode(encoding)


def geojson(*features: dict[str, Any], **more: Any) -> Callable[[], bytes]:
    """A FeatureCollection."""
    return lambda: json.dumps({"type": "FeatureCollection", **more, "features": list(features)}, ensure_ascii=False).encode()


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    """A feature with a name."""
    return {"type": "Feature", "properties": {"name": "あおば保育園", **properties}, "geometry": geometry}


def point(lon: Any, lat: Any) -> dict[str, Any]:
    """A point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    """A polygon of one ring, as given."""
    return {"type": "Polygon", "coordinates": [list(map(list, ring))]}


def zipped(members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> Callable[[], bytes]:
    """A zip of the members."""

    def make() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", kind) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    return make


def workbook(*rows: list[Any]) -> bytes:
    """An xlsx with one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sparse_xlsx(cell: str) -> Callable[[], bytes]:
    """A workbook that is right but for one more row."""

    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(good_xlsx())) as archive:
            members = {one: archive.read(one) for one in archive.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        members[sheet] = members[sheet].replace(b"</sheetData>", cell.encode() + b"</sheetData>")
        return zipped(members)()

    return make


def cut(make: Callable[[], bytes], share: float) -> Callable[[], bytes]:
    """The first part of a file."""

    def short() -> bytes:
        data = make()
        return data[: int(len(data) * share)]

    return short


def good_geojson() -> bytes:
    """A file that is right."""
    return geojson(feature(point(139.62, 35.52)))()


def good_xlsx() -> bytes:
    """A workbook that is right."""
    return workbook(HEADS.split(","), ["あおば保育園", "青葉1-2-3", 139.62, 35.52, 40, "認可保育所"])


def vector(driver: str, suffix: str, shape: Any, crs: str | None = "EPSG:6668", **columns: Any) -> Callable[[], bytes]:
    """One file of a vector format; of a Shapefile the part with that suffix."""

    def make() -> bytes:
        frame = geopandas.GeoDataFrame({"name": ["あおば保育園"], **columns}, geometry=[shape], crs=crs)
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            # A Shapefile without a CRS is what one of the files is about.
            warnings.simplefilter("ignore")
            main = Path(folder) / f"made{'.shp' if driver == 'ESRI Shapefile' else suffix}"
            pyogrio.write_dataframe(frame, main, driver=driver)
            return main.with_suffix(suffix).read_bytes()

    return make


def shape_part(suffix: str, shape: Any = None, crs: str | None = "EPSG:6668") -> Callable[[], bytes]:
    """A part of a Shapefile of one point."""
    return vector("ESRI Shapefile", suffix, shape or shapely.Point(139.62, 35.52), crs)


def round_polygon(vertices: int) -> Any:
    """A round polygon of that many vertices."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    return shapely.Polygon(np.column_stack([139.62 + 0.01 * np.cos(angle), 35.52 + 0.01 * np.sin(angle)]))


def locked_zip() -> bytes:
    """A zip whose member says it is encrypted."""
    data = bytearray(zipped({"a.csv": csv(GOOD)()}, zipfile.ZIP_STORED)())
    data[6] |= 1
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """A zip whose member's bytes were changed after packing."""
    data = bytearray(zipped({"a.csv": csv(GOOD)() * 50})())
    at = data.index(b"a.csv") + 12
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def site(**more: Any) -> dict[str, Any]:
    """A feature in the layout of the national list of evacuation sites."""
    properties: dict[str, Any] = {"NO": 1, "共通ID": "E9913000000101", "都道府県名及び市町村名": "みほん県みほん市"}
    properties |= {"施設・場所名": "汐見小学校", "住所": "みほん県みほん市汐見区1-1", **dict.fromkeys(MARK_COLUMNS, "1")}
    properties |= {"指定避難所との住所同一": "", "備考": "", **more}
    return {"type": "Feature", "properties": properties, "geometry": point(139.62, 35.52)}


def row(**changes: str) -> str:
    """The good row with some cells changed (by heading)."""
    cells = dict(zip(HEADS.split(","), GOOD.split(","), strict=True)) | changes
    return ",".join(cells.values())


BOW_TIE = polygon((139.6, 35.5), (139.62, 35.52), (139.62, 35.5), (139.6, 35.52), (139.6, 35.5))
SQUARE = shapely.box(139.6, 35.5, 139.61, 35.51)
OTHER_SCHOOL = {"施設・場所名": "別の学校"}
T = "towns"

BROKEN: tuple[Broken, ...] = (
    # text files
    Broken("euc-jp", "euc.csv", csv(GOOD, GOOD.replace("あおば", "わかば"), encoding="euc_jp"), "encoding", "EUC-JP"),
    Broken("utf-16", "utf16.csv", csv(GOOD, encoding="utf-16"), "encoding", "UTF-16"),
    Broken(
        "mixed-encodings",
        "mixed.csv",
        lambda: csv(GOOD)() + "髙橋保育園,住所,139.6,35.5,1,認可保育所".encode("cp932") + b"\r\n",
        "encoding",
        "line 3",
    ),
    Broken("junk", "junk.csv", lambda: bytes(range(253, 0, -1)) * 20, "encoding", "not known"),
    Broken("nul", "nul.csv", lambda: csv(GOOD)().replace(b"40", b"4\x000"), "nul_byte", "NUL"),
    Broken("empty", "empty.csv", lambda: b"", "empty", "empty"),
    Broken("spaces-only", "spaces.csv", lambda: b" \r\n , \r\n", "empty", "no text"),
    Broken("headings-only", "heads.csv", csv(), "no_rows", "no rows"),
    Broken("ragged", "ragged.csv", csv(GOOD + ",,,9", GOOD.replace("あおば", "わかば")), "ragged", "9 cells"),
    Broken("open-quote", "quote.csv", csv('"あおば保育園,住所,139.6,35.5,1,認可保育所'), "csv", "never closed"),
    Broken("one-long-line", "line.csv", lambda: b"abcdefghij" * 1_000_000, "heading_long", "no line ends"),
    Broken("long-heading", "longhead.csv", csv(GOOD, heads=HEADS + "," + "あ" * 2_000), "heading_long", "Cell 7"),
    Broken("stray-return", "return.csv", csv(row(名称="あおば\r保育園")), "ragged", "1 cells"),
    Broken("missing-column", "missing.csv", csv("青葉1,139.6,35.5", heads="住所,経度,緯度"), "missing_column", "name"),
    Broken("repeated-heading", "twice.csv", csv(GOOD + ",別の名", heads=HEADS + ",名称"), "repeated_heading", "Two columns"),
    Broken("unknown-columns", "unknown.csv", csv("1,2", heads="あ,い"), "unrecognised", "no published format", layer=""),
    # values
    Broken("no-name", "noname.csv", csv(row(名称="  ")), "required", "is empty"),
    Broken("unknown-code", "code.csv", csv(row(種別="宇宙センター")), "unknown_code", "not in its list"),
    Broken("not-a-number", "number.csv", csv(row(定員="四十名くらい")), "not_a_number", "no number"),
    Broken("fraction", "fraction.csv", csv(row(定員="40.5")), "not_whole", "whole number"),
    Broken("negative", "negative.csv", csv(row(定員="-40")), "too_small", "below 0"),
    Broken("too-many", "many.csv", csv(row(定員="99999999")), "too_large", "above"),
    Broken("infinite-number", "inf.csv", csv(row(定員="inf")), "not_a_number", "no number"),
    Broken("formula", "formula.csv", csv(row(名称="=cmd|' /C calc'!A0")), "formula", "formula"),
    Broken("at-formula", "at.csv", csv(row(名称="@SUM(1+1)*cmd")), "formula", "formula"),
    Broken("control-character", "control.csv", csv(row(名称="あおば\x07保育園")), "control_character", "control character"),
    Broken("rtl-override", "rtl.csv", csv(row(名称="あおば\u202e保育園")), "text_direction", "direction"),
    Broken("long-name", "long.csv", csv(row(名称="あ" * 10_000)), "too_long", "200 signs"),
    Broken("duplicate-rows", "dup.csv", csv(GOOD, GOOD, GOOD), "duplicate", "row 2"),
    Broken("duplicate-ids", "ids.geojson", geojson(site(), site(**OTHER_SCHOOL)), "duplicate", "row 1", layer=""),
    Broken("bad-mark", "mark.geojson", geojson(site(洪水="たぶん")), "not_a_mark", "yes or no", layer=""),
    Broken("bad-city-code", "citycode.geojson", geojson(site(共通ID="EXXXXX00000101")), "municipality_code", "code", layer=""),
    # positions in columns
    Broken("swapped", "swapped.csv", csv(row(経度="35.52", 緯度="139.62")), "swapped_axes", "swapped"),
    Broken("null-island", "null.csv", csv(row(経度="0", 緯度="0")), "null_island", "0, 0"),
    Broken("degrees-minutes", "dms.csv", csv(row(経度="139°37'12", 緯度="35度31分12秒")), "degrees_minutes", "139.620000"),
    Broken("garbage-coordinate", "garbage.csv", csv(row(緯度="0..")), "not_a_coordinate", "no coordinate"),
    Broken("half-a-position", "half.csv", csv(row(緯度="")), "half_a_position", "Only one"),
    Broken("latitude-369", "lat369.csv", csv(row(緯度="369.56056")), "outside_japan", "outside of Japan"),
    Broken("huge-coordinate", "huge.csv", csv(row(経度="1e300")), "crs", "metres"),
    Broken("nan-coordinate", "nancoord.csv", csv(row(経度="NaN")), "not_a_coordinate", "no coordinate"),
    Broken("inf-coordinate", "infcoord.csv", csv(row(経度="inf")), "not_a_coordinate", "no coordinate"),
    Broken("far-away", "far.csv", csv(row(経度="135.5", 緯度="34.7")), "far_from_city", "50 km"),
    Broken("metres-without-crs", "metres.csv", csv(row(経度="-11828.44", 緯度="-52046.90")), "crs", "metres"),
    Broken("bad-wkt", "wkt.csv", csv("あおば保育園,POINT 139 35", heads="名称,wkt"), "wkt", "no WKT"),
    # GeoJSON
    Broken("cut-json", "cut.geojson", cut(good_geojson, 0.7), "json", "JSON"),
    Broken("no-json", "no.geojson", lambda: b"<html>404 Not Found</html>", "mislabelled", "web page"),
    Broken("json-array", "array.geojson", lambda: b"[1, 2, 3]", "feature_collection", "FeatureCollection"),
    Broken(
        "one-feature", "one.geojson", lambda: json.dumps(feature(point(139.62, 35.52))).encode(), "feature_collection", "Feature"
    ),
    Broken("deep-json", "deep.geojson", lambda: b"[" * 100_000 + b"]" * 100_000, "json_deep", "too deeply"),
    Broken(
        "deep-geometry",
        "deepring.geojson",
        lambda: good_geojson().replace(b"[139.62, 35.52]", b"[" * 100_000 + b"]" * 100_000),
        "json_deep",
        "too deeply",
    ),
    Broken("no-features", "none.geojson", geojson(), "no_rows", "no rows"),
    Broken("nan-json", "nan.geojson", geojson(feature(point(float("nan"), 35.5))), "not_finite", "not a number"),
    Broken("big-number", "big.geojson", lambda: good_geojson().replace(b"139.62", b"1e400"), "vector", "cannot be read"),
    Broken(
        "short-point",
        "short.geojson",
        geojson(feature({"type": "Point", "coordinates": [139.62]})),
        "geometry_unreadable",
        "cannot be read",
    ),
    Broken(
        "geometry-collection",
        "collection.geojson",
        geojson(feature({"type": "GeometryCollection", "geometries": [point(139.62, 35.52)]})),
        "geometry_type",
        "Wrong type",
    ),
    Broken(
        "mixed-types",
        "types.geojson",
        geojson(
            feature(point(139.62, 35.52)),
            feature(polygon((139.6, 35.5), (139.61, 35.5), (139.61, 35.51), (139.6, 35.5)), name="い"),
        ),
        "geometry_type",
        "points",
    ),
    Broken("bow-tie", "bow.geojson", geojson(feature(BOW_TIE, name="青葉一丁目")), "geometry_invalid", "crosses itself", layer=T),
    Broken(
        "open-ring",
        "ring.geojson",
        geojson(feature(polygon((139.6, 35.5), (139.62, 35.5)), name="青葉一丁目")),
        "geometry_invalid",
        "too few points",
        layer=T,
    ),
    Broken(
        "speck",
        "speck.geojson",
        geojson(feature(polygon((139.6, 35.5), (139.6, 35.5), (139.6, 35.5), (139.6, 35.5)), name="青葉一丁目")),
        "geometry_invalid",
        "invalid",
        layer=T,
    ),
    Broken(
        "half-the-country",
        "country.geojson",
        geojson(feature(polygon((135, 34), (140, 34), (140, 38), (135, 38), (135, 34)), name="青葉一丁目")),
        "area_large",
        "implausible",
        layer=T,
    ),
    Broken("wrong-crs", "wrongcrs.geojson", geojson(feature(point(-11828.4, -52046.9))), "crs", "metres"),
    # other containers
    Broken(
        "million-vertices",
        "million.gpkg",
        vector("GPKG", ".gpkg", round_polygon(1_000_000)),
        "too_many_vertices",
        "500,000",
        layer=T,
    ),
    Broken("cut-gpkg", "cut.gpkg", cut(vector("GPKG", ".gpkg", SQUARE), 0.3), "vector", "cut off", layer=T),
    Broken("no-gpkg", "text.gpkg", lambda: b"this is no database", "vector", "no GeoPackage", layer=T),
    Broken("shp-without-dbf", "a.shp", shape_part(".shp"), "shapefile", ".dbf", also=(("a.shx", shape_part(".shx")),)),
    Broken("shp-without-shx", "b.shp", shape_part(".shp"), "shapefile", ".shx", also=(("b.dbf", shape_part(".dbf")),)),
    Broken(
        "shp-metres-without-prj",
        "c.shp",
        shape_part(".shp", shapely.Point(-11828, -52046), None),
        "crs",
        "metres",
        also=(("c.shx", shape_part(".shx", shapely.Point(-11828, -52046), None)), ("c.dbf", shape_part(".dbf"))),
    ),
    Broken(
        "shp-junk",
        "d.shp",
        lambda: b"junk" * 40,
        "shapefile",
        "Shapefile",
        also=(("d.shx", lambda: b"x"), ("d.dbf", lambda: b"y")),
    ),
    Broken("cut-xlsx", "cut.xlsx", cut(good_xlsx, 0.5), "workbook", "damaged"),
    Broken("locked-xlsx", "locked.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "password", "password"),
    Broken("empty-xlsx", "empty.xlsx", lambda: workbook([]), "empty", "No sheet"),
    Broken(
        "far-cell-xlsx",
        "far.xlsx",
        sparse_xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "sheet_extent",
        "1,048,576 rows by 16,384 columns",
    ),
    Broken(
        "unnamed-cells-xlsx",
        "unnamed.xlsx",
        sparse_xlsx('<row r="1048576">' + "<c><v>1</v></c>" * 90 + "</row>"),
        "sheet_extent",
        "1,048,576 rows by 90 columns",
    ),
    Broken(
        "beyond-any-sheet-xlsx",
        "beyond.xlsx",
        sparse_xlsx('<row r="4000000000"><c s="1" r="ZZZZZZ4000000000"><v>1</v></c></row>'),
        "sheet_extent",
        "too far",
    ),
    Broken("text-as-xlsx", "text.xlsx", csv(GOOD), "mislabelled", "plain text"),
    Broken("cut-zip", "cut.zip", cut(zipped({"a.csv": csv(GOOD)() * 9}), 0.6), "zip", "damaged"),
    Broken("lying-zip", "lying.zip", lying_zip, "zip", "damaged"),
    Broken("zip-bomb", "bomb.zip", zipped({"a.csv": b"0" * 30_000_000}), "zip_ratio", "max_zip_ratio"),
    Broken("path-escape", "escape.zip", zipped({"../../etc/a.csv": csv(GOOD)()}), "zip_path", "outside"),
    Broken("absolute-path", "absolute.zip", zipped({"/etc/a.csv": csv(GOOD)()}), "zip_path", "outside"),
    Broken("zip-dot", "dot.zip", zipped({".": csv(GOOD)(), "a.csv": csv(GOOD)()}), "zip_name", "no name of a file"),
    Broken(
        "zip-file-and-folder",
        "both.zip",
        zipped({"a.csv": csv(GOOD)(), "a.csv/b.csv": csv(GOOD)()}),
        "zip_name",
        '"a.csv" in the zip is both',
    ),
    Broken("zip-same-twice", "same.zip", zipped({"a.csv": csv(GOOD)(), "./a.csv": csv(GOOD)()}), "zip_name", "twice"),
    Broken("zip-long-name", "longname.zip", zipped({"あ" * 90 + ".csv": csv(GOOD)()}), "zip_name", "too long"),
    Broken("zip-long-path", "longpath.zip", zipped({"abcdefghi/" * 120 + "a.csv": csv(GOOD)()}), "zip_name", "too long"),
    Broken(
        "zip-of-thousands",
        "thousands.zip",
        zipped({f"{number}.csv": b"" for number in range(2_001)}),
        "zip_members",
        "2,001 files",
    ),
    Broken("zip-in-zip", "nested.zip", zipped({"in.zip": zipped({"a.csv": csv(GOOD)()})()}), "zip_in_zip", "zip in the zip"),
    Broken("locked-zip", "locked.zip", locked_zip, "password", "password"),
    Broken("zip-of-nothing", "nothing.zip", zipped({"readme.pdf": b"%PDF"}), "empty", "no file"),
    Broken("picture", "photo.png", lambda: b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13), "format", "not read"),
)
