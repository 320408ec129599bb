"""Whence shelters have their marks: the table of pairs, and of what pairs with nothing or with several."""

from __future__ import annotations

from geo_service.coverage.same_place import Unpaired
from geo_service.coverage.which_hazard import SHELTERS, SITES, HazardAnswer
from geo_service.render.study import Column, StudyTable
from layers.base import Text

_WHY: dict[str, Text] = {
    "several": Text("同じ住所・名前のものがいくつもある", "several of that address and name"),
    "far": Text(
        "同じ住所・名前だが、位置が200 mより離れているか分からない",
        "same address and name, but over 200 m apart or without a point",
    ),
    "other_name": Text("同じ住所にあるのは別の名前の場所", "only places of other names at the address"),
    "no_site": Text("同じ住所の指定緊急避難場所がない", "no evacuation site at the address"),
}


def pair_tables(answer: HazardAnswer) -> tuple[StudyTable, ...]:
    """The shelters with the site their marks come from, and those that took none; nothing without both lists."""
    if answer.same is None:
        return ()
    shelters, sites = answer.city.places[SHELTERS], answer.city.places[SITES]
    paired = sorted((i for i in range(len(shelters)) if answer.same.site[i] >= 0), key=lambda i: shelters.id[i])
    columns = (
        Column("id", Text("避難所の番号", "id of the shelter")),
        Column("name", Text("指定避難所", "shelter")),
        Column("site_id", Text("避難場所の番号", "id of the site")),
        Column("site", Text("印のもとの指定緊急避難場所", "evacuation site the marks come from")),
    )
    rows = tuple(
        (shelters.id[i], shelters.name[i], sites.id[int(answer.same.site[i])], sites.name[int(answer.same.site[i])])
        for i in paired
    )
    tables = [
        StudyTable(
            "marks-from",
            Text("指定避難所の印のもと", "Where shelters have their marks from"),
            columns,
            rows,
            Text("住所と名前の両方が同じで、1対1のものだけです。", "One to one, by address and name both."),
        )
    ]
    if answer.same.unpaired:
        names = (
            Column("shelters", Text("指定避難所", "shelters")),
            Column("why", Text("印を当てなかったわけ", "why they took no marks")),
            Column("sites", Text("その住所の指定緊急避難場所", "sites in question")),
        )
        rest = tuple(_unpaired(answer, one) for one in answer.same.unpaired)
        tables.append(StudyTable("unpaired", Text("印を当てなかった指定避難所", "Shelters without marks"), names, rest, most=20))
    return tuple(tables)


def _unpaired(answer: HazardAnswer, one: Unpaired) -> tuple[str, Text, str]:
    shelters, sites = answer.city.places[SHELTERS], answer.city.places[SITES]
    return (
        "、".join(shelters.name[i] for i in one.shelters),
        _WHY[one.why],
        "、".join(sites.name[i] for i in one.sites),
    )


def pair_notes(answer: HazardAnswer) -> tuple[Text, ...]:
    """How many shelters took marks, and how many did not."""
    if answer.same is None:
        return ()
    paired = answer.same.paired
    without = sum(len(one.shelters) for one in answer.same.unpaired)
    return (
        Text(
            f"指定避難所{paired + without}か所のうち{paired}か所に、同じ場所の指定緊急避難場所の印を当てました。"
            f"残り{without}か所は「書かれていない」です。",
            f"Of {paired + without} shelters {paired} took the marks of the evacuation site that is the same place; "
            f"the other {without} are 'not stated'.",
        ),
    )
