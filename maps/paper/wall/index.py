"""How much of the index of places finds room on a sheet: reckoned from what else stands in its panel, in millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence

from maps.paper.wall.area import Sheet
from maps.picture_parts import text_width

LISTED_LINES = 36
"""Of the index on a sheet that stands, where it is beside the legend."""
LINE_EMS, MOST_SIGNS = 10.0, 20
"""Of a name in the index: how wide a line is, and signs above which it is cut."""
EM_MM = 8 * 25.4 / 72
"""The type of words on A3 (templates/paper/wall.css); the lengths below are those of its rules."""
SWATCH_MM, STICKER_MM, QR_MM = 4.0, 9.0, 22.0


def lines_for(sheet: Sheet, legend: Sequence[str], stickers: int, small: Sequence[str], coded: bool) -> int:
    """Lines of the index for which there is room, two beside each other. ``legend``, ``small``: what stands above and below it;
    ``stickers``: rows of them; ``coded``: whether a QR code is printed."""
    if sheet.width <= sheet.height:
        return LISTED_LINES
    em, width = EM_MM * sheet.large, sheet.panel[2]
    entry = max(0.9 * 1.35 * em, SWATCH_MM * sheet.large) + 0.5
    taken = 3 * (1.35 * 1.15 * em + 4.0)
    taken += sum(entry + 0.9 * 1.35 * em * (_lines(one, 0.9 * em, width - 9 * sheet.large) - 1) for one in legend)
    taken += stickers * (1.35 * em + STICKER_MM + 1.5)
    taken += sum(0.75 * 1.35 * em * _lines(one, 0.75 * em, width) + 0.8 for one in small) + 1.35 * em
    taken += QR_MM * sheet.large + 4 if coded else 0.0
    row = max(0.78 * 1.25 * em, SWATCH_MM + 0.2)
    # A little is kept: words break where they can and not where a line is full.
    return max(0, 2 * int((0.95 * sheet.panel[3] - taken) / row))


def index_shown(listed: Sequence[tuple[str, str, str]], room: int) -> list[tuple[str, str, str]]:
    """The first of the places for which there is room, in lines; long names are cut."""
    found, lines = [], 0
    for layer, name, square in listed:
        name = name if len(name) <= MOST_SIGNS else name[: MOST_SIGNS - 1] + "…"
        lines += 1 + int(text_width(name, 1.0) / LINE_EMS)
        if lines > room:
            break
        found.append((layer, name, square))
    return found


def _lines(text: str, em: float, width: float) -> int:
    return max(1, math.ceil(text_width(text, em) / width))
