"""Who walks: how fast, and on which streets not.

Speeds are in metres a minute and tell minutes from metres; distances are the same for all who may take the same streets.
Sources are those of docs/streets-reach.md; where a number is our own choice, ``assumed`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.network import (
    CUSTOMERS,
    INDOOR,
    LIMITED_HOURS,
    NARROW,
    NO_PAVEMENT,
    ROUGH,
    STEPS,
    UNLIT,
    WATER_CROSSING,
    Network,
)

NOBODY = CUSTOMERS | WATER_CROSSING
"""What no profile walks: ways for customers or residents only, ferries and fords."""


@dataclass(frozen=True)
class Profile:
    """``speed_m_min``: metres a minute. ``never``: flags of :mod:`.network` that shut an edge out. ``steepest``: largest
    slope walked (rise over run), inf for any; an edge whose slope is not known is walked. ``assumed``: what is our own
    assumption rather than a published figure."""

    id: str
    speed_m_min: float
    never: int
    steepest: float = float("inf")
    assumed: str = ""

    def usable(self, network: Network) -> NDArray[np.bool_]:
        """Which edges the profile walks, (m,)."""
        open_to = np.asarray((network.flags & np.uint16(self.never)) == 0, dtype=np.bool_)
        if np.isfinite(self.steepest):
            open_to &= ~(np.asarray(network.slope) > self.steepest)
        return open_to

    def minutes(self, metres: float) -> float:
        """Walking time."""
        return metres / self.speed_m_min


PROFILES = {
    one.id: one
    for one in (
        # 80 m a minute: 不動産の表示に関する公正競争規約施行規則, for ways on foot; slopes and signals not allowed for.
        Profile("adult", 80.0, NOBODY),
        # 1.1 m/s, older people walking alone: 消防庁 津波対策推進マニュアル検討報告書's table.
        Profile("older", 66.0, NOBODY, assumed="no street is shut out for older people"),
        # 0.9 m/s, pushing a pushchair: the same table. 8 %: the steepest that 道路移動等円滑化基準 allows a pavement where
        # the ground leaves no choice (5 % else). A kerb does not shut out: Japan's pavements are lowered to 2 cm at crossings.
        Profile("wheels", 54.0, NOBODY | STEPS | NARROW | ROUGH, 0.08, "kerbs can be passed; unknown slopes are walked"),
        # 1.0 m/s: the same table for nursery children ("1 m/s or the crowd's").
        Profile("children", 60.0, NOBODY | NO_PAVEMENT, assumed="main roads without a pavement are shut out"),
        # 80 % of the adult's: 南海トラフ巨大地震の被害想定 (2012) for evacuation at night.
        Profile("night", 64.0, NOBODY | UNLIT | INDOOR | LIMITED_HOURS, assumed="ways that are locked or unlit are shut out"),
        # 80 % of an older person's: the same share taken off, so that it is slower than either alone.
        Profile(
            "older_night",
            52.8,
            NOBODY | UNLIT | INDOOR | LIMITED_HOURS,
            assumed="what night takes off an adult's pace it takes off an older person's; streets as at night",
        ),
    )
}
"""Profile id → profile, in the order lists show them."""
USUAL = "older"
"""Whose pace minutes are told in where nobody said who walks: who walks slowest of those who walk alone must not be told too
little."""
