"""Addresses to positions, offline, from what a city has loaded: a gazetteer, a match, and a sheet of what did not match."""

from geo_service.geocode.batch import Geocoded, geocode
from geo_service.geocode.gazetteer import CityNames, Gazetteer, KnownAddress, KnownPoint, OldName, build_gazetteer

__all__ = ["CityNames", "Gazetteer", "Geocoded", "KnownAddress", "KnownPoint", "OldName", "build_gazetteer", "geocode"]
