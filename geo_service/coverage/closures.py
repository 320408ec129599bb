"""What closes streets, as a question names it, and the ground or ways it means in a City.

``zone:KEY:DEPTH``: where the zones of a ground (see :class:`~geo_service.coverage.city.ZoneGround`) may be deeper than
DEPTH metres, or of no known depth; ``bridge:WAY,WAY``: ways of the source; ``area:WKT``: a polygon in plane metres.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo_service.coverage.city import City, ZoneGround
from geo_service.coverage.cutting import Closed
from geo_service.coverage.network import BRIDGE, Network
from geo_service.errors import NotAnswerableError

ZONE, BRIDGE_OF, AREA = "zone", "bridge", "area"


def zone_closure(key: str, depth_m: float) -> str:
    """The closure by zones of a ground key where they may be deeper than a depth."""
    return f"{ZONE}:{key}:{depth_m:g}"


def closed_by(city: City, closures: tuple[str, ...]) -> Closed:
    """Ground and ways of all closures. NotAnswerableError, lacking the zones, where their ground is not loaded."""
    grounds: list[Any] = []
    ways: list[int] = []
    for closure in closures:
        kind, _, rest = closure.partition(":")
        if kind == ZONE:
            key, _, depth = rest.rpartition(":")
            grounds += list(zone_polygons(ground_of(city, key), float(depth)))
        elif kind == BRIDGE_OF:
            ways += map(int, rest.split(","))
        else:
            grounds += list(shapely.get_parts(shapely.from_wkt(rest)))
    polygons = np.empty(len(grounds), dtype=object)
    polygons[:] = grounds
    return Closed(polygons, np.array(sorted(set(ways)), dtype=np.int64))


def ground_of(city: City, key: str) -> ZoneGround:
    """The ground of a key. NotAnswerableError when no zones of it are loaded."""
    for ground in city.zone_grounds:
        if ground.key == key:
            return ground
    have = ", ".join(ground.key for ground in city.zone_grounds)
    raise NotAnswerableError(
        f"{city.name_ja}には「{key}」の想定区域が読み込まれていません。あるのは {have or 'ありません'}。",
        f"No zones of '{key}' are loaded for {city.name_en or city.name_ja}. Loaded: {have or 'none'}.",
        lacks=["hazard_zones"],
        allowed=[ground.key for ground in city.zone_grounds],
    )


def zone_polygons(ground: ZoneGround, depth_m: float) -> Any:
    """Polygons of the classes that may be deeper than a depth: whose upper bound is more, or whose depth is not known."""
    may = ~(np.asarray(ground.depth_to_m) <= depth_m)
    # A band without an upper bound is written inf, one of which nothing is known NaN: both may be deeper.
    shapes = shapely.from_wkb(np.array([ground.shapes[i] for i in np.flatnonzero(may)], dtype=object))
    parts = shapely.get_parts(shapes)
    return parts[shapely.get_dimensions(parts) == 2]


def is_bridge(network: Network, way: int) -> bool:
    """Whether a way of that number is, or has, a bridge."""
    on_bridge = (np.asarray(network.flags) & np.uint16(BRIDGE)) != 0
    return bool(np.any((np.asarray(network.way) == way) & on_bridge))
