"""What closures would close, told before any of them is: streets, metres, bridges, and why one of them closes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from geo_service.coverage.city import City
from geo_service.coverage.closures import AREA, closed_by
from geo_service.coverage.cutting import Touched, touching
from geo_service.coverage.keeping import Keeping
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
    if len(closures) == 1:
        return _one(city, closures[0]).touched
    return _several.get(_made_of(city), closures, lambda: touching(streets_of(city), closed_by(city, closures)))


# Kept: an answer's notes say it again in every format, and each is a second or more of work in a large city.
_each: Keeping[Closing] = Keeping(KEPT)
_several: Keeping[Touched] = Keeping(KEPT)


def _one(city: City, closure: str) -> Closing:
    return _each.get(_made_of(city), closure, lambda: _worked_out(city, closure))


def _made_of(city: City) -> tuple[object, ...]:
    return (streets_of(city), *city.zone_grounds)


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
