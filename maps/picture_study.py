"""A study as a picture: its units coloured by people, its places by state, with a legend in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.city import City
from geo_service.render.study import Drawn, Point, Study, rounded
from geo_service.render.study_files import UNITS
from layers.licences import combine
from maps import words
from maps.picture_answer import GAPS, NOBODY, SERVED, UNKNOWN
from maps.picture_frame import (
    LegendLine,
    Picture,
    bare_svg,
    land,
    map_box,
    release_line,
    say,
    sources_line,
    svg_of,
    ward_lines,
)
from maps.picture_parts import INK, LINE, Plane, ground, hatch, plain, rectangle, symbol
from maps.scales import round_number, scale

PAGE_WIDTH = 760
"""Pixels of a page's map as it is drawn; the page shows it as wide as it can."""
FEW = 20
"""Units that are no more than this are coloured by the worst of them."""
LOOKS = {
    "good": ("square", "#0b3d91", "#ffffff"),
    "doubt": ("triangle", "#e69f00", INK),
    "bad": ("cross", INK, "#ffffff"),
    "none": ("circle", "#ffffff", "#6b7178"),
}
"""Symbol, fill and line of a place by its state: told apart by shape as well as by colour."""
ORDER = ("none", "good", "doubt", "bad")


def study_picture(study: Study, lang: str = "ja") -> str:
    """The SVG of a study in ``lang``. The same study gives the same bytes. Without anything to colour: the city and its wards."""
    title, under = words.said(study.title, lang), words.said(study.question, lang)
    box = map_box(title, under, study.city.fictitious)
    ward = str(study.parameters.get("ward") or "")
    plane = Plane.around(_wanted(study.city, ward), study.city.srid, box)
    shown = Picture(title, under, foot=_foot(study, lang))
    _draw(shown, study, plane, lang)
    return svg_of(shown, plane, study.city.fictitious, lang)


def study_map(study: Study, lang: str = "ja") -> tuple[str, list[LegendLine]]:
    """The map alone, for a page: its SVG as wide as the page gives it, and the legend's lines, to be written as HTML.

    Letters and symbols carry classes (``text``, ``g.place``), so that a style sheet makes them larger on a phone.
    """
    ward = str(study.parameters.get("ward") or "")
    wanted = _wanted(study.city, ward)
    plane = Plane.around(wanted, study.city.srid, (0, 0, PAGE_WIDTH, _page_height(wanted, study.city.srid)))
    shown = Picture("")
    _draw(shown, study, plane, lang, said=True)
    return bare_svg(shown, plane, lang), shown.legend


def _page_height(wanted: Sequence[object], srid: int) -> float:
    """So high that the ground fills the page's map, between half of its width and a little more than all of it."""
    west, south, east, north = Plane(srid, 0, 0, 1, (0, 0, 1, 1)).total_metres(wanted)
    shape = (north - south) / (east - west) if east > west else 1.0
    return float(round(PAGE_WIDTH * min(max(shape, 0.5), 1.1)))


def _draw(shown: Picture, study: Study, plane: Plane, lang: str, said: bool = False) -> None:
    """What is on the map, lowest first, and the legend. ``said``: units and places say what they are when pointed at."""
    shown.defs.append(hatch("nobody", NOBODY, "#787f87"))
    shown.defs.append(hatch("silent", UNKNOWN, "#8a9199", "lines"))
    shown.defs.append(hatch("unknown", UNKNOWN, "#7357a6", "dots"))
    shown.body += land(study.city, plane, SERVED)
    if study.drawn is not None:
        _units(shown, study, plane, lang, said)
        _points(shown, study.drawn.points, plane, lang, said)
        _point_legend(shown, study, lang)
    shown.body += ward_lines(study.city, plane, lang)


def _wanted(city: City, ward: str) -> list[object]:
    wards = city.unit_sets.get("wards")
    if wards is not None and ward in wards.code:
        return [shapely.from_wkb(wards.shapes[wards.code.index(ward)])]
    return [shapely.from_wkb(city.border_lonlat)]


def _foot(study: Study, lang: str) -> list[str]:
    used = dict.fromkeys((one.title or one.source, one.reference_date) for one in study.datasets if one.used)
    named = [(title, words.date(date, lang) if date else say(lang, "undated")) for title, date in used]
    licence = combine(one.licence for one in study.datasets if one.used)
    attribution = words.said(licence.attribution, lang)
    return [sources_line(named, lang), say(lang, "licence") + attribution if attribution else "", release_line(study.city, lang)]


def _units(shown: Picture, study: Study, plane: Plane, lang: str, said: bool) -> None:
    drawn = study.drawn
    assert drawn is not None
    table = study.table(drawn.table)
    units = study.city.unit_sets[table.unit_set]
    at = [column.id for column in table.columns].index(drawn.column)
    value = {row[0]: rounded(row[at], table.columns[at].unit) for row in table.rows}
    silent = _silent(study)
    known = [float(one) for one in value.values() if one is not None and one > 0]
    limits = _limits(known)
    nothing = unknown = unsaid = False
    unit = words.said(UNITS[table.columns[at].unit], lang)
    for place, (code, shape) in enumerate(zip(units.code, units.shapes, strict=True)):
        if code not in value:
            continue
        number = value[code]
        if number is None:
            fill, unknown = "url(#unknown)", True
        elif number <= 0 and code in silent:
            fill, unsaid = "url(#silent)", True
        elif number <= 0:
            fill, nothing = "url(#nobody)", True
        else:
            fill = GAPS[max(0, sum(number >= one for one in limits) - 1)]
        style = f'fill="{fill}" stroke="{LINE}" stroke-width="0.4" fill-rule="evenodd"'
        name = (units.name_en[place] if lang == "en" else "") or units.name_ja[place]
        shown.body.append(_told(ground(plane.pixels(shapely.from_wkb(shape)), style), _says(name, number, unit, lang), said))
    shown.legend.append(LegendLine("", words.said(drawn.title, lang)))
    for step, low in enumerate(limits):
        last = step == len(limits) - 1
        high = None if last else limits[step + 1] - 1
        shown.legend.append(LegendLine(_box(GAPS[step]), _class(low, high, unit, lang)))
    if nothing:
        shown.legend.append(LegendLine(_box("url(#nobody)"), f"0{'' if lang == 'ja' else ' '}{unit}".rstrip()))
    if unsaid:
        shown.legend.append(LegendLine(_box("url(#silent)"), words.said(drawn.silent_words, lang)))
    if unknown:
        shown.legend.append(LegendLine(_box("url(#unknown)"), _why_unknown(drawn, lang)))


def _why_unknown(drawn: Drawn, lang: str) -> str:
    return words.said(drawn.unknown_words, lang) or words.say(lang, "legend.unknown")


def _limits(known: Sequence[float]) -> tuple[int, ...]:
    """Lower limits of the classes. Few units (wards) are much alike: their classes divide what the worst of them has."""
    if not known:
        return scale(1.0)
    if len(known) > FEW:
        return scale(float(np.median(known)))
    return tuple(sorted({1, *(round_number(part * max(known)) for part in (0.4, 0.75))}))


def _silent(study: Study) -> frozenset[Any]:
    """Codes of the units that have some whom nobody can say it of."""
    drawn = study.drawn
    assert drawn is not None
    if not drawn.silent:
        return frozenset()
    table = study.table(drawn.table)
    at = [column.id for column in table.columns].index(drawn.silent)
    return frozenset(row[0] for row in table.rows if (rounded(row[at], table.columns[at].unit) or 0) > 0)


def _says(name: str, number: Any, unit: str, lang: str) -> str:
    space = " " if lang == "en" else ""
    return f"{name}: {words.count(number, lang)}{space}{unit if number is not None else ''}".rstrip()


def _told(element: str, says: str, said: bool) -> str:
    """The element, with what it says when pointed at."""
    return f'<g class="unit">{element}<title>{plain(says)}</title></g>' if said and element else element


def _class(low: float, high: float | None, unit: str, lang: str) -> str:
    first = words.count(low, lang)
    if high is None:
        return words.say(lang, "legend.class.last", **{"from": first, "unit": unit})
    return words.say(lang, "legend.class", **{"from": first, "to": words.count(high, lang), "unit": unit})


def _box(fill: str) -> str:
    return rectangle(-17, -11, 34, 22, f'fill="{fill}" stroke="#6b7178"')


def _look(state: str, x: float, y: float, r: float) -> str:
    shape, fill, line = LOOKS[state]
    return symbol(shape, x, y, r, f'fill="{fill}" stroke="{line}" stroke-width="1.3"')


def _points(shown: Picture, points: Sequence[Point], plane: Plane, lang: str, said: bool) -> None:
    box = shapely.box(*plane.box)
    for state in ORDER:
        for one in points:
            if one.state == state:
                point = plane.pixels(shapely.Point(one.lon, one.lat))
                if shapely.intersects(point, box):
                    drawn = _look(state, point.x, point.y, 4.0 if state == "none" else 5.5)
                    says = f"<title>{plain(f'{one.name}: {words.said(one.says, lang)}')}</title>"
                    shown.body.append(f'<g class="place">{drawn}{says}</g>' if said else drawn)


def _point_legend(shown: Picture, study: Study, lang: str) -> None:
    drawn = study.drawn
    assert drawn is not None
    for state in ORDER[::-1]:
        count = sum(one.state == state for one in drawn.points)
        if count and drawn.legend and state in drawn.legend:
            said = words.said(drawn.legend[state], lang)
            shown.legend.append(LegendLine(_look(state, 0, 0, 7), say(lang, "count", words=said, count=words.count(count, lang))))
