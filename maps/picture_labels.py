"""Names on an answer's picture: the small areas with the most people out of reach, numbered, with how many. Classes are few, so
that colours alone do not tell which is worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from maps import words
from maps.picture_parts import Plane, text_at, text_width
from maps.view import unit_name

NAMED = 5
SIZE = 16
LONGEST = 24
"""Signs of a name that are written; the page has the whole."""


def worst_labels(
    units: Sequence[tuple[Any, Mapping[str, Any]]],
    wards: Sequence[tuple[Any, Mapping[str, Any]]],
    about: Mapping[str, Any],
    plane: Plane,
    ward: str,
    lang: str,
) -> list[str]:
    """Text elements in pixels: "1 name 1,234 people" of the worst units, of ``ward`` where one is asked about. ``units``:
    (lon/lat shape, figures), as ``wards``, whose names stand there already.
    No two names lie on each other, and none beyond the map's edge."""
    mine = [one for one in units if (one[1]["unserved"] or 0) > 0 and (not ward or one[1]["ward"] == ward)]
    mine.sort(key=lambda one: (-one[1]["unserved"], one[1]["code"]))
    left, top, right, bottom = plane.box
    taken = [_of_ward(plane.pixels(shape), unit_name(said, lang)) for shape, said in wards]
    drawn = []
    for rank, (shape, unit) in enumerate(mine[:NAMED], start=1):
        name = unit_name(unit, lang)
        name = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        text = f"{rank} {name} {words.amount(unit['unserved'], about, lang)}"
        spot = shapely.point_on_surface(shapely.make_valid(plane.pixels(shape)))
        if spot.is_empty:
            continue
        half = text_width(text, SIZE) / 2 + 4
        x = min(max(spot.x, left + half), right - half)
        # The nearest free line, below and above by turns.
        steps = [0.0, *(sign * SIZE * 1.3 * step for step in range(1, 12) for sign in (1, -1))]
        ys = [y for step in steps if top + SIZE <= (y := spot.y + step) <= bottom - SIZE / 2]
        boxes = [(y, shapely.box(x - half, y - SIZE, x + half, y + SIZE * 0.25)) for y in ys]
        free = next(((y, box) for y, box in boxes if not any(box.intersects(other) for other in taken)), None)
        if free is None:
            continue
        taken.append(free[1])
        drawn.append(text_at(x, free[0], text, SIZE, bold=True, anchor="middle", halo=True))
    return drawn


def _of_ward(shape: Any, name: str) -> Any:
    """Where a ward's name stands (maps.picture_frame.ward_lines), with some air."""
    spot = shapely.point_on_surface(shapely.make_valid(shape))
    if spot.is_empty:
        return shapely.Point()
    half = text_width(name, 20) / 2 + 8
    return shapely.box(spot.x - half, spot.y - 18, spot.x + half, spot.y + 18)
