"""Who lives where in the sample city: residents by age and households per 町丁."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_service.sample import terrain
from geo_service.sample.districts import Districts, industry, station_pull
from geo_service.sample.names import WARDS

UNPUBLISHED = 9
"""町丁 whose counts are not published at all."""
SMALL = 400
"""Below so many residents only the total is published, as the census does: ages and households would name people."""


@dataclass(frozen=True)
class People:
    """Counts of one 町丁. ``published``: "all", "total" (ages and households withheld) or "none"."""

    residents: int
    children_0_5: int
    age_0_14: int
    age_15_64: int
    age_65_over: int
    age_75_over: int
    households: int
    single_person_households: int
    published: str = "all"


def make_people(districts: Districts) -> tuple[People, ...]:
    """Counts per town, in the towns' order. Dense around stations, sparse in the hills, nobody in the port."""
    rng = np.random.default_rng(20260401)
    towns = districts.towns
    u, v = np.array([town.u for town in towns]), np.array([town.v for town in towns])
    pull, hills, port = station_pull(u, v), terrain.hilliness(u, v), industry(u)
    water = terrain.river_water()
    livable = np.array([town.shape.difference(water).area for town in towns]) / 1e6
    density = (0.5 + 1.25 * pull) * (1 - 0.45 * hills) * (1 - port) ** 2 * rng.lognormal(0, 0.22, len(towns))
    weight = livable * np.where(port > 0.9, 0, density)
    residents = np.zeros(len(towns), dtype=np.int64)
    for ward in WARDS:
        own = np.array([town.ward is ward for town in towns])
        residents[own] = np.round(ward.residents * weight[own] / weight[own].sum()).astype(np.int64)
    old = np.clip(0.185 + 0.075 * hills - 0.02 * pull + rng.normal(0, 0.03, len(towns)), 0.09, 0.42)
    young = np.clip(0.128 + rng.normal(0, 0.02, len(towns)) - 0.25 * (old - 0.2), 0.06, 0.2)
    small = young * np.clip(rng.normal(0.39, 0.03, len(towns)), 0.28, 0.5)
    oldest = old * np.clip(rng.normal(0.53, 0.03, len(towns)), 0.4, 0.65)
    size = np.clip(2.12 + 0.42 * hills - 0.3 * pull + rng.normal(0, 0.08, len(towns)), 1.55, 2.8)
    alone = np.clip(0.36 + 0.17 * pull - 0.13 * hills + rng.normal(0, 0.03, len(towns)), 0.15, 0.68)
    lived_in = np.flatnonzero(residents > 400)
    silent = set(rng.choice(lived_in, UNPUBLISHED, replace=False).tolist())
    counted = []
    for i, total in enumerate(residents.tolist()):
        children, elders = round(total * young[i]), round(total * old[i])
        households = round(total / size[i])
        counted.append(
            People(
                residents=total,
                children_0_5=round(total * small[i]),
                age_0_14=children,
                age_15_64=total - children - elders,
                age_65_over=elders,
                age_75_over=round(total * oldest[i]),
                households=households,
                single_person_households=round(households * alone[i]),
                published="none" if i in silent else "total" if 0 < total < SMALL else "all",
            )
        )
    return tuple(counted)
