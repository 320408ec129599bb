"""Atoms cut before are read back while nothing they rest on has changed.

Cutting takes seconds; most loads change places and leave population, units and zones as they are. A cut is kept in a file
beside the City files, named by the hash of everything it depends on; when in doubt (no file, unreadable) it is made anew.
"""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import shapely

from geo_service.coverage.city import GroundShares, Membership
from geo_service.settings import Settings
from geo_service.store import sql
from geo_service.store.atoms import Cut, cut_population
from geo_service.store.joins import OUTSIDE_M, SINGLE_SETS, JoinTarget

CUTTING = (
    "ground",
    "edges",
    "standing",
    "zones",
    "same_ground",
    "atoms",
    "zone_shares",
    "zone_facts",
    "class_parts",
    "class_shares",
)
"""SQL files that decide how atoms come out: when one changes, they are cut anew."""
ARRAYS = ("feature_id", "x", "y", "radius", "area_m2", "coords", "ring_offsets", "atom_offsets", "feature", "share")
GROUND_PARTS = ("atom", "cls", "share", "assessed")
FORMAT = 2


def cuts(conn: psycopg.Connection[Any], target: JoinTarget, versions: list[int], settings: Settings, prefix: str) -> list[Cut]:
    """The cuts of these population versions, in their order; in the transaction of ``lay_ground`` and ``join_units``.

    ``prefix``: what files of this database begin with. Cuts that this release does not use are deleted.
    """
    folder = settings.home / "cities" / target.city
    borrowed = _borrowed(conn, target)
    grounds = _grounds(conn, target, settings.cell_m, borrowed)
    paths = {version: folder / f"{prefix}-{_key(version, grounds + borrowed.get(version, ''))}.npz" for version in versions}
    found = {version: _load(version, path) for version, path in paths.items()}
    lacking = [version for version, cut in found.items() if cut is None]
    for fresh in cut_population(conn, target, lacking, settings.cell_m):
        found[fresh.version] = fresh
        _save(fresh, paths[fresh.version])
    for file in folder.glob(f"{prefix}-*.npz"):
        if file not in paths.values():
            file.unlink(missing_ok=True)
    return [cut for version in versions if (cut := found[version]) is not None]


def _grounds(conn: psycopg.Connection[Any], target: JoinTarget, cell_m: float, borrowed: dict[int, str]) -> str:
    """Everything but the population itself that decides how it is cut; units may stand on ground worked out by the release."""
    used = conn.execute(
        "SELECT d.layer, v.id FROM frame.release_dataset r JOIN frame.dataset_version v ON v.id = r.version"
        " JOIN frame.dataset d ON d.id = v.dataset WHERE r.release = %s AND r.used"
        " AND d.layer IN (SELECT unit_set FROM unit UNION SELECT 'hazard_zones') ORDER BY 1, 2",
        (target.release,),
    ).fetchall()
    derived = [[version, borrowed[version]] for _, version in used if version in borrowed]
    text = hashlib.sha256(b"".join(sql.text(name) for name in CUTTING)).hexdigest()
    return json.dumps(
        [
            FORMAT,
            text,
            _libraries(conn),
            used,
            derived,
            target.city,
            target.city_name,
            target.srid,
            cell_m,
            SINGLE_SETS,
            OUTSIDE_M,
        ]
    )


def _libraries(conn: psycopg.Connection[Any]) -> list[str]:
    """The versions of what works out geometry: another may cut otherwise."""
    row = conn.execute("SELECT postgis_lib_version(), postgis_geos_version(), postgis_proj_version()").fetchone()
    assert row is not None
    # PROJ's tells its folders, too.
    return [*(str(one).split()[0] for one in row), shapely.geos_version_string]


def _borrowed(conn: psycopg.Connection[Any], target: JoinTarget) -> dict[int, str]:
    """Version → a hash of the ground that rows without a position of their own stand on in this release, and of the rows
    that another part of a population counts."""
    rows = conn.execute(
        "SELECT f.version, md5(string_agg("
        "g.feature || ' ' || g.said, ',' ORDER BY g.feature, g.said))"
        " FROM (SELECT feature, accuracy || ' ' || md5(ST_AsBinary(geom)) AS said FROM frame.ground WHERE release = %(release)s"
        " UNION ALL SELECT w.feature, 'twice' FROM frame.twice w JOIN standing s ON s.id = w.feature"
        " WHERE w.release = %(release)s) AS g JOIN frame.feature f ON f.id = g.feature GROUP BY f.version",
        {"release": target.release},
    )
    return {int(version): str(digest) for version, digest in rows}


def _key(version: int, grounds: str) -> str:
    return hashlib.sha256(f"{version} {grounds}".encode()).hexdigest()[:32]


def _save(cut: Cut, path: Path) -> None:
    arrays = {name: getattr(cut, name) for name in ARRAYS}
    for unit_set, pairs in cut.members.items():
        arrays |= {f"members/{unit_set}/thing": pairs.thing, f"members/{unit_set}/unit": pairs.unit}
    arrays |= {f"zone_share/{key}": share for key, share in cut.zone_share.items()}
    for key, shares in cut.grounds.items():
        arrays |= {f"ground/{part}/{key}": getattr(shares, part) for part in GROUND_PARTS}
    names = list(arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with draft.open("wb") as file:
            # Numbered members: a zone's key may hold signs that no file name may.
            np.savez(file, names=np.array(names), **{f"a{i}": arrays[name] for i, name in enumerate(names)})
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _load(version: int, path: Path) -> Cut | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {str(name): file[f"a{i}"] for i, name in enumerate(file["names"])}
        sets = [name.split("/")[1] for name in arrays if name.startswith("members/") and name.endswith("/thing")]
        keys = [name.removeprefix("ground/atom/") for name in arrays if name.startswith("ground/atom/")]
        return Cut(
            version=version,
            **{name: arrays[name] for name in ARRAYS},
            members={s: Membership(arrays[f"members/{s}/thing"], arrays[f"members/{s}/unit"]) for s in sets},
            zone_share={name.removeprefix("zone_share/"): a for name, a in arrays.items() if name.startswith("zone_share/")},
            grounds={key: GroundShares(**{part: arrays[f"ground/{part}/{key}"] for part in GROUND_PARTS}) for key in keys},
        )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
