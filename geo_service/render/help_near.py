"""What is near an area that could help, one line for each place, as lists show it beside the area."""

from __future__ import annotations

from typing import Any

from geo_service.coverage.help_near import Help
from geo_service.coverage.site_class import UPPER
from geo_service.render.words import distance
from layers import LAYERS
from layers.base import Text

IN_ZONE = {
    True: Text("想定区域の中", "inside the hazard's zone"),
    False: Text("想定区域の外", "outside the hazard's zone"),
    None: Text("", ""),
}
DRY_FLOORS = Text("水の来ない階がある", "with floors above the water")


def help_line(one: Help) -> Text:
    """The place in words: what it is, its name, how far from the area, and whether it stands in the hazard's zone."""
    title = LAYERS[one.layer].title
    ja, en = [title.ja], [title.en]
    if one.distance_m > 0:
        away = distance(round(one.distance_m))
        ja.append(f"地区から{away}")
        en.append(f"{away} from the area")
    else:
        ja.append("地区の中")
        en.append("in the area")
    for said in (IN_ZONE[one.in_zone], DRY_FLOORS if one.state == UPPER else IN_ZONE[None]):
        if said.ja:
            ja.append(said.ja)
            en.append(said.en)
    name = one.name or title.ja
    return Text(f"{name}（{'、'.join(ja)}）", f"{one.name or title.en} ({', '.join(en)})")


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
