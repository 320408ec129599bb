"""Figures of the toy city that can be counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely.geometry import box

import geo_service
from geo_service.coverage import identity
from geo_service.coverage.answer import Answer, Figures
from geo_service.coverage.city import City
from geo_service.coverage.engine import answer
from geo_service.coverage.figures import WRITTEN, belongs
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.errors import NotAnswerableError, NotFoundError
from tests.toy import Area, Spot, note, toy_city

CIRCLE = math.pi * 0.25
"""Ground within 500 m of one place, in km²: times 1,000 residents a km²."""


def ask(city: City, demand: str = "residents", **more: Any) -> Answer:
    """The answer about evacuation sites for earthquakes within 500 m, with changes."""
    supply = Supply(**{"layer": "evacuation_sites", "hazard": "earthquake"} | more.pop("supply", {}))
    reach = more.pop("reach", Reach())
    source, _, only = demand.partition(":")
    wanted = Demand("layer" if source in city.places or source == "elderly_facilities" else "group", source, only)
    return answer(city, Question("evacuation-site-reach", wanted, supply, reach, **more))


def one_site(x: float, y: float) -> tuple[Spot, ...]:
    """One site that counts for everything."""
    return (Spot("s", x, y, marks={"*": 1}),)


def adds_up(figures: Figures) -> None:
    """demand = served + unserved + left_out, exactly."""
    assert figures.demand == figures.served + figures.unserved + figures.left_out


def test_three_circles() -> None:
    """Three sites in the middle of towns: three whole circles of ground."""
    result = ask(toy_city())
    assert result.total.demand == pytest.approx(25_000)
    assert result.total.served == pytest.approx(3 * CIRCLE * 1000)
    assert result.total.depends_on_one == pytest.approx(3 * CIRCLE * 1000)
    wards = {row.code: row.figures for row in result.units["wards"]}
    assert wards["99901"].served == pytest.approx(2 * CIRCLE * 1000)
    assert wards["99902"].served == pytest.approx(CIRCLE * 1000)
    assert (wards["99901"].demand, wards["99902"].demand) == (pytest.approx(15_000), pytest.approx(10_000))
    adds_up(result.total)


@pytest.mark.parametrize("cell_m", [1000.0, 333.0, 100.0])
def test_cells_change_nothing(cell_m: float) -> None:
    """Shares of ground are exact whatever ground is cut to."""
    city = toy_city(cell_m=cell_m, sites=(*one_site(1000, 1000), Spot("t", 1400, 900, marks={"*": 1})))
    result = ask(city)
    overlap = 2 * 0.25 * math.acos(412.31056 / 1000) - 0.41231056 / 2 * math.sqrt(1 - 0.41231056**2)
    assert result.total.served == pytest.approx(1000 * (2 * CIRCLE - overlap), rel=1e-5)
    assert result.total.depends_on_one == pytest.approx(1000 * (2 * CIRCLE - 2 * overlap), rel=1e-5)


def test_a_corner_shares_out_to_four_towns() -> None:
    """A site where four towns meet: a quarter circle in each, in each association that has the ground."""
    result = ask(toy_city(sites=one_site(1000, 1000)))
    towns = {row.code: row.figures for row in result.units["towns"]}
    for code in ("99901-0-0", "99901-0-1", "99901-1-0", "99901-1-1"):
        assert towns[code].served == pytest.approx(CIRCLE * 250)
        assert towns[code].error_bound < 0.005
    assert towns["99901-2-2"].served == 0
    areas = {row.code: row.figures for row in result.units["association_areas"]}
    assert areas["a1"].served == pytest.approx(CIRCLE * 1000)
    assert areas["a2"].served == pytest.approx(CIRCLE * 250), "it overlaps the first in one town"
    assert areas["a1"].demand + areas["a2"].demand + areas["a3"].demand == pytest.approx(4000 + 4000 + 6000)


def test_unknown_counts_are_not_nobody() -> None:
    """Town (4, 4) has no published count of households: not in the demand, named, and no share of its own."""
    result = ask(toy_city(), "single_person_households")
    assert result.total.demand == pytest.approx(24 * 200)
    reason = next(r for r in result.left_out if r.code == "count_unknown")
    assert (reason.things, reason.examples) == (1, ("五町5丁目",))
    assert math.isnan(reason.amount)
    towns = {row.code: row for row in result.units["towns"]}
    assert (towns["99902-4-4"].unknown_features, towns["99902-4-4"].figures.share_served) == (1, None)
    assert towns["99902-4-3"].unknown_features == 0
    assert {row.code: row.unknown_features for row in result.units["wards"]} == {"99901": 0, "99902": 1}


def test_people_off_the_map_are_left_out() -> None:
    """Features without a position: in the demand and left out, or unknown where they have no count either."""
    city = toy_city(off_map={"residents": [300.0, math.nan, 200.0]})
    result = ask(city)
    assert (result.total.left_out, result.total.demand) == (500.0, pytest.approx(25_500))
    assert {r.code: r.things for r in result.left_out} == {"no_position": 2, "count_unknown": 1}
    adds_up(result.total)
    assert sum(row.figures.demand for row in result.units["towns"]) == pytest.approx(25_000)
    assert ask(city, ward="99901").total.left_out == 0


def test_people_off_the_map_are_left_out_of_their_ward() -> None:
    """300 people of the east without a position, 200 of nobody's ward, one area of the east without a count."""
    city = toy_city(off_map={"residents": [300.0, math.nan, 200.0]}, off_map_ward=[1, 1, -1])
    whole = ask(city)
    rows = {row.code: row for row in whole.units["wards"]}
    assert {code: row.figures.left_out for code, row in rows.items()} == {"99901": 0, "99902": 300}
    assert {code: row.unknown_features for code, row in rows.items()} == {"99901": 0, "99902": 1}
    assert whole.total.left_out == 500
    east, west = ask(city, ward="99902"), ask(city, ward="99901")
    assert (east.total.left_out, east.total.demand) == (300, pytest.approx(10_300))
    assert {r.code: r.things for r in east.left_out} == {"no_position": 1, "count_unknown": 1}
    assert (west.total.left_out, west.left_out) == (0, ())
    assert {row.code: row.figures.left_out for row in east.units["wards"]} == {"99902": 300}
    adds_up(east.total)
    adds_up(rows["99902"].figures)


def test_why_people_are_off_the_map() -> None:
    """A point for a whole area is left out like no point; people outside the city are not its own at all."""
    why = ["no_position", "position_is_an_area", "outside_city", "outside_city"]
    city = toy_city(off_map={"residents": [1.0, 20.0, 300.0, math.nan]}, off_map_ward=[0, 1, -1, -1], off_map_why=why)
    result = ask(city)
    assert (result.total.left_out, result.total.demand) == (21, pytest.approx(25_021))
    assert {r.code: (r.things, r.amount) for r in result.left_out} == {
        "no_position": (1, 1),
        "position_is_an_area": (1, 20),
        "outside_city": (1, 300),
    }
    assert [row.figures.left_out for row in result.units["wards"]] == [1, 20]


def test_points_are_within_or_not() -> None:
    """People given at points: at exactly the limit they are served, one decimetre farther they are not."""
    people = (
        Area("p1", "点一", shapely.Point(1000, 500), {"residents": 10.0}),
        Area("p2", "点二", shapely.Point(1000.1, 500), {"residents": 20.0}),
        Area("p3", "点三", shapely.Point(600, 500), {"residents": 40.0}),
    )
    result = ask(toy_city(sites=one_site(500, 500), population=people))
    assert (result.total.demand, result.total.served, result.total.unserved) == (70, 50, 20)
    assert result.total.error_bound == 0
    assert result.total.distance_m == {50: 100.0, 75: 500.1, 90: 500.1, 95: 500.1}


def test_detour() -> None:
    """On the detour reach the circle shrinks and reported distances grow by the factor."""
    straight, detour = (ask(toy_city(), reach=reach) for reach in (Reach(), Reach("detour", 500, 1.25)))
    assert detour.total.served == pytest.approx(3 * math.pi * 0.4**2 * 1000)
    for p in (50, 95):
        assert detour.total.distance_m[p] == pytest.approx(1.25 * (straight.total.distance_m[p] or 0), abs=0.1)
    assert {f.assumption for f in detour.firmness} == {"limit_less", "limit_more", "straight", "neighbours", "at_centres"}


def test_own_limit_of_each_kind() -> None:
    """Parks: served by any park within its own kind's limit; kinds not asked for do not count."""
    limits = (("block", 250.0), ("neighbourhood", 500.0), ("district", 1000.0))
    supply = {"layer": "parks", "hazard": "", "kinds": ("block", "neighbourhood", "district"), "limits_m": limits}
    result = ask(toy_city(), supply=supply, reach=Reach(limit_m=1000))
    assert result.total.served == pytest.approx(1000 * math.pi * (0.25**2 + 0.5**2 + 1.0**2))
    assert {r.code: r.things for r in result.excluded_supply} == {"supply_kind_excluded": 2}
    assert result.supply_users == pytest.approx([1000 * math.pi * r**2 for r in (0.25, 0.5, 1.0)])


def test_a_far_park_serves_where_the_near_one_does_not() -> None:
    """The nearest place may be out of its own limit while a farther one is within its."""
    parks = (Spot("a", 500, 500, "block"), Spot("b", 1400, 500, "district"))
    people = (Area("p", "点", shapely.Point(800, 500), {"residents": 10.0}),)
    supply = {"layer": "parks", "hazard": "", "limits_m": (("block", 250.0), ("district", 1000.0))}
    result = ask(toy_city(parks=parks, population=people), supply=supply)
    assert result.total.served == 10
    assert result.total.distance_m[50] == 300.0
    assert result.supply_users.tolist() == [0, 10]


def test_in_zone() -> None:
    """Zones never cut demand: the south of the city, 1.4 of 5 km, and one site whose circle lies in it."""
    result = ask(toy_city(sites=one_site(500, 500)), supply={"hazard": "flood"})
    assert result.zones_loaded
    assert result.total.in_zone == pytest.approx((7000, CIRCLE * 1000, 7000 - CIRCLE * 1000))
    dry = ask(toy_city(zones=False), supply={"hazard": "flood"})
    assert (dry.zones_loaded, dry.total.in_zone) == (False, None)
    assert ask(toy_city()).total.in_zone is None, "no zones of earthquakes"


def test_one_ward() -> None:
    """A question about one ward counts its people only, but sites of the whole city serve them."""
    result = ask(toy_city(sites=one_site(3000, 2500)), ward="99902")
    assert result.total.demand == pytest.approx(10_000)
    assert result.total.served == pytest.approx(CIRCLE * 500)
    assert [row.code for row in result.units["wards"]] == ["99902"]
    assert len(result.units["towns"]) == 10
    assert [row.code for row in result.units["association_areas"]] == ["a3"]
    with pytest.raises(NotFoundError):
        ask(toy_city(), ward="99999")


def test_neighbours_serve_only_when_asked_for() -> None:
    """A site 200 m outside the border serves the ground within 500 m of it, if it is asked for."""
    segment = 0.25 * math.acos(0.4) - 0.2 * math.sqrt(0.25 - 0.04)
    apart = ask(toy_city())
    together = ask(toy_city(), supply={"neighbours": True})
    assert together.total.served - apart.total.served == pytest.approx(1000 * segment)
    assert {r.code for r in apart.excluded_supply} - {r.code for r in together.excluded_supply} == {"supply_neighbour"}
    other = next(f for f in apart.firmness if f.assumption == "neighbours")
    assert other.share_served == pytest.approx(together.total.share_served)
    back = next(f for f in together.firmness if f.assumption == "no_neighbours")
    assert back.share_served == pytest.approx(apart.total.share_served)


def test_no_place_counts() -> None:
    """A loaded layer of which nothing counts: everyone unserved, with the reasons, and no distance."""
    result = ask(toy_city(sites=(Spot("s", 500, 500, marks={"*": 0}),)))
    assert (result.total.served, result.total.share_served, result.total.depends_on_one) == (0, 0, 0)
    assert set(result.total.distance_m.values()) == {None}
    assert [r.code for r in result.excluded_supply] == ["supply_not_designated"]
    assert len(result.supply_index) == len(result.supply_users) == 0
    facilities = ask(toy_city(sites=()), "child_facilities:nursery")
    assert [item.served for item in facilities.items if item.lon is not None and not item.why] == [False] * 4
    assert all(item.nearest is None for item in facilities.items)


def test_what_is_not_loaded_is_not_answerable() -> None:
    """Never 0 %: the layers that lack are named, and the groups that can be asked for."""
    for city, demand, lacks in (
        (toy_city(without=("evacuation_sites",)), "residents", ["evacuation_sites"]),
        (toy_city(without=("population",)), "residents", ["population"]),
        (toy_city(), "children_0_5", ["population"]),
        (toy_city(), "elderly_facilities", ["elderly_facilities"]),
    ):
        with pytest.raises(NotAnswerableError) as error:
            ask(city, demand)
        assert error.value.extra["lacks"] == lacks
    with pytest.raises(NotAnswerableError) as error:
        ask(toy_city(), "children_0_5")
    assert error.value.extra["groups"] == ["residents", "age_65_over", "single_person_households"]


def test_people_in_no_ward_are_named() -> None:
    """People outside every ward are in the total, not in the rows, and the reason says how many."""
    people = (Area("x", "外", box(4000, 0, 6000, 1000), {"residents": 100.0}),)
    result = ask(toy_city(population=people))
    reason = next(r for r in result.left_out if r.code == "outside_units")
    assert reason.amount == pytest.approx(50)
    assert result.total.demand == pytest.approx(100)
    assert sum(row.figures.demand for row in result.units["wards"]) == pytest.approx(50)


def test_unit_sets_asked_for() -> None:
    """Only the unit sets asked for, and none is needed."""
    assert list(ask(toy_city(), unit_sets=("towns",)).units) == ["towns"]
    bare = toy_city(without=("wards", "towns", "association_areas"))
    assert ask(bare).units == {}
    assert ask(bare).total.served == pytest.approx(3 * CIRCLE * 1000)


def test_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """The id changes with everything that decides the answer, and with nothing else: not with who built the City's file."""
    city = toy_city()
    same = {ask(city).id, ask(toy_city()).id, ask(replace(city, versions={"engine": "old", "geos": "old"})).id}
    others = {
        ask(toy_city(release=2)).id,
        ask(toy_city(audience="staff")).id,
        ask(city, "age_65_over").id,
        ask(city, reach=Reach(limit_m=501)).id,
    }
    monkeypatch.setattr(identity, "ENGINE", "next")
    others.add(ask(city).id)
    assert len(same) == 1
    assert len(others | same) == 6


def test_versions_are_those_that_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine and the GEOS that ran are named, with the PostGIS and PROJ of the release."""
    city = replace(toy_city(), versions={"engine": "old", "geos": "0.9 / 0.8-CAPI", "proj": "9", "postgis": "3"})
    monkeypatch.setattr(identity, "ENGINE", "next")
    assert dict(ask(city).city.versions) == {
        "engine": "next",
        "geos": f"{shapely.geos_version_string} / 0.8-CAPI",
        "proj": "9",
        "postgis": "3",
    }


def test_a_release_of_the_project_is_another_engine() -> None:
    """Whoever raises the project's version raises the engine's: words and shapes may differ too."""
    assert geo_service.__version__ == identity.ENGINE


def test_datasets_it_rests_on() -> None:
    """The supply's, the demand's and those of the same group that were not used; not the layers it has nothing of."""
    notes = ask(toy_city()).datasets
    assert {n.layer for n in notes} == {
        "wards", "towns", "association_areas", "neighbour_municipalities", "evacuation_sites", "population",
    }  # fmt: skip
    assert [n.used for n in notes if n.layer == "population"] == [True, False]
    assert "hazard_zones" not in {n.layer for n in notes}


def test_datasets_it_does_not_rest_on() -> None:
    """Zones of another hazard, and a neighbour's list whose code is a city that has no boundary of its own here."""
    city = toy_city()
    flood, landslide = (note("hazard_zones", 1, source=one, hazards=(one,)) for one in ("flood", "landslide"))
    unknown = note("hazard_zones", 1, source="old")
    theirs = note("evacuation_sites", 9, municipality="14100")
    city = replace(city, datasets=(*city.datasets, flood, landslide, unknown, theirs))
    rests_on = ask(city, supply={"hazard": "flood"}).datasets
    assert flood in rests_on
    assert unknown in rests_on
    assert landslide not in rests_on
    assert theirs not in rests_on
    assert theirs in ask(city, supply={"hazard": "flood", "neighbours": True}).datasets
    # No zones are loaded for earthquakes.
    assert not {flood, unknown} & set(ask(city).datasets)


def test_a_unit_beside_the_ward_has_a_row_only_with_people_that_can_be_written() -> None:
    assert belongs(1, -1, 0.0) and belongs(1, 1, 0.0)
    assert belongs(0, 1, WRITTEN) and not belongs(0, 1, WRITTEN - 0.001)
