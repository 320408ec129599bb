"""The embedded cluster: counted by a lock, never orphaned, recovered by the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geo_service.errors import DatabaseError, SetupError
from geo_service.settings import Settings
from geo_service.store import files as files_module
from geo_service.store.cluster import database
from geo_service.store.connection import migrate, schema_version
from geo_service.store.files import SOCKET_PATH_MAX, ClusterFiles

USER = """
import sys, time
from pathlib import Path
from geo_service.settings import Settings
from geo_service.store.cluster import database
with database(Settings(home=Path(sys.argv[1]))) as conninfo:
    print(conninfo, flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own; whatever is left running in it at the end fails the test."""
    folder = Path(tempfile.mkdtemp(prefix="gsc"))
    folder.chmod(0o755)
    yield folder / "h"
    assert wait_until(lambda: servers(folder / "h") == []), "a server was left behind"
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def processes(words: str) -> list[int]:
    """Ids of processes whose command line holds the words."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if words in line:
                found.append(int(folder.name))
    return found


def servers(home: Path) -> list[int]:
    """Postmasters of that home."""
    return processes(f"-D {home}/cluster/data")


def keepers(home: Path) -> list[int]:
    """Keepers of that home."""
    return processes(f"geo_service.store.keeper {home}")


def wait_until(true: object, seconds: float = 20) -> bool:
    """Whether the function becomes true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def user(home: Path, seconds: float = 60) -> subprocess.Popen[str]:
    """Another process that uses the database for so long; started when it has printed its conninfo."""
    return subprocess.Popen([sys.executable, "-c", USER, str(home), str(seconds)], stdout=subprocess.PIPE, text=True)


def answer(conninfo: str) -> int:
    """One query."""
    with psycopg.connect(conninfo) as conn:
        row = conn.execute("SELECT count(*) FROM frame.city").fetchone()
    assert row is not None
    return int(row[0])


def end(process: subprocess.Popen[str]) -> None:
    """End a process of ours and read what it still says."""
    process.kill()
    process.communicate()


def test_starts_answers_and_stops(home: Path) -> None:
    with database(Settings(home=home)) as conninfo:
        assert answer(conninfo) == 0
        assert len(servers(home)) == 1
    assert wait_until(lambda: servers(home) == [] and keepers(home) == [])


def test_lives_until_the_last_user_ends(home: Path) -> None:
    other = user(home)
    assert other.stdout is not None
    conninfo = other.stdout.readline().strip()
    with database(Settings(home=home)):
        other.terminate()
        other.communicate()
        time.sleep(1)
        assert answer(conninfo) == 0
    assert wait_until(lambda: servers(home) == [])


def test_kill_9_of_the_only_user_orphans_nothing(home: Path) -> None:
    other = user(home)
    assert other.stdout is not None
    other.stdout.readline()
    end(other)
    assert wait_until(lambda: servers(home) == [] and keepers(home) == [])


def test_kill_9_of_the_server_is_mended_while_it_is_used(home: Path) -> None:
    with database(Settings(home=home)) as conninfo:
        with psycopg.connect(conninfo) as conn:
            conn.execute("CREATE TABLE kept (n integer)")
            conn.execute("INSERT INTO kept VALUES (7)")
        os.kill(servers(home)[0], signal.SIGKILL)

        def back() -> bool:
            try:
                return answer(conninfo) == 0
            except psycopg.OperationalError:
                return False

        assert wait_until(back)
        with psycopg.connect(conninfo) as conn:
            assert conn.execute("SELECT n FROM kept").fetchone() == (7,)


def test_kill_9_of_the_keeper_takes_the_server_along_and_the_user_gets_a_new_one(home: Path) -> None:
    with database(Settings(home=home)) as conninfo:
        before = servers(home)
        os.kill(keepers(home)[0], signal.SIGKILL)
        assert wait_until(lambda: servers(home) not in ([], before))

        def back() -> bool:
            try:
                return answer(conninfo) == 0
            except psycopg.OperationalError:
                return False

        assert wait_until(back)


def test_all_killed_at_once_and_started_again(home: Path) -> None:
    other = user(home)
    assert other.stdout is not None
    other.stdout.readline()
    for process in (*servers(home), *keepers(home)):
        os.kill(process, signal.SIGKILL)
    end(other)
    with database(Settings(home=home)) as conninfo:
        assert answer(conninfo) == 0


def test_four_processes_start_at_once(home: Path) -> None:
    others = [user(home, 3) for _ in range(4)]
    said = [other.communicate(timeout=60)[0].strip() for other in others]
    assert len(set(said)) == 1 and said[0].startswith("host=")
    assert [other.returncode for other in others] == [0, 0, 0, 0]


def test_the_keeper_holds_no_pipe_of_its_starter(home: Path) -> None:
    """A reader of the command's output sees its end although the keeper lives on for another user."""
    with database(Settings(home=home)):
        run = subprocess.run([sys.executable, "-c", USER, str(home), "0"], capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout.startswith("host=")


def test_a_long_home_gets_a_short_socket(home: Path) -> None:
    long = home / ("x" * 120)
    files = ClusterFiles.of(long)
    assert len(os.fsencode(files.socket)) <= SOCKET_PATH_MAX
    with database(Settings(home=long)) as conninfo:
        assert answer(conninfo) == 0
    assert wait_until(lambda: servers(long) == [] and keepers(long) == [])
    files.socket.rmdir()


def test_missing_packages_are_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_SERVICE_POSTGRES", str(home))
    with pytest.raises(SetupError, match="postgresql-15-postgis-3"), database(Settings(home=home)):
        pass


def test_a_folder_that_is_no_database_is_left_alone(home: Path) -> None:
    data = ClusterFiles.of(home).data
    data.mkdir(parents=True)
    (data / "mine.txt").write_text("keep me")
    with pytest.raises(DatabaseError, match="not a database folder"), database(Settings(home=home)):
        pass
    assert (data / "mine.txt").read_text() == "keep me"


def test_another_major_version_is_named(home: Path) -> None:
    data = ClusterFiles.of(home).data
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(SetupError, match="made by PostgreSQL 9"), database(Settings(home=home)):
        pass


def test_a_damaged_database_says_what_to_do_and_soon(home: Path) -> None:
    with database(Settings(home=home)):
        pass
    assert wait_until(lambda: keepers(home) == [])
    (ClusterFiles.of(home).data / "global" / "pg_control").unlink()
    began = time.monotonic()
    with pytest.raises(DatabaseError, match=r"pg_control.*load the data again"), database(Settings(home=home)):
        pass
    assert time.monotonic() - began < 30, "waited for what will not come"


def test_two_homes_do_not_know_each_other(home: Path, cluster_conninfo: str) -> None:
    with database(Settings(home=home)) as conninfo:
        assert conninfo != cluster_conninfo
    assert wait_until(lambda: servers(home) == [])
    assert answer(cluster_conninfo) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_a_home_the_server_cannot_reach_is_named(home: Path) -> None:
    home.mkdir(mode=0o700)
    with pytest.raises(SetupError, match=f"may not enter {home}"), database(Settings(home=home / "inner")):
        pass
    assert list(home.iterdir()) == []


def test_an_unwritable_home_is_named() -> None:
    with pytest.raises(SetupError, match="GEO_SERVICE_HOME"), database(Settings(home=Path("/proc/none"))):
        pass


def test_a_database_of_a_newer_version_is_refused(conninfo: str) -> None:
    newer = schema_version() + 1
    with psycopg.connect(conninfo) as conn:
        conn.execute("INSERT INTO frame.migration (number, name) VALUES (%s, 'later')", (newer,))
    with pytest.raises(DatabaseError, match=f"schema {newer}"), database(Settings(DATABASE_URL=conninfo)):
        pass


def test_database_url_is_used_and_never_stopped(conninfo: str) -> None:
    with database(Settings(DATABASE_URL=conninfo)) as used:
        assert used == conninfo
    assert answer(conninfo) == 0


def test_an_unreachable_database_url_is_a_plain_error() -> None:
    url = "host=127.0.0.1 port=1 dbname=none user=none"
    with pytest.raises(DatabaseError, match="doctor"), database(Settings(DATABASE_URL=url)):
        pass


def test_a_database_url_of_no_such_form_is_a_plain_error() -> None:
    with pytest.raises(DatabaseError, match="not a connection string") as caught, database(Settings(DATABASE_URL="me:secret")):
        pass
    assert "secret" not in str(caught.value)


def test_a_user_who_may_not_prepare_the_database_is_told_what_to_ask_for(conninfo: str) -> None:
    """And once it is prepared, a user without any right to change it gets in."""
    name, role = conninfo_to_dict(conninfo)["dbname"], f"weak_{os.getpid()}"
    assert isinstance(name, str)
    weak = make_conninfo(conninfo, user=role)
    with psycopg.connect(conninfo, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        admin.execute("ALTER SCHEMA frame RENAME TO away")
        try:
            with pytest.raises(DatabaseError, match=f"make {role} its owner"), database(Settings(DATABASE_URL=weak)):
                pass
            admin.execute("ALTER SCHEMA away RENAME TO frame")
            admin.execute(sql.SQL("GRANT USAGE ON SCHEMA frame TO {}").format(sql.Identifier(role)))
            admin.execute(sql.SQL("GRANT SELECT ON frame.migration TO {}").format(sql.Identifier(role)))
            with database(Settings(DATABASE_URL=weak)) as used:
                assert used == weak
        finally:
            admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(role)))


def test_the_record_of_development_versions_is_taken_over(conninfo: str) -> None:
    with psycopg.connect(conninfo) as conn:
        conn.execute("ALTER TABLE frame.migration RENAME TO geo_service_migration")
        conn.execute("ALTER TABLE frame.geo_service_migration SET SCHEMA public")
    with psycopg.connect(conninfo) as conn:
        assert migrate(conn) == schema_version()
        assert conn.execute("SELECT max(number) FROM frame.migration").fetchone() == (schema_version(),)


def test_a_migration_that_fails_leaves_nothing(conninfo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo_service.store import connection

    known = connection.migrations()
    bad = (known[-1][0] + 1, "9999_bad.sql", "CREATE TABLE half (n integer); SELECT nonsense;")
    monkeypatch.setattr(connection, "migrations", lambda: (*known, bad))
    with psycopg.connect(conninfo) as conn, pytest.raises(psycopg.Error):
        migrate(conn)
    with psycopg.connect(conninfo) as conn:
        assert conn.execute("SELECT to_regclass('half')").fetchone() == (None,)


def test_programs_prefers_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_SERVICE_POSTGRES", "/usr/lib/postgresql")
    assert (files_module.programs() / "postgres").exists()
