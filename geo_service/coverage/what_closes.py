"""What closures would close, told before any of them is: streets, metres, bridges, and why one of them closes nothing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

import shapely

from geo_service.coverage.city import City
from geo_service.coverage.closures import AREA, closed_by
from geo_service.coverage.cutting import Touched, touching
from geo_service.coverage.walking import streets_of

OUTSIDE_CITY, NO_GROUND, NO_STREETS = "outside_city", "no_such_ground", "no_streets_there"
"""Why a closure closes nothing: drawn outside the city; no zone is so deep; no street that leads through."""
KEPT = 64


@dataclass(frozen=True)
class Closing:
    """What one closure closes by itself. ``outside``: a drawn area that nowhere meets the city; ``why_nothing``: one of the
    reasons above where no street is touched, else ""."""

    closure: str
    touched: Touched
    outside: bool
    why_nothing: str


def what_closes(city: City, closures: tuple[str, ...]) -> tuple[Closing, ...]:
    """Each closure by itself, in their order. NotAnswerableError without streets, or without the zones that are named."""
    return tuple(_one(city, closure) for closure in closures)


def together(city: City, closures: tuple[str, ...]) -> Touched:
    """What they close together: ground and ways that several close count once."""
    return touching(streets_of(city), closed_by(city, closures))


_kept: OrderedDict[tuple[int, int, str], tuple[object, object, Closing]] = OrderedDict()
_lock = Lock()


def _one(city: City, closure: str) -> Closing:
    """Kept: an answer's notes say it again in every format."""
    network = streets_of(city)
    key = (id(network), id(city.zone_grounds), closure)
    with _lock:
        found = _kept.get(key)
        if found is not None and found[0] is network and found[1] is city.zone_grounds:
            return found[2]
    closing = _worked_out(city, closure)
    with _lock:
        # Network and zones are kept beside, so that their ids are nobody else's.
        _kept[key] = (network, city.zone_grounds, closing)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return closing


def _worked_out(city: City, closure: str) -> Closing:
    closed = closed_by(city, (closure,))
    found = touching(streets_of(city), closed)
    outside = closure.startswith(f"{AREA}:") and not _meets(city, closed.polygons)
    why = ""
    if not found.streets:
        why = OUTSIDE_CITY if outside else NO_STREETS if len(closed.polygons) or len(closed.ways) else NO_GROUND
    return Closing(closure, found, outside, why)


def _meets(city: City, polygons: Any) -> bool:
    border: Any = shapely.from_wkb(city.border)
    return bool(shapely.is_empty(border) or shapely.intersects(border, polygons).any())
