"""The datasets that tell how high people live and how high places are: those used, and no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo_service.coverage.city import City
from geo_service.coverage.dwellings import BASES, Dwellings
from geo_service.coverage.floors import FLOORS
from geo_service.coverage.sources import floor_datasets
from tests.toy import note, toy_city


def town(basis: tuple[str, str], dataset: tuple[int, int], storeys_from: str = "") -> City:
    """The toy city with three datasets more (two tables, buildings) and dwellings of two units."""
    city = toy_city()
    more = (note("dwellings", 1, source="new"), note("dwellings", 1, source="old"), note("buildings", 9))
    first = len(city.datasets)
    at = np.array([first + one if one >= 0 else -1 for one in dataset], dtype=np.int32)
    low = np.tile(np.eye(FLOORS)[0], (2, 1))
    codes = np.array([BASES.index(one) for one in basis], dtype=np.int32)
    known = Dwellings("wards", {}, codes, np.full(2, -1, np.int32), at, low, low)
    sites = city.places["evacuation_sites"]
    sites = replace(sites, storeys_from=(storeys_from,) + ("",) * (len(sites) - 1))
    return replace(city, datasets=(*city.datasets, *more), dwellings=known, places={**city.places, "evacuation_sites": sites})


def said(city: City) -> list[tuple[str, str]]:
    return [(one.layer, one.source) for one in floor_datasets(city, "evacuation_sites")]


def test_tables_that_tell_of_a_unit_are_named_and_others_are_not() -> None:
    assert said(town(("floors", ""), (0, -1))) == [("dwellings", "new")]
    assert said(town(("houses", "floors"), (1, 0))) == [("dwellings", "new"), ("dwellings", "old")]


def test_buildings_are_named_where_they_tell_of_people_or_of_places() -> None:
    assert said(town(("houses", "buildings"), (1, -1))) == [("dwellings", "old"), ("buildings", "toy")]
    assert said(town(("houses", ""), (0, -1), "building")) == [("dwellings", "new"), ("buildings", "toy")]
    assert said(town(("houses", ""), (0, -1), "list")) == [("dwellings", "new")]


def test_nothing_is_named_where_nothing_is_known() -> None:
    assert floor_datasets(toy_city(), "evacuation_sites") == ()
