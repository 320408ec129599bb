"""Across the border, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

from geo_service.coverage.border import NOBODY, BorderAnswer, Neighbour, UnitBorder, border
from geo_service.coverage.city import City
from geo_service.coverage.supply import with_neighbours
from geo_service.questions.parameters import refused
from geo_service.render.rounding import HALF
from geo_service.render.studies.asked import (
    ASKING,
    as_at,
    basis_of,
    chosen,
    read_question,
    reason_notes,
    unmeasured,
    within_words,
)
from geo_service.render.studies.points import PointState, points_of
from geo_service.render.study import Column, Drawn, Point, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import city_name, counted, number, place_label, plural, ward_name, where
from layers.base import Text

PARAMETERS = tuple(name for name in ASKING if name != "neighbours")
LEGEND = {
    "good": Text("市外の場所（この市の人にも近いもの）", "place outside the city, near its people"),
    "none": Text("使えるか書かれていない、市外の場所", "place outside of which the list does not say"),
    "doubt": Text("市境の向こうにも近い、この市の場所", "own place that reaches across the border"),
}


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    if "neighbours" in parameters:
        raise refused(
            "neighbours",
            parameters["neighbours"],
            "この調べは市外の場所を数えた場合と数えない場合を並べるので、指定できません。",
            "This study shows the figures with and without places outside the city: it cannot be given.",
        )
    question, _ = read_question(city, parameters)
    answer = border(city, question)
    words = unmeasured(city, with_neighbours(question, True))
    asked = {name: value for name, value in chosen(question).items() if name in PARAMETERS}
    here, what, place = where(city, question.ward), counted(question.demand), place_label(words)
    sets = [_units(answer, id, rows) for id, rows in answer.units.items()]
    drawn = next((id for id in ("towns", "wards") if id in answer.units), "")
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=SPEC.title,
        question=Text(
            f"{here.ja}の{what.group.ja}のうち、{within_words(words).ja}以内にある{place.ja}が市外のものだけなのは、どこに{what.how_many.ja}か",
            f"Where in {here.en}, and how many, are the {what.group.en} with {plural(place.en)} within {within_words(words).en} "
            "outside the city only?",
        ),
        sentence=_sentence(answer, place),
        tables=(
            *(one for one in sets if one.unit_set == "wards"),
            _neighbours(answer),
            _across(answer),
            *(one for one in sets if one.unit_set != "wards"),
        ),
        notes=(*_notes(answer, place), *reason_notes(words, answer.reasons)),
        basis=basis_of(question),
        datasets=words.datasets,
        parameters=asked,
        drawn=Drawn(
            f"units-{drawn}",
            "only_neighbours",
            Text("近くにあるのが市外の場所だけの人", "with places outside the city only"),
            _points(answer),
            LEGEND,
        )
        if drawn
        else None,
    )


def _sentence(answer: BorderAnswer, place: Text) -> Text:
    what, total, night = counted(answer.question.demand), answer.total, as_at(answer.question)
    here, unit = where(answer.city, answer.question.ward), what.label.ja
    whose = [one for one in answer.neighbours if one.served_only >= HALF]
    whose.sort(key=lambda one: (-one.served_only, one.code))
    by_ja = f"（{'、'.join(f'{_name(one).ja}が{number(one.served_only)}{unit}' for one in whose[:3])}）" if whose else ""
    by_en = f" ({', '.join(f'{_name(one).en} {number(one.served_only)}' for one in whose[:3])})" if whose else ""
    missing_ja = missing_en = ""
    if total.missing >= HALF:
        missing_ja = (
            f"ほかに{number(total.missing)}{unit}は市境に近く、隣のまちの{place.ja}のデータがないため、"
            "近くにあるともないとも言えません。"
        )
        missing_en = (
            f" Another {number(total.missing)} live so near the border that {plural(place.en)} beyond it could serve them, but "
            "the neighbour's are not loaded."
        )
    maybe_ja = maybe_en = ""
    if total.blank >= HALF:
        relying = number(total.only_neighbours + total.blank)
        maybe_ja = f"周辺の一覧で使えるかどうか書かれていない{place.ja}も使えるなら、{relying}{unit}です。"
        maybe_en = f" If {plural(place.en)} of which the neighbours' lists do not say count, too, {relying} do."
    missing_ja, missing_en = maybe_ja + missing_ja, maybe_en + missing_en
    return Text(
        f"{here.ja}の{what.group.ja}のうち、近くにあるのが市外の{place.ja}だけなのは{number(total.only_neighbours)}{unit}"
        f"{night.ja}です{by_ja}。{missing_ja}",
        f"{number(total.only_neighbours)} {what.group.en}{night.en} in {here.en} have {plural(place.en)} outside the city "
        f"only{by_en}."
        f"{missing_en}",
    )


def _name(one: Neighbour) -> Text:
    if one.code == NOBODY:
        return Text("海または境界が読み込まれていない側", "the sea, or a side whose boundary is not loaded")
    return Text(one.name or f"コード{one.code}の市区町村", one.name or f"municipality {one.code}")


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column("own", Text("市内の場所が近くにある", "with a place of the city near"), "people"),
        Column("only_neighbours", Text("近くにあるのは市外の場所だけ", "with places outside only"), "people"),
        Column("unserved", Text("どちらも近くにない", "with neither"), "people"),
        Column(
            "blank",
            Text("うち、使えるか書かれていない市外の場所が近い", "of them, with an outside place of which the list does not say"),
            "people",
        ),
        Column("missing", Text("うち、隣のまちのデータがなく分からない", "of them, the neighbour's data missing"), "people"),
        Column(
            "unknown_side",
            Text("うち、海か、向こう側が分からない市境の近く", "of them, beside the sea or an unknown side"),
            "people",
        ),
    )


def _figures(one: UnitBorder) -> tuple[float, ...]:
    return one.own, one.only_neighbours, one.unserved, one.blank, one.missing, one.unknown_side


def _units(answer: BorderAnswer, unit_set: str, rows: tuple[UnitBorder, ...]) -> StudyTable:
    city, units = answer.city, answer.city.unit_sets[unit_set]
    wards = city.unit_sets.get("wards")
    small = unit_set != "wards"
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("名称", "name")),
        *((Column("ward", Text("区", "ward")),) if small else ()),
        *_figure_columns(),
    )
    asked = [one for one in rows if not answer.question.ward or sum(_figures(one)) > 0]
    order = sorted(asked, key=lambda one: (-one.only_neighbours - one.missing, units.code[one.unit])) if small else asked
    cells = []
    for one in order:
        at = int(units.ward[one.unit])
        ward = ward_name(city, wards.code[at]) if wards is not None and at >= 0 else ""
        name = Text(units.name_ja[one.unit], units.name_en[one.unit] or units.name_ja[one.unit])
        cells.append((units.code[one.unit], name, *((ward,) if small else ()), *_figures(one)))
    if not small and not answer.question.ward:
        cells.append((city.code, city_name(city), *_figures(answer.total)))
    title = Text(units.title_ja, units.title_en)
    return StudyTable(f"units-{unit_set}", title, columns, tuple(cells), unit_set=unit_set)


def _neighbours(answer: BorderAnswer) -> StudyTable:
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("隣の市区町村", "municipality")),
        Column("loaded", Text("データ", "data")),
        Column("places", Text("使える場所", "usable places"), "places"),
        Column("in_reach", Text("うち、この市に届くもの", "of them, in reach of this city"), "places"),
        Column("blank", Text("ほかに届くが、使えるか書かれていないもの", "others in reach, not stated"), "places"),
        Column("served_only", Text("ここの場所だけが近い人", "served by its places only"), "people"),
        Column("missing", Text("データがなく、分からない人", "not known for want of its data"), "people"),
    )
    yes, no = Text("あり", "loaded"), Text("なし", "missing")
    rows = tuple(
        (one.code, _name(one), yes if one.loaded else no, one.places, one.in_reach, one.blank, one.served_only, one.missing)
        for one in answer.neighbours
    )
    about = Text(
        "二つの市区町村の近くにいる人は、それぞれの「分からない人」に入ります。足すと重なります。",
        "Who is near two municipalities is in the last column of both: it does not add up.",
    )
    return StudyTable("neighbours", Text("隣の市区町村ごと", "By neighbour"), columns, rows, about, most=30)


def _across(answer: BorderAnswer) -> StudyTable:
    places = answer.city.places[answer.question.supply.layer]
    columns = (
        Column("id", Text("番号", "id")),
        Column("name", Text("名称", "name")),
        Column("into", Text("どこの人にも近いか", "near people of")),
    )
    rows = tuple(
        (places.id[one.place], places.name[one.place], "、".join(answer.city.neighbours.get(code, code) for code in one.into))
        for one in answer.across
    )
    about = Text(
        "隣の人口のデータがないため、市外の何人が使うかは言えません。距離の中に隣の土地があるものを並べます（直線）。",
        "How many people outside use them cannot be said without their population. Listed where the limit reaches over, in a "
        "straight line.",
    )
    return StudyTable("across", Text("市外の人にも近い、この市の場所", "Own places that reach across"), columns, rows, about)


def _points(answer: BorderAnswer) -> tuple[Point, ...]:
    places = answer.city.places[answer.question.supply.layer]
    marked: list[tuple[int, PointState, Text]] = []
    for one in answer.across:
        into = "、".join(answer.city.neighbours.get(code, code) for code in one.into)
        marked.append((one.place, "doubt", Text(f"{into}の人にも近い", f"near people of {into}, too")))
    # Only places that could matter here: with every place of all neighbours the map would hide its own city.
    named = {one.code: _name(one) for one in answer.neighbours}
    sorts: tuple[tuple[PointState, tuple[int, ...]], ...] = (("good", answer.beyond), ("none", answer.beyond_blank))
    for state, i in ((state, i) for state, which in sorts for i in which):
        code = places.municipality[i]
        name = named.get(code, Text(code, code))
        says = Text(f"{name.ja}の場所", f"of {name.en}")
        if state == "none":
            says = Text(f"{says.ja}。使えるか書かれていない", f"{says.en}; the list does not say whether it can be used")
        marked.append((i, state, says))
    return points_of(places, marked)


def _notes(answer: BorderAnswer, place: Text) -> tuple[Text, ...]:
    without = [one for one in answer.neighbours if not one.loaded and one.code != NOBODY]
    notes = [
        Text(
            "市外の場所がこの市の住民を受け入れるかどうかは、ここでは分かりません。",
            "Whether places outside the city take in its residents is not known here.",
        )
    ]
    if any(one.blank for one in answer.neighbours):
        many = sum(one.blank for one in answer.neighbours)
        notes.append(
            Text(
                f"周辺の{place.ja}のうち{number(many)}か所は、この市に届くところにありますが、"
                "使えるかどうか一覧に書かれていません。"
                "「使えない」とは限らないので、0ではなく別の欄に分けました。",
                f"Of {number(many)} {plural(place.en)} around, in reach of this city, the lists do not say whether they can be "
                "used. That is not a no: they have a column of their own.",
            )
        )
    if without:
        names = "、".join(_name(one).ja for one in without)
        notes.append(
            Text(f"{place.ja}のデータがない隣の市区町村：{names}。", f"Neighbours without data of {plural(place.en)}: {names}.")
        )
    if any(one.code == NOBODY for one in answer.neighbours):
        notes.append(
            Text(
                "海に面した側は、境界が読み込まれていない側と区別できません。",
                "The sea cannot be told from a side whose boundaries are not loaded.",
            )
        )
    return tuple(notes)


SPEC = StudySpec(
    id="border",
    title=Text("市境の近くで、隣のまちの場所がたよりなのはだれ？", "Who near the border relies on the next town's places?"),
    about=Text(
        "市外の場所だけが近い人を、どこの場所かとともに数えます。向こう側のデータがない所は、分からない人として示します。",
        "Counts who has places outside the city only, and whose; where data of the other side is missing, that is shown.",
    ),
    parameters=PARAMETERS,
    make=make,
    sample={"hazard": "earthquake"},
)
