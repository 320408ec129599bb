"""The catalogue of studies: one line each. Lists, command line, API, page and docs follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from geo_service.coverage.city import City
from geo_service.coverage.day import DAY
from geo_service.errors import NotFoundError
from geo_service.questions.demand import declared_groups
from geo_service.questions.parameters import shown
from geo_service.render.studies import assigned, balance, border, leave, losses, which_hazard
from geo_service.render.study import Study, StudySpec, Unit, counting

STUDIES: dict[str, StudySpec] = {
    spec.id: spec for spec in (leave.SPEC, which_hazard.SPEC, losses.SPEC, balance.SPEC, border.SPEC, assigned.SPEC)
}
"""Study id → its record, in the order lists show them."""


def study_spec(id: str) -> StudySpec:
    """The catalogue's entry; NotFoundError naming what there is."""
    if id in STUDIES:
        return STUDIES[id]
    near = get_close_matches(id, STUDIES, n=1)
    hint_ja, hint_en = (f"「{near[0]}」のことですか。", f" Did you mean '{near[0]}'?") if near else ("", "")
    raise NotFoundError(
        f"「{shown(id)}」という調べはありません。{hint_ja}あるのは {'、'.join(STUDIES)} です。",
        f"There is no study '{shown(id)}'.{hint_en} There are: {', '.join(STUDIES)}.",
        parameter="study",
        allowed=list(STUDIES),
    )


def ask_study(id: str, city: City, parameters: Mapping[str, object]) -> Study:
    """Work out a study of a city. Raises what :func:`geo_service.questions.build` raises."""
    study = study_spec(id).make(city, parameters)
    return counting(study, _unit(str(study.parameters.get("demand") or "residents")))


def _unit(demand: str) -> Unit:
    """What a demand counts: people, households, or places."""
    group = declared_groups().get(demand)
    if group is not None:
        return "households" if group.counter.en == "households" else "people"
    return "people" if demand.startswith(DAY) else "places"
