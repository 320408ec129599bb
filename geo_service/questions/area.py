"""Where is asked about: a ward, and the divisions of the city that figures are given by."""

from __future__ import annotations

from geo_service.coverage.city import City, UnitSet
from geo_service.errors import NotAnswerableError
from geo_service.questions.parameters import not_listed
from layers.base import Text
from layers.text import fold_name

WARDS = "wards"


def ward_labels(wards: UnitSet) -> list[tuple[str, Text]]:
    """Wards as (code, names)."""
    return [(code, Text(ja, en)) for code, ja, en in zip(wards.code, wards.name_ja, wards.name_en, strict=True)]


def read_ward(city: City, text: str | None) -> str:
    """Code of the ward that a code, a Japanese or an English name (with or without 区, Ward) names; "" for the city."""
    if text is None:
        return ""
    wards = city.unit_sets.get(WARDS)
    if wards is None or not len(wards):
        raise NotAnswerableError(
            f"{city.name_ja}の区の境界が読み込まれていないため、区を選べません。",
            f"The wards of {city.name_en or city.name_ja} are not loaded, so none can be chosen.",
            lacks=[WARDS],
            parameter="ward",
        )
    wanted = fold_name(text)
    for code, label in ward_labels(wards):
        names = {fold_name(name) for name in (code, label.ja, label.en) if name}
        names |= {name.removesuffix("区").removesuffix("ward") for name in names}
        if wanted in names or wanted.removesuffix("ward") in names:
            return code
    raise not_listed("ward", text, ward_labels(wards))


def read_unit_sets(city: City, text: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """Unit sets named (comma-separated), in the city's order; empty: all the city has."""
    if text is None:
        return default
    options = [(one.id, Text(one.title_ja, one.title_en)) for one in city.unit_sets.values()]
    have = [id for id, _ in options]
    chosen = set()
    for part in text.replace("、", ",").split(","):
        name = fold_name(part)
        found = next((id for id, label in options if name in (fold_name(id), fold_name(label.ja), fold_name(label.en))), None)
        if found is None:
            raise not_listed("unit_set", part, options)
        chosen.add(found)
    return tuple(id for id in have if id in chosen)
