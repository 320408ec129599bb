"""Dataset versions into the frame: COPY for rows, one statement for the rest. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pandas as pd
import psycopg
import shapely
from numpy.typing import NDArray
from psycopg.types.json import Jsonb

from geo_service.store.city import Target
from geo_service.store.findings import MOST_NOTICES
from geo_service.store.recognise import Meant
from geo_service.store.streets.kept import save_streets
from geo_service.store.validate import Validated

SRID = 6668
NULL = "\\N"
CHUNK = 5_000
"""Rows sent at a time."""


@dataclass(frozen=True)
class VersionFacts:
    """What is said of a dataset version besides its rows."""

    part: str
    municipality: str
    file_name: str
    sha256: str
    mapping_sha256: str
    report: dict[str, Any]
    rejected: bool
    """Whether the rejected rows of the import are stored with this version."""


def save_city(conn: psycopg.Connection, target: Target) -> None:
    """Create or update the city's row, from its boundary rows."""
    conn.execute(
        "INSERT INTO frame.city (code, name_ja, name_en, srid, fictitious) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (code) DO UPDATE SET name_ja = excluded.name_ja, name_en = excluded.name_en, srid = excluded.srid",
        (target.code, target.name, target.name_en, target.srid, target.fictitious),
    )


def save_version(
    conn: psycopg.Connection, city: str, meant: Meant, found: Validated, mask: NDArray[np.bool_], facts: VersionFacts
) -> int:
    """Write one dataset version with the rows of ``mask``; its id."""
    groups = [
        field.name
        for field in meant.layer.fields
        if field.group and field.name in found.attributes and found.attributes[field.name].notna().any()
    ]
    streets = meant.table.streets
    good = int(mask.sum()) if streets is None else len(streets.streets)
    bad = found.bad_count if facts.rejected else 0
    dataset = _one(
        conn,
        "INSERT INTO frame.dataset (city, layer, source, part) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (city, layer, source, part) DO UPDATE SET part = excluded.part RETURNING id",
        (city, meant.layer.id, meant.source, facts.part),
    )
    version = _one(
        conn,
        "INSERT INTO frame.dataset_version (dataset, number, title, file_name, sha256, format, mapping_sha256, encoding, crs, "
        "reference_date, licence, municipality, groups, approximate, row_count, good_count, rejected_count, report) "
        "SELECT %s, coalesce(max(number), 0) + 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s "
        "FROM frame.dataset_version WHERE dataset = %s RETURNING id",
        (
            dataset,
            meant.title or meant.format.title.ja,
            facts.file_name,
            facts.sha256,
            meant.format.id,
            facts.mapping_sha256,
            meant.table.encoding,
            found.crs,
            meant.format.reference_date,
            meant.format.licence,
            facts.municipality,
            groups,
            meant.format.approximate,
            good + bad,
            good,
            bad,
            Jsonb(facts.report),
            dataset,
        ),
    )
    _copy_features(conn, version, meant, found, mask)
    if streets is not None:
        save_streets(conn, version, streets.streets)
    if facts.rejected:
        _copy_rejects(conn, version, meant, found)
    return version


def _one(conn: psycopg.Connection, query: Any, values: Sequence[Any]) -> int:
    row = conn.execute(query, values).fetchone()
    if row is None:
        raise psycopg.DatabaseError("no row came back")
    return int(row[0])


def _copy_features(conn: psycopg.Connection, version: int, meant: Meant, found: Validated, mask: NDArray[np.bool_]) -> None:
    at = np.flatnonzero(mask)
    pieces = [at[start : start + CHUNK] for start in range(0, len(at), CHUNK)]
    with (
        conn.cursor() as cursor,
        cursor.copy(
            "COPY frame.feature (version, row_no, key, place_key, name, municipality, accuracy, placed_by, geom, attributes)"
            " FROM STDIN"
        ) as copy,
        ThreadPoolExecutor(1) as beside,
    ):
        # The next rows are made into text while the server takes the ones before.
        coming: Future[bytes] | None = None
        for piece in [*pieces, None]:
            before = coming
            coming = None if piece is None else beside.submit(_lines, version, meant, found, piece)
            if before is not None:
                copy.write(before.result())


def _lines(version: int, meant: Meant, found: Validated, piece: NDArray[np.int64]) -> bytes:
    """Rows of the features as COPY's text format wants them."""
    frame = found.attributes.iloc[piece]
    keys = [found.keys[place] for place in piece.tolist()]
    attributes = _json_lines(frame.assign(source_id=keys) if meant.format.key is not None else frame)
    names = frame["name"].fillna("").tolist() if "name" in frame else [""] * len(piece)
    shapes = shapely.to_wkb(shapely.set_srid(found.geometry[piece], SRID), hex=True, include_srid=True)
    numbers = meant.table.row_no[found.rows[piece]].tolist()
    lines = [
        f"{version}\t{number}\t{_plain(key)}\t{_plain(found.place_keys[place])}\t{_plain(name)}\t"
        f"{found.municipality[place]}\t{found.accuracy[place]}\t{found.placed_by[place]}\t{shape or NULL}\t{_plain(text)}\n"
        for number, key, place, name, shape, text in zip(numbers, keys, piece.tolist(), names, shapes, attributes, strict=True)
    ]
    return "".join(lines).encode("utf-8")


def _json_lines(frame: pd.DataFrame) -> list[str]:
    """One JSON object a row: every column by its name, missing = null."""
    if not len(frame.columns):
        return ["{}"] * len(frame)
    text = frame.to_json(orient="records", lines=True, force_ascii=False, double_precision=15)
    return str(text).rstrip("\n").split("\n")


def _plain(text: str) -> str:
    """A text as COPY's text format wants it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text.replace("\0", "")


def _copy_rejects(conn: psycopg.Connection, version: int, meant: Meant, found: Validated) -> None:
    with (
        conn.cursor() as cursor,
        cursor.copy(
            "COPY frame.rejected_row (version, row_no, column_name, value, rule, severity, message_ja, message_en, "
            "suggestion_ja, suggestion_en, source_row) FROM STDIN"
        ) as copy,
    ):
        for row in _rejects(meant, found):
            copy.write_row((version, *row))


def _rejects(meant: Meant, found: Validated) -> Iterator[tuple[Any, ...]]:
    table = meant.table
    said: Iterable[Any] = table.bad_rows
    for reject, source in said:
        yield _reject_row(reject, source)
    for one in found.findings.all:
        most = None if one.severity == "bad" else MOST_NOTICES
        for place, reject in zip(one.rows, one.rejects(table, most), strict=False):
            told = table.frame.iloc[int(place)].dropna().to_dict() if one.severity == "bad" else {}
            yield _reject_row(reject, told)


def _reject_row(one: Any, source: Mapping[Any, Any]) -> tuple[Any, ...]:
    kept = {str(key): str(value)[:2_000].replace("\0", "") for key, value in source.items()}
    return (
        one.row,
        one.column,
        one.value.replace("\0", ""),
        one.rule,
        one.severity,
        one.message_ja,
        one.message_en,
        one.suggestion_ja,
        one.suggestion_en,
        orjson.dumps(kept).decode(),
    )
