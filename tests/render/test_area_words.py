"""What an area's figures count is said: a share of some households is not one of all residents."""

from __future__ import annotations

from dataclasses import replace

from geo_service.coverage.area import area_of
from geo_service.coverage.engine import answer
from geo_service.coverage.question import Demand
from geo_service.questions.build import build
from geo_service.render.area import area_study
from geo_service.render.study import Study
from tests.toy import toy_city


def _ward(group: str) -> Study:
    city = toy_city()
    asked = replace(build("evacuation-site-reach", city, {"hazard": "flood"}), demand=Demand("group", group))
    area = area_of(city, "wards", "99901", {"flood": answer(city, asked)})
    if group != "residents":  # a city whose tables tell of households only
        area = replace(area, people=tuple(one for one in area.people if one.group == group))
    return area_study(area, (), (), (), "flood")


def test_households_are_not_called_people() -> None:
    study = _ward("single_person_households")
    titles = {one.id: (one.title.ja, one.title.en, one.unit) for one in study.table("hazards").columns}
    assert titles["unserved"] == ("近くにない単身世帯", "single-person households without", "households")
    assert titles["share"][:2] == ("近くにある単身世帯", "single-person households with one near")
    assert "何人住んでいるかは、読み込んだデータでは分かりません。単身世帯は" in study.sentence.ja
    assert "使える場所がある単身世帯は" in study.sentence.ja and "of the single-person households have one" in study.sentence.en


def test_residents_are_people() -> None:
    study = _ward("residents")
    titles = {one.id: (one.title.ja, one.unit) for one in study.table("hazards").columns}
    assert titles["unserved"] == ("近くにない人", "people")
    assert "使える場所がある人は" in study.sentence.ja and "単身世帯" not in study.sentence.ja
