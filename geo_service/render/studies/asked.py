"""The question a study stands on: read like any question of the catalogue, and told in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from geo_service.coverage.answer import Answer, Figures, Reason
from geo_service.coverage.city import City
from geo_service.coverage.question import Question
from geo_service.coverage.sources import datasets
from geo_service.questions.build import build, question_spec
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.parameters import single_values
from geo_service.render.reasons import reason_text
from geo_service.render.words import counted, limit_label, reach_label
from layers.base import Text

USUAL = "evacuation-site-reach"
"""The question where none is named."""
ASKING = (
    "question",
    "demand",
    "time",
    "hazard",
    "kind",
    "within",
    "reach",
    "profile",
    "closed_by",
    "ward",
    "unit_set",
    "neighbours",
)
"""Parameters of the question itself, in the order lists show them."""
_NOTHING = Figures(0.0, 0.0, 0.0, 0.0, 0.0, {})


def read_question(city: City, parameters: Mapping[str, object], own: Iterable[str] = ()) -> tuple[Question, dict[str, str]]:
    """The question of :data:`ASKING`, and the study's ``own`` parameters as text. Raises what ``questions.build`` raises."""
    others = tuple(own)
    read = single_values(parameters, (*ASKING, *others))
    id = read.pop("question", USUAL)
    mine = {name: read.pop(name) for name in others if name in read}
    return build(question_spec(id).id, city, read), mine


def chosen(question: Question) -> dict[str, object]:
    """The question's parameters as they would be asked again."""
    spec, demand, reach = CATALOGUE[question.id], question.demand, question.reach
    found: dict[str, object] = {"question": question.id}
    if demand.source == "day":
        found["time"] = "day"
    if demand.source != "day" or demand.only:
        found["demand"] = f"{demand.id}:{demand.only}" if demand.only else demand.id
    if spec.needs_hazard:
        found["hazard"] = question.supply.hazard
    if spec.kinds_to_choose and question.supply.kinds != spec.kinds:
        found["kind"] = ",".join(question.supply.kinds)
    if not question.supply.limits_m:
        found["within"] = question.reach.limit_m
    found["reach"] = reach.mode
    if reach.mode == "streets":
        found |= {"profile": reach.profile, "closed_by": ";".join(reach.closed)}
    return found | {
        "ward": question.ward,
        "unit_set": ",".join(question.unit_sets),
        "neighbours": question.supply.neighbours,
    }


def unmeasured(city: City, question: Question) -> Answer:
    """An answer without figures: what the words of questions, limits and reasons are made from."""
    return Answer(
        id="",
        city=city,
        question=question,
        total=_NOTHING,
        units={},
        items=(),
        supply_index=np.zeros(0, dtype=np.int32),
        supply_users=np.zeros(0),
        left_out=(),
        excluded_supply=(),
        firmness=(),
        datasets=datasets(city, question, question.unit_sets or tuple(city.unit_sets), _zoned(city, question)),
        zones_loaded=False,
    )


def _zoned(city: City, question: Question) -> bool:
    """Whether zones of the question's hazard are loaded: sites in them are told apart."""
    return any(one.hazard == question.supply.hazard for one in city.zones)


def reason_notes(answer: Answer, reasons: Iterable[Reason]) -> tuple[Text, ...]:
    """What is left out, each as one sentence."""
    return tuple(reason_text(reason, answer) for reason in reasons)


def within_words(answer: Answer) -> Text:
    """How far, as sentences say it before 以内 (and after "within"): 直線500 m / 500 m (straight line)."""
    reach, limit = reach_label(answer.question), limit_label(answer)
    return Text(f"{reach.ja}{limit.ja}", f"{limit.en} ({reach.en})")


def as_at(question: Question) -> Text:
    """The time of day that people stand for, behind their number; nothing for facilities and households, or where the group says
    it itself."""
    if question.demand.source != "group" or counted(question.demand).unit != "people":
        return Text("", "")
    return Text("（夜にいる人）", " (as at night)")


def basis_of(question: Question) -> tuple[Text, ...]:
    """The basis of the catalogue's question."""
    return (CATALOGUE[question.id].basis.words(),)
