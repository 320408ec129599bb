"""What a wall map's signs mean, and what is not on it: only what is on the sheet, in the order it matters."""

from __future__ import annotations

from markupsafe import Markup

from geo_service.render.words import hazard_label
from layers import LAYERS
from maps.paper.decoration import decoration
from maps.paper.wall.drawing import BORDERS, WallDrawing
from maps.paper.wall.ground import units_in
from maps.paper.wall.ink import (
    DEPTHS,
    HAZARD_LETTERS,
    LOOKS,
    SHORE,
    UNKNOWN,
    WATER,
    depth_tile,
    expressway_path,
    layer_symbol,
    rail_path,
    street_path,
)
from maps.picture_parts import INK, SOFT
from maps.words import said, say

Line = tuple[Markup, str]
WIDE, HIGH = 70, 40
"""A swatch in tenths of a millimetre."""
ALONG = "M0 20H70"
AS_THICK = 1.3
"""How much thicker than on an A3 at 1:5,000 a line is in its swatch."""
EXPLAINED = ("main", "through", "street", "service", "path", "steps", "bridge", "tunnel")
"""Kinds of streets, in the order of the legend."""


def legend_of(drawing: WallDrawing) -> list[Line]:
    """Swatch and words of everything that is on the map, and of nothing else."""
    return [*_places(drawing), *_depths(drawing), *_landscape(drawing), *_streets(drawing), *_borders(drawing)]


def said_of(drawing: WallDrawing) -> list[str]:
    """What is not on the map, and why."""
    lang, found = drawing.lang, []
    if drawing.streets is None:
        found.append(say(lang, "wall.no_streets"))
    elif not drawing.streets.lines:
        found.append(say(lang, "wall.streets_empty"))
    if drawing.hazard and not drawing.bands:
        loaded = any(one.hazard == drawing.hazard for one in drawing.city.zones)
        id = "wall.zones_elsewhere" if loaded else "wall.no_zones"
        found.append(say(lang, id, hazard=said(hazard_label(drawing.hazard), lang)))
    if drawing.missing:
        named = say(lang, "list.separator").join(said(LAYERS[one].title, lang) for one in drawing.missing)
        found.append(say(lang, "wall.missing", layers=named))
    if drawing.landscape.kept_back:
        named = say(lang, "list.separator").join(said(LAYERS[one].title, lang) for one in drawing.landscape.kept_back)
        found.append(say(lang, "wall.kept_back", layers=named))
    if drawing.only_about:
        found.append(say(lang, "wall.only_about", count=drawing.only_about))
    if drawing.area.rough:
        found.append(say(lang, "wall.rough"))
    if drawing.sheet.grid.code:
        found.append(say(lang, "wall.code.about", code=drawing.sheet.grid.code))
    found.append(say(lang, "wall.plan"))
    return found


def mark(layer: str, designated: int = 1, large: float = 1.0) -> Markup:
    """The symbol of a layer's places beside words, ``large`` times 4 mm high."""
    return decoration(layer_symbol(layer, 20, 20, 12, designated), (40, 40), (4 * large, 4 * large), "swatch")


def _places(drawing: WallDrawing) -> list[Line]:
    lang, found = drawing.lang, []
    layers = {one.layer for one in drawing.spots}
    marks = {one.marks.get(drawing.hazard, -1) for one in drawing.spots if one.layer == "evacuation_sites"}
    for layer in (one for one in LOOKS if one in layers):
        if layer == "evacuation_sites" and drawing.hazard:
            of = said(hazard_label(drawing.hazard), lang)
            found += [(mark(layer, state, drawing.sheet.large), say(lang, f"wall.site.{id}", hazard=of))
                      for state, id in ((1, "yes"), (0, "no"), (-1, "unknown")) if state in marks]  # fmt: skip
        else:
            found.append((mark(layer, large=drawing.sheet.large), said(LAYERS[layer].title, lang)))
    letters = {hazard for one in drawing.spots for hazard, state in one.marks.items() if state == 1}
    if "evacuation_sites" in layers and letters and not drawing.blank:
        named = say(lang, "list.separator").join(
            f"{HAZARD_LETTERS[slug][0 if lang == 'ja' else 1]}={said(hazard_label(slug), lang)}"
            for slug in HAZARD_LETTERS
            if slug in letters
        )
        found.append((Markup(""), say(lang, "wall.letters", letters=named)))
    return found


def _depths(drawing: WallDrawing) -> list[Line]:
    found = []
    for low, high, _ in drawing.bands:
        tile = UNKNOWN if low < 0 else DEPTHS[depth_tile(low)]
        id = "unknown" if low < 0 else "over" if high == float("inf") else "band"
        box = f'<defs>{tile.svg("d")}</defs><rect width="70" height="40" fill="url(#d)" stroke="#3d7ea6" stroke-width="2"/>'
        found.append((_swatch(drawing, box), say(drawing.lang, f"wall.depth.{id}", low=f"{low:g}", high=f"{high:g}")))
    return found


def _landscape(drawing: WallDrawing) -> list[Line]:
    fill = "none" if drawing.blank else "url(#w)"
    water = f'<defs>{WATER.svg("w")}</defs><rect width="70" height="40" fill="{fill}" stroke="{SHORE}" stroke-width="3"/>'
    drawn = {
        "water": water,
        "railways": rail_path(ALONG, AS_THICK, drawing.blank),
        "expressways": expressway_path(ALONG, AS_THICK, drawing.blank),
    }
    return [(_swatch(drawing, drawn[layer]), say(drawing.lang, f"wall.{layer}")) for layer in drawing.landscape.layers]


def _streets(drawing: WallDrawing) -> list[Line]:
    there = set(drawing.streets.lines) if drawing.streets is not None else set()
    if drawing.blank:
        # Streets look alike there, and so do paths and steps.
        shown = [kinds[0] for kinds in (("street", "main", "through"), ("path", "steps")) if there & set(kinds)]
        return [
            (_swatch(drawing, street_path(ALONG, kind, AS_THICK, True)), say(drawing.lang, f"wall.street.{kind}"))
            for kind in shown
        ]
    found = []
    for kind in EXPLAINED:
        drawn = kind if kind in there else "main_bridge" if kind == "bridge" and "main_bridge" in there else ""
        if drawn:
            found.append((_swatch(drawing, street_path(ALONG, drawn, AS_THICK)), say(drawing.lang, f"wall.street.{kind}")))
    return found


def _borders(drawing: WallDrawing) -> list[Line]:
    edge = f'<path d="{ALONG}" stroke="{INK}" stroke-width="9"/>'
    found = [(_swatch(drawing, edge), say(drawing.lang, "wall.outline"))]
    for unit_set, style in BORDERS.items():
        if next(units_in(drawing.city, unit_set, drawing.sheet.paper), None) is not None:
            line = f'<path d="{ALONG}" fill="none" stroke="{SOFT}" {style}/>'
            found.append((_swatch(drawing, line), say(drawing.lang, f"wall.border.{unit_set}")))
    return found


def _swatch(drawing: WallDrawing, drawn: str) -> Markup:
    large = drawing.sheet.large
    return decoration(drawn, (WIDE, HIGH), (large * WIDE / 10, large * HIGH / 10), "swatch")
