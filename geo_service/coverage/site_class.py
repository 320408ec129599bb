"""Every place in one class for a hazard: designated outside its zone, usable from the n-th floor up, floors not known, ….

A designation is never struck out: a place that the city designated stays designated, and its class says what the zones say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_service.coverage.city import ALL_SOURCES, NOT_ASSESSED, City, Floats, Places
from geo_service.coverage.floors import FLOORS, UPSTAIRS, first_dry_floor

OUTSIDE = "outside"
"""Designated; its ground was assessed and lies outside the zone."""
UNASSESSED = "not_assessed"
"""Designated; nothing says that its ground was assessed."""
UPPER = "upper_floors"
"""Designated, inside the zone, with floors above the water from the n-th up."""
FLOORS_UNKNOWN = "floors_unknown"
"""Designated, inside the zone; how many storeys it has is not known, or how deep the water."""
COLLAPSE_UNKNOWN = "collapse_unknown"
"""Designated, inside the zone, floors above the water; nothing says whether houses may collapse there."""
UNDER_WATER = "under_water"
"""Designated, inside the zone; no floor of it is surely above the water."""
COLLAPSE = "collapse"
"""Designated, on ground where houses may collapse (wooden houses are meant; a school may stand)."""
IN_ZONE = "in_zone"
"""Designated, inside the zone of a hazard that one does not sit out upstairs."""
NOT_DESIGNATED = "not_designated"
NOT_STATED = "not_stated"
"""Nothing says whether it is designated."""
CLASSES = (
    OUTSIDE,
    UPPER,
    UNASSESSED,
    COLLAPSE_UNKNOWN,
    FLOORS_UNKNOWN,
    COLLAPSE,
    UNDER_WATER,
    IN_ZONE,
    NOT_STATED,
    NOT_DESIGNATED,
)
"""In the order of how sure one can be of them."""
SURE = (OUTSIDE, UPPER)
DOUBTFUL = (COLLAPSE_UNKNOWN, FLOORS_UNKNOWN, COLLAPSE, UNDER_WATER, IN_ZONE)
"""Designated, but with a doubt that the zones raise. Ground that nobody assessed is no word against a place."""


def usual_key(city: City, hazard: str) -> str:
    """The ground that a hazard's zones are read from where nothing else is said: the largest scale, all its sources together;
    "" where no zones of it are loaded."""
    mine = [ground for ground in city.zone_grounds if ground.hazard == hazard]
    largest = [ground for ground in mine if ground.scale == "largest"] or mine
    return next((ground.key for ground in largest if ground.source == ALL_SOURCES), largest[0].key if largest else "")


@dataclass(frozen=True)
class SiteClasses:
    """The n places of a layer. ``state``: one of CLASSES. ``from_floor``: lowest floor above the water at the upper end of its
    band, 0 where that is no matter. ``capacity``: of the usable floors, with the place's capacity spread evenly over its
    storeys; the whole where no floor is lost; NaN where it is not known."""

    state: NDArray[np.str_]
    from_floor: NDArray[np.int64]
    capacity: Floats


def classify(city: City, places: Places, hazard: str, key: str) -> SiteClasses:
    """The class of every place of a layer in the hazard, on the ground classes of ``key`` (no such zones: not assessed)."""
    n = len(places)
    marks = np.asarray(places.marks[hazard]) if hazard in places.marks else np.full(n, -1, dtype=np.int8)
    at = np.asarray(places.ground_class[key]) if key in places.ground_class else np.full(n, NOT_ASSESSED, dtype=np.int32)
    ground = next((one for one in city.zone_grounds if one.key == key), None)
    state = np.full(n, UNASSESSED, dtype="<U16")
    floor = np.zeros(n, dtype=np.int64)
    capacity = np.array(places.capacity, dtype=np.float64)
    state[at == -1] = OUTSIDE
    inside = np.flatnonzero(at >= 0)
    if ground is not None and len(inside):
        cls = at[inside]
        if hazard in UPSTAIRS:
            _, high = first_dry_floor(ground)
            storeys = _storeys(places)[inside]
            deep = np.isnan(np.asarray(ground.depth_to_m))[cls]
            collapse, shallow = np.asarray(ground.collapse)[cls], high[cls] == 1
            # Water of which only the least depth is known leaves no floor that is surely above it, however tall the house.
            too_deep = ~deep & (high[cls] > FLOORS)
            state[inside] = np.select(
                [
                    collapse == 1,
                    ~shallow & (deep | (np.isnan(storeys) & ~too_deep)),
                    ~shallow & (too_deep | (storeys < high[cls])),
                    collapse == -1,
                ],
                [COLLAPSE, FLOORS_UNKNOWN, UNDER_WATER, COLLAPSE_UNKNOWN],
                UPPER,
            )
            floor[inside] = np.where(deep, 0, high[cls])
            usable = np.clip(storeys - high[cls] + 1, 0.0, None) / storeys
            # Water below the first floor costs no floor, however many there are.
            usable = np.where(shallow, 1.0, usable)
            capacity[inside] = np.where(state[inside] == UPPER, capacity[inside] * usable, np.nan)
        else:
            state[inside] = IN_ZONE
            capacity[inside] = np.nan
    state[marks == 0] = NOT_DESIGNATED
    state[marks == -1] = NOT_STATED
    floor[floor > FLOORS] = 0
    return SiteClasses(state, floor, capacity)


def in_doubt(city: City, places: Places, hazard: str, key: str = "") -> NDArray[np.bool_]:
    """Which places are designated, but stand where the zones of the hazard raise a doubt (its usual ground where no ``key`` is
    given). Ground that nobody assessed is no word against a place."""
    key = key or usual_key(city, hazard)
    if not key:
        return np.zeros(len(places), dtype=np.bool_)
    return np.asarray(np.isin(classify(city, places, hazard, key).state, DOUBTFUL))


def _storeys(places: Places) -> Floats:
    """Storeys of each place, NaN where not known (and where a City was built before they were kept)."""
    known = np.asarray(places.storeys, dtype=np.float64)
    return np.where(known >= 1, known, np.nan) if len(known) == len(places) else np.full(len(places), np.nan)
