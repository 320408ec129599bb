"""The frame of a picture for slides: title, legend, scale bar, sources and words. What is on the map is drawn elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from geo_service.coverage.city import City
from geo_service.render.notes import PURPOSE
from layers.base import Text
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
    number,
    rectangle,
    text_at,
    wrapped,
)
from maps.scales import round_number

MARGIN = 36
PANEL = 1130
"""Left edge of the legend."""
FOOT = 812
"""Top of the lines about sources."""
SAY: Mapping[str, Text] = {
    "legend": Text("凡例", "Legend"),
    "other": Text("その他の種別", "other kinds"),
    "unknown": Text("種別が分からない", "kind not known"),
    "count": Text("{words}（{count}件）", "{words} ({count})"),
    "area": Text(
        "白抜き・破線：町丁の代表点で、その場所ではない（{count}件）", "Hollow, dashed: a point for a whole 町丁 ({count})"
    ),
    "square": Text(
        "白抜き・破線：壁地図のマスのまん中で、おおよその位置（{count}件）",
        "Hollow, dashed: about there, the middle of a wall map's square ({count})",
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


def bare_svg(shown: Picture, plane: Plane, lang: str) -> str:
    """The map of a picture without title, legend and sources, for a page that says those itself. Deterministic."""
    _, _, wide, high = plane.box
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(wide)} {number(high)}" xml:lang="{lang}">',
            f"<defs>{''.join(shown.defs)}</defs>",
            *shown.body,
            *_scale_bar(plane),
            "</svg>\n",
        ]
    )


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
