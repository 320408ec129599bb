"""What can be asked of one city: the parameters of a question with the values the loaded data allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_service.coverage.city import City
from geo_service.errors import NotAnswerableError
from geo_service.questions.area import WARDS, ward_labels
from geo_service.questions.demand import loaded_day, loaded_facilities, loaded_groups
from geo_service.questions.spec import QuestionSpec
from geo_service.questions.supply import kinds_of, require_supply
from layers.base import HAZARDS, NOTHING_SAID, Text


@dataclass(frozen=True)
class HazardOffer:
    """A hazard, how many of the city's places are designated for it, and whether its zones are loaded."""

    slug: str
    label: Text
    places: int
    zones: bool


@dataclass(frozen=True)
class Offer:
    """What can be asked. ``why_not``: why the question cannot be answered for this city (empty when it can)."""

    spec: QuestionSpec
    answerable: bool
    lacks: tuple[str, ...]
    why_not: Text
    groups: tuple[tuple[str, Text], ...]
    facilities: tuple[tuple[str, Text], ...]
    day: tuple[tuple[str, Text], ...]
    """People by day, where lists say how many: empty where none does."""
    hazards: tuple[HazardOffer, ...]
    kinds: tuple[tuple[str, Text], ...]
    wards: tuple[tuple[str, Text], ...]
    unit_sets: tuple[tuple[str, Text], ...]
    neighbours: tuple[tuple[str, str], ...]
    streets: bool = False
    """Whether walking streets are loaded, so that distances can be measured along them."""


def _hazards(city: City, spec: QuestionSpec) -> tuple[HazardOffer, ...]:
    if not spec.needs_hazard:
        return ()
    places = city.places.get(spec.supply_layer)
    zones = {zone.hazard for zone in city.zones}
    found = []
    for code in HAZARDS:
        marks = places.marks.get(code.slug) if places is not None else None
        count = 0 if places is None or marks is None else int(((np.asarray(marks) == 1) & places.own & places.used).sum())
        found.append(HazardOffer(code.slug, code.label, count, code.slug in zones))
    return tuple(found)


def offer(city: City, spec: QuestionSpec) -> Offer:
    """What the loaded data of the city allow of a question."""
    groups = tuple(loaded_groups(city))
    facilities = tuple(loaded_facilities(city, spec))
    lacks: tuple[str, ...] = ()
    why_not = NOTHING_SAID
    try:
        require_supply(city, spec, spec.kinds, "", False)
    except NotAnswerableError as error:
        lacks = tuple(error.extra["lacks"])
        why_not = Text(error.ja, error.en)
    if not lacks and not groups and not facilities:
        lacks = ("population",)
        why_not = Text("人口も施設も読み込まれていません。", "Neither population nor facilities are loaded.")
    wards = city.unit_sets.get(WARDS)
    return Offer(
        spec=spec,
        answerable=not lacks,
        lacks=lacks,
        why_not=why_not,
        groups=groups,
        facilities=facilities,
        day=tuple(loaded_day(city)),
        hazards=_hazards(city, spec),
        kinds=tuple((code.slug, code.label) for code in kinds_of(spec)) if spec.kinds_to_choose else (),
        wards=tuple(ward_labels(wards)) if wards is not None else (),
        unit_sets=tuple((one.id, Text(one.title_ja, one.title_en)) for one in city.unit_sets.values()),
        neighbours=tuple(city.neighbours.items()),
        streets=city.network is not None,
    )


def first_demand(city: City, spec: QuestionSpec) -> dict[str, str]:
    """Who a page or a sheet of paper begins with where nobody said: ``demand`` as one of the groups (else facilities) that are
    loaded where the usual group is not; nothing where it is, or where nothing is. A page always shows an answer, whose words
    name whom it counts; whoever asks the API or ``ask`` is told instead what can be asked for."""
    loaded = [value for value, _ in (*loaded_groups(city), *loaded_facilities(city, spec))]
    return {"demand": loaded[0]} if loaded and spec.demand not in loaded else {}
