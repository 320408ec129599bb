"""One place: what its list says of it, which areas it stands in, what is near that could help. Tables of its study."""

from __future__ import annotations

from collections.abc import Sequence

from geo_service.coverage.help_near import Help
from geo_service.coverage.site import Site
from geo_service.coverage.site_class import UPPER
from geo_service.render.help_near import DRY_FLOORS
from geo_service.render.records import layer_title
from geo_service.render.site_words import NOT_KNOWN, kind_label
from geo_service.render.study import Cell, Column, StudyTable
from geo_service.render.words import number
from layers import LAYERS
from layers.base import Text
from layers.certainty import ACCURACY

STOREYS_FROM = {"list": Text("名簿", "its list"), "building": Text("建物のデータ", "data of buildings")}
NO_NAME = Text("名前なし", "without a name")
IN_ZONE = {True: Text("区域の中", "inside"), False: Text("区域の外", "outside"), None: NOT_KNOWN}


def facts_table(site: Site) -> StudyTable:
    """What its list says of it, and what it leaves out."""
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


def units_table(site: Site) -> StudyTable:
    """The areas it stands in, division by division."""
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


def near_table(found: Sequence[Help]) -> StudyTable:
    """Other places near that could help."""
    room = any(one.capacity is not None for one in found)
    columns = (
        Column("id", Text("番号", "id")),
        Column("layer", Text("種類", "kind")),
        Column("name", Text("名前", "name")),
        Column("metres", Text("ここからの距離（直線）", "distance from here (straight)"), "metres"),
        Column("zone", Text("想定区域", "hazard's zone")),
        *((Column("capacity", Text("入れる人数", "capacity"), "people"),) if room else ()),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        holds: tuple[Cell, ...] = (NOT_KNOWN if one.capacity is None else one.capacity,) if room else ()
        rows.append((one.id, layer_title(one.layer), one.name or NO_NAME, one.distance_m, _zone(one), *holds))
    about = Text(
        "ここが使えないときに助けになりそうな場所です。使わせてもらえるかは、持ち主や管理する人に聞かないと分かりません。",
        "Places that could help when this one cannot be used. Whether they may be used is for those who run them to say.",
    )
    title = Text("近くにあって、助けになりそうな場所", "What is near that could help")
    return StudyTable("near", title, columns, tuple(rows), about=about, most=15)


def _zone(one: Help) -> Text:
    """Whether it stands in the zone, and whether it has floors above the water."""
    said = IN_ZONE[one.in_zone]
    return Text(f"{said.ja}、{DRY_FLOORS.ja}", f"{said.en}, {DRY_FLOORS.en}") if one.state == UPPER else said
