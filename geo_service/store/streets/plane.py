"""The stored streets of a release as a City's network: in the city's plane zone, with whole decimetres and slopes."""

from __future__ import annotations

from typing import Any

import numpy as np
import psycopg
import pyproj
from numpy.typing import NDArray

from geo_service.coverage.network import Network
from geo_service.store.projection import STORED
from geo_service.store.streets.kept import unpacked
from geo_service.store.streets.made import Streets, line_lengths
from geo_service.store.streets.slopes import slopes
from geo_service.store.streets.tags import RANKS
from geo_service.store.streets.topology import islands

Floats = NDArray[np.float64]


def network_of(conn: psycopg.Connection[Any], release: int, srid: int) -> Network | None:
    """The network of a release (its id), None when no streets are loaded. One dataset of streets is in a release."""
    row = conn.execute(
        "SELECT n.arrow, v.title FROM frame.release_dataset r JOIN frame.network n ON n.version = r.version"
        " JOIN frame.dataset_version v ON v.id = r.version WHERE r.release = %s AND r.used ORDER BY v.id DESC LIMIT 1",
        (release,),
    ).fetchone()
    if row is None:
        return None
    ground, heights = _ground(conn, release, srid)
    return plane_network(unpacked(row[0]), srid, ground, heights, str(row[1]))


def _ground(conn: psycopg.Connection[Any], release: int, srid: int) -> tuple[Floats, Floats]:
    """(g, 2) plane metres and (g,) heights of the release's elevation points."""
    rows = conn.execute(
        "SELECT ST_X(p.plane), ST_Y(p.plane), p.height FROM (SELECT f.id, ST_Transform(f.geom, %s::integer) AS plane,"
        " (f.attributes ->> 'elevation_m')::float8 AS height FROM frame.release_dataset r"
        " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset"
        " JOIN frame.feature f ON f.version = v.id WHERE r.release = %s AND r.used AND d.layer = 'elevation'"
        " AND f.geom IS NOT NULL AND f.attributes ->> 'elevation_m' IS NOT NULL) AS p ORDER BY 1, 2, 3",
        (srid, release),
    ).fetchall()
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return table[:, :2], table[:, 2]


def plane_network(
    streets: Streets, srid: int, ground: Floats | None = None, heights: Floats | None = None, title: str = ""
) -> Network:
    """Streets in the plane zone ``srid``. ``ground`` (g, 2) plane metres with ``heights`` (g,) give slopes."""
    move = pyproj.Transformer.from_crs(STORED, f"EPSG:{srid}", always_xy=True)
    coords = np.column_stack(move.transform(streets.coords[:, 0], streets.coords[:, 1])).reshape(-1, 2)
    first, last = streets.offsets[:-1], streets.offsets[1:] - 1
    x, y = np.full(len(streets.node), np.nan), np.full(len(streets.node), np.nan)
    for nodes, at in ((streets.start, first), (streets.end, last)):
        x[nodes], y[nodes] = coords[at, 0], coords[at, 1]
    length = line_lengths(np.hypot(*np.diff(coords, axis=0).T), streets.offsets)
    straight = np.hypot(x[streets.end] - x[streets.start], y[streets.end] - y[streets.start])
    decimetres = np.maximum(1, np.ceil(np.maximum(length, straight) * 10)).astype(np.int32)
    steep = np.full(len(streets), np.nan, dtype=np.float32)
    if ground is not None and heights is not None:
        steep = slopes(coords, streets.offsets, streets.flags, ground, heights)
    return Network(
        x=x,
        y=y,
        start=streets.start.astype(np.int32),
        end=streets.end.astype(np.int32),
        length_dm=decimetres,
        flags=streets.flags.astype(np.uint16),
        slope=steep,
        coords=coords,
        coord_offsets=streets.offsets.astype(np.int64),
        way=streets.way.astype(np.int64),
        name=streets.name.astype(np.int32),
        names=streets.names,
        island=islands(streets.start, streets.end, streets.flags, decimetres / 10, len(streets.node)).astype(np.int32),
        title=title,
        rank=_ranks(streets),
    )


def _ranks(streets: Streets) -> NDArray[np.uint8]:
    """(m,) how wide each street is drawn, by its class; an edge of several classes has that of its first piece."""
    # The last is that of streets without a class (-1).
    of = np.array([*(RANKS.get(kind, 0) for kind in streets.kinds), 0], dtype=np.uint8)
    return np.asarray(of[streets.kind], dtype=np.uint8)
