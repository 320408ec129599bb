"""The legend of a map on paper, as sentences beside swatches: only what is on the map, in the order it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from maps.answer_legend import PAPER, Entry, entries
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
    about, steps = features.answer, tuple(limits or features.limits)
    mine = {said["code"] for _, said in features["unit"] if not ward or said["ward"] == ward}
    unknown = features.unknown & mine
    there = {role: [said for _, said in some] for role, some in features.roles.items()}
    # Without small areas every gap is the answer's own.
    there["gap"] = [said for said in there.get("gap", []) if said["unit_code"] in mine or not features["unit"]]
    asked = [one for one in there["gap"] if one["unit_code"] not in unknown]
    classes = sorted({class_of(one["unserved"], steps) for one in asked} - {-1})
    said = entries(about, there, classes, steps, unknown, lang, place, PAPER, bool(ward))
    return tuple(Line(_swatch(drawn) if (drawn := _sign(one, len(steps))) else Markup(), one.text) for one in said)


def _sign(one: Entry, classes: int) -> str:
    """What stands beside a sentence, "" nothing."""
    plain = {"water": (WATER, LINE), "other": (OTHER, LINE), "neighbour": (LAND, LINE)}
    if one.sign in plain:
        fill, edge = plain[one.sign]
        return rectangle(2, 2, WIDE - 4, HIGH - 4, f'fill="{fill}" stroke="{edge}" stroke-width="2"')
    drawn = {
        "": "",
        "class": _box(f"gap{colour_of(one.at, classes)}"),
        "far": _box("gap2") + _box("far"),
        "nobody": _box("nobody"),
        "unknown": _box("unknown"),
        "place": place_symbol(WIDE / 2, HIGH / 2, 14),
        "item": item_symbol(bool(one.at), WIDE / 2, HIGH / 2, 14),
        "zone": _box("zone", ZONE),
    }
    return drawn[one.sign]


def _swatch(drawn: str) -> Markup:
    used = [name for name in TILES if f"url(#k{name})" in drawn]
    tiles = "".join(TILES[name].svg("k" + name) for name in used)
    return decoration(f"<defs>{tiles}</defs>{drawn}", (WIDE, HIGH), (WIDE / 10, HIGH / 10), "swatch")


def _box(tile: str, edge: str = BORDER) -> str:
    return rectangle(2, 2, WIDE - 4, HIGH - 4, f'fill="url(#k{tile})" stroke="{edge}" stroke-width="2"')
