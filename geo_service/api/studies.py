"""Routes about studies: the catalogue, what can be chosen, and the study itself in its formats."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from geo_service.api.query import Audience, CityPath, Language, Takes, question_values
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.questions.parameters import not_listed
from geo_service.questions.study_choices import LABELS, study_choices
from geo_service.render.study import Study, StudySpec, require_study_export
from geo_service.render.study_files import study_csv, study_file_name, study_json, study_xlsx
from geo_service.studies import STUDIES, ask_study, study_spec
from layers.base import Text

router = APIRouter(prefix="/api/v1", tags=["studies"])
StudyPath = Annotated[str, Path(description="調べの名前。 The study's slug.", examples=["who-must-leave"])]
FORMATS: dict[str, tuple[Text, str, str]] = {
    "json": (Text("JSON", "JSON"), "application/json", "json"),
    "csv": (Text("CSV（1つの表）", "CSV (one table)"), "text/csv; charset=utf-8", "csv"),
    "xlsx": (Text("Excel", "Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "svg": (Text("図（SVG）", "picture (SVG)"), "image/svg+xml", "svg"),
    "png": (Text("図（PNG・スライド用）", "picture for slides (PNG)"), "image/png", "png"),
}
"""Format → title, media type, ending of a file."""
MOST_KEPT = 32


class KeptStudies:
    """The studies worked out last, by what they are of: the same is not worked out twice in a row."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Study] = OrderedDict()
        self._lock = Lock()

    def study(self, city: City, id: str, values: Mapping[str, object]) -> Study:
        """The study, kept or worked out now."""
        key = (city.code, city.release, city.audience, id, repr(sorted((name, str(value)) for name, value in values.items())))
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        study = ask_study(id, city, values)
        with self._lock:
            self._kept[key] = study
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return study


KEPT = KeptStudies()


def spec_entry(spec: StudySpec) -> dict[str, Any]:
    """A study of the catalogue as JSON."""
    return {
        "id": spec.id,
        "title": _both(spec.title),
        "about": _both(spec.about),
        "parameters": [{"name": name, **_both(LABELS.get(name, Text(name, name)))} for name in spec.parameters],
        "example": dict(spec.sample),
    }


@router.get("/studies", summary="調べの一覧 / Studies", dependencies=[Depends(Takes())])
def list_studies(lang: Language) -> dict[str, Any]:
    """くわしく調べられること：立ち退く人、使えなくなったとき など。 Figures beyond one question's coverage."""
    return {"studies": [spec_entry(spec) for spec in STUDIES.values()]}


@router.get("/cities/{city}/studies/{study}", summary="調べで選べること / What can be chosen", dependencies=[Depends(Takes())])
def show_study(city: CityPath, study: StudyPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """この市で選べる値。 The values that the city's data allow for each parameter."""
    found = served.shelf.get(city, audience)
    spec = study_spec(study)
    return {
        **spec_entry(spec),
        "city": found.code,
        "release": found.release,
        "choices": [
            {"name": one.name, **_both(one.label), "values": [{"value": value, **_both(label)} for value, label in one.options]}
            for one in study_choices(found, spec.parameters)
        ],
    }


@router.get("/cities/{city}/studies/{study}/result", summary="調べの結果 / The study", response_class=Response)
def give_study(
    request: Request,
    city: CityPath,
    study: StudyPath,
    served: Served,
    lang: Language,
    audience: Audience,
    f: Annotated[str, Query(description="形式：json、csv、xlsx、svg、png。 Format.", examples=["json"])] = "json",
    table: Annotated[str, Query(description="csv の表の名前。 Table of a CSV.", examples=["units-wards"])] = "",
) -> Response:
    """調べの結果。ほかの指定は「選べること」のとおり。 The study; its parameters are those that "what can be chosen" lists."""
    if f not in FORMATS:
        raise not_listed("f", f, [(id, title) for id, (title, _, _) in FORMATS.items()])
    values = question_values(request, ("f", "table", "lang"))
    found = KEPT.study(served.shelf.get(city, audience), study, values)
    require_study_export(found)
    _, media_type, ending = FORMATS[f]
    headers = {"Cache-Control": "no-cache", "X-Answer-Id": found.id}
    if f != "json":
        headers["Content-Disposition"] = f'attachment; filename="{study_file_name(found, ending)}"'
    return Response(study_content(found, f, table, lang), media_type=media_type, headers=headers)


def study_content(study: Study, form: str, table: str, lang: str) -> bytes:
    """The study's bytes in one of FORMATS. ParameterError when there is no such table, AudienceError as its writers say."""
    if form == "csv":
        if table and table not in {one.id for one in study.tables}:
            raise not_listed("table", table, [(one.id, one.title) for one in study.tables])
        return study_csv(study, table)
    if form == "xlsx":
        return study_xlsx(study)
    if form in ("svg", "png"):
        from maps.picture_parts import png
        from maps.picture_study import study_picture

        svg = study_picture(study, lang)
        return png(svg) if form == "png" else svg.encode("utf-8")
    return study_json(study)


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}
