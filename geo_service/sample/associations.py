"""Areas of 町内会・自治会: about as many as 町丁 but never equal to them; some overlap and some ground belongs to none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.affinity
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo_service.sample.districts import Districts, Town, industry, station_pull
from geo_service.sample.names import Ward
from geo_service.sample.people import People
from geo_service.sample.terrain import to_valley
from geo_service.sample.tessellation import Floats, scatter, tessellate

EXTENDED, ESTATES, WITHOUT = 34, 24, 15
"""Areas that reach into a neighbour's, housing estates with an association of their own, and residential ground with none."""
FEWEST_HOUSEHOLDS = 30


@dataclass(frozen=True)
class Association:
    """One association. ``shape`` in plane metres."""

    code: str
    name: str
    ward: Ward
    shape: BaseGeometry
    households: int
    members: int


def _spacing_m(x: Floats, y: Floats) -> Floats:
    u, v = to_valley(x, y)
    return np.asarray(514 - 142 * station_pull(u, v) + 300 * industry(u), dtype=np.float64)


def _households(shape: BaseGeometry, tree: shapely.STRtree, towns: tuple[Town, ...], people: tuple[People, ...]) -> float:
    found = tree.query(shape, predicate="intersects")
    return sum(
        people[i].households * float(towns[i].shape.intersection(shape).area) / towns[i].shape.area for i in map(int, found)
    )


def _name_at(shape: BaseGeometry, tree: shapely.STRtree, towns: tuple[Town, ...], used: set[str], ending: str) -> str:
    """Named after the 町丁 it lies in; a second one there is told apart by a direction."""
    point = shape.representative_point()
    base = towns[int(tree.nearest(point))].name
    for part in ("", "東", "西", "南", "北", "中央", "第二", "第三", "第四", "第五"):
        name = f"{base}{part}{ending}"
        if name not in used:
            used.add(name)
            return name
    raise ValueError(f"no name left for an association in {base}")


def make_associations(districts: Districts, people: tuple[People, ...]) -> tuple[Association, ...]:
    """The associations of all wards, in a fixed order."""
    rng = np.random.default_rng(4_2015)
    towns = districts.towns
    tree = shapely.STRtree([town.shape for town in towns])
    areas: list[tuple[Ward, BaseGeometry, str]] = []
    for ward, ground in districts.wards:
        parts = shapely.get_parts(ground)
        seeds = np.vstack([scatter(part, _spacing_m, rng, tries=7000) for part in parts])
        shapes, _ = tessellate(MultiPolygon(list(parts)), seeds, rng, roughness=0.2, step_m=70)
        endings = rng.random(len(shapes)) < (0.65 if ward.code in {"99135", "99137"} else 0.25)
        areas += [(ward, shape, "自治会" if own else "町内会") for shape, own in zip(shapes, endings, strict=True)]
    peopled = [i for i, (_, shape, _) in enumerate(areas) if _households(shape, tree, towns, people) >= FEWEST_HOUSEHOLDS]
    chosen = rng.choice(peopled, EXTENDED + ESTATES + WITHOUT, replace=False).tolist()
    extended, estates = set(chosen[:EXTENDED]), chosen[EXTENDED : EXTENDED + ESTATES]
    without = set(chosen[EXTENDED + ESTATES :])
    grounds = dict(zip((ward.code for ward, _ in districts.wards), (shape for _, shape in districts.wards), strict=True))
    final = []
    for i in peopled:
        ward, shape, ending = areas[i]
        if i in without:
            continue
        if i in extended:
            reach = shapely.affinity.translate(shape, *rng.uniform(-120, 120, 2)).intersection(grounds[ward.code])
            shape = max(shapely.get_parts(shapely.union(shape, reach)), key=lambda part: part.area)
        final.append((ward, shape, ending))
    for i in estates:
        ward, shape, _ = areas[i]
        middle = shape.representative_point()
        width, depth, turn = rng.uniform(120, 240), rng.uniform(70, 140), rng.uniform(0, 180)
        block = shapely.box(middle.x - width / 2, middle.y - depth / 2, middle.x + width / 2, middle.y + depth / 2)
        final.append((ward, shapely.affinity.rotate(block, turn).intersection(grounds[ward.code]), "団地自治会"))
    used: set[str] = set()
    made = []
    for number, (ward, shape, ending) in enumerate(final, start=1):
        households = round(_households(shape, tree, towns, people))
        members = round(households * float(np.clip(rng.normal(0.62, 0.11), 0.3, 0.95)))
        name = _name_at(shape, tree, towns, used, ending)
        made.append(Association(f"{ward.code}-{number:04d}", name, ward, shape, households, members))
    return tuple(made)
