"""What may be chosen for a study in a city: each of its parameters with its label and, where there are few, its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from geo_service.coverage.city import ALL_SOURCES, City
from geo_service.questions.area import WARDS, ward_labels
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import loaded_facilities, loaded_groups
from geo_service.questions.parameters import code_of, not_listed, single_values
from geo_service.questions.spec import REACHES
from geo_service.questions.walking import PROFILE_LABELS
from geo_service.questions.zones import scale_codes, zone_hazards
from layers.base import HAZARDS, Text
from layers.text import fold_text

Kind = Literal["select", "number", "text", "yes"]
ORDERS = (
    ("most", Text("困る人の多い順", "worst first")),
    ("least", Text("困る人の少ない順（閉じやすい順）", "least harm first")),
)
"""Orders of the places that may close."""
YES = (("true", Text("はい", "yes")),)
_USUAL = "evacuation-site-reach"
"""The question whose supply is left out of the facilities, where a study does not say which."""
WHAT = {"places": Text("場所", "places"), "bridges": Text("橋", "bridges")}
"""What may close in a study of losses."""
ANY = Text("（標準のまま）", "(as usual)")


@dataclass(frozen=True)
class StudyChoice:
    """One parameter. ``options``: value and label of a select; ``hint``: what to write in a text or number."""

    name: str
    label: Text
    kind: Kind
    options: tuple[tuple[str, Text], ...] = ()
    hint: Text = ANY


LABELS: dict[str, Text] = {
    "hazard": Text("災害", "hazard"),
    "source": Text("川・海岸など", "river or coast"),
    "scale": Text("規模", "scale"),
    "demand": Text("だれについて", "who"),
    "stay_hours": Text("屋内にとどまれる時間（時間）", "longest stay indoors (hours)"),
    "within": Text("距離の上限（m）", "limit (m)"),
    "reach": Text("距離の測り方", "how distance is measured"),
    "profile": Text("歩く人", "who walks"),
    "closed_by": Text("通れない道", "closed streets"),
    "time": Text("時間帯", "time of day"),
    "ward": Text("区", "ward"),
    "unit_set": Text("数を出す区分", "divisions"),
    "neighbours": Text("市外の場所も数える", "count places outside the city"),
    "layer": Text("どの場所", "which places"),
    "what": Text("何が使えなくなるか", "what closes"),
    "close": Text("使えなくなる場所（名前か番号、コンマで）", "places that close (names or ids, comma-separated)"),
    "around": Text("中心の場所（名前か番号）", "place in the middle (name or id)"),
    "radius": Text("そこからの距離（m）", "distance from it (m)"),
    "question": Text("問い", "question"),
    "kind": Text("種別", "kind"),
    "order": Text("並べ方", "order"),
}


def what_of(parameters: Mapping[str, object]) -> str:
    """What closes in a study of losses, by id or label; places where nothing is said. ParameterError for anything else."""
    text = single_values(parameters, tuple(parameters)).get("what", "places")
    for id, label in WHAT.items():
        if fold_text(text) in {fold_text(one) for one in (id, *label)}:
            return id
    raise not_listed("what", text, list(WHAT.items()))


def study_choices(city: City, names: Sequence[str], hazard: str = "") -> tuple[StudyChoice, ...]:
    """The choices of a study's parameters in this city, in the order of ``names``; selects without a value are left out.

    ``hazard``: the one that is asked about, as it was typed: sources and scales are those of its zones; all where it is none.
    """
    kind_of = code_of(hazard, HAZARDS) or "" if hazard else ""
    found = []
    for name in names:
        label = LABELS.get(name, Text(name, name))
        options = _options(city, name, names, kind_of)
        if options is None:
            kind: Kind = "number" if name in ("within", "stay_hours", "radius") else "text"
            found.append(StudyChoice(name, label, kind))
        elif options:
            found.append(StudyChoice(name, label, "yes" if options is YES else "select", tuple(options)))
    return tuple(found)


def _options(city: City, name: str, names: Sequence[str], hazard: str) -> Sequence[tuple[str, Text]] | None:
    """The values of a parameter that has few; None for what is written. ``names``: all parameters of the study; where scale is
    one of them the hazard is one with zones."""
    grounds = [one for one in city.zone_grounds if one.hazard == hazard] or city.zone_grounds
    if name == "hazard":
        all_of_them = [(code.slug, code.label) for code in HAZARDS]
        return (zone_hazards(city) or all_of_them) if "scale" in names else all_of_them
    if name == "question":
        return [(spec.id, spec.title) for spec in CATALOGUE.values()]
    if name == "source":
        sources = dict.fromkeys(one.source for one in grounds if one.source not in ("", ALL_SOURCES))
        return [(ALL_SOURCES, Text("すべて", "all")), *((one, Text(one, one)) for one in sources)] if sources else []
    if name == "scale":
        have = {one.scale for one in grounds}
        return [(code.slug, code.label) for code in scale_codes() if code.slug in have]
    if name == "demand":
        # Studies of a question can be asked about facilities, too: where nobody's number is loaded they are all there is.
        return loaded_groups(city) + (loaded_facilities(city, CATALOGUE[_USUAL]) if "question" in names else [])
    if name == "reach":
        return [one for one in REACHES.items() if one[0] != "streets" or city.network is not None]
    if name == "profile":
        return list(PROFILE_LABELS.items()) if city.network is not None else []
    if name == "ward":
        wards = city.unit_sets.get(WARDS)
        return ward_labels(wards) if wards is not None else []
    if name == "unit_set" and "within" not in names:
        # Without a limit the study is about what serves the units: those of which a list says so.
        return [(one.id, Text(one.title_ja, one.title_en)) for one in city.unit_sets.values() if any(one.serves)]
    if name == "unit_set":
        return [(one.id, Text(one.title_ja, one.title_en)) for one in city.unit_sets.values()]
    if name == "order":
        return ORDERS
    if name == "what":
        return list(WHAT.items()) if city.network is not None else []
    if name == "neighbours":
        return YES if city.neighbours else []
    return None
