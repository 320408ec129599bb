"""Floors and water: which floor of a house stays dry, and who has to leave it. Rules, vectorised over classes of ground.

Published rules (docs/figures/who-must-leave.md names the editions): 屋内安全確保 (staying in one's own building) is possible
where the house stands outside the ground of collapse (家屋倒壊等氾濫想定区域), its room is above the water, and what one needs
lasts for as long as the water stands. Landslides and tsunamis are left, whatever the floor (立退き避難が原則).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import Floats, ZoneGround

Flags = NDArray[np.bool_]
FLOORS = 15
"""Highest floor told apart; who lives higher counts as there."""
FIRST_LEVEL_M, SECOND_LEVEL_M, THIRD_LEVEL_M, STOREY_M = 0.5, 3.0, 5.0, 3.0
"""Where floors lie above the ground in the classes of depth of MLIT's handbook for flood hazard maps (0.5 m: water reaches the
first floor; 3 m: the second; 5 m: the third), and 3 m more for each floor above: 10 m reaches the fourth, not the fifth."""
STAY_HOURS = 72.0
"""Longest time that staying in is planned for: three days, what households are asked to store water and food for."""
UPSTAIRS = frozenset({"flood", "inland_flood", "storm_surge"})
"""Hazards that one may sit out upstairs. In the zones of every other hazard one leaves."""


def floor_levels() -> Floats:
    """Height of the floors 1 to FLOORS above the ground, m, (FLOORS,)."""
    above = THIRD_LEVEL_M + STOREY_M * np.arange(1, FLOORS - 2)
    return np.concatenate([[FIRST_LEVEL_M, SECOND_LEVEL_M, THIRD_LEVEL_M], above])


@dataclass(frozen=True)
class Water:
    """What each of c classes of ground means for someone whose highest floor is f (1 to FLOORS), (c, FLOORS) each.

    ``best``: must leave even if everything not known turns out well (no ground of collapse, water gone in time, at the
    lower end of its band). ``worst``: must leave if everything not known turns out badly. best ≤ worst everywhere.
    ``by_*``: the same as ``worst``, with only that matter read badly and the others well, and as ``best`` else.
    """

    best: Flags
    worst: Flags
    by_collapse: Flags
    by_hours: Flags
    by_depth: Flags


def water(ground: ZoneGround, stay_hours: float = STAY_HOURS) -> Water:
    """Who must leave each class of the ground."""
    shape = (len(ground), FLOORS)
    if ground.hazard not in UPSTAIRS:
        everyone = np.ones(shape, dtype=np.bool_)
        return Water(everyone, everyone, everyone, everyone, everyone)
    level = floor_levels()[None, :]
    low = np.nan_to_num(np.asarray(ground.depth_from_m), nan=0.0)[:, None]
    high = np.where(np.isnan(ground.depth_to_m), np.inf, ground.depth_to_m)[:, None]
    collapse = np.asarray(ground.collapse)[:, None]
    surely = {
        "collapse": np.broadcast_to(collapse == 1, shape),
        # "Depth at or above the floor": at the lower end of its band the water may just reach it.
        "depth": low >= level,
        "hours": np.broadcast_to(np.nan_to_num(np.asarray(ground.hours_from), nan=-1.0)[:, None] >= stay_hours, shape),
    }
    hours_to = np.where(np.isnan(ground.hours_to), np.inf, ground.hours_to)[:, None]
    maybe = {
        "collapse": np.broadcast_to(collapse != 0, shape),
        # Bands are half-open: water of [3, 5) stays below a floor at 5 m.
        "depth": high > level,
        "hours": np.broadcast_to(hours_to > stay_hours, shape),
    }
    best = surely["collapse"] | surely["depth"] | surely["hours"]

    def only(matter: str) -> Flags:
        return np.asarray(best | maybe[matter])

    worst = best | maybe["collapse"] | maybe["depth"] | maybe["hours"]
    return Water(np.asarray(best), np.asarray(worst), only("collapse"), only("hours"), only("depth"))


def first_dry_floor(ground: ZoneGround) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per class the lowest floor above the water, (c,) twice: with the water at the lower and at the upper end of its band.
    FLOORS + 1 where no floor is; the depth not known: 1 and FLOORS + 1."""
    level = floor_levels()
    low = np.nan_to_num(np.asarray(ground.depth_from_m), nan=0.0)[:, None]
    high = np.where(np.isnan(ground.depth_to_m), np.inf, ground.depth_to_m)[:, None]
    return _first(level[None, :] > low), _first(level[None, :] >= high)


def _first(dry: Flags) -> NDArray[np.int64]:
    return np.where(dry.any(axis=1), dry.argmax(axis=1) + 1, FLOORS + 1)
