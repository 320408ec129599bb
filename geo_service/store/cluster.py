"""The database a process uses: the embedded PostgreSQL cluster of this home, or the server ``DATABASE_URL`` names.

``with database(settings()) as conninfo:`` is all a caller needs. The cluster is made when there is none, started when it is
down, and counted: each user holds a shared lock, and the keeper (:mod:`geo_service.store.keeper`) stops the server when the
last lock is gone, even by kill -9.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from geo_service.errors import DatabaseError, SetupError
from geo_service.settings import Settings
from geo_service.store.connection import connect, prepare
from geo_service.store.files import DATABASE, ROLE, ClusterFiles, programs, server_user

START_TIMEOUT_S = 60.0
WATCH_S = 1.0
REFUSALS_MAX = 3
"""A server that ends with an error so often in a row will not start."""


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """A migrated database for as long as the context lasts; yields its libpq connection string.

    SetupError when PostgreSQL or PostGIS is missing or the home cannot be used; DatabaseError when the server cannot be
    started or reached or is of a newer version of this service.
    """
    if settings.database_url:
        with connect(settings.database_url) as conn:
            prepare(conn)
        yield settings.database_url
        return
    files = ClusterFiles.of(settings.home)
    _prepare_folders(files)
    users = os.open(files.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(files, ended), name="cluster-watch", daemon=True)
    try:
        with _locked(files.start_lock):
            # Waits here while a keeper that has just seen its last user go shuts its server down.
            _wait_for_lock(users, fcntl.LOCK_SH)
            _ensure_cluster(files)
            _ensure_keeper(files)
            _ensure_database(files)
        watcher.start()
        yield files.conninfo()
    finally:
        ended.set()
        if watcher.is_alive():
            watcher.join(WATCH_S + 5)
        os.close(users)


def _check_way(files: ClusterFiles, owner: dict[str, Any]) -> None:
    """As root: SetupError when the server's user cannot get to the home, naming the folder that shuts it out."""
    for folder in reversed(files.home.parents):
        if not owner or not folder.exists():
            break
        found = folder.stat()
        mask = 0o100 if found.st_uid == owner["user"] else 0o010 if found.st_gid == owner["group"] else 0o001
        if not found.st_mode & mask:
            raise SetupError(
                f"利用者 postgres はフォルダ {folder} に入れないため、{files.home} にデータベースを置けません。"
                "GEO_SERVICE_HOME で /var/lib/geo_service のような、だれでも通れる場所を指定してください。",
                f"The user postgres may not enter {folder}, so the database cannot be in {files.home}. Name a place everybody "
                "can pass through in GEO_SERVICE_HOME, such as /var/lib/geo_service.",
            )


def _prepare_folders(files: ClusterFiles) -> None:
    """Make home, cluster and socket folders. As root they belong to root but let the server's user through."""
    owner = server_user(files)
    _check_way(files, owner)
    try:
        files.folder.mkdir(parents=True, exist_ok=True)
        files.socket.mkdir(mode=0o700, exist_ok=True)
        if files.socket.lstat().st_uid not in (os.geteuid(), owner.get("user", os.geteuid())):
            raise PermissionError(f"{files.socket} belongs to somebody else")
        if owner:
            for folder in (files.home, files.folder):
                folder.chmod(folder.stat().st_mode | 0o711)
            os.chown(files.socket, owner["user"], owner["group"])
        files.users_lock.touch(mode=0o600)
    except OSError as error:
        raise SetupError(
            f"フォルダ {files.home} を使えません（{error.strerror or error}）。"
            "GEO_SERVICE_HOME で書き込める場所を指定してください。",
            f"The folder {files.home} cannot be used ({error.strerror or error}). Name a writable one in GEO_SERVICE_HOME.",
        ) from error


def _wait_for_lock(handle: int, kind: int) -> None:
    """flock with the start timeout instead of for ever."""
    until = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise DatabaseError(
                    "ほかの処理がデータベースを起動または停止していて、終わりません。`geo-service doctor` で調べてください。",
                    "Another process is starting or stopping the database and does not finish. See `geo-service doctor`.",
                ) from None
            time.sleep(0.05)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for_lock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _ensure_cluster(files: ClusterFiles) -> None:
    """initdb when there is no data folder. Made beside and renamed, so that a broken-off initdb leaves nothing behind."""
    version = files.data / "PG_VERSION"
    if version.exists():
        made, here = version.read_text().strip(), programs().parent.name
        if made != here:
            raise SetupError(
                f"データベースはPostgreSQL {made} で作られていますが、この機械にはPostgreSQL {here} しかありません。"
                f"postgresql-{made} を入れるか、{files.data} を移してから読み込み直してください。",
                f"The database was made by PostgreSQL {made} but this machine has {here}. Install postgresql-{made}, or move "
                f"{files.data} away and load again.",
            )
        return
    if files.data.exists() and any(files.data.iterdir()):
        raise DatabaseError(
            f"{files.data} はデータベースのフォルダではありません。移してから、もう一度始めてください。",
            f"{files.data} is not a database folder. Move it away and start again.",
        )
    owner = server_user(files)
    fresh = files.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if owner:
        os.chown(fresh, owner["user"], owner["group"])
    made_now = subprocess.run(
        [str(programs() / "initdb"), "-D", str(fresh), "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        **owner,
    )
    if made_now.returncode:
        last = (made_now.stderr.strip().splitlines() or ["initdb"])[-1]
        raise SetupError(
            f"データベースを作れませんでした: {last}（{fresh}）。空き容量とフォルダの権限を確かめてください。",
            f"The database could not be made: {last} ({fresh}). Check free space and the folder's permissions.",
        )
    if files.data.exists():
        files.data.rmdir()
    fresh.rename(files.data)


def _keeper_alive(files: ClusterFiles) -> bool:
    """Whether a keeper holds its lock."""
    handle = os.open(files.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)


def _start_keeper(files: ClusterFiles) -> None:
    programs()  # says what is missing, here and not in a log
    subprocess.run(
        [sys.executable, "-m", "geo_service.store.keeper", str(files.home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        check=False,
    )


def _ensure_keeper(files: ClusterFiles) -> None:
    """Start a keeper unless one is there, and wait until its server takes connections."""
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        if not _keeper_alive(files):
            _start_keeper(files)
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(files.conninfo("postgres"), connect_timeout=5).close()
            return
        if _hopeless(files):
            break
        time.sleep(0.05)
    said = _log_end(files).splitlines() or ["-"]
    because = next((line for line in reversed(said) if re.search("PANIC|FATAL", line)), said[-1])[:300]
    raise DatabaseError(
        f"データベースが起動しません（{because}）。データが壊れているときは、控えを {files.data} に戻すか、"
        f"そのフォルダを移してからデータを読み込み直してください。記録: {files.server_log}",
        f"The database does not start ({because}). If its data is damaged, put a backup into {files.data}, or move that folder "
        f"away and load the data again. Its log: {files.server_log}",
    )


def _hopeless(files: ClusterFiles) -> bool:
    """Whether the keeper's server refused to start several times for a reason that waiting does not mend."""
    said = files.keeper_lock.read_text().split()  # process id and refusals; of a dead keeper, nothing follows from them
    return len(said) == 2 and int(said[1]) >= REFUSALS_MAX and Path("/proc", said[0]).exists()


def _log_end(files: ClusterFiles) -> str:
    """The last words of the server's log: about what one failing start says."""
    with contextlib.suppress(OSError), files.server_log.open("rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 500))
        return log.read().decode(errors="replace").strip()
    return ""


def _ensure_database(files: ClusterFiles) -> None:
    """Create our database in the cluster when it is new, and bring the frame to our version."""
    with connect(files.conninfo("postgres")) as conn:
        conn.autocommit = True
        if conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with connect(files.conninfo()) as conn:
        prepare(conn)


def _watch(files: ClusterFiles, ended: threading.Event) -> None:
    """While we use the database: start a keeper again if somebody kills it."""
    while not ended.wait(WATCH_S):
        with contextlib.suppress(OSError, SetupError):
            if files.home.exists() and not _keeper_alive(files) and not ended.is_set():
                _start_keeper(files)
