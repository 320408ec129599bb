"""The balance sheet of a question, in words and tables."""

from __future__ import annotations

from collections.abc import Mapping

from geo_service.coverage.balance import Balance, Line, balance
from geo_service.coverage.city import City
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
from geo_service.render.studies.reason_labels import WHY_OFF, reason_label
from geo_service.render.study import Cell, Column, Study, StudySpec, StudyTable, study_id
from geo_service.render.words import counted, number, place_label, plural, ward_name, where, with_article
from layers.base import Text

BASIS = Text(
    "対象＝近くにある＋近くにない＋割合に入れられない、を最後の一人まで合わせています",
    "All = with a place near + without + not in the share, to the last person",
)


def make(city: City, parameters: Mapping[str, object]) -> Study:
    """The study with its parameters read and checked against the city."""
    question, _ = read_question(city, parameters)
    found = balance(city, question)
    words = unmeasured(city, question)
    asked = chosen(question)
    place, within = place_label(words), within_words(words)
    here, what = where(city, question.ward), counted(question.demand)
    unmatched = [one for one in found.reasons if one.code in ("outside_units", "closed_in", "demand_other_dataset")]
    return Study(
        id=study_id(city, SPEC.id, asked),
        study=SPEC.id,
        city=city,
        title=SPEC.title,
        question=Text(
            f"{here.ja}の{what.group.ja}と{place.ja}（{within.ja}以内）の数えかたで、何を入れ、何を入れなかったか",
            f"What was counted and what was not: {what.group.en} in {here.en}, {plural(place.en)} within {within.en}?",
        ),
        sentence=_sentence(found, place),
        tables=(_sheet(found, place), *_lists(found, place)),
        notes=(
            Text(
                "数が公表されていない区域の人と、市の外の行は、対象の数に入っていません（一覧には全部あります）。",
                "People of areas without a published count, and rows outside the city, are in none of the sums (all are listed).",
            ),
            *reason_notes(words, unmatched),
        ),
        basis=(BASIS, *basis_of(question)),
        datasets=words.datasets,
        parameters=asked,
    )


def _sentence(found: Balance, place: Text) -> Text:
    total, what = found.total, counted(found.question.demand)
    unit, here = what.label.ja, where(found.city, found.question.ward)
    night = as_at(found.question)
    out = len(found.listed("place"))
    return Text(
        f"{here.ja}の{what.group.ja}{number(total.demand)}{unit}{night.ja}は、近くに{place.ja}がある"
        f"{number(total.served)}{unit}、ない{number(total.unserved)}{unit}、測れないため割合に入れていない{number(total.left_out)}{unit}です。"
        f"{place.ja}は{number(found.all_places)}か所のうち{number(found.counted_places)}か所を数え、{number(out)}か所は数えていません。",
        f"Of {number(total.demand)} {what.group.en} in {here.en}{night.en}, {number(total.served)} have "
        f"one near, {number(total.unserved)} do not, and {number(total.left_out)} cannot be measured and are not in the share. "
        f"Of {number(found.all_places)} {plural(place.en)} {number(found.counted_places)} count and {number(out)} do not.",
    )


def _sheet(found: Balance, place: Text) -> StudyTable:
    total = found.total
    columns = (
        Column("part", Text("内訳", "part")),
        Column("amount", Text("数", "number"), "people"),
        Column("share", Text("対象に占める割合", "share of all"), "share"),
    )

    def row(label: Text, amount: float) -> tuple[Cell, ...]:
        return label, amount, amount / total.demand if total.demand > 0 else None

    rows = (
        row(Text(f"近くに{place.ja}がある", f"{with_article(place.en)} near"), total.served),
        row(Text(f"近くに{place.ja}がない", f"no {place.en} near"), total.unserved),
        row(Text("測れないため割合に入れていない", "cannot be measured, not in the share"), total.left_out),
        row(Text("対象の合計", "all"), total.demand),
    )
    return StudyTable("sheet", Text("内訳の合計", "The sheet"), columns, rows)


def _lists(found: Balance, place: Text) -> list[StudyTable]:
    """What is left out; a list with nothing in it is not shown."""
    return [table for table in (_reasons(found), _origins(found), _places(found, place)) if table.rows]


def _reasons(found: Balance) -> StudyTable:
    columns = (
        Column("side", Text("どちら側", "side")),
        Column("reason", Text("理由", "reason")),
        Column("things", Text("件数", "entries"), "count"),
        Column("amount", Text("割合に入れていない数", "not in the share"), "people"),
    )
    kinds = list(dict.fromkeys((line.side, line.reason) for line in found.lines))
    rows = []
    for side, reason in kinds:
        mine = [line for line in found.lines if (line.side, line.reason) == (side, reason)]
        held = sum(line.amount for line in mine if line.counts)
        rows.append((_side(side), reason_label(reason), len(mine), held if side == "origin" else None))
    title = Text("理由ごとの数", "By reason")
    return StudyTable("reasons", title, columns, tuple(rows), most=20)


def _side(side: str) -> Text:
    return Text("数えられる側", "who is asked about") if side == "origin" else Text("場所", "places")


def _line(found: Balance, line: Line) -> tuple[Cell, ...]:
    ward = ward_name(found.city, line.ward) if line.ward else ""
    return line.id, line.name, ward, reason_label(line.reason), WHY_OFF[line.why]


def _columns() -> tuple[Column, ...]:
    return (
        Column("id", Text("番号", "id")),
        Column("name", Text("名称", "name")),
        Column("ward", Text("区", "ward")),
        Column("reason", Text("理由", "reason")),
        Column("why", Text("道に出られないわけ", "why on no street")),
    )


def _origins(found: Balance) -> StudyTable:
    columns = (
        *_columns(),
        Column("amount", Text("数", "number"), "people"),
        Column("counts", Text("対象の数に入っているか", "in the sum of all")),
    )
    yes, no = Text("入っている", "yes"), Text("入っていない", "no")
    rows = tuple((*_line(found, line), line.amount, yes if line.counts else no) for line in found.listed("origin"))
    title = Text("測れない人・施設の一覧", "Everything that cannot be measured")
    about = Text(
        "歩く道では、道から離れすぎた区域や、川・線路などで道に出られない区域も測れません。",
        "Along streets, areas too far from one or parted from them by water or railways cannot be measured either.",
    )
    return StudyTable("origins", title, columns, rows, about)


def _places(found: Balance, place: Text) -> StudyTable:
    rows = tuple(_line(found, line) for line in found.listed("place"))
    title = Text(f"数えていない{place.ja}の一覧", f"{plural(place.en)} that do not count")
    return StudyTable("places", title, _columns(), rows)


SPEC = StudySpec(
    id="balance",
    title=Text("だれを数え、だれを数えなかった？", "Who was counted, and who was not?"),
    about=Text(
        "ある・ない・測れない、の合計を最後の一人まで合わせ、測れない区域や数えていない場所を一つ残らず並べます。",
        "With, without and not measurable add up to the last person; every area and place left out is listed.",
    ),
    parameters=ASKING,
    make=make,
    sample={"hazard": "flood"},
)
