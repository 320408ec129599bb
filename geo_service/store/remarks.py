"""Notes of anyone on the data ("this line is wrong"): taken within limits, answered or hidden by staff.

A note stands beside the data: no release, figure or answer reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import shapely
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from geo_service.coverage.city import City
from geo_service.coverage.plane import to_plane
from geo_service.errors import AudienceError, NotFoundError, ParameterError, TooManyError
from geo_service.settings import Settings
from geo_service.store.remark_words import answer_words, who
from geo_service.store.views import select_rows
from layers.base import Layer

AROUND_M = 5_000.0
"""Farthest from the city's border that a noted point may lie, in metres."""
LISTED = 500
"""Notes of one page of the list."""
LARGEST_ID = 2**63 - 1
LIMITS_LOCK = 7_364_104_922
"""Advisory lock key: notes are counted and added one after the other, whichever process takes them."""
_COLUMNS = sql.SQL(
    "id, city, release_number, layer, key, key_found, lon, lat, said, contact, sent_at, state, answer, decided_by, decided_at"
)


@dataclass(frozen=True)
class Note:
    """A note as it was sent, its words checked (:mod:`geo_service.store.remark_words`). ``point``: (lon, lat) in degrees."""

    layer: Layer
    key: str
    point: tuple[float, float] | None
    said: str
    contact: str = ""


@dataclass(frozen=True)
class Remark:
    """A note in the list. ``key_found``: whether a row the public may see has the key; None without a key."""

    id: int
    city: str
    release_number: int
    layer: str
    key: str
    key_found: bool | None
    lon: float | None
    lat: float | None
    said: str
    contact: str
    sent_at: datetime
    state: str
    answer: str
    decided_by: str
    decided_at: datetime | None

    @property
    def published(self) -> bool:
        """Whether the public sees its words."""
        return self.state == "answered"


def take(conn: psycopg.Connection[Any], city: City, note: Note, settings: Settings) -> Remark:
    """Put a note into the list, in a transaction of its own.

    AudienceError when notes are switched off, ParameterError for a point too far away, TooManyError naming the setting
    (``remarks_per_minute``, ``max_open_remarks``) when there are too many.
    """
    refuse_when_off(settings)
    if note.point is not None:
        _refuse_far(city, *note.point)
    lon, lat = note.point or (None, None)
    with conn.transaction():
        _refuse_too_many(conn, settings)  # cheap: what is over anyway does not queue for the lock
        found = _has_key(conn, city.code, note.layer, note.key) if note.key else None
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LIMITS_LOCK,))
        _refuse_too_many(conn, settings)
        with conn.cursor(row_factory=class_row(Remark)) as cursor:
            row = cursor.execute(
                sql.SQL(
                    "INSERT INTO frame.remark (city, release_number, layer, key, key_found, lon, lat, said, contact)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING {}"
                ).format(_COLUMNS),
                (city.code, city.release, note.layer.id, note.key, found, lon, lat, note.said, note.contact),
            ).fetchone()
    assert row is not None
    return row


def refuse_when_off(settings: Settings) -> None:
    """AudienceError when the setting ``remarks`` is off."""
    if not settings.remarks:
        raise AudienceError(
            "このサービスでは指摘を受け付けていません（設定 remarks）。市の担当に直接知らせてください。",
            "This service takes no notes (the setting remarks). Please tell the city's office directly.",
            setting="remarks",
        )


def remarks(conn: psycopg.Connection[Any], city: str, *, before: int | None = None, first: int | None = LISTED) -> list[Remark]:
    """Notes on a city as staff see them, newest first: all (``first`` None), or so many with ids below ``before``."""
    with conn.cursor(row_factory=class_row(Remark)) as cursor:
        return cursor.execute(
            sql.SQL("SELECT {} FROM frame.remark WHERE city = %s AND id < %s ORDER BY id DESC LIMIT %s").format(_COLUMNS),
            (city, LARGEST_ID if before is None else before, first),
        ).fetchall()


def answered(conn: psycopg.Connection[Any], city: str, layer: str, first: int) -> list[Remark]:
    """The notes on a layer that staff have answered, which the public may read; the last answered first."""
    with conn.cursor(row_factory=class_row(Remark)) as cursor:
        return cursor.execute(
            sql.SQL(
                "SELECT {} FROM frame.remark WHERE city = %s AND layer = %s AND state = 'answered'"
                " ORDER BY decided_at DESC, id DESC LIMIT %s"
            ).format(_COLUMNS),
            (city, layer, first),
        ).fetchall()


def counts(conn: psycopg.Connection[Any], city: str) -> dict[str, int]:
    """State → number of notes on a city."""
    found = dict(conn.execute("SELECT state, count(*) FROM frame.remark WHERE city = %s GROUP BY state", (city,)).fetchall())
    return {state: int(found.get(state, 0)) for state in ("open", "answered", "hidden")}


def answer(conn: psycopg.Connection[Any], city: str, id: int, text: str, by: str, settings: Settings) -> Remark:
    """Answer a note (again), which publishes its words and the answer. ParameterError for words, NotFoundError for the id."""
    said = answer_words(text, settings.max_remark_signs)
    return _decide(conn, city, id, "answered", said, by)


def hide(conn: psycopg.Connection[Any], city: str, id: int, by: str) -> Remark:
    """Take a note and its answer out of the public list, and its sender's contact out of the database."""
    return _decide(conn, city, id, "hidden", "", by)


def _decide(conn: psycopg.Connection[Any], city: str, id: int, state: str, said: str, by: str) -> Remark:
    name = who(by)
    with conn.transaction(), conn.cursor(row_factory=class_row(Remark)) as cursor:
        row = cursor.execute(
            sql.SQL(
                "UPDATE frame.remark SET state = %(state)s, answer = %(said)s, decided_by = %(by)s,"
                " decided_at = clock_timestamp(), contact = CASE WHEN %(state)s = 'hidden' THEN '' ELSE contact END"
                " WHERE city = %(city)s AND id = %(id)s RETURNING {}"
            ).format(_COLUMNS),
            {"state": state, "said": said, "by": name, "city": city, "id": min(id, LARGEST_ID)},
        ).fetchone()
        if row is None:
            raise NotFoundError(
                f"{city} に番号 {id} の指摘はありません。`geo-service remarks` で番号を確かめてください。",
                f"{city} has no note {id}. `geo-service remarks` lists them.",
                parameter="id",
            )
        detail = {"city": city, "id": id, "state": state, "answer": said}
        conn.execute("INSERT INTO frame.audit (who, action, detail) VALUES (%s, 'remark', %s)", (name, Jsonb(detail)))
    return row


def _refuse_far(city: City, lon: float, lat: float) -> None:
    x, y = to_plane(city.srid, lon, lat)
    apart = float(shapely.distance(shapely.from_wkb(city.border), shapely.Point(float(x), float(y))))
    if not apart <= AROUND_M:
        raise ParameterError(
            f"その地点は{city.name_ja}から{apart / 1000:,.1f} km離れています。"
            f"市の中か、{AROUND_M / 1000:.0f} km以内を指定してください。",
            f"That point is {apart / 1000:,.1f} km away from {city.name_en or city.name_ja}. Give one in it or within "
            f"{AROUND_M / 1000:.0f} km.",
            parameter="lon",
            value=f"{lon}, {lat}",
        )


def _refuse_too_many(conn: psycopg.Connection[Any], settings: Settings) -> None:
    row = conn.execute(
        "SELECT (SELECT count(*) FROM frame.remark WHERE sent_at > clock_timestamp() - interval '1 minute'),"
        " (SELECT count(*) FROM frame.remark WHERE state = 'open')"
    ).fetchone()
    assert row is not None
    if row[0] >= settings.remarks_per_minute:
        raise TooManyError(
            f"指摘が続いています。1分に{settings.remarks_per_minute:,}件まで受け付けます（設定 remarks_per_minute）。"
            "1分ほど待って、もう一度送ってください。",
            f"Many notes are coming in; {settings.remarks_per_minute:,} a minute are taken (the setting remarks_per_minute). "
            "Wait a minute and send it again.",
            setting="remarks_per_minute",
            maximum=settings.remarks_per_minute,
        )
    if row[1] >= settings.max_open_remarks:
        raise TooManyError(
            f"答えを待つ指摘が{settings.max_open_remarks:,}件あり、今は受け付けられません（設定 max_open_remarks）。"
            "市の担当に直接知らせてください。",
            f"{settings.max_open_remarks:,} notes wait for an answer, so no more are taken now (the setting max_open_remarks). "
            "Please tell the city's office directly.",
            setting="max_open_remarks",
            maximum=settings.max_open_remarks,
        )


def _has_key(conn: psycopg.Connection[Any], city: str, layer: Layer, key: str) -> bool:
    """Whether a row the public may see has that key, code or id of its place. Of others nobody learns by asking."""
    row = conn.execute(
        sql.SQL(
            "SELECT EXISTS (SELECT FROM ({}) AS r JOIN frame.feature f ON f.id = r.id"
            " WHERE %s IN (f.key, f.place_key, f.attributes ->> 'code', concat(f.municipality, ':', f.place_key),"
            " concat(f.municipality, ':', r.dataset_source, ':', f.place_key)))"
        ).format(select_rows(city, layer, "public")),
        (key,),
    ).fetchone()
    return row is not None and bool(row[0])
