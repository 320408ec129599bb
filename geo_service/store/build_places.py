"""Places of a City from the rows of a release: one place per place key and dataset.

A place stands at the mean of its best placed rows, carries the shortest of its rows' names, is designated for a hazard
when any of its rows is (not designated when every row says so, else not stated), and sums the capacities that are known.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from geo_service.coverage.city import NOT_ASSESSED, OUTSIDE, Membership, Places
from geo_service.store.arrays import fetch, fetch_texts
from geo_service.store.atoms import zone_keys
from geo_service.store.joins import JoinTarget, roles
from geo_service.store.place_figures import with_figures
from geo_service.store.place_grounds import with_grounds
from geo_service.store.sql import run
from layers import LAYERS
from layers.base import Layer

ACCURACY = ("point", "block", "square", "area")
SAID_NO = 31
"""Where the bits of marks that say no begin: a layer has far fewer marks."""


def places_of(
    conn: psycopg.Connection[Any], target: JoinTarget, dataset_index: dict[int, int], grounds: tuple[str, ...] = ()
) -> dict[str, Places]:
    """Layer id → places, of every place layer that the release has rows of. After the joins, in their transaction.

    ``dataset_index``: dataset version id → index into City.datasets. ``grounds``: keys of the classes of ground laid.
    """
    kinds = json.dumps({layer.id: layer.kind for layer in LAYERS.values() if layer.kind})
    run(conn, "places", release=target.release, srid=target.srid, roles=roles(), kinds=kinds)
    wards = {code for (code,) in conn.execute("SELECT code FROM unit WHERE unit_set = 'wards'")}
    sets = [str(name) for (name,) in conn.execute("SELECT DISTINCT unit_set FROM unit ORDER BY unit_set")]
    keys = zone_keys(conn)
    loaded = {str(name) for (name,) in conn.execute("SELECT DISTINCT layer FROM place")}
    own = {target.city, "", *wards}
    places = {
        id: _layer(conn, layer, target, own, sets, keys, dataset_index, grounds) for id, layer in LAYERS.items() if id in loaded
    }
    return with_grounds(conn, target, with_figures(conn, target, places))


def _layer(
    conn: psycopg.Connection[Any],
    layer: Layer,
    target: JoinTarget,
    own: set[str],
    sets: list[str],
    keys: dict[str, str],
    dataset_index: dict[int, int],
    grounds: tuple[str, ...],
) -> Places:
    words = fetch_texts(
        conn,
        "SELECT p.place_key, p.name, p.address, p.kind, p.municipality, p.remarks FROM place p WHERE p.layer = %s ORDER BY p.idx",
        6,
        layer.id,
    )
    keys_of, name, address, kind, municipality, remarks = words
    numbers = fetch(
        conn,
        "SELECT p.x, p.y, coalesce(ST_X(p.lonlat), 'NaN'), coalesce(ST_Y(p.lonlat), 'NaN'), p.capacity, p.area_m2,"
        " p.doubt, p.rows, p.version, p.used::integer FROM place p WHERE p.layer = %s ORDER BY p.idx",
        "f8 f8 f8 f8 f8 f8 i4 i4 i8 i4",
        layer.id,
    )
    source_of = dict(
        conn.execute("SELECT v.id, d.source FROM frame.dataset_version v JOIN frame.dataset d ON d.id = v.dataset").fetchall()
    )
    version = numbers["f8"].tolist()
    n = len(numbers)
    members = {}
    for unit_set in sets:
        pairs = fetch(
            conn,
            "SELECT idx, unit FROM place_unit WHERE layer = %s AND unit_set = %s ORDER BY idx, unit",
            "i4 i4",
            layer.id,
            unit_set,
        )
        members[unit_set] = Membership(pairs["f0"].astype(np.int32), pairs["f1"].astype(np.int32))
    return Places(
        layer=layer.id,
        id=_ids(keys_of, municipality, tuple(source_of[one] for one in version)),
        name=name,
        address=address,
        kind=kind,
        x=_column(numbers, 0),
        y=_column(numbers, 1),
        lon=_column(numbers, 2),
        lat=_column(numbers, 3),
        accuracy=tuple(ACCURACY[doubt] for doubt in numbers["f6"].tolist()),
        municipality=tuple(target.city if code in own else code for code in municipality),
        own=np.array([code in own for code in municipality], dtype=np.bool_),
        used=numbers["f9"] == 1,
        ward=members["wards"].single(n) if "wards" in members else np.full(n, -1, dtype=np.int32),
        members=members,
        capacity=_column(numbers, 4),
        area_m2=_column(numbers, 5),
        marks=_marks(conn, layer, n),
        dataset=np.array([dataset_index[one] for one in version], dtype=np.int32),
        rows=np.ascontiguousarray(numbers["f7"]).astype(np.int32),
        remarks=remarks,
        zone_inside={key: _inside(conn, layer, key, ground, n) for key, ground in keys.items()},
        ground_class={key: _ground_class(conn, layer, key, n) for key in grounds},
    )


def _column(numbers: np.ndarray[Any, Any], i: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.ascontiguousarray(numbers[f"f{i}"])


def _ids(keys: tuple[str, ...], municipality: tuple[str, ...], source: tuple[str, ...]) -> tuple[str, ...]:
    """The place's key where it is the only one of the layer, else with its municipality, else with its source too."""
    if len(set(keys)) == len(keys):
        return keys
    for ids in (
        keys,
        tuple(f"{m}:{k}" for k, m in zip(keys, municipality, strict=True)),
        tuple(f"{m}:{s}:{k}" for k, m, s in zip(keys, municipality, source, strict=True)),
    ):
        longer = Counter(ids)
        if ids is keys:
            found = list(ids)
            twice = {key for key, count in longer.items() if count > 1}
            continue
        found = [id if key in twice else old for id, key, old in zip(ids, keys, found, strict=True)]
        if len(set(found)) == len(found):
            break
    seen: Counter[str] = Counter()
    # Parts of one source may still repeat a key: number them, in the order of the file.
    for i, id in enumerate(found):
        seen[id] += 1
        if seen[id] > 1:
            found[i] = f"{id}#{seen[id]}"
    return tuple(found)


def _marks(conn: psycopg.Connection[Any], layer: Layer, n: int) -> dict[str, np.ndarray[Any, np.dtype[np.int8]]]:
    if not layer.marks:
        return {}
    # Bits set in SQL, so that one row a place crosses the wire: mark i is bit i when yes, bit SAID_NO + i when no.
    bits = sql.SQL(" + ").join(
        sql.SQL("CASE f.attributes ->> {} WHEN 'true' THEN {} WHEN 'false' THEN {} ELSE 0 END").format(
            sql.Literal(mark), sql.Literal(1 << i), sql.Literal(1 << SAID_NO + i)
        )
        for i, mark in enumerate(layer.marks)
    )
    # Yes if any row says yes; no if all say no.
    query = sql.SQL(
        "SELECT idx, bits, bits FROM (SELECT p.idx, ({bits})::bigint AS bits"
        " FROM place p JOIN frame.feature f ON f.id = p.only_row WHERE p.layer = {layer} OFFSET 0) AS single"
        " UNION ALL SELECT p.idx, bit_or(({bits})::bigint), bit_and(({bits})::bigint)"
        " FROM place p JOIN place_row w ON w.version = p.version AND w.place_key = p.place_key"
        " JOIN frame.feature f ON f.id = w.id WHERE p.layer = {layer} AND p.rows > 1 GROUP BY p.idx"
    ).format(bits=bits, layer=sql.Literal(layer.id))
    rows = fetch(conn, query, "i4 i8 i8")
    out = {mark: np.full(n, -1, dtype=np.int8) for mark in layer.marks}
    for i, mark in enumerate(layer.marks):
        yes, no = (rows["f1"] >> i) & 1, (rows["f2"] >> SAID_NO + i) & 1
        out[mark][rows["f0"]] = np.where(yes, 1, np.where(no, 0, -1))
    return out


def _inside(conn: psycopg.Connection[Any], layer: Layer, key: str, ground: str, n: int) -> np.ndarray[Any, np.dtype[np.int8]]:
    """1 inside the zone, 0 on ground that was assessed, -1 elsewhere."""
    out = np.full(n, -1, dtype=np.int8)
    assessed = (
        "SELECT DISTINCT p.idx FROM place p JOIN assessed_part z ON ST_Intersects(z.plane, p.plane)"
        " WHERE p.layer = %s AND z.key = %s"
    )
    inside = (
        "SELECT DISTINCT p.idx FROM place p JOIN zone_part z ON ST_Intersects(z.plane, p.plane) WHERE p.layer = %s AND z.key = %s"
    )
    out[fetch(conn, assessed, "i4", layer.id, key)["f0"]] = 0
    out[fetch(conn, inside, "i4", layer.id, ground)["f0"]] = 1
    return out


def _ground_class(conn: psycopg.Connection[Any], layer: Layer, key: str, n: int) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Class of the ground each place stands on, the higher one on a border; OUTSIDE where assessed, else NOT_ASSESSED."""
    out = np.full(n, NOT_ASSESSED, dtype=np.int32)
    assessed = (
        "SELECT DISTINCT p.idx FROM place p JOIN ground_assessed z ON ST_Intersects(z.plane, p.plane)"
        " WHERE p.layer = %s AND z.key = %s"
    )
    inside = (
        "SELECT DISTINCT ON (p.idx) p.idx, z.cls FROM place p JOIN class_part z ON ST_Intersects(z.plane, p.plane)"
        " WHERE p.layer = %s AND z.key = %s ORDER BY p.idx, z.cls DESC"
    )
    out[fetch(conn, assessed, "i4", layer.id, key)["f0"]] = OUTSIDE
    found = fetch(conn, inside, "i4 i4", layer.id, key)
    out[found["f0"]] = found["f1"]
    return out
