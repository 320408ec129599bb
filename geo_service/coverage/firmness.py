"""How much the share served turns on what was assumed: the same exact computation under other reasonable assumptions."""

from __future__ import annotations

from geo_service.coverage.answer import Firmness
from geo_service.coverage.city import City
from geo_service.coverage.demand import Demanded
from geo_service.coverage.measure import Found, measure, served_after
from geo_service.coverage.question import Question
from geo_service.coverage.supply import Supplied, choose, with_neighbours

LESS, MORE = 0.75, 1.25
DETOUR = 1.3
"""Street over straight distance, a rule of thumb; a square street grid gives 4/π = 1.27 on average, 1.41 at most."""


def firmness(city: City, question: Question, demand: Demanded, supply: Supplied, found: Found) -> tuple[Firmness, ...]:
    """The share served with limits a quarter shorter and longer, on the other reach, with marks that are not stated read
    as yes (``value``: how many places), and with or without neighbours' places, each where it can differ."""

    def other(limits: float = 1.0, factor: float | None = None) -> float | None:
        return measure(demand, supply.scaled(limits, factor), found.near, only_served=True).measured.share_served()

    limit_m = question.reach.limit_m
    results = [
        Firmness("limit_less", limit_m * LESS, other(limits=LESS)),
        Firmness("limit_more", limit_m * MORE, other(limits=MORE)),
    ]
    if question.reach.mode == "straight":
        results.append(Firmness("detour", DETOUR, other(factor=DETOUR)))
    else:
        results.append(Firmness("straight", 1.0, other(factor=1.0)))
    if question.supply.hazard:
        generous, _ = choose(city, question, blank_counts=True)
        if len(generous) > len(supply):
            blank = len(generous) - len(supply)
            results.append(Firmness("blank_as_yes", float(blank), served_after(demand, found, supply, generous)))
    switched, _ = choose(city, with_neighbours(question, not question.supply.neighbours))
    if len(switched) != len(supply):
        name = "no_neighbours" if question.supply.neighbours else "neighbours"
        value = float(abs(len(switched) - len(supply)))
        results.append(Firmness(name, value, served_after(demand, found, supply, switched)))
    return tuple(results)
