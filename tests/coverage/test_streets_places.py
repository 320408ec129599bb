"""Places along streets: one more takes nothing away, order changes nothing, and nine in ten closed at once is right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.answer import Figures
from geo_service.coverage.city import City
from geo_service.coverage.losses import loss_of
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.coverage.test_streets_answers import ask, hamlet
from tests.toy_streets import random_network

Spots = list[tuple[float, float]]
seeds = st.integers(0, 2**32 - 1)


def town(seed: int) -> tuple[Spots, Spots, np.random.Generator]:
    """Homes and ten sites on random streets."""
    rng = np.random.default_rng(seed)
    homes = [(float(x), float(y)) for x, y in rng.uniform(0, 2000, (25, 2))]
    sites = [(float(x), float(y)) for x, y in rng.uniform(0, 2000, (10, 2))]
    return homes, sites, rng


def at(seed: int, homes: Spots, sites: Spots) -> City:
    return hamlet(homes, sites, random_network(np.random.default_rng(seed + 1), 25, 60))


def figures(city: City, limit_m: float) -> Figures:
    return ask(city, limit_m).total


@settings(deadline=None, max_examples=40)
@given(seeds, st.sampled_from([200.0, 600.0, 2000.0]))
def test_a_place_more_never_takes_anything_away(seed: int, limit_m: float) -> None:
    homes, sites, _ = town(seed)
    fewer, more = figures(at(seed, homes, sites[:-1]), limit_m), figures(at(seed, homes, sites), limit_m)
    assert more.served >= fewer.served
    assert more.demand == fewer.demand == 2_500
    assert more.left_out == fewer.left_out
    for percent, metres in more.distance_m.items():
        before = fewer.distance_m[percent]
        assert before is None or (metres is not None and metres <= before)


@settings(deadline=None, max_examples=25)
@given(seeds)
def test_the_order_of_homes_and_places_changes_nothing(seed: int) -> None:
    homes, sites, rng = town(seed)
    found = figures(at(seed, homes, sites), 600.0)
    other_homes = [homes[i] for i in rng.permutation(len(homes))]
    # Ids follow the order here, so equal distances may fall to another place: figures must not care.
    other_sites = [sites[i] for i in rng.permutation(len(sites))]
    assert figures(at(seed, other_homes, other_sites), 600.0) == found


@settings(deadline=None, max_examples=25)
@given(seeds, st.integers(0, 9))
def test_nine_in_ten_closed_at_once_is_the_city_with_one(seed: int, kept: int) -> None:
    homes, sites, _ = town(seed)
    city = at(seed, homes, sites)
    question = Question(
        "evacuation-site-reach",
        Demand("group", "residents"),
        Supply("evacuation_sites", hazard="earthquake"),
        Reach("streets", 600.0),
    )
    before = figures(city, 600.0)
    alone = figures(at(seed, homes, [sites[kept]]), 600.0)
    places = city.places["evacuation_sites"]
    counted = {places.id[i] for i in ask(city, 600.0).supply_index}
    gone = [id for id in sorted(counted) if id != f"s{kept}"]
    if not gone:
        return
    found = loss_of(city, question, gone)
    # A site that is on no street counts neither before nor alone.
    left = alone.served if f"s{kept}" in counted else 0.0
    assert found.lost == pytest.approx(before.served - left)
