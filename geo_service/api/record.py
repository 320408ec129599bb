"""Writing down which answers were given, so that an id can be opened again later. Never in the way of an answer."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.resources import files
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from geo_service.coverage.answer import Answer
from geo_service.coverage.question import Question
from geo_service.errors import DatabaseError
from geo_service.questions import stored_question

LOG = logging.getLogger(__name__)
MOST_WAITING = 1000
CONNECT_SECONDS = 2
_RECORD = files("geo_service.api").joinpath("record_answer.sql").read_text(encoding="utf-8")
_FIND = files("geo_service.api").joinpath("find_answer.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Recorded:
    """An answer that was given once: where, from which release, for whom, to which question."""

    city: str
    release: int
    audience: str
    question: Question | None
    """None when it was stored by a version whose questions this one cannot read."""
    pruned: bool


class AnswerRecord:
    """The record of answers in the database, written by one thread of its own. Without a database it forgets."""

    def __init__(self) -> None:
        self._pool: ConnectionPool | None = None
        self._waiting: Queue[dict[str, Any]] = Queue(MOST_WAITING)
        self._stop = Event()
        self._thread: Thread | None = None
        self._seen: set[str] = set()

    def start(self, pool: ConnectionPool) -> None:
        """Begin writing, over the pool's connections."""
        if self._thread is None:
            self._pool = pool
            self._stop.clear()
            self._thread = Thread(target=self._write_all, name="answer-record", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Write what waits (briefly) and end."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=CONNECT_SECONDS + 3)
            self._thread = None

    def add(self, answer: Answer) -> None:
        """Note an answer. Returns at once; when too many wait the note is dropped (its id then lives in memory only)."""
        if self._thread is None or answer.id in self._seen:
            return
        row = {
            "id": answer.id,
            "city": answer.city.code,
            "release": answer.city.release,
            "audience": answer.city.audience,
            "question": Jsonb(answer.question.parameters()),
        }
        try:
            self._waiting.put_nowait(row)
        except Full:
            return
        if len(self._seen) > 10 * MOST_WAITING:
            self._seen.clear()
        self._seen.add(answer.id)

    def find(self, id: str) -> Recorded | None:
        """The record of an id, None when there is none. DatabaseError when the database cannot be asked."""
        if self._pool is None:
            return None
        try:
            with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
                row = cursor.execute(_FIND, {"id": id}).fetchone()
        except psycopg.Error as error:
            LOG.warning("the record of answers cannot be read: %s", error)
            raise DatabaseError(
                "データベースにつながらないため、この回答を探せません。",
                "The database cannot be reached, so this answer cannot be looked up.",
            ) from error
        if row is None:
            return None
        try:
            question = stored_question(row["question"])
        except ValueError:
            question = None
        return Recorded(row["city"], row["release_number"], row["audience"], question, bool(row["pruned"]))

    def _write_all(self) -> None:
        while not (self._stop.is_set() and self._waiting.empty()):
            try:
                rows = [self._waiting.get(timeout=0.5)]
            except Empty:
                continue
            while not self._waiting.empty() and len(rows) < 100:
                rows.append(self._waiting.get_nowait())
            self._write(rows)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        assert self._pool is not None
        try:
            with self._pool.connection() as connection:
                connection.cursor().executemany(_RECORD, rows)
        except psycopg.Error as error:
            LOG.warning("%d answers were not recorded: %s", len(rows), error)
            self._seen.difference_update(row["id"] for row in rows)
