"""Routes about a city's streets: its bridges, and what a closure would close."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query

from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.coverage.bridges import bridges
from geo_service.errors import ParameterError
from geo_service.questions.closing import read_closed
from geo_service.questions.parameters import refused
from geo_service.render.bridges import bridge_row, named_like
from geo_service.render.closing import closing_document

router = APIRouter(prefix="/api/v1", tags=["streets"])
MOST = 1000
"""Bridges in one answer at most; ``found`` says how many there are."""


@router.get("/cities/{city}/bridges", summary="橋の一覧 / Bridges", dependencies=[Depends(Takes("q", "limit"))])
def list_bridges(
    city: CityPath,
    served: Served,
    lang: Language,
    audience: Audience,
    q: Annotated[str, Query(description="名前の一部か番号。 Part of a name, or a number.", examples=["大橋"])] = "",
    limit: Annotated[str, Query(description=f"何件まで（1〜{MOST}）。 How many at most.", examples=["100"])] = "100",
) -> dict[str, Any]:
    """道の橋：番号、名前、長さ、何を越えるか、位置。長い順。 Bridges of the walking streets, longest first; ``closed_by`` is
    what closes one, as questions take it."""
    most = int(limit) if limit.isascii() and limit.isdecimal() and len(limit) <= 4 else 0
    if not 1 <= most <= MOST:
        raise refused("limit", limit, f"1〜{MOST} の整数です。", f"Give a whole number from 1 to {MOST}.")
    if len(q) > 200:
        raise refused("q", q, "200文字までです。", "At most 200 characters.")
    found = served.shelf.get(city, audience)
    hits = [one for one in bridges(found) if named_like(one, q)]
    return {
        "city": found.code,
        "release": found.release,
        "found": len(hits),
        "bridges": [bridge_row(one) for one in hits[:most]],
    }


_one_at_a_time: RunVar[CapacityLimiter] = RunVar("closures worked out one at a time")


@router.get(
    "/cities/{city}/closures", summary="何が通れなくなるか / What a closure closes", dependencies=[Depends(Takes("closed_by"))]
)
async def show_closure(
    city: CityPath,
    served: Served,
    lang: Language,
    audience: Audience,
    closed_by: Annotated[
        str | None,
        Query(description="問いの closed_by と同じ。 As a question's closed_by.", examples=["zone:flood:*:largest:0.5"]),
    ] = None,
) -> dict[str, Any]:
    """閉じる前に：何本の道、何m、いくつの橋が通れなくなるか。 Before anything is closed: streets, metres and bridges that it
    would close, all together and each by itself; ``says`` is the sentence for readers."""

    def told() -> dict[str, Any]:
        found = served.shelf.get(city, audience)
        if not closed_by:
            raise ParameterError(
                "closed_by（通れない道。flood、bridge:道の番号、範囲の図形 など）を指定してください。",
                "Give closed_by, what closes streets: flood, bridge:WAY, a polygon.",
                parameter="closed_by",
            )
        return closing_document(found, read_closed(found, closed_by))

    # Many that ask at once wait outside the threads that all other pages are answered by.
    limiter = _one_at_a_time.get(None)
    if limiter is None:
        limiter = CapacityLimiter(1)
        _one_at_a_time.set(limiter)
    return await run_sync(told, limiter=limiter)
