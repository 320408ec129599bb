"""The page that compares two answers: reads two page addresses, asks both, and hands them to maps.compare_page."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from geo_service import render
from geo_service.api.pages import asked_release, old_release, page_frame, page_response
from geo_service.api.query import Audience, language, language_of
from geo_service.api.service import Served, Service
from geo_service.coverage.blank_marks import blank_by_ward
from geo_service.errors import GeoServiceError, ParameterError
from geo_service.questions import build
from geo_service.questions.parameters import LONG, refused, single_values

if TYPE_CHECKING:
    from maps.compare_page import Offered, Side

router = APIRouter(include_in_schema=False)
NAMES = ("left", "right", "lang", "city", "question")
"""Parameters of the page; ``city`` and ``question`` are other pages', whose links carry them here."""
MOST_SIGNS = 3 * LONG["closed_by"] + 4000
"""Of an address that is typed in: the longest drawn shape, each of its signs written %XX, and all other choices."""


@router.get("/compare")
def compare(request: Request, served: Served, audience: Audience) -> HTMLResponse:
    """Two answers side by side; with one address, what it can be compared with."""
    from maps.compare_page import compare_page

    lang, nonce, status = language_of(request), secrets.token_urlsafe(16), 200
    typed = {side: request.query_params.get(side, "") for side in ("left", "right")}
    sides: dict[str, Side | None] = {"left": None, "right": None}
    problem = None
    try:
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        # The two addresses are read below; here only that each is given once.
        read = single_values(
            {name: [one[:1] for one in many] for name, many in given.items() if name in typed}
            | {name: many for name, many in given.items() if name not in typed},
            NAMES,
        )
        language(request, read.get("lang"))
        for side, address in typed.items():
            if address:
                sides[side] = _side(side, address, lang, nonce, served, audience)
    except GeoServiceError as error:
        status, problem = error.status, error.problem(lang)
    left, right = sides["left"], sides["right"]
    frame = left.frame if left is not None else page_frame({}, lang, served, None, nonce)
    offered = () if left is None else _offered(left, lang)
    html = compare_page(replace(frame, view="", old=None), left, right, typed, offered, problem)
    return page_response(html, status, nonce, frames=True)


def _side(side: str, address: str, lang: str, nonce: str, served: Service, audience: str) -> Side:
    """One side from a page's address or its query. ParameterError naming the side, or what the question itself refuses."""
    from maps.compare_page import Side

    query = _query(side, address)
    current = served.shelf.get(query.get("city") or "default", audience)
    city = asked_release(query, served, current, audience)
    frame = replace(page_frame(query, lang, served, city, nonce), old=old_release(city, current))
    question = build(frame.question, city, frame.parameters)
    answer = served.answer(city, question)
    return Side(json.loads(served.kept.rendered(answer, "json", render.to_json)), frame, blank_by_ward(city, question))


def _query(side: str, address: str) -> Mapping[str, str]:
    if len(address) > MOST_SIGNS:
        raise refused(
            side,
            address,
            f"アドレスが長すぎます。{MOST_SIGNS:,}字までです。描いた範囲の頂点を減らしてください。",
            f"The address is too long: at most {MOST_SIGNS:,} characters. Draw the area with fewer vertices.",
            maximum=MOST_SIGNS,
        )
    pairs = parse_qsl(address.rpartition("?")[2].partition("#")[0])
    if not pairs or len(dict(pairs)) != len(pairs):
        raise ParameterError(
            f"{side} は地図のページのアドレスではありません。地図のページを開き、アドレスをそのまま写してください。",
            f"{side} is not the address of a map page. Open a map page and copy its address as it is.",
            parameter=side,
        )
    return {name: value for name, value in pairs if name not in ("lang", "view")}


def _offered(left: Side, lang: str) -> tuple[Offered, ...]:
    """The same question for another hazard, measured otherwise, or of the release before."""
    from maps.compare_page import Offered
    from maps.words import said, say

    frame = left.frame

    def to(**other: str) -> str:
        right = frame.address(view="", lang="", **other)
        return f"/compare?{urlencode({'left': frame.address(view='', lang=''), 'right': right, 'lang': lang})}"

    def offer(kind: str, label: str, **other: str) -> Offered:
        return Offered(say(lang, f"portal.compare.by.{kind}"), label, to(**other))

    found = []
    asked, choices = frame.parameters, frame.choices
    if frame.chosen is not None and frame.chosen.needs_hazard:
        for one in choices.hazards:
            if one.available and one.value != asked.get("hazard"):
                name = say(lang, f"hazard.{one.value}")
                found.append(offer("hazard", name, hazard=one.value, source="", scale="", usable=""))
    limit = str(left.answer["parameters"]["within"])
    if not left.answer["parameters"]["limits_m"]:
        found += [offer("limit", f"{one:,} m", within=str(one)) for one in choices.limits_m if float(one) != float(limit)]
    if choices.streets:
        other = "straight" if asked.get("reach") == "streets" else "streets"
        found.append(offer("reach", say(lang, f"portal.compare.reach.{other}"), reach=other, profile=""))
    demand = left.answer["parameters"]["demand"]
    found += [offer("who", said(one.label, lang), demand=one.value) for one in choices.groups if one.value != demand]
    found += [offer("ward", said(one.label, lang), ward=one.value) for one in choices.wards if one.value != asked.get("ward")]
    release = int(left.answer["release"])
    if release > 1:
        found.append(offer("release", say(lang, "portal.compare.release", release=release - 1), release=str(release - 1)))
    return tuple(found)
