"""The layers of the service, one module each. A new layer is one module and one line here."""

from importlib import import_module

from layers.base import Layer

MODULES = (
    "wards",
    "towns",
    "association_areas",
    "elementary_districts",
    "junior_high_districts",
    "districts",
    "neighbour_municipalities",
    "population",
    "dwellings",
    "hazard_zones",
    "water",
    "railways",
    "expressways",
    "streets",
    "buildings",
    "elevation",
    "evacuation_sites",
    "shelters",
    "child_facilities",
    "elderly_facilities",
    "parks",
    "community_places",
    "places_of_study_and_work",
    "stations",
    "groups",
    "stewardship",
    "shelter_councils",
    "service_points",
    "partner_sites",
    "candidate_spaces",
    "notice_boards",
    "observations",
    "area_meetings",
    "address_points",
    "vulnerable_residents",
)
"""Layer ids, each the name of its module, in the order lists and legends show them."""

LAYERS: dict[str, Layer] = {name: import_module(f"layers.{name}").LAYER for name in MODULES}
"""Layer id → declaration."""
