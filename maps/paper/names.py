"""Names on a printed map: each where it fits, none over another, the important ones first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from maps.paper.sheet import FONTS
from maps.picture_parts import INK, number, plain, text_width

LONGEST = 14
"""Signs of a name on a map; longer ones are cut and end in "…"."""
OFFSETS = ((0.0, 0.0), (0.0, -1.1), (0.0, 1.1), (0.25, 0.8), (-0.25, -0.8), (0.25, -0.8), (-0.25, 0.8))
"""Where a name is tried, in its own widths and heights from where it would stand best."""
BESIDE = ((0.5, 0.0), (-0.5, 0.0), (0.0, -0.9), (0.0, 0.9), (0.5, -0.8), (-0.5, -0.8), (0.5, 0.8), (-0.5, 0.8))
"""The same for a name beside a symbol, whose spot it must not cover."""


@dataclass(frozen=True)
class Name:
    """A name wanted on the map at (x, y), in units. ``rank``: lower ones are placed first. ``beside``: units kept from the spot
    (a symbol), 0 for a name over its ground."""

    text: str
    x: float
    y: float
    size: float
    rank: float = 1.0
    bold: bool = False
    ink: str = INK
    beside: float = 0.0


def placed(names: Iterable[Name], frame: Any, taken: Iterable[Any] = ()) -> list[str]:
    """SVG texts of the names that fit into ``frame`` without touching one another or the ``taken`` boxes."""
    boxes, drawn = list(taken), []
    for name in sorted(names, key=lambda one: (one.rank, one.text, one.x, one.y)):
        text = name.text if len(name.text) <= LONGEST else name.text[: LONGEST - 1] + "…"
        wide, high = text_width(text, name.size) * 1.02, name.size * 1.15
        for across, down in BESIDE if name.beside else OFFSETS:
            apart = name.beside
            x = name.x + across * wide + (apart if across > 0 else -apart if across < 0 else 0)
            y = name.y + down * high + (0 if across else apart if down > 0 else -apart if down < 0 else 0)
            box = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if frame.contains(box) and not any(box.intersects(one) for one in boxes):
                boxes.append(box)
                drawn.append(written(text, x, y + name.size * 0.36, name.size, bold=name.bold, ink=name.ink))
                break
    return drawn


def written(text: str, x: float, y: float, size: float, *, bold: bool = False, ink: str = INK, anchor: str = "middle") -> str:
    """A line of text with a white rim; the rim is a text of its own, as a PDF strokes over what it fills."""
    weight = ' font-weight="700"' if bold else ""
    words, wide = plain(text), number(size * 0.22)
    at = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"{weight} font-family=\'{FONTS}\''
    rim = f'<text {at} fill="#ffffff" stroke="#ffffff" stroke-width="{wide}" stroke-linejoin="round">{words}</text>'
    return f'{rim}<text {at} fill="{ink}">{words}</text>'
