"""The layers of the service, one module each. A new layer is one module and one line here."""

from layers import (
    association_areas,
    child_facilities,
    community_places,
    elderly_facilities,
    evacuation_sites,
    hazard_zones,
    neighbour_municipalities,
    parks,
    population,
    shelters,
    towns,
    wards,
)
from layers.base import Layer

LAYERS: dict[str, Layer] = {
    "wards": wards.LAYER,
    "towns": towns.LAYER,
    "association_areas": association_areas.LAYER,
    "neighbour_municipalities": neighbour_municipalities.LAYER,
    "population": population.LAYER,
    "hazard_zones": hazard_zones.LAYER,
    "evacuation_sites": evacuation_sites.LAYER,
    "shelters": shelters.LAYER,
    "child_facilities": child_facilities.LAYER,
    "elderly_facilities": elderly_facilities.LAYER,
    "parks": parks.LAYER,
    "community_places": community_places.LAYER,
}
"""Layer id → declaration, in the order lists and legends show them."""
