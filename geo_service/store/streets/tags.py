"""What the tags of an OpenStreetMap way say to a walker: whether it is a street at all, open, and by whom it is walked.

Pure rules over ``{key: value}``; each is said, with the wiki page it follows, in docs/streets.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geo_service.coverage import network as n
from layers.base import Text

Tags = Mapping[str, str]

APART = frozenset(
    {
        "footway",
        "path",
        "pedestrian",
        "steps",
        "cycleway",
        "bridleway",
        "corridor",
        "platform",
        "elevator",
        "crossing",
        "pier",
        "trail",
    }
)
"""Classes apart from motor traffic."""
MAIN = frozenset({"trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link"})
SHARED = frozenset({"unclassified", "residential", "living_street", "service", "track", "road"})
STREETS = APART | MAIN | SHARED
"""Values of highway=* that are walked unless something else is said, and the two that are not highways: pier, platform."""
RANKS = {
    **dict.fromkeys(SHARED, n.STREET),
    **dict.fromkeys(("service", "track"), n.SERVICE_ROAD),
    **dict.fromkeys(MAIN, n.MAIN_ROAD),
    **dict.fromkeys(("tertiary", "tertiary_link"), n.THROUGH_ROAD),
}
"""Class → how wide it is drawn (constants of ``coverage.network``); classes apart from motor traffic have none."""
MOTOR = frozenset({"motorway", "motorway_link"})
WHEELS = frozenset({"busway", "bus_guideway", "raceway", "escape", "emergency_bay"})
CLIMBS = frozenset({"via_ferrata", "ladder"})
NOT_BUILT = frozenset(
    {"construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished", "removed", "dismantled"}
)
NO_STREET = frozenset(
    {"rest_area", "services", "bus_stop", "traffic_signals", "street_lamp", "give_way", "stop", "toll_gantry", "trailhead",
     "milestone", "speed_camera", "passing_place", "turning_circle", "turning_loop", "motorway_junction", "no", "traffic_island",
     "traffic_mirror", "emergency_access_point", "mini_roundabout", "hitchhiking"}
)  # fmt: skip
"""Values that ways now and then carry and that are no streets."""

OPEN = frozenset({"yes", "designated", "permissive", "official", "public", "destination", "discouraged", "unknown"})
SHUT = frozenset({"no", "use_sidepath", "military", "emergency", "restricted"})
ALL_OPEN = OPEN | {"allowed"}
"""Any other value (private, customers, permit, residents, delivery, agricultural …) is for some people only."""

UNPAVED = frozenset(
    {"sand", "mud", "grass", "cobblestone", "unhewn_cobblestone", "cobblestone:flattened", "pebblestone", "ground", "dirt",
     "earth", "soil", "gravel", "rock", "rocks", "stone", "snow", "ice", "woodchips", "grass_paver", "stepping_stones",
     "unpaved"}
)  # fmt: skip
"""Surfaces that wheels do not roll on. Not among them: compacted, fine_gravel, sett, paving_stones, wood, metal."""
SMOOTHLESS = frozenset({"bad", "very_bad", "horrible", "very_horrible", "impassable"})
ROUGH_TRACKS = frozenset({"grade4", "grade5"})
HIKES = frozenset({"mountain_hiking", "demanding_mountain_hiking"})
CLIMBING = frozenset({"alpine_hiking", "demanding_alpine_hiking", "difficult_alpine_hiking"})
NARROW_M = 0.9
"""Narrower than this a wheelchair does not pass (道路移動等円滑化基準 asks for 0.9 m at the narrowest)."""
NOT_LIT = frozenset({"no", "disused"})
WHEELS_WELCOME = frozenset({"yes", "designated"})

CLOSED: dict[str, Text] = {
    "motor_only": Text("自動車専用（高速道路、motorroad）", "for motor traffic only (motorway, motorroad)"),
    "no_access": Text("歩行者は通れない（foot=no、access=no）", "closed to walkers (foot=no, access=no)"),
    "not_built": Text("工事中・計画・廃道", "being built, planned or given up"),
    "cycles_only": Text("自転車専用（歩行者が通れると書かれていない）", "for cyclists (not said to be open to walkers)"),
    "vehicles_only": Text("バス専用路、サーキットなど", "busways, race tracks and the like"),
    "climbing": Text("登山・岩場の道", "for climbers"),
    "unknown_class": Text("知らない種類の道（highway の値）", "of a kind not known (value of highway)"),
}
"""Why a street is not in the network, in words."""

PRIVATE_RAILWAY = ("train", "subway", "monorail", "light_rail")
_TIME = re.compile(r"^\s*(?P<value>[a-z_]+)\s*@\s*(?P<when>.+)$", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(
    r"^\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>m|cm|ft|'|mm)?\s*(?:(?P<inch>\d+(?:\.\d+)?)\s*(?:\"|''|in))?\s*$"
)
_METRES = {None: 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001, "ft": 0.3048, "'": 0.3048}


@dataclass(frozen=True)
class Way:
    """What a way is to walkers. ``kind``: its class ("" when it is no street). ``closed``: key of ``CLOSED``, "" when it is
    in the network. ``flags``: constants of ``coverage.network``. ``area``: the way's ring is a square that is crossed.
    ``one_way``: said to be one-way for walkers (or a moving stair)."""

    kind: str
    closed: str = ""
    flags: int = 0
    area: bool = False
    one_way: bool = False


NO_WAY = Way("")


def read_way(tags: Tags) -> Way:
    """Judge a way (or a multipolygon of ways) by its tags."""
    kind = street_kind(tags)
    if not kind:
        return NO_WAY
    closed = _closed(kind, tags)
    if closed:
        return Way(kind, closed)
    access, limited = access_of(tags)
    flags = _made(kind, tags) | _for_wheels(tags)
    if access == "some":
        flags |= n.CUSTOMERS
    if limited:
        flags |= n.LIMITED_HOURS
    one_way = tags.get("oneway:foot", "no") not in ("no", "0", "false") or tags.get("conveying", "no") in ("forward", "backward")
    return Way(kind, "", flags, _is_area(kind, tags), one_way)


def street_kind(tags: Tags) -> str:
    """The class of street a way is, "" when it is none. A platform, pier or ferry line counts as one."""
    highway = tags.get("highway", "")
    if highway and highway not in NO_STREET:
        return highway
    if tags.get("railway") == "platform" or tags.get("public_transport") == "platform":
        return "platform"
    if tags.get("man_made") == "pier":
        return "pier"
    return "ferry" if tags.get("route") == "ferry" else ""


def access_of(tags: Tags) -> tuple[str, bool]:
    """("open", "some" or "shut", whether at some hours only): foot=* goes before access=*, a condition of time says hours."""
    said = next((tags[key] for key in ("foot", "access") if tags.get(key)), "yes")
    value = _access_value(said)
    limited = "opening_hours" in tags and tags["opening_hours"].strip() not in ("24/7", "")
    conditional = tags.get("foot:conditional") or ("" if tags.get("foot") else tags.get("access:conditional", ""))
    for part in _parts(conditional):
        found = _TIME.match(part)
        if found is None or re.search(r"weight|height|length|width|axle|maxspeed|hgv", found["when"], re.IGNORECASE):
            continue
        then = _access_value(found["value"].lower())
        if then != value:
            # Open at times is open with hours; at times open to some people only stays as it is said outside those times.
            value, limited = ("open", True) if "open" in (then, value) else (value, limited)
    return value, limited


def _parts(text: str) -> list[str]:
    """A condition's alternatives: parted by semicolons outside of brackets."""
    return re.split(r";(?![^()]*\))", text) if text else []


def _access_value(value: str) -> str:
    first = value.split(";")[0].strip().lower()
    return "open" if first in ALL_OPEN else "shut" if first in SHUT else "some"


def _closed(kind: str, tags: Tags) -> str:
    """Why the street is not in the network, "" when it is."""
    if kind in NOT_BUILT or tags.get("construction", "no") not in ("no", "minor", "widening"):
        return "not_built"
    if any(f"{state}:highway" in tags for state in NOT_BUILT) and "highway" not in tags:
        return "not_built"
    foot = _access_value(tags["foot"]) if tags.get("foot") else ""
    if kind in MOTOR or tags.get("motorroad") == "yes":
        # Nothing but a sign for walkers opens a road that the law closes to them (高速自動車国道法, 道路法48条の2).
        return "" if tags.get("foot") in ("yes", "designated") and kind not in MOTOR else "motor_only"
    if kind in WHEELS:
        return "" if foot == "open" else "vehicles_only"
    if kind in CLIMBS or tags.get("sac_scale") in CLIMBING:
        return "climbing"
    if kind not in STREETS and kind != "ferry":
        return "unknown_class"
    if access_of(tags)[0] == "shut":
        return "no_access"
    if kind == "cycleway" and not _cycleway_walked(tags, foot):
        return "cycles_only"
    return ""


def _cycleway_walked(tags: Tags, foot: str) -> bool:
    pavement = any(tags.get(key, "no") not in ("no", "none", "separate") for key in ("sidewalk", "sidewalk:both"))
    crossing = tags.get("cycleway") == "crossing" and foot == "open"
    return bool(foot) or "segregated" in tags or pavement or crossing


def _made(kind: str, tags: Tags) -> int:
    """Flags of what the street is made of and where it runs."""
    flags = n.PATH if kind in APART else 0
    if kind == "steps" and tags.get("ramp:wheelchair") != "yes":
        flags |= n.STEPS
    if tags.get("bridge", "no") not in ("no", "abandoned"):
        flags |= n.BRIDGE
    if tags.get("tunnel", "no") not in ("no", "building_passage", "avalanche_protector") or tags.get("location") == "underground":
        flags |= n.TUNNEL
    if kind == "crossing" or any(tags.get(key) == "crossing" for key in ("footway", "path", "cycleway")):
        flags |= n.CROSSING
    if tags.get("lit") in NOT_LIT:
        flags |= n.UNLIT
    if kind in MAIN and without_pavement(tags):
        flags |= n.NO_PAVEMENT
    if kind == "corridor" or tags.get("indoor", "no") not in ("no", "outdoor"):
        flags |= n.INDOOR
    if kind == "ferry" or tags.get("ford", "no") not in ("no", "stepping_stones"):
        flags |= n.WATER_CROSSING
    rail = tags.get("railway") == "platform" or any(tags.get(key) == "yes" for key in PRIVATE_RAILWAY)
    if kind == "platform" and rail and not any(tags.get(key) for key in ("foot", "access")):
        # Behind the ticket gates, in Japan nearly always.
        flags |= n.CUSTOMERS
    return flags


def without_pavement(tags: Tags) -> bool:
    """Whether the road is said to have a pavement on neither side, and none beside it."""
    if tags.get("foot") == "designated":
        return False
    if "sidewalk" in tags:
        return tags["sidewalk"] in ("no", "none")
    if "sidewalk:both" in tags:
        return tags["sidewalk:both"] in ("no", "none")
    return all(tags.get(f"sidewalk:{side}") in ("no", "none") for side in ("left", "right"))


def _for_wheels(tags: Tags) -> int:
    """NARROW and ROUGH; what is said to be fit for wheelchairs is neither."""
    said = tags.get("wheelchair", "")
    if said in WHEELS_WELCOME:
        return 0
    flags = n.NARROW if said == "no" else 0
    widths = [metres(tags[key]) for key in ("maxwidth:physical", "width", "est_width") if key in tags]
    if any(width is not None and width < NARROW_M for width in widths):
        flags |= n.NARROW
    surfaces = {part.strip() for part in tags.get("surface", "").split(";")}
    if surfaces & UNPAVED or tags.get("smoothness") in SMOOTHLESS or tags.get("tracktype") in ROUGH_TRACKS:
        flags |= n.ROUGH
    if tags.get("sac_scale") in HIKES or tags.get("ford") == "stepping_stones":
        flags |= n.ROUGH
    return flags


def _is_area(kind: str, tags: Tags) -> bool:
    if tags.get("area") == "no" or kind == "ferry":
        return False
    return tags.get("area") == "yes" or tags.get("type") == "multipolygon" or kind in ("platform", "pier", "elevator")


def metres(text: str) -> float | None:
    """A width in metres ("0.8", "0.8 m", "80 cm", "2'6\\""); None when it is no number."""
    found = _NUMBER.match(text.lower())
    if found is None:
        return None
    value = float(found["number"].replace(",", ".")) * _METRES[found["unit"]]
    return value + (float(found["inch"]) * 0.0254 if found["inch"] else 0.0)
