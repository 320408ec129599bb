"""People by day: counted where they are, to the person, and what no list says is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.coverage.city import City
from geo_service.coverage.day import day_layers, day_places, together
from geo_service.coverage.engine import answer
from geo_service.errors import NotAnswerableError, ParameterError
from geo_service.questions import CATALOGUE, build, offer
from geo_service.render.document import document
from geo_service.render.sentence import sentence
from tests.toy import toy_city
from tests.toy_day import SCHOOLS, by_day


def asked(city: City | None = None, **parameters: str) -> Answer:
    town = city or by_day()
    return answer(town, build("evacuation-site-reach", town, {"hazard": "earthquake", **parameters}))


def test_all_of_the_day_by_hand() -> None:
    """s1 is 400 m from the first university, s2 at the company and 400 m from the station; the second university has none."""
    found = asked(time="day")
    total = found.total
    assert (total.demand, total.served, total.unserved, total.left_out) == (4440, 3900, 500, 40)
    assert total.demand == total.served + total.unserved + total.left_out
    wards = {one.code: one.figures for one in found.units["wards"]}
    assert (wards["99901"].served, wards["99902"].unserved) == (3900, 500)
    assert {one.code: one.unknown_features for one in found.units["wards"]} == {"99901": 2, "99902": 0}
    why = {one.code: (one.things, one.amount) for one in found.left_out}
    assert why["no_position"] == (1, 40)
    assert why["demand_other_dataset"] == (1, 2900)
    assert why["day_count_unknown"][0] == 2
    assert next(one for one in found.left_out if one.code == "day_count_unknown").examples == ("人数のない会社", "数のない駅")
    assert [item.id for item in found.items] == [
        "places_of_study_and_work/b1", "places_of_study_and_work/u1", "places_of_study_and_work/u2",
        "places_of_study_and_work/u3", "stations/t1",
    ]  # fmt: skip
    assert {one.layer for one in found.datasets} >= {"places_of_study_and_work", "stations"}


def test_one_layer_alone_however_it_is_asked_for() -> None:
    by_time, by_name = asked(time="day", demand="stations"), asked(demand="day_people:stations")
    assert by_time.id == by_name.id
    assert by_time.total.demand == 800
    assert [one.id for one in by_time.items] == ["t1"]
    assert "stations" in {one.layer for one in by_time.datasets}
    assert "places_of_study_and_work" not in {one.layer for one in by_time.datasets}


def test_the_night_is_what_it_was() -> None:
    assert asked().id == asked(time="night").id == asked(time="夜間").id
    assert asked().total.demand == 25_000


def test_every_answer_says_its_time_of_day() -> None:
    night, day, places = asked(), asked(time="昼間"), asked(demand="stations")
    assert [document(one)["time_of_day"] for one in (night, day, places)] == ["night", "day", None]
    assert "夜間（住んでいる場所）" in sentence(night).ja and "at night" in sentence(night).en
    assert "昼間の人（学校・勤め先・駅にいる人）4,440人のうち" in sentence(day).ja
    assert sentence(day).en.endswith("Counted by day, where people are.")
    assert "夜間" not in sentence(places).ja and "昼間" not in sentence(places).ja
    whole = document(day)
    assert (whole["unit"], whole["parameters"]["demand"], whole["parameters"]["time"]) == ("people", "day_people", "day")
    said = " ".join(note["ja"] for note in whole["notes"])
    assert "昼間に家にいる人の数は分からない" in said and "夜間人口" not in said
    assert any("昼間の人数が一覧に載っていない2か所" in one["text"]["ja"] for one in whole["left_out"])


def test_people_by_day_in_a_zone_are_there_and_do_not_live_there() -> None:
    said = sentence(asked(time="day", hazard="flood"))
    assert "想定区域の中にいるのは3,000人" in said.ja
    assert "3,000 are inside the zones for floods" in said.en


def test_every_format_is_written() -> None:
    found = asked(time="day")
    assert render.to_json(found) == render.to_json(asked(time="day"))
    for made in (render.to_csv(found), render.to_geojson(found), render.to_xlsx(found), render.to_text(found, "ja").encode()):
        assert made


def test_what_cannot_be_asked_by_day_is_refused_in_words() -> None:
    with pytest.raises(NotAnswerableError, match="aged 65 or over"):
        asked(time="day", demand="age_65_over")
    with pytest.raises(ParameterError, match="schools, workplaces and stations alone"):
        asked(time="day", demand="child_facilities")
    with pytest.raises(ParameterError, match="those by day"):
        asked(time="night", demand="day_people")
    with pytest.raises(ParameterError, match="night"):
        asked(time="noon")
    with pytest.raises(ParameterError, match="day_people:stations"):
        asked(demand="day_people:parks")
    with pytest.raises(NotAnswerableError) as caught:
        asked(toy_city(), time="day")
    assert caught.value.extra["lacks"] == ["places_of_study_and_work", "stations"]


def test_it_is_offered_where_a_list_says_how_many() -> None:
    spec = CATALOGUE["park-reach"]
    assert [slug for slug, _ in offer(by_day(), spec).day] == [
        "day_people",
        "day_people:places_of_study_and_work",
        "day_people:stations",
    ]
    assert offer(toy_city(), spec).day == ()
    town = by_day()
    silent = replace(town.places["stations"], day_people=np.full(2, np.nan))
    assert day_layers(replace(town, places={**town.places, "stations": silent})) == ("places_of_study_and_work",)
    older = replace(town.places["stations"], day_people=np.empty(0))
    assert day_layers(replace(town, places={"stations": older})) == ()


def test_layers_put_together_keep_what_each_says() -> None:
    town = by_day()
    schools, stations = town.places["places_of_study_and_work"], town.places["stations"]
    bare = replace(stations, zone_inside={})
    both = together([schools, bare])
    n = len(schools)
    assert (len(both), len(both.day_people), len(both.members["wards"].thing)) == (n + 2, n + 2, 5 + 2)
    assert both.members["wards"].thing.tolist() == sorted(both.members["wards"].thing.tolist())
    assert both.zone_inside["flood"].tolist() == [*schools.zone_inside["flood"].tolist(), -1, -1]
    assert both.name[n:] == stations.name
    assert day_places(town, "stations") is stations
    assert day_places(town) is day_places(town)


def test_the_order_of_rows_changes_nothing() -> None:
    here, turned = asked(time="day"), asked(by_day(SCHOOLS[::-1]), time="day")
    assert (here.total, here.items) == (turned.total, turned.items)
