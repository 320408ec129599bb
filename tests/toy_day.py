"""The toy city by day: two schools, a company and two stations, one of each kind without a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from shapely.geometry import box

from geo_service.coverage.city import City
from tests.toy import ASSOCIATIONS, FLOOD, FLOOD_KEY, WARDS, Spot, note, places, towns, toy_city

NAN = float("nan")
SCHOOLS = (
    (Spot("u1", 500, 900, "university", name="一の大学"), 3000.0),
    (Spot("u2", 4500, 2500, "university", name="二の大学"), 500.0),
    (Spot("b1", 2500, 2500, "company", name="みほん工業"), 100.0),
    (Spot("b2", 2500, 2400, "company", name="人数のない会社"), NAN),
    (Spot("u3", kind="university", name="位置のない大学"), 40.0),
    (Spot("u4", 500, 900, "university", used=False, name="古い一の大学"), 2900.0),
    (Spot("u5", 5200, 2500, "university", own=False, name="隣の大学"), 9999.0),
)
STATIONS = ((Spot("t1", 2500, 2900, "railway", name="中央駅"), 800.0), (Spot("t2", 500, 500, "railway", name="数のない駅"), NAN))


def by_day(schools: Sequence[tuple[Spot, float]] = SCHOOLS) -> City:
    """The toy city with places of study and work and stations, and their people by day."""
    city = toy_city()
    units = {"wards": WARDS, "towns": towns(), "association_areas": ASSOCIATIONS}
    zones = {key: box(*FLOOD) for key in ("flood", FLOOD_KEY)}
    more, notes = {}, list(city.datasets)
    for layer, rows in (("places_of_study_and_work", schools), ("stations", STATIONS)):
        notes.append(note(layer, len(rows)))
        made = places(layer, [spot for spot, _ in rows], units, len(notes) - 1, zones)
        more[layer] = replace(made, day_people=np.array([people for _, people in rows]))
    return replace(city, places={**city.places, **more}, datasets=tuple(notes))
