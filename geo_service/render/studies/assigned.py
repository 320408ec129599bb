"""Assigned, nearest, best: school districts and their schools, associations and their evacuation sites, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

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
from geo_service.render.rounding import HALF
from geo_service.render.studies.asked import USUAL, as_at, chosen, reason_notes, unmeasured
from geo_service.render.studies.assigned_words import LEGEND, SERVING, notes, serving_sets, state_words
from geo_service.render.studies.points import PointState, points_of
from geo_service.render.study import Column, Drawn, Point, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import counted, distance, number, reach_label, ward_name, where
from layers.base import Text
from layers.text import fold_name

PARAMETERS = ("unit_set", "demand", "reach", "profile", "closed_by", "ward")


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    read = single_values(parameters, PARAMETERS)
    unit_set = _read_unit_set(city, read.get("unit_set"))
    serving, spec = SERVING[unit_set], CATALOGUE[USUAL]
    reach = read_reach(spec, read, city)
    require_streets(city, reach)
    question = Question(
        id=USUAL,
        demand=read_demand(city, spec, read.get("demand", spec.demand)),
        supply=Supply(serving.layer, serving.kinds),
        reach=reach,
        ward=read_ward(city, read.get("ward")),
        unit_sets=tuple(id for id in city.unit_sets if id in ("wards", unit_set)),
    )
    answer = assigned(city, question, unit_set, serving.key)
    words = unmeasured(city, question)
    asked = {name: value for name, value in chosen(question).items() if name in PARAMETERS} | {"unit_set": unit_set}
    what, here, how = counted(question.demand), where(city, question.ward), reach_label(question)
    title, place = _titles(answer), serving.place
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=serving.title,
        question=Text(
            f"{here.ja}の{title.ja}で、受け持ちの{place.ja}より近い{place.ja}がある{what.group.ja}は、どこに{what.how_many.ja}か（{how.ja.removesuffix('で')}で測る）",
            f"Where in {here.en} ({title.en}), and how many, are the {what.group.en} with {_one(place.en)} nearer than "
            f"their assigned one ({how.en})?",
        ),
        sentence=_sentence(answer),
        tables=(_unit_table(answer), *_unknown_table(answer)),
        notes=(*notes(answer), *reason_notes(words, answer.reasons)),
        basis=(
            serving.basis,
            Text(
                f"「最もよい1か所」は、その区域の人からの平均の距離がいちばん短い{place.ja}です。定員、道の安全、橋や坂は見ていません",
                f"The best single {place.en} is the one with the least mean distance from the unit's people. Capacity, safety "
                "and slopes are not looked at",
            ),
        ),
        datasets=_sources(city, question, unit_set),
        parameters=asked,
        drawn=Drawn(
            f"units-{unit_set}",
            "nearer",
            Text(f"もっと近い{place.ja}がある人", f"who have a nearer {place.en}"),
            _points(answer),
            LEGEND,
        ),
    )


def _read_unit_set(city: City, text: str | None) -> str:
    """The set of districts: the one named, else the first loaded. NotAnswerableError when none is."""
    loaded = serving_sets(city)
    if not loaded:
        raise NotAnswerableError(
            f"{city.name_ja}の小学校区・中学校区（受け持つ学校の名前つき）も、町内会・自治会を挙げる避難場所の一覧も"
            "読み込まれていないため、答えられません。",
            f"Not answerable: neither school districts of {city.name_en or city.name_ja} with the names of their schools nor a "
            "list of evacuation sites that names associations is loaded.",
            lacks=list(lacks(city)),
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


def lacks(city: City) -> tuple[str, ...]:
    """The layers one of which is wanting, where the study cannot be worked out for the city; none where it can."""
    return () if serving_sets(city) else tuple(SERVING)


def _one(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _place(answer: AssignedAnswer, index: int) -> str:
    return answer.city.places[SERVING[answer.unit_set].layer].name[index] if index >= 0 else ""


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
    serving = SERVING[answer.unit_set]
    place = serving.place
    unknown = sum(one.state != "known" for one in answer.units)
    tail_ja = f"受け持ちの{place.ja}が分からない{serving.unit.ja}が{number(unknown)}あります。" if unknown else ""
    tail_en = f" Of {number(unknown)} {serving.units_en} the {place.en} is not known." if unknown else ""
    if not known:
        return Text(
            f"{here.ja}では、どの{serving.unit.ja}の{place.ja}も分かりません。",
            f"In {here.en} no {serving.unit.en}'s {place.en} is known.",
        )
    worst = max(known, key=lambda one: ((one.worst_m or 0.0) - (one.worst_nearest_m or 0.0), -one.unit))
    told_ja = told_en = ""
    if worst.worst_m is not None and worst.worst_nearest_m is not None:
        name = _unit_name(answer, worst)
        other = _place(answer, worst.nearest_place)
        told_ja = (
            f"差が最も大きいのは{name.ja}で、受け持ちの{_place(answer, worst.place)}まで{distance(round(worst.worst_m))}、"
            f"{other}までは{distance(round(worst.worst_nearest_m))}の所があります。"
        )
        told_en = (
            f" Farthest apart in {name.en}: {distance(round(worst.worst_m))} to the assigned {_place(answer, worst.place)}, "
            f"{distance(round(worst.worst_nearest_m))} to {other}."
        )
    return Text(
        f"{here.ja}の{what.group.ja}{number(people)}{unit}{night.ja}のうち{number(nearer)}{unit}には、受け持ちより近い{place.ja}があります。"
        f"{told_ja}{tail_ja}",
        f"{number(nearer)} of {number(people)} {what.group.en}{night.en} in {here.en} have {_one(place.en)} nearer than the "
        f"assigned one.{told_en}{tail_en}",
    )


def _unit_table(answer: AssignedAnswer) -> StudyTable:
    units, places = answer.city.unit_sets[answer.unit_set], answer.city.places[SERVING[answer.unit_set].layer]
    serving = SERVING[answer.unit_set]
    ja, en = serving.place
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", serving.unit),
        Column("ward", Text("区", "ward")),
        Column("place", Text(f"受け持ちの{ja}", f"assigned {en}")),
        Column("people", Text("対象", "all"), "people"),
        Column("assigned_p50", Text(f"受け持ちの{ja}まで（半分の人はこれ以内）", "to the assigned (half at most)"), "metres"),
        Column("assigned_p90", Text(f"受け持ちの{ja}まで（90%の人はこれ以内）", "to the assigned (90 % at most)"), "metres"),
        Column("nearest_p50", Text(f"いちばん近い{ja}まで（半分の人）", "to the nearest (half at most)"), "metres"),
        Column("nearest_p90", Text(f"いちばん近い{ja}まで（90%の人）", "to the nearest (90 % at most)"), "metres"),
        Column("nearer", Text(f"もっと近い{ja}がある", f"who have a nearer {en}"), "people"),
        Column("farther", Text("遠くなっている距離（平均）", "how much farther (mean)"), "metres"),
        Column("worst", Text("差が最も大きい所：受け持ちまで", "where it differs most: to the assigned"), "metres"),
        Column("worst_nearest", Text(f"そこからいちばん近い{ja}まで", "from there to the nearest"), "metres"),
        Column("nearest_place", Text(f"そこからいちばん近い{ja}", f"nearest {en} there")),
        Column("nearest_ward", Text(f"その{ja}の区", "its ward")),
        Column("best", Text("最もよい1か所", f"best single {en}")),
        Column("best_mean", Text("最もよい1か所まで（平均）", "to the best (mean)"), "metres"),
        Column("assigned_mean", Text("受け持ちまで（平均）", "to the assigned (mean)"), "metres"),
    )
    rows = tuple(
        (
            units.code[one.unit],
            _unit_name(answer, one),
            _ward(answer, int(units.ward[one.unit])),
            _place(answer, one.place) if one.place >= 0 else state_words(answer, one.state),
            one.people,
            one.assigned_p50,
            one.assigned_p90,
            one.nearest_p50,
            one.nearest_p90,
            one.nearer if one.state == "known" else None,
            one.farther_m,
            one.worst_m,
            one.worst_nearest_m,
            _place(answer, one.nearest_place),
            _ward(answer, int(places.ward[one.nearest_place])) if one.nearest_place >= 0 else "",
            _place(answer, one.best_place),
            one.best_m,
            one.assigned_m,
        )
        for one in answer.units
    )
    title = _titles(answer)
    about = Text(
        f"近い{ja}があるのに遠い所を受け持ちにされた人の多い順（人数×遠くなっている距離）。受け持ちの分からない{serving.unit.ja}は最後です。",
        f"By people × metres farther, most first; {serving.units_en} whose {en} is not known stand last.",
    )
    return StudyTable(f"units-{answer.unit_set}", title, columns, rows, about, answer.unit_set)


def _unknown_table(answer: AssignedAnswer) -> tuple[StudyTable, ...]:
    units, places = answer.city.unit_sets[answer.unit_set], answer.city.places[SERVING[answer.unit_set].layer]
    serving = SERVING[answer.unit_set]
    ja, en = serving.place
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", serving.unit),
        Column("school", Text(f"書かれている{ja}の名", f"{en} as stated")),
        Column("why", Text("分からないわけ", "why it is not known")),
        Column("candidates", Text(f"あてはまる{ja}", f"{serving.places_en} it may be")),
    )
    rows = tuple(
        (
            units.code[one.unit],
            _unit_name(answer, one),
            one.name,
            state_words(answer, one.state),
            "、".join(f"{places.name[i]}（{places.address[i]}）" for i in one.candidates),
        )
        for one in answer.units
        if one.state != "known"
    )
    title = Text(f"受け持ちの{ja}が分からない{serving.unit.ja}", f"{serving.units_en.capitalize()} whose {en} is not known")
    return (StudyTable("unknown", title, columns, rows, most=20),) if rows else ()


def _points(answer: AssignedAnswer) -> tuple[Point, ...]:
    serving = SERVING[answer.unit_set]
    marked: list[tuple[int, PointState, Text]] = []
    for one in sorted(answer.units, key=lambda unit: unit.unit):
        name = _unit_name(answer, one)
        says = Text(
            f"{name.ja}：もっと近い{serving.place.ja}がある人 {number(one.nearer)}人",
            f"{name.en}: {number(one.nearer)} have a nearer {serving.place.en}",
        )
        marked.append((one.place, "doubt" if one.nearer >= HALF else "good", says))
    return points_of(answer.city.places[serving.layer], marked)


SPEC = StudySpec(
    id="assigned",
    title=Text("受け持ちの学校より近い学校がある？", "Is another school nearer than the assigned one?"),
    about=Text(
        "学区（や町内会）ごとに、受け持ちの学校（や避難場所）、いちばん近い所、区域全体に最もよい1か所までの距離を並べます。",
        "District by district (or association): how far the assigned school (or evacuation site) is, beside the nearest and "
        "the best single one.",
    ),
    parameters=PARAMETERS,
    make=make,
    lacks=lacks,
    sample={"unit_set": "elementary_districts"},
)
