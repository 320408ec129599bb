"""Who must leave in a hazard of one source and scale, who may stay upstairs, who is outside, and who nobody assessed.

Every atom's people are split by the classes of ground they live on and by the highest floor they have. What is not known makes
a range: its low end is everyone whom nothing not known could save from leaving, its high end everyone whom something not known
may make leave. Both ends are whole assignments: each could be the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo_service.coverage.answer import Reason
from geo_service.coverage.city import Atoms, City, Floats, GroundShares, Membership, ZoneGround
from geo_service.coverage.demand import Demanded, demanded, unit_sets_of, ward_index
from geo_service.coverage.figures import WRITTEN, belongs
from geo_service.coverage.floors import STAY_HOURS, Water, water
from geo_service.coverage.lived import Lived, lived
from geo_service.coverage.measure import measure
from geo_service.coverage.question import Question, Reach
from geo_service.coverage.site_class import SURE, classify
from geo_service.coverage.supply import choose
from geo_service.errors import NotAnswerableError


@dataclass(frozen=True)
class Leaving:
    """People of the city or of one unit. demand = must leave + may stay + outside + not assessed + left out, at both ends.

    ``must_low``, ``must_high``: the ends of the range; ``inside``: all inside the zone (may stay = inside - must leave).
    ``without_site_low/high``: of those who must leave, who has no place within the limit that is surely usable.
    """

    demand: float
    inside: float
    must_low: float
    must_high: float
    outside: float
    not_assessed: float
    left_out: float
    without_site_low: float
    without_site_high: float

    @property
    def may_low(self) -> float:
        """Fewest who may stay."""
        return self.inside - self.must_high

    @property
    def may_high(self) -> float:
        """Most who may stay."""
        return self.inside - self.must_low


@dataclass(frozen=True)
class UnitLeaving:
    """Figures of one unit."""

    code: str
    name_ja: str
    name_en: str
    ward: str
    figures: Leaving


@dataclass(frozen=True)
class ClassLeaving:
    """People on one class of ground: what is known of it, and how many of them must leave at either end."""

    depth_from_m: float
    depth_to_m: float
    hours_from: float
    hours_to: float
    collapse: int
    inside: float
    must_low: float
    must_high: float


@dataclass(frozen=True)
class LeaveAnswer:
    """The whole answer. ``doubts``: what is not known → how many more than the low end must leave if that alone turned out
    badly ("collapse", "hours", "depth", "dwellings"; they overlap), largest first, those of at least half a person.
    ``dwellings``: where it is known from how high people live (see ``lived.Lived``)."""

    city: City
    question: Question
    ground: ZoneGround
    stay_hours: float
    dwellings: str
    total: Leaving
    units: Mapping[str, tuple[UnitLeaving, ...]]
    classes: tuple[ClassLeaving, ...]
    doubts: tuple[tuple[str, float], ...]
    reasons: tuple[Reason, ...]
    supply_known: bool
    """Whether there are places to go to at all: the layer is loaded and marked for the hazard."""


@dataclass(frozen=True)
class _Split:
    """People per pair of atom and class (p,): inside, leaving at either end, and leaving with one doubt alone taken badly."""

    thing: np.ndarray[tuple[int], np.dtype[np.int64]]
    cls: np.ndarray[tuple[int], np.dtype[np.int64]]
    inside: Floats
    low: Floats
    high: Floats
    doubted: Mapping[str, Floats]


def zone_ground(city: City, key: str) -> ZoneGround:
    """The classes of ground of the key. NotAnswerableError when no such zones are loaded."""
    found = next((one for one in city.zone_grounds if one.key == key), None)
    if found is None:
        raise NotAnswerableError(
            f"{city.name_ja}には「{key}」の想定区域が読み込まれていません。",
            f"No hazard zones '{key}' are loaded for {city.name_en or city.name_ja}.",
            lacks=["hazard_zones"],
            allowed=[one.key for one in city.zone_grounds],
        )
    return found


def who_must_leave(city: City, question: Question, key: str, stay_hours: float = STAY_HOURS) -> LeaveAnswer:
    """Work it out. ``question``: who (a population group), the ward, the unit sets, and the places to go to with their reach;
    ``key``: hazard, source and scale as in ``City.zone_grounds``.

    NotAnswerableError when the zones, or the group, are not loaded, or when facilities are asked about.
    """
    ground = zone_ground(city, key)
    # Who must leave is the ground's matter: streets decide only whether there is somewhere to go.
    demand = demanded(city, replace(question, reach=Reach()))
    atoms = demand.source
    if not isinstance(atoms, Atoms):
        raise NotAnswerableError(
            "だれが立ち退くかは、人口についてだけ答えられます。",
            "Who must leave can be answered for people only.",
            lacks=["population"],
        )
    shares = atoms.grounds.get(key)
    if shares is None:
        shares = GroundShares(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0), np.full(len(atoms), np.nan))
    homes = lived(city, atoms, demand.which)
    split = _split(demand, shares, water(ground, stay_hours), homes)
    n = len(demand.which)
    asked = np.where(demand.measurable, demand.amount, 0.0)
    inside = np.bincount(split.thing, split.inside, minlength=n)
    looked_at = np.asarray(shares.assessed)[demand.which] * asked
    # Ground inside a zone was looked at, too; where the source does not say what it assessed, nothing else was.
    not_assessed = np.clip(asked - np.fmax(looked_at, inside), 0.0, None)
    low, high = (np.bincount(split.thing, part, minlength=n) for part in (split.low, split.high))
    reached, known = _reached(city, question, key)
    columns = {
        "asked": asked,
        "inside": inside,
        "must_low": low,
        "must_high": high,
        "not_assessed": not_assessed,
        "left_out": np.where(demand.measurable, 0.0, demand.amount),
        "lost_low": low * (1.0 - reached),
        "lost_high": high * (1.0 - reached),
    }
    everything = Membership(np.arange(n, dtype=np.int32), np.zeros(n, dtype=np.int32))
    classes = tuple(_class(ground, c, split) for c in range(len(ground)))
    sure = float(split.low.sum())
    doubts = {name: float(part.sum()) - sure for name, part in split.doubted.items()}
    return LeaveAnswer(
        city=city,
        question=question,
        ground=ground,
        stay_hours=stay_hours,
        dwellings=homes.source,
        total=_figures(columns, everything, 1, demand.left_out_more)[0],
        units={id: _units(city, question, id, demand, columns) for id in unit_sets_of(city, question)},
        classes=tuple(one for one in classes if one.inside >= WRITTEN),
        doubts=tuple((name, people) for name, people in sorted(doubts.items(), key=lambda d: (-d[1], d[0])) if people >= 0.5),
        reasons=demand.reasons,
        supply_known=known,
    )


def _split(demand: Demanded, shares: GroundShares, means: Water, homes: Lived) -> _Split:
    assert isinstance(demand.source, Atoms)
    position = np.full(len(demand.source), -1, dtype=np.int64)
    position[demand.which] = np.arange(len(demand.which))
    thing = position[shares.atom]
    held = thing >= 0
    held[held] = demand.measurable[thing[held]]
    thing, cls, part = thing[held], np.asarray(shares.cls)[held].astype(np.int64), np.asarray(shares.share)[held]
    people = demand.amount[thing] * part
    place = homes.place[thing]

    def leaving(flags: np.ndarray[tuple[int, int], np.dtype[np.bool_]], floors: Floats) -> Floats:
        # Share of each home's people who leave each class of ground, then read off for the pairs.
        table = floors @ flags.T.astype(np.float64)
        return np.asarray(people * table[place, cls])

    doubted = {
        "dwellings": leaving(means.best, homes.low),
        "collapse": leaving(means.by_collapse, homes.high),
        "hours": leaving(means.by_hours, homes.high),
        "depth": leaving(means.by_depth, homes.high),
    }
    # The low floors suffer the high end and the other way round.
    return _Split(thing, cls, people, leaving(means.best, homes.high), leaving(means.worst, homes.low), doubted)


def _class(ground: ZoneGround, c: int, split: _Split) -> ClassLeaving:
    mine = split.cls == c
    return ClassLeaving(
        depth_from_m=float(ground.depth_from_m[c]),
        depth_to_m=float(ground.depth_to_m[c]),
        hours_from=float(ground.hours_from[c]),
        hours_to=float(ground.hours_to[c]),
        collapse=int(ground.collapse[c]),
        inside=float(split.inside[mine].sum()),
        must_low=float(split.low[mine].sum()),
        must_high=float(split.high[mine].sum()),
    )


def _reached(city: City, question: Question, key: str) -> tuple[Floats, bool]:
    """Share of each thing within the limit of a place that is surely usable in this hazard; and whether that can be said: not
    where no places are loaded, or none says a word on the hazard. Who is on no street reaches nothing."""
    demand = demanded(city, question)
    nothing = np.zeros(len(demand.which))
    places = city.places.get(question.supply.layer)
    marks = None if places is None else places.marks.get(question.supply.hazard)
    if places is None or marks is None or not (np.asarray(marks)[np.asarray(places.used)] >= 0).any():
        return nothing, False
    supply, _ = choose(city, question)
    if not len(supply) or not len(nothing):
        return nothing, True
    classes = classify(city, supply.source, question.supply.hazard, key)
    usable = np.flatnonzero(np.isin(classes.state[supply.index], SURE))
    if not len(usable):
        return nothing, True
    served = measure(demand, supply.only(usable), only_served=True).measured.served
    return np.where(demand.measurable, served, 0.0), True


def _units(
    city: City, question: Question, unit_set: str, demand: Demanded, columns: Mapping[str, Floats]
) -> tuple[UnitLeaving, ...]:
    units, wards = city.unit_sets[unit_set], city.unit_sets.get("wards")
    members = demand.members.get(unit_set, Membership(np.zeros(0, np.int32), np.zeros(0, np.int32)))
    ward = ward_index(city, question)
    rows = []
    more = demand.left_out_units.get(unit_set, 0.0)
    for u, figures in enumerate(_figures(columns, members, len(units), more)):
        its_ward = int(units.ward[u])
        if not belongs(its_ward, ward, figures.demand):
            continue
        code = wards.code[its_ward] if wards is not None and its_ward >= 0 else ""
        rows.append(UnitLeaving(units.code[u], units.name_ja[u], units.name_en[u], code, figures))
    return tuple(rows)


def _figures(columns: Mapping[str, Floats], members: Membership, n: int, left_out_more: float | Floats) -> list[Leaving]:
    thing, unit = np.asarray(members.thing), np.asarray(members.unit)
    summed = {name: np.bincount(unit, values[thing], n) for name, values in columns.items()}
    left_out = summed["left_out"] + left_out_more
    inside = np.minimum(summed["inside"], summed["asked"])
    high = np.minimum(summed["must_high"], inside)
    low = np.minimum(summed["must_low"], high)
    not_assessed = np.minimum(summed["not_assessed"], summed["asked"] - inside)
    outside = summed["asked"] - inside - not_assessed
    return [
        Leaving(
            demand=float(summed["asked"][u] + left_out[u]),
            inside=float(inside[u]),
            must_low=float(low[u]),
            must_high=float(high[u]),
            outside=float(outside[u]),
            not_assessed=float(not_assessed[u]),
            left_out=float(left_out[u]),
            without_site_low=float(min(summed["lost_low"][u], low[u])),
            without_site_high=float(min(summed["lost_high"][u], high[u])),
        )
        for u in range(n)
    ]
