"""Population cut to atoms: the SQL cuts, this module reads the pieces into arrays in a few large fetches.

Measured on 2 cores shared with other work: 658 towns and 617 association areas of 77 and 95 vertices on average, with zones
over half of the city, make 306,000 atoms; cutting them and their zone shares took 13 seconds, building the rest 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from geo_service.coverage.city import Floats, GroundShares, Ints, Membership
from geo_service.store import sql
from geo_service.store.arrays import fetch
from geo_service.store.joins import SINGLE_SETS, JoinTarget


@dataclass(frozen=True)
class Cut:
    """Atoms of one population dataset version, as in :class:`geo_service.coverage.city.Atoms`, without names and counts.

    ``feature_id``: database ids of the features whose people are on ground (see standing.sql); ``feature`` indexes into it.
    """

    version: int
    feature_id: NDArray[np.int64]
    x: Floats
    y: Floats
    radius: Floats
    area_m2: Floats
    coords: Floats
    ring_offsets: NDArray[np.int64]
    atom_offsets: NDArray[np.int64]
    feature: Ints
    share: Floats
    members: Mapping[str, Membership]
    zone_share: Mapping[str, Floats]
    grounds: Mapping[str, GroundShares] = field(default_factory=dict)


def cut_population(conn: psycopg.Connection[Any], target: JoinTarget, versions: list[int], cell_m: float) -> list[Cut]:
    """Cut the population versions (ids) of a release, after ``lay_ground``, ``lay_classes`` and ``join_units``, in their
    transaction."""
    if not versions:
        return []
    twins = _twins(conn, target, versions)
    once = [version for version in versions if version not in twins]
    sql.run(conn, "atoms", release=target.release, versions=once, srid=target.srid, cell_m=cell_m, single_sets=SINGLE_SETS)
    sql.run(conn, "zone_shares")
    sql.run(conn, "class_shares")
    keys = zone_keys(conn)
    sets = [str(name) for (name,) in conn.execute("SELECT DISTINCT unit_set FROM unit ORDER BY unit_set")]
    cut = {version: _read(conn, version, sets, keys) for version in once}
    for version, (other, ids) in twins.items():
        at = np.array([ids[id] for id in cut[other].feature_id.tolist()], dtype=np.int64)
        cut[version] = replace(cut[other], version=version, feature_id=at)
    return [cut[version] for version in versions]


def _twins(conn: psycopg.Connection[Any], target: JoinTarget, versions: list[int]) -> dict[int, tuple[int, dict[int, int]]]:
    """Version → (an earlier one on the very same ground, its row's id → the id of this version's row there).

    A register and a census on the same 町丁 are the usual case: their ground is cut once.
    """
    first: dict[str, tuple[int, list[int]]] = {}
    out: dict[int, tuple[int, dict[int, int]]] = {}
    for version, mark, ids in sql.run(conn, "same_ground", release=target.release, versions=versions).fetchall():
        if mark in first:
            other, theirs = first[mark]
            out[version] = other, dict(zip(theirs, ids, strict=True))
        else:
            first[mark] = version, ids
    return out


def _read(conn: psycopg.Connection[Any], version: int, sets: list[str], keys: dict[str, str]) -> Cut:
    pop = fetch(
        conn,
        "SELECT id, dimension, idx, ST_X(point), ST_Y(point) FROM pop WHERE version = %s ORDER BY idx",
        "i8 i4 i4 f8 f8",
        version,
    )
    pieces = fetch(conn, "SELECT piece, idx FROM piece WHERE version = %s ORDER BY piece", "i4 i4", version)
    first, shapes, piece_of = _polygons(conn, version, pieces["f0"])
    n_shapes, at_piece = len(shapes), np.searchsorted(pieces["f0"], piece_of)
    feature = pieces["f1"][at_piece].astype(np.int32)
    # What has a position but no ground (points, lines, specks) stands as one atom without area.
    without = np.setdiff1d(pop["f2"], feature).astype(np.int32)
    shapes_xy = shapely.get_coordinates(shapely.centroid(shapes)) if n_shapes else np.empty((0, 2))
    x = np.concatenate([shapes_xy[:, 0], pop["f3"][without]])
    y = np.concatenate([shapes_xy[:, 1], pop["f4"][without]])
    area = np.concatenate([shapely.area(shapes), np.zeros(len(without))])
    coords, rings, atom_offsets = _ragged(shapes, len(without))
    feature = np.concatenate([feature, without]).astype(np.int32)
    members = {}
    for name in sets:
        inside = fetch(conn, "SELECT piece, idx FROM piece_unit WHERE unit_set = %s ORDER BY piece, idx", "i4 i4", name)
        thing, unit = _spread(inside["f0"], inside["f1"], piece_of)
        points = fetch(
            conn,
            "SELECT p.idx, k.idx FROM pop p JOIN pop_unit k USING (id) WHERE p.version = %s AND k.unit_set = %s ORDER BY 1, 2",
            "i4 i4",
            version,
            name,
        )
        point_thing, point_unit = _spread(points["f0"], points["f1"], without)
        members[name] = Membership(
            np.concatenate([thing, point_thing + n_shapes]).astype(np.int32), np.concatenate([unit, point_unit]).astype(np.int32)
        )
    return Cut(
        version=version,
        feature_id=np.ascontiguousarray(pop["f0"]).astype(np.int64),
        x=x,
        y=y,
        radius=_radius(x, y, coords, rings, atom_offsets),
        area_m2=area,
        coords=coords,
        ring_offsets=rings,
        atom_offsets=atom_offsets,
        feature=feature,
        share=shares(feature, area, len(pop)),
        members=members,
        zone_share=_zone_share(conn, version, keys, first, area, pop["f2"], without),
        grounds=_grounds(conn, version, first, area, without),
    )


def zone_keys(conn: psycopg.Connection[Any]) -> dict[str, str]:
    """Zone key → the key whose ground it is (after ``lay_ground``), in a fixed order."""
    return {str(key): str(ground) for key, ground in conn.execute('SELECT key, ground FROM zone_key ORDER BY key COLLATE "C"')}


def shares(feature: Ints, area: Floats, n: int) -> Floats:
    """Each atom's part of its feature's ground, summing to exactly 1 per feature; 1 for an atom that is all of a point."""
    whole = np.bincount(feature, area, minlength=n)[feature]
    share: Floats = np.divide(area, whole, out=np.ones(len(area)), where=whole > 0)
    # The last atom of a feature takes what the others leave: the sum is then 1 and not 1 but for the last bit.
    last = np.full(n, -1)
    last[feature] = np.arange(len(feature))
    last = last[last >= 0]
    share[last] = 0.0
    share[last] = 1.0 - np.bincount(feature, share, minlength=n)[feature[last]]
    return share


def _polygons(conn: psycopg.Connection[Any], version: int, pieces: NDArray[Any]) -> tuple[int, NDArray[np.object_], NDArray[Any]]:
    """First atom number of the version, its atoms' shapes in order of number, and the piece each belongs to."""
    rows = (
        conn.cursor(binary=True)
        .execute(
            "SELECT a.piece, min(a.atom), ST_AsBinary(ST_Collect(a.plane ORDER BY a.atom)) FROM atom a JOIN piece p USING (piece)"
            " WHERE p.version = %s GROUP BY a.piece ORDER BY a.piece",
            (version,),
        )
        .fetchall()
    )
    if not rows:
        return 0, np.empty(0, dtype=object), np.empty(0, dtype=np.int32)
    many = shapely.from_wkb([row[2] for row in rows])
    parts, of = shapely.get_parts(many, return_index=True)
    return int(rows[0][1]), parts, np.array([row[0] for row in rows], dtype=np.int32)[of]


def _ragged(shapes: NDArray[np.object_], points: int) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    if not len(shapes):
        return np.empty((0, 2)), np.zeros(1, dtype=np.int64), np.zeros(points + 1, dtype=np.int64)
    _, coords, (rings, atoms) = shapely.to_ragged_array(shapes)
    atoms = np.concatenate([atoms, np.full(points, atoms[-1])])
    return np.ascontiguousarray(coords[:, :2]), rings.astype(np.int64), atoms.astype(np.int64)


def _radius(x: Floats, y: Floats, coords: Floats, rings: NDArray[np.int64], atoms: NDArray[np.int64]) -> Floats:
    out = np.zeros(len(x))
    starts, ends = rings[atoms[:-1]], rings[atoms[1:]]
    solid = ends > starts
    if solid.any():
        of = np.repeat(np.flatnonzero(solid), (ends - starts)[solid])
        far = np.hypot(coords[:, 0] - x[of], coords[:, 1] - y[of])
        out[solid] = np.maximum.reduceat(far, starts[solid])
    return out


def _spread(key: NDArray[Any], unit: NDArray[Any], things: NDArray[Any]) -> tuple[Ints, Ints]:
    """Pairs (key, unit), sorted by key, spread to the things whose key they are: (thing, unit), sorted by thing."""
    low, high = np.searchsorted(key, things, "left"), np.searchsorted(key, things, "right")
    many = high - low
    thing = np.repeat(np.arange(len(things)), many)
    within = np.arange(len(thing)) - np.repeat(np.cumsum(many) - many, many)
    return thing.astype(np.int32), unit[np.repeat(low, many) + within].astype(np.int32)


def _zone_share(
    conn: psycopg.Connection[Any],
    version: int,
    keys: dict[str, str],
    first: int,
    area: Floats,
    idx: NDArray[Any],
    without: Ints,
) -> dict[str, Floats]:
    """Zone key → share of each atom's ground inside; a point is wholly inside or not."""
    out: dict[str, Floats] = {}
    solid = len(area) - len(without)
    for key in dict.fromkeys(keys.values()):
        share = np.zeros(len(area))
        found = fetch(conn, "SELECT atom, area FROM atom_zone WHERE key = %s ORDER BY atom", "i4 f8", key)
        mine = found[(found["f0"] >= first) & (found["f0"] < first + solid)]
        at = mine["f0"] - first
        share[at] = np.minimum(mine["f1"] / area[at], 1.0)
        points = fetch(
            conn,
            "SELECT DISTINCT p.idx FROM pop p JOIN zone_part z ON ST_Intersects(z.plane, p.point)"
            " WHERE p.version = %s AND z.key = %s",
            "i4",
            version,
            key,
        )
        share[solid:][np.isin(without, points["f0"])] = 1.0
        out[key] = share
    return {key: out[ground] for key, ground in keys.items()}


def _grounds(conn: psycopg.Connection[Any], version: int, first: int, area: Floats, without: Ints) -> dict[str, GroundShares]:
    """Ground key → the atoms' shares of its classes; a point is wholly in one class or in none."""
    solid = len(area) - len(without)
    keys = [str(key) for (key,) in conn.execute('SELECT key FROM class_part GROUP BY key ORDER BY key COLLATE "C"')]
    looked_at = {str(key) for (key,) in conn.execute("SELECT DISTINCT key FROM ground_assessed")}
    out = {}
    for key in keys:
        rows = fetch(conn, "SELECT atom, cls, area FROM atom_class WHERE key = %s ORDER BY atom, cls", "i4 i4 f8", key)
        mine = rows[(rows["f0"] >= first) & (rows["f0"] < first + solid)]
        atom = mine["f0"] - first
        points = _points_in(conn, "class_part", version, key, without)
        # Borders drawn to a centimetre: the classes of an atom never hold more than all of it.
        whole = np.maximum(np.bincount(atom, mine["f2"], len(area)), area)
        share = np.concatenate([mine["f2"] / whole[atom], np.ones(len(points[0]))])
        assessed = np.full(len(area), np.nan)
        if key in looked_at:
            found = fetch(conn, "SELECT atom, area FROM atom_assessed WHERE key = %s ORDER BY atom", "i4 f8", key)
            held = found[(found["f0"] >= first) & (found["f0"] < first + solid)]
            assessed[:] = 0.0
            assessed[held["f0"] - first] = np.minimum(held["f1"] / area[held["f0"] - first], 1.0)
            assessed[solid + _points_in(conn, "ground_assessed", version, key, without)[0]] = 1.0
        out[key] = GroundShares(
            atom=np.concatenate([atom, solid + points[0]]).astype(np.int32),
            cls=np.concatenate([mine["f1"], points[1]]).astype(np.int32),
            share=share,
            assessed=assessed,
        )
    return out


POINTS_IN = {
    "class_part": "SELECT DISTINCT ON (p.idx) p.idx, z.cls FROM pop p JOIN class_part z ON ST_Intersects(z.plane, p.point)"
    " WHERE p.version = %s AND z.key = %s ORDER BY p.idx, z.cls DESC",
    "ground_assessed": "SELECT DISTINCT ON (p.idx) p.idx, 0 FROM pop p JOIN ground_assessed z"
    " ON ST_Intersects(z.plane, p.point) WHERE p.version = %s AND z.key = %s ORDER BY p.idx",
}


def _points_in(
    conn: psycopg.Connection[Any], table: str, version: int, key: str, without: Ints
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Which of the atoms that are points (by their number among them) lie in the table's ground, and in which class."""
    found = fetch(conn, POINTS_IN[table], "i4 i4", version, key)
    at = np.searchsorted(without, found["f0"])
    held = (at < len(without)) & (without[np.minimum(at, max(len(without) - 1, 0))] == found["f0"]) if len(without) else at < 0
    return at[held].astype(np.int64), found["f1"][held]
