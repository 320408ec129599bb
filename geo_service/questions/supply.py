"""Which places serve: the question's layer and kinds, the hazard they are designated for, and whether they are loaded."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.city import City, Places
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.questions.parameters import code_of, labelled, not_listed
from geo_service.questions.spec import QuestionSpec
from layers import LAYERS
from layers.base import HAZARDS, Code


def read_hazard(spec: QuestionSpec, text: str | None) -> str:
    """The hazard's slug; "" for a question that has none. Mandatory where the question needs it."""
    if not spec.needs_hazard:
        return ""
    if text is None:
        options = labelled(HAZARDS)
        raise ParameterError(
            "どの災害のときかを hazard で選んでください："
            + "、".join(f"{slug}（{label.ja}）" for slug, label in options)
            + "。避難場所は災害の種類ごとに指定されるため、災害を選ばないと答えられません。",
            "Choose a hazard: "
            + ", ".join(f"{slug} ({label.en})" for slug, label in options)
            + ". Evacuation sites are designated per kind of hazard, so there is no answer without one.",
            parameter="hazard",
            allowed=[slug for slug, _ in options],
            choices=[{"value": slug, "ja": label.ja, "en": label.en} for slug, label in options],
        )
    found = code_of(text, HAZARDS)
    if found is None:
        raise not_listed("hazard", text, labelled(HAZARDS))
    return found


def kinds_of(spec: QuestionSpec) -> list[Code]:
    """Kinds of the supply layer that the question can count, in declared order."""
    return [code for code in LAYERS[spec.supply_layer].codes() if not spec.kinds or code.slug in spec.kinds]


def read_kinds(spec: QuestionSpec, text: str | None) -> tuple[str, ...]:
    """Kinds chosen (comma-separated), in declared order; the question's own when none are named."""
    if text is None:
        return spec.kinds
    codes = kinds_of(spec)
    chosen = set()
    for part in text.replace("、", ",").split(","):
        found = code_of(part, codes)
        if found is None:
            raise not_listed("kind", part, labelled(codes))
        chosen.add(found)
    return tuple(code.slug for code in codes if code.slug in chosen)


def _counted(places: Places | None, kinds: tuple[str, ...], neighbours: bool) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if places is None:
        return np.zeros(0, dtype=np.int64)
    mask = places.used & (places.own | neighbours)
    if kinds:
        mask &= np.isin(np.asarray(places.kind, dtype=str), kinds)
    return np.flatnonzero(mask)


def require_supply(city: City, spec: QuestionSpec, kinds: tuple[str, ...], hazard: str, neighbours: bool) -> None:
    """NotAnswerableError when the places, their kinds or any word on the hazard are not loaded: never an answer of 0 %."""
    layer = LAYERS[spec.supply_layer]
    places = city.places.get(spec.supply_layer)
    here = city.name_ja
    here_en = city.name_en or city.name_ja
    if not len(_counted(places, (), neighbours)):
        raise NotAnswerableError(
            f"{here}の{layer.title.ja}のデータが読み込まれていないため、答えられません。",
            f"Not answerable: the {layer.title.en} of {here_en} are not loaded.",
            lacks=[layer.id],
        )
    counted = _counted(places, kinds, neighbours)
    if not len(counted):
        labels = [code.label for code in layer.codes() if code.slug in kinds]
        raise NotAnswerableError(
            f"{here}のデータに「{'・'.join(label.ja for label in labels)}」が一つもないため、答えられません。",
            f"Not answerable: the data of {here_en} hold no {' or '.join(label.en for label in labels)}.",
            lacks=[f"{layer.id}:{kind}" for kind in kinds],
        )
    if hazard:
        label = next(code.label for code in HAZARDS if code.slug == hazard)
        marks = places.marks.get(hazard) if places is not None else None
        if marks is None or not (np.asarray(marks)[counted] >= 0).any():
            raise NotAnswerableError(
                f"{here}の{layer.title.ja}のデータには、{label.ja}のときに使えるかどうかの印が一つもないため、答えられません。",
                f"Not answerable: the {layer.title.en} of {here_en} carry no mark at all for {label.en}.",
                lacks=[f"{layer.id}:{hazard}"],
            )
