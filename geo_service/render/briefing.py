"""What a briefing of a ward says, as values: the answer about the ward, the same about the city, people, sites by hazard,
neighbours and what is near the worst gaps. Words and pages are made from it in ``maps.paper.brief``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo_service.coverage import engine
from geo_service.coverage.answer import Answer, Nearest
from geo_service.coverage.city import City
from geo_service.coverage.demand import demanded, unit_sets_of
from geo_service.coverage.glance import GroupCount, HazardSites, group_counts, hazard_sites
from geo_service.coverage.help_near import Help, help_near
from geo_service.coverage.measure import measure
from geo_service.coverage.nearest import nearest_places
from geo_service.coverage.next_door import NextDoor, next_door
from geo_service.coverage.plane import shapes_to_lonlat
from geo_service.coverage.question import Question, Reach
from geo_service.coverage.sources import datasets
from geo_service.coverage.supply import choose
from geo_service.coverage.which_hazard import SITES, Reached, which_hazard
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.questions.catalogue import CATALOGUE
from geo_service.render.briefing_sources import NAMED, parts_of, printed
from geo_service.render.geojson import geojson_document
from geo_service.render.licence import licence_texts, require_open
from layers.base import Text
from layers.licences import combine
from layers.text import fold_address, fold_name

Floats = NDArray[np.float64]
AGES = ("age_0_14", "age_15_64", "age_65_over", "age_75_over")
NEAR_A_GAP = 2
HELPFUL = ("candidate_spaces", "partner_sites", "parks", "community_places")
"""Layers of what could help where no place that counts is near, the most telling first."""
HELPFUL_M = 1_000.0
SITES_QUESTION = "evacuation-site-reach"


@dataclass(frozen=True)
class HazardFigures:
    """One hazard: the ward's sites by mark, and who has none near, in the ward and in the city. ``reached`` None: nobody can
    say (the list is not loaded)."""

    sites: HazardSites
    reached: Reached | None
    city: Reached | None


@dataclass(frozen=True)
class Briefing:
    """Everything on the pages. ``collection``: GeoJSON of the ward's answer; ``whole``: the answer about the whole city."""

    city: City
    answer: Answer
    collection: Mapping[str, Any]
    whole: Answer
    ages: tuple[GroupCount, ...]
    hazards: tuple[HazardFigures, ...]
    no_hazards: Text | None
    """Why there are no figures by hazard, None where there are."""
    hazards_limit_m: float
    """How far is near in them: the answer's limit, or of other questions the one that evacuation sites have."""
    beside: tuple[NextDoor, ...]
    helpful: tuple[str, ...]
    """Those of :data:`HELPFUL` that may be printed."""
    kept_back: tuple[Text, ...]
    """Notes on what a licence keeps off the pages."""
    unserved: Floats | None
    """(n,) people of each of the group's atoms who are not reached; None for facilities."""

    @property
    def ward(self) -> str:
        """The ward's code, "" for a city without wards."""
        return self.answer.question.ward


def require_brief(city: City, question: Question) -> None:
    """ParameterError when no ward is named and the city has some; AudienceError when a licence forbids handing on what the
    ward's answer rests on. Works nothing out."""
    if not question.ward and len(city.unit_sets.get("wards", ())):
        wards = city.unit_sets["wards"]
        names = "、".join(wards.name_ja)
        english = ", ".join(en or ja for ja, en in zip(wards.name_ja, wards.name_en, strict=True))
        raise ParameterError(
            f"どの区の資料かを ward で指定してください：{names}。",
            f"Say which ward the briefing is about (ward): {english}.",
            parameter="ward",
            allowed=list(wards.code),
        )
    hazard = question.supply.hazard
    zones = bool(hazard) and any(zone.hazard == hazard for zone in city.zones)
    notes = datasets(city, question, unit_sets_of(city, question), zones)
    require_open(combine(one.licence for one in notes if one.used), city.audience)


def briefing(city: City, question: Question) -> Briefing:
    """Work it all out. Raises what the engine and :func:`require_brief` raise. What may not be handed on is left out and noted
    in ``kept_back``; the collection's answer names every dataset that is printed, and the licence of all."""
    require_brief(city, question)
    answer = engine.answer(city, question)
    whole = engine.answer(city, replace(question, ward="")) if question.ward else answer
    from_ = printed(city, answer.datasets, parts_of(city, question.supply.layer, AGES, HELPFUL, SITES))
    collection = orjson.loads(orjson.dumps(geojson_document(answer), option=orjson.OPT_SERIALIZE_NUMPY))
    named = [asdict(one) for one in (*from_.datasets, *(one for one in answer.datasets if not one.used))]
    collection["answer"] |= {"datasets": named, "licence": licence_texts(from_.licence)}
    reach = question.reach if question.id == SITES_QUESTION else Reach("straight", CATALOGUE[SITES_QUESTION].limit_m)
    hazards, why_not = _hazards(city, replace(question, reach=reach)) if "hazards" in from_.parts else ((), None)
    return Briefing(
        city=city,
        answer=answer,
        collection=collection,
        whole=whole,
        ages=group_counts(city, question.ward, AGES) if "ages" in from_.parts else (),
        hazards=hazards,
        no_hazards=why_not if "hazards" in from_.parts else _kept(from_.kept_back, NAMED["hazards"]),
        hazards_limit_m=reach.limit_m,
        beside=next_door(city, question) if "beside" in from_.parts else (),
        helpful=tuple(one for one in HELPFUL if one in from_.parts),
        kept_back=from_.kept_back,
        unserved=_unserved(city, question),
    )


def _unserved(city: City, question: Question) -> Floats | None:
    atoms = city.population(question.demand.id) if question.demand.source == "group" else None
    if atoms is None:
        return None
    demand = demanded(city, question)
    measured = measure(demand, choose(city, question)[0], only_served=True).measured
    found = np.zeros(len(atoms))
    found[demand.which] = measured.asked * (1.0 - measured.served)
    return found


def _kept(notes: tuple[Text, ...], what: Text) -> Text:
    return next(one for one in notes if one.ja.startswith(what.ja))


def _hazards(city: City, question: Question) -> tuple[tuple[HazardFigures, ...], Text | None]:
    """Hazard by hazard, of evacuation sites whatever the question."""
    sites = hazard_sites(city, question.ward, SITES)
    if not sites:
        return (), Text(
            "指定緊急避難場所の災害ごとの印が読み込まれていないため、出せません（0ではなく不明）。",
            "Not shown: no marks by hazard of evacuation sites are loaded (unknown, not 0).",
        )
    asked = replace(
        question,
        supply=replace(question.supply, layer=SITES, kinds=(), limits_m=(), hazard="", zone="", sure=False),
        ward="",
        unit_sets=("wards",) if "wards" in city.unit_sets else (),
    )
    try:
        found = which_hazard(city, asked, fold_address, fold_name)
    except NotAnswerableError as error:
        return tuple(HazardFigures(one, None, None) for one in sites), Text(error.ja, error.en)
    columns = {one.hazard: one for one in found.columns if one.layer == SITES}
    at = _row(city, found.units, question.ward)
    rows = []
    for one in sites:
        column = columns.get(one.hazard)
        mine = None if column is None else column.units["wards"][at] if at is not None else column.total
        rows.append(HazardFigures(one, mine, None if column is None else column.total))
    return tuple(rows), None


def _row(city: City, units: Mapping[str, tuple[int, ...]], ward: str) -> int | None:
    """Where the ward stands among the units with figures; None for the whole city."""
    return units["wards"].index(city.unit_sets["wards"].code.index(ward)) if ward else None


def nearest_to_unit(briefing: Briefing, unit_set: str, code: str) -> tuple[Nearest, ...]:
    """The nearest places that count from the middle of the atom (the smallest area people are counted in) with most people of
    the unit who are not reached, for they are whom the gap is about; none where nobody knows where that is."""
    spot = _lacking(briefing, unit_set, code)
    if spot is None:
        return ()
    city = briefing.city
    return nearest_places(city, briefing.answer.question, *_degrees(city, *spot), NEAR_A_GAP)


def helpful_near(briefing: Briefing, unit_set: str, code: str) -> tuple[Help, ...]:
    """What else is near the unit and could help its people: the nearest of each layer of :data:`HELPFUL` that the question does
    not count; none for facilities."""
    question = briefing.answer.question
    layers = [one for one in briefing.helpful if one != question.supply.layer]
    if question.demand.source != "group":
        return ()
    return help_near(briefing.city, unit_set, code, question.supply.hazard, 1, layers, HELPFUL_M)


def _lacking(briefing: Briefing, unit_set: str, code: str) -> tuple[float, float] | None:
    """Plane metres of the atom of the unit with most people who are not reached; None for facilities, where no count is
    published and where all are reached."""
    city, question = briefing.city, briefing.answer.question
    atoms = city.population(question.demand.id) if question.demand.source == "group" else None
    if atoms is None or briefing.unserved is None or unit_set not in atoms.members:
        return None
    members = atoms.members[unit_set]
    inside = np.asarray(members.thing)[np.asarray(members.unit) == city.unit_sets[unit_set].code.index(code)]
    people = briefing.unserved[inside]
    if not people.sum() > 0:
        return None
    at = int(inside[int(people.argmax())])
    return float(atoms.x[at]), float(atoms.y[at])


def _degrees(city: City, x: float, y: float) -> tuple[float, float]:
    point = shapes_to_lonlat(city.srid, shapely.Point(x, y))
    return float(point.x), float(point.y)
