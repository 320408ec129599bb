# ruff: noqa: E501
"""XML, GML and the XML inside workbooks that is made to harm or does not fit; elevation grids that lie about their size."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.broken.make import GOOD, Broken, T, csv, cut, good_xlsx, zipped
from tests.broken.shapes import geopackage
from tests.published.terrain import dem

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
BILLION = HEAD + b'<!DOCTYPE d [<!ENTITY l0 "lol">' + LAUGHS + b"]><d>&l9;</d>"
OUTSIDE = HEAD + b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
BIG = HEAD + b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 100_000 + b'">]><d>' + b"&a;" * 1_000 + b"</d>"


def nested(depth: int) -> Callable[[], bytes]:
    """XML of elements within elements."""
    return lambda: HEAD + b"<a>" * depth + b"</a>" * depth


def grid() -> bytes:
    """An elevation grid that is right."""
    return dem(lambda column, row: float(column + row), columns=10, rows=10)


def grid_with(old: str, new: str) -> Callable[[], bytes]:
    """The right grid with one part of its text changed."""

    def make() -> bytes:
        data = grid()
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return make


def book_with(member: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """The right workbook with one of its members changed."""

    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(good_xlsx())) as archive:
            members = {one: archive.read(one) for one in archive.namelist()}
        members[member] = change(members.get(member, b""))
        return zipped(members)()

    return make


def doctype(entity: bytes) -> Callable[[bytes], bytes]:
    """Puts a DOCTYPE before the first element, and one of its entities in the place of the first name."""

    def change(data: bytes) -> bytes:
        body = data.split(b"?>", 1)[-1] if data.startswith(b"<?xml") else data
        return HEAD + b"<!DOCTYPE x [" + entity + b"]>" + body.replace("あおば保育園".encode(), b"&x;")

    return change


BLOB = "UPDATE made SET geom = x'"
SHEET = "xl/worksheets/sheet1.xml"
TEXTS_OF = "xl/sharedStrings.xml"
E = ""

MARKUP: tuple[Broken, ...] = (
    Broken("xml-billion-laughs", "laughs.xml", lambda: BILLION, "xml_doctype", "DOCTYPE", layer=E),
    Broken("gml-billion-laughs", "laughs.gml", lambda: BILLION, "xml_doctype", "DOCTYPE", layer=E),
    Broken("gml-entity-outside", "outside.gml", lambda: OUTSIDE, "xml_doctype", "DOCTYPE", layer=E),
    Broken("gml-entity-quadratic", "quadratic.gml", lambda: BIG, "xml_doctype", "DOCTYPE", layer=E),
    Broken("gml-doctype-only", "doctype.gml", lambda: HEAD + b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>', "xml_doctype", "DOCTYPE", layer=E),
    Broken("gml-nested", "nested.gml", nested(100_000), "xml_deep|unrecognised|no_rows", "", layer=E),
    Broken("gml-cut", "cut.gml", cut(grid, 0.7), "xml", "cut off", layer=E),
    Broken("gml-undefined-entity", "undefined.gml", grid_with("53393500", "&what;"), "xml", "damaged", layer=E),
    Broken("gml-no-xml", "no.gml", lambda: b"this is no XML", "xml", "cannot be read as XML", layer=E),
    Broken("gml-wrong-encoding", "wrong.gml", lambda: grid().replace("地表面".encode(), "地表面".encode("cp932")), "xml", "cannot be read", layer=E),
    Broken("gml-other-crs", "crs.gml", grid_with("fguuid:jgd2011.bl", "EPSG:6677"), "crs", "not read", layer=E),
    Broken("dem-gigantic", "dem1.gml", grid_with("<gml:high>9 9<", "<gml:high>999999999 999999999<"), "dem", "cannot be read", layer=E),
    Broken("dem-smaller-than-said", "dem2.gml", grid_with("<gml:high>9 9<", "<gml:high>4 4<"), "dem", "tupleList", layer=E),
    Broken("dem-negative", "dem3.gml", grid_with("<gml:high>9 9<", "<gml:high>-9 -9<"), "dem", "cannot be read", layer=E),
    Broken("dem-start-outside", "dem4.gml", grid_with("<gml:startPoint>0 0<", "<gml:startPoint>50 50<"), "dem", "cannot be read", layer=E),
    Broken("dem-infinite-size", "dem5.gml", grid_with("<gml:high>9 9<", "<gml:high>inf inf<"), "dem", "cannot be read", layer=E),
    Broken("dem-corner-swapped", "dem6.gml", grid_with("<gml:upperCorner>35.516666667 139.625<", "<gml:upperCorner>35.4 139.5<"), "dem", "cannot be read", layer=E),
    Broken("dem-height-of-words", "dem7.gml", grid_with("地表面,5.00", "地表面,高い"), "dem", "高い", layer=E),
    # XML inside workbooks
    Broken("xlsx-billion-laughs", "laughs.xlsx", book_with(TEXTS_OF, doctype(b'<!ENTITY l0 "lol">' + LAUGHS + b'<!ENTITY x "&l9;">')), "workbook", "damaged"),
    Broken("xlsx-entity-outside", "outside.xlsx", book_with(TEXTS_OF, doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">')), "workbook", "damaged"),
    Broken("xlsx-sheet-doctype", "sheet.xlsx", book_with(SHEET, doctype(b'<!ENTITY x "x">')), "workbook", "damaged"),
    Broken("xlsm-doctype", "macro.xlsm", book_with(SHEET, doctype(b'<!ENTITY x "x">')), "workbook", "damaged"),
    Broken("xlsx-sheet-cut", "cutsheet.xlsx", book_with(SHEET, lambda data: data[: len(data) // 2]), "workbook", "damaged"),
    Broken("csv-in-gml", "csv.gml", csv(GOOD), "xml", "cannot be read as XML", layer=E),
    # GeoPackage: shapes that are none
    Broken("gpkg-shape-cut", "shapecut.gpkg", geopackage("UPDATE made SET geom = substr(geom, 1, 60)"), "geometry_unreadable", "cannot be read", layer=T, row=1),
    Broken("gpkg-shape-many-rings", "rings.gpkg", geopackage(BLOB + (b"GP\0\1" + struct.pack("<iBII", 6668, 1, 3, 0xFFFFFFFF)).hex() + "'"),
           "geometry_unreadable", "cannot be read", layer=T, row=1),
    Broken("gpkg-shape-none", "noshape.gpkg", geopackage("UPDATE made SET geom = X'6E6F2073686170652061742061'"), "geometry_unreadable",
           "cannot be read", layer=T, row=1),
)  # fmt: skip
