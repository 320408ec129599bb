"""The map and the page of one place: what is drawn of its ground, marks told apart without colour, a form that knows it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from geo_service.api.prepared import usual
from geo_service.api.remarks import noted_layers
from geo_service.coverage.city import City
from geo_service.coverage.site import Site, site_of
from geo_service.render.site import site_study
from maps.area_picture import mark_of
from maps.remark_page import remark_form
from maps.site_page import Links, site_page
from maps.site_picture import site_map
from tests.maps.shown import frame_of, hostile
from tests.toy import COMMUNITY, Spot, toy_city
from tests.toy_studies import flooded_city


def place(city: City, layer: str, id: str) -> Site:
    return site_of(city, layer, id, usual(city))


def page_of(site: Site, hazard: str = "", lang: str = "ja") -> str:
    study = site_study(site, (), (), (), hazard)
    frame = replace(frame_of(site.city, lang), remark=remark_form(noted_layers().values(), 1000))
    return site_page(site, study, (), hazard, Links("/?", ""), "https://map.example", frame)


def test_the_ground_it_serves_is_drawn_and_named() -> None:
    svg, legend = site_map(place(toy_city(), "evacuation_sites", "s1"), "earthquake", "ja")
    assert [one.words for one in legend] == ["この場所", "ここがいちばん近い土地", "ここしか近くにない土地", "ここから直線500 m"]
    assert 'id="site-alone"' in svg
    assert "<title>一の小学校</title>" in svg
    # Ground with only this place near is told by a pattern as well as by its colour.
    assert "url(#site-alone)" in legend[2].swatch
    assert site_map(place(toy_city(), "evacuation_sites", "s1"), "earthquake", "ja") == (svg, legend)


def test_of_two_places_at_one_spot_only_the_first_is_anyones_nearest() -> None:
    both = toy_city(community=[*COMMUNITY, replace(COMMUNITY[0], id="m8", kind="library")])
    first, second = (place(both, "community_places", id) for id in ("m1", "m8"))
    users = [one.depends[0].loss.users if one.depends[0].loss is not None else -1 for one in (first, second)]
    drawn = [[line.words for line in site_map(one, "", "en")[1]] for one in (first, second)]
    assert users[0] > 0
    assert "ground that it is nearest to" in drawn[0]
    assert users[1] == 0
    assert drawn[1] == ["this place", "800 m from here, straight", "other places that count"]


def test_others_near_are_told_by_what_may_be_said_of_them() -> None:
    sites = (
        Spot("a", 2500, 2500, marks={"*": 1}),
        Spot("b", 2700, 2500, marks={"*": 0}),
        Spot("c", 2500, 2700, marks={}),
        Spot("d", 2300, 2500, marks={"*": 1}),
        Spot("e", 2500, 2300, marks={"*": 1}, used=False),
        Spot("f", 4900, 4900, marks={"*": 1}),
    )
    svg, legend = site_map(place(toy_city(sites=sites), "evacuation_sites", "a"), "fire", "ja")
    assert [one.words for one in legend if one.words.startswith("ほか")] == [
        "ほかの場所：指定あり",
        "ほかの場所：この災害には指定なし",
        "ほかの場所：印が空欄（分かりません）",
    ]
    assert set(re.findall(r"<title>(\w)</title>", svg)) == {"a", "b", "c", "d"}


def test_the_four_states_have_four_shapes() -> None:
    looks = ("good", "doubt", "bad", "none")
    shapes = [re.sub(r' (fill|stroke|stroke-width)="[^"]*"', "", mark_of(one, 0, 0, 8)) for one in looks]  # type: ignore[arg-type]
    assert len(set(shapes)) == 4


def test_a_place_without_a_position_has_no_map_and_says_so() -> None:
    site = place(toy_city(), "evacuation_sites", "s4")
    assert site_map(site, "flood", "ja") == ("", [])
    page = page_of(site, "flood")
    assert "study-plain" in page
    assert "分かりません（場所の位置がはっきりしないため）" in page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_form_for_a_note_begins_with_the_place(lang: str) -> None:
    page = page_of(place(toy_city(), "evacuation_sites", "s1"), "flood", lang)
    assert '<input type="hidden" name="layer" value="evacuation_sites">' in page
    assert re.search(r'name="key"[^>]* value="s1"', page)
    assert 'href="#remark"' in page
    assert 'id="remark"' in page


def test_the_chosen_hazard_is_marked_and_the_others_are_a_link_away() -> None:
    page = page_of(place(flooded_city(), "evacuation_sites", "s1"), "flood")
    assert re.search(r'hazard=flood[^>]*aria-current="true"', page)
    assert len(re.findall(r'<th scope="row"><a href="/sites/evacuation_sites/s1\?[^"]*hazard=', page)) == 8
    assert "https://map.example/sites/evacuation_sites/s1" in page


def test_hostile_names_are_text_in_the_map() -> None:
    svg, _ = site_map(place(hostile(toy_city()), "evacuation_sites", "s1"), "flood", "ja")
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
