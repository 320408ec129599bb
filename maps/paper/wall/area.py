"""Which area a sheet shows, and on what paper: read from words, with errors that say what there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import shapely

from geo_service.coverage.city import City
from geo_service.errors import ParameterError
from geo_service.questions.parameters import not_listed
from geo_service.render.words import hazard_label
from layers.base import Text
from layers.wall_grid import GAP, HEAD, LARGE, MARGIN, SIZES, WallGrid, map_box
from maps.paper.ground import Paper

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
    """A sheet of ``width`` × ``height`` mm, its map, and where its words stand (left, top, width, height in mm). ``blank``: to
    write on, with less room for words."""

    size: str
    width: float
    height: float
    paper: Paper
    panel: tuple[float, float, float, float]
    blank: bool = False

    @property
    def large(self) -> float:
        """How much larger than on A3 its type is."""
        return LARGE[self.size]

    @property
    def grid(self) -> WallGrid:
        """The squares that lie on the map, with the number they are known by."""
        return WallGrid(self.paper.lon, self.paper.lat, self.paper.scale, self.size, self.width > self.height, self.blank)


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
    """The sheet, upright or lying, on which the area is largest. A blank one leaves more of it to the map. Its middle is a
    whole hundred-thousandth of a degree (a metre), as the number of its grid holds no more."""
    found = []
    for lying in (True, False):
        short, long = SIZES[size]
        width, height = (long, short) if lying else (short, long)
        inner = width - 2 * MARGIN, height - 2 * MARGIN - HEAD
        box = map_box(size, lying, blank)
        top = MARGIN + HEAD
        if lying:
            words = inner[0] - box[0] - GAP
            panel = (width - MARGIN - words, top, words, inner[1])
        else:
            words = inner[1] - box[1] - GAP
            panel = (MARGIN, height - MARGIN - words, inner[0], words)
        paper = Paper.around([area.shape], box, 8.0)
        paper = replace(paper, lon=round(paper.lon, 5), lat=round(paper.lat, 5))
        found.append(Sheet(size, width, height, paper, panel, blank))
    return min(found, key=lambda one: one.paper.scale)
