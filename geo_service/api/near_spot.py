"""Where a person means: an address, a town or the name of a place, found in what the city's build holds. No database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from geo_service.coverage.city import City, Places
from geo_service.coverage.keeping import Keeping
from geo_service.coverage.supply import has_position
from geo_service.geocode import CityNames, Gazetteer, KnownAddress, KnownPoint, build_gazetteer
from geo_service.geocode.match import find
from geo_service.questions.find import matches
from layers.text import fold_name, name_order

MOST = 8
"""Places offered to choose from where a name fits several."""
MOST_TOWNS = 20
TOWNS = "towns"
STATIONS = "stations"
LONGEST = 200
"""Signs of what is searched for that are read."""
KEPT_CITIES = 4


@dataclass(frozen=True)
class Spot:
    """A point with its name. ``level``: "point", "block", "area" (the middle of a town) or "here" (told by the phone)."""

    name: str
    lon: float
    lat: float
    level: Literal["point", "block", "area", "here"]


@dataclass(frozen=True)
class Sought:
    """What was found: one spot, or several places (``several``) and towns (``towns``) with the text in their names to choose
    from; else towns whose names are only alike (``alike``)."""

    spot: Spot | None = None
    several: tuple[Spot, ...] = ()
    towns: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


_KEPT: Keeping[Gazetteer] = Keeping(KEPT_CITIES)


def find_spot(city: City, text: str) -> Sought:
    """The spot of a text: a place of that very name, else an address or a town, else places and towns with it in their names."""
    key = fold_name(text[:LONGEST])
    if not key:
        return Sought()
    if names_station(text) and (stations := _stations(city, key)):
        return Sought(stations[0]) if len(stations) == 1 else Sought(several=stations[:MOST])
    very, within = _named(city, key)
    if len(very) == 1:
        return Sought(very[0])
    gazetteer = _gazetteer(city)
    match = find(text[:LONGEST], gazetteer)
    if match.at >= 0 and match.level is not None:
        if names_station(text) and match.level == "area":
            # The middle of a town of that name is not the station.
            return Sought(several=tuple((*very, *within)[:MOST]), alike=(match.matched,))
        town = Spot(match.matched, float(gazetteer.lon[match.at]), float(gazetteer.lat[match.at]), match.level)
        # 小田小学校 is a school of some name before it is something in the town 小田.
        if match.level != "area" or not (very or within) or fold_name(match.matched).endswith(key):
            return Sought(town)
    several = tuple((*very, *within)[:MOST])
    towns = _towns(city, key) or (match.candidates if match.how == "several" else ())
    if len(several) == 1 and not towns:
        return Sought(several[0])
    if len(towns) == 1 and not several and (only := find(towns[0], gazetteer)).at >= 0 and only.level is not None:
        return Sought(Spot(only.matched, float(gazetteer.lon[only.at]), float(gazetteer.lat[only.at]), only.level))
    return Sought(several=several, towns=towns, alike=() if several or towns else tuple(sorted(match.candidates, key=name_order)))


def names_station(text: str) -> bool:
    """Whether a text is the name of a station as people say it."""
    return fold_name(text[:LONGEST]).endswith("駅")


def _stations(city: City, key: str) -> tuple[Spot, ...]:
    """Stations of this name, with or without 駅 behind it, each spot once: lists leave it off."""
    places = city.places.get(STATIONS)
    if places is None:
        return ()
    placed = has_position(places)
    found: dict[tuple[float, float], Spot] = {}
    for at in np.flatnonzero(placed & np.asarray(places.used)).tolist():
        if fold_name(places.name[at]).removesuffix("駅") == key.removesuffix("駅"):
            found.setdefault((round(float(places.lon[at]), 3), round(float(places.lat[at]), 3)), _spot(places, at))
    return tuple(found.values())


def _towns(city: City, key: str) -> tuple[str, ...]:
    """Towns (with the ward's name) that begin with the text, else those that have it in their name; numbers by their value."""
    towns, wards = city.unit_sets.get(TOWNS), city.unit_sets.get("wards")
    if towns is None:
        return ()
    found = [(rank, at) for rank, group, at in matches(city, key) if group == TOWNS]
    best = [at for rank, at in found if rank <= 1] or [at for _, at in found]
    ward = [wards.name_ja[towns.ward[at]] if wards is not None and len(towns.ward) and towns.ward[at] >= 0 else "" for at in best]
    return tuple(f"{one}{towns.name_ja[at]}" for one, at in zip(ward, best, strict=True))[:MOST_TOWNS]


def _named(city: City, key: str) -> tuple[list[Spot], list[Spot]]:
    """Places of that very name, and others with it in their name, each name and spot once."""
    very: dict[tuple[str, float, float], Spot] = {}
    within: dict[tuple[str, float, float], Spot] = {}
    placed = {layer: has_position(places) for layer, places in city.places.items()}
    for rank, group, at in matches(city, key):
        if group in placed and placed[group][at]:
            spot = _spot(city.places[group], at)
            # The same building on two lists is one thing to choose.
            (within if rank else very).setdefault((fold_name(spot.name), round(spot.lon, 3), round(spot.lat, 3)), spot)
    return list(very.values()), sorted(within.values(), key=lambda one: (len(one.name), name_order(one.name)))


def _spot(places: Places, at: int) -> Spot:
    level: Literal["point", "block"] = "block" if places.accuracy[at] in ("block", "square") else "point"
    return Spot(places.name[at], float(places.lon[at]), float(places.lat[at]), level)


def _gazetteer(city: City) -> Gazetteer:
    """The city's gazetteer, built once."""
    return _KEPT.get((city,), "gazetteer", lambda: _build(city))


def _build(city: City) -> Gazetteer:
    wards = city.unit_sets.get("wards")
    names = () if wards is None else tuple(zip(wards.code, wards.name_ja, strict=True))
    towns = city.unit_sets.get("towns")
    points = []
    if towns is not None:
        middle = shapely.point_on_surface(shapely.from_wkb(list(towns.shapes)))
        for at, name in enumerate(towns.name_ja):
            if not shapely.is_empty(middle[at]):
                ward = names[towns.ward[at]][0] if names and towns.ward[at] >= 0 else ""
                points.append(KnownPoint(ward, name, "", (), "area", float(middle[at].x), float(middle[at].y), "towns"))
    things = []
    for places in city.places.values():
        for at in np.flatnonzero(has_position(places) & np.asarray(places.own) & np.asarray(places.used)).tolist():
            if places.address[at]:
                ward = names[places.ward[at]][0] if names and places.ward[at] >= 0 else ""
                things.append(KnownAddress(ward, places.address[at], float(places.lon[at]), float(places.lat[at])))
    return build_gazetteer(CityNames(city.code, city.name_ja, tuple((code, name) for code, name in names)), points, things)
