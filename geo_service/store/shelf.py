"""The shelf: Cities opened from their files and shared by all requests of a process.

What there is (cities, releases, files) is read from the database when the shelf opens and again at every NOTIFY, in one
background thread. Requests never ask the database: when it is down, the Cities and the list of them stay as they were.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from geo_service import __version__
from geo_service.coverage.city import City
from geo_service.errors import AudienceError, DatabaseError, GoneError, NotFoundError
from geo_service.settings import Settings
from geo_service.store.cityfile import open_city
from geo_service.store.directory import CityEntry, cities, find_city
from geo_service.store.release import CHANNEL, rebuild

log = logging.getLogger(__name__)
OPEN_CITIES = 16
"""Cities kept open at most; a mapped file that no request uses any more costs address space only."""
POLL_S = 20.0
"""Longest time until a change is seen should a notification be lost, and until a stop is noticed by a quiet wait."""
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True)
class _Catalogue:
    """What there is: cities, files by (city, release, audience), pruned releases by (city, release)."""

    cities: Sequence[CityEntry] = ()
    files: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    pruned: frozenset[tuple[str, int]] = frozenset()


class CityShelf:
    """Cities by code, audience and release. Thread-safe. Close it, or use it as a context manager."""

    def __init__(self, settings: Settings, conninfo: str) -> None:
        self.settings = settings
        self.home = settings.home
        self.conninfo = conninfo
        self._catalogue = _Catalogue()
        self._read = False
        self._open: OrderedDict[Path, City] = OrderedDict()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        try:
            self.refresh()
        except DatabaseError:
            log.warning("the database cannot be reached yet; the shelf fills when it can")
        self._older: set[tuple[str, int]] = set()
        self._thread = threading.Thread(target=self._follow, name="city-shelf", daemon=True)
        self._thread.start()

    def __enter__(self) -> CityShelf:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop following the database. Cities already handed out stay usable."""
        self._stop.set()
        self._thread.join(timeout=5)

    def refresh(self) -> None:
        """Read now what there is. DatabaseError when the database cannot be reached."""
        try:
            with psycopg.connect(self.conninfo, connect_timeout=5) as conn:
                self._take(conn)
        except psycopg.Error as error:
            raise DatabaseError("データベースにつながりません。", "The database cannot be reached.") from error

    def cities(self) -> Sequence[CityEntry]:
        """The cities that have a current release."""
        return [city for city in self._catalogue.cities if city.release is not None]

    def current(self, code: str) -> int:
        """Number of the current release of a city. NotFoundError when it is not loaded."""
        number = self._find(code).release
        assert number is not None
        return number

    def get(self, code: str, audience: str, release: int | None = None) -> City:
        """The City of a release (default: the current one) for an audience.

        ``code`` as people write it, see :func:`geo_service.store.directory.find_city`. NotFoundError for an unknown city or
        release, GoneError for a pruned release, AudienceError for an audience no file is written for. A lost or damaged
        file is written again; DatabaseError when the database is away then.
        """
        entry = self._find(code)
        number = entry.release if release is None else release
        assert number is not None
        path = self._catalogue.files.get((entry.code, number, audience))
        if path is None and self._missed():
            path = self._catalogue.files.get((entry.code, number, audience))
        if path is None:
            raise self._why_not(entry, number, audience)
        try:
            city = self._city(self.home / path)
        except DatabaseError:
            return self._city(self.home / self._written_again(entry.code, number, audience, "is lost or damaged"))
        if city.versions.get("engine") == __version__ or (entry.code, number) in self._older:
            return city
        # Once: a file of another version lacks what this one knows (streets, classes of ground), or knows what this one does not.
        self._older.add((entry.code, number))
        try:
            return self._city(self.home / self._written_again(entry.code, number, audience, "is of another version"))
        except DatabaseError:
            return city

    def _written_again(self, code: str, number: int, audience: str, why: str) -> str:
        """A City file that is lost, damaged or of another version comes from the database again. DatabaseError when that is
        away."""
        log.warning("the City file of %s, release %d, %s; writing it again", code, number, why)
        try:
            with psycopg.connect(self.conninfo, autocommit=True, connect_timeout=5) as conn:
                rebuild(conn, code, number, settings=self.settings)
        except psycopg.Error as error:
            raise DatabaseError(
                "市のファイルが失われており、データベースにもつながらないため作り直せません。",
                "The City file is lost, and the database, from which it is made, cannot be reached.",
            ) from error
        self.refresh()
        return self._catalogue.files[code, number, audience]

    def _find(self, code: str) -> CityEntry:
        try:
            return find_city(self.cities(), code)
        except NotFoundError:
            # Another process may have loaded it a moment ago.
            if self._missed():
                return find_city(self.cities(), code)
            if not self._read:
                raise DatabaseError("データベースにつながりません。", "The database cannot be reached.") from None
            raise

    def _missed(self) -> bool:
        """Look again, for something that is not there; whether that was possible."""
        try:
            self.refresh()
        except DatabaseError:
            return False
        return True

    def _why_not(self, entry: CityEntry, number: int, audience: str) -> Exception:
        known = self._catalogue
        if (entry.code, number) in known.pruned:
            return GoneError(
                f"{entry.name_ja}の版 {number} は保存期間を過ぎました。今の版は {entry.release} です。",
                f"Release {number} of {entry.name_en or entry.name_ja} has been pruned; the current one is {entry.release}.",
                city=entry.code,
                release=number,
            )
        if any(key[:2] == (entry.code, number) for key in known.files):
            return AudienceError(
                "この利用者区分のための市のファイルはありません。", "There is no City file for this audience.", audience=audience
            )
        return NotFoundError(
            f"{entry.name_ja}に版 {number} はありません。",
            f"{entry.name_en or entry.name_ja} has no release {number}.",
            city=entry.code,
            release=number,
        )

    def _city(self, path: Path) -> City:
        with self._lock:
            city = self._open.get(path)
            if city is None:
                city = self._open[path] = open_city(path)
            self._open.move_to_end(path)
            while len(self._open) > OPEN_CITIES:
                self._open.popitem(last=False)
            return city

    def _take(self, conn: psycopg.Connection) -> None:
        with conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            found = _Catalogue(
                cities=tuple(cities(conn)),
                files={
                    (row[0], row[1], row[2]): row[3]
                    for row in conn.execute(
                        "SELECT r.city, r.number, f.audience, f.path FROM frame.city_file f"
                        " JOIN frame.release r ON r.id = f.release"
                    )
                },
                pruned=frozenset(
                    (row[0], row[1]) for row in conn.execute("SELECT city, number FROM frame.release WHERE pruned_at IS NOT NULL")
                ),
            )
        self._catalogue, self._read = found, True
        live = {self.home / path for path in found.files.values()}
        with self._lock:
            for path in [path for path in self._open if path not in live]:
                del self._open[path]

    def _follow(self) -> None:
        """Wait for notifications; connect again for as long as it takes."""
        failures = 0
        while not self._stop.is_set():
            try:
                with psycopg.connect(self.conninfo, autocommit=True, connect_timeout=5) as conn:
                    conn.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    # After LISTEN, so that no switch falls between reading and listening.
                    self._take(conn)
                    failures = 0
                    self._wait(conn)
            except psycopg.Error as error:
                if failures == 0 and not self._stop.is_set():
                    log.warning("the database is away (%s); serving the cities that are open", type(error).__name__)
                self._stop.wait(RETRY_S[min(failures, len(RETRY_S) - 1)])
                failures += 1

    def _wait(self, conn: psycopg.Connection) -> None:
        quiet = 0.0
        while not self._stop.is_set():
            told = list(conn.notifies(timeout=0.25, stop_after=1))
            quiet = 0.0 if told else quiet + 0.25
            if told or quiet >= POLL_S:
                quiet = 0.0
                self._take(conn)
