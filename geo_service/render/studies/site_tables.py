"""Sites sorted by what the zones of a hazard say of them: counts, list, and points for the map."""

from __future__ import annotations

import numpy as np

from geo_service.coverage import site_class
from geo_service.coverage.city import City, Places
from geo_service.coverage.site_class import CLASSES, DOUBTFUL, SURE, SiteClasses
from geo_service.render.studies.points import PointState, points_of
from geo_service.render.study import Column, Point, StudyTable
from geo_service.render.words import ward_name
from layers.base import Text

STATE_WORDS: dict[str, Text] = {
    site_class.OUTSIDE: Text("指定あり・区域の外", "designated, outside the zone"),
    site_class.UPPER: Text("指定あり・区域内だが上の階が使える", "designated, inside the zone, upper floors usable"),
    site_class.UNASSESSED: Text(
        "指定あり・想定の対象の土地か分からない", "designated, not known whether its ground was assessed"
    ),
    site_class.COLLAPSE_UNKNOWN: Text(
        "指定あり・区域内で、家屋倒壊等の区域か分からない", "designated, inside, not known whether houses may collapse there"
    ),
    site_class.FLOORS_UNKNOWN: Text(
        "指定あり・区域内で、階数か深さが分からない", "designated, inside, storeys or depth not known"
    ),
    site_class.COLLAPSE: Text("指定あり・家屋倒壊等氾濫想定区域の中", "designated, on ground where houses may collapse"),
    site_class.UNDER_WATER: Text("指定あり・水の上になる階がない", "designated, no floor surely above the water"),
    site_class.IN_ZONE: Text("指定あり・区域の中", "designated, inside the zone"),
    site_class.NOT_STATED: Text("指定の有無が書かれていない", "designation not stated"),
    site_class.NOT_DESIGNATED: Text("指定なし", "not designated"),
}
LEGEND = {
    "good": Text("使える避難場所", "usable site"),
    "doubt": Text("指定はあるが、区域に照らすと確かめが要る避難場所", "designated, but the zones raise a doubt"),
    "none": Text("この災害には指定がない（または書かれていない）", "not designated for this hazard, or not stated"),
}


def _counted_places(places: Places) -> list[int]:
    mine = np.asarray(places.own) & np.asarray(places.used)
    return sorted(np.flatnonzero(mine).tolist(), key=lambda i: places.id[i])


def site_table(places: Places, classes: SiteClasses) -> StudyTable:
    mine = _counted_places(places)
    rows = []
    for state in CLASSES:
        those = [i for i in mine if classes.state[i] == state]
        if those:
            known = [classes.capacity[i] for i in those if np.isfinite(classes.capacity[i])]
            rows.append((STATE_WORDS[state], len(those), float(sum(known)) if known else None, len(those) - len(known)))
    columns = (
        Column("state", Text("避難場所のようす", "state")),
        Column("places", Text("数", "sites"), "places"),
        Column(
            "capacity", Text("使える階に入れる人数（分かるものの計）", "capacity of the usable floors, where known"), "people"
        ),
        Column("unknown", Text("人数の分からない所", "of unknown capacity"), "places"),
    )
    about = Text(
        "指定そのものは市が決めたもので、ここでは消していません。区域と階数に照らして分けました。",
        "The designations are the city's and none is struck out; the zones and storeys sort them.",
    )
    return StudyTable("sites", Text("避難場所をこの災害で分けると", "Sites in this hazard"), columns, tuple(rows), about)


def site_list(city: City, places: Places, classes: SiteClasses) -> StudyTable:
    order = {state: at for at, state in enumerate(CLASSES)}
    mine = sorted(_counted_places(places), key=lambda i: (order[str(classes.state[i])], places.id[i]))
    wards = city.unit_sets.get("wards")
    rows = tuple(
        (
            places.id[i],
            places.name[i],
            ward_name(city, wards.code[int(places.ward[i])]) if wards is not None and places.ward[i] >= 0 else "",
            STATE_WORDS[str(classes.state[i])],
            int(classes.from_floor[i]) if classes.state[i] == site_class.UPPER and classes.from_floor[i] > 1 else None,
            float(classes.capacity[i]),
        )
        for i in mine
    )
    columns = (
        Column("id", Text("番号", "id")),
        Column("name", Text("名称", "name")),
        Column("ward", Text("区", "ward")),
        Column("state", Text("ようす", "state")),
        Column("from_floor", Text("使える階（この階から上）", "usable from floor"), "count"),
        Column("capacity", Text("使える階に入れる人数", "capacity of the usable floors"), "people"),
    )
    return StudyTable("site-list", Text("避難場所の一覧", "List of sites"), columns, rows)


def site_points(places: Places, classes: SiteClasses) -> tuple[Point, ...]:
    marked: list[tuple[int, PointState, Text]] = []
    for i in _counted_places(places):
        state = str(classes.state[i])
        words = STATE_WORDS[state]
        if state == site_class.UPPER and classes.from_floor[i] > 1:
            n = int(classes.from_floor[i])
            words = Text(f"{words.ja}（{n}階から）", f"{words.en} (from floor {n})")
        marked.append((i, "good" if state in SURE else "doubt" if state in DOUBTFUL else "none", words))
    return points_of(places, marked)
