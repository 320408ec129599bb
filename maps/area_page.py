"""The pages about areas: the list of all, and one area. Plain HTML, no script needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from markupsafe import Markup

from geo_service.coverage.area import Area
from geo_service.coverage.city import City, UnitSet
from geo_service.render.study import Study
from layers.base import Text
from layers.licences import combine
from layers.text import name_order
from maps.area_picture import area_map
from maps.page import Frame, environment, page_context
from maps.study_page import LONG, study_sources, study_tables

SHOWN_OPEN = 60
"""So many areas of one division are shown at once; of more, each ward's open with a click."""


@dataclass(frozen=True)
class Group:
    """Areas of one division in one ward: (address, name), in the order people count in. ``ward``: its name, "" for areas that
    are in no one ward, or that are not told apart by wards."""

    ward: str
    areas: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Division:
    """Areas of one division, by ward. ``all_of_them``: how many there are; ``opened``: whether all are shown at once."""

    id: str
    title: Text
    groups: Sequence[Group]
    all_of_them: int
    opened: bool


def area_address(city: str, unit_set: str, code: str, **more: str) -> str:
    """The path of an area's page, with city and ``more`` (lang, hazard) as parameters; codes may hold any sign."""
    query = urlencode({name: value for name, value in {"city": city, **more}.items() if value})
    return f"/areas/{quote(unit_set, safe='')}/{quote(code, safe='')}" + (f"?{query}" if query else "")


def areas_page(city: City, wanted: str, frame: Frame) -> str:
    """All areas by division; ``wanted`` narrows them to names that hold it."""
    divisions = [_division(city, units, wanted, frame.lang) for units in city.unit_sets.values()]
    context = {**page_context(frame), "divisions": [one for one in divisions if one.all_of_them], "wanted": wanted}
    return environment().get_template("areas.html").render(context)


def _division(city: City, units: UnitSet, wanted: str, lang: str) -> Division:
    asked = _folded(wanted)
    found = [
        at for at in range(len(units)) if not asked or asked in _folded(units.name_ja[at]) or asked in _folded(units.name_en[at])
    ]
    groups = [
        Group(ward, [(area_address(city.code, units.id, units.code[at], lang=lang), unit_name(units, at, lang)) for at in those])
        for ward, those in by_ward(city, units, found, lang)
    ]
    return Division(units.id, Text(units.title_ja, units.title_en), groups, len(found), len(found) <= SHOWN_OPEN)


def by_ward(city: City, units: UnitSet, those: Sequence[int], lang: str) -> list[tuple[str, list[int]]]:
    """(ward's name, its units of a division) in the order of wards, units by name (numbers by their value); last, under "",
    those that are in no one ward. Wards themselves, and units of a city without wards, stand in one group under ""."""
    wards = city.unit_sets.get("wards")
    if units.id == "wards":
        return [("", list(those))] if those else []
    of = [int(units.ward[at]) if wards is not None and len(units.ward) else -1 for at in those]
    grouped: dict[int, list[int]] = {}
    for ward, at in zip(of, those, strict=True):
        grouped.setdefault(ward, []).append(at)
    return [
        ("" if ward < 0 or wards is None else unit_name(wards, ward, lang), _by_name(units, grouped[ward], lang))
        for ward in sorted(grouped, key=lambda one: (one < 0, one))
    ]


def _by_name(units: UnitSet, those: Sequence[int], lang: str) -> list[int]:
    return sorted(those, key=lambda at: (name_order(unit_name(units, at, lang)), units.code[at]))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


def unit_name(units: UnitSet, at: int, lang: str) -> str:
    """What a unit is called in lists: its name, or its code where it has none."""
    return (units.name_en[at] if lang == "en" else "") or units.name_ja[at] or units.code[at]


def area_page(area: Area, study: Study, hazard: str, answer: str, public_url: str, frame: Frame) -> str:
    """One area. ``answer``: address of the map of the hazard; ``public_url``: what comes before paths on paper ("" unknown)."""
    lang: Literal["ja", "en"] = "en" if frame.lang == "en" else "ja"
    picture, legend = area_map(area, hazard, lang)
    code = area.units.code[area.at]
    related = [
        (
            Text(area.city.unit_sets[id].title_ja, area.city.unit_sets[id].title_en),
            [
                (area_address(area.city.code, id, one.code, lang=lang), one.name_en if lang == "en" else one.name)
                # All of a ward's towns are wholly in it: they are looked up by name. Of others most people come first.
                for one in (sorted(those, key=lambda one: name_order(one.name)) if area.units.id == "wards" else those)
            ],
        )
        for id, those in area.related.items()
        if those
    ]
    hazards = [
        (one.marks.hazard, area_address(area.city.code, area.units.id, code, lang=lang, hazard=one.marks.hazard))
        for one in area.hazards
    ]
    api = f"/api/v1/cities/{quote(area.city.code, safe='')}" + area_address("", area.units.id, code, hazard=hazard)
    context = {
        **page_context(frame),
        "area": area,
        "study": study,
        "division": Text(area.units.title_ja, area.units.title_en),
        "picture": Markup(picture),
        "legend": [(Markup(one.swatch), one.words) for one in legend],
        "tables": study_tables(study, lang),
        **study_sources(study, lang),
        "long": LONG,
        "hazard": hazard,
        "hazards": hazards,
        "related": related,
        "answer": answer,
        "api": api if combine(one.licence for one in study.datasets).public_export else "",
        "ward": _ward(area),
        "spec": f"{area.units.id}:{code}",
        "permanent": public_url.rstrip("/") + area_address(area.city.code, area.units.id, code) if public_url else "",
    }
    return environment().get_template("area.html").render(context)


def _ward(area: Area) -> str:
    """Code of the ward that the area is or lies in, "" for none."""
    if area.units.id == "wards":
        return area.units.code[area.at]
    wards = area.city.unit_sets.get("wards")
    return wards.code[area.ward] if wards is not None and area.ward >= 0 else ""
