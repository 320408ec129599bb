"""Large grounds along streets: reached where a street meets their edge, never farther than over their point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import box

from geo_service.coverage import engine, grounds
from geo_service.coverage.attach import Doors
from geo_service.coverage.barriers import WATER, Barriers
from geo_service.coverage.bridge_losses import bridge_losses
from geo_service.coverage.bridges import bridges
from geo_service.coverage.city import City
from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import BRIDGE, STEPS, Network
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Demand, Question, Reach, Supply
from geo_service.coverage.search import FAR, Ends, gather, search
from geo_service.coverage.stepped import Stepping
from geo_service.coverage.walking import walk_of
from geo_service.render.notes import notes
from geo_service.store.cityfile import open_city, write_city
from geo_service.store.place_grounds import ground_of
from tests.coverage.test_streets_answers import ask, hamlet
from tests.coverage.test_streets_bridges import measured, question
from tests.coverage.test_streets_search import attached
from tests.store.test_cityfile import same
from tests.toy_ground import ORIGIN
from tests.toy_streets import grid, network, random_network

Spots = list[tuple[float, float]]
PARK = box(50, -350, 750, 350)
seeds = st.integers(0, 2**32 - 1)


def with_park(city: City, *shapes: tuple[int, Any]) -> City:
    """The hamlet with polygons (metres from its origin) as grounds of its sites."""
    sites = city.places["evacuation_sites"]
    moved = [(place, affinity.translate(shape, *ORIGIN)) for place, shape in shapes]
    return replace(city, places={**city.places, "evacuation_sites": replace(sites, ground=ground_of(sites.x, sites.y, moved))})


def metres(city: City, limit_m: float = 1000.0) -> float | None:
    return ask(city, limit_m).total.distance_m[50]


def asking(reach: Reach) -> Question:
    return Question("evacuation-site-reach", Demand("group", "residents"), Supply("evacuation_sites", hazard="earthquake"), reach)


def test_a_park_is_as_near_as_its_edge() -> None:
    # The street leads 100 m into the park; its point lies 250 m farther on, 400 m from home, its edge 50 m from home.
    street = network([(-1000, 0), (0, 0), (150, 0)], [(0, 1), (1, 2)])
    city = hamlet([(0, 0)], [(400, 0)], street)
    assert metres(city) == 400
    assert metres(with_park(city, (0, PARK))) == 50
    # Where the street ends 340 m before the point, today's way is on no street at all.
    short = hamlet([(0, 0)], [(400, 0)], network([(-1000, 0), (0, 0), (60, 0)], [(0, 1), (1, 2)]))
    assert [one.code for one in ask(short).excluded_supply] == ["supply_off_streets"]
    assert metres(with_park(short, (0, PARK))) == 50
    assert not ask(with_park(short, (0, PARK))).excluded_supply


@pytest.mark.parametrize(("away", "found"), [(10.0, 100 + 10), (15.0, 100 + 15), (15.5, 450 + 250 + 15.5)])
def test_a_street_beside_the_edge_leads_in_over_the_strip_between(away: float, found: float) -> None:
    # The street runs along the park's southern edge, from 100 m before it. Farther than 15 m off, the point counts as before.
    street = network([(-1000, -350 - away), (900, -350 - away)], [(0, 1)])
    city = hamlet([(-50, -350 - away)], [(400, -100)], street)
    assert metres(city) == pytest.approx(450 + 250 + away)
    assert metres(with_park(city, (0, PARK))) == pytest.approx(found)


def test_no_entrance_over_a_stream_nor_from_a_bridge() -> None:
    beside = network([(-1000, -360), (900, -360)], [(0, 1)])
    stream = Barriers(
        np.array([[-2000.0, -355.0], [2000.0, -355.0]]) + np.array(ORIGIN), np.array([0, 2]), np.array([WATER], np.int8)
    )
    dry, wet = (with_park(hamlet([(-50, -360)], [(400, -100)], beside, one), (0, PARK)) for one in (None, stream))
    assert metres(dry) == 110
    assert [one.code for one in ask(wet).excluded_supply] == ["supply_off_streets"]
    points, pairs = [(-1000, 0), (0, 0), (150, 0)], [(0, 1), (1, 2)]
    deck = with_park(hamlet([(0, 0)], [(400, 0)], network(points, pairs, flags=[0, BRIDGE])), (0, PARK))
    assert [one.code for one in ask(deck).excluded_supply] == ["supply_off_streets"]


def test_small_grounds_and_grounds_at_their_own_edge_stay_points() -> None:
    city = hamlet([(0, 0)], [(5, 5), (0, 0), (60, 60)], grid(2, 2))
    made = with_park(city, (0, box(0, 0, 100, 99)), (1, box(-1000, -1000, -900, -800)), (2, box(0, 0, 120, 120)))
    ground = made.places["evacuation_sites"].ground
    assert ground is not None and ground.place.tolist() == [1, 2]
    # Not large, but deep.
    deep = with_park(hamlet([(0, 0)], [(0, 0)], grid(2, 2)), (0, shapely.Point(0, 0).buffer(54)))
    assert deep.places["evacuation_sites"].ground is not None
    assert with_park(city, (0, box(0, 0, 10, 10))).places["evacuation_sites"].ground is None


def test_entrances_are_thinned_along_the_outline() -> None:
    # Streets every 20 m through an outline of 8 km: 64 stretches of 125 m, one entrance each, and every one at the edge.
    net = grid(151, 151, 20.0, (-500 + ORIGIN[0], -500 + ORIGIN[1]))
    park = affinity.translate(box(3, 3, 2003, 2003), *ORIGIN)
    ground = ground_of(np.array([ORIGIN[0] + 1000]), np.array([ORIGIN[1] + 1000]), [(0, park)])
    assert ground is not None
    found = grounds.entrances(Doors(net, np.ones(len(net), bool), Barriers()), ground)
    assert len(found.owner) == 64 and (found.access_dm == 0).all()
    lines = shapely.linestrings(net.coords.reshape(-1, 2, 2)[found.edge])
    spots = shapely.line_interpolate_point(lines, found.along_dm / 10)
    assert shapely.distance(park.exterior, spots).max() < 0.01
    at = np.sort(shapely.line_locate_point(shapely.normalize(park).exterior, spots))
    assert np.bincount((at / 125).astype(int), minlength=64).tolist() == [1] * 64


def test_closing_one_entrance_leaves_the_others() -> None:
    # Two streets lead in, from the west and, farther round, from the south; the point is 100 m from the first one's end.
    points = [(-100, 0), (0, 0), (150, 0), (0, -450), (400, -450), (400, -300)]
    city = hamlet([(0, 0)], [(300, 0)], network(points, [(0, 1), (1, 2), (1, 3), (3, 4), (4, 5)]))
    city = with_park(city, (0, PARK))

    def shut(*shapes: Any) -> Any:
        closed = tuple(f"area:{affinity.translate(one, *ORIGIN).wkt}" for one in shapes)
        return engine.answer(city, asking(Reach("streets", 2000.0, closed=closed)))

    assert shut().total.distance_m[50] == 50
    assert shut(box(20, -20, 160, 20)).total.distance_m[50] == 450 + 400 + 100
    both = shut(box(20, -20, 160, 20), box(300, -500, 500, -290))
    assert both.total.served == 0
    assert [one.code for one in both.excluded_supply] == ["supply_closed"]


def test_losing_a_bridge_counts_the_way_to_the_edge() -> None:
    # Over the bridge 101 m to the edge; without it 100 m down, 80 m across, 100 m up and 21 m on.
    points = [(0, 0), (20, 0), (60, 0), (150, 0), (0, -100), (80, -100), (80, 0)]
    pairs = [(0, 1), (1, 2), (2, 6), (6, 3), (0, 4), (4, 5), (5, 6)]
    net = network(points, pairs, flags=[0, BRIDGE, 0, 0, 0, 0, 0])
    city = with_park(hamlet([(0, 0)], [(400, 0)], net), (0, box(101, -250, 750, 250)))
    asked = asking(Reach("streets", 320.0))
    (loss,) = bridge_losses(city, asked).losses
    assert (loss.lost, loss.shifted, loss.farther_mean_m) == (0, 100, 200)
    (loss,) = bridge_losses(city, replace(asked, reach=Reach("streets", 300.0))).losses
    assert loss.lost == 100


@settings(max_examples=12, deadline=None)
@given(seeds)
def test_bridges_that_lead_to_grounds_are_lost_as_closing_each_says(seed: int) -> None:
    homes, sites, parks, net = town(seed)
    rng = np.random.default_rng(seed)
    net = replace(net, flags=rng.choice([0, 0, BRIDGE], len(net)).astype(np.uint16))
    city = with_park(hamlet(homes, sites[:3], net), *parks[:3])
    asked = question(city, float(rng.integers(300, 1500)))
    served, _ = measured(city, asked)
    told = {one.bridge.ways: one.lost for one in bridge_losses(city, asked).losses}
    for bridge in bridges(city):
        after, _ = measured(city, replace(asked, reach=replace(asked.reach, closed=(bridge.closure,))))
        assert told.get(bridge.ways, 0.0) == 100 * float((served - after).sum())


@settings(max_examples=60, deadline=None)
@given(seed=seeds, k=st.integers(1, 3), sets=st.integers(1, 4))
def test_places_of_several_doors_as_networkx_finds_them(seed: int, k: int, sets: int) -> None:
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(2, 30)), int(rng.integers(1, 60)))
    usable = rng.random(len(net)) < 0.9
    many = int(rng.integers(1, 8))
    owner = np.sort(np.concatenate([np.arange(many), rng.integers(0, many, int(rng.integers(0, 12)))])).astype(np.int32)
    doors = replace(attached(rng, net, usable, len(owner)), owner=owner)
    things = attached(rng, net, usable, 15, 0.5)
    masks = rng.integers(0, 1 << sets, many).astype(np.uint32)
    graph = build_graph(net, usable)
    distance, place = gather(graph, search(graph, doors, masks, k, sets=sets), things, doors, masks, k, sets)
    far = by_networkx(net, usable, doors, things)
    for t in range(len(things)):
        for s in range(sets):
            serving = [p for p in range(many) if masks[p] >> np.uint32(s) & np.uint32(1) and np.isfinite(far[t, p])]
            expected = sorted((int(far[t, p]), p) for p in serving)[:k]
            got = [(d, p) for d, p in zip(distance[t, s].tolist(), place[t, s].tolist(), strict=True) if p >= 0]
            assert got == expected
            assert (distance[t, s, len(got) :] == FAR).all()


def by_networkx(net: Network, usable: np.ndarray, doors: Ends, things: Ends) -> np.ndarray:
    """Decimetres from every thing to every place over the nearest of its doors, inf where there is no way."""
    graph = networkx.DiGraph()

    def arc(a: object, b: object, dm: int) -> None:
        if not graph.has_edge(a, b) or graph[a][b]["weight"] > dm:
            graph.add_edge(a, b, weight=dm)

    for e in np.flatnonzero(usable).tolist():
        arc(int(net.start[e]), int(net.end[e]), int(net.length_dm[e]))
        arc(int(net.end[e]), int(net.start[e]), int(net.length_dm[e]))
    for i in np.flatnonzero(doors.edge >= 0).tolist():
        e = doors.edge[i]
        arc(int(net.start[e]), ("place", int(doors.owners()[i])), int(doors.to_start_dm[i]))
        arc(int(net.end[e]), ("place", int(doors.owners()[i])), int(doors.to_end_dm[i]))
    for t in np.flatnonzero(things.edge >= 0).tolist():
        e = things.edge[t]
        arc(("thing", t), int(net.start[e]), int(things.to_start_dm[t]))
        arc(("thing", t), int(net.end[e]), int(things.to_end_dm[t]))
        for i in np.flatnonzero(doors.edge == e).tolist():
            along = int(abs(things.along_dm[t] - doors.along_dm[i]))
            arc(("thing", t), ("place", int(doors.owners()[i])), along + int(things.access_dm[t] + doors.access_dm[i]))
    far = np.full((len(things), doors.things()), np.inf)
    for t in range(len(things)):
        if ("thing", t) in graph:
            for node, dm in networkx.single_source_dijkstra_path_length(graph, ("thing", t)).items():
                if isinstance(node, tuple) and node[0] == "place":
                    far[t, node[1]] = dm
    return far


def town(seed: int) -> tuple[Spots, Spots, list[tuple[int, Any]], Network]:
    """Homes, places of which some have grounds, and random streets."""
    rng = np.random.default_rng(seed)
    homes = [(float(x), float(y)) for x, y in rng.uniform(0, 2000, (25, 2))]
    sites = [(float(x), float(y)) for x, y in rng.uniform(0, 2000, (6, 2))]
    parks = [(i, box(x - 90, y - rng.uniform(60, 300), x + rng.uniform(60, 300), y + 90)) for i, (x, y) in enumerate(sites[:4])]
    net = random_network(rng, 25, 60)
    # Two streets drawn alike are equally near: which one a home steps onto would be a choice.
    pairs = sorted({(min(a, b), max(a, b)) for a, b in zip(net.start.tolist(), net.end.tolist(), strict=True) if a != b})
    net = network(list(zip(net.x.tolist(), net.y.tolist(), strict=True)), pairs, longer=rng.uniform(1, 2, len(pairs)).tolist())
    return homes, sites, parks, replace(net, flags=rng.choice([0, 0, 0, STEPS], len(net)).astype(np.uint16))


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_an_entrance_never_makes_a_way_longer(seed: int) -> None:
    homes, sites, parks, net = town(seed)
    city = hamlet(homes, sites, net)
    masks = np.left_shift(np.uint32(1), np.arange(len(sites), dtype=np.uint32)).astype(np.uint32)
    all_sites = np.arange(len(sites), dtype=np.int64)

    def far(of: City) -> np.ndarray:
        walk, places = walk_of(of, Reach("streets")), of.places["evacuation_sites"]
        things = walk.ends(of.populations[0], np.arange(len(homes), dtype=np.int64))
        return walk.nearest(things, walk.entrances(places, all_sites), masks, 1, len(sites))[0][:, :, 0]

    before, after = far(city), far(with_park(city, *parks))
    assert (after <= before).all()
    assert (after[:, 4:] == before[:, 4:]).all()


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_order_of_streets_and_places_changes_nothing(seed: int) -> None:
    homes, sites, parks, net = town(seed)
    rng = np.random.default_rng(seed)
    found = ask(with_park(hamlet(homes, sites, net), *parks), 600.0).total
    order = rng.permutation(len(net))
    lines = net.coords.reshape(-1, 2, 2)[order].reshape(-1, 2)
    columns = {one: getattr(net, one)[order] for one in ("start", "end", "length_dm", "flags", "slope", "way", "name")}
    assert ask(with_park(hamlet(homes, sites, replace(net, coords=lines, **columns)), *parks), 600.0).total == found
    turn = rng.permutation(len(sites))
    shape = dict(parks)
    # The rings of the file begin elsewhere, and go the other way round.
    turned = [
        (i, shapely.Polygon(np.roll(shape[j].exterior.coords[:-1][::-1], 2, axis=0))) for i, j in enumerate(turn) if j in shape
    ]
    assert ask(with_park(hamlet(homes, [sites[j] for j in turn], net), *turned), 600.0).total == found


def test_entrances_are_kept_with_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    homes, sites, parks, net = town(11)
    city = with_park(hamlet(homes, sites, net), *parks)
    before = {profile: ask(city, 500.0, profile).total for profile in PROFILES}
    assert before["adult"] != ask(hamlet(homes, sites, net), 500.0).total
    assert before["wheels"] != before["adult"]
    write_city(Stepping().city(city), tmp_path / "with.arrow")
    kept = open_city(tmp_path / "with.arrow")
    assert same(kept.places["evacuation_sites"].ground, city.places["evacuation_sites"].ground)

    def never(*given: object) -> None:
        raise AssertionError("looked for entrances again")

    monkeypatch.setattr(Doors, "attach", never)
    monkeypatch.setattr(grounds, "entrances", never)
    assert {profile: ask(kept, 500.0, profile).total for profile in PROFILES} == before


def test_an_answer_says_where_large_grounds_are_reached() -> None:
    street = network([(-1000, 0), (0, 0), (150, 0)], [(0, 1), (1, 2)])
    city = hamlet([(0, 0)], [(400, 0)], street)
    park = with_park(city, (0, PARK))

    def said(of: City, mode: Any) -> Sequence[str]:
        return [one.en for one in notes(engine.answer(of, asking(Reach(mode, 500.0))))]

    assert any("1 with large grounds" in one and "meets their edge" in one for one in said(park, "streets"))
    assert not any("their edge" in one for one in (*said(park, "straight"), *said(city, "streets")))
