"""An area as a small map for its page: its outline among its neighbours, and the sites in and around it by their mark."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely

from geo_service.coverage.area import SITES, Area
from geo_service.coverage.site_class import SURE, classify, usual_key
from maps.picture_answer import SERVED
from maps.picture_frame import LegendLine, Picture, bare_svg, land, ward_lines
from maps.picture_parts import INK, LINE, Plane, ground, plain, symbol
from maps.words import say

WIDTH, HEIGHT = 720, 440
AROUND = 0.35
"""Ground shown around the area, as a part of its own size."""
LEAST = 0.006
"""At least so much around it, in degrees of latitude: some 650 m, so that the nearest site is mostly on the map."""
State = Literal["good", "listed", "doubt", "bad", "none"]
LOOKS: dict[State, tuple[str, str, str]] = {
    "good": ("square", "#0b3d91", "#ffffff"),
    "listed": ("square", "#0b3d91", "#ffffff"),
    "doubt": ("triangle", "#e69f00", INK),
    "bad": ("cross", "#6b7178", "#ffffff"),
    "none": ("circle", "#ffffff", "#6b7178"),
}
"""Usable without a doubt; designated, with no zones of the hazard to hold it against; usable, but in a zone or with floors nobody
knows; not designated; mark left blank."""
OUTLINE = 'fill="#fff3c4" fill-opacity="0.9" stroke="#1a1a1c" stroke-width="3" stroke-linejoin="round"'


def area_map(area: Area, hazard: str, lang: str) -> tuple[str, list[LegendLine]]:
    """The SVG and its legend; "" for an area without an outline. Every site says its name when pointed at."""
    city, units = area.city, area.units
    if area.bounds is None:
        return "", []
    shape = shapely.from_wkb(units.shapes[area.at])
    west, south, east, north = area.bounds
    wide, high = max((east - west) * AROUND, LEAST / 1.2), max((north - south) * AROUND, LEAST)
    plane = Plane.around([shapely.box(west - wide, south - high, east + wide, north + high)], city.srid, (0, 0, WIDTH, HEIGHT))
    shown = Picture("")
    shown.body += land(city, plane, SERVED)
    shown.body.append(ground(plane.pixels(shape), OUTLINE))
    lines = plane.pixels(shapely.from_wkb(np.array([one for one in units.shapes if one], dtype=object)))
    shown.body += [ground(one, f'fill="none" stroke="{LINE}" stroke-width="0.6"') for one in lines[plane.inside(lines)]]
    shown.body += ward_lines(city, plane, lang)
    _sites(shown, area, plane, hazard, lang)
    return bare_svg(shown, plane, lang), shown.legend


def _sites(shown: Picture, area: Area, plane: Plane, hazard: str, lang: str) -> None:
    places = area.city.places.get(SITES)
    if places is None or hazard not in places.marks:
        return
    marks = np.asarray(places.marks[hazard])
    key = usual_key(area.city, hazard)
    sure = np.isin(classify(area.city, places, hazard, key).state, SURE)
    box = shapely.box(*plane.box)
    used: set[State] = set()
    for at in np.flatnonzero(np.asarray(places.used) & np.isfinite(places.lon)).tolist():
        point = plane.pixels(shapely.Point(float(places.lon[at]), float(places.lat[at])))
        if not shapely.intersects(point, box):
            continue
        designated: State = "listed" if not key else "good" if sure[at] else "doubt"
        state: State = "none" if marks[at] < 0 else "bad" if marks[at] == 0 else designated
        used.add(state)
        shown.body.append(f'<g class="place">{mark_of(state, point.x, point.y, 7)}<title>{plain(places.name[at])}</title></g>')
    shown.legend += [LegendLine(mark_of(one, 0, 0, 7), say(lang, f"area.site.{one}")) for one in LOOKS if one in used]


def mark_of(state: State, x: float, y: float, r: float) -> str:
    """The symbol of a state: its shape and colour."""
    shape, fill, line = LOOKS[state]
    return symbol(shape, x, y, r, f'fill="{fill}" stroke="{line}" stroke-width="1.4"')
