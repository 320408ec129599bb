"""The legend of a map on paper, as sentences beside swatches: only what is on the map, in the order it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from maps import words
from maps.paper.decoration import decoration
from maps.paper.features import Features, class_of
from maps.paper.ink import BORDER, LAND, LINE, OTHER, TILES, WATER, ZONE, colour_of
from maps.paper.ward_map import item_symbol, place_symbol
from maps.picture_parts import rectangle

WIDE, HIGH = 70, 40
"""A swatch in tenths of a millimetre."""


@dataclass(frozen=True)
class Line:
    """One line: its swatch (SVG, "" for a sentence alone) and what it means."""

    swatch: Markup
    text: str


def legend(
    collection: Mapping[str, Any], lang: str, place: str, ward: str = "", limits: Sequence[int] | None = None
) -> tuple[Line, ...]:
    """The lines for the answer's GeoJSON (parsed). ``place``: the places that count, in words; ``limits`` as of
    :func:`maps.paper.ward_map.ward_map`."""
    features = Features.of(collection)
    about = features.answer
    steps = tuple(limits or features.limits)
    group, within, hazard = words.said(about["group"], lang), about["parameters"]["within"], about["parameters"]["hazard"]
    mine = {said["code"] for _, said in features["unit"] if not ward or said["ward"] == ward}
    # Without small areas every gap is the answer's own.
    gaps = [said for _, said in features["gap"] if said["unit_code"] in mine or not features["unit"]]
    unknown = features.unknown & mine
    lines: list[Line] = []

    def add(swatch: str, id: str, **values: object) -> None:
        lines.append(Line(_swatch(swatch) if swatch else Markup(), words.say(lang, id, **values)))

    asked = [one for one in gaps if one["unit_code"] not in unknown]
    classes = sorted({class_of(one["unserved"], steps) for one in asked} - {-1})
    if classes:
        beyond = "legend.beyond" if within is not None else "legend.beyond.by_kind"
        head = words.say(lang, beyond, limit=f"{within:,.10g} m" if within is not None else "", place=place)
        lines.append(Line(Markup(), head + (" " if lang == "en" else "") + words.say(lang, "legend.gap", group=group)))
        for at in classes:
            lines.append(Line(_swatch(_box(f"gap{colour_of(at, len(steps))}")), _class_words(at, steps, about, lang)))
    else:
        add("", "legend.no_gap")
    if any(one["band"] > 0 and (one["unserved"] or 0) > 0 for one in asked):
        add(_box("gap2") + _box("far"), "brief.legend.far")
    if any(not (one["unserved"] or 0) > 0 for one in asked):
        add(_box("nobody"), "legend.nothing" if about["unit"] == "facilities" else "legend.nobody")
    if unknown:
        add(_box("unknown"), "legend.unknown")
    places = len(features["place"])
    if places:
        id = "brief.legend.place.hazard" if hazard else "brief.legend.place"
        add(place_symbol(WIDE / 2, HIGH / 2, 14), id, place=place, hazard=words.say(lang, f"hazard.{hazard}") if hazard else "")
    for served, id in ((False, "legend.item.unserved"), (True, "legend.item.served")):
        if any(said["served"] is served for _, said in features["item"]):
            add(item_symbol(served, WIDE / 2, HIGH / 2, 14), id, group=group)
    if features["water"]:
        add(rectangle(2, 2, WIDE - 4, HIGH - 4, f'fill="{WATER}" stroke="{LINE}" stroke-width="2"'), "legend.water")
    if features["zone"]:
        add(_box("zone", ZONE), "legend.zone", hazard=words.say(lang, f"hazard.{hazard}"))
    if ward:
        add(rectangle(2, 2, WIDE - 4, HIGH - 4, f'fill="{OTHER}" stroke="{LINE}" stroke-width="2"'), "brief.legend.other")
    if features["neighbour"]:
        id = "legend.neighbour.counted" if about["parameters"]["neighbours"] else "legend.neighbour"
        add(rectangle(2, 2, WIDE - 4, HIGH - 4, f'fill="{LAND}" stroke="{LINE}" stroke-width="2"'), id)
    if any(one["used"] and one["approximate"] for one in about["datasets"]):
        add("", "notice.approximate.text")
    return tuple(lines)


def _swatch(drawn: str) -> Markup:
    used = [name for name in TILES if f"url(#k{name})" in drawn]
    tiles = "".join(TILES[name].svg("k" + name) for name in used)
    return decoration(f"<defs>{tiles}</defs>{drawn}", (WIDE, HIGH), (WIDE / 10, HIGH / 10), "swatch")


def _box(tile: str, edge: str = BORDER) -> str:
    return rectangle(2, 2, WIDE - 4, HIGH - 4, f'fill="url(#k{tile})" stroke="{edge}" stroke-width="2"')


def _class_words(at: int, limits: Sequence[int], about: Mapping[str, Any], lang: str) -> str:
    low, unit = limits[at], words.said(about["unit_label"], lang)
    if at == len(limits) - 1:
        return words.say(lang, "legend.class.last", **{"from": words.count(low, lang), "unit": unit})
    high = limits[at + 1] - 1
    if high > low:
        return words.say(lang, "legend.class", **{"from": words.count(low, lang), "to": words.count(high, lang), "unit": unit})
    return words.say(lang, "legend.class.one", **{"from": words.count(low, lang), "unit": words.unit_word(low, about, lang)})
