"""The words and tables of the figures on redundancy: what the engine found, in both languages, asked again alike."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from shapely.geometry import Point

from geo_service.coverage.city import City
from geo_service.errors import NotAnswerableError, NotFoundError, ParameterError
from geo_service.questions.study_choices import study_choices
from geo_service.render.studies.assigned_words import school_key
from geo_service.render.study import Study, study_document
from geo_service.render.study_text import study_text
from geo_service.studies import STUDIES, ask_study
from tests.coverage.test_assigned import school_city
from tests.toy import Spot, places, towns, toy_city
from tests.toy_ground import Area
from tests.toy_studies import flooded_city

FLOOD = {"hazard": "flood"}
ASKED: dict[str, dict[str, str]] = {
    "which-hazard": {"within": "1000"},
    "losses": {"hazard": "earthquake", "within": "1500", "close": "s1,s2", "around": "s2", "radius": "3000"},
    "balance": FLOOD,
    "border": FLOOD,
    "assigned": {},
}


@cache
def city() -> City:
    """The toy city with two shelters."""
    whole = toy_city()
    shelters = places("shelters", [Spot("h1", 500, 500, name="一の小学校"), Spot("h2", 9, 9, name="別")], {"towns": towns()})
    return replace(whole, places={**whole.places, "shelters": shelters})


@cache
def districts() -> City:
    """Two school districts with their schools."""
    found = school_city([(400.0, 100.0), (600.0, 100.0), (2600.0, 100.0), (3500.0, 100.0)])
    schools = replace(found.places["schools"], layer="places_of_study_and_work")
    return replace(found, places={**found.places, "places_of_study_and_work": schools})


@cache
def asked(id: str) -> Study:
    return ask_study(id, districts() if id == "assigned" else city(), ASKED[id])


@pytest.mark.parametrize("id", list(ASKED))
def test_every_study_is_whole_and_can_be_asked_again(id: str) -> None:
    study = asked(id)
    assert study.study == id and STUDIES[id].title == study.title
    json.dumps(study_document(study), allow_nan=False)
    for lang in ("ja", "en"):
        text = study_text(study, lang)
        assert "nan" not in text and "None" not in text and "Text(" not in text
    again = ask_study(id, study.city, study.parameters)
    assert (again.id, again.tables, again.sentence) == (study.id, study.tables, study.sentence)
    assert set(study.parameters) <= set(STUDIES[id].parameters)
    for table in study.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
    if study.drawn is not None:
        assert study.drawn.column in [column.id for column in study.table(study.drawn.table).columns]


def rows(study: Study, table: str) -> list[dict[str, Any]]:
    found = study.table(table)
    return [dict(zip([c.id for c in found.columns], row, strict=True)) for row in found.rows]


def test_which_hazard_tells_lists_apart_and_whence_marks_come() -> None:
    study = asked("which-hazard")
    found = rows(study, "hazards")
    assert len(found) == 8 + 1 + 8
    for row in found:
        assert row["none"] + row["one"] + row["more"] + row["left_out"] == pytest.approx(25_000)
    assert rows(study, "marks-from") == [{"id": "h1", "name": "一の小学校", "site_id": "s1", "site": "一の小学校"}]
    assert [row["shelters"] for row in rows(study, "unpaired")] == ["別"]
    wards = rows(study, "none-evacuation_sites-wards")
    assert sum(row["none_earthquake"] for row in wards[:2]) == pytest.approx(wards[2]["none_earthquake"])
    # All that people of the east have near in a flood is a place whose mark is blank: that is not "none".
    assert [row["none_flood"] for row in wards[:2]] == [pytest.approx(wards[0]["none_flood"]), None]
    assert "洪水" in study.sentence.ja and "floods" in study.sentence.en


def test_which_hazard_explains_its_counts_and_draws_the_hazard_that_is_named() -> None:
    study = asked("which-hazard")
    counts = {row["layer"].en: row for row in rows(study, "counts")}
    for row in counts.values():
        assert row["loaded"] == row["other_dataset"] + row["neighbours"] + row["own"]
    for row in (one for one in rows(study, "hazards") if one["designated"] is not None):
        marks = row["designated"] + row["not_designated"] + row["not_stated"]
        assert marks == counts[row["layer"].en]["own"]
    assert "書かれておらず" in study.sentence.ja and "which is not a no" in study.sentence.en
    flood = ask_study("which-hazard", city(), {**ASKED["which-hazard"], "hazard": "洪水"})
    assert flood.drawn is not None and flood.drawn.column == "none_flood" and "洪水" in flood.drawn.title.ja
    assert flood.tables == study.tables and flood.parameters["hazard"] == "flood" and flood.id != study.id
    with pytest.raises(ParameterError):
        ask_study("which-hazard", city(), {"hazard": "雪崩"})
    silent = toy_city(sites=(Spot("a", 500, 500, marks={"earthquake": 1}),))
    with pytest.raises(NotAnswerableError):
        ask_study("which-hazard", silent, {"hazard": "volcano"})


def test_which_hazard_of_a_ward_names_its_own_places_and_knows_nothing_of_blank_marks() -> None:
    spots = (
        Spot("w", 1500, 2500, marks={"*": 1, "tsunami": -1}, name="西の小学校"),
        Spot("e", 4500, 4500, marks={"*": 1}, name="東の小学校"),
    )
    whole = toy_city(sites=spots)
    study = ask_study("which-hazard", whole, {"ward": "99901", "within": "1000"})
    tsunami, quake = (
        next(row for row in rows(study, "hazards") if row["hazard"].en == one) for one in ("tsunamis", "earthquakes")
    )
    assert (quake["designated"], quake["usable_here"], quake["usable"]) == (1, 1, 2)
    assert (tsunami["designated"], tsunami["not_stated"], tsunami["usable_here"], tsunami["usable"]) == (0, 1, 0, 1)
    assert quake["none"] > 0 and tsunami["none"] is tsunami["one"] is tsunami["more"] is None
    share = f"{100 - 100 * quake['none'] / 15_000:.1f}%"
    assert f"分かりません（印が空欄の場所が1か所。使えるなら、近くにある住民は{share}）" in study.sentence.ja
    assert "津波のときが最も多く" not in study.sentence.ja and "not known" in study.sentence.en and share in study.sentence.en
    titles = [column.title.ja for column in study.table("hazards").columns]
    assert "指定あり（西区）" in titles and "数えた場所（区の外も）" in titles
    (counts,) = rows(study, "counts")
    assert counts["ward"] == quake["designated"] + quake["not_designated"] + quake["not_stated"] == 1 and counts["own"] == 2
    # Nobody near a place that may be usable: then nobody is what is known.
    far = ask_study("which-hazard", whole, {"ward": "99902", "within": "300"})
    assert all(row["none"] is not None for row in rows(far, "hazards"))


def test_why_a_hazard_is_missing_for_shelters_is_said() -> None:
    sites = (Spot("a", 500, 500, marks={"earthquake": 1}, name="一"), Spot("b", 900, 900, marks={"fire": 1}, name="二"))
    whole = toy_city(sites=sites)
    taken = places("shelters", [Spot("h", 500, 500, name="一")], {"towns": towns()})
    study = ask_study("which-hazard", replace(whole, places={**whole.places, "shelters": taken}), {})
    assert any("大規模な火事の行がないのは" in one.ja and "no row for large fires" in one.en for one in study.notes)


def test_losses_closes_what_is_named() -> None:
    study = asked("losses")
    found = rows(study, "places")
    assert [row["rank"] for row in found] == [1, 2, 3]
    lost = [round(row["lost"], 6) for row in found]
    assert lost == sorted(lost, reverse=True)
    named, near = rows(study, "groups")[:2]
    assert named["places"] == 2 and named["lost"] >= max(row["lost"] for row in found if row["id"] in ("s1", "s2")) - 1e-6
    assert near["places"] == 3 and "3,000" in near["group"].ja
    ledger = rows(study, "ledger")
    for row in found:
        mine = [one["lost"] for one in ledger if one["id"] == row["id"]]
        assert sum(mine) == pytest.approx(row["lost"], abs=1.0)
    assert study.parameters["close"] == "s1,s2"
    turned = ask_study("losses", city(), {**ASKED["losses"], "close": "s2、s1,s2"})
    assert turned.id == study.id
    with pytest.raises(NotFoundError):
        ask_study("losses", city(), {"hazard": "flood", "close": "s2"})
    with pytest.raises(ParameterError) as alone:
        ask_study("losses", city(), {"hazard": "flood", "radius": "300"})
    assert alone.value.extra["parameter"] == "radius"


def test_losses_of_a_ward_never_calls_a_place_harmless_that_others_need() -> None:
    people = [Area(f"h{i}", f"家{i}", Point(x, y), {"residents": 100.0}) for i, (x, y) in enumerate([(500, 500), (3200, 500)])]
    # b and c lie in the west, where nobody misses either; c is all that the home in the east has.
    spots = (Spot("a", 500, 700, marks={"*": 1}, name="西の小学校"), Spot("b", 500, 300, marks={"*": 1}, name="南の小学校"))
    border = toy_city(sites=(*spots, Spot("c", 2900, 500, marks={"*": 1}, name="境の小学校")), population=people)
    study = ask_study("losses", border, {"hazard": "earthquake", "ward": "99901", "close": "c"})
    places = {row["id"]: row for row in rows(study, "places")}
    assert (places["c"]["lost"], places["c"]["lost_ward"]) == (100, 0) and "rank" not in places["c"]
    assert [row["id"] for row in rows(study, "least")][-1] == "c"
    assert "2か所は、使えなくなっても、区の外も含めて" in study.sentence.ja and "Closing any one of 2" in study.sentence.en
    assert "市全体で" in study.sentence.ja and "100人（うち" in study.sentence.ja
    # Nothing is said of a ward that was not asked about, and who is counted is said first.
    assert [row["code"] for row in rows(study, "units-wards")] == ["99901"]
    assert "区の外の人も行きます" in study.notes[0].ja
    turned = ask_study("losses", border, {"hazard": "earthquake", "ward": "99901", "order": "least"})
    assert [row["id"] for row in rows(turned, "places")][-1] == "c"


def test_places_close_by_their_names() -> None:
    asked = {"hazard": "earthquake", "within": "1500"}
    study = ask_study("losses", city(), {**asked, "close": "二の　小学校、s1", "around": "二の小学校", "radius": "3000"})
    assert study.parameters["close"] == "s1,s2" and study.parameters["around"] == "s2"
    spots = (Spot("a,1", 500, 500, marks={"*": 1}, name="中央小学校"), Spot("b", 4500, 500, marks={"*": 1}, name="中央 小学校"))
    twins = toy_city(
        sites=(*spots, Spot("c", 900, 900, marks={"*": 0}, name="使えない学校"), Spot("d", 9, 9, marks={"*": 1}, name="東、公園"))
    )
    # An id and a name may hold a comma themselves.
    for text, id in (("a,1", "a,1"), ("東、公園", "d")):
        assert ask_study("losses", twins, {**asked, "close": text}).parameters["close"] == id
    with pytest.raises(ParameterError) as several:
        ask_study("losses", twins, {**asked, "close": "中央小学校"})
    told = several.value.problem("ja")["detail"]
    assert "a,1（中央小学校 西区）" in told and "b（中央 小学校 東区）" in told and "2か所" in told
    assert several.value.extra["allowed"] == ["a,1", "b"]
    for text, part in (
        ("使えない学校", "一覧にありますが"),
        ("中央", "名前に「中央」が入る場所：a,1"),
        ("雪国", "この問いで数える場所の中に"),
    ):
        with pytest.raises(NotFoundError) as wrong:
            ask_study("losses", twins, {**asked, "close": text})
        assert part in wrong.value.problem("ja")["detail"] and wrong.value.extra["parameter"] == "close"
    with pytest.raises(ParameterError) as two:
        ask_study("losses", city(), {**asked, "around": "s1,s2"})
    assert two.value.extra["parameter"] == "around"


def test_losses_says_its_hazard_what_was_given_and_what_can_close_first() -> None:
    study = asked("losses")
    assert "地震のとき、数えた" in study.sentence.ja and "For earthquakes: Of" in study.sentence.en
    named = rows(study, "groups")[0]
    assert "指定した一の小学校、" in study.sentence.ja and f"{round(named['lost']):,}人の近くに" in study.sentence.ja
    worst_first, least_first = rows(study, "places"), rows(study, "least")
    assert [row["id"] for row in least_first] == [row["id"] for row in worst_first][::-1][:10]
    turned = ask_study("losses", city(), {**ASKED["losses"], "order": "least"})
    assert [row["id"] for row in rows(turned, "places")] == [row["id"] for row in worst_first][::-1]
    assert [row["rank"] for row in rows(turned, "places")] == [3, 2, 1]
    around = ask_study("losses", city(), {**ASKED["losses"], "neighbours": "true"})
    assert "と周辺の" in around.sentence.ja and "and around" in around.sentence.en
    with pytest.raises(ParameterError) as wrong:
        ask_study("losses", city(), {"hazard": "flood", "order": "best"})
    assert wrong.value.extra["parameter"] == "order"


def test_balance_sums_to_the_person() -> None:
    study = asked("balance")
    served, unserved, left_out, whole = (row["amount"] for row in rows(study, "sheet"))
    assert served + unserved + left_out == pytest.approx(whole) == pytest.approx(25_000)
    assert len(rows(study, "places")) == 7


def test_border_names_the_neighbour_and_refuses_what_it_shows_itself() -> None:
    study = asked("border")
    wards = rows(study, "units-wards")
    for row in wards:
        assert row["own"] + row["only_neighbours"] + row["unserved"] == pytest.approx(
            {"99901": 15_000, "99902": 10_000}.get(row["code"], 25_000)
        )
    assert "となり市" in study.sentence.ja
    with pytest.raises(ParameterError):
        ask_study("border", city(), {**FLOOD, "neighbours": "true"})


def test_assigned_says_how_far_and_whose_school_is_nearer() -> None:
    study = asked("assigned")
    west = rows(study, "units-elementary_districts")[0]
    assert (west["place"], west["nearest_place"], west["worst"], west["worst_nearest"]) == ("西小学校", "東小学校", 2400, 500)
    assert "2,400 m" in study.sentence.ja and "500 m" in study.sentence.en
    with pytest.raises(NotAnswerableError):
        ask_study("assigned", toy_city(), {})


def test_associations_and_the_site_whose_list_names_them() -> None:
    found = school_city([(400.0, 100.0), (600.0, 100.0), (2600.0, 100.0), (3500.0, 100.0)])
    sites = replace(found.places["schools"], layer="evacuation_sites")
    areas = replace(found.unit_sets["elementary_districts"], id="association_areas", serves=("西小学校", "?東小学校"))
    members = {**found.populations[0].members, "association_areas": found.populations[0].members["elementary_districts"]}
    served = replace(
        found,
        unit_sets={"wards": found.unit_sets["wards"], "association_areas": areas},
        places={**found.places, "evacuation_sites": sites},
        populations=(replace(found.populations[0], members=members),),
    )
    assert not STUDIES["assigned"].lacks(served)
    study = ask_study("assigned", served, {})
    west, _ = rows(study, "units-association_areas")
    assert (west["place"], west["worst"], west["worst_nearest"]) == ("西小学校", 2400, 500)
    assert "避難場所" in study.sentence.ja and "学校が" not in study.sentence.ja and "evacuation site" in study.sentence.en
    (unknown,) = rows(study, "unknown")
    assert unknown["candidates"].startswith("東小学校")
    (choice,) = study_choices(served, ("unit_set",))
    assert [value for value, _ in choice.options] == ["association_areas"]


def test_assigned_is_offered_only_where_a_list_says_so() -> None:
    assert not STUDIES["assigned"].lacks(districts())
    assert "association_areas" in STUDIES["assigned"].lacks(toy_city())
    assert not study_choices(toy_city(), ("unit_set",))


def test_names_of_schools_fold() -> None:
    assert school_key("川崎市立川崎小学校") == school_key("川崎小") == school_key("川崎小学校")
    assert school_key("橘中学校") != school_key("橘小学校")
    assert school_key("市立橘高校") == school_key("橘高校")


def test_a_study_without_zones_offers_every_hazard() -> None:
    def hazards(names: tuple[str, ...]) -> list[str]:
        return [slug for one in study_choices(flooded_city(), names) if one.name == "hazard" for slug, _ in one.options]

    assert hazards(("hazard", "scale")) == ["flood"]
    assert len(hazards(("hazard", "within"))) == 8
