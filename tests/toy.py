"""Toy towns: a fictitious city of 5 × 5 towns of one square kilometre, whose answers can be counted by hand. In memory.

The south-west corner of the city is ``ORIGIN`` (plane zone IX, metres); everything below is said in metres from there.
Town (column c, row r) is the square from (1000 c, 1000 r), code ``99901-c-r`` in the west (columns 0 to 2) and
``99902-c-r`` in the east (columns 3 and 4). Each town has 1,000 residents, 250 aged 65 or over and 200 single-person
households, but the count of households of town (4, 4) is not published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box

from geo_service.coverage.city import Atoms, City, DatasetNote, Places, UnitSet, Zones
from tests.toy_ground import ORIGIN, SRID, Area, cut, degrees_wkb, lonlat, pairs, shifted

CODE, NEIGHBOUR = "99900", "99950"
HAZARDS = ("earthquake", "flood", "landslide", "storm_surge", "tsunami", "fire", "inland_flood", "volcano")
FLOOD_KEY = "flood:みほん川:largest"
FLOOD = (0.0, 0.0, 5000.0, 1400.0)
"""The flood zone: the south of the city, 1.4 of its 5 km."""


@dataclass(frozen=True)
class Spot:
    """A place of a toy layer, metres from ``ORIGIN``; ``marks``: hazard → 1, 0, -1, "*" for all that are not named."""

    id: str
    x: float = float("nan")
    y: float = float("nan")
    kind: str = ""
    marks: Mapping[str, int] = field(default_factory=dict)
    own: bool = True
    used: bool = True
    accuracy: str = "point"
    capacity: float = float("nan")
    name: str = ""


SITES = (
    Spot("s1", 500, 500, marks={"*": 1}, capacity=300, name="一の小学校"),
    Spot("s2", 2500, 2500, marks={"*": 1, "flood": 0, "landslide": -1}, capacity=500, name="二の小学校"),
    Spot("s3", 4500, 4500, marks={"earthquake": 1, "flood": -1, "*": 0}, name="三の中学校"),
    Spot("s4", marks={"*": 1}, name="位置のない公民館"),
    Spot("s5", 1500, 3500, marks={"*": 0}, name="指定のない体育館"),
    Spot("s6", 2000, 4000, marks={"*": 1}, accuracy="area", name="町の代表点しかない集会所"),
    Spot("s7", 510, 500, marks={"*": 1}, used=False, name="古い一の小学校"),
    Spot("n1", 5200, 2500, marks={"*": 1}, own=False, name="隣の小学校"),
)
PARKS = (
    Spot("p1", 500, 1500, "block", name="一の公園"),
    Spot("p2", 2500, 500, "neighbourhood", name="二の公園"),
    Spot("p3", 3500, 3500, "district", name="三の公園"),
    Spot("p4", 1500, 4500, "green", name="四の緑地"),
    Spot("p5", 4500, 500, "", name="種別の分からない公園"),
)
NURSERIES = (
    Spot("c1", 500, 1000, "nursery", capacity=60, name="一の保育園"),
    Spot("c2", 500, 1000.1, "nursery", capacity=90, name="二の保育園"),
    Spot("c3", 2500, 2500, "nursery", name="三の保育園"),
    Spot("c4", kind="nursery", name="位置のない保育園"),
    Spot("c5", 4500, 2500, "nursery", accuracy="area", name="町の代表点しかない保育園"),
    Spot("c6", 500, 1000, "nursery", used=False, name="古い一の保育園"),
    Spot("c7", 4700, 2500, "nursery", name="東の保育園"),
    Spot("k1", 1500, 500, "kindergarten", name="一の幼稚園"),
)
COMMUNITY = (
    Spot("m1", 1500, 1500, "child_centre", name="一のこども文化センター"),
    Spot("m2", 3500, 1500, "child_centre", name="二のこども文化センター"),
    Spot("m3", 1500, 1600, "elder_centre", name="一のいこいの家"),
    Spot("m4", 3500, 3500, "elder_centre", name="二のいこいの家"),
    Spot("m5", 2500, 2000, "library", name="みほん図書館"),
)


def towns() -> tuple[Area, ...]:
    """The 25 towns with their people."""
    found = []
    for c in range(5):
        for r in range(5):
            ward = "99901" if c < 3 else "99902"
            households = float("nan") if (c, r) == (4, 4) else 200.0
            counts = {"residents": 1000.0, "age_65_over": 250.0, "single_person_households": households}
            square = box(1000 * c, 1000 * r, 1000 * c + 1000, 1000 * r + 1000)
            found.append(Area(f"{ward}-{c}-{r}", f"{'一二三四五'[c]}町{r + 1}丁目", square, counts, ward))
    return tuple(found)


WARDS = (
    Area("99901", "西区", box(0, 0, 3000, 5000)),
    Area("99902", "東区", box(3000, 0, 5000, 5000)),
)
ASSOCIATIONS = (
    Area("a1", "南町内会", box(0, 0, 2000, 2000), ward="99901"),
    Area("a2", "中町内会", box(1000, 1000, 3000, 3000), ward="99901"),
    Area("a3", "東町内会", box(3000, 0, 5000, 3000), ward="99902"),
)
"""South and middle overlap in town (1, 1); the north of the city is in none."""


def unit_set(
    id: str, titles: tuple[str, str], areas: Sequence[Area], wards: Sequence[Area], overlapping: bool = False
) -> UnitSet:
    """A unit set of the areas. Their ward is the area's ``ward``; wards are their own."""
    code_of = [ward.code for ward in wards]
    at = range(len(areas)) if id == "wards" else [code_of.index(a.ward) if a.ward in code_of else -1 for a in areas]
    return UnitSet(
        id=id,
        title_ja=titles[0],
        title_en=titles[1],
        code=tuple(a.code for a in areas),
        name_ja=tuple(a.name for a in areas),
        name_en=tuple({"99901": "West Ward", "99902": "East Ward"}.get(a.code, "") for a in areas),
        ward=np.array(at, dtype=np.int32),
        shapes=tuple(degrees_wkb(a.shape) for a in areas),
        area_m2=np.array([a.shape.area for a in areas], dtype=np.float64),
        overlapping=overlapping,
    )


def places(
    layer: str,
    spots: Sequence[Spot],
    unit_areas: Mapping[str, Sequence[Area]],
    dataset: int = 0,
    zones: Mapping[str, Any] | None = None,
) -> Places:
    """Places of a layer from spots; wards and other units by their position."""
    x = np.array([s.x for s in spots], dtype=np.float64)
    y = np.array([s.y for s in spots], dtype=np.float64)
    lon, lat = (np.where(np.isfinite(x), v, np.nan) for v in lonlat(np.nan_to_num(x), np.nan_to_num(y)))
    members = {}
    for id, units in unit_areas.items():
        hits = [
            (i, j)
            for i, s in enumerate(spots)
            for j, u in enumerate(units)
            if np.isfinite(s.x) and u.shape.covers(shapely.Point(s.x, s.y))
        ]
        firsts = hits if id == "association_areas" else list({i: (i, j) for i, j in reversed(hits)}.values())[::-1]
        members[id] = pairs([i for i, _ in firsts], [j for _, j in firsts])
    marked = layer == "evacuation_sites"
    marks = {h: np.array([s.marks.get(h, s.marks.get("*", -1)) for s in spots], dtype=np.int8) for h in HAZARDS if marked}
    inside = {
        k: np.array([-1 if not np.isfinite(s.x) else int(z.covers(shapely.Point(s.x, s.y))) for s in spots], dtype=np.int8)
        for k, z in (zones or {}).items()
    }
    n = len(spots)
    return Places(
        layer=layer,
        id=tuple(s.id for s in spots),
        name=tuple(s.name or s.id for s in spots),
        address=tuple(f"みほん市{i + 1}番地" for i in range(n)),
        kind=tuple(s.kind for s in spots),
        x=x + ORIGIN[0],
        y=y + ORIGIN[1],
        lon=lon,
        lat=lat,
        accuracy=tuple(s.accuracy for s in spots),
        municipality=tuple(CODE if s.own else NEIGHBOUR for s in spots),
        own=np.array([s.own for s in spots], dtype=np.bool_),
        used=np.array([s.used for s in spots], dtype=np.bool_),
        ward=members["wards"].single(n) if "wards" in members else np.full(n, -1, dtype=np.int32),
        members=members,
        capacity=np.array([s.capacity for s in spots], dtype=np.float64),
        area_m2=np.full(n, np.nan),
        marks=marks,
        dataset=np.full(n, dataset, dtype=np.int32),
        rows=np.ones(n, dtype=np.int32),
        remarks=("",) * n,
        zone_inside=inside,
    )


def note(layer: str, rows: int, **more: Any) -> DatasetNote:
    """A dataset of the toy city: fictitious, dated, under CC BY 4.0 unless said otherwise."""
    known: dict[str, Any] = {
        "source": "toy", "part": "", "title": f"{layer}（架空）", "file_name": f"{layer}.geojson", "reference_date": "2025-04-01",
        "licence": "CC-BY-4.0", "rejected": 0, "municipality": CODE,
    }  # fmt: skip
    return DatasetNote(layer=layer, rows=rows, **(known | more))


def toy_city(
    *,
    sites: Sequence[Spot] = SITES,
    parks: Sequence[Spot] = PARKS,
    nurseries: Sequence[Spot] = NURSERIES,
    community: Sequence[Spot] = COMMUNITY,
    population: Sequence[Area] | None = None,
    off_map: Mapping[str, Sequence[float]] | None = None,
    off_map_ward: Sequence[int] = (),
    off_map_why: Sequence[str] = (),
    cell_m: float = 250.0,
    zones: bool = True,
    without: Sequence[str] = (),
    release: int = 1,
    audience: str = "public",
    fictitious: bool = True,
) -> City:
    """The toy city. ``without`` leaves out unit sets, place layers or "population" by id; ``off_map``: group → counts of
    features off the map, with their wards and why if known; ``population``: other areas (or points) of people than the towns."""
    squares = towns()
    units = {"wards": WARDS, "towns": squares, "association_areas": ASSOCIATIONS}
    units = {id: areas for id, areas in units.items() if id not in without}
    titles = {"wards": ("区", "wards"), "towns": ("町丁", "towns"), "association_areas": ("町内会・自治会", "associations")}
    flood = {key: box(*FLOOD) for key in ("flood", FLOOD_KEY)} if zones else {}
    spots = {"evacuation_sites": sites, "parks": parks, "child_facilities": nurseries, "community_places": community}
    spots = {layer: rows for layer, rows in spots.items() if layer not in without}
    people = squares if population is None else tuple(population)
    groups = tuple(people[0].counts)
    notes = [note(layer, len(areas)) for layer, areas in units.items()]
    notes += [note(layer, len(rows)) for layer, rows in spots.items()]
    notes.append(note("neighbour_municipalities", 1, municipality=NEIGHBOUR))
    counted = note("population", len(people), groups=groups)
    older = note("population", len(people), source="older", groups=groups, used=False, why_not_ja="古い", why_not_en="older")
    populations: tuple[Atoms, ...] = ()
    if "population" not in without:
        notes += [counted, older]
        atoms = cut(people, units, counted, cell_m=cell_m, zones=flood)
        if off_map:
            names = tuple(f"位置のない町{i + 1}" for i in range(max(map(len, off_map.values()))))
            counts = {g: np.array(off_map.get(g, [np.nan] * len(names)), dtype=np.float64) for g in groups}
            known = {"off_map_ward": np.array(off_map_ward, dtype=np.int32), "off_map_why": tuple(off_map_why)}
            atoms = Atoms(**(vars(atoms) | {"off_map_names": names, "off_map_counts": counts} | known))
        populations = (atoms,)
    drawn = Zones(
        FLOOD_KEY, "flood", "みほん川", "largest", "みほん川 想定最大規模", "Mihon river, largest",
        (degrees_wkb(box(0, 0, 5000, 700)), degrees_wkb(box(0, 700, 5000, 1400))), np.array([3.0, 0.5]), np.array([np.nan, 3.0]),
    )  # fmt: skip
    border = box(0, 0, 5000, 5000)
    layer_at = {one.layer: i for i, one in reversed(list(enumerate(notes)))}
    return City(
        code=CODE,
        name_ja="おもちゃ市",
        name_en="Toy City",
        srid=SRID,
        fictitious=fictitious,
        release=release,
        release_date="2026-11-24T00:00:00+00:00",
        audience=audience,
        versions={"geos": shapely.geos_version_string, "proj": "toy", "postgis": "toy", "engine": "toy"},
        datasets=tuple(notes),
        unit_sets={id: unit_set(id, titles[id], areas, WARDS, id == "association_areas") for id, areas in units.items()},
        populations=populations,
        places={layer: places(layer, rows, units, layer_at[layer], flood) for layer, rows in spots.items()},
        zones=(drawn,) if zones else (),
        border=bytes(shapely.to_wkb(shifted(border))),
        border_lonlat=degrees_wkb(border),
        neighbours={NEIGHBOUR: "となり市"},
        neighbour_shapes={NEIGHBOUR: degrees_wkb(box(5000, 0, 8000, 5000))},
    )
