"""One area in words and tables, as a study: people, sites by hazard, what is near, what is in it, what its lists say of it.

Not in the catalogue of studies: it has an address of its own (a ward, a 町丁 or an association's area), and figures of the
usual questions that whoever asks hands over.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo_service.coverage.area import Area, HazardHere
from geo_service.coverage.blank_marks import unknown_share
from geo_service.coverage.city import DatasetNote
from geo_service.coverage.help_near import Help, not_loaded
from geo_service.coverage.question import Demand
from geo_service.coverage.site_class import usual_key
from geo_service.questions.demand import declared_groups
from geo_service.render.help_near import help_table, not_loaded_line
from geo_service.render.records import Records, layer_title, records_table, told_by
from geo_service.render.study import Cell, Column, Study, StudyTable, study_id
from geo_service.render.words import Counted, counted, distance, hazard_label, how_much, number, per_cent
from layers.base import Text

STUDY = "area"
NOTE_MIDDLE = Text(
    "距離は、地区の端からの直線です（地区の中なら0 m）。",
    "Distances are straight, from the area's outline (0 m inside it).",
)
NOTE_UNKNOWN = Text("「分からない」は0ではありません。", "Not known is not 0.")


def area_study(area: Area, help_near: Sequence[Help], records: Sequence[Records], notes: Sequence[Text], hazard: str) -> Study:
    """The area as a study. ``hazard``: the one that its sentence is about ("" for none); ``notes``: doubts of whoever asks."""
    city, units = area.city, area.units
    code = units.code[area.at]
    name = Text(units.name_ja[area.at], units.name_en[area.at] or units.name_ja[area.at])
    asked = {"unit_set": units.id, "code": code, "hazard": hazard}
    # Without an outline nothing can be said to lie in it, and nobody to live there: that is not 0.
    inside = (_people(area), _hazards(area), help_table(city, help_near), _things(area)) if placed(area) else ()
    tables = (*inside, *map(records_table, records))
    # A table without a row is not shown: what nobody knows of what is near is said all the same.
    lacking = [not_loaded_line(not_loaded(city))] if placed(area) and not help_near and not_loaded(city) else []
    approximate = [Text("地区の線はおおよそのものです。", "The area's outline is approximate.")] if units.approximate else []
    nowhere = (
        [Text(f"位置の分からない避難場所が市に{area.no_place}か所あり、どの地区にも数えていません。", f"{area.no_place} of the "
              "city's evacuation sites have no known position and are counted in no area.")] if area.no_place else []
    )  # fmt: skip
    return Study(
        id=study_id(city, STUDY, {**asked, "lists": told_by(records, notes)}),
        study=STUDY,
        city=city,
        title=name,
        question=Text(f"{name.ja}はどんなところか", f"What is there in {name.en}?"),
        sentence=_sentence(area, name, hazard),
        tables=tuple(table for table in tables if table.rows),
        notes=(NOTE_UNKNOWN, NOTE_MIDDLE, *lacking, *approximate, *nowhere, *notes),
        basis=tuple(
            dict.fromkeys(
                Text(f"{hazard_label(one.marks.hazard).ja}：{distance(one.answer.question.reach.limit_m)}以内（直線）",
                     f"{hazard_label(one.marks.hazard).en}: within {distance(one.answer.question.reach.limit_m)} (straight)")
                for one in area.hazards if one.answer is not None
            )
        ),
        datasets=_used(area, help_near, records),
        parameters=asked,
    )  # fmt: skip


def _sentence(area: Area, name: Text, hazard: str) -> Text:
    """Who lives here, and how many of them a site for the hazard is near to, beside ward and city."""
    residents = next((one for one in area.people if one.group == "residents" and one.known), None)
    one = next((one for one in area.hazards if one.marks.hazard == hazard), None)
    known = residents is not None and residents.people == residents.people
    people = number(residents.people) if residents is not None and known else ""
    if not placed(area):
        known = False
    lives = (
        Text(f"{name.ja}には{people}人が住んでいます。", f"{people} people live in {name.en}. ")
        if known
        else Text(
            f"{name.ja}に何人住んでいるかは、読み込んだデータでは分かりません。", f"How many live in {name.en} is not known. "
        )
    )
    others = _who(area)
    if not known and placed(area) and others.unit == "households" and one is not None and one.figures is not None:
        # Nobody must take a share of some households for one of all residents.
        lives = Text(
            f"{lives.ja}{others.group.ja}は{how_much(one.figures.demand, others).ja}です。",
            f"{lives.en}It has {how_much(one.figures.demand, others).en} {others.group.en}. ",
        )
    if one is None:
        none = hazard_label(hazard) if hazard else Text("", "")
        says_nothing = Text(
            f"{none.ja}の避難場所は、名簿に印が1つもなく、分かりません。", f"The list marks no site for {none.en}: not known."
        )
        return Text(lives.ja + says_nothing.ja, lives.en + says_nothing.en) if hazard else lives
    label, inside = hazard_label(hazard), len(one.inside)
    if not placed(area):
        return lives
    if nobody_says(one):
        blank, could = one.marks.not_stated, _if_blank(area, one)
        told = Text("", "")
        if could is not None:
            told = Text(
                f"使えるなら、近くにあるのは{per_cent(could)}です。", f" If they may be used, {per_cent(could)} have one near."
            )
        return Text(
            f"{lives.ja}{label.ja}のとき使えるかは、この中の避難場所{blank}か所とも名簿の印が空欄で、分かりません。{told.ja}",
            f"{lives.en}Whether its {blank} evacuation sites may be used in {label.en} is not known: their marks are blank."
            f"{told.en}",
        )
    sites = Text(
        f"{label.ja}の指定緊急避難場所は、この中に{inside}か所あります{_doubt(area, one).ja}。"
        if inside
        else f"{label.ja}の指定緊急避難場所は、この中にはありません。{_outside(one).ja}",
        f"It has {inside} designated evacuation site{'' if inside == 1 else 's'} for {label.en}{_doubt(area, one).en}. "
        f"{'' if inside else _outside(one).en}",
    )
    near = _near(area, one, others)
    if one.marks.not_stated:
        blank = one.marks.not_stated
        near = Text(
            f"{near.ja}印が空欄で分からない場所が{blank}か所あります。",
            f"{near.en} The marks of {blank} are blank: not known.",
        )
    return Text(lives.ja + sites.ja + near.ja, f"{lives.en}{sites.en}{near.en}".strip())


def _used(area: Area, help_near: Sequence[Help], records: Sequence[Records]) -> tuple[DatasetNote, ...]:
    """The datasets that something on the page comes from."""
    layers = {"wards", area.units.id, "evacuation_sites", "population", *(one.layer for one in help_near)}
    layers |= {one.layer for one in area.things if one.count} | {one.layer for one in records} | set(area.related)
    layers |= {"hazard_zones"} if area.city.zone_grounds else set()
    return tuple(one for one in area.city.datasets if one.used and one.layer in layers)


def placed(area: Area) -> bool:
    """Whether it can be said what lies in the area: it has an outline."""
    return area.bounds is not None


def nobody_says(one: HazardHere) -> bool:
    """Whether the area's own sites are there, and the marks of all of them left blank."""
    return one.marks.not_stated > 0 and one.marks.designated == one.marks.not_designated == 0


def _doubt(area: Area, one: HazardHere) -> Text:
    """How many of the sites no zone raises a doubt about, where a map of the hazard is loaded."""
    if not usual_key(area.city, one.marks.hazard):
        return Text("", "")
    return Text(f"（うち心配のない場所{one.sure}か所）", f" ({one.sure} without a doubt)")


def _outside(one: HazardHere) -> Text:
    if one.outside is None:
        return Text("", "")
    away = distance(float(round(one.outside.distance_m)))
    return Text(
        f"一番近いのは{one.outside.name}（地区の端から{away}）です。",
        f"The nearest is {one.outside.name}, {away} from the area's edge. ",
    )


def _who(area: Area) -> Counted:
    """Who the figures by hazard count: residents, or whoever the city has instead."""
    asked = next((one.answer.question.demand for one in area.hazards if one.answer is not None), None)
    return counted(asked if asked is not None else Demand("group", "residents"))


def _if_blank(area: Area, one: HazardHere, of_ward: bool = False) -> float | None:
    """The share of the area (of its ward) with a site near if blank marks counted, where no marked one is near anybody there:
    then it is not known who has none. None where it can be said."""
    figures, division, at = (one.ward, "wards", area.ward) if of_ward else (one.figures, area.units.id, area.at)
    if figures is None or one.answer is None:
        return None
    return unknown_share(area.city, one.answer.question, figures.served, figures.unserved, division, at)


def _near(area: Area, one: HazardHere, who: Counted) -> Text:
    """The share with a site near, beside the ward's (a ward's own stands there already) and the city's."""
    division = area.units.id
    if one.figures is None or one.answer is None or one.figures.share_served is None:
        return Text("", "")
    within = distance(one.answer.question.reach.limit_m)
    could = _if_blank(area, one)
    if could is not None:
        return Text(
            f"直線{within}以内に使える場所があるかは、近くの場所の印が空欄で、分かりません（使えるなら{per_cent(could)}）。",
            f"Whether one is within {within} is not known: marks near are blank (if those may be used, {per_cent(could)}).",
        )
    unsure = _if_blank(area, one, of_ward=True) is not None
    beside = [
        (Text(f"区{per_cent(figures.share_served)}", f"ward {per_cent(figures.share_served)}"))
        for figures in (None if division == "wards" or unsure else one.ward,)
        if figures is not None and figures.share_served is not None
    ]
    beside += [
        Text(f"市{per_cent(figures.share_served)}", f"city {per_cent(figures.share_served)}")
        for figures in (one.city,)
        if figures is not None and figures.share_served is not None
    ]
    ja, en = "、".join(text.ja for text in beside), ", ".join(text.en for text in beside)
    share = per_cent(one.figures.share_served)
    those = Text("人", "") if who.unit == "people" else Text(who.group.ja, f" of the {who.group.en}")
    return Text(
        f"直線{within}以内に使える場所がある{those.ja}は{share}です{f'（{ja}）' if ja else ''}。",
        f"{share}{those.en} have one within {within}{f' ({en})' if en else ''}.",
    )


def _people(area: Area) -> StudyTable:
    groups = declared_groups()
    households = any(one.group in groups and groups[one.group].counter.en == "households" for one in area.people if one.known)
    number_of = Text("人数・世帯数", "people or households") if households else Text("人数", "number")
    columns = (
        Column("group", Text("だれ", "who")),
        Column("people", number_of, "count" if households else "people"),
        Column("share", Text("住民に占める割合", "share of residents"), "share"),
        Column("city", Text("市全体の割合", "share in the city"), "share"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in area.people:
        if one.known:
            group = groups.get(one.group)
            # Households are no part of the residents.
            parts = (one.share, one.city_share) if group is None or group.counter.en == "people" else (None, None)
            rows.append((one.group if group is None else group.label, one.people, *parts))
    unknown = max((one.unknown for one in area.people if one.known), default=0)
    about = (
        Text(
            f"数が公表されていない区域が{unknown}か所あり、ここに入っていません。",
            f"{unknown} areas without a published count are not in it.",
        )
        if unknown
        else Text("", "")
    )
    return StudyTable("people", Text("住んでいる人", "Who lives here"), columns, tuple(rows), about=about, most=20)


def _hazards(area: Area) -> StudyTable:
    who = _who(area)
    those = Text("人", "people") if who.unit == "people" else who.group
    columns = (
        Column("hazard", Text("災害", "hazard")),
        Column("designated", Text("この中の指定された場所", "designated sites inside"), "places"),
        Column("sure", Text("うち心配のない場所", "of them without a doubt"), "places"),
        Column("blank", Text("印が空欄", "mark left blank"), "places"),
        Column("share", Text(f"近くにある{those.ja}", f"{those.en} with one near"), "share"),
        Column(
            "unserved",
            Text(f"近くにない{those.ja}", f"{those.en} without"),
            "households" if who.unit == "households" else "people",
        ),
        Column("ward", Text("区では", "in the ward"), "share"),
        Column("city", Text("市では", "in the city"), "share"),
        Column("names", Text("この中の場所、なければ一番近い場所", "sites inside, else the nearest")),
    )
    rows = tuple(_hazard(area, one) for one in area.hazards)
    about = Text(
        "心配のない場所は、その災害の想定区域の外か、水の来ない階がある場所です。印が空欄の場所は、使えるかどうか分かりません。",
        "Without a doubt: outside the hazard's zones, or with floors above the water. A blank mark says neither yes nor no.",
    )
    return StudyTable("hazards", Text("災害ごとの避難場所", "Evacuation sites by hazard"), columns, rows, about=about, most=20)


def _hazard(area: Area, one: HazardHere) -> tuple[Cell, ...]:
    names: Cell = "、".join(site.name for site in one.inside)
    if not names and one.outside is not None:
        far = distance(float(round(one.outside.distance_m)))
        names = Text(f"{one.outside.name}（地区の端から{far}）", f"{one.outside.name} ({far} from the area's edge)")

    def share(figures: object) -> float | None:
        return getattr(figures, "share_served", None)

    # Where every mark is blank, inside or near, nobody can say who has a site near.
    silent = nobody_says(one) or _if_blank(area, one) is not None
    ward = one.ward
    if (silent and area.units.id == "wards") or _if_blank(area, one, of_ward=True) is not None:
        ward = None
    unserved = None if one.figures is None or silent else one.figures.unserved
    # Without a map of the hazard nobody can say of any site that there is no doubt.
    sure = one.sure if usual_key(area.city, one.marks.hazard) else None
    return (
        hazard_label(one.marks.hazard), None if nobody_says(one) else len(one.inside), sure, one.marks.not_stated,
        None if silent else share(one.figures), unserved,
        share(ward), share(one.city), names,
    )  # fmt: skip


def _things(area: Area) -> StudyTable:
    columns = (
        Column("layer", Text("種類", "kind")),
        Column("count", Text("数", "number"), "count"),
        Column("area", Text("広さの合計（m²）", "area in all (m²)"), "count"),
        Column("area_unknown", Text("広さの分からないもの", "of unknown area"), "count"),
        Column("names", Text("名前", "names")),
    )
    rows = []
    for one in area.things:
        names = "、".join(name for _, name in one.first)
        more = f" ＋{one.more}" if one.more else ""
        wide = one.layer == "parks"
        area_m2 = one.area_m2 if wide and one.count > one.area_unknown else None
        rows.append((layer_title(one.layer), one.count, area_m2, one.area_unknown if wide else None, names + more))
    return StudyTable("things", Text("この中にあるもの", "What is in it"), columns, tuple(rows), most=20)
