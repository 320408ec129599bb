"""Schools, school districts, stations, lines and water of the sample city, as the national land data publish them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
import shapely.ops
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo_service.sample import hazards, terrain
from geo_service.sample.districts import Districts, Town, line_tracks, stations
from geo_service.sample.lots import Lot
from geo_service.sample.names import CITY, PREFECTURE
from geo_service.sample.national import FICTITIOUS
from geo_service.sample.schools import Site
from layers.fictitious import MARK

Feature = tuple[BaseGeometry, Mapping[str, Any]]
CLASSES = {"小学校": "16001", "中学校": "16002", "高校": "16004", "大学": "16007"}
PUPILS = {"小学校": (260, 980), "中学校": (240, 860), "高校": (620, 1100), "大学": (1800, 9500)}
"""Kind → fewest and most pupils."""
LINE_NAMES = ("みほん本線", "丘手線", "川辺線", "汐見臨港線")
OPERATOR = "みほん電鉄（架空）"
_EPOCH = (2026, 4, 1, 0, 0, 0)


def school_codes(sites: Iterable[Site]) -> dict[str, str]:
    """Name → school code, invented in the layout of real ones."""
    schools = [site for site in sites if site.kind in CLASSES]
    return {site.name: f"B1{site.lot.town.ward.code}{number:06}" for number, site in enumerate(schools, start=1)}


def schools(sites: tuple[Site, ...], campuses: tuple[tuple[str, Lot], ...]) -> Iterator[Feature]:
    """P29 in the layout since 2021: the schools among the evacuation sites, and universities."""
    codes = school_codes(sites)
    for site in sites:
        if site.kind in CLASSES:
            yield _school(site.kind, site.name, site.lot, codes[site.name], 3)
    for number, (name, lot) in enumerate(campuses, start=1):
        yield _school("大学", name, lot, f"F1{lot.town.ward.code}{number:06}", 4)


def _school(kind: str, name: str, lot: Lot, code: str, manager: int) -> Feature:
    said = (lot.town.ward.code, code, CLASSES[kind], name, f"{PREFECTURE}{CITY}{lot.address}", manager, "1", None, None)
    return Point(lot.x, lot.y), {f"P29_{n:03}": value for n, value in enumerate(said, start=1)} | _there(kind, code) | {
        MARK: FICTITIOUS
    }


def _there(kind: str, code: str) -> dict[str, int | None]:
    """Pupils and staff of a school; of one in nine nothing is said."""
    rng = np.random.default_rng(int(code[-7:]))
    least, most = PUPILS[kind]
    pupils = int(rng.integers(least, most))
    if rng.random() < 1 / 9:
        return {"児童・生徒・学生数": None, "従業者数": None}
    return {"児童・生徒・学生数": pupils, "従業者数": 8 + pupils // 16}


def school_districts(dataset: str, kind: str, districts: Districts, sites: tuple[Site, ...]) -> Iterator[Feature]:
    """A27 or A32 in the layout since 2021: every 町丁 goes to its ward's nearest school of that kind, as one ground."""
    codes = school_codes(sites)
    of: dict[str, list[Town]] = {}
    by_name = {site.name: site for site in sites if site.kind == kind}
    for town in districts.towns:
        own = [site for site in by_name.values() if site.lot.town.ward is town.ward]
        near = min(own, key=lambda site: (site.lot.x - town.x) ** 2 + (site.lot.y - town.y) ** 2)
        of.setdefault(near.name, []).append(town)
    for name, towns in of.items():
        site = by_name[name]
        said = (site.lot.town.ward.code, f"{CITY}立", codes[name], name, site.lot.address)
        row = {f"{dataset}_{n:03}": value for n, value in enumerate(said, start=1)}
        yield shapely.coverage_union_all([town.shape for town in towns]), row | {MARK: FICTITIOUS}


def own_districts(districts: Districts) -> Iterator[Feature]:
    """地区: three a ward, of whole 町丁, from one end of the ward to the other."""
    for ward, _ in districts.wards:
        towns = sorted((town for town in districts.towns if town.ward is ward), key=lambda town: town.u)
        bases = list(dict.fromkeys(town.base for town in towns))
        third = -(-len(bases) // 3)
        for number in range(3):
            mine = set(bases[number * third : (number + 1) * third])
            shape = shapely.coverage_union_all([town.shape for town in towns if town.base in mine])
            head = bases[number * third]
            yield shape, {"地区名": f"{head}地区", "地区コード": f"{ward.code}-{number + 1}", "区": ward.name}


def railway_sections() -> Iterator[Feature]:
    """N02 線 with its columns: one row a line."""
    for name, track in zip(LINE_NAMES, line_tracks(), strict=True):
        yield _plane(track), {"N02_001": "12", "N02_002": "4", "N02_003": name, "N02_004": OPERATOR}


def station_rows(districts: Districts) -> Iterator[Feature]:
    """N02 駅 with codes: the line of a station's platforms, named after the 町丁 it lies in."""
    at = stations()
    x, y = terrain.to_plane(at[:, 0], at[:, 1])
    tree = shapely.STRtree([town.shape for town in districts.towns])
    tracks = [_plane(track) for track in line_tracks()]
    used: set[str] = set()
    for number, point in enumerate(map(Point, x, y), start=1):
        line = int(np.argmin([track.distance(point) for track in tracks]))
        base = districts.towns[int(tree.nearest(point))].base
        name = next(one for one in (base, f"新{base}", f"{base}南", f"{base}北", f"西{base}", f"東{base}") if one not in used)
        used.add(name)
        along = tracks[line].project(point)
        platform = shapely.ops.substring(tracks[line], along - 90, along + 90)
        said = {"N02_001": "12", "N02_002": "4", "N02_003": LINE_NAMES[line], "N02_004": OPERATOR, "N02_005": name}
        codes = {"N02_005c": f"{900_000 + number}", "N02_005g": f"{900_000 + number}"}
        # Every fifth station was not counted.
        there = None if number % 5 == 0 else 400 + 50 * (number * 37 % 90)
        yield platform, said | codes | {"昼間の人": there, MARK: FICTITIOUS}


def water() -> Iterator[Feature]:
    """The river's water, the brook's line and the port's canal."""
    yield terrain.river_water(), {"名称": hazards.RIVER, "種類": "river"}
    yield _plane(hazards.brook_line()), {"名称": hazards.BROOK, "種類": "river"}
    yield _plane(LineString([(29.55, 0.0), (29.62, 1.5), (29.55, 2.9), (29.45, 4.6)])), {"名称": "汐見運河", "種類": "canal"}


def expressways() -> Iterator[Feature]:
    """Two motorways in the columns of N06."""
    for name, kind, lanes, year, line in (
        ("架空高速みほん線", "1", 6, 1968, [(8.6, -0.4), (9.0, 2.2), (8.4, 4.6), (7.6, 6.2)]),
        ("みほん都市高速湾岸線", "5", 4, 1994, [(28.3, -0.2), (28.6, 1.6), (28.3, 3.6), (27.9, 5.6)]),
    ):
        yield _plane(LineString(line)), {"N06_001": year, "N06_003": 9999, "N06_007": name, "N06_008": kind, "N06_010": lanes}


def _plane(line: LineString) -> LineString:
    at = shapely.get_coordinates(line)
    return LineString(np.column_stack(terrain.to_plane(at[:, 0], at[:, 1])))


def shapefile_zip(path: Path, stem: str, shapes: Sequence[BaseGeometry], rows: Sequence[Mapping[str, Any]]) -> None:
    """A zip of one Shapefile in CP932 without .cpg, as older downloads are. ``shapes``: lon/lat. The same bytes every time."""
    heads = list(rows[0])
    made: dict[str, bytes] = {}
    folder = path.parent / f".{stem}"
    folder.mkdir()
    fields = [np.array([row[name] for row in rows], dtype=object) for name in heads]
    pyogrio.raw.write(
        folder / f"{stem}.shp",
        geometry=np.array([shape.wkb for shape in shapes], dtype=object),
        field_data=fields,
        fields=heads,
        geometry_type="MultiPolygon" if shapes[0].geom_type.endswith("Polygon") else "LineString",
        crs="EPSG:6668",
        driver="ESRI Shapefile",
        encoding="CP932",
    )
    for part in sorted(folder.iterdir()):
        if part.suffix != ".cpg":
            made[part.name] = part.read_bytes()
        part.unlink()
    folder.rmdir()
    # A .dbf holds the day it was written on.
    table = bytearray(made[f"{stem}.dbf"])
    struct.pack_into("3B", table, 1, 126, 4, 1)
    made[f"{stem}.dbf"] = bytes(table)
    zipped(path, made)


def zipped(path: Path, members: Mapping[str, bytes]) -> None:
    """A zip of these members, dated alike every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(out.getvalue())
