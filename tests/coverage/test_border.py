"""Across the border: the toy city's east side has a neighbour with one school, its other sides have nobody that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo_service.coverage.border import NOBODY, BorderAnswer, border, loaded_for
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.supply import with_neighbours
from tests.toy import NEIGHBOUR, Spot, toy_city
from tests.toy_ground import Area, degrees_wkb

SITES = (
    Spot("a", 4600, 2500, marks={"*": 1}),
    Spot("n1", 5200, 2500, marks={"*": 1}, own=False),
)


def homes(xs: Sequence[tuple[float, float]], sites: tuple[Spot, ...] = SITES, **more: Any) -> City:
    people = [Area(f"h{i}", f"家{i}", Point(x, y), {"residents": 100.0}) for i, (x, y) in enumerate(xs)]
    return toy_city(sites=sites, population=people, **more)


def ask(city: City, limit: float = 500.0) -> BorderAnswer:
    supply = Supply("evacuation_sites", (), "earthquake")
    return border(city, Question("border", Demand("group", "residents"), supply, Reach("straight", limit)))


def without_data(city: City) -> City:
    """The neighbour's ground is known, its places are not."""
    kept = replace(city.places["evacuation_sites"], used=np.array([True, False]))
    return replace(city, places={**city.places, "evacuation_sites": kept})


EDGE = [(4200, 2500), (4900, 2800), (4800, 3200), (4950, 4400), (1000, 1000), (1000, 100)]
"""In turn: own place only; both; none, beside the neighbour; none, beside the neighbour; inland; beside the south border."""


def test_by_hand() -> None:
    found = ask(homes([*EDGE, (4990, 2110)]))
    # The last home is 443 m from n1 and 551 m from a.
    assert (found.total.own, found.total.only_neighbours, found.total.unserved) == (200, 100, 400)
    neighbour, nobody = found.neighbours
    assert (neighbour.code, neighbour.name, neighbour.places, neighbour.loaded) == (NEIGHBOUR, "となり市", 1, True)
    assert (neighbour.served_only, neighbour.missing) == (100, 0)
    # Nothing is loaded south of the city; nobody knows whether there is ground at all.
    assert (nobody.code, nobody.loaded, nobody.missing) == (NOBODY, False, 100)
    assert (found.total.missing, found.total.unknown_side) == (0, 100)
    assert [(u.only_neighbours, u.unknown_side) for u in found.units["wards"]] == [(0, 100), (100, 0)]


def test_people_beside_a_neighbour_without_data_are_flagged() -> None:
    found = ask(without_data(homes(EDGE)))
    neighbour = found.neighbours[0]
    assert (neighbour.loaded, neighbour.places, neighbour.missing) == (False, 0, 200)
    assert (found.total.missing, found.total.unknown_side, found.total.only_neighbours) == (200, 100, 0)
    assert [u.missing for u in found.units["wards"]] == [0, 200]


def test_own_places_that_reach_across() -> None:
    found = ask(homes(EDGE))
    assert [(found.city.places["evacuation_sites"].id[one.place], one.into) for one in found.across] == [("a", (NEIGHBOUR,))]
    assert ask(homes(EDGE), limit=399.0).across == ()


def test_a_designated_citys_list_is_data_for_its_wards() -> None:
    city = homes(EDGE)
    places = replace(city.places["evacuation_sites"], municipality=("99900", "14100"))
    other = replace(city, code="14130")
    assert loaded_for(other, places, ("14103", "14151", "13111", "14100")) == {
        "14103": True,
        "14151": False,
        "13111": False,
        "14100": True,
    }


spots = st.lists(st.tuples(st.integers(3000, 6000), st.integers(0, 5000)), min_size=1, max_size=8, unique=True)


@settings(deadline=None, max_examples=25)
@given(spots, st.sampled_from([400.0, 1200.0]))
def test_figures_are_the_two_answers_difference(rows: list[tuple[int, int]], limit: float) -> None:
    made = tuple(Spot(f"s{i}", x, y, marks={"*": 1}, own=x < 5000) for i, (x, y) in enumerate(rows))
    city = toy_city(sites=made, cell_m=1000.0)
    found = ask(city, limit)
    own = answer(city, found.question).total
    both = answer(city, with_neighbours(found.question, True)).total
    assert found.total.own == pytest.approx(own.served)
    assert found.total.only_neighbours == pytest.approx(both.served - own.served, abs=1e-6)
    assert found.total.unserved == pytest.approx(both.unserved)
    assert sum(one.served_only for one in found.neighbours) == pytest.approx(found.total.only_neighbours, abs=1e-3)
    assert found.total.missing <= found.total.unserved + 1e-9
    for field in ("own", "only_neighbours", "unserved", "blank", "missing", "unknown_side"):
        assert sum(getattr(u, field) for u in found.units["wards"]) == pytest.approx(getattr(found.total, field), abs=1e-6)


def test_two_neighbours_each_with_its_own_people() -> None:
    sites = (*SITES, Spot("n2", 5100, 4500, marks={"*": 1}, own=False))
    city = homes([(4990, 2110), (4990, 4400)], sites)
    names = replace(city.places["evacuation_sites"], municipality=("99900", NEIGHBOUR, "99960"))
    shapes = {NEIGHBOUR: degrees_wkb(box(5000, 0, 8000, 4000)), "99960": degrees_wkb(box(5000, 4000, 8000, 5000))}
    city = replace(
        city,
        places={**city.places, "evacuation_sites": names},
        neighbours={NEIGHBOUR: "となり市", "99960": "北の市"},
        neighbour_shapes=shapes,
    )
    found = ask(city)
    assert [(one.name, one.served_only) for one in found.neighbours if one.code] == [("となり市", 100), ("北の市", 100)]


def test_a_city_is_named_by_its_wards() -> None:
    sites = (*SITES, Spot("n2", 5100, 2200, marks={"*": 1}, own=False))
    city = homes([(4990, 2110)], sites)
    listed = replace(city.places["evacuation_sites"], municipality=("14130", "14100", "14100"))
    city = replace(
        city,
        code="14130",
        places={**city.places, "evacuation_sites": listed},
        neighbours={"14101": "横浜市鶴見区", "14109": "横浜市港北区"},
        neighbour_shapes={"14101": degrees_wkb(box(5000, 0, 8000, 2500)), "14109": degrees_wkb(box(5000, 2500, 8000, 5000))},
    )
    found = {one.code: one for one in ask(city).neighbours if one.code}
    assert (found["14100"].name, found["14100"].served_only) == ("横浜市", 100)
    assert found["14101"].loaded and found["14109"].loaded and found["14109"].missing == 0


def test_a_neighbours_blank_mark_is_neither_a_yes_nor_a_no() -> None:
    silent = (SITES[0], Spot("n1", 5200, 2500, marks={"*": -1}, own=False), Spot("n2", 5200, 4400, marks={"*": 0}, own=False))
    found = ask(homes([*EDGE, (4990, 2110)], silent))
    # The home that n1 alone could serve is known to have no usable place, and nobody knows whether it has one.
    assert (found.total.own, found.total.only_neighbours, found.total.unserved, found.total.blank) == (200, 0, 500, 100)
    neighbour = found.neighbours[0]
    assert (neighbour.loaded, neighbour.places, neighbour.in_reach, neighbour.blank) == (True, 0, 0, 1)
    ids = found.city.places["evacuation_sites"].id
    assert ([ids[i] for i in found.beyond], [ids[i] for i in found.beyond_blank]) == ([], ["n1"])
    assert [u.blank for u in found.units["wards"]] == [0, 100]


def test_places_beyond_the_limit_of_the_border_are_nobodys_here() -> None:
    sites = (*SITES, Spot("near", 5500, 100, marks={"*": 1}, own=False), Spot("far", 5501, 900, marks={"*": 1}, own=False))
    found = ask(homes(EDGE, sites))
    ids = found.city.places["evacuation_sites"].id
    # 200 m, 500 m exactly, and 501 m east of the border.
    assert [ids[i] for i in found.beyond] == ["n1", "near"]
    assert (found.neighbours[0].places, found.neighbours[0].in_reach) == (3, 2)
