"""What serves which units in the study of assigned places, and the words for it: schools of districts, sites of associations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from geo_service.coverage.assigned import AssignedAnswer
from geo_service.coverage.city import City
from geo_service.render.rounding import HALF
from geo_service.render.words import counted, number
from layers import LAYERS
from layers.base import Text
from layers.text import fold_name

SCHOOLS, SITES = "places_of_study_and_work", "evacuation_sites"
_FOUNDER = re.compile(r"^.*?(?:市|区|町|村|都|府|県|組合)立(?=.)")
LEGEND = {
    "good": Text("どの人にもいちばん近い", "nearest for everyone it is assigned to"),
    "doubt": Text("もっと近い所がある人がいる", "some have another nearer"),
}


def school_key(name: str) -> str:
    """The key schools' names are compared by: 川崎市立 in front and 小学校 or 小 at the end make no difference."""
    key = _FOUNDER.sub("", fold_name(name))
    for long, short in (("小学校", "小"), ("中学校", "中")):
        key = key.removesuffix(long) + short if key.endswith(long) else key
    return key


@dataclass(frozen=True)
class Serving:
    """Places (``layer`` and ``kinds``, all where empty) that can serve the units of a set. ``place``, ``places_en``, ``unit``,
    ``units_en``: what they are called; ``key``: what names are compared by; ``basis``: where the assignment is from."""

    layer: str
    kinds: tuple[str, ...]
    place: Text
    places_en: str
    unit: Text
    units_en: str
    key: Callable[[str], str]
    title: Text
    basis: Text


def _school(*kinds: str) -> Serving:
    return Serving(
        SCHOOLS,
        kinds,
        Text("学校", "school"),
        "schools",
        Text("区域", "district"),
        "districts",
        school_key,
        Text("受け持ちの学校より近い学校がある？", "Is another school nearer than the assigned one?"),
        Text(
            "受け持ちは通学区域のデータに書かれた学校名で、学校のデータの名前と突き合わせました（設置者の名と「学校」の書き方の"
            "違いは同じとみなし、同じ名前が二つあれば決めません）",
            "The assigned school is the name in the data of districts, matched with the names of schools (founders' names "
            "and ways of writing 学校 aside; where two schools share a name nothing is decided)",
        ),
    )


SERVING: dict[str, Serving] = {
    "elementary_districts": _school("elementary", "compulsory"),
    "junior_high_districts": _school("junior_high", "compulsory", "secondary"),
    "association_areas": Serving(
        SITES,
        (),
        Text("避難場所", "evacuation site"),
        "evacuation sites",
        Text("町内会・自治会", "association"),
        "associations",
        fold_name,
        Text("割り当ての避難場所より近い避難場所がある？", "Is another evacuation site nearer than the assigned one?"),
        Text(
            "受け持ちは避難場所の一覧の「対象となる町会・自治会」にある名前で、町内会・自治会の区域の名前と突き合わせました"
            "（同じ名前の会がいくつもあるときと、いくつもの避難場所が同じ会を挙げるときは、決めません）",
            "The assigned site is the one whose list (対象となる町会・自治会) names the association, matched with the names of "
            "association areas (where several share the name, or several sites name it, nothing is decided)",
        ),
    ),
}
"""Unit set → what can serve its units."""


def serving_sets(city: City) -> list[str]:
    """The unit sets of the city of which a list says what serves them, and whose places are loaded."""
    return [
        id for id, one in SERVING.items() if id in city.unit_sets and any(city.unit_sets[id].serves) and one.layer in city.places
    ]


def state_words(answer: AssignedAnswer, state: str) -> Text:
    """Why it is not known what serves a unit."""
    one = SERVING[answer.unit_set]
    ja, en = one.place.ja, one.place.en
    return {
        "not_said": Text(f"受け持つ{ja}が書かれていない", f"the {en} is not stated"),
        "not_found": Text(f"その名前の{ja}が、数える{ja}の中にない", f"no {en} of that name among those that count"),
        "ambiguous": Text(f"その名前の{ja}がいくつもある", f"several {one.places_en} of that name"),
        "several": Text(f"{ja}がいくつも書かれている", f"several {one.places_en} are stated"),
        "unclear": Text(f"同じ名前の{one.unit.ja}がほかにもある", f"other {one.units_en} have the same name"),
    }[state]


def notes(answer: AssignedAnswer) -> tuple[Text, ...]:
    """What is to be known of the figures."""
    what, one = counted(answer.question.demand), SERVING[answer.unit_set]
    found = []
    if one.layer == SCHOOLS:
        kinds = "・".join(code.label.ja for code in LAYERS[SCHOOLS].codes() if code.slug in one.kinds)
        found += [
            Text(
                f"{what.group.ja}で数えています。児童・生徒の住む所ではありません（その年齢の人口があれば demand で選べます）。",
                f"Counted with {what.group.en}, not with pupils (choose an age group as demand where one is loaded).",
            ),
            Text(
                f"比べたのは{kinds}{number(answer.places)}校です。私立や国立も名前のまま含みます。",
                f"Compared with {number(answer.places)} schools of the kinds that can serve, private and national ones included.",
            ),
        ]
    else:
        found.append(
            Text(
                f"比べたのは市の指定緊急避難場所{number(answer.places)}か所です。災害ごとの指定は見ていません。",
                f"Compared with the city's {number(answer.places)} evacuation sites, whatever hazard they are designated for.",
            )
        )
    if answer.outside >= HALF:
        found.append(
            Text(
                f"どの区域にも入らない{number(answer.outside)}{what.label.ja}は数えていません。",
                f"In no {one.unit.en} and not counted: {number(answer.outside)}.",
            )
        )
    return tuple(found)
