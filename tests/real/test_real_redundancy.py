"""Kawasaki's real lists: shelters and sites that are one place, places closing one by one, the sheet, and the border."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from geo_service.coverage.balance import balance
from geo_service.coverage.border import border
from geo_service.coverage.city import City
from geo_service.coverage.demand import demanded
from geo_service.coverage.figures import total_figures
from geo_service.coverage.losses import loss, losses, standing
from geo_service.coverage.measure import measure
from geo_service.coverage.question import Question
from geo_service.coverage.same_place import same_places
from geo_service.coverage.supply import choose
from geo_service.coverage.which_hazard import which_hazard
from geo_service.questions import build
from geo_service.settings import Settings
from geo_service.store.load import LoadOptions, load
from geo_service.store.shelf import CityShelf
from layers.text import fold_address, fold_name
from tests.databases import database_of

pytestmark = pytest.mark.real
KAWASAKI = "14130"
COLUMNS = Path(__file__).parent / "columns"
FILES = (
    "wards_N03-21_simplified.geojson",
    "neighbouring_municipalities_N03-21_simplified.geojson",
    "gsi_designated_emergency_evacuation_sites.geojson",
    "gsi_designated_shelters.geojson",
    "towns_approximate.geojson",
)


@pytest.fixture(scope="module")
def city(cluster_conninfo: str, cluster_home: Path, real_data: Path) -> Iterator[City]:
    """Kawasaki with its two lists of places, single-person households, and its neighbours' lists."""
    settings = Settings(home=cluster_home)
    with database_of(cluster_home, "realredundancy") as conninfo:
        paths = [real_data / "kawasaki" / name for name in FILES] + [real_data / "neighbours"]
        report = load(conninfo, paths, LoadOptions(columns=COLUMNS, settings=settings))
        assert report.error() is None
        with CityShelf(settings, conninfo) as shelf:
            yield shelf.get(KAWASAKI, "staff")


@pytest.fixture(scope="module")
def question(city: City) -> Question:
    return build("evacuation-site-reach", city, {"hazard": "earthquake", "demand": "single_person_households"})


def test_every_shelter_is_one_site_and_two_schools_at_one_address_stay_two(city: City) -> None:
    shelters, sites = city.places["shelters"], city.places["evacuation_sites"]
    same = same_places(shelters, sites, fold_address, fold_name)
    # Joined by address alone there are 176 pairs for 174 shelters.
    assert (same.paired, len(same.unpaired)) == (174, 0)
    assert int((sites.own & sites.used).sum()) == 187
    assert len(set(same.site.tolist())) == 174
    for name in ("玉川中学校", "市立橘高校"):
        (at,) = [i for i in range(len(shelters)) if fold_name(shelters.name[i]).endswith(fold_name(name))]
        assert fold_name(sites.name[int(same.site[at])]) == fold_name(shelters.name[at])


def test_which_hazard_holds_the_published_numbers_of_marks(city: City, question: Question) -> None:
    found = which_hazard(city, question, fold_address, fold_name)
    designated = {one.hazard: one.designated for one in found.columns if one.layer == "evacuation_sites"}
    wanted = {"earthquake": 187, "flood": 174, "landslide": 95, "storm_surge": 59, "tsunami": 33, "fire": 8}
    assert {hazard: designated[hazard] for hazard in wanted} == wanted
    for one in found.columns:
        assert one.total.demand == pytest.approx(found.columns[0].total.demand)
        parts = one.total.none + one.total.one + one.total.more + one.total.left_out
        assert parts == pytest.approx(one.total.demand)


def test_every_place_closed_is_what_measuring_again_says(city: City, question: Question) -> None:
    found = losses(city, question)
    assert len(found.losses) == 187
    supply, _ = choose(city, question)
    demand = demanded(city, question)
    position = {int(index): at for at, index in enumerate(supply.index)}
    for one in (found.losses[0], found.losses[50], found.losses[-1]):
        after = total_figures(measure(demand, supply.without(np.array([position[one.places[0]]]))).measured)
        assert one.lost == pytest.approx(found.before[0] - after.served, abs=0.01)
    nine_tenths = np.arange(168)
    all_at_once = loss(standing(city, question), nine_tenths)
    after = total_figures(measure(demand, supply.without(nine_tenths)).measured)
    assert all_at_once.lost == pytest.approx(found.before[0] - after.served, abs=0.01)
    assert all_at_once.lost > sum(one.lost for one in found.losses if position[one.places[0]] < 168)


def test_the_sheet_and_the_border_add_up(city: City, question: Question) -> None:
    sheet, across = balance(city, question), border(city, question)
    assert sum(line.amount for line in sheet.lines if line.counts) == pytest.approx(sheet.total.left_out)
    assert sheet.counted_places + len(sheet.listed("place")) == sheet.all_places
    assert across.total.own == pytest.approx(sheet.total.served)
    loaded = {one.code for one in across.neighbours if one.loaded}
    assert {"13111", "13112"} <= loaded
    # Yokohama's wards lie all along the south, and its list is not here.
    missing = [one for one in across.neighbours if one.code.startswith("141") and not one.loaded]
    assert missing and sum(one.missing for one in missing) > 0
