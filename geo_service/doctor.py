"""What is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from geo_service.errors import GeoServiceError
from geo_service.process import port_taken, running
from geo_service.settings import Settings
from geo_service.store.cluster import database
from geo_service.store.connection import first_line, schema_version
from geo_service.store.files import SOCKET_PATH_MAX, ClusterFiles, programs

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


def _home(settings: Settings) -> Finding:
    home = settings.home
    nearest = next(p for p in (home, *home.absolute().parents) if p.exists())
    ok = os.access(nearest, os.W_OK | os.X_OK)
    return Finding(
        "データの置き場所",
        "data folder",
        ok,
        f"{home}" + ("" if home.exists() else "（まだない）"),
        f"{home}" + ("" if home.exists() else " (not made yet)"),
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
    nearest = next(p for p in (settings.home, *settings.home.absolute().parents) if p.exists())
    free = shutil.disk_usage(nearest).free / 1e9
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


def _port(settings: Settings) -> Finding:
    if address := running(settings):
        return Finding("サービス", "service", True, f"動いています: {address}", f"running at {address}")
    taken = port_taken(settings)
    return Finding(
        "ポート",
        "port",
        not taken,
        f"{settings.port} " + ("使用中" if taken else "空き"),
        f"{settings.port} " + ("taken" if taken else "free"),
        "別の番号を GEO_SERVICE_PORT で指定する" if taken else "",
        "choose another one with GEO_SERVICE_PORT" if taken else "",
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


CHECKS: tuple[Callable[[Settings], Finding], ...] = (_python, _packages, _home, _socket, _disk, _database, _port, _tests)


def examine(settings: Settings) -> list[Finding]:
    """Run every check; none raises."""
    return [check(settings) for check in CHECKS]
