"""Streets in the database: one Arrow file a dataset version, in degrees as OpenStreetMap counts them (ten-millionths)."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa

from geo_service.errors import DatabaseError
from geo_service.store.sections import Missing, Reader, Writer
from geo_service.store.streets.made import Streets

UNIT = 1e7
"""OpenStreetMap's coordinates are whole ten-millionths of a degree, so as whole numbers they are exact."""
NUMBERS = ("node", "start", "end", "flags", "way", "kind", "name", "offsets", "length_m", "island")
DEGREES = ("lon", "lat", "coords")
WORDS = ("kinds", "names")


def packed(streets: Streets) -> bytes:
    """The streets as bytes; the same streets give the same bytes."""
    out = Writer()
    for name in NUMBERS:
        out.numbers(name, getattr(streets, name))
    for name in DEGREES:
        out.numbers(name, np.rint(getattr(streets, name) * UNIT).astype(np.int32))
    for name in WORDS:
        out.words(name, getattr(streets, name))
    schema = pa.schema(out.fields)
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(pa.record_batch(out.columns, schema=schema))
    return sink.getvalue()


def unpacked(content: bytes) -> Streets:
    """The streets of :func:`packed` bytes. DatabaseError when they are damaged or newer than this service knows."""
    try:
        with pa.ipc.open_file(pa.BufferReader(content)) as reader:
            file = Reader(reader.schema, reader.get_batch(0))
        numbers: dict[str, Any] = {name: file.numbers(name) for name in NUMBERS}
        numbers |= {name: file.numbers(name) / UNIT for name in DEGREES}
        numbers["coords"] = numbers["coords"].reshape(-1, 2)
        return Streets(**numbers, **{name: file.words(name) for name in WORDS})
    except (pa.ArrowException, Missing, ValueError, TypeError) as error:
        raise DatabaseError(
            "保存してある道のデータが読めません。OpenStreetMapのファイルを読み込み直してください。",
            "The stored streets cannot be read. Load the OpenStreetMap file again.",
        ) from error


def save_streets(conn: psycopg.Connection, version: int, streets: Streets) -> None:
    """Write the streets of a dataset version; in the transaction that makes it."""
    conn.execute("INSERT INTO frame.network (version, arrow) VALUES (%s, %s)", (version, packed(streets)))
