"""The small map of an area says of a designated place only what the city's zones can say."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from geo_service.coverage.area import area_of
from geo_service.coverage.city import City
from maps.area_picture import area_map
from tests.toy import toy_city
from tests.toy_hazards import Class, flooded

DOUBT = "使える場所（想定区域の中など、確かめが要る場所）"
LISTED = "この災害のときに使う場所に指定"
DRY = toy_city()
WET = flooded(DRY, [Class(box(0, 0, 1000, 1000), (3.0, 5.0))])
"""The first site's ground is 3 to 5 m under water and nobody knows its storeys."""


@pytest.mark.parametrize(
    ("city", "hazard", "said", "unsaid"),
    [(WET, "flood", DOUBT, LISTED), (WET, "earthquake", LISTED, DOUBT), (DRY, "flood", LISTED, DOUBT)],
)
def test_without_zones_nothing_is_said_of_them(city: City, hazard: str, said: str, unsaid: str) -> None:
    _, legend = area_map(area_of(city, "wards", "99901"), hazard, "ja")
    texts = [line.words for line in legend]
    assert said in texts
    assert unsaid not in texts
