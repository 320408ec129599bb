"""Routes of notes on the data. Sending one is the only thing HTTP writes; it changes no data and no answer."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from geo_service.api.problems import http_problem, problem_response
from geo_service.api.query import CityPath, Language, Takes, language_of
from geo_service.api.service import Served
from geo_service.errors import AudienceError, ParameterError
from geo_service.questions.parameters import not_listed, refused, shown
from geo_service.store.publication import shown_fields
from geo_service.store.remark_words import note_words, one_line
from geo_service.store.remarks import LISTED, Note, Remark, counts, refuse_when_off, remarks, take
from layers import LAYERS
from layers.base import Layer, Text

router = APIRouter(prefix="/api/v1", tags=["remarks"])
MOST_BYTES = 8 * 1024
FIELDS = ("layer", "key", "lon", "lat", "text", "contact")
AUDIENCE = "public"
"""Notes come from the public and are listed for it, whoever may read more over HTTP one day."""
BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["layer", "text"],
                "additionalProperties": False,
                "properties": {
                    "layer": {"type": "string", "description": "層の名前。 The layer's id."},
                    "key": {"type": "string", "maxLength": 200, "description": "行のコードかID。 Code or id of the row."},
                    "lon": {"type": "number", "description": "経度（度）。 Longitude in degrees."},
                    "lat": {"type": "number", "description": "緯度（度）。 Latitude in degrees."},
                    "text": {"type": "string", "minLength": 1, "maxLength": 1000, "description": "指摘。 The note."},
                    "contact": {"type": "string", "maxLength": 200, "description": "連絡先（職員だけが見る）。 Only for staff."},
                },
            },
            "example": {"layer": "parks", "lon": 139.703, "lat": 35.531, "text": "この線は道の反対側です。"},
        }
    },
}


async def sent(request: Request) -> dict[str, Any]:
    """The body of a note: a JSON object of our own page or of no page, of at most ``MOST_BYTES``."""
    refuse_other_pages(request)
    if media_type(request) != "application/json":
        raise ParameterError(
            "指摘はJSON（Content-Type: application/json）で送ってください。",
            "Send the note as JSON (Content-Type: application/json).",
            parameter="body",
        )
    body = await read_body(request, MOST_BYTES)
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ParameterError(
            'JSONとして読めません。{"layer": …, "text": …} の形で送ってください。',
            'The body is no JSON object. Send {"layer": …, "text": …}.',
            parameter="body",
        )
    return found


def media_type(request: Request) -> str:
    """The media type of a request's body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request, most_bytes: int) -> bytes:
    """The body of a request. ParameterError once it is longer than that; no more of it is read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise ParameterError(
                f"指摘が大きすぎます。{most_bytes:,}バイトまでです。",
                f"The note is too large: {most_bytes:,} bytes at most.",
                parameter="body",
                maximum=most_bytes,
            )
    return body


@router.post(
    "/cities/{city}/remarks",
    summary="データへの指摘を送る / Send a note on the data",
    status_code=201,
    dependencies=[Depends(Takes())],
    openapi_extra={"requestBody": BODY},
)
def send_remark(
    city: CityPath, body: Annotated[dict[str, Any], Depends(sent)], served: Served, lang: Language, response: Response
) -> dict[str, Any]:
    """「この線は違う」などの指摘を、だれからでも受け付ける。データも答えも変わらない。職員が答えるまで本文は公開しない。

    A note from anyone. It changes no data and no answer; its words are public only once staff have answered it.
    """
    refuse_when_off(served.settings)
    found = served.shelf.get(city, AUDIENCE)
    note = note_of(body, served.settings.max_remark_signs)
    with served.database() as connection:
        taken = take(connection, found, note, served.settings)
    response.headers["Cache-Control"] = "no-store"
    return public_entry(taken)


@router.get("/cities/{city}/remarks", summary="データへの指摘の一覧 / Notes on the data", dependencies=[Depends(Takes("before"))])
def list_remarks(
    city: CityPath,
    served: Served,
    lang: Language,
    response: Response,
    before: Annotated[str | None, Query(description="この番号より前のもの。 Those before this id.", examples=["500"])] = None,
) -> dict[str, Any]:
    """届いた指摘（新しい順、500件ずつ）。本文と答えは、職員が公開したものだけ。 Notes, newest first, 500 at a time; the words
    of a note and its answer once staff have published them. ``next_before`` is null on the last page."""
    found = served.shelf.get(city, AUDIENCE)
    upto = None if before in (None, "") else _id(str(before))
    with served.database() as connection:
        listed = remarks(connection, found.code, before=upto, first=LISTED + 1)
        numbers = counts(connection, found.code)
    page = listed[:LISTED]
    response.headers["Cache-Control"] = "no-cache"
    return {
        "city": found.code,
        "counts": numbers,
        "remarks": [public_entry(one) for one in page],
        "next_before": page[-1].id if len(listed) > LISTED else None,
    }


@router.api_route("/cities/{city}/remarks", methods=["PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False)
def refuse_method(city: CityPath, request: Request) -> Response:
    """What notes are not for; said here because the usual words are of an address that is only read."""
    words = ("指摘は読む（GET）か送る（POST）だけです。", "Notes can only be read (GET) or sent (POST).")
    problem = http_problem(405, *words, language_of(request))
    return problem_response(problem, {"Allow": "GET, HEAD, POST"})


def note_of(body: Mapping[str, Any], most_signs: int, labels: Mapping[str, Text] | None = None) -> Note:
    """The note of a JSON object. ParameterError naming the field that is missing, unknown, of a wrong type or too long.

    ``labels``: what errors call ``text``, ``key`` and ``contact`` in place of these names.
    """
    called = labels or {}
    for name in body:
        if name not in FIELDS:
            raise ParameterError(
                f"「{shown(name)}」という項目はありません。使えるのは {'、'.join(FIELDS)} です。",
                f"There is no field '{shown(name)}'. Allowed: {', '.join(FIELDS)}.",
                parameter=shown(name),
                allowed=list(FIELDS),
            )
    said = note_words(_text(body, "text"), most_signs, called.get("text"))
    key, contact = (one_line(name, _text(body, name), called.get(name)) for name in ("key", "contact"))
    point = _point(body)
    if not key and point is None:
        if "key" in called:
            ja, en = called["key"].ja, called["key"].en
            raise ParameterError(f"「{ja}」に何か書いてください。", f"Write something in '{en}'.", parameter="key")
        raise ParameterError(
            "どこのことか、key（行のコードかID）か lon と lat（度）で示してください。",
            "Say where: give key (code or id of a row), or lon and lat (degrees).",
            parameter="key",
        )
    return Note(_layer(_text(body, "layer")), key, point, said, contact)


def public_entry(one: Remark) -> dict[str, Any]:
    """A note as the public may see it. Words of its sender, an unknown key too, only once staff have published them; of a
    hidden one nothing but that it is hidden."""
    hidden = one.state == "hidden"
    return {
        "id": one.id,
        "layer": one.layer,
        "key": one.key if one.key and not hidden and (one.key_found or one.published) else None,
        "key_found": None if hidden else one.key_found,
        "lon": None if hidden else one.lon,
        "lat": None if hidden else one.lat,
        "release": one.release_number,
        "sent_at": one.sent_at.isoformat(timespec="seconds"),
        "state": one.state,
        "published": one.published,
        "text": one.said if one.published else None,
        "answer": one.answer if one.published else None,
        "answered_at": one.decided_at.isoformat(timespec="seconds") if one.published and one.decided_at else None,
    }


def refuse_other_pages(request: Request) -> None:
    """A page of another site must not make its visitors send notes. Programs, which say neither, may."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = site == "same-origin" if site is not None else origin is None or _host(origin) == request.headers.get("host")
    if not ours:
        raise AudienceError(
            "ほかのサイトのページからは指摘を送れません。このサービスのページから送ってください。",
            "Notes cannot be sent from pages of another site. Send it from a page of this service.",
        )


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise refused(name, value, "文字で書いてください。", "Give it as text.")
    return value or ""


def noted_layers() -> dict[str, Layer]:
    """Id → layer that the public may read and say something of, in the order of the registry."""
    return {id: layer for id, layer in LAYERS.items() if shown_fields(layer, AUDIENCE)}


def _layer(name: str) -> Layer:
    open_ = noted_layers()
    if name not in open_:
        raise not_listed("layer", name, [(layer.id, layer.title) for layer in open_.values()])
    return open_[name]


def _point(body: Mapping[str, Any]) -> tuple[float, float] | None:
    if body.get("lon") is None and body.get("lat") is None:
        return None
    return _degrees(body, "lon", 122, 154), _degrees(body, "lat", 20, 46)


def _degrees(body: Mapping[str, Any], name: str, lowest: int, highest: int) -> float:
    value = body.get(name)
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not lowest <= number <= highest:
        raise refused(
            name,
            "" if value is None else value,
            f"{lowest}〜{highest}度の数で指定してください。",
            f"Give a number from {lowest} to {highest} (degrees).",
            minimum=lowest,
            maximum=highest,
        )
    return float(number)


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise refused("before", text, "指摘の番号を書いてください。", "Give the id of a note.")
    return int(text)
