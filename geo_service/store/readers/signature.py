"""What a file is by its first bytes, where its name says otherwise: city systems write HTML and call it .xls.

Told before a reader tries, so that the message says what the file is and not how the reader failed.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from geo_service.errors import FileError
from geo_service.store.readers.raw import refuse
from layers.base import Text

LOOKED_AT = 4_096
"""Bytes looked at."""

TEXTS = frozenset({".csv", ".tsv", ".txt", ".geojson", ".json"})
ZIPPED_BOOKS = frozenset({".xlsx", ".xlsm", ".ods"})
BOOKS = ZIPPED_BOOKS | {".xls"}

PLAIN = Text(
    "名前の拡張子を正しく付け直すか、別の形式で保存し直してください。", "Rename it rightly, or save it in another format."
)
UNPACK = Text("展開してから渡してください。", "Unpack it first.")
AS_XLSX = Text(
    "Excelで開き、「名前を付けて保存」で .xlsx にしてください。", 'Open it in Excel and save it by "Save as" as .xlsx.'
)
AS_CSV = Text("拡張子を .csv に変えるか、.xlsx で保存し直してください。", "Rename it to .csv, or save it as .xlsx.")
ASK = Text("元の表をExcelかCSVで受け取ってください。", "Ask for the table itself as Excel or CSV.")
OLE = Text("Excelの古い形式（.xls）かパスワード付きの文書", "an old Excel file (.xls) or a document with a password")
GET_DATA = Text(
    "データではなくページを保存しています。配布元からデータのファイルを取り直してください。",
    "A page was saved, not the data. Get the data file from its publisher again.",
)

SIGNATURES: tuple[tuple[bytes, Text, Text, frozenset[str]], ...] = (
    (b"\x1f\x8b", Text("gzipで圧縮したもの", "a gzip archive"), UNPACK, frozenset({".osm.gz"})),
    (b"BZh", Text("bzip2で圧縮したもの", "a bzip2 archive"), UNPACK, frozenset({".osm.bz2"})),
    (b"\xfd7zXZ\0", Text("xzで圧縮したもの", "an xz archive"), UNPACK, frozenset()),
    (b"(\xb5/\xfd", Text("zstdで圧縮したもの", "a zstd archive"), UNPACK, frozenset()),
    (b"7z\xbc\xaf'\x1c", Text("7-Zipの書庫", "a 7-Zip archive"), UNPACK, frozenset()),
    (b"Rar!\x1a\x07", Text("RARの書庫", "a RAR archive"), UNPACK, frozenset()),
    (b"%PDF-", Text("PDF", "a PDF"), ASK, frozenset()),
    (b"\x89PNG\r\n", Text("PNGの画像", "a PNG picture"), PLAIN, frozenset()),
    (b"\xff\xd8\xff", Text("JPEGの画像", "a JPEG picture"), PLAIN, frozenset()),
    (b"GIF8", Text("GIFの画像", "a GIF picture"), PLAIN, frozenset()),
    (b"\x7fELF", Text("プログラム", "a program"), PLAIN, frozenset()),
    (b"SQLite format 3\0", Text("SQLiteのデータベース", "an SQLite database"), PLAIN, frozenset({".gpkg"})),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE, AS_XLSX, BOOKS),
)
"""First bytes, what that is, what to do, suffixes that may be so."""


def check_signature(path: Path, name: str, suffix: str) -> None:
    """FileError when a file is plainly of another kind than its suffix says. Doubtful ones are left to the reader."""
    with path.open("rb") as opened:
        start = opened.read(LOOKED_AT)
    for first, what, advice, may in SIGNATURES:
        if start.startswith(first) and suffix not in may:
            raise _mislabelled(name, suffix, what, advice)
    if start[2:5] == b"-lh" and start[6:7] == b"-":
        raise _mislabelled(name, suffix, Text("LZHの書庫", "an LZH archive"), UNPACK)
    zipped = start.startswith(b"PK\x03\x04")
    if zipped and suffix not in ZIPPED_BOOKS | {".zip"}:
        raise _mislabelled(name, suffix, *_zipped(path))
    if zipped and suffix in ZIPPED_BOOKS:
        _check_office(path, name, suffix)
    if not zipped:
        _check_text(start, name, suffix)


def _check_text(start: bytes, name: str, suffix: str) -> None:
    """Text where something else is expected, and web pages and other marked-up text wherever they are."""
    said = start.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    if said.startswith(b"mime-version:"):
        raise _mislabelled(name, suffix, Text("Webページ（MHTML）", "a web page (MHTML)"), AS_XLSX)
    if said.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in said:
        raise _mislabelled(name, suffix, Text("Excel 2003のXML", "an Excel 2003 XML file"), AS_XLSX)
    page = said.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head"))
    if page or (said.startswith((b"<?xml", b"<!--")) and b"<html" in said):
        raise _mislabelled(name, suffix, Text("Webページ（HTML）", "a web page (HTML)"), AS_XLSX if suffix in BOOKS else GET_DATA)
    if said.startswith(b"<?xml") and suffix in TEXTS | BOOKS:
        raise _mislabelled(name, suffix, Text("XML", "an XML file"), PLAIN)
    if said.startswith(b"{\\rtf"):
        raise _mislabelled(name, suffix, Text("RTFの文書", "an RTF document"), AS_XLSX)
    if suffix in BOOKS and _is_text(start):
        raise _mislabelled(name, suffix, Text("文字だけのファイル（CSVなど）", "plain text (such as CSV)"), AS_CSV)
    if suffix in {".csv", ".tsv"} and said.startswith(b"{") and b'"type"' in said:
        raise _mislabelled(
            name, suffix, Text("JSON", "JSON"), Text("拡張子を .geojson にしてください。", "Rename it to .geojson.")
        )


def _is_text(start: bytes) -> bool:
    if not start or b"\0" in start:
        return False
    for codec in ("utf-8", "cp932"):
        try:
            text = start.decode(codec)
        except UnicodeDecodeError as error:
            # The look may end within a sign.
            if len(start) < LOOKED_AT or error.start < LOOKED_AT - 4:
                continue
            text = start[: error.start].decode(codec)
        return all(sign.isprintable() or sign in "\r\n\t" for sign in text)
    return False


def _zipped(path: Path) -> tuple[Text, Text]:
    names = _members(path)
    if "xl/workbook.xml" in names:
        return Text("Excelのブック（.xlsx）", "an Excel workbook (.xlsx)"), Text(
            "拡張子を .xlsx に直してください。", "Rename it to .xlsx."
        )
    return Text("zip", "a zip"), Text("拡張子を .zip に直してください。", "Rename it to .zip.")


def _check_office(path: Path, name: str, suffix: str) -> None:
    names = _members(path)
    for member, what in (
        ("word/document.xml", Text("Wordの文書", "a Word document")),
        ("ppt/presentation.xml", Text("PowerPointの資料", "a PowerPoint file")),
    ):
        if member in names:
            raise _mislabelled(name, suffix, what, Text("表をExcelに移してください。", "Copy the table into a workbook."))
    if "xl/workbook.bin" in names and suffix != ".xlsb":
        raise _mislabelled(name, suffix, Text("Excelのバイナリブック（.xlsb）", "a binary workbook (.xlsb)"), AS_XLSX)


def _members(path: Path) -> frozenset[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return frozenset()


def _mislabelled(name: str, suffix: str, what: Text, advice: Text) -> FileError:
    return refuse(
        name,
        "mislabelled",
        f"拡張子は {suffix} ですが、中身は{what.ja}です。{advice.ja}",
        f"It is called {suffix}, but it is {what.en}. {advice.en}",
        value=what.en,
    )
