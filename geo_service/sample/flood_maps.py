"""What the river's manager publishes beside depths for the largest flood: how long water stands, where houses may collapse.

In the columns of 国土数値情報 A31a (folders 30 and 40). The brook has neither map, as small rivers often do not: of its ground
both stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo_service.sample import terrain
from geo_service.sample.hazards import RIVER, U, V, between, flood_depth
from geo_service.sample.national import FICTITIOUS
from layers.fictitious import MARK

Feature = tuple[BaseGeometry, dict[str, Any]]
RIVER_CODE = "9999990001"
MANAGER = "架空地方整備局"
HOURS_BY_DEPTH_M = ((1, 0.01, 0.9), (2, 0.9, 2.4), (3, 2.4, 4.3), (4, 4.3, 1e6))
"""浸水継続時間ランク and the depths of the largest flood that stand so long here: low ground drains last."""
DYKE_KM = 0.4


def durations(ground: BaseGeometry) -> Iterator[Feature]:
    """A31a-30: 浸水継続時間 by rank (1: below 12 hours, 2: 12 to 24, 3: one to three days, 4: three days to a week)."""
    depth = flood_depth(U, V, True)
    for rank, low, high in HOURS_BY_DEPTH_M:
        shape = between(depth, low, high, ground)
        if not shape.is_empty:
            yield shape, {"A31a_301": RIVER_CODE, "A31a_302": RIVER, "A31a_304": MANAGER, "A31a_305": rank, MARK: FICTITIOUS}


def collapses(ground: BaseGeometry) -> Iterator[Feature]:
    """A31a-40: 家屋倒壊等氾濫想定区域, by the current (1) and by erosion of the bank (2)."""
    away = np.abs(V - terrain.river_v(U)) - DYKE_KM
    depth = flood_depth(U, V, True)
    current = np.minimum(0.18 - away + 0.06 * np.sin(1.7 * U), depth - 1.8)
    bank = np.minimum(0.05 + 0.03 * np.sin(2.3 * U) - np.abs(away), depth)
    for rank, reached in ((1, current), (2, bank)):
        shape = between(np.asarray(reached), 0.0, 1e6, ground)
        if not shape.is_empty:
            yield shape, {"A31a_401": RIVER_CODE, "A31a_402": RIVER, "A31a_404": MANAGER, "A31a_405": rank, MARK: FICTITIOUS}
