"""An answer in easy Japanese (やさしい日本語): short sentences, one thing in each, by the rules of docs/easy-japanese.md.

The sentences are plain text; :func:`maps.readings.ruby` with ``parted`` puts readings over their kanji and spaces between
their phrases. tests/maps/test_easy.py holds the rules over many answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from geo_service.questions.catalogue import CATALOGUE
from maps.view import only_blank, without_doubtful

MOST_SIGNS = 30
"""Signs of a sentence at most; the names of the city and the ward, and of what is counted, have no limit of ours."""
FORBIDDEN = (
    "以内",
    "以外",
    "該当",
    "指定",
    "対象",
    "想定",
    "区域",
    "算出",
    "割合",
    "圏",
    "住民",
    "未満",
    "存在",
    "可能",
    "実施",
    "徒歩",
    "把握",
    "データ",
    "エリア",
    "ルート",
    "アクセス",
    "カバー",
    "リスク",
    "シェア",
    "ハザード",
    "ゼロ",
    "わけ",
    "かねます",
    "ざるを",
)
"""Words of offices and borrowed words that these sentences do without."""
BORROWED = ("メートル", "センター")
"""Words in katakana that may stand: a unit, and a name."""

HUNDRED = 100
_NEARLY_NOBODY = 0.5
_PLACES: Mapping[str, tuple[str, str]] = {
    "evacuation-site-reach": ("避難場所", "逃げるところ"),
    "park-reach": ("公園", ""),
    "community-place-reach": ("集まる場所", "町の人が使うところ"),
    "child-centre-reach": ("子どもの場所", "こども文化センター"),
    "elder-centre-reach": ("いこいの家", "お年寄りのところ"),
}
"""Question → the easy word for what it looks for, and what that is."""
HAZARDS: Mapping[str, tuple[str, str]] = {
    "earthquake": ("地震", ""),
    "flood": ("洪水", "川の水があふれること"),
    "landslide": ("崖崩れ", "山の土が落ちてくること"),
    "storm_surge": ("高潮", "海の水が高くなること"),
    "tsunami": ("津波", "地震のあとの大きな波"),
    "fire": ("火事", "たくさんの家が燃えること"),
    "inland_flood": ("内水氾濫", "雨の水が町にたまること"),
    "volcano": ("噴火", "山から火が出ること"),
}
"""Hazard → the word to know, and what it is in words everybody knows."""
_GROUPS = (
    (re.compile(r"^住民$"), "住んでいる人"),
    (re.compile(r"^単身世帯$"), "一人で住む家"),
    (re.compile(r"^世帯$"), "家"),
    (re.compile(r"(\d+)〜(\d+)歳"), r"\1歳から\2歳まで"),
    (re.compile(r"住民"), "人"),
    (re.compile(r"昼間"), "昼"),
    (re.compile(r"（.*）"), ""),
)


def easy(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """The sentences of an answer (render.to_json parsed), in the order in which they are read. Without ruby."""
    return (*_what(answer), *_how_many(answer), *_in_danger(answer), *_how_counted(answer), *CLOSING)


CLOSING = ("これは準備のために見るものです。", "災害のときは、市の知らせを見てください。", "市の知らせのとおりに逃げてください。")
"""What every page in easy Japanese ends with."""

FACES = ("青い顔は、近くに場所がある人です。", "赤い顔は、近くに場所がない人です。")
"""What the picture of a hundred faces shows, said beside it."""


def about(number: float) -> str:
    """A number as it is said, to two figures, with 約 where it was rounded: 34, 約1,200, 約1,500,000. Figures, not 万: readers
    who learn Japanese know the comma."""
    whole = Decimal(str(number)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if whole < HUNDRED:
        return str(whole)
    step = Decimal(10) ** (whole.adjusted() - 1)
    rounded = (whole / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step
    return f"{'' if rounded == whole else '約'}{int(rounded):,}"


def _what(answer: Mapping[str, Any]) -> list[str]:
    said = []
    if answer["fictitious"]:
        said.append("この町は本当の町ではありません。")
    said.append(f"{_where(answer)}のことです。")
    place, meaning = place_words(answer["question"])
    said.append(f"{place}{_gloss(meaning)}を調べました。")
    hazard, meaning = _hazard(answer)
    if hazard:
        said.append(f"{hazard}{_gloss(meaning)}のときに使う場所です。")
    verb = "調べました" if _things(answer) else "数えました"
    said.append(f"{_group(answer)}を{verb}。")
    return said


def _where(answer: Mapping[str, Any]) -> str:
    city = str(answer["city_name"]["ja"])
    ward = str(answer["parameters"].get("ward") or "")
    names = [row["name"] for row in answer["units"].get("wards", ()) if row["code"] == ward]
    return f"{city}の{names[0]}" if names else city


def _group(answer: Mapping[str, Any]) -> str:
    name = str(answer["group"]["ja"])
    for pattern, easier in _GROUPS:
        name = pattern.sub(easier, name)
    return name


def place_words(question: str) -> tuple[str, str]:
    """The easy word for the places a question looks for and what that is; the catalogue's own word for a new question."""
    return _PLACES.get(question) or (CATALOGUE[question].place.ja, "")


def _hazard(answer: Mapping[str, Any]) -> tuple[str, str]:
    slug = str(answer["parameters"].get("hazard") or "")
    return HAZARDS.get(slug, (slug, "")) if slug else ("", "")


def _gloss(meaning: str) -> str:
    return f"（{meaning}）" if meaning else ""


def _things(answer: Mapping[str, Any]) -> bool:
    return str(answer["unit"]) != "people"


def _noun(answer: Mapping[str, Any]) -> str:
    return {"people": "人", "households": "家"}.get(str(answer["unit"]), "ところ")


def _amount(number: float, answer: Mapping[str, Any]) -> str:
    """A figure with its counting word; one that is nearly nobody is not nobody."""
    counter = _counter(answer)
    return f"1{counter}くらい" if 0 < number < _NEARLY_NOBODY else f"{about(number)}{counter}"


def _counter(answer: Mapping[str, Any]) -> str:
    return {"people": "人", "households": "世帯"}.get(str(answer["unit"]), "か所")


def _how_many(answer: Mapping[str, Any]) -> list[str]:
    totals = answer["totals"]
    place, _ = place_words(answer["question"])
    noun = _noun(answer)
    if totals["share_served"] is None:
        return [f"{place}の近くの{noun}の数は、分かりません。"]
    if only_blank(answer) is not None:
        return [f"近くに{place}があるかは、分かりません。", f"近くの{place}は、使えるかを市に聞いてください。"]
    if totals["unserved"] <= 0:
        return [f"近くに{place}がある{noun}は、全部です。" if _things(answer) else f"みんな、近くに{place}があります。"]
    said = [f"近くに{place}がない{noun}は、{_amount(totals['unserved'], answer)}です。"]
    of_hundred = HUNDRED * totals["unserved"] / (totals["served"] + totals["unserved"])
    many = int(Decimal(str(of_hundred)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    counter = _counter(answer)
    if totals["served"] <= 0:
        said.append(f"近くに{place}がある{noun}は、0{counter}です。")
    elif many < 1:
        said.append(f"100{counter}の中の1{counter}より、もっと少ないです。")
    elif many < HUNDRED:
        said.append(f"100{counter}の中の{many}{counter}くらいです。")
    else:
        said.append("ほとんど全部です。" if _things(answer) else "ほとんどみんなです。")
    return said + _without_doubtful(answer)


def _without_doubtful(answer: Mapping[str, Any]) -> list[str]:
    """Places that may not be usable after all, and how many have one near without them."""
    doubted = without_doubtful(answer)
    if doubted is None:
        return []
    many = int(Decimal(str(HUNDRED * doubted["share_served"])).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    place, _ = place_words(answer["question"])
    counter = _counter(answer)
    return [
        f"{about(doubted['value'])}か所は、本当に使えるか分かりません。",
        "その場所を入れないで数えました。",
        f"近くに{place}があるのは、100{counter}の中の{many}{counter}くらいです。",
    ]


def _in_danger(answer: Mapping[str, Any]) -> list[str]:
    """Where the hazard may come, and how many are there without a place near."""
    hazard, _ = _hazard(answer)
    if not hazard:
        return []
    zone = answer["totals"].get("in_zone")
    if zone is None:
        return [f"{hazard}で危ない場所は、まだ分かりません。"]
    noun = _noun(answer)
    there = "ある" if _things(answer) else "いる"
    said = [f"{hazard}で危ない場所に{there}{noun}は、{_amount(zone['demand'], answer)}です。"]
    if zone["unserved"] > 0:
        said.append(f"その中で近くに場所がない{noun}は、{_amount(zone['unserved'], answer)}です。")
    elif zone["demand"] > 0:
        said.append("そこには、全部、近くに場所があります。" if _things(answer) else "その人たちは、みんな近くに場所があります。")
    return said


def _how_counted(answer: Mapping[str, Any]) -> list[str]:
    parameters, totals = answer["parameters"], answer["totals"]
    said = []
    if parameters.get("limits_m"):
        said.append(
            "大きい公園は、遠くても「近い」です。" if answer["question"] == "park-reach" else "場所の大きさで「近い」を変えます。"
        )
    else:
        said.append(f"{about(parameters['within'])}メートルまでが「近い」です。")
    said.append(_REACH[parameters["reach"]])
    if parameters.get("closed_by"):
        said.append("通れない道は、使いません。")
    if totals["left_out"] > 0:
        said += [f"場所が分からない{_noun(answer)}は、{_amount(totals['left_out'], answer)}です。", "それは数に入っていません。"]
    said.append("市の外の場所も入っています。" if parameters["neighbours"] else "市の外の場所は入っていません。")
    time = answer.get("time_of_day")
    if time:
        said.append("夜、家にいるときの数です。" if time == "night" else "昼の数です。")
    return said


_REACH = {
    "straight": "地図の上で、まっすぐに測りました。",
    "detour": "まっすぐの長さから、道の長さを考えました。",
    "streets": "歩く道の長さを測りました。",
}
