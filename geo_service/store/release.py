"""Releases of a city: made and switched in one transaction, rolled back, pruned.

City files are written and synced before the transaction commits. A crash anywhere leaves the old release current and at
most a file that nothing refers to, which the next publish removes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from geo_service.coverage.city import City
from geo_service.coverage.stepped import Stepping
from geo_service.errors import NotFoundError, ParameterError
from geo_service.settings import Settings
from geo_service.settings import settings as process_settings
from geo_service.store import reuse
from geo_service.store.associations import lay_associations, weigh_drawn
from geo_service.store.build import target_of, whole_city
from geo_service.store.build_dwellings import tell_dwellings
from geo_service.store.cityfile import write_city
from geo_service.store.demand import population_in_use, settle_population
from geo_service.store.directory import CityEntry, check_digit, cities, default_city, find_city, resolve_city
from geo_service.store.joins import join_units, lay_ground, recall_units
from geo_service.store.links import link_rows
from geo_service.store.overlap import settle
from geo_service.store.publication import AUDIENCES, agreed_rows, limited
from geo_service.store.reconcile import reconcile
from geo_service.store.river_files import note_missing_files
from geo_service.store.sections import sync_folder
from geo_service.store.views import publish_views
from geo_service.store.zone_classes import lay_classes

__all__ = [
    "CHANNEL", "CityEntry", "Release", "check_digit", "cities", "default_city", "find_city", "prune", "publish", "rebuild",
    "releases", "resolve_city", "rollback",
]  # fmt: skip
CHANNEL = "geo_service_release"
"""NOTIFY channel; the payload is the city's code. Sent when a transaction that changes releases commits."""


@dataclass(frozen=True)
class Release:
    """One release of a city. ``pruned`` releases have no data any more."""

    number: int
    note: str
    created_at: datetime
    current: bool
    pruned: bool
    datasets: int
    findings: int


def publish(
    conn: psycopg.Connection[Any],
    city: str,
    note: str,
    *,
    versions: Sequence[int] | None = None,
    settings: Settings | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> int:
    """Make a release current: what the current one holds, with each import no release has yet in its dataset's place; or
    exactly ``versions``. Returns its number.

    ``progress`` is told each step: "joins", "atoms", "city", "files", "views". NotFoundError when the city is not known.
    """
    settings = settings or process_settings()
    with conn.transaction():
        _lock(conn, city)
        remove_unreferenced(conn, city, settings)
        release, number = _new(conn, city, note, versions)
        target = target_of(conn, city, release)
        settle(conn, release)
        note_missing_files(conn, release)
        progress("joins")
        link_rows(conn, city, target.city_name, release)
        lay_associations(conn, target)
        settle_population(conn, release)
        lay_ground(conn, target)
        grounds = lay_classes(conn, target)
        weigh_drawn(conn, target)
        join_units(conn, target)
        reconcile(conn, target)
        progress("atoms")
        cuts = reuse.cuts(conn, target, list(population_in_use(conn, release)), settings, _prefix(conn))
        progress("city")
        whole = whole_city(conn, target, cuts, grounds)
        tell_dwellings(conn, target, whole.dwellings)
        progress("files")
        stepping = Stepping()
        for audience in AUDIENCES:
            _write(conn, release, stepping.city(limited(whole, audience, agreed_rows(conn, release))), settings)
        conn.execute("UPDATE frame.city SET current_release = %s, last_loaded_at = now() WHERE code = %s", (release, city))
        progress("views")
        publish_views(conn, city)
        conn.execute("SELECT pg_notify(%s, %s)", (CHANNEL, city))
    return number


def rollback(conn: psycopg.Connection[Any], city: str, to: int | None = None) -> int:
    """Make an earlier release current again (``to``, else the one before the current). Returns its number.

    NotFoundError when there is none of that number that still has its data.
    """
    with conn.transaction():
        _lock(conn, city)
        row = conn.execute(
            "SELECT r.id, r.number FROM frame.release r JOIN frame.city c ON c.code = r.city"
            " LEFT JOIN frame.release now ON now.id = c.current_release"
            " WHERE r.city = %(city)s AND r.pruned_at IS NULL AND r.number IS DISTINCT FROM now.number"
            " AND (r.number = %(to)s OR (%(to)s::numeric IS NULL AND r.number < now.number)) ORDER BY r.number DESC LIMIT 1",
            {"city": city, "to": to},
        ).fetchone()
        if row is None:
            wanted_ja = f"版 {to} は" if to is not None else "これより前の版は"
            raise NotFoundError(
                f"{wanted_ja}ないか、すでに今の版か、保存期間を過ぎています。`geo-service releases` で確かめてください。",
                f"There is no {'earlier release' if to is None else f'release {to}'} to go back to; see `geo-service releases`.",
                city=city,
            )
        conn.execute("UPDATE frame.city SET current_release = %s WHERE code = %s", (row[0], city))
        publish_views(conn, city)
        conn.execute("SELECT pg_notify(%s, %s)", (CHANNEL, city))
    return int(row[1])


def prune(conn: psycopg.Connection[Any], city: str, keep: int, *, settings: Settings | None = None) -> list[int]:
    """Remove all but the last ``keep`` releases and the current one, with files and imports no kept release uses.

    Returns the numbers pruned. Their answers are gone (410) from then on.
    """
    if keep < 1:
        raise ParameterError("残す版の数は1以上です。", "Keep at least one release.", parameter="keep")
    settings = settings or process_settings()
    with conn.transaction():
        _lock(conn, city)
        rows = conn.execute(
            "UPDATE frame.release r SET pruned_at = now() FROM frame.city c WHERE c.code = r.city AND r.city = %(city)s"
            " AND r.pruned_at IS NULL AND r.id IS DISTINCT FROM c.current_release AND r.number NOT IN"
            " (SELECT number FROM frame.release WHERE city = %(city)s AND pruned_at IS NULL ORDER BY number DESC LIMIT %(keep)s)"
            " RETURNING r.id, r.number",
            {"city": city, "keep": keep},
        ).fetchall()
        ids = [id for id, _ in rows]
        for statement in (
            "DELETE FROM frame.edge WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.link WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.ground WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.association_part WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.confirmation WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.finding WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.twice WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.city_file WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.release_dataset WHERE release = ANY (%(ids)s)",
            "DELETE FROM frame.dataset_version v USING frame.dataset d WHERE d.id = v.dataset AND d.city = %(city)s"
            " AND NOT EXISTS (SELECT FROM frame.release_dataset r WHERE r.version = v.id)",
        ):
            conn.execute(statement, {"ids": ids, "city": city})
        conn.execute("SELECT pg_notify(%s, %s)", (CHANNEL, city))
    # Only after the commit: should it fail, the files are still there.
    with conn.transaction():
        _lock(conn, city)
        remove_unreferenced(conn, city, settings)
    return sorted(number for _, number in rows)


def rebuild(conn: psycopg.Connection[Any], city: str, number: int, *, settings: Settings | None = None) -> None:
    """Write the City files of a release again (lost files, another engine), from its data in the database."""
    settings = settings or process_settings()
    with conn.transaction():
        _lock(conn, city)
        row = conn.execute(
            "SELECT id FROM frame.release WHERE city = %s AND number = %s AND pruned_at IS NULL", (city, number)
        ).fetchone()
        if row is None:
            raise NotFoundError(f"版 {number} はありません。", f"There is no release {number}.", city=city)
        target = target_of(conn, city, row[0])
        lay_ground(conn, target)
        grounds = lay_classes(conn, target)
        recall_units(conn, target)
        cuts = reuse.cuts(conn, target, list(population_in_use(conn, row[0])), settings, _prefix(conn))
        whole = whole_city(conn, target, cuts, grounds)
        stepping = Stepping()
        for audience in AUDIENCES:
            _write(conn, row[0], stepping.city(limited(whole, audience, agreed_rows(conn, row[0]))), settings)
        conn.execute("SELECT pg_notify(%s, %s)", (CHANNEL, city))


def releases(conn: psycopg.Connection[Any], city: str) -> list[Release]:
    """All releases of a city, the newest first."""
    rows = conn.execute(
        "SELECT r.number, r.note, r.created_at, r.id IS NOT DISTINCT FROM c.current_release, r.pruned_at IS NOT NULL,"
        " (SELECT count(*) FROM frame.release_dataset d WHERE d.release = r.id),"
        " (SELECT count(*) FROM frame.finding f WHERE f.release = r.id)"
        " FROM frame.release r JOIN frame.city c ON c.code = r.city WHERE r.city = %s ORDER BY r.number DESC",
        (city,),
    ).fetchall()
    return [Release(*row) for row in rows]


def city_folder(settings: Settings, city: str) -> Path:
    """Where the City files of a city are."""
    return settings.home / "cities" / city


def remove_unreferenced(conn: psycopg.Connection[Any], city: str, settings: Settings) -> None:
    """Delete City files of this database that no release refers to. Call it with the city locked."""
    kept = {path for (path,) in conn.execute("SELECT path FROM frame.city_file")}
    prefix = _prefix(conn)
    for file in city_folder(settings, city).glob(f"{prefix}-*"):
        # Cuts are kept or deleted by the module that makes them.
        if f"cities/{city}/{file.name}" not in kept and file.suffix != ".npz":
            file.unlink(missing_ok=True)


def _prefix(conn: psycopg.Connection[Any]) -> str:
    row = conn.execute("SELECT left(id::text, 8) FROM frame.installation").fetchone()
    assert row is not None
    return str(row[0])


def _write(conn: psycopg.Connection[Any], release: int, city: City, settings: Settings) -> None:
    folder, prefix = city_folder(settings, city.code), _prefix(conn)
    draft = folder / f"{prefix}-{city.release}-{city.audience}.draft"
    digest = write_city(city, draft)
    name = f"{prefix}-{digest[:32]}.arrow"
    draft.rename(folder / name)
    sync_folder(folder)
    conn.execute(
        "INSERT INTO frame.city_file (release, audience, path, sha256) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (release, audience) DO UPDATE SET path = excluded.path, sha256 = excluded.sha256",
        (release, city.audience, f"cities/{city.code}/{name}", digest),
    )


def _lock(conn: psycopg.Connection[Any], city: str) -> None:
    """Two publishers of one city go one after the other."""
    if conn.execute("SELECT FROM frame.city WHERE code = %s FOR NO KEY UPDATE", (city,)).rowcount != 1:
        raise NotFoundError(f"市 {city} は登録されていません。", f"City {city} is not known.", city=city)


def _new(conn: psycopg.Connection[Any], city: str, note: str, versions: Sequence[int] | None) -> tuple[int, int]:
    row = conn.execute(
        "INSERT INTO frame.release (city, number, note)"
        " SELECT %(city)s, coalesce(max(number), 0) + 1, %(note)s FROM frame.release WHERE city = %(city)s RETURNING id, number",
        {"city": city, "note": note},
    ).fetchone()
    assert row is not None
    # A release grows out of the current one, not out of all that was ever imported: what a rollback took back stays away.
    # Of a file that holds several municipalities, parts that its newer edition no longer has go with the older one.
    added = conn.execute(
        "WITH fresh AS (SELECT v.id, v.dataset, v.number, v.file_name, d.layer, d.source FROM frame.dataset_version v"
        " JOIN frame.dataset d ON d.id = v.dataset WHERE d.city = %(city)s"
        " AND NOT EXISTS (SELECT FROM frame.release_dataset r WHERE r.version = v.id)),"
        " standing AS (SELECT v.id, v.dataset, v.number FROM frame.city c"
        " JOIN frame.release_dataset r ON r.release = c.current_release JOIN frame.dataset_version v ON v.id = r.version"
        " JOIN frame.dataset d ON d.id = v.dataset WHERE c.code = %(city)s AND NOT EXISTS (SELECT FROM fresh n"
        " WHERE n.layer = d.layer AND n.source = d.source AND n.file_name = v.file_name AND n.dataset <> v.dataset"
        " AND v.municipality <> '' AND v.municipality <> %(city)s AND d.part LIKE '%%' || v.municipality"
        " AND NOT EXISTS (SELECT FROM fresh m WHERE m.dataset = v.dataset))),"
        " wanted AS (SELECT * FROM standing UNION ALL SELECT id, dataset, number FROM fresh)"
        " INSERT INTO frame.release_dataset (release, version) SELECT %(release)s, id FROM ("
        "SELECT DISTINCT ON (dataset) id FROM wanted WHERE %(versions)s::bigint[] IS NULL ORDER BY dataset, number DESC) AS grown"
        " UNION ALL SELECT %(release)s, v.id FROM frame.dataset_version v JOIN frame.dataset d ON d.id = v.dataset"
        " WHERE d.city = %(city)s AND v.id = ANY (%(versions)s::bigint[])",
        {"release": row[0], "city": city, "versions": list(versions) if versions is not None else None},
    )
    if versions is not None and added.rowcount != len(set(versions)):
        raise NotFoundError("その取り込みはこの市にありません。", "Not every version named is one of this city.", city=city)
    return int(row[0]), int(row[1])
