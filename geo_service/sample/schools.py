"""Evacuation sites and shelters of the sample city: mostly schools, with marks and remarks that follow the ground."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from geo_service.sample import hazards, terrain
from geo_service.sample.districts import Districts
from geo_service.sample.hazards import Zone
from geo_service.sample.lots import Lot, Lots
from geo_service.sample.names import WARDS, Ward
from geo_service.sample.parks import Park
from geo_service.sample.people import People

Floats = NDArray[np.float64]

SITES, SHELTERS = 190, 170
BUILDINGS = ("体育館", "校舎１", "校舎２", "武道場")
SCHOOLS_IN_ROWS = 6
"""Schools listed building by building, as some cities do: more rows than places."""


@dataclass(frozen=True)
class Site:
    """One evacuation site (a place). ``floors`` of its tallest building, 0 for open ground; ``buildings``: rows it has."""

    name: str
    kind: str
    lot: Lot
    floors: int
    marks: dict[str, bool]
    remarks: str = ""
    buildings: tuple[str, ...] = ()
    shelter: bool = False
    accepted: str = ""


def _spread(points: Floats, weight: Floats, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Indices of ``count`` different points spread by weight (weighted k-means, each centre moved to its nearest point)."""
    start = rng.choice(len(points), count, replace=False, p=weight / weight.sum())
    centres = points[start]
    for _ in range(12):
        near = np.argmin(np.hypot(*(points[:, None] - centres[None]).transpose(2, 0, 1)), axis=1)
        for k in range(count):
            own = near == k
            if weight[own].sum() > 0:
                centres[k] = np.average(points[own], axis=0, weights=weight[own])
    chosen: list[int] = []
    for centre in centres:
        order = np.argsort(np.hypot(*(points - centre).T))
        chosen.append(next(int(i) for i in order if int(i) not in chosen))
    return np.asarray(chosen)


def _kinds(count: int) -> list[str]:
    """Elementary schools, junior highs and a few others in the shares a city has; parks are added apart."""
    junior, high = round(count * 0.29), 2 if count > 24 else 1
    return ["小学校"] * (count - junior - high) + ["中学校"] * junior + ["高校"] * high


def _school_name(kind: str, base: str, ward: Ward, used: set[str]) -> str:
    lead = "市立" if kind == "高校" else ""
    for word in ("", "東", "西", "南", "北", "第二", "第三", "中央", "みどり"):
        prefix = word if word in {"東", "西", "南", "北"} else ""
        suffix = "" if prefix else word
        name = f"{lead}{prefix}{base}{suffix}{kind}"
        if name not in used:
            used.add(name)
            return name
    raise ValueError(f"no school name left in {ward.name}")


def _floor_remark(needs: dict[str, int]) -> str:
    """The remark lists write for sites usable from some floor up: 洪水、高潮は２階以上、津波は３階以上が対象."""
    parts = []
    for floor in sorted(set(needs.values())):
        said = "、".join(hazard for hazard, least in needs.items() if least == floor)
        parts.append(f"{said}は{chr(ord('０') + floor)}階以上")
    return "、".join(parts) + "が対象" if parts else ""


def _marks(site: Site, slopes: shapely.STRtree, rng: np.random.Generator) -> Site:
    """The hazards a site is designated for, from the depth of water on its ground and its floors."""
    u, v = terrain.to_valley(np.array([site.lot.x]), np.array([site.lot.y]))
    depth = {
        "洪水": max(float(hazards.flood_depth(u, v, True)[0]), float(hazards.brook_depth(u, v)[0])),
        "高潮": float(hazards.surge_depth(u, v)[0]) if u[0] > 19 else -1.0,
        "津波": float(hazards.tsunami_depth(u, v)[0]) if u[0] > 22 else -1.0,
    }
    needs: dict[str, int] = {}
    usable = {}
    for hazard, deep in depth.items():
        least = 1 if deep <= 0.05 else 2 if deep < 3 else 3
        # A site that only open ground or low buildings could offer is not designated; nor are some that could be.
        usable[hazard] = least == 1 or (site.floors >= least + (hazard == "津波") and rng.random() < 0.94)
        if usable[hazard] and least > 1:
            needs[hazard] = least + (1 if hazard == "津波" else 0)
    hilly = site.lot.town.ward.code in {"99134", "99135", "99136", "99137"}
    in_slope = len(slopes.query(Point(site.lot.x, site.lot.y).buffer(25), predicate="intersects")) > 0
    marks = {
        "flood": usable["洪水"],
        # Where there are no slopes nobody designates against landslides, nor against the sea far inland.
        "landslide": hilly and not in_slope,
        "storm_surge": float(u[0]) > 18 and usable["高潮"],
        "earthquake": True,
        "tsunami": float(u[0]) > 22 and usable["津波"],
        "fire": site.kind == "公園" and rng.random() < 0.9,
        "inland_flood": site.floors > 0 and rng.random() < 0.97,
        "volcano": site.floors > 0 and rng.random() < 0.97,
    }
    spoken = {
        hazard: floor
        for hazard, floor in needs.items()
        if marks[{"洪水": "flood", "高潮": "storm_surge", "津波": "tsunami"}[hazard]]
    }
    remark = _floor_remark(spoken)
    if site.kind == "公園":
        remark = f"範囲は、{site.lot.town.ward.name}{site.lot.town.base}地内"
    return replace(site, marks=marks, remarks=remark)


def _ward_sites(
    ward: Ward, districts: Districts, people: tuple[People, ...], lots: Lots, parks: tuple[Park, ...], used: set[str],
    rng: np.random.Generator,
) -> list[Site]:  # fmt: skip
    large = [park for park in parks if park.lot.town.ward is ward and park.area_m2 > 14_000 and park.kind != "緩衝緑地"]
    large = sorted(large, key=lambda park: -park.area_m2)[: 2 if ward.code in {"99131", "99136"} else 1]
    own = [i for i, town in enumerate(districts.towns) if town.ward is ward and lots.dry(i)]
    points = np.array([(districts.towns[i].x, districts.towns[i].y) for i in own])
    weight = np.array([people[i].residents + 1.0 for i in own])
    kinds = _kinds(ward.sites - len(large))
    sites = [Site(park.name, "公園", park.lot, 0, {}) for park in large]
    # Junior highs and high schools are spread over the ward by themselves, not where elementary schools left gaps.
    for kind in ("小学校", "中学校", "高校"):
        for index in _spread(points, weight, kinds.count(kind), rng):
            lot = lots.take(own[int(index)], 95)
            floors = int(rng.choice([3, 4, 4, 5] if kind != "小学校" else [2, 3, 3, 4]))
            sites.append(Site(_school_name(kind, lot.town.base, ward, used), kind, lot, floors, {}))
    return sites


def make_sites(
    districts: Districts, people: tuple[People, ...], parks: tuple[Park, ...], lots: Lots, slopes: list[Zone]
) -> tuple[Site, ...]:
    """The 190 evacuation sites; those with ``shelter`` are shelters, too. ``slopes``: the landslide zones."""
    rng = np.random.default_rng(4947)
    used: set[str] = set()
    sites = [site for ward in WARDS for site in _ward_sites(ward, districts, people, lots, parks, used, rng)]
    # Two schools side by side under one address: two places, whatever a join by address makes of them.
    junior = next(i for i, site in enumerate(sites) if site.kind == "中学校" and site.lot.town.ward.code == "99133")
    high = next(i for i, site in enumerate(sites) if site.kind == "高校" and site.lot.town.ward.code == "99133")
    beside = replace(sites[junior].lot, x=sites[junior].lot.x + 118, y=sites[junior].lot.y + 34)
    sites[high] = replace(sites[high], lot=beside)
    tree = shapely.STRtree([zone.shape for zone in slopes if zone.rank])
    sites = [_marks(site, tree, rng) for site in sites]
    schools = [i for i, site in enumerate(sites) if site.floors]
    for i in rng.choice(schools, SCHOOLS_IN_ROWS, replace=False).tolist():
        count = int(rng.integers(2, 5))
        sites[i] = replace(sites[i], buildings=BUILDINGS[:count])
    # Not every school is a shelter to stay in: the rest lack a gymnasium to sleep in or stand where water stays for weeks.
    chosen = set(rng.choice(schools, SHELTERS - 2, replace=False).tolist())
    return tuple(replace(site, shelter=i in chosen) for i, site in enumerate(sites))
