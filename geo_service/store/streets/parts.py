"""The parts that streets hang together in (islands), and who can walk how much of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage import network as n
from geo_service.store.streets.made import Streets
from geo_service.store.streets.topology import WALKED_BY_NOBODY
from layers.base import Text

FLAGS = {
    "path": n.PATH,
    "crossing": n.CROSSING,
    "steps": n.STEPS,
    "kerb": n.KERB,
    "narrow": n.NARROW,
    "rough": n.ROUGH,
    "unlit": n.UNLIT,
    "no_pavement": n.NO_PAVEMENT,
    "bridge": n.BRIDGE,
    "tunnel": n.TUNNEL,
    "indoor": n.INDOOR,
    "limited_hours": n.LIMITED_HOURS,
    "customers": n.CUSTOMERS,
    "water_crossing": n.WATER_CROSSING,
}
"""Name → flag of what is said of a street."""


LABELS = {
    "path": Text("車と分かれた道", "apart from motor traffic"),
    "crossing": Text("横断歩道", "crossings"),
    "steps": Text("階段", "stairs"),
    "kerb": Text("段差のある横断部", "with a raised kerb"),
    "narrow": Text("車いす・ベビーカーに狭い、または車止め", "too narrow or blocked for wheels"),
    "rough": Text("車輪で進みにくい路面", "rough for wheels"),
    "unlit": Text("明かりがないとされる", "said to be unlit"),
    "no_pavement": Text("歩道のない幹線道路", "main roads without pavement"),
    "bridge": Text("橋", "bridges"),
    "tunnel": Text("トンネル・地下道", "tunnels and underpasses"),
    "indoor": Text("建物や駅の中", "indoors"),
    "limited_hours": Text("時間で閉まる", "closed at some hours"),
    "customers": Text("私道・客や関係者だけ（だれも歩かないものとする）", "private or for customers (walked by nobody)"),
    "water_crossing": Text("渡船・徒渉（だれも歩かないものとする）", "ferries and fords (walked by nobody)"),
}
"""What each flag is called."""


def island_lengths(streets: Streets) -> NDArray[np.float64]:
    """Metres that somebody walks of each island, the longest first; none of no length."""
    walked = (streets.flags & WALKED_BY_NOBODY) == 0
    sums = np.bincount(streets.island[streets.start[walked]], weights=streets.length_m[walked])
    return np.asarray(sums[sums > 0])


def flag_lengths(streets: Streets) -> dict[str, float]:
    """Metres of which each flag is said."""
    return {name: float(streets.length_m[(streets.flags & flag) > 0].sum()) for name, flag in FLAGS.items()}
