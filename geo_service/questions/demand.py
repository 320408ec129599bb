"""Who or what is asked about: a population group, or the facilities of a layer."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.city import City
from geo_service.coverage.day import DAY, DAY_LAYERS, day_layers, day_places
from geo_service.coverage.question import Demand
from geo_service.errors import NotAnswerableError
from geo_service.questions.parameters import code_of, labelled, not_listed, refused
from geo_service.questions.spec import QuestionSpec
from layers import LAYERS
from layers.base import Field, Layer, Text
from layers.text import fold_text


def declared_groups() -> dict[str, Field]:
    """Population groups that any city may have: group → its field."""
    return {field.name: field for layer in LAYERS.values() if layer.role == "population" for field in layer.fields if field.group}


def facility_layers(spec: QuestionSpec) -> dict[str, Layer]:
    """Layers whose places can be asked about: all places people use, but those that serve."""
    return {id: layer for id, layer in LAYERS.items() if layer.role == "places" and layer.facility and id != spec.supply_layer}


def loaded_groups(city: City) -> list[tuple[str, Text]]:
    """Groups of the city that can be asked for, in declared order, with their labels."""
    declared = declared_groups()
    have = set(city.groups())
    return [(name, field.label) for name, field in declared.items() if name in have]


def loaded_facilities(city: City, spec: QuestionSpec) -> list[tuple[str, Text]]:
    """Facility layers and their kinds that are loaded, as ("child_facilities", …), ("child_facilities:nursery", …)."""
    found: list[tuple[str, Text]] = []
    for id, layer in facility_layers(spec).items():
        places = city.places.get(id)
        if places is None:
            continue
        mask = places.own & places.used
        if not mask.any():
            continue
        found.append((id, layer.title))
        kinds = {places.kind[i] for i in np.flatnonzero(mask)}
        found += [
            (f"{id}:{code.slug}", Text(f"{layer.title.ja}：{code.label.ja}", f"{layer.title.en}: {code.label.en}"))
            for code in layer.codes()
            if code.slug in kinds
        ]
    return found


DAY_TITLE = Text("昼間の人（学校・勤め先・駅にいる人）", "people by day (at schools, workplaces and stations)")
TIMES = (
    ("night", Text("夜間（住んでいる場所）", "night (where people live)")),
    ("day", Text("昼間（学校・勤め先・駅）", "day (schools, workplaces, stations)")),
)
"""Times of day that people are counted at."""


def loaded_day(city: City) -> list[tuple[str, Text]]:
    """People by day as they can be asked for: all, and those of each layer that says how many."""
    layers = day_layers(city)
    one_by_one = [
        (f"{DAY}:{id}", Text(f"昼間に{LAYERS[id].title.ja}にいる人", f"people by day: {LAYERS[id].title.en}")) for id in layers
    ]
    return [(DAY, DAY_TITLE), *one_by_one] if layers else []


def read_time(text: str | None) -> str:
    """ "night", "day" or "" where nothing is said."""
    if text is None:
        return ""
    folded = fold_text(text)
    names = {"night": ("night", "夜", "夜間"), "day": ("day", "昼", "昼間")}
    found = next((time for time, words in names.items() if folded in words), None)
    if found is None:
        raise not_listed("time", text, TIMES)
    return found


def at_time(city: City, demand: Demand, time: str) -> Demand:
    """The demand at the time of day: who is asked about by day is at the places whose lists say how many are there.

    NotAnswerableError for groups that nobody counts by day; ParameterError for facilities, which have no time of day.
    """
    if time != "day" or demand.source == "day":
        if time == "night" and demand.source == "day":
            raise refused("time", time, "昼間の人を聞いています。", "The people asked about are those by day.")
        return demand
    if demand.source == "layer" and demand.id in DAY_LAYERS and not demand.only:
        return _day(city, demand.id)
    if demand.source == "layer":
        raise refused(
            "time",
            time,
            "昼間の人数は、学校・勤め先と駅についてだけ分かります（種別は選べません）。",
            "People by day are known of schools, workplaces and stations alone, not of their kinds.",
            allowed=[slug for slug, _ in loaded_day(city)],
        )
    if demand.id != "residents":
        label = declared_groups()[demand.id].label
        raise NotAnswerableError(
            f"昼間に「{label.ja}」が何人どこにいるかは、どのデータからも分かりません。昼間は {DAY} だけ聞けます。",
            f"No data say how many '{label.en}' are where by day. By day only {DAY} can be asked for.",
            lacks=[DAY],
            parameter="time",
            allowed=[slug for slug, _ in loaded_day(city)],
        )
    return _day(city, "")


def _day(city: City, layer: str) -> Demand:
    day_places(city, layer)
    return Demand("day", DAY, layer)


def _read_day(city: City, text: str) -> Demand | None:
    wanted, _, layer = fold_text(text).partition(":")
    if wanted not in (DAY, "昼間の人", fold_text(DAY_TITLE.ja)):
        return None
    if layer and layer not in DAY_LAYERS:
        raise not_listed("demand", text, [(DAY, DAY_TITLE), *((f"{DAY}:{id}", LAYERS[id].title) for id in DAY_LAYERS)])
    return _day(city, layer)


def _not_loaded(city: City, spec: QuestionSpec, what: Text, lacks: str) -> NotAnswerableError:
    loaded = loaded_groups(city) + loaded_day(city) + loaded_facilities(city, spec)
    ja = "、".join(f"{slug}（{label.ja}）" for slug, label in loaded if ":" not in slug)
    en = ", ".join(f"{slug} ({label.en})" for slug, label in loaded if ":" not in slug)
    return NotAnswerableError(
        f"{city.name_ja}には「{what.ja}」のデータが読み込まれていません。いま聞けるもの：{ja or 'ありません'}。",
        f"No data of '{what.en}' is loaded for {city.name_en or city.name_ja}. What can be asked for now: {en or 'nothing'}.",
        lacks=[lacks],
        parameter="demand",
        allowed=[slug for slug, _ in loaded],
    )


def read_demand(city: City, spec: QuestionSpec, text: str) -> Demand:
    """The demand a parameter names. ParameterError when nothing is called so, NotAnswerableError when it is not loaded."""
    by_day = _read_day(city, text)
    if by_day is not None:
        return by_day
    groups = declared_groups()
    layers = facility_layers(spec)
    folded = fold_text(text)
    for name, field in groups.items():
        if folded in (fold_text(name), fold_text(field.label.ja), fold_text(field.noun.ja if field.noun else "")):
            if name not in city.groups():
                raise _not_loaded(city, spec, field.label, "population")
            return Demand("group", name)
    wanted, _, only = text.partition(":")
    layer = layers.get(wanted.strip())
    if layer is None:
        options = [(name, field.label) for name, field in groups.items()]
        raise not_listed("demand", text, [*options, (DAY, DAY_TITLE), *((id, one.title) for id, one in layers.items())])
    kind = ""
    if only or text.endswith(":"):
        if not layer.codes():
            raise refused(
                "demand", text, f"{layer.title.ja}に種別はありません。", f"{layer.title.en} have no kinds.", allowed=[layer.id]
            )
        found = code_of(only, layer.codes())
        if found is None:
            raise not_listed("demand", text, [(f"{layer.id}:{slug}", label) for slug, label in labelled(layer.codes())])
        kind = found
    places = city.places.get(layer.id)
    mask = places.own & places.used if places is not None else np.zeros(0, dtype=bool)
    if places is None or not mask.any():
        raise _not_loaded(city, spec, layer.title, layer.id)
    if kind and not any(places.kind[i] == kind for i in np.flatnonzero(mask)):
        label = next(code.label for code in layer.codes() if code.slug == kind)
        raise _not_loaded(
            city,
            spec,
            Text(f"{layer.title.ja}：{label.ja}", f"{layer.title.en}: {label.en}"),
            f"{layer.id}:{kind}",
        )
    return Demand("layer", layer.id, kind)
