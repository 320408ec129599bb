"""Kawasaki's real files: what the whole pipeline answers (load → database → City → engine) against the oracle, which reads
the same files by itself with geopandas."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from psycopg import sql

from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.questions import build
from geo_service.settings import Settings
from geo_service.store.files import DATABASE, ClusterFiles
from geo_service.store.load import LoadOptions, load
from geo_service.store.shelf import CityShelf
from tests.oracle import oracle
from tests.oracle.compare import differences
from tests.oracle.engine_result import bounds, plain
from tests.oracle.oracle import Result

pytestmark = pytest.mark.real
KAWASAKI, SRID, LIMIT_M = "14130", 6677, 500.0
COLUMNS = Path(__file__).parent / "columns"
NURSERIES, HOUSEHOLDS = "child_facilities:nursery", "single_person_households"


@pytest.fixture(scope="module")
def city(cluster_conninfo: str, cluster_home: Path, real_data: Path) -> Iterator[City]:
    """Kawasaki as the service knows it after one load of all files."""
    files, name = ClusterFiles.of(cluster_home), f"r{uuid.uuid4().hex[:12]}"
    settings = Settings(home=cluster_home)
    with psycopg.connect(files.conninfo("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(DATABASE)))
    try:
        paths = [real_data / "kawasaki", real_data / "neighbours"]
        report = load(files.conninfo(name), paths, LoadOptions(columns=COLUMNS, settings=settings))
        assert report.error() is None
        with CityShelf(settings, files.conninfo(name)) as shelf:
            yield shelf.get(KAWASAKI, "staff")
    finally:
        with psycopg.connect(files.conninfo("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def sites(real_data: Path) -> Any:
    """The sites that the national list marks for earthquakes."""
    rows = oracle.read(real_data / "kawasaki" / "gsi_designated_emergency_evacuation_sites.geojson", SRID)
    return rows[rows["地震"] == "1"]


@pytest.fixture(scope="module")
def nurseries(real_data: Path) -> Result:
    """The oracle's answer for the nurseries of 2020, by name (no two share one)."""
    rows = oracle.read(real_data / "kawasaki" / "licensed_nurseries_2020.geojson", SRID)
    assert rows["name"].is_unique
    return oracle.facilities(rows, "name", sites(real_data), "施設・場所名", LIMIT_M)


@pytest.fixture(scope="module")
def households(real_data: Path) -> Result:
    """The oracle's answer for single-person households, by exact overlay with wards and towns."""
    folder = real_data / "kawasaki"
    towns = oracle.read(folder / "towns_approximate.geojson", SRID)
    towns["code"] = towns["ward_code"] + ":" + towns["town"]
    wards = oracle.read(folder / "wards_N03-21_simplified.geojson", SRID)
    units = {"wards": (wards, "N03_007"), "towns": (towns, "code")}
    return oracle.people(towns, HOUSEHOLDS, units, sites(real_data), LIMIT_M)


def ask(city: City, demand: str, limit_m: float = LIMIT_M) -> Answer:
    """What `geo-service ask evacuation-site-reach --hazard earthquake` asks."""
    return answer(city, build("evacuation-site-reach", city, {"demand": demand, "hazard": "earthquake", "within": str(limit_m)}))


def by_name(result: Answer) -> Result:
    """Facilities and their nearest by name, as the list of nurseries has no ids."""
    figures = plain(result)
    name = {one.id: one.name for one in result.items} | {one.nearest.id: one.nearest.name for one in result.items if one.nearest}
    figures.items = {name[id]: (s, d, frozenset(name[n] for n in near), w) for id, (s, d, near, w) in figures.items.items()}
    return figures


def compare(expected: Result, result: Answer) -> list[str]:
    """What the comparison finds."""
    return differences(expected, by_name(result) if result.items else plain(result), bounds(result), ("towns",))


def without_site(city: City, name: str) -> City:
    """The city with one evacuation site lost."""
    places = city.places["evacuation_sites"]
    used = places.used & (np.array(places.name, dtype=object) != name)
    return replace(city, places={**city.places, "evacuation_sites": replace(places, used=used)})


def doubled(city: City, feature: int) -> City:
    """The city with the households of one town counted twice."""
    atoms = city.populations[0]
    counts = np.array(atoms.counts[HOUSEHOLDS])
    counts[feature] *= 2
    return replace(city, populations=(replace(atoms, counts={**atoms.counts, HOUSEHOLDS: counts}), *city.populations[1:]))


def test_nurseries_exactly(city: City, nurseries: Result) -> None:
    """Each of the 391: served or not, by how many, the nearest and its distance."""
    result = ask(city, NURSERIES)
    assert len(nurseries.items) == len(result.items) == 391
    assert compare(nurseries, result) == []
    assert (result.total.served, result.total.depends_on_one) == (nurseries.total.served, nurseries.total.depends_on_one)


def test_households_within_the_bounds(city: City, households: Result) -> None:
    """City and wards within 0.2 points, each 町丁 within its bound, no bound above half a point."""
    result = ask(city, HOUSEHOLDS)
    assert round(households.total.demand) == round(result.total.demand) == 338_862
    assert len(households.units["towns"]) == len(result.units["towns"]) == 656
    assert compare(households, result) == []
    assert sum(row.unknown_features for row in result.units["towns"]) == 33


@pytest.mark.parametrize("demand", [NURSERIES, HOUSEHOLDS])
def test_a_limit_ten_metres_too_long_is_found(city: City, demand: str, request: pytest.FixtureRequest) -> None:
    """The comparison fails when the engine's limit is 10 m more."""
    expected = request.getfixturevalue("nurseries" if demand == NURSERIES else "households")
    assert compare(expected, ask(city, demand, LIMIT_M + 10)) != []


@pytest.mark.parametrize("demand", [NURSERIES, HOUSEHOLDS])
def test_a_lost_site_is_found(city: City, demand: str, request: pytest.FixtureRequest) -> None:
    """The comparison fails when the engine loses the site that is nearest to any of ten nurseries."""
    expected = request.getfixturevalue("nurseries" if demand == NURSERIES else "households")
    nearest = request.getfixturevalue("nurseries").items
    for name in sorted({min(one[2]) for one in nearest.values()})[:10]:
        assert compare(expected, ask(without_site(city, name), demand)) != [], name


def test_a_doubled_count_is_found(city: City, households: Result) -> None:
    """The comparison fails when one town's households count twice."""
    counts = city.populations[0].counts[HOUSEHOLDS]
    for feature in np.flatnonzero(counts > 1)[:10].tolist():
        assert compare(households, ask(doubled(city, feature), HOUSEHOLDS)) != []
