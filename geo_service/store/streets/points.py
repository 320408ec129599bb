"""What the tags of an OpenStreetMap node on a street say to a walker: what bars the way, and what bars wheels.

Pure rules over ``{key: value}``; each is said, with the wiki page it follows, in docs/streets.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo_service.coverage import network as n
from geo_service.store.streets.tags import NARROW_M, WHEELS_WELCOME, Tags, access_of, metres

FOR_WHEELS = frozenset(
    {"bollard", "stile", "cycle_barrier", "motorcycle_barrier", "kissing_gate", "turnstile", "full-height_turnstile",
     "horse_stile", "chain", "log", "block", "jersey_barrier", "hampshire_gate", "squeeze", "step", "rope", "planter",
     "bump_gate"}
)  # fmt: skip
"""Barriers that people pass and wheels do not, unless wheelchair=yes or a width of 0.9 m is said."""
WALLS = frozenset({"wall", "fence", "hedge", "retaining_wall", "city_wall", "ditch", "guard_rail", "debris", "handrail"})
"""Barriers that nobody passes, unless foot or access say so."""
RAISED = frozenset({"raised", "rolled", "regular"})


@dataclass(frozen=True)
class Point:
    """``blocked``: nobody passes here. ``flags``: what crossing this point means (KERB, NARROW, LIMITED_HOURS)."""

    blocked: bool = False
    flags: int = 0


PLAIN = Point()


def read_point(tags: Tags) -> Point:
    """Judge a node that lies on a street by its tags."""
    barrier = tags.get("barrier", "")
    gate = bool(barrier) or tags.get("highway") == "elevator" or tags.get("entrance", "no") != "no"
    said = any(tags.get(key) for key in ("foot", "access", "foot:conditional", "access:conditional"))
    access, limited = access_of(tags) if gate else ("open", False)
    if access != "open" or (barrier in WALLS and not said) or tags.get("ford", "no") not in ("no", "stepping_stones"):
        return Point(blocked=True)
    if barrier and tags.get("locked") == "yes" and not said:
        return Point(blocked=True)
    flags = n.LIMITED_HOURS if limited else 0
    if tags.get("wheelchair") in WHEELS_WELCOME:
        return Point(flags=flags)
    if tags.get("kerb") in RAISED:
        flags |= n.KERB
    widths = [metres(tags[key]) for key in ("maxwidth:physical", "opening", "width") if key in tags]
    known = [width for width in widths if width is not None]
    too_narrow = min(known) < NARROW_M if known else barrier in FOR_WHEELS
    if (barrier and too_narrow) or (barrier and tags.get("wheelchair") == "no"):
        flags |= n.NARROW
    return Point(flags=flags)
