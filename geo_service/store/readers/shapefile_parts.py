"""The parts of a Shapefile held against each other: GDAL reads what it can of a cut or mixed-up set and says nothing."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_service.errors import FileError
from geo_service.store.readers.raw import refuse
from geo_service.store.readers.table import UTF8_KANA

HEADER = 100
"""Bytes of the header of .shp and .shx; their lengths are in words of two bytes."""
EMPTY_WORDS = 2
"""A record without a shape holds its type only."""


def check_parts(shp: Path, shx: Path, dbf: Path, name: str) -> NDArray[np.bool_]:
    """(n,) True for records that hold a shape. FileError when a part is cut off or its rows are not those of the others."""
    for part in (shp, shx):
        size = part.stat().st_size
        with part.open("rb") as opened:
            head = opened.read(HEADER)
        if len(head) < HEADER or head[:4] != b"\0\0\x27\x0a":
            raise _damaged(name, part.suffix)
        if 2 * int.from_bytes(head[24:28], "big") > size:
            raise _cut(name, part.suffix)
    size = shp.stat().st_size
    index = np.frombuffer(shx.read_bytes()[HEADER:], dtype=">i4")
    index = index[: len(index) // 2 * 2].reshape(-1, 2).astype(np.int64)
    if ((index < 0).any(axis=1) | (2 * (index[:, 0] + index[:, 1]) + 8 > size)).any():
        raise _cut(name, ".shp")
    rows = _rows(dbf, name)
    if rows != len(index):
        raise refuse(
            name,
            "shapefile_rows",
            f"図形は{len(index):,}件、属性（.dbf）は{rows:,}件です。同じときに書き出した .shp .shx .dbf をそろえてください。",
            f"There are {len(index):,} shapes but {rows:,} rows of attributes (.dbf). Put .shp .shx .dbf of one export together.",
            value=f"{len(index)} / {rows}",
        )
    return np.asarray(index[:, 1] > EMPTY_WORDS)


def _rows(dbf: Path, name: str) -> int:
    size = dbf.stat().st_size
    with dbf.open("rb") as opened:
        head = opened.read(32)
    if len(head) < 32:
        raise _cut(name, ".dbf")
    rows, header, length = struct.unpack("<IHH", head[4:12])
    if header < 33 or length < 2:
        raise _damaged(name, ".dbf")
    # The mark at the end is often missing, and so are the last row's trailing spaces.
    if header + rows * length > size + length // 2 + 1:
        raise _cut(name, ".dbf")
    return int(rows)


def said_wrongly(dbf: Path) -> bool:
    """Whether a .dbf that is said to be CP932 holds rows of Japanese in UTF-8: as CP932 they would become 縺ゅ縺."""
    data = dbf.read_bytes()
    header, length = struct.unpack("<HH", data[8:12])
    for found in UTF8_KANA.finditer(data, header):
        row = header + (found.start() - header) // length * length
        try:
            data[row : row + length].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _cut(name: str, suffix: str) -> FileError:
    return refuse(
        name,
        "shapefile",
        f"シェープファイルの{suffix}が途中で切れているか、壊れています。取り直してください。",
        f"The Shapefile's {suffix} is cut off or damaged. Get it again.",
        value=suffix,
    )


def _damaged(name: str, suffix: str) -> FileError:
    return refuse(
        name,
        "shapefile",
        f"シェープファイルの{suffix}が正しくありません。GISから書き出し直してください。",
        f"The Shapefile's {suffix} is none. Export it from a GIS again.",
        value=suffix,
    )
