"""A place as a small map for its page: the ground it is nearest to, the part that has only this place, and the others near."""

from __future__ import annotations

import numpy as np
import shapely

from geo_service.coverage.plane import shapes_to_lonlat
from geo_service.coverage.site import Dependants, Site
from geo_service.coverage.site_class import DOUBTFUL, classify, usual_key
from geo_service.render.site_words import Look
from maps.area_picture import LOOKS, mark_of
from maps.picture_answer import SERVED
from maps.picture_frame import LegendLine, Picture, bare_svg, land, ward_lines
from maps.picture_parts import INK, LINE, Plane, ground, hatch, plain, rectangle, symbol
from maps.words import say

WIDTH, HEIGHT = 720, 520
AROUND_M = 700.0
"""Ground shown around a place that no question counts."""
MARGIN = 1.25
"""The map's half width, as a part of the place's reach."""
NEAREST, ALONE, ALONE_INK = "#bfe0f2", "#f6c99b", "#8a4b08"
HERE = f'fill="#d7191c" stroke="{INK}" stroke-width="1.6"'
REACH = f'fill="none" stroke="{INK}" stroke-width="1.4" stroke-dasharray="7 5"'


def site_map(site: Site, hazard: str, lang: str) -> tuple[str, list[LegendLine]]:
    """The SVG and its legend; "" for a place whose position is not known. Every place says its name when pointed at."""
    if not site.placed:
        return "", []
    city, places = site.city, site.places
    told = told_of(site, hazard)
    reach_m = AROUND_M if told is None else told.limit_m * MARGIN
    x, y = float(places.x[site.at]), float(places.y[site.at])
    seen = shapes_to_lonlat(city.srid, shapely.box(x - reach_m, y - reach_m, x + reach_m, y + reach_m))
    plane = Plane.around([seen], city.srid, (0, 0, WIDTH, HEIGHT))
    shown = Picture("")
    shown.body += land(city, plane, SERVED)
    _ground(shown, site, told, plane, lang)
    _towns(shown, site, plane)
    shown.body += ward_lines(city, plane, lang)
    _others(shown, site, hazard, told, plane, lang)
    here = plane.pixels(shapely.Point(float(places.lon[site.at]), float(places.lat[site.at])))
    shown.body.append(f'<g class="place">{symbol("star", here.x, here.y, 11, HERE)}<title>{plain(site.name)}</title></g>')
    shown.legend.insert(0, LegendLine(symbol("star", 0, 0, 9, HERE), say(lang, "site.map.here")))
    return bare_svg(shown, plane, lang), shown.legend


def told_of(site: Site, hazard: str) -> Dependants | None:
    """Whose ground is drawn: of the hazard, else of the first question that counts the place."""
    counted = [one.depends for one in site.hazards if one.hazard == hazard and one.depends is not None]
    return next((one for one in (*counted, *site.depends) if one.loss is not None), None)


def _ground(shown: Picture, site: Site, told: Dependants | None, plane: Plane, lang: str) -> None:
    if told is None or told.nearest is None or told.alone is None:
        return
    shown.defs.append(hatch("site-alone", ALONE, ALONE_INK, "lines"))
    places = site.places
    x, y = float(places.x[site.at]), float(places.y[site.at])
    border = shapely.make_valid(shapely.from_wkb(site.city.border))
    disc = shapely.buffer(shapely.Point(x, y), told.question.reach.straight_m(told.limit_m), quad_segs=48)
    for shape, style, id in (
        (told.nearest, f'fill="{NEAREST}" fill-rule="evenodd"', "site.map.nearest"),
        (told.alone, 'fill="url(#site-alone)" fill-rule="evenodd"', "site.map.alone"),
    ):
        shape = shapely.intersection(shape, border)  # people beyond the border are not asked about
        if not shapely.is_empty(shape):
            shown.body.append(ground(plane.pixels(shapes_to_lonlat(site.city.srid, shape)), style))
            shown.legend.append(LegendLine(rectangle(-15, -9, 30, 18, style), say(lang, id)))
    shown.body.append(ground(plane.pixels(shapes_to_lonlat(site.city.srid, disc)), REACH))
    metres = f"{told.limit_m:,.0f}"
    shown.legend.append(LegendLine(f'<path d="M-15 0H15" {REACH}/>', say(lang, "site.map.reach", metres=metres)))


def _towns(shown: Picture, site: Site, plane: Plane) -> None:
    towns = site.city.unit_sets.get("towns")
    if towns is None:
        return
    lines = plane.pixels(shapely.from_wkb(np.array([one for one in towns.shapes if one], dtype=object)))
    shown.body += [ground(one, f'fill="none" stroke="{LINE}" stroke-width="0.6"') for one in lines[plane.inside(lines)]]


def _others(shown: Picture, site: Site, hazard: str, told: Dependants | None, plane: Plane, lang: str) -> None:
    """Other places of its layer: by what may be said of them in the hazard, or those that count for the question."""
    places = site.places
    looks = _looks(site, hazard) if hazard in places.marks else np.full(len(places), "good", dtype="<U5")
    if hazard not in places.marks and told is None:
        return
    kinds = () if told is None else told.question.supply.kinds
    box = shapely.box(*plane.box)
    used: set[Look] = set()
    for at in np.flatnonzero(np.asarray(places.used) & np.asarray(places.own) & np.isfinite(places.lon)).tolist():
        if at == site.at or (kinds and places.kind[at] not in kinds):
            continue
        point = plane.pixels(shapely.Point(float(places.lon[at]), float(places.lat[at])))
        if not shapely.intersects(point, box):
            continue
        look: Look = looks[at]
        used.add(look)
        shown.body.append(f'<g class="place">{mark_of(look, point.x, point.y, 7)}<title>{plain(places.name[at])}</title></g>')
    marked = hazard in places.marks
    lines = {one: f"site.map.other.{one}" if marked else "site.map.same" for one in LOOKS if one in used}
    shown.legend += [LegendLine(mark_of(one, 0, 0, 7), say(lang, id)) for one, id in lines.items()]


def _looks(site: Site, hazard: str) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """How each place of the layer stands in the hazard, as :func:`.site_words.look_of` says it of one."""
    places = site.places
    marks = np.asarray(places.marks[hazard])
    state = classify(site.city, places, hazard, usual_key(site.city, hazard)).state
    doubt = np.isin(state, DOUBTFUL)
    return np.select([marks < 0, marks == 0, doubt], ["none", "bad", "doubt"], "good")
