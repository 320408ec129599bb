"""The ground beyond the limit along streets: the pieces of ground people were counted on, together where they touch.

Distance along streets has no closed shape, so what is drawn is what is counted: each piece of ground of the population goes
where it steps onto the streets, wholly within the limit or wholly beyond. Ground nobody is counted on has no colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.answer import Answer
from geo_service.coverage.city import Atoms, City, Membership
from geo_service.coverage.demand import Demanded
from geo_service.coverage.measure import shares_served
from geo_service.coverage.outlines import outlines
from geo_service.coverage.question import Question
from geo_service.coverage.supply import Supplied, choose
from geo_service.coverage.walked import walked

FAR = 2.0
"""The second band begins at this many times the limit."""


def beyond(answer: Answer, unit_set: str) -> Iterator[tuple[int, int, Any]]:
    """Unit of ``unit_set`` (0 of everything where it is ""), band (0 up to twice the limit, 1 farther or off the streets)
    and ground in plane metres, in the units' order."""
    city, question = answer.city, answer.question
    atoms = _drawn(city, question)
    if atoms is None:
        return
    supply, _ = choose(city, question)
    ground = np.flatnonzero(np.asarray(atoms.area_m2) > 0)
    band, unit = _bands(atoms, ground, supply), _units(atoms, unit_set)[ground]
    label = np.full(len(atoms), -1, dtype=np.int64)
    label[ground] = np.where((band >= 0) & (unit >= 0), unit * 2 + band, -1)
    labels, shapes = outlines(atoms, label)
    yield from zip((labels // 2).tolist(), (labels % 2).tolist(), shapes, strict=True)


def _drawn(city: City, question: Question) -> Atoms | None:
    """The ground to draw on: the demand's own, for facilities the first population's."""
    if question.demand.source == "group":
        return city.population(question.demand.id)
    return city.populations[0] if city.populations else None


def _bands(atoms: Atoms, ground: NDArray[np.int64], supply: Supplied) -> NDArray[np.int64]:
    """-1 within the limit, 0 up to twice the limit, 1 farther."""
    n = len(ground)
    things = Demanded(
        source=atoms,
        which=ground,
        x=np.asarray(atoms.x)[ground],
        y=np.asarray(atoms.y)[ground],
        amount=np.ones(n),
        measurable=np.ones(n, dtype=np.bool_),
        zone=None,
        members={},
        unknown={},
        left_out_more=0.0,
        reasons=(),
    )
    near = walked(things, supply)
    once = shares_served(things, supply, near)
    twice = shares_served(things, replace(supply, limit_m=supply.limit_m * FAR), near)
    return np.where(once > 0, -1, np.where(twice > 0, 0, 1))


def _units(atoms: Atoms, unit_set: str) -> NDArray[np.int64]:
    if not unit_set:
        return np.zeros(len(atoms), dtype=np.int64)
    nothing = Membership(np.zeros(0, np.int32), np.zeros(0, np.int32))
    return atoms.members.get(unit_set, nothing).single(len(atoms)).astype(np.int64)
