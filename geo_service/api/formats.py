"""The formats an answer comes in: which one is asked for, how it is made, its ETag and its caching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from geo_service import render
from geo_service.api.kept import KeptAnswers
from geo_service.api.kept_papers import PAPERS
from geo_service.coverage.answer import Answer
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.parameters import not_listed
from layers.base import Text


@dataclass(frozen=True)
class Format:
    """One format: its media type, the ending of a file, and how it is made (given the language)."""

    id: str
    title: Text
    media_type: str
    ending: str
    make: Callable[[Answer, str], bytes]
    download: bool = True
    by_language: bool = False
    negotiated: bool = True
    """Whether an Accept header may choose it; a browser's own Accept must not download a page."""
    queued: bool = False
    """Made one at a time in the queue of all papers: it takes seconds of processor."""


def _page(answer: Answer, lang: str) -> bytes:
    from maps.export import single_file  # Folium takes a second to import
    from maps.offer import question_choices

    return single_file(answer, lang, question_choices(CATALOGUE)).encode("utf-8")


def _svg(answer: Answer, lang: str) -> bytes:
    from maps.picture_answer import answer_picture

    return answer_picture(answer, lang).encode("utf-8")


def _png(answer: Answer, lang: str) -> bytes:
    from maps.picture_parts import png

    return png(_svg(answer, lang).decode("utf-8"))


def _pdf(answer: Answer, lang: str) -> bytes:
    from maps.paper.answer_sheet import answer_pdf

    return answer_pdf(answer, lang)


def _gpkg(answer: Answer, lang: str) -> bytes:
    from geo_service.render.geopackage import to_gpkg  # geopandas is asked for rarely

    return to_gpkg(answer)


FORMATS: dict[str, Format] = {
    one.id: one
    for one in (
        Format("json", Text("JSON", "JSON"), "application/json", "json", lambda a, _: render.to_json(a), download=False),
        Format(
            "geojson",
            Text("GeoJSON", "GeoJSON"),
            "application/geo+json",
            "geojson",
            lambda a, _: render.to_geojson(a),
            download=False,
        ),
        Format("csv", Text("CSV（表）", "CSV table"), "text/csv; charset=utf-8", "csv", lambda a, _: render.to_csv(a)),
        Format(
            "xlsx",
            Text("Excel", "Excel"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            lambda a, _: render.to_xlsx(a),
        ),
        Format(
            "html",
            Text("1枚の地図ファイル", "map in one file"),
            "text/html; charset=utf-8",
            "html",
            _page,
            by_language=True,
            negotiated=False,
        ),
        Format(
            "gpkg",
            Text("GeoPackage", "GeoPackage"),
            "application/geopackage+sqlite3",
            "gpkg",
            _gpkg,
            negotiated=False,
        ),
        Format(
            "pdf",
            Text("PDF（A4・1枚）", "PDF (one A4 page)"),
            "application/pdf",
            "pdf",
            _pdf,
            by_language=True,
            negotiated=False,
            queued=True,
        ),
        Format("svg", Text("図（SVG）", "picture (SVG)"), "image/svg+xml", "svg", _svg, by_language=True, negotiated=False),
        Format(
            "png",
            Text("図（PNG・スライド用）", "picture for slides (PNG)"),
            "image/png",
            "png",
            _png,
            by_language=True,
            negotiated=False,
        ),
    )
}


def chosen_format(request: Request) -> Format:
    """The format of ``f=``, else the best the Accept header allows, else JSON. HTTPException 406 when none is allowed."""
    asked = request.query_params.get("f")
    if asked:
        if asked not in FORMATS:
            raise not_listed("f", asked, [(one.id, one.title) for one in FORMATS.values()])
        return FORMATS[asked]
    accept = request.headers.get("accept", "").strip()
    if not accept:
        return FORMATS["json"]
    best: tuple[float, Format] | None = None
    for part in accept.split(",")[:40]:
        kind, *parameters = [piece.strip().lower() for piece in part.split(";")]
        quality = next((_quality(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        match = next((one for one in FORMATS.values() if one.negotiated and _matches(kind, one.media_type)), None)
        if match is not None and quality > 0 and (best is None or quality > best[0]):
            best = (quality, match)
    if best is None:
        raise HTTPException(406)
    return best[1]


def _matches(kind: str, media_type: str) -> bool:
    whole = media_type.split(";")[0]
    return kind in ("*/*", whole, whole.split("/")[0] + "/*")


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def answer_response(request: Request, answer: Answer, lang: str, kept: KeptAnswers, seconds: int, most_waiting: int) -> Response:
    """The answer in the format asked for; 304 when the asker has it. ``seconds``: how long it may be used unasked;
    ``most_waiting``: how many may wait for papers at once. TooManyError when more do."""
    form = chosen_format(request)
    render.require_export(answer)
    etag = f'W/"{answer.id}-{form.id}-{lang}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={seconds}" if seconds else "no-cache",
        "Vary": "Accept, Accept-Language",
        "X-Answer-Id": answer.id,
    }
    if known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    key = f"{form.id}-{lang}" if form.by_language else form.id

    def make() -> bytes:
        return form.make(answer, lang)

    body = PAPERS.paper(etag, make, most_waiting) if form.queued else kept.rendered(answer, key, lambda _: make())
    if form.download:
        headers["Content-Disposition"] = f'attachment; filename="{file_name(answer)}.{form.ending}"'
    return Response(body, media_type=form.media_type, headers=headers)


def file_name(answer: Answer) -> str:
    """Name of a downloaded file without its ending: city, question, hazard and id, in plain ASCII."""
    hazard = f"-{answer.question.supply.hazard}" if answer.question.supply.hazard else ""
    return f"{answer.city.code}-{answer.question.id}{hazard}-{answer.id}"


def known(if_none_match: str, etag: str) -> bool:
    """Whether an If-None-Match header names the ETag."""
    plain = etag.removeprefix("W/")
    return any(part.strip() == "*" or part.strip().removeprefix("W/") == plain for part in if_none_match.split(","))
