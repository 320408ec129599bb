"""Routes about cities: which there are, their layers, their releases."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends

from geo_service.api.query import Audience, CityPath, Language, Takes
from geo_service.api.service import Served
from geo_service.coverage.city import City
from geo_service.store.publication import shown_fields
from geo_service.store.release import releases
from layers import LAYERS
from layers.base import Field, Layer

router = APIRouter(prefix="/api/v1", tags=["cities"])
NOTHING_ELSE = Depends(Takes())


@router.get("/cities", summary="市の一覧 / Cities", dependencies=[NOTHING_ELSE])
def list_cities(served: Served, lang: Language) -> dict[str, Any]:
    """読み込まれている市。 The cities that are loaded; ``default`` marks the one that the name "default" stands for."""
    return {"cities": [city_entry(one) for one in served.shelf.cities()]}


def city_entry(one: Any) -> dict[str, Any]:
    """A city of the shelf as JSON."""
    return {
        "code": one.code,
        "name": {"ja": one.name_ja, "en": one.name_en or one.name_ja},
        "fictitious": one.fictitious,
        "release": one.release,
        "default": one.default,
    }


@router.get("/cities/{city}", summary="市 / One city", dependencies=[NOTHING_ELSE])
def show_city(city: CityPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """市の概要：版、区分、使っているデータ。 One city: its release, divisions and datasets."""
    found = served.shelf.get(city, audience)
    return {
        "code": found.code,
        "name": {"ja": found.name_ja, "en": found.name_en or found.name_ja},
        "fictitious": found.fictitious,
        "release": found.release,
        "release_date": found.release_date,
        "srid": found.srid,
        "unit_sets": [
            {
                "id": one.id,
                "title": {"ja": one.title_ja, "en": one.title_en},
                "units": len(one),
                "approximate": one.approximate,
                "overlapping": one.overlapping,
            }
            for one in found.unit_sets.values()
        ],
        "groups": list(found.groups()),
        "neighbours": [{"code": code, "name": name} for code, name in found.neighbours.items()],
        "zones": [
            {"key": zone.key, "hazard": zone.hazard, "name": {"ja": zone.name_ja, "en": zone.name_en}} for zone in found.zones
        ],
        "datasets": [{**asdict(dataset), "groups": list(dataset.groups)} for dataset in found.datasets],
        "versions": dict(found.versions),
    }


@router.get("/cities/{city}/layers", summary="層の一覧 / Layers", dependencies=[NOTHING_ELSE])
def list_layers(city: CityPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """この市のすべての層：読み込まれているか、項目、使っているデータ。 All layers: whether loaded, fields, datasets."""
    found = served.shelf.get(city, audience)
    return {"city": found.code, "layers": [layer_entry(layer, found, audience) for layer in LAYERS.values()]}


def layer_entry(layer: Layer, city: City, audience: str) -> dict[str, Any]:
    """A layer with what the city has of it. Fields that the audience may not see are not even named."""
    datasets = [dataset for dataset in city.datasets if dataset.layer == layer.id]
    return {
        "id": layer.id,
        "title": {"ja": layer.title.ja, "en": layer.title.en},
        "about": {"ja": layer.about.ja, "en": layer.about.en},
        "role": layer.role,
        "loaded": bool(datasets),
        "places": len(city.places[layer.id]) if layer.id in city.places else None,
        "fields": [field_entry(field) for field in shown_fields(layer, audience)],
        "datasets": [{**asdict(dataset), "groups": list(dataset.groups)} for dataset in datasets],
    }


def field_entry(field: Field) -> dict[str, Any]:
    """A field's declaration as JSON."""
    return {
        "name": field.name,
        "label": {"ja": field.label.ja, "en": field.label.en},
        "type": field.type,
        "unit": field.unit,
        "codes": [{"value": code.slug, "ja": code.label.ja, "en": code.label.en} for code in field.codes],
    }


@router.get("/cities/{city}/releases", summary="版の一覧 / Releases", dependencies=[NOTHING_ELSE])
def list_releases(city: CityPath, served: Served, lang: Language, audience: Audience) -> dict[str, Any]:
    """この市の版（新しい順）。 Releases of the city, newest first."""
    found = served.shelf.get(city, audience)
    with served.database() as connection:
        return {
            "city": found.code,
            "current": found.release,
            "releases": [asdict(one) for one in releases(connection, found.code)],
        }
