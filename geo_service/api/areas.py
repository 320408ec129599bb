"""Areas: every ward, 町丁, association's area and district of a city, and one of them with all there is to say of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlencode

import numpy as np
import psycopg
import shapely
from fastapi import APIRouter, Depends, Path, Query

from geo_service.api.list_records import shown_records
from geo_service.api.prepared import usual
from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served, Service
from geo_service.coverage.area import SITES, Area, area_of
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.help_near import help_near
from geo_service.coverage.identity import identity
from geo_service.errors import GeoServiceError, NotFoundError, ParameterError
from geo_service.questions.parameters import not_listed
from geo_service.render.area import area_study
from geo_service.render.records import Records
from geo_service.render.study import Study, require_study_export, study_document
from geo_service.store.layer_rows import LayerRows, layer_rows
from layers import LAYERS
from layers.base import HAZARDS, Text

router = APIRouter(prefix="/api/v1", tags=["areas"])
QUESTION = "evacuation-site-reach"
LISTS = ("stewardship", "shelter_councils", "groups", "area_meetings", "notice_boards")
"""Lists whose rows are told of an area: those who keep its parks, its shelters' councils, its groups and meetings, its boards."""
SHOWN_ROWS = 30
UnitSetPath = Annotated[str, Path(description="区分。 Division.", examples=["towns", "wards", "association_areas"])]
CodePath = Annotated[str, Path(description="その区分での番号。 Code in that division.", examples=["99132"])]
UnitSetQuery = Annotated[str | None, Query(description="1つの区分だけ。 One division only.", examples=["towns"])]
HazardQuery = Annotated[str | None, Query(description="文が言う災害。 The hazard its sentence is about.", examples=["flood"])]


def area_page_path(city: str, unit_set: str, code: str, **more: str) -> str:
    """The path of an area's page; ``more``: parameters of its address."""
    from maps.area_page import area_address

    return area_address(city, unit_set, code, **more)


def area_with_figures(served: Service, city: City, unit_set: str, code: str) -> Area:
    """The area with the figures of the usual question about each hazard (worked out once a release)."""
    asked = [one for one in usual(city) if one.id == QUESTION] if SITES in city.places else []
    # Worked out for the page, not given to anyone: not recorded.
    answers = {
        one.supply.hazard: served.kept.answer(identity(city, one), lambda one=one: answer(city, one))  # type: ignore[misc]
        for one in asked
    }
    return area_of(city, unit_set, code, answers)


def known_hazard(wanted: str | None) -> str:
    """The hazard asked about, "" for none. ParameterError for one that there is not."""
    if wanted and wanted not in {one.slug for one in HAZARDS}:
        raise not_listed("hazard", wanted, [(one.slug, one.label) for one in HAZARDS])
    return wanted or ""


def chosen_hazard(area: Area, wanted: str | None) -> str:
    """The hazard asked about; else flood, else the first that sites are designated for, "" without any."""
    slugs = [one.marks.hazard for one in area.hazards]
    return known_hazard(wanted) or ("flood" if "flood" in slugs else slugs[0] if slugs else "")


def area_found(served: Service, city: City, unit_set: str, code: str, hazard: str | None, audience: str) -> tuple[Area, Study]:
    """The area and the study that tells of it; lists are left out, and that is said, where the database cannot be reached."""
    area = area_with_figures(served, city, unit_set, code)
    about = chosen_hazard(area, hazard)
    notes: list[Text] = []
    records: list[Records] = []
    try:
        with served.database() as connection:
            records = list(_records(connection, city, area, audience))
    except ParameterError:
        notes.append(
            Text(
                "団体や掲示板などの一覧は、行が多すぎてここには出せません。データのページから取ってください。",
                "Lists of groups and boards have too many rows to show here. Take them from the data's own pages.",
            )
        )
    except (GeoServiceError, psycopg.Error):
        notes.append(
            Text(
                "団体や掲示板などの一覧は、データベースにつながらないため今は出せません。",
                "Lists of groups and boards cannot be shown now: the database cannot be reached.",
            )
        )
    return area, area_study(area, help_near(city, unit_set, code, about), records, notes, about)


def _records(connection: psycopg.Connection[Any], city: City, area: Area, audience: str) -> Iterator[Records]:
    shape = shapely.from_wkb(area.units.shapes[area.at]) if area.units.shapes[area.at] else shapely.Polygon()
    shapely.prepare(shape)
    for id in LISTS:
        try:
            found = layer_rows(connection, city.code, LAYERS[id], audience)
        except NotFoundError:  # not shown to this audience
            continue
        inside = np.flatnonzero(_inside(found, shape)).tolist()
        if inside:
            yield shown_records(found, inside, SHOWN_ROWS)


def _inside(found: LayerRows, shape: Any) -> Any:
    """Which rows stand in the shape: by a point of their own ground."""
    placed = np.array([one is not None and not one.is_empty for one in found.shapes], dtype=bool)
    inside = np.zeros(len(found.shapes), dtype=bool)
    inside[placed] = shapely.intersects(shape, shapely.point_on_surface(found.shapes[placed]))
    return inside


@router.get("/cities/{city}/areas", summary="地域の一覧 / All areas", dependencies=[Depends(Takes("unit_set"))])
def list_areas(
    city: CityPath, served: Served, lang: Language, audience: Audience, unit_set: UnitSetQuery = None
) -> dict[str, Any]:
    """区・町丁・町内会・学区などの一覧。 Every unit of every division, or of one (``unit_set``)."""
    found = served.shelf.get(city, audience)
    if unit_set is not None and unit_set not in found.unit_sets:
        raise not_listed("unit_set", unit_set, [(one.id, Text(one.title_ja, one.title_en)) for one in found.unit_sets.values()])
    return {
        "city": found.code,
        "release": found.release,
        "unit_sets": [
            {
                "id": units.id,
                "title": {"ja": units.title_ja, "en": units.title_en},
                "approximate": units.approximate,
                "overlapping": units.overlapping,
                "areas": [
                    {
                        "code": units.code[at],
                        "name": units.name_ja[at],
                        "name_en": units.name_en[at],
                        "page": area_page_path(found.code, units.id, units.code[at]),
                    }
                    for at in range(len(units))
                ],
            }
            for units in found.unit_sets.values()
            if unit_set in (None, units.id)
        ],
    }


@router.get("/cities/{city}/areas/{unit_set}/{code}", summary="1つの地域 / One area", dependencies=[Depends(Takes("hazard"))])
def show_area(
    city: CityPath,
    unit_set: UnitSetPath,
    code: CodePath,
    served: Served,
    lang: Language,
    audience: Audience,
    hazard: HazardQuery = None,
) -> dict[str, Any]:
    """1つの地域：人、災害ごとの避難場所、近くの場所、団体や掲示板。 One area: people, sites, what is near, its lists."""
    found = served.shelf.get(city, audience)
    area, study = area_found(served, found, unit_set, code, hazard, audience)
    require_study_export(study)
    return {
        **study_document(study),
        "bounds": area.bounds,
        "middle": area.middle,
        "related": {
            id: [{"code": one.code, "name": one.name, "name_en": one.name_en, "share": one.share} for one in those]
            for id, those in area.related.items()
        },
        "page": area_page_path(found.code, unit_set, code),
    }


def answer_address(area: Area, hazard: str, lang: str) -> str:
    """Address of the map of the hazard, on the area's ward."""
    wards = area.city.unit_sets.get("wards")
    ward = wards.code[area.ward] if wards is not None and area.ward >= 0 else ""
    if area.units.id == "wards":
        ward = area.units.code[area.at]
    asked = {"city": area.city.code, "question": QUESTION, "hazard": hazard, "ward": ward, "lang": lang}
    return "/?" + urlencode({name: value for name, value in asked.items() if value})
