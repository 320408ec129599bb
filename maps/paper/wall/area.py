"""Which area a sheet shows, and on what paper: read from words, with errors that say what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from geo_service.coverage.city import City
from geo_service.errors import ParameterError
from geo_service.questions.parameters import not_listed
from geo_service.render.words import hazard_label
from layers.base import Text
from maps.paper.ground import Paper

SIZES = {"A3": (297.0, 420.0), "A2": (420.0, 594.0), "A1": (594.0, 841.0)}
"""Name → millimetres of the short and the long side."""
MARGIN, HEAD = 10.0, 16.0
"""Millimetres left free around a sheet, and of the line at its top."""
MOST_NAMED = 12
"""Areas that an error lists."""


@dataclass(frozen=True)
class Area:
    """One area of a city; ``shape`` in lon/lat. ``rough``: its line only stands in for the true one."""

    unit_set: str
    code: str
    name_ja: str
    name_en: str
    shape: Any
    rough: bool = False

    def name(self, lang: str) -> str:
        """In that language where it has one."""
        return (self.name_en if lang == "en" else "") or self.name_ja or self.code


@dataclass(frozen=True)
class Sheet:
    """A sheet of ``width`` × ``height`` mm, its map, and where its words stand (left, top, width, height in mm)."""

    size: str
    width: float
    height: float
    paper: Paper
    panel: tuple[float, float, float, float]

    @property
    def large(self) -> float:
        """How much larger than on A3 its type is."""
        return {"A3": 1.0, "A2": 1.3, "A1": 1.7}[self.size]


def area_named(city: City, text: str) -> Area:
    """The area that ``unit_set:code`` or ``unit_set:name`` means. ParameterError naming what there is."""
    id, _, wanted = (part.strip() for part in text.strip().partition(":"))
    if id not in city.unit_sets:
        listed = [(f"{one.id}:…", Text(one.title_ja, one.title_en)) for one in city.unit_sets.values()]
        raise not_listed("area", text, listed)
    units = city.unit_sets[id]
    found = [at for at in range(len(units)) if wanted and wanted == units.code[at]] or [
        at for at in range(len(units)) if wanted and wanted in (units.name_ja[at], units.name_en[at])
    ]
    if len(found) != 1:
        near = list(found or range(len(units)))[:MOST_NAMED]
        ja = "、".join(f"{id}:{units.code[at]}（{units.name_ja[at]}）" for at in near)
        en = ", ".join(f"{id}:{units.code[at]} ({units.name_en[at] or units.name_ja[at]})" for at in near)
        why = ("はいくつもあります", "stands for several areas") if found else ("という地域はありません", "is no area here")
        raise ParameterError(
            f"area の「{wanted}」{why[0]}。コードで指定してください。たとえば {ja}。",
            f"The area '{wanted}' {why[1]}. Give a code, such as {en}.",
            parameter="area",
        )
    at = found[0]
    shape = shapely.from_wkb(units.shapes[at])
    if shape is None or shape.is_empty:
        raise ParameterError(
            f"「{units.name_ja[at]}」の区域の線がないので、地図を作れません。線のある地域を指定してください。",
            "That area has no line to draw. Give one that has.",
            parameter="area",
        )
    rough = units.approximate or bool(len(units.confirmed) and units.confirmed[at] != 1)
    return Area(id, units.code[at], units.name_ja[at], units.name_en[at], shape, rough)


def size_named(text: str) -> str:
    """A3, A2 or A1, in either case. ParameterError for any other."""
    size = text.strip().upper()
    if size not in SIZES:
        raise not_listed("size", text, [(one, Text(one, one)) for one in SIZES])
    return size


def hazard_named(city: City, hazard: str) -> str:
    """The hazard whose zones are drawn: the one asked for, "" when none is. ParameterError when the city has neither zones nor
    designations for it."""
    marked = [slug for places in city.places.values() for slug in places.marks]
    known = list(dict.fromkeys([*(one.hazard for one in city.zones), *marked]))
    if hazard and hazard not in known:
        raise not_listed("hazard", hazard, [(one, hazard_label(one)) for one in known])
    return hazard


def paper_for(area: Area, size: str, blank: bool = False) -> Sheet:
    """The sheet, upright or lying, on which the area is largest. A blank one leaves more of it to the map."""
    found = []
    for lying in (True, False):
        short, long = SIZES[size]
        width, height = (long, short) if lying else (short, long)
        share = (0.17 if blank else 0.26) if lying else 0.12 if blank else 0.23
        inner = width - 2 * MARGIN, height - 2 * MARGIN - HEAD
        top = MARGIN + HEAD
        if lying:
            words = share * inner[0]
            box, panel = (inner[0] - words - 4, inner[1]), (width - MARGIN - words, top, words, inner[1])
        else:
            words = share * inner[1]
            box, panel = (inner[0], inner[1] - words - 4), (MARGIN, height - MARGIN - words, inner[0], words)
        found.append(Sheet(size, width, height, Paper.around([area.shape], box, 8.0), panel))
    return min(found, key=lambda one: one.paper.scale)
