"""What a release found out by joining, in words: all of it, and what the release before did not say yet."""

from __future__ import annotations

from typing import Any

import psycopg

from layers.base import Text

_ALL = (
    "SELECT message_ja, message_en FROM (SELECT f.*, count(f.feature) OVER (PARTITION BY f.rule) AS single"
    " FROM frame.finding f JOIN frame.release r ON r.id = f.release WHERE r.city = %(city)s AND r.number = %(number)s) AS found"
    " ORDER BY single, rule, id"
)


def release_findings(conn: psycopg.Connection[Any], city: str, number: int | None = None) -> list[Text]:
    """The findings of a release (default: the current one): of whole datasets first, then of single rows, the rarer rule
    first, each rule's number last."""
    if number is None:
        number = _current(conn, city)
    return [Text(ja, en) for ja, en in conn.execute(_ALL, {"city": city, "number": number}).fetchall()]


def new_findings(conn: psycopg.Connection[Any], city: str) -> tuple[list[Text], int]:
    """The current release's findings that the newest release before it has not, and the number of those it has."""
    number = _current(conn, city)
    before = conn.execute(
        "SELECT max(number) FROM frame.release WHERE city = %s AND number < %s AND pruned_at IS NULL", (city, number)
    ).fetchone()
    every = release_findings(conn, city, number)
    known = set(release_findings(conn, city, before[0])) if before is not None and before[0] is not None else set()
    fresh = [text for text in every if text not in known]
    return fresh, len(every) - len(fresh)


def _current(conn: psycopg.Connection[Any], city: str) -> int:
    row = conn.execute(
        "SELECT r.number FROM frame.city c JOIN frame.release r ON r.id = c.current_release WHERE c.code = %s", (city,)
    ).fetchone()
    return int(row[0]) if row is not None else 0
