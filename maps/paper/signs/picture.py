"""The pictures of a sign: how deep the water is beside a person and a house, and which way the site lies. Vectors, grey-safe."""

from __future__ import annotations

import math
from collections.abc import Iterator

from markupsafe import Markup

from geo_service.coverage.board_signs import Depth
from geo_service.render.sign_list import depth_words
from maps.picture_parts import INK, plain, text_at
from maps.words import said, say

WIDE, HIGH, GROUND = 420.0, 400.0, 372.0
METRE = 33.0
"""Units of a metre; the picture shows up to TOP_M."""
TOP_M = 10.5
PERSON_M = 1.6
FLOOR_M, UPPER_M, EAVES_M, RIDGE_M = 0.5, 3.0, 5.0, 7.2
"""Of a house of two storeys: ground floor, upper floor, eaves and ridge, as hazard maps draw it (0.5, 3 and 5 m are the limits of
the classes of depth)."""
WATER, DEEPER = "#bcdcf0", "#1c5d8c"
TICKS = (0.5, 3.0, 5.0, 10.0)


def depth_picture(depth: Depth, lang: str, number: int = 1) -> Markup:
    """A person, a house and the water: full up to the lower end of its band, hatched up to the upper one. ``number``: of the
    picture in its document."""
    alt = plain(say(lang, "signs.picture.alt", depth=said(depth_words(depth), lang)))
    drawn = "".join(_drawn(depth, f"more{number}"))
    return Markup(
        f'<svg class="water" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:g} {HIGH:g}" role="img" aria-label="{alt}">'
        f'<title>{alt}</title><defs><pattern id="more{number}" width="14" height="14" patternUnits="userSpaceOnUse">'
        f'<path d="M-7 7L7 -7M0 14L14 0M7 21L21 7" stroke="{DEEPER}" stroke-width="2" fill="none"/></pattern></defs>{drawn}</svg>'
    )


def compass(bearing: float, lang: str) -> Markup:
    """A dial with north up and an arrow: the words beside it say the same."""
    north = text_at(50, 17, say(lang, "signs.north"), 15, bold=True, anchor="middle")
    alt = plain(say(lang, "signs.compass.alt"))
    return Markup(
        f'<svg class="dial" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img" aria-label="{alt}">'
        f'<title>{alt}</title><circle cx="50" cy="58" r="39" fill="#ffffff" stroke="{INK}" stroke-width="2.5"/>{north}'
        f'<g transform="rotate({bearing:.0f} 50 58)"><path d="M50 23L68 55L56 51V90H44V51L32 55Z" fill="{INK}"/></g></svg>'
    )


def _y(metres: float) -> float:
    return GROUND - METRE * min(metres, TOP_M)


def _drawn(depth: Depth, pattern: str) -> Iterator[str]:
    left = 96.0
    yield from _house(200, 202)
    yield from _person(140)
    low, high = depth.low_m, depth.high_m
    if not math.isnan(low):
        top = TOP_M + 0.3 if not math.isfinite(high) else high
        style = f'fill="{WATER}" fill-opacity="0.5"'
        yield f'<rect x="{left}" y="{_y(low):.1f}" width="{WIDE - left}" height="{GROUND - _y(low):.1f}" {style}/>'
        if top > low:
            box = f'x="{left}" y="{_y(top):.1f}" width="{WIDE - left}" height="{_y(low) - _y(top):.1f}"'
            yield f'<rect {box} fill="url(#{pattern})" fill-opacity="0.55"/>'
        if math.isfinite(high):
            yield f'<path d="M{left} {_y(top):.1f}H{WIDE}" stroke="{DEEPER}" stroke-width="6"/>'
        if low > 0:
            yield f'<path d="M{left} {_y(low):.1f}H{WIDE}" stroke="{DEEPER}" stroke-width="3" stroke-dasharray="12 6"/>'
    yield f'<path d="M0 {GROUND}H{WIDE}" stroke="{INK}" stroke-width="5"/>'
    yield f'<path d="M{left} {GROUND}V{_y(TOP_M):.1f}" stroke="{INK}" stroke-width="2.5"/>'
    for metres in TICKS:
        yield f'<path d="M{left - 10} {_y(metres):.1f}H{left}" stroke="{INK}" stroke-width="3"/>'
        yield text_at(left - 14, _y(metres) + 8, f"{metres:g} m", 24, bold=True, anchor="end")


def _house(x: float, wide: float) -> Iterator[str]:
    line = f'fill="#ffffff" stroke="{INK}" stroke-width="3.5" stroke-linejoin="round"'
    base = f'x="{x}" y="{_y(FLOOR_M)}" width="{wide}" height="{GROUND - _y(FLOOR_M)}"'
    yield f'<rect {base} fill="#c9c9cc" stroke="{INK}" stroke-width="3.5"/>'
    yield f'<rect x="{x}" y="{_y(EAVES_M)}" width="{wide}" height="{_y(FLOOR_M) - _y(EAVES_M)}" {line}/>'
    yield f'<path d="M{x - 14} {_y(EAVES_M)}L{x + wide / 2} {_y(RIDGE_M)}L{x + wide + 14} {_y(EAVES_M)}Z" {line}/>'
    yield f'<path d="M{x} {_y(UPPER_M)}H{x + wide}" stroke="{INK}" stroke-width="3.5"/>'
    door = f'x="{x + 22}" y="{_y(2.5)}" width="40" height="{_y(FLOOR_M) - _y(2.5)}"'
    yield f"<rect {door} {line}/>"
    for storey in (1.3, 3.7):
        for at in (0.42, 0.7) if storey < 3 else (0.14, 0.42, 0.7):
            yield f'<rect x="{x + wide * at}" y="{_y(storey + 1)}" width="{wide * 0.2}" height="{METRE}" {line}/>'
    yield text_at(x + wide - 6, _y(UPPER_M) - 4, "2F", 20, bold=True, anchor="end")
    yield text_at(x + wide - 6, _y(FLOOR_M) - 4, "1F", 20, bold=True, anchor="end")


def _person(x: float) -> Iterator[str]:
    top = _y(PERSON_M)
    yield f'<circle cx="{x}" cy="{top + 6:.1f}" r="6" fill="{INK}"/>'
    body = f"M{x - 8} {top + 15:.1f}H{x + 8}V{top + 33:.1f}H{x + 5}V{GROUND}H{x + 1}V{top + 37:.1f}H{x - 1}V{GROUND}H{x - 5}"
    yield f'<path d="{body}V{top + 33:.1f}H{x - 8}Z" fill="{INK}"/>'
    yield text_at(x, top - 6, "1.6 m", 17, bold=True, anchor="middle")
