"""Rows of a query as columns: numbers to numpy arrays, texts to tuples, without a Python object or a message a row."""

from __future__ import annotations

from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from numpy.typing import NDArray
from psycopg import sql

HEADER = 20
"""Bytes of a one-dimensional array before its elements: dimensions, flags, type, length, lower bound."""
LENGTHS_AND_BYTES = ("array_agg(octet_length(convert_to({}, 'UTF8')))", "string_agg(convert_to({}, 'UTF8'), '')")


def fetch(conn: psycopg.Connection[Any], query: str | sql.Composed, types: str, *values: Any) -> NDArray[Any]:
    """Rows of numbers as a structured array (fields f0, f1, …), in the order of the query.

    ``types``: a numpy type per column ("i4 f8"); SQL types must be integer, bigint or double precision of that width and
    never NULL.
    """
    kinds = types.split()
    columns = _aggregated(conn, query, len(kinds), ("array_agg({})",), values)
    arrays = [_numbers(column, kind) for kind, column in zip(kinds, columns, strict=True)]
    out = np.empty(len(arrays[0]), dtype=[(f"f{i}", kind) for i, kind in enumerate(kinds)])
    for i, array in enumerate(arrays):
        out[f"f{i}"] = array
    return out


def fetch_texts(conn: psycopg.Connection[Any], query: str, n: int, *values: Any) -> tuple[tuple[str, ...], ...]:
    """The n text columns of a query, each as a tuple, in the order of the query. Never NULL."""
    columns = _aggregated(conn, query, n, LENGTHS_AND_BYTES, values)
    out = []
    for length, body in zip(columns[:n], columns[n:], strict=True):
        sizes = _numbers(length, "i4")
        offsets = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(body or b"")]
        out.append(tuple(pa.Array.from_buffers(pa.large_string(), len(sizes), buffers).to_pylist()))
    return tuple(out)


def _numbers(column: bytes | None, kind: str) -> NDArray[Any]:
    wire = np.dtype([("bytes", ">i4"), ("value", f">{kind}")])
    return np.frombuffer(column[HEADER:] if column else b"", dtype=wire)["value"]


def _aggregated(
    conn: psycopg.Connection[Any], query: str | sql.Composed, n: int, aggregates: tuple[str, ...], values: tuple[Any, ...]
) -> list[bytes | None]:
    """Each aggregate of each of the n columns, in the server's binary form; None where there are no rows."""
    names = [sql.Identifier(f"f{i}") for i in range(n)]
    whole = sql.SQL("SELECT {} FROM ({}) AS q ({})").format(
        sql.SQL(", ").join(sql.SQL(aggregate).format(name) for aggregate in aggregates for name in names),
        sql.SQL(query) if isinstance(query, str) else query,
        sql.SQL(", ").join(names),
    )
    result = conn.cursor(binary=True).execute(whole, values).pgresult
    assert result is not None
    return [result.get_value(0, i) for i in range(n * len(aggregates))]
