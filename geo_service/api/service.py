"""What all routes share: the shelf of cities, the engine, the answers kept, the record of answers given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Protocol

import psycopg
from fastapi import Depends, Request
from psycopg_pool import ConnectionPool

from geo_service.api.kept import KeptAnswers
from geo_service.api.record import CONNECT_SECONDS, AnswerRecord
from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer as answer_question
from geo_service.coverage.identity import identity
from geo_service.coverage.question import Question
from geo_service.errors import DatabaseError, GoneError, NotFoundError
from geo_service.questions import build
from geo_service.questions.parameters import shown
from geo_service.settings import Settings
from geo_service.store.connection import open_pool


class Shelf(Protocol):
    """Where cities are taken from (:class:`geo_service.store.shelf.CityShelf`)."""

    def get(self, code: str, audience: str, release: int | None = None) -> City:
        """The city of that code ("default" for the default one); of the current release, or of that number."""

    def cities(self) -> Sequence[Any]:
        """All cities: ``code``, ``name_ja``, ``name_en``, ``fictitious``, ``release`` and ``default`` of each."""


class Service:
    """One web service. ``conninfo`` None: without a database (tests), answers from the shelf alone."""

    def __init__(self, settings: Settings, shelf: Shelf, conninfo: str | None) -> None:
        self.settings = settings
        self.shelf = shelf
        self.conninfo = conninfo
        self.kept = KeptAnswers(settings.max_open_answers)
        self.record = AnswerRecord()
        self.pool: ConnectionPool | None = None

    def start(self) -> None:
        """Open the pool of connections (which may be down at the moment) and begin to record answers."""
        if self.conninfo is not None:
            self.pool = open_pool(self.conninfo, timeout_s=CONNECT_SECONDS)
            self.record.start(self.pool)

    def stop(self) -> None:
        """Record what waits (briefly) and close the connections."""
        self.record.stop()
        if self.pool is not None:
            self.pool.close(timeout=CONNECT_SECONDS)
            self.pool = None

    def ask(self, city_code: str, question_id: str, values: Mapping[str, object], audience: str) -> Answer:
        """The answer to a question with its parameters as the asker wrote them."""
        city = self.shelf.get(city_code, audience)
        return self.answer(city, build(question_id, city, values))

    def answer(self, city: City, question: Question) -> Answer:
        """The answer to a question about a City, computed once."""
        answer = self.kept.answer(identity(city, question), lambda: answer_question(city, question))
        self.record.add(answer)
        return answer

    def answer_by_id(self, id: str, audience: str) -> Answer:
        """An answer given before. NotFoundError when there is none of that id, GoneError when its release is pruned."""
        kept = self.kept.find(id)
        if kept is not None and kept.city.audience == audience:
            # Raises GoneError when the release was pruned since: an id says so everywhere at once.
            self.shelf.get(kept.city.code, audience, kept.city.release)
            return kept
        # Only signs an id can have go to the database: it cannot be asked for all there are (NUL).
        recorded = self.record.find(id) if id.isascii() and id.isalnum() else None
        if recorded is None or recorded.audience != audience:
            raise NotFoundError(f"「{shown(id)}」という回答はありません。", f"There is no answer '{shown(id)}'.", parameter="id")
        if recorded.pruned or recorded.question is None:
            raise _gone(id, recorded.city, recorded.release)
        answer = self.answer(self.shelf.get(recorded.city, audience, recorded.release), recorded.question)
        if answer.id != id:  # another engine answers now: its figures may differ
            raise _gone(id, recorded.city, recorded.release)
        return answer

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """A connection for one request. DatabaseError when there is none."""
        if self.pool is None:
            raise DatabaseError("データベースなしで動いています。", "The service runs without a database.")
        try:
            with self.pool.connection() as connection:
                yield connection
        except psycopg.OperationalError as error:
            raise DatabaseError("データベースにつながりません。", "The database cannot be reached.") from error


def _gone(id: str, city: str, release: int) -> GoneError:
    return GoneError(
        f"回答 {id} の元になった {city} の版 {release} は、残っていないか、計算の方法が変わりました。もう一度聞いてください。",
        f"Answer {id} rests on release {release} of {city}, which is no longer kept or is computed otherwise now. Ask again.",
        city=city,
        release=release,
    )


def service_of(request: Request) -> Service:
    """The service of the application that the request came to."""
    service: Service = request.app.state.service
    return service


Served = Annotated[Service, Depends(service_of)]
