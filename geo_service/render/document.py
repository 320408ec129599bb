"""The answer as one plain document: every key always present, in a fixed order. All other formats are made from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from geo_service.coverage.answer import Answer, Item, Nearest, Reason, UnitFigures
from geo_service.coverage.nearest import RuledOut
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Reach
from geo_service.questions.catalogue import CATALOGUE
from geo_service.render.firm import verdict
from geo_service.render.licence import licence_object
from geo_service.render.notes import PURPOSE, notes
from geo_service.render.reasons import assumption_text, reason_text
from geo_service.render.rounding import POINT_DECIMALS, amount, bound, metres, rounded_figures, share
from geo_service.render.sentence import sentence
from geo_service.render.words import Counted, city_name, counted, limits_m, question_words, time_of_day
from layers.base import Text


def said(text: Text) -> dict[str, str]:
    """A text in both languages as JSON has it."""
    return {"ja": text.ja, "en": text.en}


def document(answer: Answer) -> dict[str, Any]:
    """The whole answer as JSON values (see docs: answer JSON). Deterministic for one answer id."""
    city, question = answer.city, answer.question
    what = counted(question.demand)
    return {
        "id": answer.id,
        "city": city.code,
        "city_name": said(city_name(city)),
        "fictitious": city.fictitious,
        "question": question.id,
        "words": said(question_words(answer)),
        "basis": said(CATALOGUE[question.id].basis.words()),
        "parameters": _parameters(answer),
        "release": city.release,
        "release_date": city.release_date,
        "audience": city.audience,
        "unit": what.unit,
        "unit_label": said(what.label),
        "group": said(what.group),
        "time_of_day": time_of_day(question.demand),
        "totals": rounded_figures(answer.total, what.whole),
        "units": {id: [unit_row(unit, what) for unit in rows] for id, rows in answer.units.items()},
        "items": [item_row(item) for item in answer.items],
        "left_out": [_reason(reason, answer, what.whole) for reason in answer.left_out],
        "excluded_supply": [_reason(reason, answer, True) for reason in answer.excluded_supply],
        "firmness": [
            {
                "assumption": one.assumption,
                "value": one.value,
                "share_served": share(one.share_served),
                "text": said(assumption_text(one, answer)),
            }
            for one in answer.firmness
        ],
        "firm": _firm(answer),
        "notes": [said(note) for note in notes(answer)],
        "datasets": [_dataset(asdict(dataset)) for dataset in answer.datasets],
        "licence": licence_object(answer),
        "versions": dict(sorted(city.versions.items())),
        "sentence": said(sentence(answer)),
        "purpose": said(PURPOSE),
    }


def _firm(answer: Answer) -> dict[str, Any] | None:
    found = verdict(answer)
    if found is None:
        return None
    return {
        "firm": found.firm,
        "largest_points": round(100 * found.largest, 1),
        "turns_on": list(found.turns_on),
        "text": said(found.words),
    }


def _zone(answer: Answer) -> dict[str, Any]:
    """Source, scale and which sites count, where they were chosen."""
    supply = answer.question.supply
    ground = next((one for one in answer.city.zone_grounds if one.key == supply.zone), None)
    chosen = {} if ground is None else {"source": ground.source, "scale": ground.scale}
    return chosen | ({"usable": "sure"} if supply.sure else {})


def _parameters(answer: Answer) -> dict[str, Any]:
    question = answer.question
    own = limits_m(answer)
    only = f":{question.demand.only}" if question.demand.only else ""
    return {
        "demand": question.demand.id + only,
        "time": time_of_day(question.demand),
        "hazard": question.supply.hazard,
        "kind": ",".join(question.supply.kinds),
        "within": None if own else question.reach.limit_m,
        "limits_m": own,
        "reach": question.reach.mode,
        "detour_factor": question.reach.detour_factor,
        "ward": question.ward,
        "neighbours": question.supply.neighbours,
        "unit_set": ",".join(question.unit_sets),
        **_walking(question.reach),
        **_zone(answer),
    }


def _walking(reach: Reach) -> dict[str, Any]:
    """Who walks and what is closed; of a reach along streets only, so that other answers stay as they are."""
    if reach.mode != "streets":
        return {}
    return {"profile": reach.profile, "closed_by": list(reach.closed), "speed_m_min": PROFILES[reach.profile].speed_m_min}


def unit_row(unit: UnitFigures, what: Counted) -> dict[str, Any]:
    """One unit's figures."""
    return {
        "code": unit.code,
        "name": unit.name_ja,
        "name_en": unit.name_en,
        "ward": unit.ward,
        **rounded_figures(unit.figures, what.whole),
        "error_bound": bound(unit.figures.error_bound),
        "unknown_features": unit.unknown_features,
    }


def nearest_row(nearest: Nearest) -> dict[str, Any]:
    """A place found, as items and /nearest give it."""
    return {
        "id": nearest.id,
        "name": nearest.name,
        "lon": round(nearest.lon, POINT_DECIMALS),
        "lat": round(nearest.lat, POINT_DECIMALS),
        "distance_m": metres(nearest.distance_m),
    }


def ruled_out_row(place: RuledOut) -> dict[str, Any]:
    """A nearer place that does not count, as /nearest gives it."""
    return {
        "id": place.id,
        "name": place.name,
        "lon": round(place.lon, POINT_DECIMALS),
        "lat": round(place.lat, POINT_DECIMALS),
        "straight_m": metres(place.straight_m),
        "why": place.why,
    }


def item_row(item: Item) -> dict[str, Any]:
    """One facility of a facility demand."""
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "ward": item.ward,
        "lon": None if item.lon is None else round(item.lon, POINT_DECIMALS),
        "lat": None if item.lat is None else round(item.lat, POINT_DECIMALS),
        "served": item.served,
        "nearest": None if item.nearest is None else nearest_row(item.nearest),
        "distance_m": None if item.nearest is None else metres(item.nearest.distance_m),
        "within": item.within,
        "why": item.why,
    }


def _reason(reason: Reason, answer: Answer, whole: bool) -> dict[str, Any]:
    return {
        "code": reason.code,
        "things": reason.things,
        "amount": amount(reason.amount, whole),
        "examples": list(reason.examples),
        "text": said(reason_text(reason, answer)),
    }


def _dataset(dataset: dict[str, Any]) -> dict[str, Any]:
    return {**dataset, "groups": list(dataset["groups"])}


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8, keys in the order given, a number that is none as null, one newline at the end."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


def to_json(answer: Answer) -> bytes:
    """The answer as JSON: the same bytes for one answer id."""
    return json_bytes(document(answer))
