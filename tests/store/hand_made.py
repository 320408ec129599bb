"""A city put into the frame by hand: rows of any layer as shapes in metres, without going through files.

The city has two wards side by side, each 1,000 m square, from ``ORIGIN`` in plane zone IX, and four towns of 500 × 1,000 m.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
import shapely
from pyproj import Transformer
from shapely.geometry import Point, box

CITY, SRID = "99900", 6677
ORIGIN = (-20_000.0, -50_000.0)
_LONLAT = Transformer.from_crs(SRID, 6668, always_xy=True)


@dataclass(frozen=True)
class Row:
    """One feature: shape in metres from ``ORIGIN`` (None: no position) and its attributes."""

    name: str
    shape: Any = None
    place_key: str = ""
    municipality: str = CITY
    accuracy: str = "point"
    attributes: dict[str, Any] = field(default_factory=dict)


def at(x: float, y: float) -> Point:
    """A point in metres from ``ORIGIN``."""
    return Point(x, y)


def lonlat(shape: Any) -> Any:
    """A shape in metres from ``ORIGIN`` in longitude, latitude."""
    import numpy as np

    def turn(xy: Any) -> Any:
        return np.column_stack(_LONLAT.transform(xy[:, 0] + ORIGIN[0], xy[:, 1] + ORIGIN[1]))

    return shapely.transform(shape, turn)


def add_city(
    conn: psycopg.Connection[Any], code: str = CITY, fictitious: bool = False, name: str = "こだま市", en: str = "Kodama City"
) -> None:
    """Register a city."""
    conn.execute(
        "INSERT INTO frame.city (code, name_ja, name_en, srid, fictitious) VALUES (%s, %s, %s, %s, %s)",
        (code, name, en, SRID, fictitious),
    )


def add(
    conn: psycopg.Connection[Any],
    layer: str,
    rows: Sequence[Row],
    *,
    city: str = CITY,
    source: str = "city",
    part: str = "",
    reference_date: str = "2025",
    groups: Sequence[str] = (),
    municipality: str = CITY,
) -> int:
    """Import rows as the next version of a dataset. Returns the id of the version."""
    with conn.transaction():
        dataset = conn.execute(
            "INSERT INTO frame.dataset (city, layer, source, part) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (city, layer, source, part) DO UPDATE SET part = excluded.part RETURNING id",
            (city, layer, source, part),
        ).fetchone()[0]  # type: ignore[index]
        version = conn.execute(
            "INSERT INTO frame.dataset_version (dataset, number, title, file_name, sha256, format, reference_date, licence,"
            " municipality, groups, row_count, good_count, rejected_count)"
            " SELECT %s, coalesce(max(number), 0) + 1, %s, 'made.geojson', '', 'test', %s, 'CC-BY-4.0', %s, %s, %s, %s, 0"
            " FROM frame.dataset_version WHERE dataset = %s RETURNING id",
            (dataset, f"{layer} {source}", reference_date, municipality, list(groups), len(rows), len(rows), dataset),
        ).fetchone()[0]  # type: ignore[index]
        with conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO frame.feature (version, row_no, key, place_key, name, municipality, accuracy, geom, attributes)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, ST_GeomFromWKB(%s, 6668), %s)",
                [
                    (
                        version, i, row.name, row.place_key or row.name, row.name, row.municipality, row.accuracy,
                        None if row.shape is None else shapely.to_wkb(lonlat(row.shape)),
                        json.dumps({"name": row.name} | row.attributes),
                    )
                    for i, row in enumerate(rows, start=2)
                ],
            )  # fmt: skip
    return int(version)


WARDS = (
    Row("西区", box(0, 0, 1000, 1000), attributes={"code": "99901", "name_en": "West Ward"}),
    Row("東区", box(1000, 0, 2000, 1000), attributes={"code": "99902", "name_en": "East Ward"}),
)
TOWNS = tuple(
    Row(f"{'一二三四'[i]}町", box(500 * i, 0, 500 * i + 500, 1000), attributes={"code": f"9990{1 + i // 2}:{i}"})
    for i in range(4)
)
PEOPLE = tuple(
    Row(
        f"{'一二三四'[i]}町",
        box(500 * i, 0, 500 * i + 500, 1000),
        attributes={"code": f"9990{1 + i // 2}:{i}", "residents": 100 * i},
    )
    for i in range(4)
)
ASSOCIATIONS = (
    Row("南町内会", box(250, 0, 1250, 400), attributes={"code": "a1", "confirmed": True}),
    Row("中町内会", box(750, 200, 1750, 600), attributes={"code": "a2", "confirmed": True}),
)


def add_ground(conn: psycopg.Connection[Any]) -> None:
    """The city with its wards, towns, associations and residents by town."""
    add_city(conn)
    add(conn, "wards", WARDS)
    add(conn, "towns", TOWNS)
    add(conn, "association_areas", ASSOCIATIONS)
    add(conn, "population", PEOPLE, groups=["residents"])
