"""Every rule of docs/streets.md: what tags of a way and of a point say to a walker."""

from __future__ import annotations

import pytest

from geo_service.coverage import network as n
from geo_service.store.streets.points import Point, read_point
from geo_service.store.streets.read import NAMES
from geo_service.store.streets.tags import APART, CLOSED, MAIN, RANKS, SHARED, STREETS, metres, read_way

OPEN = {
    # Classes: a way of its own, or beside cars.
    "highway=footway": n.PATH,
    "highway=path": n.PATH,
    "highway=pedestrian": n.PATH,
    "highway=bridleway": n.PATH,
    "highway=corridor": n.PATH | n.INDOOR,
    "highway=elevator": n.PATH,
    "highway=platform": n.PATH,
    "man_made=pier": n.PATH,
    "highway=steps": n.PATH | n.STEPS,
    "highway=steps ramp:wheelchair=yes": n.PATH,
    "highway=steps conveying=forward": n.PATH | n.STEPS,
    "highway=residential": 0,
    "highway=living_street": 0,
    "highway=service service=driveway": 0,
    "highway=track": 0,
    "highway=trunk": 0,
    "highway=primary_link": 0,
    "highway=road": 0,
    # Cycleways: only those said to be open.
    "highway=cycleway foot=yes": n.PATH,
    "highway=cycleway foot=designated": n.PATH,
    "highway=cycleway segregated=yes": n.PATH,
    "highway=cycleway sidewalk=left": n.PATH,
    # Access: foot goes before access.
    "highway=service access=no foot=yes": 0,
    "highway=service access=private foot=permissive": 0,
    "highway=residential access=destination": 0,
    "highway=residential vehicle=no": 0,
    "highway=path access=permissive": n.PATH,
    "highway=service access=private": n.CUSTOMERS,
    "highway=footway foot=private": n.CUSTOMERS | n.PATH,
    "highway=footway access=customers": n.CUSTOMERS | n.PATH,
    "highway=footway access=permit": n.CUSTOMERS | n.PATH,
    "highway=service access=residents": n.CUSTOMERS,
    "highway=track access=agricultural": n.CUSTOMERS,
    "highway=service access=delivery": n.CUSTOMERS,
    "railway=platform": n.PATH | n.CUSTOMERS,
    "railway=platform foot=yes": n.PATH,
    "public_transport=platform subway=yes": n.PATH | n.CUSTOMERS,
    "public_transport=platform bus=yes": n.PATH,
    # Hours.
    "highway=footway opening_hours=06:00-22:00": n.PATH | n.LIMITED_HOURS,
    "highway=footway opening_hours=24/7": n.PATH,
    "highway=footway access=yes access:conditional=no @ (22:00-06:00)": n.PATH | n.LIMITED_HOURS,
    "highway=footway foot=no foot:conditional=yes @ (Mo-Fr 09:00-17:00)": n.PATH | n.LIMITED_HOURS,
    "highway=service access:conditional=no @ (weight>5)": 0,
    "highway=footway foot=yes access:conditional=no @ (22:00-06:00)": n.PATH,
    # Motor roads of old tagging, and a wish of the road's owner.
    "highway=trunk motorroad=yes foot=yes": 0,
    "highway=busway foot=yes": 0,
    # Where and of what.
    "highway=footway bridge=yes": n.PATH | n.BRIDGE,
    "highway=footway bridge=viaduct": n.PATH | n.BRIDGE,
    "highway=footway tunnel=yes": n.PATH | n.TUNNEL,
    "highway=footway tunnel=building_passage": n.PATH,
    "highway=footway covered=yes": n.PATH,
    "highway=footway layer=1": n.PATH,
    "highway=footway location=underground": n.PATH | n.TUNNEL,
    "highway=footway indoor=yes": n.PATH | n.INDOOR,
    "highway=footway footway=crossing": n.PATH | n.CROSSING,
    "highway=footway footway=sidewalk": n.PATH,
    "highway=cycleway cycleway=crossing foot=yes": n.PATH | n.CROSSING,
    "highway=path path=crossing": n.PATH | n.CROSSING,
    "highway=residential lit=no": n.UNLIT,
    "highway=residential lit=yes": 0,
    "highway=residential lit=limited": 0,
    "route=ferry": n.WATER_CROSSING,
    "highway=track ford=yes": n.WATER_CROSSING,
    "highway=path ford=stepping_stones": n.PATH | n.ROUGH,
    # Pavements of main roads.
    "highway=trunk sidewalk=no": n.NO_PAVEMENT,
    "highway=primary sidewalk:both=no": n.NO_PAVEMENT,
    "highway=secondary sidewalk:left=no sidewalk:right=no": n.NO_PAVEMENT,
    "highway=secondary sidewalk:left=no": 0,
    "highway=tertiary sidewalk=none": n.NO_PAVEMENT,
    "highway=tertiary sidewalk=separate": 0,
    "highway=tertiary sidewalk=left": 0,
    "highway=tertiary sidewalk=no foot=designated": 0,
    "highway=tertiary": 0,
    "highway=residential sidewalk=no": 0,
    # Wheels.
    "highway=footway width=0.8": n.PATH | n.NARROW,
    "highway=footway width=80cm": n.PATH | n.NARROW,
    "highway=footway width=0.9": n.PATH,
    "highway=footway width=narrow": n.PATH,
    "highway=footway est_width=0.5": n.PATH | n.NARROW,
    "highway=footway maxwidth:physical=0.7 width=2": n.PATH | n.NARROW,
    "highway=footway wheelchair=no": n.PATH | n.NARROW,
    "highway=footway surface=gravel wheelchair=yes": n.PATH,
    "highway=path surface=ground": n.PATH | n.ROUGH,
    "highway=path surface=cobblestone": n.PATH | n.ROUGH,
    "highway=path surface=asphalt": n.PATH,
    "highway=path surface=compacted": n.PATH,
    "highway=path surface=asphalt;sand": n.PATH | n.ROUGH,
    "highway=path smoothness=bad": n.PATH | n.ROUGH,
    "highway=path smoothness=intermediate": n.PATH,
    "highway=track tracktype=grade5": n.ROUGH,
    "highway=track tracktype=grade2": 0,
    "highway=path sac_scale=mountain_hiking": n.PATH | n.ROUGH,
    "highway=path sac_scale=hiking": n.PATH,
    "highway=residential construction=minor": 0,
}
SHUT = {
    "highway=motorway": "motor_only",
    "highway=motorway_link": "motor_only",
    "highway=motorway foot=yes": "motor_only",
    "highway=trunk motorroad=yes": "motor_only",
    "highway=footway foot=no": "no_access",
    "highway=service access=no": "no_access",
    "highway=residential foot=use_sidepath": "no_access",
    "highway=service access=military": "no_access",
    "highway=tertiary foot=no access=yes": "no_access",
    "railway=platform access=no": "no_access",
    "highway=construction construction=residential": "not_built",
    "highway=proposed": "not_built",
    "highway=abandoned": "not_built",
    "highway=residential construction=yes": "not_built",
    "highway=cycleway": "cycles_only",
    "highway=cycleway bicycle=designated": "cycles_only",
    "highway=cycleway cycleway=crossing": "cycles_only",
    "highway=cycleway foot=no": "no_access",
    "highway=bus_guideway": "vehicles_only",
    "highway=busway": "vehicles_only",
    "highway=raceway": "vehicles_only",
    "highway=via_ferrata": "climbing",
    "highway=ladder": "climbing",
    "highway=path sac_scale=alpine_hiking": "climbing",
    "highway=spiral_of_doom": "unknown_class",
}
NO_STREET = ("building=yes", "railway=rail", "waterway=river", "highway=bus_stop", "highway=rest_area", "route=bus",
             "barrier=wall", "public_transport=station", "man_made=tower")  # fmt: skip
POINTS = {
    "barrier=gate": Point(),
    "barrier=gate access=private": Point(blocked=True),
    "barrier=gate access=no foot=yes": Point(),
    "barrier=gate locked=yes": Point(blocked=True),
    "barrier=gate locked=yes foot=yes": Point(),
    "barrier=gate opening_hours=Mo-Fr": Point(flags=n.LIMITED_HOURS),
    "barrier=lift_gate": Point(),
    "barrier=bollard": Point(flags=n.NARROW),
    "barrier=bollard wheelchair=yes": Point(),
    "barrier=bollard maxwidth:physical=1.5": Point(),
    "barrier=bollard maxwidth:physical=0.8": Point(flags=n.NARROW),
    "barrier=gate width=0.6": Point(flags=n.NARROW),
    "barrier=cycle_barrier": Point(flags=n.NARROW),
    "barrier=stile": Point(flags=n.NARROW),
    "barrier=turnstile": Point(flags=n.NARROW),
    "barrier=gate wheelchair=no": Point(flags=n.NARROW),
    "barrier=fence": Point(blocked=True),
    "barrier=wall foot=yes": Point(),
    "barrier=yes": Point(),
    "barrier=kerb kerb=raised": Point(flags=n.KERB),
    "barrier=kerb": Point(),
    "kerb=raised": Point(flags=n.KERB),
    "kerb=rolled": Point(flags=n.KERB),
    "kerb=lowered": Point(),
    "kerb=flush": Point(),
    "kerb=raised wheelchair=yes": Point(),
    "highway=crossing": Point(),
    "highway=elevator": Point(),
    "highway=elevator access=private": Point(blocked=True),
    "entrance=main": Point(),
    "entrance=staircase access=private": Point(blocked=True),
    "ford=yes": Point(blocked=True),
    "ford=stepping_stones": Point(),
    "amenity=bench access=private": Point(),
}


def tags(text: str) -> dict[str, str]:
    """ "highway=footway foot:conditional=no @ (…)": a part without = goes on with the value before it."""
    out: dict[str, str] = {}
    key = ""
    for part in text.split(" "):
        name, sign, value = part.partition("=")
        if sign and not name.startswith("("):
            key = name
            out[key] = value
        else:
            out[key] += f" {part}"
    return out


@pytest.mark.parametrize("said", OPEN)
def test_walked(said: str) -> None:
    rule = read_way(tags(said))
    assert (rule.closed, rule.flags) == ("", OPEN[said])


@pytest.mark.parametrize("said", SHUT)
def test_not_walked(said: str) -> None:
    assert read_way(tags(said)).closed == SHUT[said]


@pytest.mark.parametrize("said", NO_STREET)
def test_no_street_at_all(said: str) -> None:
    assert read_way(tags(said)).kind == ""


@pytest.mark.parametrize("said", POINTS)
def test_points(said: str) -> None:
    assert read_point(tags(said)) == POINTS[said]


def test_every_reason_and_every_class_is_met_here() -> None:
    assert set(SHUT.values()) == set(CLOSED)
    kinds = {read_way(tags(said)).kind for said in (*OPEN, *SHUT)}
    alike = {"trunk_link", "secondary_link", "tertiary_link", "unclassified", "crossing", "trail"}
    assert kinds >= STREETS - alike


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ("highway=pedestrian area=yes", True),
        ("highway=pedestrian", False),
        ("highway=footway area=yes", True),
        ("railway=platform", True),
        ("railway=platform area=no", False),
        ("man_made=pier", True),
        ("highway=pedestrian type=multipolygon", True),
    ],
)
def test_squares(said: str, area: bool) -> None:
    assert read_way(tags(said)).area is area


def test_one_way_is_noted() -> None:
    assert read_way(tags("highway=steps conveying=forward")).one_way
    assert read_way(tags("highway=footway oneway:foot=yes")).one_way
    assert not read_way(tags("highway=residential oneway=yes")).one_way


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("0,8", 0.8), ("80 cm", 0.8), ("3'", 0.9144), ("2'6\"", 0.762), ("wide", None)]
)
def test_widths(text: str, value: float | None) -> None:
    assert metres(text) == (pytest.approx(value) if value is not None else None)


@pytest.mark.parametrize("value", ["no", "yes", "private", "0.5", "steps"])
def test_keys_by_which_streets_are_not_told_apart_say_nothing(value: str) -> None:
    more = dict.fromkeys(NAMES, value)
    assert all(read_way({**tags(said), **more}) == read_way(tags(said)) for said in (*OPEN, *SHUT))


@pytest.mark.parametrize(
    ("kind", "rank"),
    [
        ("trunk", n.MAIN_ROAD),
        ("secondary_link", n.MAIN_ROAD),
        ("tertiary", n.THROUGH_ROAD),
        ("residential", n.STREET),
        ("service", n.SERVICE_ROAD),
    ],
)
def test_roads_have_a_rank_and_paths_have_none(kind: str, rank: int) -> None:
    assert RANKS[kind] == rank
    assert not set(RANKS) & APART
    assert set(RANKS) == MAIN | SHARED
