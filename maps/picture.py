"""Pictures for slides, 1600 by 900: the frame with title, legend, scale bar and sources, and the rows of a layer as SVG.

The same rows give the same bytes. What cannot be drawn is counted in the legend, never dropped in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.city import City
from geo_service.render.layer_table import LayerRows
from geo_service.render.notes import PURPOSE
from layers.base import Text
from layers.licences import combine, licence
from maps import words
from maps.picture_parts import (
    HEIGHT,
    INK,
    LINE,
    SOFT,
    WIDTH,
    Plane,
    fitted,
    ground,
    hatch,
    number,
    rectangle,
    symbol,
    text_at,
    wrapped,
)
from maps.scales import round_number

MOST_ROWS = 5_000
"""Rows drawn one by one; more are counted in cells."""
CELL = 24
"""Side of a cell in pixels."""
MOST_KINDS = 9
MARGIN = 36
PANEL = 1130
"""Left edge of the legend."""
FOOT = 812
"""Top of the lines about sources."""
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#b3a900", "#777777")
"""Safe for colour-blind eyes (Okabe and Ito), darker where a light one would be lost on white."""
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "star")
CLASSES = ("#cde2f0", "#86b8dc", "#2f78b4", "#0b3d91")
DEPTHS = ((0.5, "#d6e6f2"), (3.0, "#93c1e0"), (5.0, "#4a90c6"), (float("inf"), "#1d5796"))
SAY: Mapping[str, Text] = {
    "legend": Text("凡例", "Legend"),
    "all": Text("{title}", "{title}"),
    "other": Text("その他の種別", "other kinds"),
    "unknown": Text("種別が分からない", "kind not known"),
    "count": Text("{words}（{count}件）", "{words} ({count})"),
    "area": Text(
        "白抜き・破線：町丁の代表点で、その場所ではない（{count}件）", "Hollow, dashed: a point for a whole 町丁 ({count})"
    ),
    "rough": Text("斜線：近似の区域（{count}件）", "Hatched: approximate areas ({count})"),
    "no_place": Text("位置のない{count}件は描いていません。", "{count} rows have no position and are not drawn."),
    "outside": Text("地図の外にある{count}件は描いていません。", "{count} rows lie outside the map and are not drawn."),
    "cells": Text(
        "{count}件あるため、1辺{side}のます目ごとに数えています。",
        "There are {count} rows, so they are counted in cells of {side} a side.",
    ),
    "class": Text("{low}～{high}件", "{low} to {high} rows"),
    "class.one": Text("{low}件", "{low} rows"),
    "none": Text("この層のデータは読み込まれていません", "No data of this layer is loaded"),
    "none.placed": Text("位置の分かる行がありません", "No row has a position"),
    "none.detail": Text(
        "「ない」のではなく、「分からない」ことを表します。", "This does not mean that there are none: it is not known."
    ),
    "small": Text(
        "記号：小さくて形を描けない区域（{count}件）",
        "Symbols: areas too small to draw their outline ({count})",
    ),
    "assessed": Text(
        "破線の内側：調べた範囲（{count}件。区域ではありません）", "Dashed: ground that was assessed, no zone ({count})"
    ),
    "border": Text("区の境", "ward borders"),
    "sources": Text("データ：", "Data: "),
    "undated": Text("時点不明", "undated"),
    "more": Text("ほか{count}件", "and {count} more"),
    "licence": Text("利用条件：", "Licence: "),
    "release": Text("版{release}（{date}）", "release {release} ({date})"),
    "fictitious": Text("架空データ", "Fictitious data"),
    "planning": Text("計画用", "For planning"),
    "depth": Text("深さ {low}～{high} m 未満", "depth {low} to below {high} m"),
    "depth.last": Text("深さ {low} m 以上", "depth {low} m or more"),
}


def say(lang: str, id: str, **values: object) -> str:
    """Words of the picture in ``lang``."""
    return words.said(SAY[id], lang).format(**values)


@dataclass(frozen=True)
class LegendLine:
    """A line of the legend: what is drawn around (0, 0) within 34 by 22 pixels ("" for words alone), and its words."""

    swatch: str
    words: str


@dataclass
class Picture:
    """What a picture shows. ``body``: elements of the map in pixels, lowest first; ``defs``: patterns they use."""

    title: str
    under: str = ""
    body: list[str] = field(default_factory=list)
    defs: list[str] = field(default_factory=list)
    legend: list[LegendLine] = field(default_factory=list)
    foot: Sequence[str] = ()
    message: tuple[str, str] = ("", "")


def head_of(title: str, under: str, fictitious: bool) -> tuple[int, list[str], list[str], int]:
    """(size of the title, its lines, lines under it, height of both in pixels)."""
    wide = WIDTH - 2 * MARGIN - (210 if fictitious else 0)
    size, lines = fitted(title, (40, 34, 30, 26, 22), wide, 3 if not under else 2)
    below = fitted(under, (20, 18, 16), WIDTH - 2 * MARGIN, 2)[1] if under else []
    return size, lines, below, int(22 + len(lines) * size * 1.3 + len(below) * 27 + 10)


def map_box(title: str, under: str, fictitious: bool) -> tuple[float, float, float, float]:
    """left, top, right, bottom of the map under a title, in pixels."""
    return (MARGIN, head_of(title, under, fictitious)[3], PANEL - 20, FOOT - 12)


def svg_of(shown: Picture, plane: Plane, fictitious: bool, lang: str) -> str:
    """The SVG of a picture. Deterministic."""
    size, lines, below, _ = head_of(shown.title, shown.under, fictitious)
    left, top, right, bottom = plane.box
    clip = rectangle(left, top, right - left, bottom - top, "")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'xml:lang="{lang}">',
        f'<defs><clipPath id="map">{clip}</clipPath>{"".join(shown.defs)}</defs>',
        rectangle(0, 0, WIDTH, HEIGHT, 'fill="#ffffff"'),
    ]
    y = 22.0
    for line in lines:
        y += size * 1.3
        parts.append(text_at(MARGIN, y - size * 0.35, line, size, bold=True))
    for line in below:
        y += 27
        parts.append(text_at(MARGIN, y - 7, line, 20 if len(below) == 1 else 18, fill=SOFT))
    if fictitious:
        parts.append(rectangle(WIDTH - MARGIN - 190, 24, 190, 42, 'fill="#ffffff" stroke="#b3320b" stroke-width="3"'))
        parts.append(text_at(WIDTH - MARGIN - 95, 53, say(lang, "fictitious"), 22, bold=True, fill="#b3320b", anchor="middle"))
    parts.append(rectangle(left, top, right - left, bottom - top, f'fill="#f4f6f8" stroke="{LINE}" stroke-width="1"'))
    parts += ['<g clip-path="url(#map)">', *shown.body, "</g>"]
    if shown.message[0]:
        middle, height = (left + right) / 2, (top + bottom) / 2
        box = rectangle(
            middle - 420, height - 62, 840, 124, f'fill="#ffffff" fill-opacity="0.94" stroke="{INK}" stroke-width="2"'
        )
        parts += [box, text_at(middle, height - 6, shown.message[0], 32, bold=True, anchor="middle")]
        parts.append(text_at(middle, height + 36, shown.message[1], 20, anchor="middle", fill=SOFT))
    parts += _scale_bar(plane)
    parts += _legend(shown.legend, top, lang)
    parts += _foot(shown.foot, lang)
    return "".join([*parts, "</svg>\n"])


def _scale_bar(plane: Plane) -> list[str]:
    left, _, right, bottom = plane.box
    metres = round_number(0.2 * (right - left) * plane.metres)
    wide = metres / plane.metres
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
    x, y = left + 18, bottom - 18
    return [
        rectangle(x - 10, y - 32, wide + 20, 42, 'fill="#ffffff" fill-opacity="0.85"'),
        f'<path d="M{number(x)} {number(y - 8)}V{number(y)}H{number(x + wide)}V{number(y - 8)}" fill="none" stroke="{INK}" '
        'stroke-width="2"/>',
        text_at(x + wide / 2, y - 10, label, 17, anchor="middle"),
    ]


def _legend(lines: Sequence[LegendLine], top: float, lang: str) -> list[str]:
    """The legend, in the largest size that fits above the sources."""
    wide = WIDTH - MARGIN - PANEL
    for size in (20, 18, 16, 14):
        y, parts = top + 24, [text_at(PANEL, top + 24, say(lang, "legend"), size + 4, bold=True)]
        y += 14
        for line in lines:
            indent = 50 if line.swatch else 0
            texts = wrapped(line.words, size, wide - indent)
            if line.swatch:
                parts.append(f'<g transform="translate({PANEL + 20} {number(y + size * 0.85)})">{line.swatch}</g>')
            for text in texts:
                y += size * 1.35
                parts.append(text_at(PANEL + indent, y - size * 0.15, text, size))
            y += size * 0.55
        if y <= FOOT - 6:
            break
    return parts


def _foot(lines: Sequence[str], lang: str) -> list[str]:
    parts = [f'<path d="M{MARGIN} {FOOT}H{WIDTH - MARGIN}" stroke="{LINE}" stroke-width="1"/>']
    texts = [text for line in lines if line for text in fitted(line, (15,), WIDTH - 2 * MARGIN - 130, 2)[1]]
    for at, text in enumerate(texts[:4]):
        parts.append(text_at(MARGIN, FOOT + 22 + 20 * at, text, 15, fill=SOFT))
    parts.append(text_at(WIDTH - MARGIN, FOOT + 26, say(lang, "planning"), 20, bold=True, anchor="end"))
    return parts


def land(city: City, plane: Plane, fill: str = "#ffffff") -> list[str]:
    """The city's ground."""
    shape = shapely.from_wkb(city.border_lonlat)
    return [] if shape is None else [ground(plane.pixels(shape), f'fill="{fill}" stroke="{INK}" stroke-width="2"')]


def ward_lines(city: City, plane: Plane, lang: str) -> list[str]:
    """The wards' borders, and over them their names."""
    wards = city.unit_sets.get("wards")
    if wards is None:
        return []
    shapes = plane.pixels(shapely.from_wkb(np.array(wards.shapes, dtype=object)))
    drawn = [ground(one, f'fill="none" stroke="{SOFT}" stroke-width="1.4"') for one in shapes]
    for at, one in enumerate(shapes):
        if one is None or one.is_empty:
            continue
        middle = shapely.point_on_surface(shapely.make_valid(one))
        name = (wards.name_en[at] if lang == "en" else "") or wards.name_ja[at]
        drawn.append(text_at(middle.x, middle.y + 7, name, 20, bold=True, anchor="middle", halo=True))
    return drawn


def sources_line(named: Sequence[tuple[str, str]], lang: str, most: int = 5) -> str:
    """Titles with their dates; how many more there are is said."""
    texts = [f"{title}（{date}）" if lang == "ja" else f"{title} ({date})" for title, date in named[:most]]
    texts += [say(lang, "more", count=len(named) - most)] if len(named) > most else []
    return say(lang, "sources") + ("、" if lang == "ja" else ", ").join(texts) if texts else ""


def release_line(city: City, lang: str) -> str:
    """City, release and what the picture is for."""
    name = words.said(Text(city.name_ja, city.name_en), lang)
    release = say(lang, "release", release=city.release, date=words.date(city.release_date, lang))
    return f"{name}　{release}　{words.said(PURPOSE, lang)}"


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
    hollow, hatched, small, assessed, drawn_kinds, drawn_depths = 0, 0, 0, 0, set(), Counter[int]()
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
            shown.body.append(symbol(form, point.x, point.y, size, _point_style(colour, area or rough)))
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
