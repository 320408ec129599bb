"""Connections to the database: the pool, and the migrations of the fixed frame."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

import psycopg
from psycopg_pool import ConnectionPool

from geo_service.errors import DatabaseError

MIGRATION_LOCK = 7_364_104_921
"""Advisory lock key: two processes that start at once migrate one after the other."""


MIGRATIONS = resources.files("geo_service.store") / "migrations"


@lru_cache(maxsize=1)
def migrations() -> tuple[tuple[int, str, str], ...]:
    """(number, file name, SQL) of every migration, in order."""
    found = []
    for file in MIGRATIONS.iterdir():
        if match := re.fullmatch(r"(\d{4})_\w+\.sql", file.name):
            found.append((int(match[1]), file.name, file.read_text(encoding="utf-8")))
    return tuple(sorted(found))


def schema_version() -> int:
    """The newest migration this service knows."""
    return migrations()[-1][0]


SCHEMA_VERSION = schema_version()


def migrate(conn: psycopg.Connection) -> int:
    """Bring the frame to this service's version, in one transaction. Returns the version before.

    A database that is up to date is only read. DatabaseError when it was made by a newer version of the service.
    """
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        if conn.execute("SELECT to_regclass('frame.migration')").fetchone() == (None,):
            # Files of ours without parameters; as bytes psycopg takes them for such.
            conn.execute((MIGRATIONS / "ledger.sql").read_bytes())
        row = conn.execute("SELECT coalesce(max(number), 0) FROM frame.migration").fetchone()
        before = int(row[0]) if row else 0
        if before > schema_version():
            raise DatabaseError(
                f"データベースは新しい版（{before}）で作られています。このサービスは版{schema_version()}までしか扱えません。"
                "サービスを新しくしてください。",
                f"The database was made by a newer version (schema {before}); this service knows schema {schema_version()}. "
                "Update the service.",
            )
        for number, name, text in migrations():
            if number > before:
                conn.execute(text.encode())
                conn.execute("INSERT INTO frame.migration (number, name) VALUES (%s, %s)", (number, name))
    return before


def prepare(conn: psycopg.Connection) -> None:
    """Check the server and bring the frame to our version. DatabaseError in plain words when the server will not have it."""
    try:
        check_server(conn)
        migrate(conn)
    except psycopg.errors.InsufficientPrivilege as error:
        user, name = conn.info.user, conn.info.dbname
        raise DatabaseError(
            f"利用者 {user} はデータベース {name} を準備できません（{first_line(error)}）。管理者に頼んでください: "
            f"CREATE EXTENSION postgis と、{name} の所有者を {user} にすること。",
            f"The user {user} may not prepare the database {name} ({first_line(error)}). Ask its administrator to run CREATE "
            f"EXTENSION postgis in it and to make {user} its owner.",
        ) from error
    except psycopg.Error as error:
        raise DatabaseError(
            f"データベースを準備できませんでした（{first_line(error)}）。",
            f"The database was not prepared ({first_line(error)}).",
        ) from error


def first_line(error: BaseException) -> str:
    """The first line of what an error says, for one sentence."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


DISK_FULL = (
    "ディスクがいっぱいで書き込めません。今までのデータはそのままです。"
    "空きを作ってください（古い版は `geo-service prune` で消せます）。",
    "The disk is full; what was there before is unchanged. Free some space (`geo-service prune` removes old releases).",
)
"""What to say when a disk is full, ours or the server's (ja, en)."""


def disk_full(error: BaseException) -> bool:
    """Whether the server failed because its disk is full. Its messages may be in any language; C's own text is in them."""
    return isinstance(error, psycopg.errors.DiskFull) or "No space left on device" in str(error)


def check_server(conn: psycopg.Connection) -> None:
    """DatabaseError unless the server is PostgreSQL ≥ 14 and offers PostGIS ≥ 3.3."""
    if conn.info.server_version < 140_000:
        version = conn.info.server_version // 10_000
        raise DatabaseError(
            f"PostgreSQL {version} は古すぎます。14以上が必要です。", f"PostgreSQL {version} is too old; 14 or later is needed."
        )
    row = conn.execute(
        "SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'postgis'"
    ).fetchone()
    offered = str(row[0]) if row else ""
    numbers = tuple(int(n) for n in re.findall(r"\d+", offered)[:2])
    if numbers < (3, 3):
        said = f"PostGIS {offered}" if offered else "no PostGIS"
        raise DatabaseError(
            f"データベースのPostGISは3.3以上が必要です（いま: {offered or 'なし'}）。",
            f"The database needs PostGIS 3.3 or later (it has {said}).",
        )


def connect(conninfo: str, timeout_s: int = 10) -> psycopg.Connection:
    """One connection. DatabaseError when the server cannot be reached or the string is none."""
    try:
        return psycopg.connect(conninfo, connect_timeout=timeout_s)
    except psycopg.OperationalError as error:
        raise DatabaseError(
            f"データベースにつながりません（{first_line(error)}）。`geo-service doctor` で調べてください。",
            f"The database cannot be reached ({first_line(error)}). `geo-service doctor` examines the installation.",
        ) from error
    except psycopg.ProgrammingError as error:
        # Its words may hold the password.
        raise DatabaseError(
            "DATABASE_URL の形が正しくありません。形は postgresql://利用者:パスワード@ホスト:5432/データベース です。",
            "DATABASE_URL is not a connection string: write postgresql://user:password@host:5432/database.",
        ) from error


def open_pool(conninfo: str, min_size: int = 1, max_size: int = 8, timeout_s: float = 5.0) -> ConnectionPool:
    """A psycopg pool, opened in the background: it does not fail when the database is down at the moment.

    Whoever wants a connection waits ``timeout_s`` for it at most (psycopg.OperationalError then)."""
    return ConnectionPool(
        conninfo,
        min_size=min_size,
        max_size=max_size,
        open=True,
        timeout=timeout_s,
        kwargs={"connect_timeout": max(2, round(timeout_s))},
        check=ConnectionPool.check_connection,
    )
