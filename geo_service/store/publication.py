"""What an audience may see of a City: fields above its level are left out, as if their source did not give them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import psycopg

from geo_service.coverage.city import City, DatasetNote, Places, UnitSet
from geo_service.store import sql
from geo_service.store.confirmed import confirmed_alone
from geo_service.store.served_by import ASSOCIATIONS, SITES, SITES_FOR
from layers import LAYERS
from layers.base import Field, Layer

LEVELS = {"public": 0, "staff": 1, "duty": 2, "never": 3}
"""Rank of an audience and of a field's publication level; "never" is above every audience."""
AUDIENCES = ("public", "staff")
"""Audiences a City file is written for."""


def shown_fields(layer: Layer, audience: str) -> list[Field]:
    """The fields of a layer that an audience may see; none of a layer that is kept narrower as a whole."""
    if LEVELS[layer.publish] > LEVELS[audience]:
        return []
    return [field for field in layer.fields if LEVELS[field.publish] <= LEVELS[audience]]


def visible(layer: Layer, field: str, audience: str) -> bool:
    """Whether the audience may see that field of the layer. A field the layer does not declare is not seen."""
    return any(one.name == field for one in shown_fields(layer, audience))


Agreed = Mapping[tuple[str, str, str], int]
"""(layer, source, part) of a dataset → its rows that may be shown to the public, for layers that ask for consent or
confirmation."""


def agreed_rows(conn: psycopg.Connection[Any], release: int) -> Agreed:
    """How many rows of a release (its id) the public may know of, where that is not all of them."""
    consent = json.dumps({layer.id: layer.consent for layer in LAYERS.values() if layer.consent})
    asking = [layer.id for layer in LAYERS.values() if layer.confirmed]
    rows = sql.run(conn, "agreed_rows", release=release, consent=consent, asking=asking)
    return {(layer, source, part): int(count) for layer, source, part, count in rows}


def limited(city: City, audience: str, agreed: Agreed) -> City:
    """The City as the audience may see it. A layer of which it may see no field is left out whole, positions too.

    ``agreed``: what :func:`agreed_rows` gives. How many rows of such a layer there are besides is not the public's.
    """
    shown = {id for id, layer in LAYERS.items() if shown_fields(layer, audience)}
    if audience == "public":
        city = confirmed_alone(city)
        city = replace(city, datasets=tuple(_agreed_note(note, agreed) for note in city.datasets))
        # A City does not know which places' subjects agreed: it has none of them for the public.
        shown_places = {id for id in shown if LAYERS[id].consent is None}
    else:
        shown_places = shown
    # A layer that is no longer declared has no rule that would let it be seen.
    populations = []
    for atoms in city.populations:
        layer = LAYERS[atoms.dataset.layer]
        counts = {g: v for g, v in atoms.counts.items() if visible(layer, g, audience)}
        off = {g: v for g, v in atoms.off_map_counts.items() if g in counts}
        if counts:
            note = replace(atoms.dataset, groups=tuple(g for g in atoms.dataset.groups if visible(layer, g, audience)))
            populations.append(replace(atoms, dataset=note, counts=counts, off_map_counts=off))
    return replace(
        city,
        audience=audience,
        datasets=tuple(
            replace(note, groups=tuple(g for g in note.groups if visible(LAYERS[note.layer], g, audience)))
            if note.layer in shown
            else replace(
                note,
                source="",
                part="",
                title="",
                file_name="",
                groups=(),
                rows=0,
                rejected=0,
                reference_date="",
                licence="",
                municipality="",
                why_not_ja="",
                why_not_en="",
            )
            for note in city.datasets
        ),
        unit_sets={id: _units(one, audience) for id, one in city.unit_sets.items() if id in shown},
        populations=tuple(populations),
        places={id: _places(one, audience) for id, one in city.places.items() if id in shown_places},
        zones=city.zones if any(LAYERS[id].role == "zones" for id in shown) else (),
        zone_grounds=city.zone_grounds if any(LAYERS[id].role == "zones" for id in shown) else (),
        dwellings=city.dwellings if {"dwellings", "buildings"} <= shown else None,
        network=city.network if any(LAYERS[id].role == "network" for id in shown) else None,
        barriers=city.barriers if {"water", "railways", "expressways"} <= shown else None,
    )


def _agreed_note(note: DatasetNote, agreed: Agreed) -> DatasetNote:
    layer = LAYERS.get(note.layer)
    if layer is None or not (layer.consent or layer.confirmed):
        return note
    return replace(note, rows=agreed.get((note.layer, note.source, note.part), 0), rejected=0)


def _units(units: UnitSet, audience: str) -> UnitSet:
    layer, blank = LAYERS[units.id], ("",) * len(units)
    return replace(
        units,
        name_ja=units.name_ja if visible(layer, "name", audience) else blank,
        name_en=units.name_en if visible(layer, "name", audience) else blank,
        serves=units.serves if units.serves and _serves_shown(layer, audience) else (),
    )


def _serves_shown(layer: Layer, audience: str) -> bool:
    """Whether the audience may see which place serves a unit: a field of the unit's, or of the list of the places."""
    if layer.id == ASSOCIATIONS:
        return visible(LAYERS[SITES], SITES_FOR, audience)
    return visible(layer, "school", audience)


def _places(places: Places, audience: str) -> Places:
    layer, n = LAYERS[places.layer], len(places)
    blank, unknown = ("",) * n, np.full(n, np.nan)

    def see(field: str | None) -> bool:
        return field is not None and visible(layer, field, audience)

    return replace(
        places,
        name=places.name if see("name") else blank,
        address=places.address if see("address") else blank,
        kind=places.kind if see(layer.kind) else blank,
        capacity=places.capacity if see("capacity") else unknown,
        area_m2=places.area_m2 if see("area_m2") or layer.geometry != "point" else unknown,
        remarks=places.remarks if see("remarks") else blank,
        storeys=places.storeys if see("storeys") else np.empty(0),
        storeys_from=places.storeys_from if see("storeys") else (),
        day_people=places.day_people if see("day_people") else np.empty(0),
        marks={hazard: values for hazard, values in places.marks.items() if visible(layer, hazard, audience)},
    )
