"""Closed streets: cut where the closed ground begins, told before they are closed, and never a gain to anyone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo_service.coverage import engine
from geo_service.coverage.city import City, ZoneGround
from geo_service.coverage.closures import closed_by
from geo_service.coverage.cutting import Closed, cut
from geo_service.coverage.graph import build_graph
from geo_service.coverage.network import BRIDGE
from geo_service.coverage.search import gather, search
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.questions import build, stored_question
from geo_service.render.notes import notes
from geo_service.render.words import question_words
from tests.coverage.test_streets_answers import hamlet
from tests.toy import toy_city
from tests.toy_ground import ORIGIN, degrees_wkb
from tests.toy_streets import ends, grid, network, random_network


def shut(*polygons: shapely.Polygon, ways: tuple[int, ...] = ()) -> Closed:
    held = np.empty(len(polygons), dtype=object)
    held[:] = polygons
    return Closed(held, np.array(ways, dtype=np.int64))


def test_an_edge_partly_inside_is_cut_at_the_border() -> None:
    street = network([(0, 0), (100, 0)], [(0, 1)])
    left = cut(street, shut(box(40, -10, 60, 10)))
    assert left.touched.streets == 1
    assert left.touched.metres == 20
    assert (left.parent.tolist(), left.from_dm.tolist(), left.to_dm.tolist()) == ([0, 0], [0, 600], [400, 1000])
    assert left.network.length_dm.tolist() == [400, 400]
    assert left.network.coords.tolist() == [[0, 0], [40, 0], [60, 0], [100, 0]]
    # Where the street's beginning is closed, who is on it is on nothing.
    only_end = cut(street, shut(box(-10, -10, 60, 10)))
    assert only_end.moved(ends(street, [0, 0], [0, 700], [0, 0])).edge.tolist() == [-1, 0]
    # Through the gap nobody goes, on either side everybody stays where they are.
    moved = left.moved(ends(street, [0, 0, 0, 0], [0, 400, 500, 700], [10, 0, 0, 5]))
    assert moved.edge.tolist() == [0, 0, -1, 1]
    assert moved.to_start_dm.tolist()[:2] == [10, 400]
    assert moved.to_end_dm.tolist()[:2] == [410, 0]
    assert (moved.to_start_dm[3], moved.to_end_dm[3]) == (105, 305)


def test_a_bent_street_that_goes_in_and_out_keeps_its_outer_parts() -> None:
    bent = network([(0, 0), (100, 0)], [(0, 1)])
    bent = replace(
        bent,
        coords=np.array([[0, 0], [20, 0], [20, 50], [80, 50], [80, 0], [100, 0]], dtype=np.float64),
        coord_offsets=np.array([0, 6]),
        length_dm=np.array([2000], dtype=np.int32),
    )
    left = cut(bent, shut(box(-10, 25, 200, 100)))
    assert left.from_dm.tolist() == [0, 1550]
    assert left.to_dm.tolist() == [450, 2000]
    assert left.touched.metres == 110


def test_ground_in_pieces_and_over_each_other_closes_once() -> None:
    street = network([(0, 0), (100, 0)], [(0, 1)])
    left = cut(street, shut(box(20, -5, 50, 5), box(50, -5, 60, 5), box(40, -5, 55, 5)))
    assert left.touched.metres == 40
    assert (left.from_dm.tolist(), left.to_dm.tolist()) == ([0, 600], [200, 1000])


def test_what_only_touches_the_ground_stays_open_and_holes_are_open() -> None:
    street = network([(0, 0), (100, 0)], [(0, 1)])
    assert cut(street, shut(box(100, -5, 120, 5))).touched.streets == 0
    ring = shapely.Polygon(box(-10, -10, 110, 10).exterior, [box(30, -5, 70, 5).exterior])
    left = cut(street, shut(ring))
    assert (left.from_dm.tolist(), left.to_dm.tolist(), left.touched.metres) == ([300], [700], 60)


def test_a_bridge_and_how_many_are_touched() -> None:
    net = network([(0, 0), (100, 0), (200, 0), (300, 0)], [(0, 1), (1, 2), (2, 3)], flags=[0, BRIDGE, 0])
    assert cut(net, shut(ways=(2,))).touched.bridges == 1
    assert cut(net, shut(ways=(2,))).network.way.tolist() == [1, 3]
    touched = cut(net, shut(box(90, -5, 110, 5))).touched
    assert (touched.streets, touched.metres, touched.bridges) == (2, 20, 1)


def test_everything_closed_leaves_nothing() -> None:
    net = grid(3, 3)
    left = cut(net, shut(box(-10, -10, 500, 500)))
    assert len(left.network) == 0
    assert left.moved(ends(net, [0], [0], [0])).edge.tolist() == [-1]


def flooded(city: City) -> City:
    """A flood of two depths over the middle of the street: 0.5 m or less from 200 to 300 m, 0.5 to 3 m from 300 to 400 m."""

    def ground(low: float, high: float) -> bytes:
        return bytes(shapely.to_wkb(box(ORIGIN[0] + low, ORIGIN[1] - 50, ORIGIN[0] + high, ORIGIN[1] + 50)))

    nothing = np.full(2, np.nan)
    zone = ZoneGround(
        "flood:みほん川:largest", "flood", "みほん川", "largest", np.array([0.0, 0.5]), np.array([0.5, 3.0]), nothing, nothing,
        np.full(2, -1, np.int8), np.full(2, -1, np.int8), (ground(200, 300), ground(300, 400)),
    )  # fmt: skip
    return replace(city, zone_grounds=(zone,))


def test_who_is_cut_off_is_unserved_and_who_is_inside_is_told() -> None:
    street = network([(0, 0), (1000, 0)], [(0, 1)])
    city = flooded(hamlet([(100, 0), (250, 0), (350, 0), (450, 0)], [(0, 0), (340, 0)], street))
    asked = {"hazard": "earthquake", "reach": "streets", "within": "1000"}
    assert engine.answer(city, build("evacuation-site-reach", city, asked)).total.served == 400
    half = build("evacuation-site-reach", city, {**asked, "closed_by": "flood"})
    assert half.reach.closed == ("zone:flood:みほん川:largest:0.5",)
    found = engine.answer(city, half)
    # Closed from 300 to 400 m: the site at 340 and the home at 350 are in it, the home at 450 is cut off.
    assert (found.total.served, found.total.unserved, found.total.left_out) == (200, 200, 0)
    assert [(one.code, one.things) for one in found.excluded_supply] == [("supply_closed", 1)]
    assert [(one.code, one.amount) for one in found.left_out] == [("closed_in", 100)]
    dry = build("evacuation-site-reach", city, {**asked, "closed_by": "flood:0"})
    assert engine.answer(city, dry).total.served == 100
    said = [note.ja for note in notes(found)]
    assert any("道1本、100 m、橋0本" in one for one in said)
    words = question_words(found)
    assert "深さ0.5 mを超える" in words.ja
    assert "みほん川" in words.ja
    assert "deeper than 0.5 m" in words.en
    assert stored_question(half.parameters()) == half


def test_shapes_are_read_in_metres_and_degrees_alike() -> None:
    street = network([(0, 0), (1000, 0)], [(0, 1)])
    city = hamlet([(100, 0)], [(900, 0)], street)
    ground = box(400, -50, 600, 50)
    plane = shapely.transform(ground, lambda xy: xy + np.array(ORIGIN))
    asked = {"hazard": "earthquake", "reach": "streets", "within": "1000"}
    by_metres = build("evacuation-site-reach", city, {**asked, "closed_by": plane.wkt})
    by_degrees = build(
        "evacuation-site-reach", city, {**asked, "closed_by": shapely.to_geojson(shapely.from_wkb(degrees_wkb(ground)))}
    )
    assert cut_metres(city, by_metres.reach.closed) == 200
    assert cut_metres(city, by_degrees.reach.closed) == pytest.approx(200, abs=0.2)
    assert engine.answer(city, by_degrees).total.served == 0
    again = build("evacuation-site-reach", city, {**asked, "closed_by": by_metres.reach.closed[0]})
    assert again == by_metres


def cut_metres(city: City, closed: tuple[str, ...]) -> float:
    assert city.network is not None
    return cut(city.network, closed_by(city, closed)).touched.metres


@pytest.mark.parametrize(
    "text",
    ["somewhere", "bridge:99", "bridge:x", "flood:deep", "flood:-1", "POLYGON((0 0,1 1,0 1,1 0,0 0))", "POINT(1 1)", "{", ";",
     "POLYGON((0 0,1 1,nan 1,0 0))"],
)  # fmt: skip
def test_what_closes_nothing_is_refused_with_how_to_say_it(text: str) -> None:
    city = flooded(hamlet([(0, 0)], [(0, 0)], network([(0, 0), (1000, 0)], [(0, 1)])))
    with pytest.raises(ParameterError) as refused:
        build("evacuation-site-reach", city, {"hazard": "flood", "reach": "streets", "closed_by": text})
    assert "bridge:" in refused.value.ja
    assert "bridge:" in refused.value.en


def test_zones_that_are_not_loaded_and_streets_that_are_not() -> None:
    city = flooded(hamlet([(0, 0)], [(0, 0)], network([(0, 0), (1000, 0)], [(0, 1)])))
    with pytest.raises(NotAnswerableError) as refused:
        build("evacuation-site-reach", city, {"hazard": "flood", "reach": "streets", "closed_by": "tsunami"})
    assert refused.value.extra["lacks"] == ["hazard_zones"]
    with pytest.raises(NotAnswerableError):
        build("evacuation-site-reach", toy_city(), {"hazard": "flood", "reach": "streets"})
    with pytest.raises(ParameterError):
        build("evacuation-site-reach", city, {"hazard": "flood", "closed_by": "flood"})


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), boxes=st.integers(0, 4))
def test_closing_never_brings_anyone_nearer(seed: int, boxes: int) -> None:
    rng = np.random.default_rng(seed)
    net = random_network(rng, int(rng.integers(2, 30)), int(rng.integers(1, 60)))
    m = len(net)
    places, things = (
        ends(net, edge.tolist(), np.floor(rng.uniform(0, 1, len(edge)) * net.length_dm[edge]).tolist(), [7] * len(edge), apart)
        for edge, apart in ((rng.integers(0, m, 6), 0.0), (rng.integers(0, m, 40), 0.5))
    )
    grounds = []
    for _ in range(boxes):
        x, y = rng.uniform(0, 2000, 2)
        grounds.append(box(x, y, x + rng.uniform(1, 800), y + rng.uniform(1, 800)))
    left = cut(net, shut(*grounds, ways=(int(rng.integers(1, m + 1)),)))
    before, after = (
        gather(graph := build_graph(one, np.ones(len(one), bool)), search(graph, p), t, p, None, 3, 1)[0]
        for one, p, t in ((net, places, things), (left.network, left.moved(places), left.moved(things)))
    )
    assert (after >= before).all()
    # What is left and what is closed are the whole, and what is left is outside the ground.
    whole = float(net.length_dm.sum()) / 10
    assert left.touched.metres + float((left.to_dm - left.from_dm).sum()) / 10 == pytest.approx(whole, abs=0.2)
    middles = shapely.linestrings(
        left.network.coords, indices=np.repeat(np.arange(len(left.network)), np.diff(left.network.coord_offsets))
    )
    if grounds and len(left.network):
        inside = shapely.length(shapely.intersection(middles, shapely.union_all(grounds)))
        assert inside.max() < 1e-3
