# ruff: noqa: E501
"""Broken text files: encodings, line ends, quotes, headings, files that are something else than their name says."""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.broken.make import GOOD, HEADS, Broken, csv, good_geojson, good_xlsx, row, zipped

NEXT = GOOD.replace("あおば", "わかば")


def both(first: str, second: str, rows: int = 30) -> Callable[[], bytes]:
    """A CSV whose first half is of one encoding and whose second half is of another."""

    def make() -> bytes:
        halves = [[GOOD.replace("あおば", f"{word}{number}") for number in range(rows)] for word in ("あおば", "わかば")]
        return "\r\n".join([HEADS, *halves[0], ""]).encode(first) + "\r\n".join([*halves[1], ""]).encode(second)

    return make


def database() -> bytes:
    """An SQLite file that is no GeoPackage."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        made = sqlite3.connect(path)
        made.execute("CREATE TABLE a (名称 TEXT)")
        made.commit()
        made.close()
        return path.read_bytes()


def office(*members: str) -> Callable[[], bytes]:
    """A zip with the members an Office file of a kind has."""
    return zipped({"[Content_Types].xml": b"<Types/>", **dict.fromkeys(members, b"<x/>")})


PAGE = b"<!DOCTYPE html>\n<html><body><table><tr><td>name</td></tr></table></body></html>"
EXCEL_2003 = b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
MHTML = b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html/>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
WRONG = "mislabelled"

TEXTS: tuple[Broken, ...] = (
    # encodings
    Broken("utf-16-le-bare", "le.csv", csv(GOOD, encoding="utf-16-le"), "encoding", "UTF-16"),
    Broken("utf-16-be-bare", "be.csv", csv(GOOD, encoding="utf-16-be"), "encoding", "UTF-16"),
    Broken("utf-16-be", "bebom.csv", lambda: b"\xfe\xff" + csv(GOOD, encoding="utf-16-be")(), "encoding", "UTF-16"),
    Broken("utf-32", "utf32.csv", csv(GOOD, encoding="utf-32"), "encoding", "UTF-32"),
    Broken("iso-2022-jp", "jis.csv", csv(GOOD, encoding="iso2022_jp"), "encoding", "ISO-2022-JP"),
    Broken("euc-jp-kana-only", "euckana.csv", csv("わかば,ア,1,2,3,イ", encoding="euc_jp"), "encoding", "EUC-JP"),
    Broken("half-utf-8-half-cp932", "halves.csv", both("utf-8", "cp932"), "encoding", "Save the whole file in one encoding"),
    Broken("half-cp932-half-utf-8", "halved.csv", both("cp932", "utf-8"), "encoding", "line 32", row=32),
    Broken("cut-in-a-sign", "cutsign.csv", lambda: csv(GOOD)()[:-4], "encoding", "line 2", row=2),
    Broken("latin-1", "latin.csv", lambda: b"name\ncaf\xe9, \xfc\xdf\n", "encoding", "not known"),
    Broken("surrogates", "cesu.csv", lambda: csv(GOOD)() + b"\xed\xa0\xbd\xed\xb8\x80,a,b,c\r\n", "encoding", "line 3", row=3),
    Broken("utf-16-geojson", "wide.geojson", lambda: good_geojson().decode().encode("utf-16"), "encoding", "UTF-16"),
    Broken("mark-only", "bom.csv", lambda: b"\xef\xbb\xbf", "empty", "empty"),
    Broken("zeros", "zeros.csv", lambda: bytes(4_096), "nul_byte", "NUL"),
    # lines, quotes, headings
    Broken("blank-lines", "blank.csv", lambda: b"\r\n" * 5_000, "empty", "empty"),
    Broken("commas-only", "commas.csv", lambda: b",,,,\n" * 100, "empty", "no text"),
    Broken("cr-only", "cr.csv", lambda: csv(GOOD, row(名称=""))().replace(b"\r\n", b"\r"), "required", "row 3", row=3),
    Broken("mixed-line-ends", "ends.csv", lambda: (HEADS + "\n" + GOOD + "\r" + row(名称="")).encode(), "required", "row 3", row=3),
    Broken("quote-never-closed-large", "open.csv", lambda: csv('"' + GOOD, *[NEXT] * 50_000)(), "csv", "never closed"),
    Broken("quote-in-last-row", "last.csv", csv(*[GOOD] * 30, '"わかば,青葉,139.6,35.5,1,認可保育所'), "csv", "never closed"),
    Broken("headings-in-a-quote", "hq.csv", lambda: ('"' + HEADS + "\n" + GOOD + "\n" * 3).encode() * 40, "missing_column", "name"),
    Broken("shifted-cell", "shift.csv", csv("あおば保育園,青葉1,2,139.62,35.52,40,認可保育所"), "ragged", "7 cells", row=2),
    Broken("short-row", "shortrow.csv", csv("あおば保育園,青葉1"), "ragged", "2 cells", row=2),
    Broken("no-headings", "nohead.csv", csv(NEXT, heads=GOOD), "missing_column", "name"),
    Broken("no-headings-numbers", "numbers.csv", csv("4,5,6", heads="1,2,3"), "missing_column", "name"),
    Broken("five-thousand-columns", "wide.csv", csv(",".join("1" * 5_000), heads=",".join(f"c{n}" for n in range(5_000))),
           "too_many_columns", "5,000"),
    Broken("a-million-commas", "million.csv", lambda: b"a" + b"," * 1_000_000 + b"b\n1,2\n", "heading_long|too_many_columns", "columns"),
    Broken("hundred-same-headings", "same.csv", csv(",".join(["あおば"] * 100), heads=",".join(["名称"] * 100)),
           "repeated_heading", "Two columns", row=2),
    Broken("cell-of-a-megabyte", "cell.csv", csv(row(名称="あ" * 1_000_000)), "too_long", "200 signs", row=2, column="名称"),
    Broken("address-of-a-megabyte", "longaddress.csv", csv(row(住所="あ" * 1_000_000)), "too_long", "signs", column="住所"),
    Broken("heading-with-steering", "steer.csv", csv(GOOD, heads="\x1b[31m名称\x1b[0m,住所,経度,緯度,定員,種別"), "missing_column", "name"),
    # called what they are not
    Broken("gzip-as-csv", "gz.csv", lambda: gzip.compress(csv(GOOD)()), WRONG, "gzip"),
    Broken("bzip2-as-csv", "bz.csv", lambda: b"BZh91AY&SY" + bytes(50), WRONG, "bzip2"),
    Broken("xz-as-zip", "xz.zip", lambda: b"\xfd7zXZ\0" + bytes(50), WRONG, "xz"),
    Broken("seven-zip-as-zip", "seven.zip", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), WRONG, "7-Zip"),
    Broken("rar-as-zip", "rar.zip", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(50), WRONG, "RAR"),
    Broken("lzh-as-zip", "lzh.zip", lambda: b"\x20\x00-lh5-" + bytes(50), WRONG, "LZH"),
    Broken("tar-gz-as-zip", "targz.zip", lambda: gzip.compress(bytes(10_240)), WRONG, "gzip"),
    Broken("zip-as-csv", "zip.csv", zipped({"a.csv": csv(GOOD)()}), WRONG, "Rename it to .zip"),
    Broken("xlsx-as-csv", "xlsx.csv", good_xlsx, WRONG, "Rename it to .xlsx"),
    Broken("xls-as-csv", "xls.csv", lambda: OLE, WRONG, "old Excel"),
    Broken("pdf-as-xlsx", "pdf.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(900), WRONG, "PDF"),
    Broken("pdf-as-csv", "pdf.csv", lambda: b"%PDF-1.4\n1 0 obj", WRONG, "PDF"),
    Broken("html-as-xls", "report.xls", lambda: PAGE, WRONG, "web page"),
    Broken("html-as-xlsx", "html.xlsx", lambda: b"\xef\xbb\xbf" + PAGE, WRONG, "Save as"),
    Broken("table-tag-as-xls", "table.xls", lambda: b"\r\n<TABLE border=1><tr><td>a</td></tr></TABLE>", WRONG, "web page"),
    Broken("mhtml-as-xls", "mhtml.xls", lambda: MHTML, WRONG, "MHTML"),
    Broken("excel-2003-xml", "xml.xls", lambda: EXCEL_2003, WRONG, "Excel 2003"),
    Broken("error-page-as-csv", "page.csv", lambda: PAGE, WRONG, "not the data"),
    Broken("error-page-as-zip", "page.zip", lambda: PAGE, WRONG, "web page"),
    Broken("tabs-as-xls", "tabs.xls", lambda: csv(GOOD)().replace(b",", b"\t"), WRONG, "Rename it to .csv"),
    Broken("cp932-as-xls", "sjis.xls", csv(GOOD, encoding="cp932"), WRONG, "plain text"),
    Broken("json-as-csv", "json.csv", good_geojson, WRONG, ".geojson"),
    Broken("xml-as-csv", "xml.csv", lambda: b"<?xml version='1.0'?><a/>", WRONG, "XML"),
    Broken("sqlite-as-csv", "sqlite.csv", database, WRONG, "SQLite"),
    Broken("sqlite-as-gpkg", "sqlite.gpkg", database, "vector", "GeoPackage", layer="towns"),
    Broken("picture-as-csv", "photo.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), WRONG, "PNG"),
    Broken("photo-as-xlsx", "photo.xlsx", lambda: b"\xff\xd8\xff\xe0" + bytes(40), WRONG, "JPEG"),
    Broken("program-as-csv", "program.csv", lambda: b"\x7fELF\x02\x01" + bytes(40), WRONG, "program"),
    Broken("word-as-xlsx", "word.xlsx", office("word/document.xml"), WRONG, "Word"),
    Broken("slides-as-xlsx", "slides.xlsx", office("ppt/presentation.xml"), WRONG, "PowerPoint"),
    Broken("xlsb-as-xlsx", "binary.xlsx", office("xl/workbook.bin"), WRONG, "xlsb"),
    Broken("rtf-as-csv", "rtf.csv", lambda: b"{\\rtf1\\ansi a}", WRONG, "RTF"),
)  # fmt: skip
