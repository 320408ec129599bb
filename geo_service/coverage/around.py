"""What is near a spot besides the places a question counts: spare rooms, partners, parks, meeting places, shelters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo_service.coverage.city import City
from geo_service.coverage.reach import reported
from geo_service.coverage.supply import has_position


@dataclass(frozen=True)
class Around:
    """One thing near a spot: of which layer and kind, its name, and how far in a straight line (metres, one decimal).
    ``in_zone``: whether it stands in the hazard's zone, None where nobody says (or without a hazard)."""

    layer: str
    kind: str
    name: str
    distance_m: float
    in_zone: bool | None = None


def around(city: City, spot: tuple[float, float], layers: Sequence[str], within_m: float, hazard: str = "") -> tuple[Around, ...]:
    """The nearest place in use of each of the layers that are loaded, no farther than ``within_m`` from the spot (plane
    metres); in the order of ``layers``."""
    found = []
    for layer in layers:
        places = city.places.get(layer)
        if places is None or not len(places):
            continue
        fits = np.asarray(places.used, dtype=np.bool_) & has_position(places)
        distance_m = np.where(fits, np.hypot(np.asarray(places.x) - spot[0], np.asarray(places.y) - spot[1]), np.inf)
        at = int(np.argmin(distance_m))
        if distance_m[at] <= within_m:
            inside = int(places.zone_inside[hazard][at]) if hazard in places.zone_inside else -1
            metres = float(reported(float(distance_m[at]), 1.0))
            found.append(Around(layer, places.kind[at], places.name[at], metres, None if inside < 0 else bool(inside)))
    return tuple(found)
