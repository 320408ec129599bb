# ruff: noqa: E501
"""Zips that are made to harm, and what is no file at all."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from tests.broken.make import GOOD, Broken, csv, good_geojson, row, zipped

CSV = csv(GOOD)()


def members(*made: tuple[zipfile.ZipInfo, bytes]) -> Callable[[], bytes]:
    """A zip of members made by hand."""

    def make() -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, data in made:
                archive.writestr(info, data)
        return out.getvalue()

    return make


def link(name: str, target: str) -> Callable[[], bytes]:
    """A zip with a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return members((info, target.encode()))


def patched(at: bytes, offset: int, new: bytes, of: Callable[[], bytes] | None = None) -> Callable[[], bytes]:
    """A zip of a CSV with bytes changed behind each header of a kind."""

    def make() -> bytes:
        data = bytearray((of or zipped({"a.csv": CSV * 30}))())
        start = data.find(at)
        while start >= 0:
            data[start + offset : start + offset + len(new)] = new
            start = data.find(at, start + 4)
        return bytes(data)

    return make


def cp932_name(name: str, data: bytes) -> Callable[[], bytes]:
    """A zip with a name in CP932 and nothing that says so, as Windows writes it."""
    raw = name.encode("cp932")
    stand_in = "x" * len(raw)
    return lambda: zipped({stand_in: data})().replace(stand_in.encode(), raw)


def overlapping() -> bytes:
    """Many entries that share the bytes of one."""
    data = zipped({"a.csv": CSV * 30})()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, tail = data[start:end], bytearray(data[end:])
    entries = b"".join(entry.replace(b"a.csv", b"%d.csv" % number) for number in range(10))
    tail[8:16] = struct.pack("<HHI", 10, 10, len(entries))
    return data[:start] + entries + bytes(tail)


def folder(path: Path) -> None:
    """An empty folder."""
    path.mkdir()


CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"

ZIPS: tuple[Broken, ...] = (
    Broken("zip-backslash", "back.zip", zipped({"..\\..\\a.csv": CSV}), "zip_path", "outside"),
    Broken("zip-drive", "drive.zip", zipped({"C:\\a.csv": CSV}), "zip_path", "outside"),
    Broken("zip-drive-slash", "drives.zip", zipped({"d:/a.csv": CSV}), "zip_path", "outside"),
    Broken("zip-share", "share.zip", zipped({"\\\\server\\share\\a.csv": CSV}), "zip_path", "outside"),
    Broken("zip-up-inside", "inside.zip", zipped({"a/../../b.csv": CSV}), "zip_path", "outside"),
    Broken("zip-up-last", "uplast.zip", zipped({"a/..": CSV}), "zip_path", "outside"),
    Broken("zip-link", "link.zip", link("a.csv", "/etc/passwd"), "zip_link", "link"),
    Broken("zip-link-folder", "linkf.zip", link("data", "/"), "zip_link", "link"),
    Broken("zip-name-rtl", "rtl.zip", zipped({"a\u202evsc.csv": CSV}), "zip_name", "hidden"),
    Broken("zip-name-newline", "newline.zip", zipped({"a\nb.csv": CSV}), "zip_name", "control"),
    Broken("zip-name-escape", "escapes.zip", zipped({"\x1b[2Ja.csv": CSV}), "zip_name", "control"),
    Broken("zip-name-zero-width", "zw.zip", zipped({"a\u200b.csv": CSV}), "zip_name", "hidden"),
    Broken("zip-name-slash-only", "slash.zip", zipped({"./": b"", ".": CSV}), "zip_name", "no name"),
    Broken("zip-cp932-name", "cp932.zip", cp932_name("表ソ能.csv", csv(row(名称=""))()), "required", "is empty", row=2),
    Broken("zip-nested-deep", "deep.zip", zipped({"b.zip": zipped({"c.zip": zipped({"a.csv": CSV})()})()}), "zip_in_zip", "zip"),
    Broken("zip-capital-zip", "capital.zip", zipped({"B.ZIP": CSV}), "zip_in_zip", "zip in the zip"),
    Broken("zip-overlapping", "overlap.zip", overlapping, "zip", "damaged"),
    Broken("zip-size-less", "less.zip", patched(CENTRAL, 24, struct.pack("<I", 10)), "zip", "damaged"),
    Broken("zip-size-gigantic", "gigantic.zip", patched(CENTRAL, 24, struct.pack("<I", 4_000_000_000)), "zip_ratio|max_file_mb", ""),
    Broken("zip-wrong-sum", "sum.zip", patched(CENTRAL, 16, b"\0\0\0\0"), "zip", "damaged"),
    Broken("zip-other-local-name", "local.zip", patched(LOCAL, 30, b"b"), "zip", "damaged"),
    Broken("zip-deflate64", "d64.zip", patched(CENTRAL, 10, struct.pack("<H", 9)), "zip_method", "number 9"),
    Broken("zip-implode", "implode.zip", patched(CENTRAL, 10, struct.pack("<H", 6)), "zip_method", "number 6"),
    Broken("zip-aes", "aes.zip", patched(CENTRAL, 8, struct.pack("<HH", 1, 99)), "password", "password"),
    Broken("zip-offset-far", "offset.zip", patched(CENTRAL, 42, struct.pack("<I", 0x7FFFFFFF)), "zip", "damaged"),
    Broken("zip-bzip2-bomb", "bzbomb.zip", zipped({"a.csv": b"0" * 20_000_000}, zipfile.ZIP_BZIP2), "zip_ratio", "max_zip_ratio"),
    Broken("zip-lzma-bomb", "lzbomb.zip", zipped({"a.csv": b"0" * 20_000_000}, zipfile.ZIP_LZMA), "zip_ratio", "max_zip_ratio"),
    Broken("zip-bomb-of-picture", "picbomb.zip", zipped({"a.csv": CSV, "a.png": b"0" * 20_000_000}), "zip_ratio", "max_zip_ratio"),
    Broken("zip-ten-thousand", "tenthousand.zip", zipped({f"{n}.csv": b"" for n in range(10_000)}), "zip_members", "10,000 files"),
    Broken("zip-empty", "void.zip", zipped({}), "empty|zip", ""),
    Broken("zip-of-folders", "folders.zip", zipped({"a/": b"", "b/": b""}), "empty", "no file"),
    Broken("zip-of-mac-leftovers", "mac.zip", zipped({"__MACOSX/._a.csv": b"junk", ".DS_Store": b"junk"}), "empty", "no file"),
    Broken("zip-empty-member", "emptymember.zip", zipped({"a.csv": b""}), "empty", "0 bytes"),
    Broken("zip-member-page", "page.zip", zipped({"a.csv": b"<html>404</html>"}), "mislabelled", "web page"),
    Broken("zip-member-shp-alone", "shp.zip", zipped({"a.shp": b"x"}), "shapefile", ".shx"),
    Broken("zip-member-utf-16", "wide.zip", zipped({"a.csv": csv(GOOD, encoding="utf-16")()}), "encoding", "UTF-16"),
    Broken("zip-renamed-json", "json.zip", good_geojson, "zip", "damaged"),
    Broken("zip-zeros", "zeros.zip", lambda: bytes(2_000), "zip", "damaged"),
    Broken("xlsx-path", "path.xlsx", zipped({"../a.xml": b"<a/>"}), "zip_path", "outside"),
    Broken("xlsx-bomb", "bomb.xlsx", zipped({"xl/worksheets/sheet1.xml": b" " * 20_000_000}), "zip_ratio", "max_zip_ratio"),
    Broken("gml", "a.gml.bad", lambda: b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "format", "not read"),
    # what is no file
    Broken("missing", "missing.csv", lambda: b"", "missing", "no such file", place=lambda path: None),
    Broken("folder-as-csv", "folder.csv", lambda: b"", "empty_folder", "folder", place=folder),
    Broken("pipe", "pipe.csv", lambda: b"", "not_a_file", "pipe", place=lambda path: os.mkfifo(path)),
    Broken("device", "device.csv", lambda: b"", "not_a_file", "ordinary", place=lambda path: path.symlink_to("/dev/zero")),
    Broken("link-round", "round.csv", lambda: b"", "unreadable", "cannot be opened", place=lambda path: path.symlink_to(path)),
    Broken("link-to-nothing", "dangling.csv", lambda: b"", "missing", "no such file", place=lambda path: path.symlink_to("none.csv")),
    Broken("name-no-text", os.fsdecode(b"a\xff.csv"), csv(GOOD), "file_name", "Rename"),
)  # fmt: skip
