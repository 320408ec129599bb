"""From a question's name and parameters, as people write them, to a :class:`Question` that can be answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from geo_service.coverage.city import City
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.errors import NotFoundError
from geo_service.questions.area import read_unit_sets, read_ward
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import at_time, read_demand, read_time
from geo_service.questions.parameters import metres, not_listed, shown, single_values, yes_or_no
from geo_service.questions.spec import REACHES, QuestionSpec
from geo_service.questions.supply import read_hazard, read_kinds, require_supply
from geo_service.questions.walking import only_on_streets, read_streets, require_streets
from geo_service.questions.zones import SURE, read_usable, read_zone
from geo_service.settings import settings


def question_spec(question_id: str) -> QuestionSpec:
    """The catalogue's entry; NotFoundError naming what there is."""
    spec = CATALOGUE.get(question_id)
    if spec is None:
        near = get_close_matches(question_id, CATALOGUE, n=1)
        hint_ja = f"「{near[0]}」のことですか。" if near else ""
        hint_en = f" Did you mean '{near[0]}'?" if near else ""
        raise NotFoundError(
            f"「{shown(question_id)}」という問いはありません。{hint_ja}あるのは {'、'.join(CATALOGUE)} です。",
            f"There is no question '{shown(question_id)}'.{hint_en} There are: {', '.join(CATALOGUE)}.",
            parameter="question",
            allowed=list(CATALOGUE),
        )
    return spec


def read_reach(spec: QuestionSpec, read: Mapping[str, str], city: City) -> Reach:
    """How distance is measured and the limit, from the parameters within and reach (and profile, closed_by)."""
    limits = settings()
    limit_m = spec.limit_m
    mode = read.get("reach", "straight")
    if mode == "streets":
        return read_streets(read, city, limit_m, limits.min_limit_m, limits.max_limit_m)
    only_on_streets(read)
    if "within" in read:
        limit_m = metres("within", read["within"], limits.min_limit_m, limits.max_limit_m)
    if mode == "straight":
        return Reach("straight", limit_m)
    if mode == "detour":
        return Reach("detour", limit_m, limits.detour_factor)
    raise not_listed("reach", mode, list(REACHES.items()))


def build(question_id: str, city: City, parameters: Mapping[str, object]) -> Question:
    """The question with all its parameters chosen and checked against what the city has.

    ``parameters``: name → text, number, yes/no, None, or a list of one of them (as a query string gives it).
    Raises NotFoundError (no such question), ParameterError (with ``parameter``, ``value`` and ``allowed`` or limits) or
    NotAnswerableError (with ``lacks``: what is not loaded).
    """
    spec = question_spec(question_id)
    read = single_values(parameters, spec.parameters())
    hazard = read_hazard(spec, read.get("hazard"))
    kinds = read_kinds(spec, read.get("kind"))
    neighbours = yes_or_no("neighbours", read["neighbours"]) if "neighbours" in read else False
    reach = read_reach(spec, read, city)
    by_kind: tuple[tuple[str, float], ...] = ()
    if spec.by_kind and "within" not in read:
        by_kind = tuple((kind, limit) for kind, limit in spec.limits_m if kind in kinds)
        reach = replace(reach, limit_m=max(limit for _, limit in by_kind))
    ward = read_ward(city, read.get("ward"))
    unit_sets = read_unit_sets(city, read.get("unit_set"), spec.unit_sets)
    demand = at_time(city, read_demand(city, spec, read.get("demand", spec.demand)), read_time(read.get("time")))
    require_supply(city, spec, kinds, hazard, neighbours)
    require_streets(city, reach)
    return Question(
        id=spec.id,
        demand=demand,
        supply=Supply(
            spec.supply_layer,
            kinds,
            hazard,
            by_kind,
            neighbours,
            zone=read_zone(city, hazard, read),
            sure=read_usable(read.get("usable")) == SURE,
        ),
        reach=reach,
        ward=ward,
        unit_sets=unit_sets,
    )


def stored_question(stored: Mapping[str, object]) -> Question:
    """The question whose :meth:`Question.parameters` were stored as JSON. ValueError when they are not of this version."""
    try:
        demand = Demand(**dict(stored["demand"]))  # type: ignore[call-overload]
        supply = dict(stored["supply"])  # type: ignore[call-overload]
        supply["kinds"] = tuple(supply["kinds"])
        supply["limits_m"] = tuple((str(kind), float(limit)) for kind, limit in supply["limits_m"])
        given = dict(stored["reach"])  # type: ignore[call-overload]
        reach = Reach(**{**given, "closed": tuple(given.get("closed", ()))})
        return Question(
            id=str(stored["id"]),
            demand=demand,
            supply=Supply(**supply),
            reach=reach,
            ward=str(stored["ward"]),
            unit_sets=tuple(stored["unit_sets"]),  # type: ignore[arg-type]
        )
    except (KeyError, TypeError) as error:
        raise ValueError("stored parameters of another version") from error
