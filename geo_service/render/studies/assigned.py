"""Assigned, nearest, best: school districts and their schools, in words and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from geo_service.coverage.assigned import AssignedAnswer, UnitAssigned, assigned
from geo_service.coverage.city import City, DatasetNote
from geo_service.coverage.question import Question, Supply
from geo_service.coverage.sources import datasets
from geo_service.errors import NotAnswerableError
from geo_service.questions.area import read_ward
from geo_service.questions.build import read_reach
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.demand import read_demand
from geo_service.questions.parameters import not_listed, single_values
from geo_service.questions.walking import require_streets
from geo_service.render.studies.asked import USUAL, as_at, chosen, reason_notes, unmeasured
from geo_service.render.study import Column, Drawn, Point, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import counted, distance, number, reach_label, ward_name, where
from layers import LAYERS
from layers.base import Text
from layers.text import fold_name

PARAMETERS = ("unit_set", "demand", "reach", "profile", "closed_by", "ward")
SCHOOLS = "places_of_study_and_work"
KINDS: dict[str, tuple[str, ...]] = {
    "elementary_districts": ("elementary", "compulsory"),
    "junior_high_districts": ("junior_high", "compulsory", "secondary"),
}
"""Unit set → the kinds of school that can serve its units."""
_STATES = {
    "not_said": Text("受け持つ学校が書かれていない", "the school is not stated"),
    "not_found": Text("その名前の学校が、数える学校の中にない", "no school of that name among those that count"),
    "ambiguous": Text("その名前の学校がいくつもある", "several schools of that name"),
}
LEGEND = {
    "good": Text("どの人にもいちばん近い", "nearest for everyone it is assigned to"),
    "doubt": Text("別の学校のほうが近い人がいる", "some have another school nearer"),
}
_FOUNDER = re.compile(r"^.*?(?:市|区|町|村|都|府|県|組合)立(?=.)")


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    read = single_values(parameters, PARAMETERS)
    unit_set = _read_unit_set(city, read.get("unit_set"))
    spec = CATALOGUE[USUAL]
    reach = read_reach(spec, read, city)
    require_streets(city, reach)
    question = Question(
        id=USUAL,
        demand=read_demand(city, spec, read.get("demand", spec.demand)),
        supply=Supply(SCHOOLS, KINDS[unit_set]),
        reach=reach,
        ward=read_ward(city, read.get("ward")),
        unit_sets=tuple(id for id in city.unit_sets if id in ("wards", unit_set)),
    )
    answer = assigned(city, question, unit_set, school_key)
    words = unmeasured(city, question)
    asked = {name: value for name, value in chosen(question).items() if name in PARAMETERS} | {"unit_set": unit_set}
    what, here, how = counted(question.demand), where(city, question.ward), reach_label(question)
    title = _titles(answer)
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=SPEC.title,
        question=Text(
            f"{here.ja}の{title.ja}で、受け持ちの学校より近い学校がある{what.group.ja}は、どこに{what.how_many.ja}か（{how.ja.removesuffix('で')}で測る）",
            f"Where in {here.en} ({title.en}), and how many, are the {what.group.en} with a school nearer than their assigned "
            f"one ({how.en})?",
        ),
        sentence=_sentence(answer),
        tables=(_unit_table(answer), *_unknown_table(answer)),
        notes=(*_notes(answer), *reason_notes(words, answer.reasons)),
        basis=(
            Text(
                "受け持ちは通学区域のデータに書かれた学校名で、学校のデータの名前と突き合わせました（設置者の名と「学校」の書き方の"
                "違いは同じとみなし、同じ名前が二つあれば決めません）",
                "The assigned school is the name in the data of districts, matched with the names of schools (founders' names "
                "and ways of writing 学校 aside; where two schools share a name nothing is decided)",
            ),
            Text(
                "「最もよい1校」は、その区域の人からの平均の距離がいちばん短い学校です。定員、通学路の安全、橋や坂は見ていません",
                "The best single school is the one with the least mean distance from the unit's people. Capacity, safety and "
                "slopes are not looked at",
            ),
        ),
        datasets=_sources(city, question, unit_set),
        parameters=asked,
        drawn=Drawn(
            f"units-{unit_set}",
            "nearer",
            Text("もっと近い学校がある人", "with a nearer school"),
            _points(answer),
            LEGEND,
        ),
    )


def school_key(name: str) -> str:
    """The key schools' names are compared by: 川崎市立 in front and 小学校 or 小 at the end make no difference."""
    key = _FOUNDER.sub("", fold_name(name))
    for long, short in (("小学校", "小"), ("中学校", "中")):
        key = key.removesuffix(long) + short if key.endswith(long) else key
    return key


def _read_unit_set(city: City, text: str | None) -> str:
    """The set of districts: the one named, else the first loaded. NotAnswerableError when none is."""
    loaded = [id for id in KINDS if id in city.unit_sets and any(city.unit_sets[id].serves)]
    if not loaded:
        raise NotAnswerableError(
            f"{city.name_ja}の小学校区・中学校区（受け持つ学校の名前つき）が読み込まれていないため、答えられません。",
            f"Not answerable: no school districts of {city.name_en or city.name_ja} with the names of their schools are loaded.",
            lacks=list(KINDS),
            parameter="unit_set",
        )
    options = [(id, Text(city.unit_sets[id].title_ja, city.unit_sets[id].title_en)) for id in loaded]
    if text is None:
        return loaded[0]
    wanted = fold_name(text)
    found = next((id for id, label in options if wanted in (fold_name(id), fold_name(label.ja), fold_name(label.en))), None)
    if found is None:
        raise not_listed("unit_set", text, options)
    return found


def _sources(city: City, question: Question, unit_set: str) -> tuple[DatasetNote, ...]:
    return datasets(city, question, ("wards", unit_set), False)


def _titles(answer: AssignedAnswer) -> Text:
    units = answer.city.unit_sets[answer.unit_set]
    return Text(units.title_ja, units.title_en)


def _school(answer: AssignedAnswer, index: int) -> str:
    return answer.city.places[SCHOOLS].name[index] if index >= 0 else ""


def _ward(answer: AssignedAnswer, index: int) -> Text | str:
    wards = answer.city.unit_sets.get("wards")
    return ward_name(answer.city, wards.code[index]) if wards is not None and index >= 0 else ""


def _unit_name(answer: AssignedAnswer, one: UnitAssigned) -> Text:
    units = answer.city.unit_sets[answer.unit_set]
    return Text(units.name_ja[one.unit], units.name_en[one.unit] or units.name_ja[one.unit])


def _sentence(answer: AssignedAnswer) -> Text:
    what, here = counted(answer.question.demand), where(answer.city, answer.question.ward)
    night = as_at(answer.question)
    known = [one for one in answer.units if one.state == "known" and one.people > 0]
    people, nearer = sum(one.people for one in known), sum(one.nearer for one in known)
    unit = what.label.ja
    unknown = sum(one.state != "known" for one in answer.units)
    tail_ja = f"受け持ちの学校が分からない区域が{number(unknown)}あります。" if unknown else ""
    tail_en = f" Of {number(unknown)} districts the school is not known." if unknown else ""
    if not known:
        return Text(f"{here.ja}では、どの区域の学校も分かりません。", f"In {here.en} no district's school is known.")
    worst = max(known, key=lambda one: ((one.worst_m or 0.0) - (one.worst_nearest_m or 0.0), -one.unit))
    told_ja = told_en = ""
    if worst.worst_m is not None and worst.worst_nearest_m is not None:
        name = _unit_name(answer, worst)
        other = _school(answer, worst.nearest_place)
        told_ja = (
            f"差が最も大きいのは{name.ja}で、受け持ちの{_school(answer, worst.place)}まで{distance(round(worst.worst_m))}、"
            f"{other}までは{distance(round(worst.worst_nearest_m))}の所があります。"
        )
        told_en = (
            f" Farthest apart in {name.en}: {distance(round(worst.worst_m))} to the assigned {_school(answer, worst.place)}, "
            f"{distance(round(worst.worst_nearest_m))} to {other}."
        )
    return Text(
        f"{here.ja}の{what.group.ja}{number(people)}{unit}{night.ja}のうち{number(nearer)}{unit}には、受け持ちより近い学校があります。"
        f"{told_ja}{tail_ja}",
        f"{number(nearer)} of {number(people)} {what.group.en}{night.en} in {here.en} have a school nearer than the assigned one."
        f"{told_en}{tail_en}",
    )


def _unit_table(answer: AssignedAnswer) -> StudyTable:
    units, places = answer.city.unit_sets[answer.unit_set], answer.city.places[SCHOOLS]
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("区域", "district")),
        Column("ward", Text("区", "ward")),
        Column("place", Text("受け持ちの学校", "assigned school")),
        Column("people", Text("対象", "all"), "people"),
        Column("assigned_p50", Text("受け持ちの学校まで（半分の人はこれ以内）", "to the assigned (half at most)"), "metres"),
        Column("assigned_p90", Text("受け持ちの学校まで（90%の人はこれ以内）", "to the assigned (90 % at most)"), "metres"),
        Column("nearest_p50", Text("いちばん近い学校まで（半分の人）", "to the nearest (half at most)"), "metres"),
        Column("nearest_p90", Text("いちばん近い学校まで（90%の人）", "to the nearest (90 % at most)"), "metres"),
        Column("nearer", Text("もっと近い学校がある", "with a nearer school"), "people"),
        Column("farther", Text("遠くなっている距離（平均）", "how much farther (mean)"), "metres"),
        Column("worst", Text("差が最も大きい所：受け持ちまで", "where it differs most: to the assigned"), "metres"),
        Column("worst_nearest", Text("そこからいちばん近い学校まで", "from there to the nearest"), "metres"),
        Column("nearest_place", Text("そこからいちばん近い学校", "nearest school there")),
        Column("nearest_ward", Text("その学校の区", "its ward")),
        Column("best", Text("最もよい1校", "best single school")),
        Column("best_mean", Text("最もよい1校まで（平均）", "to the best (mean)"), "metres"),
        Column("assigned_mean", Text("受け持ちまで（平均）", "to the assigned (mean)"), "metres"),
    )
    rows = tuple(
        (
            units.code[one.unit],
            _unit_name(answer, one),
            _ward(answer, int(units.ward[one.unit])),
            _school(answer, one.place) if one.place >= 0 else _STATES[one.state],
            one.people,
            one.assigned_p50,
            one.assigned_p90,
            one.nearest_p50,
            one.nearest_p90,
            one.nearer if one.state == "known" else None,
            one.farther_m,
            one.worst_m,
            one.worst_nearest_m,
            _school(answer, one.nearest_place),
            _ward(answer, int(places.ward[one.nearest_place])) if one.nearest_place >= 0 else "",
            _school(answer, one.best_place),
            one.best_m,
            one.assigned_m,
        )
        for one in answer.units
    )
    title = _titles(answer)
    about = Text(
        "近い学校があるのに遠くへ通う人の多い順（人数×遠くなっている距離）。受け持ちの分からない区域は最後です。",
        "By people × metres farther, most first; districts whose school is not known stand last.",
    )
    return StudyTable(f"units-{answer.unit_set}", title, columns, rows, about, answer.unit_set)


def _unknown_table(answer: AssignedAnswer) -> tuple[StudyTable, ...]:
    units, places = answer.city.unit_sets[answer.unit_set], answer.city.places[SCHOOLS]
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("区域", "district")),
        Column("school", Text("書かれている学校名", "school as stated")),
        Column("why", Text("分からないわけ", "why it is not known")),
        Column("candidates", Text("同じ名前の学校", "schools of that name")),
    )
    rows = tuple(
        (
            units.code[one.unit],
            _unit_name(answer, one),
            one.name,
            _STATES[one.state],
            "、".join(f"{places.name[i]}（{places.address[i]}）" for i in one.candidates),
        )
        for one in answer.units
        if one.state != "known"
    )
    title = Text("受け持ちの学校が分からない区域", "Districts whose school is not known")
    return (StudyTable("unknown", title, columns, rows, most=20),) if rows else ()


def _points(answer: AssignedAnswer) -> tuple[Point, ...]:
    places, out = answer.city.places[SCHOOLS], []
    for one in sorted(answer.units, key=lambda unit: unit.unit):
        i = one.place
        if i < 0 or not np.isfinite(places.lon[i]):
            continue
        name = _unit_name(answer, one)
        says = Text(
            f"{name.ja}：もっと近い学校がある人 {number(one.nearer)}人",
            f"{name.en}: {number(one.nearer)} have a nearer school",
        )
        state = "doubt" if one.nearer >= 0.5 else "good"
        out.append(Point(float(places.lon[i]), float(places.lat[i]), places.name[i], state, says))  # type: ignore[arg-type]
    return tuple(out)


def _notes(answer: AssignedAnswer) -> tuple[Text, ...]:
    what = counted(answer.question.demand)
    kinds = "・".join(code.label.ja for code in LAYERS[SCHOOLS].codes() if code.slug in KINDS[answer.unit_set])
    notes = [
        Text(
            f"{what.group.ja}で数えています。児童・生徒の住む所ではありません（その年齢の人口があれば demand で選べます）。",
            f"Counted with {what.group.en}, not with pupils (choose an age group as demand where one is loaded).",
        ),
        Text(
            f"比べたのは{kinds}{number(answer.places)}校です。私立や国立も名前のまま含みます。",
            f"Compared with {number(answer.places)} schools of the kinds that can serve, private and national ones included.",
        ),
    ]
    if answer.outside >= 0.5:
        notes.append(
            Text(
                f"どの区域にも入らない{number(answer.outside)}{what.label.ja}は数えていません。",
                f"In no district and not counted: {number(answer.outside)}.",
            )
        )
    return tuple(notes)


SPEC = StudySpec(
    id="assigned",
    title=Text("受け持ちの学校より近い学校がある？", "Is another school nearer than the assigned one?"),
    about=Text(
        "学区ごとに、受け持ちの学校、いちばん近い学校、区域全体に最もよい1校までの距離を並べます。",
        "District by district: how far the assigned school is beside the nearest and the best single one.",
    ),
    parameters=PARAMETERS,
    make=make,
    sample={"unit_set": "elementary_districts"},
)
