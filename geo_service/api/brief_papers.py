"""``GET /papers/brief.pdf``: the briefing of a ward, with the parameters of the answer's page. Kept (:mod:`.kept_papers`)."""

from __future__ import annotations

import zlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from geo_service.api.paper_answers import answered, filled_in, paper_response
from geo_service.api.query import Audience, language, language_of
from geo_service.api.service import Served
from geo_service.coverage.identity import identity
from geo_service.questions import build, first_demand, question_spec
from geo_service.questions.parameters import single_values
from geo_service.render.briefing import briefing, require_brief

router = APIRouter(include_in_schema=False)


@router.get("/papers/brief.pdf")
def brief_pdf(request: Request, served: Served, audience: Audience) -> Response:
    """The briefing as a PDF; a person in a browser gets errors as a page, others as problem+json."""
    return answered(request, served, "/", lambda: _brief(request, served, audience))


def _brief(request: Request, served: Served, audience: str) -> Response:
    from maps.choices import DEFAULT_QUESTION
    from maps.paper.brief import answer_address, brief, file_name

    given = filled_in(request)
    own = ("city", "lang", "question")
    kept = single_values({name: given.pop(name) for name in own if name in given}, own)
    language(request, kept.get("lang"))
    lang = language_of(request)
    city = served.shelf.get(kept.get("city") or "default", audience)
    spec = question_spec(kept.get("question") or DEFAULT_QUESTION)
    asked: dict[str, object] = {**first_demand(city, spec), **single_values(given, spec.parameters())}
    question = build(spec.id, city, asked)
    # Before the mark and the queue: who may not have the sheet must not learn from a 304 that it is there, nor wait for the no.
    require_brief(city, question)
    address = answer_address(served.settings.public_url, city, question, asked, lang)
    contact = served.settings.contact
    mark = f"{identity(city, question)}-brief-{lang}-{zlib.crc32(f'{address} {contact}'.encode()):08x}"
    plain = question.ward if question.ward.isascii() and question.ward.isalnum() else city.code
    name = file_name(city, question, lang).removesuffix(".pdf")
    return paper_response(
        request, served, mark, lambda: brief(briefing(city, question), lang, address, contact), f"brief-{plain}", name
    )
