"""A study as a picture: its units coloured by people, its places by state, with a legend in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from geo_service.coverage.city import City
from geo_service.render.study import Point, Study, rounded
from geo_service.render.study_files import UNITS
from layers.licences import combine
from maps import words
from maps.picture_answer import GAPS, NOBODY, SERVED, UNKNOWN
from maps.picture_frame import LegendLine, Picture, land, map_box, release_line, say, sources_line, svg_of, ward_lines
from maps.picture_parts import INK, LINE, Plane, ground, hatch, rectangle, symbol
from maps.scales import scale

LOOKS = {
    "good": ("square", "#0b3d91", "#ffffff"),
    "doubt": ("triangle", "#e69f00", INK),
    "bad": ("cross", "#b3320b", "#ffffff"),
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
    shown.defs.append(hatch("nobody", NOBODY, "#b9bec5"))
    shown.defs.append(hatch("unknown", UNKNOWN, "#8467b3", "dots"))
    shown.body += land(study.city, plane, SERVED)
    if study.drawn is not None:
        _units(shown, study, plane, lang)
        _points(shown, study.drawn.points, plane)
        _point_legend(shown, study, lang)
    shown.body += ward_lines(study.city, plane, lang)
    return svg_of(shown, plane, study.city.fictitious, lang)


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


def _units(shown: Picture, study: Study, plane: Plane, lang: str) -> None:
    drawn = study.drawn
    assert drawn is not None
    table = study.table(drawn.table)
    units = study.city.unit_sets[table.unit_set]
    at = [column.id for column in table.columns].index(drawn.column)
    value = {row[0]: rounded(row[at], table.columns[at].unit) for row in table.rows}
    known = [float(one) for one in value.values() if one is not None and one > 0]
    limits = scale(float(np.median(known)) if known else 1.0)
    nothing = unknown = False
    for code, shape in zip(units.code, units.shapes, strict=True):
        if code not in value:
            continue
        number = value[code]
        if number is None:
            fill, unknown = "url(#unknown)", True
        elif number <= 0:
            fill, nothing = "url(#nobody)", True
        else:
            fill = GAPS[max(0, sum(number >= one for one in limits) - 1)]
        style = f'fill="{fill}" stroke="{LINE}" stroke-width="0.4" fill-rule="evenodd"'
        shown.body.append(ground(plane.pixels(shapely.from_wkb(shape)), style))
    unit = words.said(UNITS[table.columns[at].unit], lang)
    shown.legend.append(LegendLine("", words.said(drawn.title, lang)))
    for step, low in enumerate(limits):
        last = step == len(limits) - 1
        high = None if last else limits[step + 1] - 1
        shown.legend.append(LegendLine(_box(GAPS[step]), _class(low, high, unit, lang)))
    if nothing:
        shown.legend.append(LegendLine(_box("url(#nobody)"), "0"))
    if unknown:
        shown.legend.append(LegendLine(_box("url(#unknown)"), words.say(lang, "legend.unknown")))


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


def _points(shown: Picture, points: Sequence[Point], plane: Plane) -> None:
    box = shapely.box(*plane.box)
    for state in ORDER:
        for one in points:
            if one.state == state:
                point = plane.pixels(shapely.Point(one.lon, one.lat))
                if shapely.intersects(point, box):
                    shown.body.append(_look(state, point.x, point.y, 4.0 if state == "none" else 5.5))


def _point_legend(shown: Picture, study: Study, lang: str) -> None:
    drawn = study.drawn
    assert drawn is not None
    for state in ORDER[::-1]:
        count = sum(one.state == state for one in drawn.points)
        if count and drawn.legend and state in drawn.legend:
            said = words.said(drawn.legend[state], lang)
            shown.legend.append(LegendLine(_look(state, 0, 0, 7), say(lang, "count", words=said, count=words.count(count, lang))))
