"""Which hazard: people with no, one, two places per hazard, and shelters that take their marks from the site they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_service.coverage.city import City
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.same_place import same_places
from geo_service.coverage.which_hazard import ANY, HazardAnswer, HazardColumn, Reached, which_hazard
from geo_service.errors import NotAnswerableError
from layers.text import fold_address, fold_name
from tests.toy import SITES, Spot, places, towns, toy_city

WARDS = ("99901", "99902")


def shelters(city: City, spots: list[Spot], addresses: list[str] | None = None) -> City:
    made = places("shelters", spots, {"towns": towns()})
    if addresses is not None:
        made = replace(made, address=tuple(addresses))
    return replace(city, places={**city.places, "shelters": made})


def ask(city: City, limit: float = 1000.0, **more: Any) -> HazardAnswer:
    question = Question(
        "which-hazard", Demand("group", "residents"), Supply("evacuation_sites"), Reach("straight", limit), **more
    )
    return which_hazard(city, question, fold_address, fold_name)


def column(found: HazardAnswer, layer: str, hazard: str) -> HazardColumn:
    return next(one for one in found.columns if (one.layer, one.hazard) == (layer, hazard))


def values(one: Reached) -> tuple[float, ...]:
    return one.none, one.one, one.more, one.left_out


def test_people_by_number_of_places_per_hazard() -> None:
    # One place for earthquakes and floods in the middle of the city, another at the same spot for earthquakes only; a limit
    # that holds the whole city.
    spots = (
        Spot("a", 2500, 2500, marks={"earthquake": 1, "flood": 1, "fire": 0}),
        Spot("b", 2500, 2500, marks={"earthquake": 1, "flood": -1, "fire": 0}),
    )
    found = ask(toy_city(sites=spots), limit=4000.0)
    assert [one.hazard for one in found.columns] == ["earthquake", "flood", "fire"]
    assert values(column(found, "evacuation_sites", "earthquake").total) == pytest.approx((0, 0, 25_000, 0))
    flood, fire = column(found, "evacuation_sites", "flood"), column(found, "evacuation_sites", "fire")
    assert values(flood.total) == pytest.approx((0, 25_000, 0, 0))
    assert (flood.designated, flood.not_designated, flood.not_stated, flood.usable) == (1, 0, 1, 1)
    assert values(fire.total) == pytest.approx((25_000, 0, 0, 0))
    assert (fire.designated, fire.not_designated, fire.not_stated, fire.usable) == (0, 2, 0, 0)
    assert [row.more for row in column(found, "evacuation_sites", "earthquake").units["wards"]] == pytest.approx([15_000, 10_000])


def test_units_add_up_and_left_out_stays() -> None:
    found = ask(toy_city(off_map={"residents": [70.0, 30.0]}, off_map_ward=[0, -1], off_map_why=["no_position"] * 2))
    for one in found.columns:
        assert one.total.demand == pytest.approx(25_100)
        assert one.total.left_out == pytest.approx(100)
        assert one.units["wards"][0].left_out == pytest.approx(70)
        for name in ("wards", "towns"):
            for field in ("none", "one", "more"):
                assert sum(getattr(u, field) for u in one.units[name]) == pytest.approx(getattr(one.total, field))
    west = ask(toy_city(), ward="99901")
    assert west.columns[0].total.demand == pytest.approx(15_000)
    assert found.units["wards"] == (0, 1) and west.units["wards"] == (0,)


def test_a_shelter_takes_the_marks_of_the_one_site_that_is_the_same_place() -> None:
    city = toy_city(
        sites=(
            Spot("e1", 500, 500, marks={"*": 1}, name="一の小学校"),
            Spot("e2", 2500, 2500, marks={"*": 1}, name="二の中学校"),
            Spot("e3", 2500, 2510, marks={"*": 0}, name="市立二高校"),
        )
    )
    city = replace(
        city,
        places={
            **city.places,
            "evacuation_sites": replace(city.places["evacuation_sites"], address=("一町１−１", "二町2番地", "二町2番地")),
        },
    )
    # Same name in other signs and 149 m off; one of two schools at an address; a name of its own there; an address nobody has.
    spots = [
        Spot("h1", 649, 500, name="一の 小学校"),
        Spot("h2", 2500, 2500, name="二の中学校"),
        Spot("h3", 2500, 2500, name="二の分館"),
        Spot("h4", 4500, 4500, name="一の小学校"),
    ]
    city = shelters(city, spots, ["一町1-1", "二町2番地", "二町2番地", "別町9"])
    found = ask(city)
    assert found.same is not None and found.same.site.tolist() == [0, 1, -1, -1]
    assert [(one.shelters, one.sites, one.why) for one in found.same.unpaired] == [
        ((2,), (1, 2), "other_name"),
        ((3,), (), "no_site"),
    ]
    flood = column(found, "shelters", "flood")
    assert (flood.designated, flood.not_designated, flood.not_stated) == (2, 0, 2)
    assert column(found, "shelters", ANY).usable == 4


def test_what_fits_several_or_lies_far_is_listed_never_guessed() -> None:
    twice = [Spot("h1", 500, 500, name="学校"), Spot("h2", 500, 500, name="学校")]
    city = shelters(toy_city(sites=(Spot("e", 500, 500, marks={"*": 1}, name="学校"),)), twice, ["みほん市1番地"] * 2)
    same = same_places(city.places["shelters"], city.places["evacuation_sites"], fold_address, fold_name)
    assert same.paired == 0 and [(one.shelters, one.why) for one in same.unpaired] == [((0, 1), "several")]
    far = shelters(
        toy_city(sites=(Spot("e", 500, 500, marks={"*": 1}, name="学校"),)), [Spot("h", 701, 500, name="学校")], ["みほん市1番地"]
    )
    same = same_places(far.places["shelters"], far.places["evacuation_sites"], fold_address, fold_name)
    assert same.unpaired[0].why == "far"
    # Without any mark a shelter is there only whatever the hazard.
    assert [one.hazard for one in ask(far).columns if one.layer == "shelters"] == [ANY]


def test_without_either_list_it_is_not_answerable() -> None:
    with pytest.raises(NotAnswerableError) as lacking:
        ask(toy_city(without=("evacuation_sites",)))
    assert lacking.value.extra["lacks"] == ["evacuation_sites", "shelters"]


spots = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.sampled_from([-1, 0, 1])), min_size=1, max_size=6, unique=True
)


@settings(deadline=None, max_examples=25)
@given(spots, st.randoms())
def test_the_order_of_places_changes_nothing_and_one_more_only_helps(rows: list[tuple[int, int, int]], random: Any) -> None:
    made = [Spot(f"s{i}", x, y, marks={"flood": mark, "earthquake": 1}) for i, (x, y, mark) in enumerate(rows)]
    first = ask(toy_city(sites=made, cell_m=500.0))
    mixed = list(made)
    random.shuffle(mixed)
    assert [one.total for one in ask(toy_city(sites=mixed, cell_m=500.0)).columns] == [one.total for one in first.columns]
    more = ask(toy_city(sites=[*made, Spot("z", 2500, 2500, marks={"*": 1})], cell_m=500.0))
    for one in first.columns:
        after = column(more, one.layer, one.hazard).total
        assert after.none <= one.total.none + 1e-6
        assert after.more >= one.total.more - 1e-6
        assert min(values(after)) >= -1e-9 and after.demand == pytest.approx(one.total.demand)


def test_the_toy_sites_have_eight_hazards() -> None:
    found = ask(toy_city(sites=SITES))
    assert len(found.columns) == 8
    assert np.isfinite([one.total.none for one in found.columns]).all()
