"""Easy Japanese keeps its rules over many answers: short, polite, no hard words, a reading over every kanji."""

from __future__ import annotations

import copy
import json
import random
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from geo_service.questions import CATALOGUE, offer
from geo_service.render import to_json
from maps import easy as rules
from maps.easy import BORROWED, CLOSING, FACES, FORBIDDEN, HAZARDS, MOST_SIGNS, about, easy, place_words
from maps.kana import KANJI
from maps.readings import ruby
from tests.render.answers import ask, city, nurseries, residents

DOCS = Path(__file__).resolve().parents[2] / "docs" / "easy-japanese.md"


@lru_cache(maxsize=1)
def answers() -> tuple[dict[str, Any], ...]:
    """Answers to every question about the toy city, with each hazard, group and kind of thing it can be asked with, and the
    same with other figures."""
    made: list[dict[str, Any]] = [json.loads(to_json(residents())), json.loads(to_json(nurseries()))]
    for spec in CATALOGUE.values():
        if spec.supply_layer not in city().places:
            continue
        can = offer(city(), spec)
        hazards = [one.slug for one in can.hazards] or [""]
        for at, (demand, _) in enumerate((*can.groups, *can.facilities)):
            hazard = hazards[at % len(hazards)]
            more = ({}, {"reach": "detour"}, {"neighbours": "true"}, {"ward": can.wards[0][0]})[at % 4]
            asked: dict[str, Any] = {"demand": demand, **({"hazard": hazard} if hazard else {}), **more}
            made.append(json.loads(to_json(ask(spec.id, **asked))))
    chance, others = random.Random(6), []
    for one in made * 6:
        changed = copy.deepcopy(one)
        changed["unit"] = chance.choice(("people", "households", "facilities"))
        many = (0, 0.3, 1, 7, 450) + ((98_765, 1_234_567) if changed["unit"] != "facilities" else ())
        served, unserved = chance.choice(many), chance.choice(many)
        share = served / (served + unserved) if served + unserved else None
        changed["totals"] |= {
            "served": served,
            "unserved": unserved,
            "share_served": share,
            "left_out": chance.choice((0, 0.2, 12)),
        }
        inside = chance.choice(
            (None, {"demand": 0, "served": 0, "unserved": 0}, {"demand": 9_999, "served": 9, "unserved": 9_990})
        )
        changed["totals"]["in_zone"] = inside
        others.append(changed)
    return (*made, *others)


def sentences() -> set[str]:
    return {one for answer in answers() for one in easy(answer)} | set(FACES)


def test_sentences_are_many_short_and_polite() -> None:
    assert len(answers()) > 40
    assert len(sentences()) > 60
    for one in sentences():
        assert re.search(r"(です|ます|ました|ません|ください)。$", one), one
        assert one.count("。") == 1, one
        assert len(one) <= MOST_SIGNS, one


def test_sentences_do_without_hard_and_borrowed_words() -> None:
    groups = {rules._group(answer) for answer in answers()} | {answer["city_name"]["ja"] for answer in answers()}
    for one in sentences():
        text = one
        for name in groups:
            text = text.replace(name, "")
        for word in FORBIDDEN:
            assert word not in text, one
        for borrowed in re.findall(r"[ァ-ヶー]{2,}", text):
            assert borrowed in BORROWED, one


def test_no_sentence_denies_twice() -> None:
    for one in sentences():
        assert len(re.findall(r"(?<![危少])ない|ません|なく", one)) <= 1, one


def test_every_kanji_has_a_reading() -> None:
    for one in sentences():
        html = str(ruby(one, parted=True))
        assert not re.search(KANJI, re.sub(r"<ruby>.*?</ruby>", "", html)), one
        assert re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>|<[^>]+>", "", html).replace(" ", "") == one


def test_figures_agree_with_the_answer() -> None:
    answer = json.loads(to_json(residents()))
    said = easy(answer)
    assert f"近くに避難場所がない人は、{about(answer['totals']['unserved'])}人です。" in said
    assert f"洪水で危ない場所にいる人は、{about(answer['totals']['in_zone']['demand'])}人です。" in said
    assert said[-len(CLOSING) :] == CLOSING


def test_nearly_nobody_is_not_nobody_and_everybody_is_said() -> None:
    answer = json.loads(to_json(residents()))
    answer["totals"] |= {"unserved": 0.2, "served": 10_000.0, "share_served": 0.9999}
    assert "近くに避難場所がない人は、1人くらいです。" in easy(answer)
    answer["totals"] |= {"unserved": 0, "share_served": 1.0}
    assert "みんな、近くに避難場所があります。" in easy(answer)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0"),
        (3, "3"),
        (99.4, "99"),
        (100, "100"),
        (123, "約120"),
        (1200, "1,200"),
        (9_999, "約10,000"),
        (1_516_005, "約1,500,000"),
    ],
)
def test_numbers_are_rounded_to_two_figures(number: float, said: str) -> None:
    assert about(number) == said


def test_every_question_and_hazard_has_easy_words() -> None:
    from layers.base import HAZARDS as CODES

    assert set(HAZARDS) == {one.slug for one in CODES}
    for question in CATALOGUE:
        assert place_words(question)[0] != CATALOGUE[question].place.ja or question in ("park-reach", "elder-centre-reach")


def test_docs_tell_the_rules() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert str(MOST_SIGNS) in text
    for word in FORBIDDEN:
        assert word in text
