"""How much the share served turns on what was assumed: the same exact computation under other reasonable assumptions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from geo_service.coverage.answer import Firmness
from geo_service.coverage.city import Atoms, City
from geo_service.coverage.counted_on_streets import shares_after
from geo_service.coverage.demand import Demanded
from geo_service.coverage.measure import Found, share_served
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Question
from geo_service.coverage.reach import reported
from geo_service.coverage.site_class import in_doubt
from geo_service.coverage.supply import Supplied, choose, with_neighbours

LESS, MORE = 0.75, 1.25
BLOCK_M = 100.0
"""How far a place may be from the point that stands for its block (街区): half of a long block. Our assumption."""
DETOUR = 1.3
"""Street over straight distance, a rule of thumb; a square street grid gives 4/π = 1.27 on average, 1.41 at most."""


def firmness(city: City, question: Question, demand: Demanded, supply: Supplied, found: Found) -> tuple[Firmness, ...]:
    """The share served with limits a quarter shorter and longer, on the other reach, with marks that are not stated read
    as yes (``value``: how many places), without the designated places that the hazard's zones raise a doubt about, with or
    without neighbours' places, with places that stand for a block moved towards or away from people, and with every area's
    people at its centre; each where it can differ."""

    def other(limits: float = 1.0, factor: float | None = None) -> float | None:
        return share_served(demand, supply.scaled(limits, factor), found.near)

    limit_m = question.reach.limit_m
    results = [
        Firmness("limit_less", limit_m * LESS, other(limits=LESS)),
        Firmness("limit_more", limit_m * MORE, other(limits=MORE)),
    ]
    if supply.walk is not None:
        results += _on_foot(question, demand, supply, found)
    elif question.reach.mode == "straight":
        results.append(Firmness("detour", DETOUR, other(factor=DETOUR)))
    else:
        results.append(Firmness("straight", 1.0, other(factor=1.0)))
    others: list[tuple[str, int, Supplied]] = []
    if question.supply.hazard:
        generous, _ = choose(city, question, blank_counts=True)
        if len(generous) > len(supply):
            others.append(("blank_as_yes", len(generous) - len(supply), generous))
        doubted = np.flatnonzero(in_doubt(city, supply.source, question.supply.hazard, question.supply.zone)[supply.index])
        if len(doubted):
            others.append(("only_sure", len(doubted), supply.without(doubted)))
    switched, _ = choose(city, with_neighbours(question, not question.supply.neighbours))
    if len(switched) != len(supply):
        name = "no_neighbours" if question.supply.neighbours else "neighbours"
        others.append((name, abs(len(switched) - len(supply)), switched))
    shares = shares_after(demand, found, supply, [after for _, _, after in others])
    results += [Firmness(name, float(value), share) for (name, value, _), share in zip(others, shares, strict=True)]
    rough = np.array([supply.source.accuracy[i] == "block" for i in supply.index], dtype=np.bool_)
    for name, way in (("positions_away", -1.0), ("positions_near", 1.0)) if rough.any() else ():
        moved = np.maximum(supply.limit_m + way * BLOCK_M * supply.factor * rough, 0.0)
        results.append(Firmness(name, float(rough.sum()), share_served(demand, replace(supply, limit_m=moved))))
    if found.measured.ground:
        results.append(Firmness("at_centres", 0.0, _at_centres(demand, supply)))
    return tuple(results)


def _on_foot(question: Question, demand: Demanded, supply: Supplied, found: Found) -> list[Firmness]:
    """Along streets: in the same time at the pace of older people, where that is slower; and beside the straight line."""
    results = []
    pace, older = PROFILES[question.reach.profile].speed_m_min, PROFILES["older"].speed_m_min
    if older < pace:
        slower = share_served(demand, supply.scaled(older / pace), found.near)
        results.append(Firmness("older_pace", question.reach.limit_m * older / pace, slower))
    straight = share_served(demand, replace(supply, walk=None, factor=DETOUR))
    return [*results, Firmness("detour", DETOUR, straight)]


def _at_centres(demand: Demanded, supply: Supplied) -> float | None:
    """The share served with the people of each area at the middle of the ground that is asked about."""
    atoms = demand.source
    assert isinstance(atoms, Atoms)
    feature = np.asarray(atoms.feature)[demand.which]
    weight = np.where(demand.measurable, demand.amount, 0.0)
    n = int(feature.max(initial=-1)) + 1
    people = np.bincount(feature, weight, n)
    lived = np.flatnonzero(people > 0)
    if not len(lived) or not len(supply):
        return 0.0 if len(lived) else None
    x, y = (np.bincount(feature, weight * one, n)[lived] / people[lived] for one in (demand.x, demand.y))
    reached = np.zeros(len(lived), dtype=np.bool_)
    for limit_m in np.unique(supply.limit_m):
        mine = supply.limit_m == limit_m
        away, _ = cKDTree(np.column_stack([supply.x[mine], supply.y[mine]])).query(np.column_stack([x, y]))
        reached |= reported(away, supply.factor) <= limit_m
    return float(people[lived][reached].sum() / people[lived].sum())
