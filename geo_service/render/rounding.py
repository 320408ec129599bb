"""All rounding of the service: people to one decimal, facilities whole, and parts that still sum after rounding."""

from __future__ import annotations

import math
from typing import Any

from geo_service.coverage.answer import PERCENTILES, Figures

SHARE_DECIMALS = 4
METRES_DECIMALS = 1
POINT_DECIMALS = 6
AREA_DECIMALS = 5
"""Degrees: 6 decimals are 0.1 m, 5 are 1 m."""


HALF = 0.45
"""Amounts below this are written 0: :func:`whole` rounds by way of the decimal."""


def share(value: float | None) -> float | None:
    """A share of 0 to 1 to four decimals; None stays None. Never 1 or 0 when a part is left: 0.99996 is 0.9999."""
    if value is None:
        return None
    rounded = round(value, SHARE_DECIMALS)
    if rounded >= 1 > value:
        return 0.9999
    return 0.0001 if rounded <= 0 < value else rounded


def per_cent_points(value: float, decimals: int = 1) -> float:
    """A share of 0 to 1 in per cent, as it is written with so many decimals. Never 100 or 0 while a part is left: 99.9, 0.1."""
    points, step = round(100 * value, decimals), 10.0**-decimals
    if points >= 100 and value < 1:
        return round(100 - step, decimals)
    return step if points <= 0 < value else points


def bound(value: float) -> float:
    """An error bound to four decimals, upwards: a bound rounded down would be none."""
    return math.ceil(value * 10_000 - 1e-6) / 10_000


def whole(value: float) -> int:
    """A figure as texts show it. Files hold one decimal, and texts are made from those or from the full figure: rounding by way
    of the decimal, halves up as browsers do, makes both say the same."""
    steps = round(round(abs(value), 1) * 10)
    return (steps + 5) // 10 * (-1 if value < 0 else 1)


def metres(value: float | None) -> float | None:
    """A distance to one decimal."""
    return None if value is None or math.isnan(value) else round(value, METRES_DECIMALS)


def amount(value: float, whole: bool) -> float | int | None:
    """An amount of the demand's unit; None when it is not known."""
    if math.isnan(value):
        return None
    return round(value) if whole else round(value, 1)


def _parts(demand: float, served: float, left_out: float, unserved: float, whole: bool) -> tuple[float, float, float, float]:
    """demand, served, unserved, left_out in whole steps; unserved is the remainder, and 0 where nobody is unserved."""
    scale = 1 if whole else 10
    all_steps = round(demand * scale)
    left_steps = min(round(left_out * scale), all_steps)
    served_steps = min(round(served * scale), all_steps - left_steps)
    if unserved * scale < 1e-6:
        served_steps = all_steps - left_steps
    steps = (all_steps, served_steps, all_steps - left_steps - served_steps, left_steps)
    if whole:
        return steps
    return (steps[0] / scale, steps[1] / scale, steps[2] / scale, steps[3] / scale)


def rounded_figures(figures: Figures, whole: bool) -> dict[str, Any]:
    """The figures as plain values, keys in fixed order. ``whole``: count facilities, not people."""
    demand, served, unserved, left_out = _parts(figures.demand, figures.served, figures.left_out, figures.unserved, whole)
    one = round(figures.depends_on_one) if whole else round(figures.depends_on_one, 1)
    return {
        "demand": demand,
        "served": served,
        "unserved": unserved,
        "left_out": left_out,
        # Of nobody, as far as anyone can read, there is no share.
        "share_served": share(figures.share_served) if served + unserved > 0 else None,
        "depends_on_one": min(one, served),
        "distance_m": {f"p{p}": metres(figures.distance_m.get(p)) for p in PERCENTILES},
        "in_zone": None if figures.in_zone is None else _in_zone(figures.in_zone, whole),
    }


def _in_zone(in_zone: tuple[float, float, float], whole: bool) -> dict[str, Any]:
    demand, served, unserved = in_zone
    left_out = max(demand - served - unserved, 0.0)
    all_, inside, outside, _ = _parts(demand, served, left_out, unserved, whole)
    return {"demand": all_, "served": inside, "unserved": outside}
