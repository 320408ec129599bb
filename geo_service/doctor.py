"""What is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from geo_service.errors import GeoServiceError
from geo_service.process import address_problem, answers, running
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.cluster import database
from geo_service.store.connection import first_line, schema_version
from geo_service.store.files import SOCKET_PATH_MAX, ClusterFiles, programs
from geo_service.store.publication import AUDIENCES

NEEDED_GB = 2


@dataclass(frozen=True)
class Finding:
    """One check. ``ok`` False is a problem, None is worth knowing; ``mend_*`` says what to do."""

    name_ja: str
    name_en: str
    ok: bool | None
    found_ja: str
    found_en: str
    mend_ja: str = ""
    mend_en: str = ""


def _python(_: Settings) -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Finding("Python", "Python", ok, found, found, "" if ok else "Python 3.11以上を入れる", "" if ok else "install 3.11+")


def _packages(settings: Settings) -> Finding:
    if settings.database_url:
        return Finding("PostgreSQL", "PostgreSQL", True, "DATABASE_URL を使用", "DATABASE_URL is used")
    try:
        folder = str(programs())
    except GeoServiceError as error:
        return Finding("PostgreSQLとPostGIS", "PostgreSQL and PostGIS", False, "ない", "missing", error.ja, error.en)
    return Finding("PostgreSQLとPostGIS", "PostgreSQL and PostGIS", True, folder, folder)


def _nearest(home: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (home, *home.absolute().parents) if os.access(path, os.F_OK))


def _home(settings: Settings) -> Finding:
    home = settings.home
    try:
        # Really: permissions say nothing of read-only and special file systems, and nothing at all to root.
        with tempfile.TemporaryFile(dir=_nearest(home)):
            ok = True
    except OSError:
        ok = False
    return Finding(
        "データの置き場所",
        "data folder",
        ok,
        f"{home}" + ("" if os.path.lexists(home) else "（まだない）"),
        f"{home}" + ("" if os.path.lexists(home) else " (not made yet)"),
        "" if ok else "書き込める場所を GEO_SERVICE_HOME で指定する",
        "" if ok else "name a writable folder in GEO_SERVICE_HOME",
    )


def _socket(settings: Settings) -> Finding:
    length = len(os.fsencode(ClusterFiles.of(settings.home).socket))
    return Finding(
        "ソケットのパスの長さ",
        "length of the socket path",
        length <= SOCKET_PATH_MAX,
        f"{length}（{SOCKET_PATH_MAX}まで）",
        f"{length} of {SOCKET_PATH_MAX}",
    )


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_nearest(settings.home)).free / 1e9
    ok = free >= NEEDED_GB
    return Finding(
        "空き容量",
        "free disk space",
        ok,
        f"{free:.1f} GB",
        f"{free:.1f} GB",
        "" if ok else f"{NEEDED_GB} GB以上あける。古い版は geo-service prune で消せる",
        "" if ok else f"free {NEEDED_GB} GB; geo-service prune removes old releases",
    )


def _database(settings: Settings) -> Finding:
    try:
        with database(settings) as conninfo, psycopg.connect(conninfo, connect_timeout=5) as conn:
            row = conn.execute(
                "SELECT count(*), count(current_release), (SELECT postgis_lib_version()) FROM frame.city"
            ).fetchone()
    except GeoServiceError as error:
        return Finding("データベース", "database", False, "使えない", "not available", error.ja, error.en)
    except psycopg.Error as error:
        said = first_line(error)
        log = ClusterFiles.of(settings.home).server_log
        mend = ("サーバーの記録を確かめる", "see the server's log")
        if not settings.database_url:
            mend = (f"記録 {log} を確かめる", f"see its log {log}")
        return Finding("データベース", "database", False, said, said, *mend)
    cities, released, postgis = row if row else (0, 0, "?")
    return Finding(
        "データベース",
        "database",
        True if released else None,
        f"版{schema_version()}、PostGIS {postgis}、都市{cities}（公開版あり{released}）",
        f"schema {schema_version()}, PostGIS {postgis}, cities {cities} ({released} with a release)",
        "" if released else "まだ都市がない。make serve が見本の都市を読み込む",
        "" if released else "no city yet; make serve loads the sample",
    )


def _city_files(settings: Settings) -> Finding:
    """The files of each city's current release, opened as the service opens them."""
    name = ("市のファイル", "City files")
    try:
        with database(settings) as conninfo, psycopg.connect(conninfo, connect_timeout=5) as conn:
            rows = conn.execute(
                "SELECT c.code, f.audience, f.path FROM frame.city c JOIN frame.release r ON r.id = c.current_release"
                " LEFT JOIN frame.city_file f ON f.release = r.id ORDER BY c.code, f.audience"
            ).fetchall()
    except (GeoServiceError, psycopg.Error):
        return Finding(*name, None, "データベースが使えないため不明", "unknown without the database")
    wanted = {(code, audience): "" for code, _, _ in rows for audience in AUDIENCES}
    wanted |= {(code, audience): path for code, audience, path in rows if audience}
    bad = [f"{code} {audience}" for (code, audience), path in wanted.items() if not (path and _opens(settings.home / path))]
    return Finding(
        *name,
        not bad,
        f"開けない: {'、'.join(bad)}" if bad else f"{len(wanted)}個すべて開ける",
        f"cannot be opened: {', '.join(bad)}" if bad else f"all {len(wanted)} can be opened",
        "サービスが次に使うときに作り直す。作れなければデータを読み込み直す" if bad else "",
        "the service writes them again when next asked; if it cannot, load the data again" if bad else "",
    )


def _opens(path: Path) -> bool:
    try:
        open_city(path)
    except (GeoServiceError, OSError):
        return False
    return True


def _port(settings: Settings) -> Finding:
    if address := running(settings):
        return Finding("サービス", "service", True, f"動いています: {address}", f"running at {address}")
    problem = address_problem(settings)
    if problem is None:
        return Finding("ポート", "port", True, f"{settings.port} 空き", f"{settings.port} free")
    if answers(settings):
        at = f"{settings.host}:{settings.port}"
        return Finding(
            "サービス",
            "service",
            None,
            f"動いています: {at}（別の利用者か、別の置き場所のもの）",
            f"running at {at}, for another user or another data folder",
            "もう一つ動かすなら、別の番号を GEO_SERVICE_PORT で指定する",
            "to run another one, choose another port with GEO_SERVICE_PORT",
        )
    return Finding(
        "ポート",
        "port",
        False,
        f"{settings.host}:{settings.port} 使えない",
        f"{settings.host}:{settings.port} cannot be used",
        problem.ja,
        problem.en,
    )


def _tests(_: Settings) -> Finding:
    missing = [
        name
        for name, there in (
            ("chromium", shutil.which("chromium") is not None),
            ("fonts-noto-cjk", Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists()),
        )
        if not there
    ]
    said = ", ".join(missing)
    return Finding(
        "試験に要るもの",
        "needed for tests only",
        None if missing else True,
        f"ない: {said}" if missing else "ある",
        f"missing: {said}" if missing else "present",
        "make test が入れる" if missing else "",
        "make test installs them" if missing else "",
    )


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _python,
    _packages,
    _home,
    _socket,
    _disk,
    _database,
    _city_files,
    _port,
    _tests,
)


def examine(settings: Settings) -> list[Finding]:
    """Run every check; none raises."""
    return [check(settings) for check in CHECKS]
