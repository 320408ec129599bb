"""What is near an area that could help, one line for each place, as lists show it beside the area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo_service.coverage.city import City
from geo_service.coverage.help_near import Help, not_loaded
from geo_service.coverage.site_class import UPPER
from geo_service.render.study import Column, StudyTable
from geo_service.render.words import distance
from layers import LAYERS
from layers.base import Text

IN_ZONE = {
    True: Text("想定区域の中", "inside the hazard's zone"),
    False: Text("想定区域の外", "outside the hazard's zone"),
    None: Text("", ""),
}
NOTHING_NEAR = Text("歩いて行けるところに、データにある場所はありません。", "Nothing in the data is within walking distance.")
ABOUT_NEAR = Text(
    "近くにあって助けになりそうな場所です。使わせてもらえるかは、持ち主や管理する人に聞かないと分かりません。",
    "Places near that could help. Whether they may be used is for those who own or run them to say.",
)
DRY_FLOORS = Text("水の来ない階がある", "with floors above the water")


def help_line(one: Help) -> Text:
    """The place in words: what it is, its name, how far from the area, and whether it stands in the hazard's zone."""
    title = LAYERS[one.layer].title
    ja, en = [title.ja], [title.en]
    if one.distance_m > 0:
        away = distance(round(one.distance_m))
        ja.append(f"地区の端から{away}")
        en.append(f"{away} from the area's edge")
    else:
        ja.append("地区の中")
        en.append("in the area")
    for said in (IN_ZONE[one.in_zone], DRY_FLOORS if one.state == UPPER else IN_ZONE[None]):
        if said.ja:
            ja.append(said.ja)
            en.append(said.en)
    name = one.name or title.ja
    return Text(f"{name}（{'、'.join(ja)}）", f"{one.name or title.en} ({', '.join(en)})")


def not_loaded_line(layers: Sequence[str]) -> Text:
    """Of which kinds of help no data are loaded, which is not to say that there is none; empty where all are."""
    if not layers:
        return Text("", "")
    titles = [LAYERS[one].title for one in layers]
    ja, en = "・".join(one.ja for one in titles), ", ".join(one.en for one in titles)
    return Text(
        f"{ja}は、データがありません（近くにないとは言えません）。", f"No data are loaded on {en}: there may be some near."
    )


def not_loaded_rows(layers: Sequence[str]) -> dict[str, Any]:
    """The same as JSON: layers, and the sentence (None where all are loaded)."""
    line = not_loaded_line(layers)
    return {"layers": list(layers), "text": {"ja": line.ja, "en": line.en} if layers else None}


def help_row(one: Help) -> dict[str, Any]:
    """The place as JSON."""
    line = help_line(one)
    return {
        "layer": one.layer,
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "lon": one.lon,
        "lat": one.lat,
        "distance_m": one.distance_m,
        "in_zone": one.in_zone,
        "class": one.state or None,
        "area_m2": one.area_m2,
        "capacity": one.capacity,
        "text": {"ja": line.ja, "en": line.en},
    }


def help_table(city: City, found: Sequence[Help]) -> StudyTable:
    """The places as a table of an area's study, and of which kinds no data are loaded."""
    columns = (
        Column("layer", Text("種類", "kind")),
        Column("name", Text("名前", "name")),
        Column("metres", Text("地区の端からの距離", "distance from the area's edge"), "metres"),
        Column("zone", Text("想定区域", "hazard's zone")),
        Column("capacity", Text("定員", "capacity"), "count"),
        Column("area", Text("広さ（m²）", "area (m²)"), "count"),
    )
    lacking = not_loaded_line(not_loaded(city))
    about = Text(ABOUT_NEAR.ja + lacking.ja, f"{ABOUT_NEAR.en} {lacking.en}".rstrip())
    zone = {True: Text("中", "inside"), False: Text("外", "outside"), None: Text("分からない", "not known")}
    rows = tuple(
        (LAYERS[one.layer].title, one.name, one.distance_m, zone[one.in_zone], one.capacity, one.area_m2) for one in found
    )
    return StudyTable(
        "near", Text("近くにある、助けになりそうな場所", "What is near that could help"), columns, rows, about, most=15
    )
