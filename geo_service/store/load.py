"""Files into the database: read, recognised, validated, written and published, whole or not at all.

One load is one transaction: until its commit nobody sees anything of it, and a process or a database that dies in the
middle leaves nothing. Each file is a savepoint in it: all its datasets or none. The release switches in that transaction,
once, at the end. Loads of one city stand in line (advisory lock).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg

from geo_service.errors import DatabaseError, FileError, GeoServiceError, ParameterError
from geo_service.settings import Settings
from geo_service.settings import settings as process_settings
from geo_service.store.city import Target, five_digits
from geo_service.store.columns import read_maps
from geo_service.store.connection import DISK_FULL, disk_full
from geo_service.store.gazetteer import ADDRESS_LAYERS, Known, known_rows
from geo_service.store.geocoding import AddressBook
from geo_service.store.judge import Judged, dataset_report, judge_file
from geo_service.store.parts import Key, as_notice, need_boundaries, parts_of
from geo_service.store.plan import FilePlan, planned, unforeseen
from geo_service.store.release import publish
from geo_service.store.release_findings import new_findings
from geo_service.store.report import DatasetReport, LoadReport, Progress, ProgressNote
from geo_service.store.target import boundary_city, in_turn, known_ground, stand_in_line, target_of_load
from geo_service.store.unused_maps import unused_maps
from geo_service.store.write import VersionFacts, save_city, save_version
from layers import LAYERS

LOG = logging.getLogger(__name__)

BOUNDARIES = ("wards", "neighbour_municipalities")
"""Layers whose ground tells whose a thing without a code is."""


@dataclass(frozen=True)
class LoadOptions:
    """Choices of one load or check. ``columns``: a column-map file or a folder of them."""

    city: str | None = None
    layer: str | None = None
    columns: Path | None = None
    force: bool = False
    keep_going: bool = False
    settings: Settings | None = None


class _Undone(Exception):
    """Rolls the load's transaction back."""


def load(
    conninfo: str, paths: Sequence[Path | str], options: LoadOptions | None = None, progress: Progress | None = None
) -> LoadReport:
    """Load files and folders into their city and switch its release once.

    Files that are refused are in the report (:meth:`LoadReport.error` gives the error to end with); unless ``keep_going``
    nothing switches then. Raises ParameterError, NotFoundError (options), FileError (a column map), DatabaseError.
    """
    chosen = options or LoadOptions()
    limits = chosen.settings or process_settings()
    plans = _plans(paths, chosen, limits, progress)
    report = _begun(paths, chosen, plans)
    if not any(plan.meant for plan in plans) or (report.error() is not None and not chosen.keep_going):
        if report.error() is None:
            return report
        _check_all(plans, chosen, limits, report)
        return report
    try:
        with psycopg.connect(conninfo, autocommit=True) as conn, conn.transaction():
            _load(conn, plans, chosen, limits, report, progress)
            if report.error() is not None and not chosen.keep_going:
                raise _Undone
    except _Undone:
        for plan in plans:
            if plan.report.status == "loaded":
                plan.report.status = "checked"
    except psycopg.OperationalError as error:
        if disk_full(error):
            raise DatabaseError(*DISK_FULL) from None
        said = str(error).splitlines()[0][:200]
        raise DatabaseError(
            f"データベースとの接続が切れました。何も変わっていません（{said}）。",
            f"The connection to the database was lost; nothing was changed ({said}).",
        ) from None
    return report


def check(
    paths: Sequence[Path | str],
    options: LoadOptions | None = None,
    progress: Progress | None = None,
    conninfo: str | None = None,
) -> LoadReport:
    """Everything a load would say of the files; nothing is written and no database is needed.

    Rules that need the city's ground need boundary rows among the files, or ``conninfo`` of a database that has them; without
    either each file has the finding "no_boundaries". With ``conninfo`` the errors of a load's city are raised as by a load.
    """
    chosen = options or LoadOptions()
    limits = chosen.settings or process_settings()
    plans = _plans(paths, chosen, limits, progress)
    report = _begun(paths, chosen, plans)
    target = None
    known: Callable[[], Iterable[Known]] = tuple
    if conninfo is not None and any(plan.meant for plan in plans):
        with psycopg.connect(conninfo, autocommit=True) as conn:
            # Without any city, and files of no city, there is still much to say of them.
            if chosen.city is not None or boundary_city(plans) is not None or _has_city(conn):
                target = target_of_load(conn, plans, chosen.city)
                known_ground(conn, target)
                known = partial(_known_to, conninfo, target.code)
    _check_all(plans, chosen, limits, report, target, known)
    return report


def _known_to(conninfo: str, city: str) -> list[Known]:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        return known_rows(conn, city)


def _has_city(conn: psycopg.Connection) -> bool:
    return conn.execute("SELECT FROM frame.city LIMIT 1").rowcount > 0


def _plans(paths: Iterable[Path | str], chosen: LoadOptions, limits: Settings, progress: Progress | None) -> list[FilePlan]:
    if chosen.layer is not None and chosen.layer not in LAYERS:
        raise ParameterError(
            f"「{chosen.layer}」というレイヤはありません。",
            f"There is no layer {chosen.layer!r}.",
            parameter="layer",
            allowed=list(LAYERS),
        )
    maps = read_maps(chosen.columns)
    return planned([Path(path) for path in paths], maps, chosen.layer, limits, progress)


def _begun(paths: Iterable[Path | str], chosen: LoadOptions, plans: list[FilePlan]) -> LoadReport:
    """The report before anything is judged. With a layer asked for, no column map is read."""
    beside = [] if chosen.layer is not None else unused_maps([Path(path) for path in paths], chosen.columns, plans)
    return LoadReport(files=[plan.report for plan in plans], beside=beside)


def _check_all(
    plans: list[FilePlan],
    chosen: LoadOptions,
    limits: Settings,
    report: LoadReport,
    target: Target | None = None,
    known: Callable[[], Iterable[Known]] = tuple,
) -> None:
    if target is None:
        asked = five_digits(chosen.city) if chosen.city else None
        bounds = boundary_city(plans)
        if asked is not None:
            target = Target(asked, bounds[1] if bounds and bounds[0] == asked else "")
        elif bounds is not None:
            target = Target(*bounds)
    taken: dict[Key, str] = {}
    book = AddressBook(target, known) if target is not None else None
    for plan in in_turn(plans, target):
        try:
            judged = judge_file(plan, target, chosen.force, limits, book.place if book is not None else None)
            lacking = need_boundaries(plan, target)
            if lacking is not None:
                plan.report.findings.append(as_notice(lacking, plan.path.name))
            if target is not None and book is not None:
                book.learn(judged)
                taken |= dict.fromkeys((part.key for part in parts_of(plan, judged, target, taken)), plan.path.name)
        except FileError as error:
            plan.refuse(error)
        except GeoServiceError:
            raise
        except Exception as error:
            _refuse_unforeseen(plan, error)
    if target is not None:
        report.city, report.city_name = target.code, target.name


def _load(
    conn: psycopg.Connection,
    plans: list[FilePlan],
    chosen: LoadOptions,
    limits: Settings,
    report: LoadReport,
    progress: Progress | None,
) -> None:
    target = target_of_load(conn, plans, chosen.city)
    stand_in_line(conn, target, progress)
    known_ground(conn, target)
    report.city, report.city_name = target.code, target.name
    written: dict[Key, str] = {}
    book = AddressBook(target, partial(known_rows, conn, target.code))
    changed = False
    waiting = in_turn(plans, target)
    for number, plan in enumerate(waiting):
        if progress is not None:
            progress(ProgressNote(plan.path.name, "確かめて取り込んでいます", "validating and loading", number, len(waiting)))
        if _is_current(conn, target, plan):
            plan.report.status = "unchanged"
            if any(one.layer.id == "wards" for one in plan.meant):
                known_ground(conn, target)
            continue
        try:
            judged = judge_file(plan, target, chosen.force, limits, book.place)
            with conn.transaction():
                keys = _write_file(conn, plan, judged, target, written)
            # Only now: a file whose second layer is refused must not stand in the way of a good one.
            written |= dict.fromkeys(keys, plan.path.name)
            book.learn(judged)
            plan.report.status = "loaded"
            changed = True
        except FileError as error:
            plan.refuse(error)
        except (GeoServiceError, psycopg.OperationalError, psycopg.InterfaceError):
            raise  # Not the file's matter: a lost database, a full disk.
        except Exception as error:
            # Its savepoint is undone; the other files are judged all the same.
            _refuse_unforeseen(plan, error)
    report.city_name = target.name
    if report.error() is not None and not chosen.keep_going:
        return
    if changed:
        if progress is not None:
            progress(ProgressNote("", "つき合わせて公開しています", "joining and publishing"))
        conn.execute("UPDATE frame.city SET last_loaded_at = now() WHERE code = %s", (target.code,))
        names = ", ".join(plan.path.name for plan in waiting if plan.report.status == "loaded")
        report.release = publish(conn, target.code, f"load {names}"[:500], settings=limits)
        report.overlaps, report.known = new_findings(conn, target.code)


def _refuse_unforeseen(plan: FilePlan, error: Exception) -> None:
    LOG.debug("judging or writing %s failed", plan.path.name, exc_info=True)
    plan.refuse(unforeseen(plan.path.name, error))


def _is_current(conn: psycopg.Connection, target: Target, plan: FilePlan) -> bool:
    """Whether all datasets this very file, read this way, ever made are at it in the current release, and no boundaries came
    after it that may give its rows to others."""
    rows = conn.execute(
        "SELECT bool_or(r.release IS NOT NULL), max(v.id) FILTER (WHERE r.release IS NOT NULL), "
        "bool_or(v.report ?| ARRAY['geocoded', 'not_geocoded']) FILTER (WHERE r.release IS NOT NULL) "
        "FROM frame.dataset_version v JOIN frame.dataset d ON d.id = v.dataset JOIN frame.city c ON c.code = d.city "
        "LEFT JOIN frame.release_dataset r ON r.version = v.id AND r.release = c.current_release "
        "WHERE d.city = %s AND v.sha256 = %s AND v.mapping_sha256 = ANY(%s) GROUP BY v.dataset",
        (target.code, plan.sha256, list(plan.mapping.values())),
    ).fetchall()
    if not rows or not all(current for current, _, _ in rows):
        return False
    if all(one.layer.id in BOUNDARIES for one in plan.meant):
        return True
    # Positions found by addresses are found anew when the city knows more of addresses.
    layers = [*BOUNDARIES, *(ADDRESS_LAYERS if any(found for _, _, found in rows) else ())]
    # Those of the current release and those this load has just written (in no release yet); what was rolled back is neither.
    (newest,) = conn.execute(
        "SELECT coalesce(max(v.id), 0) FROM frame.dataset_version v JOIN frame.dataset d ON d.id = v.dataset "
        "JOIN frame.city c ON c.code = d.city WHERE c.code = %s AND d.layer = ANY(%s) AND (EXISTS (SELECT FROM "
        "frame.release_dataset r WHERE r.version = v.id AND r.release = c.current_release) OR NOT EXISTS "
        "(SELECT FROM frame.release_dataset r WHERE r.version = v.id))",
        (target.code, layers),
    ).fetchone() or (0,)
    return bool(newest < min(version for _, version, _ in rows))


def _write_file(
    conn: psycopg.Connection, plan: FilePlan, judged: list[Judged], target: Target, written: dict[Key, str]
) -> list[Key]:
    """Save a file's dataset versions. Returns their keys. FileError when another file of the load has one of them."""
    lacking = need_boundaries(plan, target)
    if lacking is not None:
        raise lacking
    parts = parts_of(plan, judged, target, written)
    save_city(conn, target)
    datasets: list[DatasetReport] = []
    for part in parts:
        one, found = part.judged, part.judged.found
        rows_before = _before(conn, target.code, part.key)
        change = "new" if rows_before is None else "replaced"
        datasets.append(replace(dataset_report(one, change, part.mask, part.part, part.municipality), before=rows_before))
        facts = VersionFacts(
            part=part.part,
            municipality=part.municipality,
            file_name=one.meant.table.file,
            sha256=plan.sha256,
            mapping_sha256=plan.mapping[one.number],
            report={found.rule: found.count for found in plan.report.findings},
            rejected=part.first,
        )
        save_version(conn, target.code, one.meant, found, part.mask, facts)
    plan.report.datasets = datasets
    return [part.key for part in parts]


def _before(conn: psycopg.Connection, city: str, key: Key) -> int | None:
    """Rows of the dataset in the current release, None when it is not in it."""
    row = conn.execute(
        "SELECT v.good_count FROM frame.city c JOIN frame.release_dataset r ON r.release = c.current_release "
        "JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset "
        "WHERE c.code = %s AND d.layer = %s AND d.source = %s AND d.part = %s",
        (city, *key),
    ).fetchone()
    return None if row is None else int(row[0])
