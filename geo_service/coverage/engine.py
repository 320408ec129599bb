"""A question and a City give an Answer: the one entrance to the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo_service.coverage.answer import Answer, UnitFigures
from geo_service.coverage.city import City, Membership
from geo_service.coverage.demand import Demanded, demanded, unit_sets_of, ward_index
from geo_service.coverage.figures import Measured, belongs, total_figures, unit_figures
from geo_service.coverage.firmness import firmness
from geo_service.coverage.identity import identity, running_versions
from geo_service.coverage.items import items
from geo_service.coverage.measure import measure, users
from geo_service.coverage.question import Question
from geo_service.coverage.sources import datasets
from geo_service.coverage.supply import choose


def answer(city: City, question: Question) -> Answer:
    """Answer the question about the City. Pure: the same arguments give the same Answer.

    NotAnswerableError (with ``lacks``) when the supply's layer or the demand's group or layer is not loaded;
    NotFoundError when the ward is none of the city's. A loaded layer of which no place counts is an answer: everyone is
    unserved, and ``excluded_supply`` says why.
    """
    supply, excluded = choose(city, question)
    demand = demanded(city, question)
    found = measure(demand, supply)
    sets = unit_sets_of(city, question)
    hazard = question.supply.hazard
    zones_loaded = bool(hazard) and any(zone.hazard == hazard for zone in city.zones)
    return Answer(
        id=identity(city, question),
        city=replace(city, versions=running_versions(city)),
        question=question,
        total=total_figures(found.measured, demand.left_out_more),
        units={id: _units(city, question, id, demand, found.measured) for id in sets},
        items=items(city, demand, supply, found),
        supply_index=supply.index,
        supply_users=users(demand, found, len(supply)),
        left_out=demand.reasons,
        excluded_supply=excluded,
        firmness=firmness(city, question, demand, supply, found),
        datasets=datasets(city, question, sets, zones_loaded),
        zones_loaded=zones_loaded,
    )


def _units(city: City, question: Question, unit_set: str, demand: Demanded, measured: Measured) -> tuple[UnitFigures, ...]:
    """Figures of each unit of a set, in the City's order; of a question about one ward, only the units in it (and
    those, such as overlapping areas, that have some of its people)."""
    units, wards = city.unit_sets[unit_set], city.unit_sets.get("wards")
    members = demand.members.get(unit_set, Membership(np.zeros(0, np.int32), np.zeros(0, np.int32)))
    ward = ward_index(city, question)
    rows = []
    for u, figures in enumerate(unit_figures(measured, members, len(units), demand.left_out_units.get(unit_set, 0.0))):
        its_ward = int(units.ward[u])
        if not belongs(its_ward, ward, figures.demand):
            continue
        rows.append(
            UnitFigures(
                code=units.code[u],
                name_ja=units.name_ja[u],
                name_en=units.name_en[u],
                ward=wards.code[its_ward] if wards is not None and its_ward >= 0 else "",
                figures=figures,
                unknown_features=int(demand.unknown[unit_set][u]),
            )
        )
    return tuple(rows)
