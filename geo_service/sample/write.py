"""Writes the sample city as a city would publish it: national formats, its own tables, and column maps for those."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
import yaml
from shapely.geometry.base import BaseGeometry

from geo_service.sample import flood_maps, ground, hazards, national, published
from geo_service.sample.associations import Association, make_associations
from geo_service.sample.column_maps import COLUMN_MAPS, README
from geo_service.sample.districts import Districts, make_districts
from geo_service.sample.dwellings import FILE as DWELLINGS
from geo_service.sample.dwellings import dwelling_rows
from geo_service.sample.facilities import (
    Facility,
    make_child_facilities,
    make_community_places,
    make_elderly_facilities,
)
from geo_service.sample.lists import City, write_lists
from geo_service.sample.lots import Lot, Lots
from geo_service.sample.parks import make_parks
from geo_service.sample.people import People, make_people
from geo_service.sample.schools import Site, make_sites
from geo_service.sample.streets import write_streets
from geo_service.sample.terrain import SRID

Feature = tuple[BaseGeometry | None, Mapping[str, Any]]

_TO_LONLAT = pyproj.Transformer.from_crs(SRID, 6668, always_xy=True)
DECIMALS = 7
"""Decimals of written coordinates: a centimetre, so that shared borders stay shared."""


def to_lonlat(shape: BaseGeometry) -> BaseGeometry:
    """Plane metres to rounded lon/lat. Equal corners stay equal."""

    def moved(points: np.ndarray) -> np.ndarray:
        return np.round(np.column_stack(_TO_LONLAT.transform(points[:, 0], points[:, 1])), DECIMALS)

    return shapely.transform(shape, moved)


def _geojson(path: Path, features: Iterable[Feature]) -> None:
    items = [
        {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": None if shape is None else json.loads(shapely.to_geojson(to_lonlat(shape))),
        }
        for shape, properties in features
    ]
    body = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    path.write_text(f'{{"type":"FeatureCollection","name":"{path.stem}","features":[\n{body}\n]}}\n', encoding="utf-8")


def _csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def _counts(one: People) -> dict[str, int | None]:
    total = one.residents if one.published != "none" else None
    said = one.published == "all"
    return {
        "総人口": total,
        "0-5歳": one.children_0_5 if said else None,
        "0-14歳": one.age_0_14 if said else None,
        "15-64歳": one.age_15_64 if said else None,
        "65歳以上": one.age_65_over if said else None,
        "75歳以上": one.age_75_over if said else None,
        "世帯数": one.households if said else None,
        "単身世帯数": one.single_person_households if said else None,
    }


def _facility_row(number: int, one: Facility) -> dict[str, Any]:
    lon, lat = _TO_LONLAT.transform(one.lot.x, one.lot.y)
    return {
        "ID": f"{number:04d}",
        "名称": one.name,
        "種別": one.kind,
        "区": one.ward,
        "所在地": one.lot.address,
        "緯度": f"{lat:.6f}" if one.placed else "",
        "経度": f"{lon:.6f}" if one.placed else "",
        "定員": "" if one.capacity is None else one.capacity,
        "電話番号": one.phone,
        "開始時間": one.open_from,
        "終了時間": one.open_to,
        "開館時間": one.hours,
        "対象年齢": "" if one.age_from is None else one.age_from,
        "備考": one.remarks,
    }


def _table(path: Path, facilities: Iterable[Facility], leave: tuple[str, ...]) -> None:
    rows = [_facility_row(number, one) for number, one in enumerate(facilities, start=1)]
    _csv(path, [{column: value for column, value in row.items() if column not in leave} for row in rows])


def _lonlat(x: float, y: float) -> tuple[float, float]:
    lon, lat = _TO_LONLAT.transform(x, y)
    return float(lon), float(lat)


def _write_units(folder: Path, districts: Districts, people: tuple[People, ...], associations: tuple[Association, ...]) -> None:
    _geojson(
        folder / "towns.geojson",
        (
            (town.shape, {"町丁名": town.name, "コード": town.code, "区": town.ward.name, **_counts(one)})
            for town, one in zip(districts.towns, people, strict=True)
        ),
    )
    _geojson(
        folder / "associations.geojson",
        (
            (
                one.shape,
                {
                    "団体名": one.name,
                    "コード": one.code,
                    "区": one.ward.name,
                    "区域の世帯数": one.households,
                    "加入世帯数": one.members,
                },
            )
            for one in associations
        ),
    )


def _write_dwellings(path: Path, districts: Districts, people: tuple[People, ...]) -> None:
    with path.open("w", encoding="cp932", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(dwelling_rows(districts, people))


def _write_hazards(folder: Path, districts: Districts, slopes: list[hazards.Zone]) -> None:
    # A little beyond the border, so that simplified borders and zones leave no dry rim between them.
    around = districts.city.buffer(60)
    for name, zones in (
        ("hazard_flood", hazards.floods(around)),
        ("hazard_coast", hazards.coast(around)),
        ("hazard_landslide", slopes),
    ):
        _geojson(
            folder / f"{name}.geojson",
            (
                (
                    zone.shape,
                    {
                        "災害": zone.hazard,
                        "河川・海岸": zone.source,
                        "規模": zone.scale,
                        "区分": zone.state,
                        "深さ以上": zone.depth[0] if zone.depth else None,
                        "深さ未満": zone.depth[1] if zone.depth else None,
                        "階級": zone.rank,
                        "区域の種類": zone.kind,
                    },
                )
                for zone in zones
            ),
        )
    write_streets(folder / "streets.osm.pbf", around)
    _geojson(folder / "A31a-30-25_99_みほん川.geojson", flood_maps.durations(around))
    _geojson(folder / "A31a-40-25_99_みほん川.geojson", flood_maps.collapses(around))


def _write_published(folder: Path, districts: Districts, sites: tuple[Site, ...], campuses: tuple[tuple[str, Lot], ...]) -> None:
    _geojson(folder / "P29-23_99.geojson", published.schools(sites, campuses))
    _geojson(folder / "districts.geojson", published.own_districts(districts))
    _geojson(folder / "railways.geojson", published.railway_sections())
    _geojson(folder / "expressways.geojson", published.expressways())
    _geojson(folder / "water.geojson", published.water())
    for archive, stem, features in (
        ("A27-23_99_GML.zip", "A27-23_99", published.school_districts("A27", "小学校", districts, sites)),
        ("A32-23_99_GML.zip", "A32-23_99", published.school_districts("A32", "中学校", districts, sites)),
        ("N02-22_99_GML.zip", "N02-22_Station", published.station_rows(districts)),
    ):
        rows = list(features)
        published.shapefile_zip(folder / archive, stem, [to_lonlat(shape) for shape, _ in rows], [row for _, row in rows])
    sheet = ground.elevation(lambda lon, lat: _TO_LONLAT.transform(lon, lat, direction="INVERSE"))
    name = f"FG-GML-{ground.SHEET}-DEM5A-20260401"
    published.zipped(folder / f"{name}.zip", {f"{name}.xml": sheet})
    (folder / "53392511_bldg_6697_op.gml").write_bytes(ground.buildings(districts, _lonlat))


def write_sample(folder: Path) -> None:
    """Write all files of the sample city into ``folder`` (made if missing). The same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    districts = make_districts()
    people = make_people(districts)
    lots = Lots(districts, seed=7)
    parks = make_parks(districts, people, lots)
    associations = make_associations(districts, people)
    slopes = hazards.landslides(districts.city)
    sites = make_sites(districts, people, parks, lots, slopes)
    _geojson(folder / "n03_boundaries.geojson", national.boundaries(districts))
    _write_units(folder, districts, people, associations)
    _write_hazards(folder, districts, slopes)
    _write_dwellings(folder / DWELLINGS, districts, people)
    _geojson(folder / "gsi_evacuation_sites.geojson", national.evacuation_sites(sites))
    _geojson(folder / "gsi_shelters.geojson", national.shelters(sites))
    for code, features in national.neighbours(districts):
        _geojson(folder / f"gsi_evacuation_sites_{code}.geojson", features)
    _geojson(
        folder / "parks.geojson",
        (
            (
                park.shape,
                {
                    "公園名": park.name,
                    "種別": park.kind,
                    "区": park.lot.town.ward.name,
                    "所在地": park.lot.address,
                    "面積": park.area_m2,
                    "開園年": park.opened_year,
                },
            )
            for park in parks
        ),
    )
    _table(folder / "child_facilities.csv", make_child_facilities(districts, people, lots), ("開館時間", "対象年齢"))
    elderly = make_elderly_facilities(districts, people, lots)
    _table(folder / "elderly_facilities.csv", elderly, ("開始時間", "終了時間", "開館時間", "対象年齢"))
    places = make_community_places(districts, people, lots)
    _table(folder / "community_places.csv", places, ("定員", "開始時間", "終了時間"))
    # Made after all that was there before, which therefore stays where it is.
    maps, campuses = write_lists(folder, City(districts, people, parks, sites, places, associations), lots, _lonlat)
    _write_published(folder, districts, sites, campuses)
    for name, column_map in {**COLUMN_MAPS, **maps}.items():
        text = yaml.safe_dump(column_map, allow_unicode=True, sort_keys=False)
        (folder / name).write_text("# 架空データ（みほん市）\n" + text, encoding="utf-8")
    (folder / "README.md").write_text(README, encoding="utf-8")
