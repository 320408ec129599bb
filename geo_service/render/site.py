"""One place in words and tables, as a study: what it may be used for, who depends on it, what is near, what lists say of it.

Not in the catalogue of studies: it has an address of its own. The lists about it and what is near are handed over by whoever
asks, for they are read when the place is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from geo_service.coverage.city import DatasetNote
from geo_service.coverage.help_near import Help
from geo_service.coverage.site import Dependants, Site, SiteHazard
from geo_service.coverage.site_class import NOT_DESIGNATED, NOT_STATED, UPPER
from geo_service.render.area import Records
from geo_service.render.rounding import HALF
from geo_service.render.site_words import (
    BLANK,
    NO_DEMAND,
    NO_MARK,
    NOT_KNOWN,
    about_words,
    fills,
    kind_label,
    layer_title,
    place_name,
    site_sentence,
    use_words,
    who,
    why_not,
    zone_words,
)
from geo_service.render.study import Cell, Column, Study, StudyTable, counting, study_id
from geo_service.render.words import distance, hazard_label, number
from layers import LAYERS
from layers.base import Text
from layers.certainty import ACCURACY

STUDY = "site"
STOREYS_FROM = {"list": Text("名簿", "its list"), "building": Text("建物のデータ", "data of buildings")}
IN_ZONE = {True: Text("区域の中", "inside"), False: Text("区域の外", "outside"), None: NOT_KNOWN}
NO_ROOM = Text("入れる人数が分かりません", "capacity not known")
NOBODY_FITS = Text("入れる人数が0人です", "it holds nobody")
NOT_ALL = Text("住民全体の数ではありません", "not all residents are counted")
NOTES = (
    Text("「分かりません」は0でも「ない」でもありません。", "Not known is neither 0 nor none."),
    Text(
        "「いちばん近い」は、人がみな、使える場所のうち直線でいちばん近い所へ行くとした数です。道の遠回りや川、線路は見ていません。",
        "Nearest: as if everyone went to the nearest place that counts, in a straight line. Streets, rivers and railways are not "
        "looked at.",
    ),
    Text(
        "場所は、その災害に指定されたものを、確かめの要る場所も入れて数えています。",
        "All places designated for the hazard count, those with a doubt too.",
    ),
)
NOTE_FLOORS = Text(
    "使える階に入れる人数は、入れる人数がどの階にも同じだけあるとした目安です。",
    "Room on the usable floors: as if the capacity were spread evenly over the storeys.",
)
NOTE_DOOR = Text(
    "この場所の位置は街区の代表点で、少しずれていることがあります。",
    "Its point stands for its block and may lie somewhat off.",
)


def site_study(site: Site, near: Sequence[Help], records: Sequence[Records], notes: Sequence[Text], hazard: str) -> Study:
    """The place as a study. ``hazard``: the one that its sentence is about ("" none); ``near``: other places that could help;
    ``notes``: doubts of whoever asks."""
    city, places = site.city, site.places
    name = place_name(site)
    asked = {"layer": places.layer, "id": site.id, "hazard": hazard}
    told = hashlib.sha256(repr((tuple(records), tuple(notes))).encode()).hexdigest()
    tables = (_hazards(site), _depends(site), _facts(site), _units(site), _near(near), *map(_records, records))
    depending = _all_dependants(site)
    study = Study(
        id=study_id(city, STUDY, {**asked, "lists": told}),
        study=STUDY,
        city=city,
        title=name,
        question=Text(f"{name.ja}は、何に使えて、だれが頼っているか", f"What is {name.en} for, and who depends on it?"),
        sentence=site_sentence(site, hazard),
        tables=tuple(table for table in tables if table.rows),
        notes=(*_notes(site, depending), *notes),
        basis=tuple(dict.fromkeys(_basis(one) for one in depending)),
        datasets=_used(site, depending, near, records),
        parameters=asked,
    )
    # A city of which only households are known is asked about them; what places hold stays people.
    return counting(study, "households") if any(who(one).unit == "households" for one in depending) else study


def _all_dependants(site: Site) -> tuple[Dependants, ...]:
    """Of every hazard it counts for and of the questions without one."""
    return (*(one.depends for one in site.hazards if one.depends is not None), *site.depends)


def _notes(site: Site, depending: Sequence[Dependants]) -> tuple[Text, ...]:
    found = list(NOTES if depending else NOTES[:1])
    if any(one.state == UPPER and one.capacity is not None for one in site.hazards):
        found.append(NOTE_FLOORS)
    if site.places.accuracy[site.at] == "block":
        found.append(NOTE_DOOR)
    return tuple(found)


def _basis(one: Dependants) -> Text:
    about, limit = about_words(one), distance(one.limit_m)
    return Text(f"{about.ja}：{limit}以内（直線）", f"{about.en}: within {limit} (straight)")


def _used(
    site: Site, depending: Sequence[Dependants], near: Sequence[Help], records: Sequence[Records]
) -> tuple[DatasetNote, ...]:
    """The place's own dataset, and those that something else on the page comes from."""
    city, places = site.city, site.places
    layers = {units for units, codes in site.units.items() if codes} | {one.layer for one in near}
    layers |= {one.layer for one in records} | {layer for layer, _ in site.also}
    layers |= {"hazard_zones"} if any(one.zone is not None for one in site.hazards) else set()
    # Others of its layer decide who depends on it.
    layers |= {places.layer} if depending else set()
    groups = {one.question.demand.id for one in depending if one.question.demand.source == "group"}
    own = city.datasets[int(places.dataset[site.at])]
    return tuple(
        one
        for one in city.datasets
        if one is own or (one.used and (one.layer in layers or (one.layer == "population" and groups & set(one.groups))))
    )


def _hazards(site: Site) -> StudyTable:
    marked = any(one.mark is not None for one in site.hazards)
    columns = (
        Column("code", Text("災害の記号", "hazard's id")),
        Column("hazard", Text("災害", "hazard")),
        *((Column("use", Text("使えるか", "may it be used")),) if marked else ()),
        Column("zone", Text("想定区域", "hazard's zone")),
        *(
            (
                Column("from_floor", Text("使える階（この階から上）", "usable from floor")),
                Column("capacity", Text("使える階に入れる人数", "capacity of the usable floors"), "people"),
            )
            if marked
            else ()
        ),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in site.hazards:
        told: tuple[Cell, ...] = (one.hazard, hazard_label(one.hazard))
        if marked:
            floor = "" if one.mark != 1 or one.from_floor < 1 or one.state != UPPER else number(float(one.from_floor))
            told = (*told, use_words(one), zone_words(site, one), floor or _no_floor(site, one), _room(one))
        else:
            told = (*told, zone_words(site, one))
        rows.append(told)
    about = (
        Text(
            "指定は市が決めたものです。想定区域に照らして心配のある場所も、消さずに「確かめが要る」としています。",
            "The city designates. Places that the zones raise a doubt about are not struck out; the doubt is said.",
        )
        if marked
        else Text("この名簿には、災害ごとの指定がありません。", "This list has no designations by hazard.")
    )
    return StudyTable("hazards", Text("災害ごとに", "By hazard"), columns, tuple(rows), about=about, most=20)


def _no_floor(site: Site, one: SiteHazard) -> Text:
    """Why there is no floor to say."""
    if one.mark != 1:
        return _not_for(one) or NOT_KNOWN
    if one.zone is not None and one.zone.inside and one.from_floor > 0:
        dry = Text(f"水の上は{one.from_floor}階から", f"dry from floor {one.from_floor}")
        has = (
            Text("階数は分かりません", "its storeys are not known")
            if site.storeys is None
            else Text(f"建物は{number(site.storeys)}階", f"it has {number(site.storeys)}")
        )
        return Text(f"{dry.ja}、{has.ja}", f"{dry.en}; {has.en}")
    if one.zone is not None and one.zone.inside is False:
        return Text("どの階も", "every floor")
    return NOT_KNOWN


def _not_for(one: SiteHazard) -> Text | None:
    return {NOT_DESIGNATED: NO_MARK, NOT_STATED: BLANK}.get(one.state)


def _room(one: SiteHazard) -> Cell:
    return _not_for(one) or (NOT_KNOWN if one.capacity is None else one.capacity)


def _depends(site: Site) -> StudyTable:
    columns = (
        Column("about", Text("災害・問い", "hazard or question")),
        Column("limit", Text("距離（直線）", "distance (straight)"), "metres"),
        Column("users", Text("ここがいちばん近い人", "whose nearest it is"), "people"),
        Column("alone", Text("ここしか近くにない人", "who have only this one near"), "people"),
        Column("below_two", Text("ここがないと1か所以下になる人", "left with one or none without it"), "people"),
        Column("shifted", Text("ほかへ行ける人", "who could go elsewhere"), "people"),
        Column("farther", Text("その人たちが遠くなる距離（平均）", "how much farther for them (mean)"), "metres"),
        Column("capacity", Text("入れる人数", "capacity"), "people"),
        Column("load", Text("入れる人数に対する割合", "share of the capacity"), "share"),
    )
    rows = []
    for one in site.hazards:
        if one.mark == 1:
            rows.append(_row(site, one.depends, hazard_label(one.hazard)))
    rows += [_row(site, one, about_words(one)) for one in site.depends]
    about = Text(
        "いちばん近い人が、みな来たとしたときの数です。「ここしか近くにない人」は、ここが使えないと近くに1か所もなくなる人です。",
        "As if all whose nearest it is came. Who have only this one near have none left when it cannot be used.",
    )
    return StudyTable("depends", Text("だれが頼っているか", "Who depends on it"), columns, tuple(rows), about=about, most=20)


def _row(site: Site, one: Dependants | None, about: Text) -> tuple[Cell, ...]:
    if one is None or one.loss is None:
        why = NO_DEMAND if one is None else why_not(site, one)
        said = Text(f"数えていません（{why.ja}）", f"not counted: {why.en}")
        return (about, None if one is None else one.limit_m, *(said for _ in range(7)))
    lost = one.loss
    farther: Cell = lost.farther_mean_m
    if farther is None:
        farther = Text("行ける人がいません", "nobody could") if lost.shifted < HALF else NOT_KNOWN
    return (
        about,
        one.limit_m,
        lost.users,
        lost.lost,
        lost.below_two,
        lost.shifted,
        farther,
        NOT_KNOWN if one.capacity is None else one.capacity,
        _load(one),
    )


def _load(one: Dependants) -> Cell:
    if one.capacity is None:
        return NO_ROOM
    if not one.capacity > 0:
        return NOBODY_FITS
    return one.load if fills(one) and one.load is not None else NOT_ALL


def _facts(site: Site) -> StudyTable:
    places, at = site.places, site.at
    fields = {field.name for field in LAYERS[places.layer].fields} if places.layer in LAYERS else set()
    said: list[tuple[Text, Cell]] = [
        (Text("名簿", "list"), layer_title(places.layer)),
        (Text("所在地", "address"), places.address[at] or NOT_KNOWN),
    ]
    if "kind" in fields:
        said.append((Text("種類", "kind"), kind_label(site) if kind_label(site).ja else NOT_KNOWN))
    accuracy = ACCURACY.get(places.accuracy[at], NOT_KNOWN) if site.placed or places.accuracy[at] == "area" else ACCURACY["none"]
    said.append((Text("位置", "position"), accuracy))
    if "capacity" in fields:
        held = site.capacity
        label = Text("入れる人数（定員）", "capacity")
        said.append((label, NOT_KNOWN if held is None else Text(f"{number(held)}人", number(held))))
    if "storeys" in fields or site.storeys is not None:
        said.append((Text("階数", "storeys"), _storeys(site)))
    if "area_m2" in fields:
        wide = site.area_m2
        said.append((Text("広さ", "area"), NOT_KNOWN if wide is None else Text(f"{number(wide)} m²", f"{number(wide)} m²")))
    columns = (Column("what", Text("こと", "what")), Column("said", Text("内容", "what is known")))
    rows = tuple((what, cell) for what, cell in said)
    return StudyTable("facts", Text("この場所について", "About the place"), columns, rows, most=20)


def _storeys(site: Site) -> Text:
    if site.storeys is None:
        return NOT_KNOWN
    by = STOREYS_FROM.get(site.storeys_from)
    many = number(site.storeys)
    return Text(f"{many}階建て（{by.ja}）", f"{many} (by {by.en})") if by else Text(f"{many}階建て", many)


def _units(site: Site) -> StudyTable:
    columns = (
        Column("code", Text("区分の記号", "division's id")),
        Column("unit_set", Text("区分", "division")),
        Column("names", Text("名前", "names")),
    )
    rows: list[tuple[Cell, ...]] = []
    for id, codes in site.units.items():
        units = site.city.unit_sets[id]
        title = Text(units.title_ja, units.title_en)
        if codes is None:
            rows.append((id, title, NOT_KNOWN))
        elif not codes:
            rows.append((id, title, Text("どこにも入っていません", "in none")))
        else:
            at = [units.code.index(code) for code in codes]
            ja = "、".join(units.name_ja[one] or units.code[one] for one in at)
            en = ", ".join(units.name_en[one] or units.name_ja[one] or units.code[one] for one in at)
            rows.append((id, title, Text(ja, en)))
    return StudyTable("units", Text("どの区域にあるか", "Which areas it stands in"), columns, tuple(rows), most=20)


def _near(found: Sequence[Help]) -> StudyTable:
    columns = (
        Column("id", Text("番号", "id")),
        Column("layer", Text("種類", "kind")),
        Column("name", Text("名前", "name")),
        Column("metres", Text("ここからの距離（直線）", "distance from here (straight)"), "metres"),
        Column("zone", Text("想定区域", "hazard's zone")),
        Column("capacity", Text("入れる人数", "capacity"), "people"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        room: Cell = NOT_KNOWN if one.capacity is None else one.capacity
        rows.append((one.id, layer_title(one.layer), one.name, one.distance_m, IN_ZONE[one.in_zone], room))
    about = Text(
        "ここが使えないときに助けになりそうな場所です。使わせてもらえるかは、持ち主や管理する人に聞かないと分かりません。",
        "Places that could help when this one cannot be used. Whether they may be used is for those who run them to say.",
    )
    title = Text("近くにあって、助けになりそうな場所", "What is near that could help")
    return StudyTable("near", title, columns, tuple(rows), about=about, most=15)


def _records(found: Records) -> StudyTable:
    columns = tuple(Column(f"c{at}", heading) for at, heading in enumerate(found.headings))
    more = Text(f"ほかに{found.more}件", f"{found.more} more") if found.more else Text("", "")
    return StudyTable(f"list-{found.layer}", layer_title(found.layer), columns, found.rows, about=more, most=10)
