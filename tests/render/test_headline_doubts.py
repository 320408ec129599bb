"""Who quotes the share hears in the same breath what is left of it without places the hazard's zones raise a doubt about."""

from __future__ import annotations

import json

from shapely.geometry import box

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.coverage.engine import answer
from geo_service.questions.build import build
from geo_service.render.sentence import sentence
from geo_service.render.words import per_cent
from maps.easy import easy
from maps.view import answer_view
from tests.toy import Spot, toy_city
from tests.toy_hazards import Class, flooded

SITES = (Spot("dry", 500, 1500, marks={"flood": 1}), Spot("wet", 2500, 500, marks={"flood": 1}))


def asked(**more: str) -> Answer:
    city = flooded(toy_city(sites=SITES), [Class(box(0, 0, 5000, 1000))], box(0, 0, 5000, 2000))
    return answer(city, build("evacuation-site-reach", city, {"hazard": "flood", **more}))


def test_the_share_without_doubtful_places_stands_beside_the_share() -> None:
    every, sure = asked(), asked(usable="sure", scale="l2")
    share, left = per_cent(every.total.share_served), per_cent(sure.total.share_served)
    assert share != left
    first = sentence(every).ja.removeprefix("【架空データ】").partition("。")[0]
    assert f"（{share}、区域に照らして確かめが要る1か所を除くと{left}）" in first
    assert f"({share}; {left} without designated places that the zones raise a doubt about (1))" in sentence(every).en
    shown = json.loads(render.to_json(every))
    figure = next(one for one in answer_view(shown, "ja").figures if one.value == share)
    assert left in figure.note
    assert "1か所は、本当に使えるか分かりません。" in easy(shown)


def test_of_a_ward_the_number_in_the_whole_city_is_not_said() -> None:
    west = asked(ward="99901")
    assert "区域に照らして確かめが要る場所を除くと" in sentence(west).ja and "1か所を除くと" not in sentence(west).ja


def test_nothing_is_said_where_no_place_is_doubtful_or_none_is_counted() -> None:
    sure = asked(usable="sure", scale="l2")
    assert "除くと" not in sentence(sure).ja
    assert "本当に使えるか" not in "".join(easy(json.loads(render.to_json(sure))))
