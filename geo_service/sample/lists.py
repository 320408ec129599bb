"""Writes the office's Excel lists of the sample city, each with the column map that its layer's own headings give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_service.sample import gatherings, readiness, register, services, stewards
from geo_service.sample.associations import Association
from geo_service.sample.districts import Districts
from geo_service.sample.facilities import Facility
from geo_service.sample.lots import Lot, Lots
from geo_service.sample.names import CITY, REFERENCE_DATE, SOURCE
from geo_service.sample.office import Sheet, workbook
from geo_service.sample.parks import Park
from geo_service.sample.people import People
from geo_service.sample.schools import Site
from geo_service.sample.services import LonLat
from layers import LAYERS
from layers.text import fold_name

AT = ("経度", "緯度")


@dataclass(frozen=True)
class City:
    """What has been made of the city so far, for lists that refer to it."""

    districts: Districts
    people: tuple[People, ...]
    parks: tuple[Park, ...]
    sites: tuple[Site, ...]
    places: tuple[Facility, ...]
    associations: tuple[Association, ...]


def columns_of(layer: str, headings: Iterable[str]) -> dict[str, str]:
    """Heading → field, by the labels and headings that the layer declares. KeyError where no field has a heading."""
    known: dict[str, str] = {}
    for field in LAYERS[layer].fields:
        for said in (field.label.ja, *field.headings):
            known.setdefault(fold_name(said), field.name)
    return {heading: known[fold_name(heading)] for heading in headings if heading not in AT}


def list_map(layer: str, file: str, sheet: Sheet, **more: Any) -> dict[str, Any]:
    """The column map of a list."""
    at = {"lon": AT[0], "lat": AT[1], "crs": "EPSG:6668"} if AT[0] in sheet.headings else {}
    said = {
        "layer": layer,
        "title": f"{CITY} {sheet.title}（架空）",
        "columns": columns_of(layer, sheet.headings),
        **at,
        **more,
        "source": SOURCE,
        "reference_date": REFERENCE_DATE,
        "licence": "sample-fictitious",
    }
    return {"file": file, "datasets": [said]}


def write_lists(
    folder: Path, city: City, lots: Lots, lonlat: LonLat
) -> tuple[dict[str, dict[str, Any]], tuple[tuple[str, Lot], ...]]:
    """Write the workbooks; their column maps by file name, and the universities inside the city with their lots."""
    districts, people = city.districts, city.people
    keepers = stewards.make_keepers(city.parks)
    points = services.service_points(districts, people, city.places, lots, lonlat)
    partners, campuses = services.partner_sites(districts, people, lots, lonlat)
    spaces, found = services.candidate_spaces(districts, people, lots)
    boards, more = readiness.notice_boards(districts, city.associations, lots, lonlat)
    sheets = {
        "address_points": register.address_points([*found, *more], lonlat),
        "groups": stewards.groups(districts, keepers, city.associations),
        "stewardship": stewards.stewardship(keepers),
        "shelter_councils": readiness.shelter_councils(city.sites),
        "vulnerable_residents": readiness.vulnerable_residents(districts, people),
        "service_points": points,
        "partner_sites": partners,
        "candidate_spaces": spaces,
        "notice_boards": boards,
        "observations": gatherings.observations(districts, lots, lonlat),
        "area_meetings": gatherings.area_meetings(city.parks),
    }
    maps = {}
    for layer, sheet in sheets.items():
        workbook(folder / f"{layer}.xlsx", {CITY: sheet})
        maps[f"{layer}.yaml"] = list_map(layer, f"{layer}.xlsx", sheet)
    by_ward = register.by_ward(districts, people)
    workbook(folder / "resident_register.xlsx", by_ward)
    first = next(iter(by_ward.values()))
    said = list_map(
        "population", "resident_register.xlsx", first, sheets=["*区"], part="register", constants={"basis": "register"}
    )
    said["datasets"][0]["reference_date"] = register.COUNTED_ON
    said["datasets"][0]["title"] = f"{CITY} 町丁別・年齢別人口（住民基本台帳、架空）"
    said["datasets"][0]["columns"]["(シート)"] = "ward"
    maps["resident_register.yaml"] = said
    return maps, campuses
