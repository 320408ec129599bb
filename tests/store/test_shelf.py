"""The shelf: follows switches, outlives its database, says why a City is not there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from geo_service import __version__
from geo_service.errors import AudienceError, DatabaseError, GoneError, NotFoundError
from geo_service.settings import Settings
from geo_service.store import shelf as subject
from geo_service.store.release import prune, publish, rebuild, rollback
from geo_service.store.shelf import CityShelf
from tests.store import hand_made as town
from tests.store.hand_made import Row, at


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return Settings(home=tmp_path)


@pytest.fixture
def conn(conninfo: str, settings: Settings) -> Iterator[Any]:
    """A connection, the hand-made city published once."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        town.add_ground(connection)
        town.add(connection, "shelters", [Row("一校", at(1, 1))])
        publish(connection, town.CITY, "one", settings=settings)
        yield connection


def test_cities_by_what_people_write(conn: Any, conninfo: str, settings: Settings) -> None:
    with CityShelf(settings, conninfo) as shelf:
        assert [(city.code, city.default, city.release) for city in shelf.cities()] == [(town.CITY, True, 1)]
        for text in (town.CITY, "default", "こだま市"):
            assert shelf.get(text, "public") is shelf.get(town.CITY, "public", 1)
        assert shelf.get(town.CITY, "staff").audience == "staff"
        assert shelf.current(town.CITY) == 1
        with pytest.raises(NotFoundError):
            shelf.get("川崎市", "public")
        with pytest.raises(NotFoundError):
            shelf.get(town.CITY, "public", 7)
        with pytest.raises(AudienceError):
            shelf.get(town.CITY, "duty")


def test_a_switch_is_followed_and_a_request_keeps_its_city(conn: Any, conninfo: str, settings: Settings) -> None:
    with CityShelf(settings, conninfo) as shelf:
        before = shelf.get(town.CITY, "public")
        town.add(conn, "shelters", [Row("二校", at(1, 1))])
        publish(conn, town.CITY, "two", settings=settings)
        until(lambda: shelf.get(town.CITY, "public").release == 2)
        assert before.places["shelters"].name == ("一校",)
        assert shelf.get(town.CITY, "public").places["shelters"].name == ("二校",)
        assert shelf.get(town.CITY, "public", 1) is before
        rollback(conn, town.CITY)
        until(lambda: shelf.get(town.CITY, "public") is before)


def test_a_pruned_release_is_gone(conn: Any, conninfo: str, settings: Settings) -> None:
    with CityShelf(settings, conninfo) as shelf:
        held = shelf.get(town.CITY, "public")
        publish(conn, town.CITY, "two", settings=settings)
        prune(conn, town.CITY, 1, settings=settings)
        until(lambda: shelf.current(town.CITY) == 2 and (town.CITY, 1) in shelf._catalogue.pruned)
        with pytest.raises(GoneError) as caught:
            shelf.get(town.CITY, "public", 1)
        assert caught.value.extra["release"] == 1
        # Whoever holds it may go on.
        assert held.populations[0].share.sum() == pytest.approx(4)


def test_a_city_loaded_elsewhere_is_found_at_once(conn: Any, conninfo: str, settings: Settings) -> None:
    with CityShelf(settings, conninfo) as shelf:
        town.add_city(conn, "99130", fictitious=True, name="みほん市", en="Mihon City")
        town.add(conn, "shelters", [Row("見本校", at(1, 1))], city="99130", municipality="99130")
        publish(conn, "99130", "sample", settings=settings)
        assert shelf.get("sample", "public").code == "99130"


def test_the_database_may_die_and_come_back(conn: Any, conninfo: str, settings: Settings) -> None:
    name = conninfo_to_dict(conninfo)["dbname"]
    admin_info = make_conninfo(conninfo, dbname="postgres")
    with CityShelf(settings, conninfo) as shelf, psycopg.connect(admin_info, autocommit=True) as admin:
        conn.close()
        allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with pytest.raises(DatabaseError):
            shelf.refresh()
        # Also one that was not open before: the files need no database.
        for audience in ("public", "staff"):
            assert shelf.get("こだま市", audience).release == 1
        assert len(shelf.cities()) == 1
        with pytest.raises(NotFoundError):
            shelf.get("川崎市", "public")
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
        with psycopg.connect(conninfo, autocommit=True) as again:
            publish(again, town.CITY, "two", settings=settings)
        until(lambda: shelf.get(town.CITY, "public").release == 2, 15)


def test_a_shelf_may_open_before_its_database(settings: Settings) -> None:
    with CityShelf(settings, "host=/nonexistent dbname=none connect_timeout=2") as shelf:
        assert shelf.cities() == []
        with pytest.raises(DatabaseError):
            shelf.get(town.CITY, "public")


@pytest.mark.parametrize("how", ["lost", "damaged"])
def test_a_lost_or_damaged_file_is_written_again(conn: Any, conninfo: str, settings: Settings, how: str) -> None:
    before = {file: file.read_bytes() for file in settings.home.glob("cities/*/*.arrow")}
    for file in before:
        file.unlink()
        if how == "damaged":
            file.write_bytes(before[file][:1000])
    with CityShelf(settings, conninfo) as shelf:
        assert shelf.get(town.CITY, "public").places["shelters"].name == ("一校",)
    assert {file: file.read_bytes() for file in settings.home.glob("cities/*/*.arrow")} == before


def test_a_file_of_another_version_is_written_again_once(
    conn: Any, conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo_service.store.build.__version__", "0.0.9")
    publish(conn, town.CITY, "by an older version", settings=settings)
    monkeypatch.undo()
    again: list[int] = []

    def counted(*args: Any, **more: Any) -> None:
        again.append(args[2])
        rebuild(*args, **more)

    monkeypatch.setattr(subject, "rebuild", counted)
    with CityShelf(settings, conninfo) as shelf:
        assert shelf.get(town.CITY, "public").versions["engine"] == __version__
        assert shelf.get(town.CITY, "staff").versions["engine"] == __version__
        assert again == [2]


def test_a_file_of_another_version_serves_while_the_database_is_away(
    conn: Any, conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo_service.store.build.__version__", "0.0.9")
    publish(conn, town.CITY, "by an older version", settings=settings)
    monkeypatch.undo()
    with CityShelf(settings, conninfo) as shelf:
        shelf.conninfo = make_conninfo(conninfo, port="1")
        assert shelf.get(town.CITY, "public").versions["engine"] == "0.0.9"


def test_a_lost_file_without_its_database_is_said_so(conn: Any, conninfo: str, settings: Settings) -> None:
    with CityShelf(settings, conninfo) as shelf:
        for file in settings.home.glob("cities/*/*.arrow"):
            file.unlink()
        shelf.conninfo = make_conninfo(**{**conninfo_to_dict(conninfo), "dbname": "none"})
        with pytest.raises(DatabaseError, match="The City file is lost"):
            shelf.get(town.CITY, "public")


def test_many_threads_share_few_cities(conn: Any, conninfo: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "OPEN_CITIES", 2)
    opened: list[Path] = []
    real = subject.open_city
    monkeypatch.setattr(subject, "open_city", lambda path: opened.append(path) or real(path))
    for i in range(3):
        publish(conn, town.CITY, str(i), settings=settings)
    with CityShelf(settings, conninfo) as shelf:
        found: list[int] = []
        failures: list[BaseException] = []

        def ask() -> None:
            try:
                found.extend(shelf.get(town.CITY, "public", 1 + i % 2).release for i in range(50))
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert (found.count(1), found.count(2)) == (200, 200)
        assert len(opened) == 2
        for number in (3, 4, 1):
            shelf.get(town.CITY, "public", number)
        assert len(shelf._open) == 2
        assert len(opened) == 5
