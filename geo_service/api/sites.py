"""One place of a city with all there is to say of it: what it may be used for, who depends on it, what its lists say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import BoundedSemaphore
from typing import Annotated, Any
from urllib.parse import urlencode

import numpy as np
import psycopg
import shapely
from fastapi import APIRouter, Depends, Path

from geo_service.api.areas import HazardQuery, area_page_path, known_hazard
from geo_service.api.kept_of_cities import KeptOfCities
from geo_service.api.prepared import usual
from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.api.site_lists import answered_notes, records_of
from geo_service.coverage.area import SITES
from geo_service.coverage.city import City
from geo_service.coverage.help_near import KINDS, Help, help_around
from geo_service.coverage.site import Site, SiteHazard, place_at, site_of
from geo_service.errors import GeoServiceError, ParameterError
from geo_service.render.records import Records
from geo_service.render.site import site_study
from geo_service.render.study import Study, require_study_export, study_document
from layers.base import Text
from layers.text import fold_name

router = APIRouter(prefix="/api/v1", tags=["sites"])
MOST_KEPT = 128
AT_ONCE = 2
"""Places worked out at the same moment: each takes a tenth of a second of a processor."""
MOST_NEAR = 3
LayerPath = Annotated[str, Path(description="場所の層。 Layer of places.", examples=["evacuation_sites", "parks"])]
IdPath = Annotated[str, Path(description="その層での番号。 Id in that layer.", examples=["一の小学校|西区一1|99900"])]


class KeptSites:
    """The places told last, at most ``most``; ``at_once`` are worked out at a time, and none by two who ask at once."""

    def __init__(self, most: int = MOST_KEPT, at_once: int = AT_ONCE) -> None:
        self._kept: KeptOfCities[Site] = KeptOfCities(most)
        self._few = BoundedSemaphore(at_once)

    def site(self, city: City, layer: str, id: str) -> Site:
        """The place, kept or worked out now. NotFoundError as :func:`site_of`."""
        place_at(city, layer, id)  # who asks for what is not there waits for nobody

        def work() -> Site:
            with self._few:
                return site_of(city, layer, id, usual(city), fold_name)

        return self._kept.get(city, (layer, id), work)


KEPT = KeptSites()
Connect = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


def site_path(city: str, layer: str, id: str, **more: str) -> str:
    """The path of a place's page; ``more``: parameters of its address."""
    from maps.site_page import site_address

    return site_address(city, layer, id, **more)


def told_hazard(site: Site, wanted: str | None) -> str:
    """The hazard asked about; else flood where the place counts for it, else the first that it counts for, else flood or the
    first there is, "" without any. ParameterError for one that there is not."""
    asked = known_hazard(wanted)
    counted = [one.hazard for one in site.hazards if one.depends is not None and one.depends.loss is not None]
    known = counted or [one.hazard for one in site.hazards]
    return asked or ("flood" if "flood" in known else known[0] if known else "")


def site_found(
    connect: Connect, city: City, layer: str, id: str, hazard: str | None, audience: str
) -> tuple[Site, Study, tuple[Help, ...]]:
    """The place, the study that tells of it, and what is near; what needs the database (``connect``) is left out, and that is
    said, where it cannot be reached."""
    site = KEPT.site(city, layer, id)
    about = told_hazard(site, hazard)
    notes: list[Text] = []
    records: list[Records] = []
    try:
        with connect() as connection:
            records = list(records_of(connection, site, audience))
            notes = list(answered_notes(connection, site))
    except ParameterError:
        notes.append(
            Text(
                "この場所についての名簿は、行が多すぎてここには出せません。データのページから取ってください。",
                "Lists about this place have too many rows to show here. Take them from the data's own pages.",
            )
        )
    except (GeoServiceError, psycopg.Error):
        notes.append(
            Text(
                "運営会議などの名簿と届いた指摘は、データベースにつながらないため今は出せません。",
                "Lists about it (councils and the like) and notes cannot be shown now: the database cannot be reached.",
            )
        )
    near = near_site(site, about)
    return site, site_study(site, near, records, notes, about), near


def near_site(site: Site, hazard: str) -> tuple[Help, ...]:
    """What is near the place that could help, without the place itself; nothing where its position is not known."""
    if not site.placed:
        return ()
    itself = {(site.places.layer, site.id), *site.also}
    spot = shapely.Point(float(site.places.lon[site.at]), float(site.places.lat[site.at]))
    more = MOST_NEAR + len(itself)
    found = [one for one in help_around(site.city, spot, hazard, more) if (one.layer, one.id) not in itself]
    return tuple(one for kind in KINDS for one in [these for these in found if these.layer == kind][:MOST_NEAR])


@router.get("/cities/{city}/sites/{layer}/{id:path}", summary="1つの場所 / One place", dependencies=[Depends(Takes("hazard"))])
def show_site(
    city: CityPath,
    layer: LayerPath,
    id: IdPath,
    served: Served,
    lang: Language,
    audience: Audience,
    hazard: HazardQuery = None,
) -> dict[str, Any]:
    """1つの場所：何に使えるか、だれが頼っているか、なくなるとどうなるか。 One place: its use, who depends on it, what if lost."""
    found = served.shelf.get(city, audience)
    site, study, near = site_found(served.database, found, layer, id, hazard, audience)
    require_study_export(study)
    return site_document(site, study, near, lang)


def site_document(site: Site, study: Study, near: Sequence[Help], lang: str) -> dict[str, Any]:
    """The place as JSON values: its study, and what a program reads more easily than tables."""
    at, places, city = site.at, site.places, site.city
    return {
        **study_document(study),
        "layer": places.layer,
        "place": site.id,
        "hazards": [_hazard_entry(one) for one in site.hazards],
        "lon": round(float(places.lon[at]), 6) if site.placed else None,
        "lat": round(float(places.lat[at]), 6) if site.placed else None,
        "units": {
            units: None if codes is None else [{"code": code, "page": area_page_path(city.code, units, code)} for code in codes]
            for units, codes in site.units.items()
        },
        "also": [{"layer": other, "id": one, "page": site_path(city.code, other, one)} for other, one in site.also],
        "near": [
            {"layer": one.layer, "id": one.id, "name": one.name, "page": site_path(city.code, one.layer, one.id)} for one in near
        ],
        "page": site_path(city.code, places.layer, site.id),
        "losses": losses_address(site, study.parameters["hazard"], lang),
    }


def _hazard_entry(one: SiteHazard) -> dict[str, Any]:
    """One hazard as values; null is not known (``mark`` null: the list has no designations)."""
    zone, depends = one.zone, one.depends
    lost = None if depends is None else depends.loss

    def number(value: float) -> float | None:
        return round(value, 2) if np.isfinite(value) else None

    return {
        "hazard": one.hazard,
        "designated": None if one.mark is None or one.mark < 0 else one.mark == 1,
        "marked": one.mark is not None,
        "class": one.state or None,
        "from_floor": one.from_floor or None,
        "capacity": one.capacity,
        "zone": None
        if zone is None
        else {
            "inside": zone.inside,
            "depth_from_m": number(zone.depth_from_m),
            "depth_to_m": number(zone.depth_to_m),
            "collapse": None if zone.collapse < 0 else zone.collapse == 1,
        },
        "why_not_counted": depends.why or None if depends is not None else None,
        "users": None if lost is None else round(lost.users, 1),
        "alone": None if lost is None else round(lost.lost, 1),
    }


def losses_address(site: Site, hazard: object, lang: str) -> str | None:
    """Address of the study of what is lost with the place; None where it counts for no question."""
    told = next((one.depends for one in site.hazards if one.hazard == hazard and one.depends is not None), None)
    told = told or next((one for one in site.depends if one.loss is not None), None)
    if told is None or told.loss is None:
        return None
    asked = {"city": site.city.code, "question": told.question.id, "hazard": told.question.supply.hazard, "close": site.id}
    # A comma parts the ids of the study's parameter.
    if "," in site.id or "、" in site.id:
        del asked["close"]
    demand = told.question.demand.id if told.question.demand.id != "residents" else ""
    asked |= {"demand": demand, "lang": lang}
    return "/studies/losses?" + urlencode({name: value for name, value in asked.items() if value})


def on_map(site: Site, hazard: str, lang: str) -> str:
    """Address of the map of the hazard, on the place's ward; of the first question about it where it has no hazard."""
    ward = site.units.get("wards") or ("",)
    question = next((one.question.id for one in site.depends), "evacuation-site-reach" if site.places.layer == SITES else "")
    asked = {"city": site.city.code, "question": question, "ward": ward[0], "lang": lang}
    asked |= {"hazard": hazard} if question in ("", "evacuation-site-reach") else {}
    return "/?" + urlencode({name: value for name, value in asked.items() if value})
