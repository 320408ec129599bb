"""Facilities one by one, and every reason why one, or a place, is not counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo_service.coverage.answer import Answer, Item
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.question import Demand, Question, Reach, Supply
from tests.toy import CODE, Spot, toy_city


def nurseries(city: City, hazard: str = "earthquake", limit_m: float = 500, ward: str = "") -> Answer:
    """The answer for the nurseries of a city."""
    supply = Supply("evacuation_sites", hazard=hazard)
    return answer(
        city,
        Question("evacuation-site-reach", Demand("layer", "child_facilities", "nursery"), supply, Reach(limit_m=limit_m), ward),
    )


def by_id(result: Answer) -> dict[str, Item]:
    """Items by their id."""
    return {item.id: item for item in result.items}


def test_each_facility() -> None:
    """Exactly 500.0 m is within 500 m, 500.1 m is not; at the very spot of a site the distance is 0."""
    result = nurseries(toy_city())
    items = by_id(result)
    assert list(items) == ["c1", "c2", "c3", "c4", "c5", "c7"], "kindergartens and replaced rows are not asked about"
    assert [items[i].served for i in items] == [True, False, True, None, None, False]
    assert [items[i].nearest.distance_m for i in ("c1", "c2", "c3") if items[i].nearest] == [500.0, 500.1, 0.0]
    assert [items[i].why for i in items] == ["", "", "", "no_position", "position_is_an_area", ""]
    nearest = items["c1"].nearest
    assert nearest is not None
    assert (nearest.id, nearest.name, nearest.within) == ("s1", "一の小学校", True)
    assert (items["c1"].ward, items["c7"].ward, items["c4"].lon) == ("99901", "99902", None)
    total = result.total
    assert (total.demand, total.served, total.unserved, total.left_out, total.depends_on_one) == (6, 2, 2, 2, 2)
    assert total.error_bound == 0
    assert total.distance_m == {50: 500.0, 75: 500.1, 90: 2010.0, 95: 2010.0}
    assert result.supply_users.tolist() == [1, 1, 0]


@pytest.mark.parametrize("limit_m", [10.0, 123.4, 499.9, 500.0, 1000.1, 7777.7])
def test_the_limit_itself_is_within(limit_m: float) -> None:
    """Whatever the last bits say after metres became degrees and metres again."""
    for dx, dy in ((1, 0), (0, 1), (0.6, 0.8), (-0.8, 0.6)):
        site = Spot("s", 2000, 2000, marks={"*": 1})
        there = Spot("c", 2000 + dx * limit_m, 2000 + dy * limit_m, "nursery")
        beyond = Spot("d", 2000 + dx * (limit_m + 0.1), 2000 + dy * (limit_m + 0.1), "nursery")
        items = by_id(nurseries(toy_city(sites=(site,), nurseries=(there, beyond)), limit_m=limit_m))
        assert (items["c"].served, items["d"].served) == (True, False)


def test_how_many_places_are_within() -> None:
    """All places within the limit are counted, more than the three nearest that are kept."""
    sites = tuple(Spot(f"s{i}", 2000 + 10 * i, 2000, marks={"*": 1}) for i in range(9))
    result = nurseries(toy_city(sites=sites, nurseries=(Spot("c", 2000, 2000, "nursery"), Spot("d", 1500, 2000, "nursery"))))
    items = by_id(result)
    assert (items["c"].within, items["d"].within) == (9, 1)
    assert result.total.depends_on_one == 1
    assert items["c"].nearest is not None
    assert items["c"].nearest.id == "s0"


def test_why_facilities_are_left_out() -> None:
    """Each reason with its number and the names."""
    reasons = {r.code: (r.things, r.amount, r.examples) for r in nurseries(toy_city()).left_out}
    assert reasons == {
        "no_position": (1, 1.0, ("位置のない保育園",)),
        "position_is_an_area": (1, 1.0, ("町の代表点しかない保育園",)),
        "demand_other_dataset": (1, 1.0, ("古い一の保育園",)),
        "outside_units": (1, 1.0, ("位置のない保育園",)),
    }


def test_why_sites_do_not_count() -> None:
    """A place is left out for one reason only, the first that holds; those that count are the rest."""
    result = nurseries(toy_city(), hazard="flood")
    reasons = {r.code: (r.things, r.examples) for r in result.excluded_supply}
    assert reasons == {
        "supply_other_dataset": (1, ("古い一の小学校",)),
        "supply_neighbour": (1, ("隣の小学校",)),
        "supply_not_designated": (2, ("二の小学校", "指定のない体育館")),
        "supply_mark_unknown": (1, ("三の中学校",)),
        "supply_no_position": (2, ("位置のない公民館", "町の代表点しかない集会所")),
    }
    ids = result.city.places["evacuation_sites"].id
    assert [ids[i] for i in result.supply_index] == ["s1"]
    assert sum(things for things, _ in reasons.values()) + len(result.supply_index) == len(ids)


def test_a_blank_mark_is_neither_yes_nor_no() -> None:
    """It does not count, and the answer says what changes if it did."""
    near_blank = Spot("c", 4500, 4400, "nursery")
    result = nurseries(toy_city(nurseries=(near_blank, Spot("d", 500, 600, "nursery"))), hazard="flood")
    assert result.total.share_served == 0.5
    blank = next(f for f in result.firmness if f.assumption == "blank_as_yes")
    assert (blank.value, blank.share_served) == (1.0, 1.0)


def test_a_layer_without_the_mark_says_nothing() -> None:
    """Places whose layer has no mark for the hazard are not stated, not no."""
    city = toy_city()
    supply = Supply("parks", hazard="earthquake")
    result = answer(city, Question("x", Demand("group", "residents"), supply, Reach()))
    assert {r.code: r.things for r in result.excluded_supply} == {"supply_mark_unknown": 5}


def test_a_place_does_not_serve_itself() -> None:
    """Where demand and supply are one layer, the nearest other place serves."""
    places = (Spot("m1", 500, 500, "library"), Spot("m2", 500, 800, "library"), Spot("m3", 3000, 3000, "library"))
    question = Question("x", Demand("layer", "community_places"), Supply("community_places"), Reach())
    items = by_id(answer(toy_city(community=places), question))
    assert {id: item.served for id, item in items.items()} == {"m1": True, "m2": True, "m3": False}
    assert items["m1"].nearest is not None
    assert (items["m1"].nearest.id, items["m1"].within) == ("m2", 1)
    alone = by_id(answer(toy_city(community=places[:1]), question))
    assert (alone["m1"].served, alone["m1"].nearest) == (False, None)


def test_units_of_facilities() -> None:
    """A facility counts in the ward its source names, though its point lies in another, and by town where its point is."""
    city = toy_city()
    places = city.places["child_facilities"]
    ward = places.ward.copy()
    ward[places.id.index("c3")] = 1
    ward[places.id.index("c4")] = 1
    result = nurseries(replace(city, places={**city.places, "child_facilities": replace(places, ward=ward)}))
    wards = {row.code: row.figures for row in result.units["wards"]}
    assert (wards["99901"].demand, wards["99901"].served) == (2, 1)
    assert (wards["99902"].demand, wards["99902"].served, wards["99902"].left_out) == (4, 1, 2)
    towns = {row.code: row.figures for row in result.units["towns"]}
    assert towns["99901-2-2"].served == 1
    one_ward = replace(result.question, ward="99902")
    assert {item.id for item in answer(result.city, one_ward).items} == {"c3", "c4", "c5", "c7"}


def test_in_zone_of_facilities() -> None:
    """Facilities inside the hazard's zone: with a position, in the south."""
    result = nurseries(toy_city(), hazard="flood")
    assert result.total.in_zone == (2, 1, 1)


def test_firmness_is_the_same_computation() -> None:
    """Each other assumption equals the answer to the question asked that way."""
    city = toy_city()
    for result in (nurseries(city, limit_m=400), people(city, Reach(limit_m=400))):
        for name, reach in (
            ("limit_less", Reach(limit_m=300)),
            ("limit_more", Reach(limit_m=500)),
            ("detour", Reach("detour", 400, 1.3)),
        ):
            found = next(f for f in result.firmness if f.assumption == name)
            again = answer(city, replace(result.question, reach=reach))
            assert found.share_served == pytest.approx(again.total.share_served), name


def test_firmness_of_blank_marks_for_people() -> None:
    """Blank marks read as yes give the same share as a city whose blanks are yes."""
    city = toy_city()
    places = city.places["evacuation_sites"]
    marks = {h: abs(m) for h, m in places.marks.items()}
    mended = replace(city, places={**city.places, "evacuation_sites": replace(places, marks=marks)})
    found = next(f for f in people(city, Reach(), "flood").firmness if f.assumption == "blank_as_yes")
    assert found.share_served == pytest.approx(people(mended, Reach(), "flood").total.share_served)


def people(city: City, reach: Reach, hazard: str = "earthquake") -> Answer:
    """The answer for the residents of a city."""
    return answer(
        city, Question("evacuation-site-reach", Demand("group", "residents"), Supply("evacuation_sites", hazard=hazard), reach)
    )


def test_codes_of_the_city() -> None:
    """The toy city is no real one."""
    assert int(CODE[:2]) > 47
