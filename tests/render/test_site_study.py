"""A place in words: what it may be used for first, no empty cell, doubts with their reason, names as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo_service.api.prepared import usual
from geo_service.coverage.city import City
from geo_service.coverage.help_near import help_around
from geo_service.coverage.site import Site, site_of
from geo_service.render.records import Records
from geo_service.render.site import site_study
from geo_service.render.site_words import look_of, use_words, zone_words
from geo_service.render.study import Study, study_document
from geo_service.render.study_shown import shown_table
from layers.base import Text
from tests.maps.shown import hostile
from tests.toy import SITES, toy_city
from tests.toy_studies import flooded_city


def study_of(city: City, layer: str, id: str, hazard: str = "") -> Study:
    return site_study(site_of(city, layer, id, usual(city)), (), (), (), hazard)


def hazard_of(site: Site, hazard: str) -> tuple[str, str, str]:
    one = next(one for one in site.hazards if one.hazard == hazard)
    return look_of(one), use_words(site, one).ja, zone_words(site, one).ja


def with_storeys(city: City, storeys: float) -> City:
    sites = city.places["evacuation_sites"]
    known = replace(sites, storeys=np.full(len(sites), storeys), storeys_from=("list",) * len(sites))
    return replace(city, places={**city.places, "evacuation_sites": known})


def test_the_sentence_says_first_what_it_is_for_and_then_who_depends_on_it() -> None:
    said = study_of(toy_city(), "evacuation_sites", "s2", "earthquake").sentence
    assert said.ja.startswith(
        "二の小学校は、地震・高潮・津波・大規模な火事・内水氾濫・火山現象のときに使う場所に指定されています。"
    )
    assert "洪水のときには指定がありません。" in said.ja
    assert "土砂災害のとき使えるかは、名簿の印が空欄で分かりません。" in said.ja
    assert said.ja.endswith("ここがいちばん近いのは住民785人、ここが使えないと近くに1か所もなくなるのは住民785人です。")
    assert "Not for floods: not designated." in said.en
    assert "it is the nearest within 500 m to 785 residents; without it 785 residents would have none." in said.en


def test_a_place_for_nothing_says_so_and_one_that_counts_nowhere_says_why() -> None:
    assert study_of(toy_city(), "evacuation_sites", "s5").sentence.ja == "指定のない体育館は、どの災害にも指定されていません。"
    assert "距離は測れません" in study_of(toy_city(), "evacuation_sites", "s4").sentence.ja
    assert "置きかえられた行" in study_of(toy_city(), "evacuation_sites", "s7").sentence.ja
    assert "市の外（となり市）" in study_of(toy_city(), "evacuation_sites", "n1").sentence.ja
    assert "この問いで数えない種別" in study_of(toy_city(), "parks", "p4").sentence.ja
    assert "種別が分からない" in study_of(toy_city(), "parks", "p5").sentence.ja
    nursery = study_of(toy_city(), "child_facilities", "c1").sentence
    assert "測る問いは、いまはありません" in nursery.ja
    assert "No question measures" in nursery.en


def test_from_a_nursery_the_nearest_site_of_the_hazard_is_told() -> None:
    wet = flooded_city()
    nursery = site_of(wet, "child_facilities", "c1", usual(wet))
    near = help_around(wet, shapely.Point(nursery.places.lon[nursery.at], nursery.places.lat[nursery.at]), "flood")
    said = site_study(nursery, near, (), (), "flood").sentence
    assert said.ja.endswith("ここからいちばん近い洪水のときに使う場所は一の小学校（直線500 m、確かめが要る）です。")
    assert said.en.endswith("The nearest evacuation site for floods is 一の小学校 (500 m, with a doubt).")


def test_doubts_are_told_with_their_reason() -> None:
    wet = flooded_city()
    assert hazard_of(site_of(wet, "evacuation_sites", "s1"), "flood") == (
        "doubt",
        "指定あり・区域内で、階数か深さが分からない（水の上になるのは2階から、建物の階数は分かりません）",
        "区域の中、深さ0.5〜3 m",
    )
    low, high = (site_of(with_storeys(wet, storeys), "evacuation_sites", "s1") for storeys in (1, 4))
    assert hazard_of(low, "flood")[:2] == ("doubt", "指定あり・水の上になる階がない（水の上になるのは2階から、建物は1階建て）")
    assert hazard_of(high, "flood")[:2] == ("good", "指定あり・2階から上が使える")
    assert hazard_of(high, "tsunami") == ("good", "指定あり", "想定区域のデータなし")
    said = study_of(with_storeys(wet, 1), "evacuation_sites", "s1", "flood").sentence
    assert "洪水のときも指定されていますが、想定区域に照らすと確かめが要ります。" in said.ja
    assert "洪水の想定では、区域の中、深さ0.5〜3 mです（水の上になるのは2階から、建物は1階建て）。" in said.ja
    assert "dry from floor 2 up; it has 1" in said.en
    assert "洪水（2階から上）" in study_of(with_storeys(wet, 4), "evacuation_sites", "s1", "flood").sentence.ja


@pytest.mark.parametrize("city", [toy_city(), flooded_city(), toy_city(without=["population"])], ids=["toy", "wet", "nobody"])
def test_no_cell_is_empty(city: City) -> None:
    for layer, places in city.places.items():
        for id in places.id:
            study = study_of(city, layer, id)
            assert study.tables
            for table in study.tables:
                for lang in ("ja", "en"):
                    for row in shown_table(table, lang).rows:
                        assert all(cell.strip() not in ("", "—") for cell in row), (layer, id, table.id, row)


def test_room_is_set_against_people_only_where_it_is_known() -> None:
    rooms = {"s1": 0.0, "s2": 400.0}
    city = toy_city(sites=[replace(one, capacity=rooms.get(one.id, one.capacity)) for one in SITES])

    def load(id: str) -> object:
        table = study_of(city, "evacuation_sites", id).table("depends")
        ids = [one.id for one in table.columns]
        return table.rows[0][ids.index("load")] if "load" in ids else None

    assert load("s1") == Text("入れる人数が0人です", "it holds nobody")
    assert load("s2") == pytest.approx(785.4 / 400, rel=1e-3)
    # Where the list does not say how many it holds there is no column of it, and the table says why.
    assert load("s3") is None
    assert "名簿にないので分かりません" in study_of(city, "evacuation_sites", "s3").table("depends").about.ja


def test_households_are_not_called_people() -> None:
    city = toy_city()
    atoms = city.populations[0]
    counted = replace(
        atoms,
        counts={"single_person_households": atoms.counts["single_person_households"]},
        dataset=replace(atoms.dataset, groups=("single_person_households",)),
    )
    study = study_of(replace(city, populations=(counted,)), "evacuation_sites", "s1", "flood")
    assert "単身世帯157世帯" in study.sentence.ja
    units = {one.id: one.unit for one in study.table("depends").columns}
    assert (units["users"], units["capacity"]) == ("households", "people")
    row = dict(zip(units, study.table("depends").rows[0], strict=True))
    assert row["load"] == Text("住民全体の数ではありません", "not all residents are counted")


def test_hazards_with_the_same_people_stand_in_one_row() -> None:
    table = study_of(toy_city(), "evacuation_sites", "s2").table("depends")
    assert len(table.rows) == 1
    assert table.rows[0][0] == Text(
        "地震・高潮・津波・大規模な火事・内水氾濫・火山現象",
        "earthquakes, storm surges, tsunamis, large fires, inland flooding, volcanic phenomena",
    )


def test_names_of_any_kind_stand_as_they_are_and_the_same_place_has_the_same_id() -> None:
    city = hostile(toy_city())
    study = study_of(city, "evacuation_sites", "s1", "flood")
    assert study.title.ja == city.places["evacuation_sites"].name[0]
    assert study_document(study) == study_document(study_of(city, "evacuation_sites", "s1", "flood"))
    assert study.id != study_of(city, "evacuation_sites", "s1", "earthquake").id
    site = site_of(city, "evacuation_sites", "s1", usual(city))
    row = Records("shelter_councils", (Text("年度", "year"),), ((Text("2025", "2025"),),), 0)
    assert site_study(site, (), (row,), (), "flood").id != study.id


def test_only_data_that_say_something_are_named() -> None:
    layers = {one.layer for one in study_of(toy_city(), "parks", "p1").datasets}
    assert {"parks", "population", "wards", "towns", "association_areas"} == layers
    assert all(one.used for one in study_of(toy_city(), "parks", "p1").datasets)
    assert {one.layer for one in study_of(toy_city(), "child_facilities", "c4").datasets} == {"child_facilities"}
