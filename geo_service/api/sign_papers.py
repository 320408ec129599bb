"""``GET /papers/signs.pdf`` and ``signs.csv``: signs for the notice boards of an area, and the list of who gets one. Kept
(:mod:`.kept_papers`)."""

from __future__ import annotations

import zlib
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from geo_service.api.own_readings import own_readings
from geo_service.api.paper_answers import answered, paper_response, parameters
from geo_service.api.query import Audience, language_of
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.coverage.identity import engine_version
from geo_service.render.licence import require_open
from geo_service.render.sign_list import signs_csv
from geo_service.store.board_rows import boards_of
from layers.licences import combine

router = APIRouter(include_in_schema=False)
BACK = "/papers"
PARAMETERS = ("city", "area", "ward", "boards", "per_page", "lang")


@router.get("/papers/signs.pdf")
def signs_pdf(request: Request, served: Served, audience: Audience) -> Response:
    """The list, and a sign for each board of the area that gets one."""
    return answered(request, served, BACK, lambda: _pdf(request, served, audience))


@router.get("/papers/signs.csv")
def signs_list(request: Request, served: Served, audience: Audience) -> Response:
    """The same list as a table for a print shop."""
    return answered(request, served, BACK, lambda: _csv(request, served, audience))


def _given(request: Request, served: Served, audience: str) -> tuple[City, dict[str, str]]:
    """The city and the parameters, without those a form sends empty; refused before anything is made or kept."""
    from maps.paper.signs import datasets_shown

    values = parameters(request, PARAMETERS)
    city = served.shelf.get(values.get("city") or "default", audience)
    require_open(combine(one.licence for one in datasets_shown(city)), city.audience)
    return city, values


def _pdf(request: Request, served: Served, audience: str) -> Response:
    from maps.paper import signs

    city, values = _given(request, served, audience)
    lang, public = language_of(request), served.settings.public_url
    which, per_page = signs.which_named(values.get("boards", "")), signs.per_page_named(values.get("per_page", ""))
    area = signs.area_asked(city, values.get("area", ""), values.get("ward", ""))

    def make() -> bytes:
        with served.database() as connection:
            boards = boards_of(connection, city.code, audience)
        return signs.signs_pdf(signs.chosen_boards(city, boards, which, area), lang, per_page, public, own_readings(served, city))

    where = f"{area.unit_set}:{area.code}" if area else ""
    what = f"{city.code} {city.release} {city.audience} {where} {which} {per_page} {public} {engine_version()}"
    mark = f"signs-{lang}-{zlib.crc32(what.encode()):08x}-{city.release}"
    return paper_response(request, served, mark, make, "signs", f"signs-{area.name_ja if area else city.name_ja}")


def _csv(request: Request, served: Served, audience: str) -> Response:
    from maps.paper import signs

    city, values = _given(request, served, audience)
    which = signs.which_named(values.get("boards", ""))
    signs.per_page_named(values.get("per_page", ""))
    area = signs.area_asked(city, values.get("area", ""), values.get("ward", ""))
    with served.database() as connection:
        boards = boards_of(connection, city.code, audience)
    content = signs_csv(city, signs.chosen_boards(city, boards, which, area).signs)
    coded = quote(f"signs-{area.name_ja if area else city.name_ja}.csv", safe="")
    named = f"attachment; filename=\"signs.csv\"; filename*=UTF-8''{coded}"
    headers = {"Content-Disposition": named, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
