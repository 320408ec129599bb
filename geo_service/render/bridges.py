"""Bridges as plain values and in words."""

from __future__ import annotations

from typing import Any

from geo_service.coverage.bridges import Bridge, bridges
from geo_service.coverage.city import City
from geo_service.render.words import number
from layers.base import Text
from layers.text import fold_text

OVER: dict[str, Text] = {
    "water": Text("川・水面", "water"),
    "railways": Text("線路", "railway"),
    "expressways": Text("高速道路", "expressway"),
    "streets": Text("道", "street"),
}
MOST_LISTED = 300
NAMELESS = Text("名前のない橋", "bridge without a name")


def bridge_name(bridge: Bridge) -> Text:
    """Its names; for one without, that it has none and its number."""
    if bridge.names:
        return Text("・".join(bridge.names), ", ".join(bridge.names))
    return Text(f"{NAMELESS.ja}（{bridge.ways[0]}）", f"{NAMELESS.en} ({bridge.ways[0]})")


def over_words(bridge: Bridge) -> Text:
    """What it leads over, or that nothing that is loaded says it."""
    if not bridge.over:
        return Text("分かりません", "not known")
    return Text("・".join(OVER[one].ja for one in bridge.over), ", ".join(OVER[one].en for one in bridge.over))


def bridge_label(bridge: Bridge) -> Text:
    """One line of a list to choose from: name, length, what it leads over."""
    name, over = bridge_name(bridge), over_words(bridge)
    ja = f"、{over.ja}を越える" if bridge.over else ""
    en = f", over {over.en}" if bridge.over else ""
    return Text(f"{name.ja}（{number(bridge.length_m)} m{ja}）", f"{name.en} ({number(bridge.length_m)} m{en})")


def bridge_options(city: City) -> tuple[tuple[str, Text], ...]:
    """What a form lists to close: what closes the bridge, and its line; at most :data:`MOST_LISTED`, the longest of those with a
    name or over water, railway or expressway. By name, those without one at the end. None where no streets are loaded."""
    if city.network is None:
        return ()
    known = [one for one in bridges(city) if one.names or set(one.over) - {"streets"}][:MOST_LISTED]
    return tuple((one.closure, bridge_label(one)) for one in sorted(known, key=lambda one: (not one.names, one.names)))


def bridge_row(bridge: Bridge) -> dict[str, Any]:
    """One bridge as JSON. ``closed_by``: what closes it, as a question takes it."""
    name, label = bridge_name(bridge), bridge_label(bridge)
    return {
        "number": bridge.ways[0],
        "ways": list(bridge.ways),
        "names": list(bridge.names),
        "name": {"ja": name.ja, "en": name.en},
        "label": {"ja": label.ja, "en": label.en},
        "length_m": bridge.length_m,
        "streets_m": bridge.walked_m,
        "over": list(bridge.over),
        "lon": bridge.lon,
        "lat": bridge.lat,
        "closed_by": bridge.closure,
    }


def named_like(bridge: Bridge, text: str) -> bool:
    """Whether the text is part of a name, or one of its numbers. Everything is like nothing."""
    wanted = fold_text(text)
    return not wanted or any(wanted in fold_text(name) for name in bridge.names) or wanted in {str(way) for way in bridge.ways}
