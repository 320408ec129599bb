"""The page for a phone: the nearest places one can use in a disaster. Plain HTML with its own small style, without a script.

All languages whose catalogue "near" is complete (maps.tongues). Names of places stay Japanese, as they stand on signs, with
readings in easy Japanese and in Latin letters in other languages.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

import numpy as np
from markupsafe import Markup

from geo_service.coverage.blank_marks import BLANK
from geo_service.coverage.city import City
from geo_service.coverage.profiles import PROFILES, USUAL
from geo_service.coverage.site_class import NOT_DESIGNATED, NOT_STATED, OUTSIDE, UNASSESSED, UPPER
from geo_service.coverage.usable_near import Near, NearPlace
from layers.hazard_zones import MAPPED
from layers.text import name_order
from maps.assets import STATIC
from maps.breaks import broken
from maps.page import environment
from maps.readings import latin_of, ruby
from maps.site_page import site_address
from maps.tongues import Tongue, decimal, in_words, offered, whole

PART = "near"
PATH = "/near"
STEP_M = 10
"""Metres are told in tens: more would say that the way is known."""
WALKABLE_M = 2_000.0
"""How long a way on foot is called near: what Japanese cities take as the reach of a large evacuation area (広域避難場所). What
is farther is told as a fact, not as a place to use."""
SAID_STATES = (OUTSIDE, UPPER, UNASSESSED)
"""Classes of a site that have words of their own; all others are doubts, and one is told to ask."""


class Spotted(Protocol):
    """Where distances are measured from (geo_service.api.near_spot.Spot)."""

    @property
    def name(self) -> str: ...
    @property
    def lon(self) -> float: ...
    @property
    def lat(self) -> float: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True)
class NearView:
    """All the page shows. ``listed``: "" no list, "1" wards, a ward's code its towns. ``detour``: way / straight line."""

    tongue: Tongue
    nonce: str
    city: City | None = None
    hazards: tuple[str, ...] = ()
    hazard: str = ""
    place: str = ""
    listed: str = ""
    spot: Spotted | None = None
    several: tuple[Spotted, ...] = ()
    named: tuple[str, ...] = ()
    """Towns that have what is asked for in their names, to choose from."""
    alike: tuple[str, ...] = ()
    """Towns whose names are only like what is asked for: that itself is not found."""
    stations: bool = False
    """Whether a list of stations is loaded."""
    station_asked: bool = False
    near: Near | None = None
    ground: str = ""
    """Of the spot, in the hazard's zones: "inside", "outside", "not_assessed"; "" for a hazard without zones."""
    inside: bool = True
    given_point: bool = False
    """Whether the address says the point in degrees."""
    kana: Mapping[str, str] = field(default_factory=dict)
    """Name → kana, where the city's own lists give it."""
    detour: float = 1.3
    layer: str = ""
    problem: str = ""

    def address(self, **other: str) -> str:
        """The page's address with what is chosen, and ``other`` in place of parameters of the same name ("" drops one)."""
        chosen = {"city": self.city.code if self.city else "", "hazard": self.hazard, "lang": self.tongue.code}
        if "place" not in other and "lon" not in other and "list" not in other:
            chosen |= self._spot_parameters()
        return f"{PATH}?{urlencode({name: text for name, text in {**chosen, **other}.items() if text})}"

    def _spot_parameters(self) -> dict[str, str]:
        if self.listed:
            return {"list": self.listed}
        if self.spot is None:
            return {"place": self.place}
        if not self.given_point:
            return {"place": self.place}
        return _point(self.spot) | {"place": "" if self.spot.level == "here" else self.spot.name}


def _point(spot: Spotted) -> dict[str, str]:
    return {"lon": f"{spot.lon:.5f}", "lat": f"{spot.lat:.5f}"}


def near_page(view: NearView) -> str:
    """The page as text."""
    one = view.tongue

    def plain(message: str, **values: object) -> str:
        return in_words(one.code, PART, message, **values)

    def said(message: str, **values: object) -> Markup:
        text = plain(message, **values)
        return ruby(text, parted=True) if one.names == "ruby" else broken(text, one.code)

    context = {
        "view": view,
        "lang": one,
        "t": said,
        "plain": plain,
        "city": city_name,
        "name": lambda text: place_name(str(text), one, view.kana.get(str(text), "")),
        # An address is for signs and for showing to somebody: Latin letters would only make it long.
        "address": lambda text: place_name(str(text), one if one.names == "ruby" else replace(one, names="none")),
        "languages": [(other, view_in(view, other)) for other in offered(PART)],
        **_places(view, said),
        "wards": _wards(view),
        "towns": _towns(view),
        "sources": _sources(view),
        "spot_link": lambda spot: view.address(place=spot.name, **_point(spot)),
        "measured": _measured(view, said),
        "style": (STATIC / "near.css").read_text(encoding="utf-8"),
        "script": f"/static/near.js?v={script_version()}",
        "map_link": f"/?{urlencode(_page_parameters(view))}",
    }
    return environment().get_template("near.html").render(context)


def _places(view: NearView, said: Callable[..., Markup]) -> Mapping[str, Any]:
    """The places in four lists: near and usable; the nearest one where none is near; near, but nobody says; near, but not for
    this hazard. And how far is near, in words."""
    near = view.near or Near((), ())
    usable = [one for one in near.usable if _way_m(one, view) <= WALKABLE_M]
    passed = [one for one in near.passed_over if _way_m(one, view) <= WALKABLE_M]
    unknown = [one for one in passed if one.why == BLANK]
    lists = {
        "usable": usable,
        "far": near.usable[:1] if not usable else [],
        "unknown": unknown,
        "passed": [one for one in passed if one not in unknown],
    }
    return {
        **{name: [_row(place, view, said) for place in those] for name, those in lists.items()},
        "walkable": whole(WALKABLE_M, view.tongue),
    }


def _way_m(place: NearPlace, view: NearView) -> float:
    """Metres on foot, by rule of thumb where the distance is straight."""
    return place.distance_m * (1.0 if view.near is not None and view.near.streets else view.detour)


def _measured(view: NearView, said: Callable[..., Markup]) -> Markup:
    """How metres and minutes were found."""
    speed = whole(PROFILES[USUAL].speed_m_min, view.tongue)
    if view.near is not None and view.near.streets:
        return said("near.measured.streets", speed=speed)
    return said("near.measured", factor=decimal(view.detour, view.tongue), speed=speed)


def script_version() -> str:
    """A mark of the page's script that changes with it: its address may be kept for a year."""
    return hashlib.sha256((STATIC / "near.js").read_bytes()).hexdigest()[:10]


def view_in(view: NearView, other: Tongue) -> str:
    """The address of the same page in another language."""
    return replace(view, tongue=other).address()


def place_name(name: str, one: Tongue, kana: str = "") -> Markup:
    """A Japanese name as a language shows it: as it is, with readings, or with Latin letters behind it."""
    if one.names == "ruby":
        return Markup("<bdi>{}</bdi>").format(ruby(name, kana))
    written = Markup('<bdi lang="ja">{}</bdi>').format(name if one.names == "none" else broken(name, "ja"))
    latin = latin_of(name, kana) if one.names == "latin" else ""
    return written + Markup(' <bdi class="latin">{}</bdi>').format(latin) if latin and latin != name else written


def _row(place: NearPlace, view: NearView, said: Callable[..., Markup]) -> Mapping[str, Any]:
    """One place as the template shows it."""
    one = view.tongue
    metres = max(STEP_M, round(place.distance_m / STEP_M) * STEP_M)
    minutes = max(1, math.ceil(_way_m(place, view) / PROFILES[USUAL].speed_m_min))
    state = place.state if place.state in SAID_STATES else "" if place.state in (NOT_DESIGNATED, NOT_STATED) else "doubt"
    if place.why:
        mark = said(f"near.why.{place.why.removeprefix('supply_')}")
    else:
        mark = said(f"near.state.{state or 'doubt'}", floor=place.from_floor) if _worth_saying(place, view.hazard) else Markup()
    return {
        "place": place,
        "way": said(
            "near.way", direction=in_words(one.code, PART, f"near.direction.{place.direction}"), metres=whole(metres, one)
        ),
        "minutes": said("near.minutes", minutes=whole(minutes, one)),
        "mark": mark,
        "warn": bool(place.why) or state == "doubt",
        "link": site_address(layer=view.layer, id=place.id, **_page_parameters(view)),
    }


def _worth_saying(place: NearPlace, hazard: str) -> bool:
    """Upstairs from the first floor is no news: that place is used as it is. Nor is ground that nobody assesses: an earthquake
    has no zones."""
    if place.state == UNASSESSED and hazard not in MAPPED:
        return False
    return place.state != UPPER or place.from_floor > 1


def _page_parameters(view: NearView) -> dict[str, str]:
    """City and language of pages that are in Japanese and English only."""
    return {"city": view.city.code if view.city else "", "lang": "ja" if view.tongue.html == "ja" else "en"}


def _wards(view: NearView) -> list[tuple[str, str]]:
    """(ward's name, address of the list of its towns); empty where no list is asked for or a ward is chosen."""
    if view.city is None or view.listed != "1" or (wards := view.city.unit_sets.get("wards")) is None:
        return []
    return [(name, view.address(list=code)) for code, name in zip(wards.code, wards.name_ja, strict=True)]


def _towns(view: NearView) -> list[tuple[str, str]]:
    """(town's name, address of what is near it) of the ward chosen, or of all in a city without wards."""
    if view.city is None or not view.listed or (towns := view.city.unit_sets.get("towns")) is None:
        return []
    wards = view.city.unit_sets.get("wards")
    if wards is None or not len(wards):
        chosen, ward = np.arange(len(towns)), ""
    elif view.listed in wards.code:
        at = wards.code.index(view.listed)
        chosen, ward = np.flatnonzero(np.asarray(towns.ward) == at), wards.name_ja[at]
    else:
        return []
    names = sorted((towns.name_ja[at] for at in chosen.tolist()), key=name_order)
    return [(name, view.address(place=ward + name)) for name in names]


def _sources(view: NearView) -> list[tuple[str, str]]:
    """(title, date as published) of the lists that the places are from."""
    if view.city is None or view.near is None:
        return []
    return sorted({(one.title, one.reference_date) for one in view.city.datasets if one.layer == view.layer and one.used})


def city_name(city: City, one: Tongue) -> Markup:
    """The city's name: Japanese, with its own English name where Latin letters are used."""
    if one.names == "latin" and city.name_en:
        return Markup('<bdi lang="ja">{}</bdi> <bdi class="latin">{}</bdi>').format(city.name_ja, city.name_en)
    return place_name(city.name_ja, one)
