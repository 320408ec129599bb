"""One area of the toy city by arithmetic: people, sites inside and beyond its line, what is near, what shares its ground."""

from __future__ import annotations

import math

import pytest

from geo_service.coverage import engine
from geo_service.coverage.area import area_of, unit_at
from geo_service.coverage.help_near import help_near
from geo_service.errors import NotFoundError
from geo_service.questions import build
from tests.toy import toy_city


def test_people_and_sites_of_a_town() -> None:
    city = toy_city()
    towns = city.unit_sets["towns"]
    answer = engine.answer(city, build("evacuation-site-reach", city, {"hazard": "flood"}))
    total = 0.0
    inside = 0
    for code in towns.code:
        area = area_of(city, "towns", code, {"flood": answer})
        residents = next(one for one in area.people if one.group == "residents")
        total += 0.0 if math.isnan(residents.people) else residents.people
        flood = next(one for one in area.hazards if one.marks.hazard == "flood")
        inside += len(flood.inside)
        assert all(one.distance_m == 0 for one in flood.inside)
        assert flood.outside is None or flood.outside.distance_m > 0
        row = next(one for one in answer.units["towns"] if one.code == code)
        assert flood.figures == row.figures
        assert flood.city == answer.total
    # Every resident lives in one town, and every placed site that floods are marked for stands in one.
    assert total == pytest.approx(
        answer.total.demand + sum(one.amount for one in answer.left_out if one.code == "off_map"), rel=1e-9
    )
    sites = city.places["evacuation_sites"]
    assert inside == sum(
        int(mark) == 1 and bool(own) and bool(used) and math.isfinite(x)
        for mark, own, used, x in zip(sites.marks["flood"], sites.own, sites.used, sites.x, strict=True)
    )


def test_an_area_that_is_not_there_says_what_is() -> None:
    city = toy_city()
    with pytest.raises(NotFoundError, match="hamlets"):
        unit_at(city, "hamlets", "1")
    with pytest.raises(NotFoundError, match="no-such"):
        area_of(city, "towns", "no-such")


def test_what_is_near_comes_nearest_first_and_not_from_far() -> None:
    city = toy_city()
    for code in city.unit_sets["towns"].code:
        found = help_near(city, "towns", code, "flood")
        for layer in {one.layer for one in found}:
            mine = [one for one in found if one.layer == layer]
            assert len(mine) <= 3
            if layer != "evacuation_sites":
                assert all(one.distance_m <= 2000 for one in mine)
