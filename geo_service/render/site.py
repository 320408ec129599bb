"""One place in words and tables, as a study: what it may be used for, who depends on it, what is near, what lists say of it.

Not in the catalogue of studies: it has an address of its own. The lists about it and what is near are handed over by whoever
asks, for they are read when the place is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo_service.coverage.city import DatasetNote
from geo_service.coverage.help_near import Help
from geo_service.coverage.site import Dependants, Site, SiteHazard
from geo_service.coverage.site_class import NOT_DESIGNATED, NOT_STATED, UPPER
from geo_service.render.records import Records, records_table, told_by
from geo_service.render.rounding import HALF
from geo_service.render.site_about import facts_table, near_table, units_table
from geo_service.render.site_words import (
    BLANK,
    NO_DEMAND,
    NO_MARK,
    NOT_KNOWN,
    about_words,
    fills,
    place_name,
    site_sentence,
    use_words,
    who,
    why_not,
    zone_words,
)
from geo_service.render.study import Cell, Column, Study, StudyTable, counting, study_id
from geo_service.render.words import distance, hazard_label
from layers import LAYERS
from layers.base import Text

STUDY = "site"
NO_ROOM = Text("入れる人数が分かりません", "capacity not known")
NOBODY_FITS = Text("入れる人数が0人です", "it holds nobody")
NOT_ALL = Text("住民全体の数ではありません", "not all residents are counted")
NOTE_UNKNOWN = Text("「分かりません」は0でも「ない」でもありません。", "Not known is neither 0 nor none.")
NOTE_NEAREST = Text(
    "「いちばん近い」は、人がみな、使える場所のうち直線でいちばん近い所へ行くとした数です。道の遠回りや川、線路は見ていません。",
    "Nearest: as if everyone went to the nearest place that counts, in a straight line. Streets, rivers and railways are not "
    "looked at.",
)
NOTE_DOUBTS = Text(
    "場所は、その災害に指定されたものを、確かめの要る場所も入れて数えています。",
    "All places designated for the hazard count, those with a doubt too.",
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
    tables = (
        _hazards(site),
        _depends(site),
        facts_table(site),
        units_table(site),
        near_table(near),
        *map(records_table, records),
    )
    depending = _all_dependants(site)
    study = Study(
        id=study_id(city, STUDY, {**asked, "lists": told_by(records, notes)}),
        study=STUDY,
        city=city,
        title=name,
        question=Text(f"{name.ja}は、何に使えて、だれが頼っているか", f"What is {name.en} for, and who depends on it?"),
        sentence=site_sentence(site, hazard, near),
        tables=tuple(table for table in tables if table.rows),
        notes=(*_notes(site, depending), *notes),
        basis=_basis(depending),
        datasets=_used(site, depending, near, records),
        parameters=asked,
    )
    # A city of which only households are known is asked about them; what places hold stays people.
    return counting(study, "households") if any(who(one).unit == "households" for one in depending) else study


def _all_dependants(site: Site) -> tuple[Dependants, ...]:
    """Of every hazard it counts for and of the questions without one."""
    return (*(one.depends for one in site.hazards if one.depends is not None), *site.depends)


def _notes(site: Site, depending: Sequence[Dependants]) -> tuple[Text, ...]:
    found = [NOTE_UNKNOWN]
    if any(one.loss is not None for one in depending):
        found.append(NOTE_NEAREST)
    if any(one.loss is not None and one.question.supply.hazard for one in depending):
        found.append(NOTE_DOUBTS)
    if any(one.state == UPPER and one.capacity is not None for one in site.hazards):
        found.append(NOTE_FLOORS)
    if site.places.accuracy[site.at] == "block":
        found.append(NOTE_DOOR)
    return tuple(found)


def _basis(depending: Sequence[Dependants]) -> tuple[Text, ...]:
    """Each limit, with all that it is asked for."""
    by_limit: dict[float, list[Text]] = {}
    for one in depending:
        by_limit.setdefault(one.limit_m, []).append(about_words(one))
    found = []
    for limit_m, labels in by_limit.items():
        limit, about = distance(limit_m), dict.fromkeys(labels)
        ja, en = "・".join(one.ja for one in about), ", ".join(one.en for one in about)
        found.append(Text(f"{ja}：{limit}以内（直線）", f"{en}: within {limit} (straight)"))
    return tuple(found)


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
    # A list that says of no place how many it holds would fill a column with "not known".
    room = marked and site.capacity is not None
    columns = (
        Column("code", Text("災害の記号", "hazard's id")),
        Column("hazard", Text("災害", "hazard")),
        *((Column("use", Text("使えるか", "may it be used")),) if marked else ()),
        Column("zone", Text("想定区域", "hazard's zone")),
        *((Column("capacity", Text("使える階に入れる人数", "capacity of the usable floors"), "people"),) if room else ()),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in site.hazards:
        use: tuple[Cell, ...] = (use_words(site, one),) if marked else ()
        holds: tuple[Cell, ...] = (_room(one),) if room else ()
        rows.append((one.hazard, hazard_label(one.hazard), *use, zone_words(site, one), *holds))
    about = (
        Text(
            "指定は市が決めたものです。想定区域に照らして心配のある場所も、消さずに「確かめが要る」としています。",
            "The city designates. Places that the zones raise a doubt about are not struck out; the doubt is said.",
        )
        if marked
        else Text("この名簿には、災害ごとの指定がありません。", "This list has no designations by hazard.")
    )
    return StudyTable("hazards", Text("災害ごとに", "By hazard"), columns, tuple(rows), about=about, most=20)


def _room(one: SiteHazard) -> Cell:
    because = {NOT_DESIGNATED: NO_MARK, NOT_STATED: BLANK}.get(one.state)
    return because or (NOT_KNOWN if one.capacity is None else one.capacity)


def _depends(site: Site) -> StudyTable:
    """Hazards whose people are the same stand in one row."""
    room = site.capacity is not None
    columns = (
        Column("about", Text("災害・問い", "hazard or question")),
        Column("limit", Text("距離（直線）", "distance (straight)"), "metres"),
        Column("users", Text("ここがいちばん近い人", "whose nearest it is"), "people"),
        Column("alone", Text("ここしか近くにない人", "who have only this one near"), "people"),
        Column("below_two", Text("ここがないと1か所以下になる人", "left with one or none without it"), "people"),
        Column("shifted", Text("ほかへ行ける人", "who could go elsewhere"), "people"),
        Column("farther", Text("その人たちが遠くなる距離（平均）", "how much farther for them (mean)"), "metres"),
        *(
            (
                Column("capacity", Text("入れる人数", "capacity"), "people"),
                Column("load", Text("入れる人数に対する割合", "share of the capacity"), "share"),
            )
            if room
            else ()
        ),
    )
    alike: dict[tuple[Cell, ...], list[Text]] = {}
    for one in site.hazards:
        if one.mark == 1:
            alike.setdefault(_row(site, one.depends)[: len(columns) - 1], []).append(hazard_label(one.hazard))
    for told in site.depends:
        alike.setdefault(_row(site, told)[: len(columns) - 1], []).append(about_words(told))
    rows = tuple(
        (Text("・".join(one.ja for one in labels), ", ".join(one.en for one in labels)), *cells)
        for cells, labels in alike.items()
    )
    about = Text(
        "いちばん近い人が、みな来たとしたときの数です。「ここしか近くにない人」は、ここが使えないと近くに1か所もなくなる人です。",
        "As if all whose nearest it is came. Who have only this one near have none left when it cannot be used.",
    )
    layer = LAYERS.get(site.places.layer)
    if not room and layer is not None and any(field.name == "capacity" for field in layer.fields):
        about = Text(
            f"{about.ja}入れる人数は、名簿にないので分かりません。",
            f"{about.en} How many it holds is not known: its list says nothing.",
        )
    return StudyTable("depends", Text("だれが頼っているか", "Who depends on it"), columns, rows, about=about, most=20)


def _row(site: Site, one: Dependants | None) -> tuple[Cell, ...]:
    if one is None or one.loss is None:
        why = NO_DEMAND if one is None else why_not(site, one)
        said = Text(f"数えていません（{why.ja}）", f"not counted: {why.en}")
        return (NOT_KNOWN if one is None else one.limit_m, *(said for _ in range(7)))
    lost = one.loss
    farther: Cell = lost.farther_mean_m
    if farther is None:
        farther = Text("行ける人がいません", "nobody could") if lost.shifted < HALF else NOT_KNOWN
    held: Cell = NOT_KNOWN if one.capacity is None else one.capacity
    return one.limit_m, lost.users, lost.lost, lost.below_two, lost.shifted, farther, held, _load(one)


def _load(one: Dependants) -> Cell:
    if one.capacity is None:
        return NO_ROOM
    if not one.capacity > 0:
        return NOBODY_FITS
    return one.load if fills(one) and one.load is not None else NOT_ALL
