"""Several supplies in one search, and other choices of places after a search: the same as measuring each on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from shapely.geometry import Point

from geo_service.coverage.city import City
from geo_service.coverage.counted_on_streets import counts_within, shares_after
from geo_service.coverage.demand import Demanded, demanded
from geo_service.coverage.firmness import firmness
from geo_service.coverage.measure import measure
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.same_place import with_marks
from geo_service.coverage.search import search
from geo_service.coverage.supply import Supplied, choose
from geo_service.coverage.which_hazard import which_hazard
from geo_service.store.place_grounds import ground_of
from layers.text import fold_address, fold_name
from tests.toy import Spot, places, towns, toy_city
from tests.toy_ground import ORIGIN, Area
from tests.toy_streets import grid

HAZARDS = ("earthquake", "flood", "fire")


def random_city(seed: int, homes: int = 60, sites: int = 24) -> City:
    """Homes, sites with random marks (blank, no, yes) and shelters on a grid of streets, a third of the sites neighbours'."""
    rng = np.random.default_rng(seed)
    people = [
        Area(f"h{i}", f"家{i}", Point(*xy), {"residents": float(10 + i)}, "99901")
        for i, xy in enumerate(rng.uniform(0, 3000, (homes, 2)).tolist())
    ]

    spots = [
        Spot(f"s{i:02d}", x, y, marks={h: int(rng.integers(-1, 2)) for h in HAZARDS}, name=f"校{i}", own=i % 3 > 0)
        for i, (x, y) in enumerate(rng.uniform(0, 3000, (sites, 2)).tolist())
    ]
    city = toy_city(sites=spots, population=people, zones=False)
    net = grid(16, 16, 200.0)
    moved = replace(net, x=net.x + ORIGIN[0], y=net.y + ORIGIN[1], coords=net.coords + np.array(ORIGIN))
    shelters = places("shelters", [replace(one, id=f"h{one.id}", marks={}) for one in spots[:12]], {"towns": towns()})
    return replace(city, network=moved, places={**city.places, "shelters": shelters})


def question(
    limit_m: float = 600.0, layer: str = "evacuation_sites", hazard: str = "flood", neighbours: bool = False
) -> Question:
    return Question(
        "evacuation-site-reach",
        Demand("group", "residents"),
        Supply("evacuation_sites", hazard=hazard, neighbours=neighbours),
        Reach("streets", limit_m),
    )


def one_by_one(demand: Demanded, supply: Supplied) -> tuple[np.ndarray, np.ndarray]:
    found = measure(demand, supply).measured
    return found.served, found.one


@pytest.mark.parametrize("seed", range(4))
def test_all_hazards_of_two_layers_in_one_search_count_as_each_alone(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    city = random_city(seed)
    searches = []

    def counting(*given: Any) -> Any:
        searches.append(1)
        return search(*given)

    monkeypatch.setattr("geo_service.coverage.counted_on_streets.search", counting)
    asked = replace(question(), id="which-hazard", supply=Supply("evacuation_sites"))
    found = which_hazard(city, asked, fold_address, fold_name)
    assert searches == [1] and len(found.columns) == 7
    monkeypatch.undo()
    assert found.same is not None and found.same.paired
    shelters = with_marks(city.places["shelters"], city.places["evacuation_sites"], found.same)
    city = replace(city, places={**city.places, "shelters": shelters})
    for column in found.columns:
        layer = replace(asked, supply=Supply(column.layer, hazard=column.hazard))
        demand, (supply, _) = demanded(city, layer), choose(city, layer)
        served, one = one_by_one(demand, supply)
        amount = np.where(demand.measurable, demand.amount, 0.0)
        assert column.usable == len(supply)
        assert column.total.none == pytest.approx(float(amount @ (1 - served)))
        assert column.total.one == pytest.approx(float(amount @ one))
        assert column.total.more == pytest.approx(float(amount @ (served - one)))


def test_more_than_32_sets_and_several_limits_at_once() -> None:
    city = random_city(7)
    demand = demanded(city, question())
    supply, _ = choose(city, question(hazard="", neighbours=True))
    varied = replace(supply, limit_m=np.where(np.arange(len(supply)) % 2 == 0, 400.0, 750.0))
    choices = [varied.only(np.flatnonzero(np.arange(len(varied)) % n != 0)) for n in range(2, 21)]
    assert sum(len(np.unique(one.limit_m)) for one in choices) > 32
    for one, count in zip(choices, counts_within(demand, choices), strict=True):
        served, single = one_by_one(demand, one)
        assert (count > 0).tolist() == (served > 0).tolist() and (count == 1).tolist() == (single > 0).tolist()


def test_where_demand_and_supply_are_one_layer_no_place_counts_for_itself() -> None:
    city = random_city(3)
    asked = replace(question(), demand=Demand("layer", "evacuation_sites"))
    demand, (supply, _) = demanded(city, asked), choose(city, asked)
    assert demand.source is supply.source
    served, one = one_by_one(demand, supply)
    (count,) = counts_within(demand, [supply])
    assert (count > 0).tolist() == (served > 0).tolist() and (count == 1).tolist() == (one > 0).tolist()


def test_large_grounds_are_reached_at_their_edges_in_a_shared_search_too() -> None:
    city = random_city(5)
    sites = city.places["evacuation_sites"]
    grounds = [(i, Point(sites.x[i], sites.y[i]).buffer(250)) for i in range(0, len(sites), 4)]
    ground = ground_of(sites.x, sites.y, grounds)
    assert ground is not None
    wide = replace(city, places={**city.places, "evacuation_sites": replace(sites, ground=ground)})
    asked = question(400.0, neighbours=True)
    shares = []
    for one in (city, wide):
        demand, (supply, _) = demanded(one, asked), choose(one, asked)
        (count,) = counts_within(demand, [supply])
        served, single = one_by_one(demand, supply)
        assert (count > 0).tolist() == (served > 0).tolist() and (count == 1).tolist() == (single > 0).tolist()
        shares.append((count > 0).mean())
    assert shares[0] < shares[1]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("limit_m", [300.0, 900.0, 2500.0])
@pytest.mark.parametrize("layer", ["", "evacuation_sites"])
def test_other_choices_of_places_share_what_measuring_again_gives(seed: int, limit_m: float, layer: str) -> None:
    city = random_city(seed)
    asked = question(limit_m)
    if layer:
        asked = replace(asked, demand=Demand("layer", layer))
    demand, (supply, _) = demanded(city, asked), choose(city, asked)
    generous, _ = choose(city, asked, blank_counts=True)
    neighbours, _ = choose(city, question(limit_m, neighbours=True))
    afters = [generous, neighbours, supply.without(np.arange(2)), supply.without(np.arange(1, len(supply))), supply]
    found = measure(demand, supply)
    shares = shares_after(demand, found, supply, afters)
    assert shares == pytest.approx([measure(demand, one).measured.share_served() for one in afters])
    firm = {one.assumption: one.share_served for one in firmness(city, asked, demand, supply, found)}
    assert (firm["blank_as_yes"], firm["neighbours"]) == pytest.approx((shares[0], shares[1]))


def test_taking_few_places_away_searches_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    city = random_city(1)
    asked = question(900.0, hazard="")
    demand, (supply, _) = demanded(city, asked), choose(city, asked)
    found = measure(demand, supply)
    monkeypatch.setattr("geo_service.coverage.counted_on_streets.search", None)
    fewer = supply.without(np.array([0]))
    (share,) = shares_after(demand, found, supply, [fewer])
    assert share == pytest.approx(measure(demand, fewer).measured.share_served())
