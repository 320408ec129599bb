"""One place of a city with all there is to say of it: what it may be used for, who depends on it, what its lists say."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import BoundedSemaphore, Lock
from typing import Annotated, Any

import numpy as np
import psycopg
import shapely
from fastapi import APIRouter, Depends, Path

from geo_service.api.areas import HazardQuery, area_page_path, known_hazard
from geo_service.api.prepared import usual
from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.coverage.area import SITES
from geo_service.coverage.city import City
from geo_service.coverage.help_near import KINDS, Help, help_around
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.same_place import SAME_WITHIN_M
from geo_service.coverage.site import Site, site_of
from geo_service.errors import GeoServiceError, NotFoundError, ParameterError
from geo_service.render.area import Records
from geo_service.render.layer_table import heading, table_cells
from geo_service.render.site import site_study
from geo_service.render.study import Study, require_study_export, study_document
from geo_service.store.layer_rows import LayerRows, layer_rows
from geo_service.store.remarks import answered
from layers import LAYERS
from layers.base import Layer, Link, Text
from layers.text import fold_address, fold_name

router = APIRouter(prefix="/api/v1", tags=["sites"])
MOST_KEPT = 128
AT_ONCE = 2
"""Places worked out at the same moment: each takes a tenth of a second of a processor."""
SHOWN_ROWS = 20
WIDE = 6
"""Columns of a list that the page shows; the list's own page has all."""
PLACED = ("ward_name", "town_name", "accuracy", "dataset_title", "reference_date", "licence", "source_file", "source_row")
MOST_NEAR = 3
MOST_NOTES = 200
LayerPath = Annotated[str, Path(description="場所の層。 Layer of places.", examples=["evacuation_sites", "parks"])]
IdPath = Annotated[str, Path(description="その層での番号。 Id in that layer.", examples=["一の小学校|西区一1|99900"])]


class KeptSites:
    """The places told last, at most ``most``; ``at_once`` are worked out at a time, and none twice at the same moment."""

    def __init__(self, most: int = MOST_KEPT, at_once: int = AT_ONCE) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], Site] = OrderedDict()
        self._lock = Lock()
        self._working = BoundedSemaphore(at_once)

    def site(self, city: City, layer: str, id: str) -> Site:
        """The place, kept or worked out now. NotFoundError as :func:`site_of`."""
        key = (city.code, city.release, city.audience, layer, id)
        found = self._find(key, city)
        if found is None:
            with self._working:
                found = self._find(key, city) or site_of(city, layer, id, usual(city), fold_name)
            self._keep(key, found)
        return found

    def _find(self, key: tuple[object, ...], city: City) -> Site | None:
        with self._lock:
            found = self._kept.get(key)
            # Another City of the same release is other data (or was opened anew): its figures are worked out anew.
            if found is None or found.city is not city:
                return None
            self._kept.move_to_end(key)
            return found

    def _keep(self, key: tuple[object, ...], site: Site) -> None:
        with self._lock:
            self._kept[key] = site
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


KEPT = KeptSites()


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
    served: Served, city: City, layer: str, id: str, hazard: str | None, audience: str
) -> tuple[Site, Study, tuple[Help, ...]]:
    """The place, the study that tells of it, and what is near; what needs the database is left out, and that is said, where it
    cannot be reached."""
    site = KEPT.site(city, layer, id)
    about = told_hazard(site, hazard)
    notes: list[Text] = []
    records: list[Records] = []
    try:
        with served.database() as connection:
            records = list(_records(connection, site, audience))
            notes = list(_answered(connection, site))
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


def _about(site: Site) -> Iterator[tuple[Layer, Link]]:
    """The lists whose rows are about places of its layer, or of the layers it stands in, too."""
    layers = {site.places.layer, *(layer for layer, _ in site.also)}
    for layer in LAYERS.values():
        for link in layer.links:
            if link.layer in layers and not link.several:
                yield layer, link


def _records(connection: psycopg.Connection[Any], site: Site, audience: str) -> Iterator[Records]:
    for layer, link in _about(site):
        try:
            found = layer_rows(connection, site.city.code, layer, audience)
        except NotFoundError:  # not shown to this audience
            continue
        mine = _mine(found, link, site)
        if mine:
            yield _shown(found, mine)


def _mine(found: LayerRows, link: Link, site: Site) -> list[int]:
    """The rows about the place: of its name, and at its spot; where a row stands nowhere, of its address."""
    names = [column.name for column in found.columns]
    if link.name not in names:
        return []
    at, address = names.index(link.name), names.index(link.address) if link.address in names else -1
    name, own = fold_name(site.name), fold_address(site.places.address[site.at])
    same = [row for row, cells in enumerate(found.rows) if name and fold_name(str(cells[at] or "")) == name]
    return [row for row in same if _there(found, row, site, own, str(found.rows[row][address] or "") if address >= 0 else "")]


def _there(found: LayerRows, row: int, site: Site, own: str, said: str) -> bool:
    shape = found.shapes[row]
    if shape is not None and not shape.is_empty and site.placed:
        spot = shapely.Point(float(site.places.x[site.at]), float(site.places.y[site.at]))
        return bool(shapely.distance(shapes_to_plane(site.city.srid, shape), spot) <= SAME_WITHIN_M)
    return bool(own) and fold_address(said) == own


def _shown(found: LayerRows, mine: list[int]) -> Records:
    newest = sorted(mine, key=lambda row: -_year(found, row))[:SHOWN_ROWS]
    index = np.array(newest, dtype=np.int64)
    some = LayerRows(found.layer, found.city, found.columns, [found.rows[row] for row in newest], found.shapes[index])
    ja, en = table_cells(some, "ja"), table_cells(some, "en")
    told = [
        at for at, column in enumerate(some.columns) if column.name not in PLACED and any(row[at] for row in ja)
    ][:WIDE]  # fmt: skip
    unknown = Text("分かりません", "not known")
    rows = tuple(
        tuple(Text(a[at], b[at]) if a[at] else unknown for at in told) for a, b in zip(ja, en, strict=True)
    )  # fmt: skip
    return Records(found.layer.id, tuple(heading(some.columns[at]) for at in told), rows, len(mine) - len(newest))


def _year(found: LayerRows, row: int) -> int:
    """The year of a row of a list kept year by year, 0 else: the newest is told first."""
    names = [column.name for column in found.columns]
    year = found.layer.year
    value = found.rows[row][names.index(year)] if year and year in names else None
    return int(value) if isinstance(value, int) else 0


def _answered(connection: psycopg.Connection[Any], site: Site) -> Iterator[Text]:
    """Notes on the place's row that staff have answered."""
    keys = {site.id, site.name} - {""}
    for one in answered(connection, site.city.code, site.places.layer, MOST_NOTES):
        if one.key in keys:
            said, answer = one.said, one.answer
            yield Text(f"届いた指摘：{said}（答え：{answer}）", f"A note on it: {said} (answer: {answer})")


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
    site, study, near = site_found(served, found, layer, id, hazard, audience)
    require_study_export(study)
    at, places = site.at, site.places
    return {
        **study_document(study),
        "layer": layer,
        "place": id,
        "lon": round(float(places.lon[at]), 6) if site.placed else None,
        "lat": round(float(places.lat[at]), 6) if site.placed else None,
        "units": {
            units: None if codes is None else [{"code": code, "page": area_page_path(found.code, units, code)} for code in codes]
            for units, codes in site.units.items()
        },
        "also": [{"layer": other, "id": one, "page": site_path(found.code, other, one)} for other, one in site.also],
        "near": [
            {"layer": one.layer, "id": one.id, "name": one.name, "page": site_path(found.code, one.layer, one.id)} for one in near
        ],
        "page": site_path(found.code, layer, id),
        "losses": losses_address(site, study.parameters["hazard"], lang),
    }


def losses_address(site: Site, hazard: object, lang: str) -> str | None:
    """Address of the study of what is lost with the place; None where it counts for no question."""
    from urllib.parse import urlencode

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
    from urllib.parse import urlencode

    ward = site.units.get("wards") or ("",)
    question = next((one.question.id for one in site.depends), "evacuation-site-reach" if site.places.layer == SITES else "")
    asked = {"city": site.city.code, "question": question, "ward": ward[0], "lang": lang}
    asked |= {"hazard": hazard} if question in ("", "evacuation-site-reach") else {}
    return "/?" + urlencode({name: value for name, value in asked.items() if value})
