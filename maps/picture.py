"""The rows of a layer as a picture for slides (SVG, 1600 by 900): one by one, or counted in cells where there are too many.

The same rows give the same bytes. What cannot be drawn is counted in the legend, never dropped in silence.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.city import City
from geo_service.render.layer_table import LayerRows
from layers.base import Text
from layers.licences import combine, licence
from maps import words
from maps.picture_frame import LegendLine, Picture, land, map_box, release_line, say, sources_line, svg_of, ward_lines
from maps.picture_parts import (
    LINE,
    SOFT,
    Plane,
    ground,
    hatch,
    rectangle,
    symbol,
)
from maps.scales import round_number

MOST_ROWS = 5_000
"""Rows drawn one by one; more are counted in cells."""
CELL = 24
"""Side of a cell in pixels."""
MOST_KINDS = 9
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#b3a900", "#777777")
"""Safe for colour-blind eyes (Okabe and Ito), darker where a light one would be lost on white."""
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "star")
CLASSES = ("#cde2f0", "#86b8dc", "#2f78b4", "#0b3d91")
DEPTHS = ((0.5, "#d6e6f2"), (3.0, "#93c1e0"), (5.0, "#4a90c6"), (float("inf"), "#1d5796"))


def layer_picture(found: LayerRows, city: City, lang: str = "ja") -> str:
    """The SVG of the rows of a layer, in ``lang`` ("ja" or "en")."""
    layer = found.layer
    title = f"{words.said(Text(city.name_ja, city.name_en), lang)}　{words.said(layer.title, lang)}"
    box = map_box(title, "", city.fictitious)
    border = shapely.from_wkb(city.border_lonlat)
    placed = np.array([one is not None and not one.is_empty for one in found.shapes], dtype=bool)
    plane = Plane.around([border] if border is not None and not border.is_empty else found.shapes[placed], city.srid, box)
    shown = Picture(title, foot=_layer_foot(found, city, lang))
    pixels = plane.pixels(found.shapes[placed])
    at = np.flatnonzero(placed)
    inside = plane.inside(pixels) if len(pixels) else np.empty(0, dtype=bool)
    shapes, at = pixels[inside], at[inside]
    shown.body += land(city, plane)
    draw = _cells if len(at) > MOST_ROWS else _rows
    if len(at):
        draw(shown, found, shapes, at, city, plane, lang)
    shown.body += ward_lines(city, plane, lang)
    if city.unit_sets.get("wards") is not None:
        stroke = f'<path d="M-17 0H17" stroke="{SOFT}" stroke-width="1.4"/>'
        shown.legend.append(LegendLine(stroke, say(lang, "border")))
    for id, many in (("no_place", int((~placed).sum())), ("outside", int((~inside).sum()))):
        if many:
            shown.legend.append(LegendLine("", say(lang, id, count=words.count(many, lang))))
    if not len(at):
        shown.message = (say(lang, "none.placed" if len(found.rows) else "none"), say(lang, "none.detail"))
    return svg_of(shown, plane, city.fictitious, lang)


def _layer_foot(found: LayerRows, city: City, lang: str) -> list[str]:
    titles, dates, licences = (_values(found, name) for name in ("dataset_title", "reference_date", "licence"))
    named = Counter((str(t or ""), str(d or "")) for t, d in zip(titles, dates, strict=True))
    sources = [(t, words.date(d, lang) if d else say(lang, "undated")) for (t, d), _ in named.most_common()]
    terms = combine(sorted({licence(str(one or "unknown")).id for one in licences}))
    attribution = words.said(terms.attribution, lang)
    return [sources_line(sources, lang), say(lang, "licence") + attribution if attribution else "", release_line(city, lang)]


def _values(found: LayerRows, name: str) -> list[Any]:
    """A column's values; all None where there is no such column."""
    at = next((number for number, column in enumerate(found.columns) if column.name == name), None)
    return [None if at is None else row[at] for row in found.rows]


def _kinds(found: LayerRows, at: Any, lang: str) -> list[tuple[str, str, int]]:
    """(value, words, rows) of each kind among the rows, most first; "" for rows of no known kind."""
    layer = found.layer
    name = layer.kind or ("hazard" if layer.role == "zones" else "")
    if not name:
        return [("", words.said(layer.title, lang), len(at))]
    values = _values(found, name)
    labels = {code.slug: words.said(code.label, lang) for code in layer.field(name).codes}
    counts = Counter(str(values[one] or "") for one in at)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(value, labels.get(value, value) or say(lang, "unknown"), many) for value, many in ordered]


def _rows(shown: Picture, found: LayerRows, shapes: Any, at: Any, city: City, plane: Plane, lang: str) -> None:
    """Each row by itself: areas first, then lines, then points."""
    layer = found.layer
    kinds = _kinds(found, at, lang)
    name = layer.kind or ("hazard" if layer.role == "zones" else "")
    values = _values(found, name) if name else [""] * len(found.rows)
    place = {value: min(number, MOST_KINDS - 1) for number, (value, _, _) in enumerate(kinds)}
    accuracy, titles = _values(found, "accuracy"), _values(found, "dataset_title")
    rough_sets = {one.title for one in city.datasets if one.layer == layer.id and one.approximate}
    confirmed = _values(found, layer.confirmed) if layer.confirmed else None
    # Depths of several hazards over one another would mix into colours that no legend has.
    deep = layer.role == "zones" and len(kinds) == 1
    depths = _values(found, "depth_from_m") if deep else [None] * len(found.rows)
    states = _values(found, "state") if layer.role == "zones" else [None] * len(found.rows)
    first = SHAPES.index(layer.style.shape) if layer.style.shape in SHAPES else 0
    dimensions = shapely.get_dimensions(shapes)
    looks = [_look(layer, number, len(kinds), first) for number in range(MOST_KINDS)]
    hollow, hatched, small, assessed, squares, drawn_kinds, drawn_depths = 0, 0, 0, 0, 0, set(), Counter[int]()
    symbols: set[int] = set()
    size = 8.0 if len(at) <= 300 else 6.0 if len(at) <= 1_500 else 4.0
    for number_of in np.lexsort((-shapely.area(shapes), -dimensions)):
        row, shape, dimension = int(at[number_of]), shapes[number_of], int(dimensions[number_of])
        kind = place[str(values[row] or "")] if name else 0
        colour, line, form, opacity = looks[kind]
        rough = titles[row] in rough_sets or (confirmed is not None and confirmed[row] is not True)
        if dimension == 2 and states[row] == "assessed":
            assessed += 1
            shown.body.append(ground(shape, f'fill="none" stroke="{SOFT}" stroke-width="1.2" stroke-dasharray="6 4"'))
            continue
        if dimension == 2:
            depth = depths[row]
            if depth is not None:
                step = next(n for n, (high, _) in enumerate(DEPTHS) if float(depth) < high)
                drawn_depths[step] += 1
                colour = DEPTHS[step][1]
            else:
                drawn_kinds.add(kind)
            fill = f"url(#rough{kind})" if rough else "none" if layer.style.opacity == 0 else colour
            hatched += rough
            alpha = max(opacity, 0.45) if fill != "none" else 1
            shown.body.append(
                ground(shape, f'fill="{fill}" fill-opacity="{alpha:g}" stroke="{line}" stroke-width="0.8" fill-rule="evenodd"')
            )
            west, south, east, north = shape.bounds
            if max(east - west, north - south) >= 6 or layer.role in ("zones", "units", "population"):
                continue
            small += 1
            symbols.add(kind)
        elif dimension == 1:
            shown.body.append(ground(shape, f'fill="none" stroke="{colour}" stroke-width="2.4"'))
            drawn_kinds.add(kind)
            continue
        drawn_kinds.add(kind)
        for point in _points(shape):
            area = dimension == 0 and accuracy[row] == "area"
            hollow += area
            square = accuracy[row] == "square"
            squares += square
            shown.body.append(symbol(form, point.x, point.y, size, _point_style(colour, area or square or rough)))
    shown.defs += [hatch(f"rough{number}", "#ffffff", look[0]) for number, look in enumerate(looks) if hatched]
    _kind_legend(shown, kinds, looks, drawn_kinds, symbols, dimensions, layer.style.opacity, drawn_depths, lang)
    if small:
        swatch = symbol(looks[0][2], 0, 0, 9, _point_style(looks[0][0], False))
        shown.legend.append(LegendLine(swatch, say(lang, "small", count=words.count(small, lang))))
    if assessed:
        swatch = rectangle(-17, -11, 34, 22, f'fill="none" stroke="{SOFT}" stroke-dasharray="6 4"')
        shown.legend.append(LegendLine(swatch, say(lang, "assessed", count=words.count(assessed, lang))))
    if hollow:
        swatch = symbol(looks[0][2], 0, 0, 9, _point_style(looks[0][0], True))
        shown.legend.append(LegendLine(swatch, say(lang, "area", count=words.count(hollow, lang))))
    if squares:
        swatch = symbol(looks[0][2], 0, 0, 9, _point_style(looks[0][0], True))
        shown.legend.append(LegendLine(swatch, say(lang, "square", count=words.count(squares, lang))))
    if hatched:
        swatch = rectangle(-17, -11, 34, 22, f'fill="url(#rough0)" stroke="{LINE}"')
        shown.legend.append(LegendLine(swatch, say(lang, "rough", count=words.count(hatched, lang))))


def _points(shape: Any) -> list[Any]:
    return list(shapely.get_parts(shape)) if shapely.get_dimensions(shape) == 0 else [shapely.point_on_surface(shape)]


def _point_style(colour: str, rough: bool) -> str:
    if rough:
        return f'fill="#ffffff" stroke="{colour}" stroke-width="2" stroke-dasharray="3 2"'
    return f'fill="{colour}" stroke="#ffffff" stroke-width="1.2"'


def _look(layer: Any, at: int, many: int, first: int) -> tuple[str, str, str, float]:
    """(colour, line, shape, opacity) of a kind: the layer's own where there is one kind only."""
    if many == 1:
        colour = layer.style.line if layer.style.fill.lower() in ("#ffffff", "#eeeeee") else layer.style.fill
        return colour, layer.style.line, layer.style.shape, layer.style.opacity
    colour = COLOURS[at % len(COLOURS)]
    return colour, colour, SHAPES[(first + at) % len(SHAPES)], layer.style.opacity


def _kind_legend(
    shown: Picture, kinds: Any, looks: Any, drawn: Any, symbols: Any, dimensions: Any, opacity: float, depths: Any, lang: str
) -> None:
    areas, points = bool((dimensions == 2).any()), bool((dimensions == 0).any())
    for at, (_, label, many) in enumerate(kinds[:MOST_KINDS]):
        if at == MOST_KINDS - 1 and len(kinds) > MOST_KINDS:
            label, many = say(lang, "other"), sum(one[2] for one in kinds[at:])
        colour, line, form, _ = looks[at]
        if points or (areas and at in drawn and opacity > 0 and not depths):
            swatch = symbol(form, 0, 0, 9, _point_style(colour, False))
        if areas and not points:
            fill = colour if opacity > 0 else "none"
            swatch = rectangle(-17, -11, 34, 22, f'fill="{fill}" fill-opacity="{max(opacity, 0.45):g}" stroke="{line}"')
            if at in symbols:
                swatch += symbol(form, 0, 0, 8, _point_style(colour, False))
        elif not points:
            swatch = f'<path d="M-17 0H17" stroke="{colour}" stroke-width="2.4"/>'
        if depths and at not in drawn:
            swatch = ""
        shown.legend.append(LegendLine(swatch, say(lang, "count", words=label, count=words.count(many, lang))))
    low = 0.0
    for step, (high, colour) in enumerate(DEPTHS):
        if depths[step]:
            id = "depth" if np.isfinite(high) else "depth.last"
            swatch = rectangle(-17, -11, 34, 22, f'fill="{colour}" fill-opacity="0.7" stroke="{LINE}"')
            shown.legend.append(LegendLine(swatch, say(lang, id, low=f"{low:g}", high=f"{high:g}")))
        low = high


def _cells(shown: Picture, found: LayerRows, shapes: Any, at: Any, city: City, plane: Plane, lang: str) -> None:
    """Rows counted in square cells: in each as many as have a point of theirs in it."""
    points = shapely.point_on_surface(shapely.make_valid(shapes))
    left, top, right, bottom = plane.box
    x = np.clip(shapely.get_x(points), left, right - 0.1)
    y = np.clip(shapely.get_y(points), top, bottom - 0.1)
    cells = Counter(zip(((x - left) // CELL).astype(int).tolist(), ((y - top) // CELL).astype(int).tolist(), strict=True))
    most = max(cells.values())
    limits = sorted({1, *(round_number(most * part) for part in (0.1, 0.3, 0.6))})
    limits = [one for one in limits if one <= most]
    for (column, line), many in sorted(cells.items()):
        step = sum(many >= one for one in limits) - 1
        style = f'fill="{CLASSES[step]}" stroke="#ffffff" stroke-width="0.8"'
        shown.body.append(rectangle(left + column * CELL, top + line * CELL, CELL, CELL, style))
    side = f"{words.count(CELL * plane.metres, lang)} m"
    shown.legend.append(LegendLine("", say(lang, "cells", count=words.count(len(at), lang), side=side)))
    for step, low in enumerate(limits):
        high = limits[step + 1] - 1 if step + 1 < len(limits) else most
        id = "class" if high > low else "class.one"
        label = say(lang, id, low=words.count(low, lang), high=words.count(high, lang))
        shown.legend.append(LegendLine(rectangle(-12, -12, CELL, CELL, f'fill="{CLASSES[step]}" stroke="{LINE}"'), label))
    for _, label, many in _kinds(found, at, lang)[:6] if found.layer.kind else []:
        shown.legend.append(LegendLine("", say(lang, "count", words=label, count=words.count(many, lang))))
