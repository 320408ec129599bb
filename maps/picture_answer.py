"""An answer as a picture for slides: its sentence as the title, gaps by class, zones, places, wards, as the page draws them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape as geometry_of

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.render.words import place_label
from maps import words
from maps.answer_legend import SLIDE, entries
from maps.picture_frame import LegendLine, Picture, map_box, release_line, say, sources_line, svg_of, ward_lines
from maps.picture_labels import worst_labels
from maps.picture_parts import INK, LINE, Plane, ground, hatch, rectangle, symbol
from maps.provenance import merged
from maps.scales import FACILITIES, group_scales, scale
from maps.view import lead

GAPS = ("#fdd9a0", "#f08a3c", "#b3320b")
NOBODY, UNKNOWN, SERVED, NOT_ASKED, LAND = "#e3e5e8", "#d3c6e6", "#fbfcf7", "#eceef1", "#dadde1"
PLACE, ZONE, ZONE_GROUND, ZONE_INK, HATCH = "#0b3d91", "#0072b2", "#cde2f0", "#2f78b4", "#7a1f05"
WATER = "#a9d3e8"
"""The colours of the page (static/colours.js): a slide and a screen say the same by the same colours."""
Features = dict[str, list[tuple[Any, Mapping[str, Any]]]]


def answer_picture(answer: Answer, lang: str = "ja") -> str:
    """The SVG of an answer in ``lang`` ("ja" or "en"). The same answer gives the same bytes."""
    collection = json.loads(render.to_geojson(answer))
    about = collection["answer"]
    _, title, under = lead(words.said(about["sentence"], lang))
    box = map_box(title, under, bool(about["fictitious"]))
    features: Features = {}
    for one in collection["features"]:
        if one["geometry"] is not None:
            features.setdefault(one["properties"]["role"], []).append((geometry_of(one["geometry"]), one["properties"]))
    ward = str(about["parameters"].get("ward") or "")
    wanted = [one for one, said in features.get("ward", []) if said["code"] == ward] if ward else []
    plane = Plane.around(wanted or [one for one, _ in features.get("border", [])], answer.city.srid, box)
    shown = Picture(title, under, foot=_foot(answer, about, lang))
    limits = _limits(answer, about, features)
    colours = {1: (GAPS[1],), 2: (GAPS[0], GAPS[2])}.get(len(limits), GAPS)
    _defs(shown, colours)
    _draw(shown, features, plane, ward, limits, colours, any(one["used"] and one["approximate"] for one in about["datasets"]))
    _points(shown, features, plane)
    shown.body += ward_lines(answer.city, plane, lang)
    shown.body += worst_labels(features.get("unit", []), features.get("ward", []), about, plane, ward, lang)
    _legend(shown, answer, about, features, limits, colours, plane, lang)
    return svg_of(shown, plane, bool(about["fictitious"]), lang)


def _foot(answer: Answer, about: Mapping[str, Any], lang: str) -> list[str]:
    used = merged(about["datasets"], True)
    named = [
        (one["title"], words.date(one["reference_date"], lang) if one["reference_date"] else say(lang, "undated")) for one in used
    ]
    attribution = words.said(about["licence"]["attribution"], lang)
    return [sources_line(named, lang), say(lang, "licence") + attribution if attribution else "", release_line(answer.city, lang)]


def _limits(answer: Answer, about: Mapping[str, Any], features: Features) -> tuple[int, ...]:
    """Lower limits of the classes of unserved things in a small unit: of the whole city, as on the page."""
    if about["unit"] == "facilities":
        return FACILITIES
    found = group_scales(answer.city).get(about["parameters"]["demand"])
    unserved = [one["unserved"] for _, one in features.get("unit", []) if (one["unserved"] or 0) > 0]
    return found or scale(float(np.median(unserved)) if unserved else 1.0)


def _defs(shown: Picture, colours: Sequence[str]) -> None:
    shown.defs.append(hatch("zone", "", ZONE_INK, "lines"))
    shown.defs.append(hatch("unknown", UNKNOWN, "#7357a6", "dots"))
    shown.defs.append(hatch("nobody", NOBODY, "#787f87"))
    for at, colour in enumerate(colours):
        shown.defs.append(hatch(f"far{at}", colour, "#f7b58a" if colour == GAPS[2] else HATCH))


def _class_of(value: float | None, limits: Sequence[int]) -> int:
    """Index of the class of a count; -1 when there are none."""
    return -1 if not value or value <= 0 else max(0, sum(value >= one for one in limits) - 1)


def _unknown(unit: Mapping[str, Any]) -> bool:
    return unit["unknown_features"] > 0 and not (unit["demand"] or 0) > 0


def _draw(
    shown: Picture, features: Features, plane: Plane, ward: str, limits: Sequence[int], colours: Sequence[str], approximate: bool
) -> None:
    def areas(role: str, style: str) -> None:
        shown.body.extend(ground(plane.pixels(one), style) for one, _ in features.get(role, []))

    # As on the page: borders that are no official ones are dashed.
    dashed = ' stroke-dasharray="3 3"' if approximate else ""
    areas("neighbour", f'fill="{LAND}" stroke="#ffffff" stroke-width="1"')
    areas("border", f'fill="{NOT_ASKED if ward else SERVED}" stroke="{INK}" stroke-width="2.5"')
    if ward:
        for one, said in features.get("ward", []):
            if said["code"] == ward:
                shown.body.append(ground(plane.pixels(one), f'fill="{SERVED}"'))
    areas("water", f'fill="{WATER}" fill-rule="evenodd"')
    areas("zone", f'fill="{ZONE_GROUND}" stroke="{ZONE}" stroke-width="0.9"')
    unknown = set()
    for one, said in features.get("unit", []):
        fill = "none"
        if _unknown(said):
            unknown.add(said["code"])
            fill = "url(#unknown)"
        shown.body.append(
            ground(plane.pixels(one), f'fill="{fill}" stroke="{LINE}" stroke-width="0.6"{dashed} fill-rule="evenodd"')
        )
    for one, said in features.get("gap", []):
        at = _class_of(said["unserved"], limits)
        fill = "url(#nobody)" if at < 0 else f"url(#far{at})" if said["band"] > 0 else colours[at]
        fill = "url(#unknown)" if said["unit_code"] in unknown else fill
        edge = f' stroke="{HATCH}" stroke-width="0.7"' if at >= 0 and said["unit_code"] not in unknown else ""
        shown.body.append(ground(plane.pixels(one), f'fill="{fill}" fill-rule="evenodd"{edge}'))
    areas("zone", f'fill="url(#zone)" stroke="{ZONE}" stroke-width="0.9"')


def _points(shown: Picture, features: Features, plane: Plane) -> None:
    for role in ("place", "item"):
        for one, said in features.get(role, []):
            point = plane.pixels(one)
            if _seen(point, plane):
                shown.body.append(_symbol(role, said.get("served"), point.x, point.y, 5.5))


def _seen(point: Any, plane: Plane) -> bool:
    return bool(shapely.intersects(point, shapely.box(*plane.box)))


def _symbol(role: str, served: bool | None, x: float, y: float, r: float) -> str:
    if role == "place":
        return symbol("square", x, y, r, f'fill="{PLACE}" stroke="#ffffff" stroke-width="1.2"')
    if served is False:
        return symbol("triangle", x, y, r * 1.3, f'fill="{GAPS[2]}" stroke="{INK}" stroke-width="1.6"')
    return symbol("circle", x, y, r, f'fill="{"#ffffff" if served else UNKNOWN}" stroke="{INK}" stroke-width="1.6"')


def _legend(
    shown: Picture,
    answer: Answer,
    about: Mapping[str, Any],
    features: Features,
    limits: Sequence[int],
    colours: Sequence[str],
    plane: Plane,
    lang: str,
) -> None:
    """Signs beside the sentences of the one list of them (:mod:`maps.answer_legend`), for what is on the picture."""
    there = {role: [said for _, said in some] for role, some in features.items()}
    # What lies beyond the picture's edge is not counted on it.
    there["place"] = [said for one, said in features.get("place", []) if _seen(plane.pixels(one), plane)]
    unknown = {one["code"] for one in there.get("unit", []) if _unknown(one)}
    classes = range(len(colours)) if there.get("gap") else ()
    place, ward = words.said(place_label(answer), lang), bool(about["parameters"]["ward"])

    def box(fill: str) -> str:
        return rectangle(-17, -11, 34, 22, f'fill="{fill}" stroke="#6b7178"')

    grounds = {
        "far": f"url(#far{1 if len(colours) > 1 else 0})",
        "served": SERVED,
        "nobody": "url(#nobody)",
        "unknown": "url(#unknown)",
        "water": WATER,
        "zone": ZONE_GROUND,
        "other": NOT_ASKED,
        "neighbour": LAND,
    }
    for one in entries(about, there, classes, limits, unknown, lang, place, SLIDE, ward):
        if one.sign in ("place", "item"):
            sign = _symbol(one.sign, bool(one.at), 0, 0, 7)
        else:
            fill = colours[one.at] if one.sign == "class" else grounds.get(one.sign, "")
            sign = box(fill) if fill else ""
        if one.sign == "zone":
            sign += rectangle(-17, -11, 34, 22, f'fill="url(#zone)" stroke="{ZONE}"')
        shown.legend.append(LegendLine(sign, one.text))
