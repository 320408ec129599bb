"""The tables of who must leave: by unit, by what the ground is like, and by what is not known."""

from __future__ import annotations

import math

from geo_service.coverage.floors import UPSTAIRS
from geo_service.coverage.leave import LeaveAnswer, Leaving, UnitLeaving
from geo_service.render.study import Cell, Column, StudyTable
from geo_service.render.words import city_name, ward_name
from layers.base import Text

_DOUBTS = {
    "dwellings": Text("住んでいる階", "the floor people live on"),
    "collapse": Text("家屋倒壊等氾濫想定区域かどうか", "whether houses may collapse there"),
    "hours": Text("水が引くまでの時間", "how long the water stands"),
    "depth": Text("区分の中での水の深さ", "the depth within its class"),
}


def _range_columns() -> tuple[Column, ...]:
    def people(id: str, ja: str, en: str, high: str = "", range_ja: str = "", range_en: str = "") -> Column:
        return Column(id, Text(ja, en), "people", high, Text(range_ja, range_en))

    return (
        people("demand", "対象", "all"),
        people("must_low", "立ち退きが必要（少なくとも）", "must leave (at least)", "must_high", "立ち退きが必要", "must leave"),
        people("must_high", "立ち退きが必要（多くて）", "must leave (at most)"),
        people("may_low", "屋内にとどまれる（少なくとも）", "may stay (at least)", "may_high", "屋内にとどまれる", "may stay in"),
        people("may_high", "屋内にとどまれる（多くて）", "may stay (at most)"),
        people("outside", "区域の外", "outside the zone"),
        people("not_assessed", "想定の対象か不明", "not known to be assessed"),
        people("left_out", "地図に置けない", "not on the map"),
        people(
            "without_site_low",
            "立ち退く人のうち、近くに確かな避難場所がない（少なくとも）",
            "must leave, no sure site near (at least)",
            "without_site_high",
            "立ち退く人のうち、近くに確かな避難場所がない",
            "must leave, no sure site near",
        ),
        people("without_site_high", "同（多くて）", "must leave, no sure site near (at most)"),
    )


def _range_cells(one: Leaving, known: bool) -> tuple[Cell, ...]:
    return (
        one.demand,
        one.must_low,
        one.must_high,
        one.may_low,
        one.may_high,
        one.outside,
        one.not_assessed,
        one.left_out,
        one.without_site_low if known else None,
        one.without_site_high if known else None,
    )


def unit_table(answer: LeaveAnswer, unit_set: str, rows: tuple[UnitLeaving, ...]) -> StudyTable:
    city = answer.city
    units = city.unit_sets[unit_set]
    columns = (
        Column("code", Text("コード", "code")),
        Column("name", Text("名称", "name")),
        *(() if unit_set == "wards" else (Column("ward", Text("区", "ward")),)),
        *_range_columns(),
    )
    cells = tuple(
        (
            one.code,
            Text(one.name_ja, one.name_en or one.name_ja),
            *(() if unit_set == "wards" else (ward_name(city, one.ward) if one.ward else "",)),
            *_range_cells(one.figures, answer.supply_known),
        )
        for one in (rows if unit_set == "wards" else sorted(rows, key=lambda r: (-r.figures.must_high, r.code)))
    )
    if unit_set == "wards" and not answer.question.ward:
        whole = city_name(city)
        cells = (*cells, (city.code, whole, *_range_cells(answer.total, answer.supply_known)))
    about = Text(
        "「少なくとも」は分からないことがすべて良いほうだった場合、「多くて」は悪いほうだった場合です。",
        "'At least' is when everything not known turns out well, 'at most' when it turns out badly.",
    )
    return StudyTable(f"units-{unit_set}", Text(units.title_ja, units.title_en), columns, cells, about, unit_set)


def _band(low: float, high: float, unit: str) -> Text:
    if math.isnan(low) or (low <= 0 and math.isinf(high)):
        return Text("分からない", "not known")
    if math.isinf(high):
        return Text(f"{low:g}{unit}以上", f"{low:g} {unit} or more")
    return Text(f"{low:g}〜{high:g}{unit}", f"{low:g} to {high:g} {unit}")


def class_table(answer: LeaveAnswer) -> tuple[StudyTable, ...]:
    """What the ground inside is like, where that decides who leaves. Classes that read alike are one row: water that stands
    for a time nobody knows, and water of which one of two sources does not say it, are both 分からない."""
    if answer.ground.hazard not in UPSTAIRS:
        return ()
    collapse = {1: Text("中", "inside"), 0: Text("外", "outside"), -1: Text("分からない", "not known")}
    people: dict[tuple[Text, Text, Text], list[float]] = {}
    for one in answer.classes:
        alike = _band(one.depth_from_m, one.depth_to_m, "m"), _hours(one.hours_from, one.hours_to), collapse[one.collapse]
        sums = people.setdefault(alike, [0.0, 0.0, 0.0])
        for at, more in enumerate((one.inside, one.must_low, one.must_high)):
            sums[at] += more
    rows: tuple[tuple[Cell, ...], ...] = tuple((*alike, *sums) for alike, sums in people.items())
    columns = (
        Column("depth", Text("水の深さ", "depth of water")),
        Column("hours", Text("水が引くまで", "until the water is gone")),
        Column("collapse", Text("家屋倒壊等氾濫想定区域", "ground where houses may collapse")),
        Column("inside", Text("いる人", "people there"), "people"),
        Column(
            "must_low",
            Text("立ち退きが必要（少なくとも）", "must leave (at least)"),
            "people",
            "must_high",
            Text("立ち退きが必要", "must leave"),
        ),
        Column("must_high", Text("立ち退きが必要（多くて）", "must leave (at most)"), "people"),
    )
    return (StudyTable("classes", Text("区域の中のようす", "What the ground inside is like"), columns, rows, most=40),)


def _hours(low: float, high: float) -> Text:
    if not math.isnan(low) and low >= 24 and (math.isinf(high) or high % 24 == 0) and low % 24 == 0:
        found = _band(low / 24, high / 24, "日")
        return Text(found.ja, found.en.replace("日", "days"))
    found = _band(low, high, "時間")
    return Text(found.ja, found.en.replace("時間", "hours"))


def doubt_table(answer: LeaveAnswer) -> tuple[StudyTable, ...]:
    if not answer.doubts:
        return ()
    columns = (
        Column("doubt", Text("分からないこと", "what is not known")),
        Column(
            "people",
            Text(
                "それだけが悪いほうだったとき、立ち退く人がどれだけ増えるか", "more who must leave if only that turns out badly"
            ),
            "people",
        ),
    )
    rows = tuple((_DOUBTS[name], people) for name, people in answer.doubts)
    about = Text(
        "これが分かると幅がせまくなります。人数は互いに重なります。",
        "Knowing this narrows the range. The numbers overlap.",
    )
    return (StudyTable("doubts", Text("幅のわけ", "Why there is a range"), columns, rows, about),)
