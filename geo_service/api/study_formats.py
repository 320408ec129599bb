"""The formats a study comes in, how each is made, its ETag; and the studies worked out last, kept."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from geo_service.api.formats import known
from geo_service.api.kept_of_cities import KeptOfCities
from geo_service.coverage.city import City
from geo_service.questions.parameters import not_listed
from geo_service.render.study import Study, require_study_export
from geo_service.render.study_files import study_csv, study_file_name, study_json, study_xlsx
from geo_service.studies import ask_study
from layers.base import Text

FORMATS: dict[str, tuple[Text, str, str]] = {
    "json": (Text("JSON", "JSON"), "application/json", "json"),
    "csv": (Text("CSV（1つの表）", "CSV (one table)"), "text/csv; charset=utf-8", "csv"),
    "xlsx": (Text("Excel", "Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "html": (Text("1枚のページ（HTML）", "one page (HTML)"), "text/html; charset=utf-8", "html"),
    "svg": (Text("図（SVG）", "picture (SVG)"), "image/svg+xml", "svg"),
    "png": (Text("図（PNG・スライド用）", "picture for slides (PNG)"), "image/png", "png"),
}
"""Format → title, media type, ending of a file."""
BY_LANGUAGE = ("html", "svg", "png")
MOST_KEPT = 32


class KeptStudies:
    """The studies worked out last: the same is not worked out twice in a row, nor by two who ask at the same moment."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: KeptOfCities[Study] = KeptOfCities(most)

    def study(self, city: City, id: str, values: Mapping[str, object]) -> Study:
        """The study, kept or worked out now. Raises what :func:`geo_service.studies.ask_study` raises."""
        asked = sorted((name, str(value)) for name, value in values.items())
        return self._kept.get(city, (id, *asked), lambda: ask_study(id, city, values))


KEPT = KeptStudies()


def study_content(study: Study, form: str, table: str, lang: str) -> bytes:
    """The study's bytes in one of FORMATS. ParameterError when there is no such table, AudienceError as its writers say."""
    if table and table not in {one.id for one in study.tables}:
        raise not_listed("table", table, [(one.id, one.title) for one in study.tables])
    if form == "csv":
        return study_csv(study, table)
    if form == "xlsx":
        return study_xlsx(study)
    if form == "html":
        from maps.study_page import study_file

        return study_file(study, lang).encode("utf-8")
    if form in ("svg", "png"):
        from maps.picture_parts import png
        from maps.picture_study import study_picture

        svg = study_picture(study, lang)
        return png(svg) if form == "png" else svg.encode("utf-8")
    return study_json(study)


def study_response(request: Request, study: Study, form: str, table: str, lang: str) -> Response:
    """The study in one of FORMATS; 304 when the asker has it. AudienceError when its data may not be handed on."""
    require_study_export(study)
    _, media_type, ending = FORMATS[form]
    language = f"-{lang}" if form in BY_LANGUAGE else ""
    etag = f'W/"{study.id}-{form}{f"-{table}" if table.isascii() else ""}{language}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language", "X-Answer-Id": study.id}
    content = study_content(study, form, table, lang)
    if known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{study_file_name(study, ending)}"'
    return Response(content, media_type=media_type, headers=headers)
