"""The datasets an answer rests on, and those of the same things that were not used."""

from __future__ import annotations

import numpy as np

from geo_service.coverage.city import City, DatasetNote
from geo_service.coverage.day import day_layers
from geo_service.coverage.dwellings import BASES
from geo_service.coverage.question import Question

ON_STREETS = ("streets", "elevation", "water", "railways", "expressways")
"""Layers that distances along streets rest on: the streets, their slopes, and what nobody walks across to reach them."""
DRAWN = ("wards", "neighbour_municipalities")
"""Layers every answer's map is drawn on."""


def datasets(city: City, question: Question, unit_sets: tuple[str, ...], zones_loaded: bool) -> tuple[DatasetNote, ...]:
    """Notes in the City's order: the supply's and the demand's layers, the unit sets', what maps are drawn on, and the
    zones of the question's hazard where it has one. Other municipalities' lists only where their places count."""
    layers = {question.supply.layer, *unit_sets, *DRAWN}
    if question.reach.mode == "streets":
        layers |= set(ON_STREETS)
    hazards = {question.supply.hazard} if zones_loaded and question.supply.hazard else set()
    # "zone:HAZARD:SOURCE:SCALE:DEPTH" closes streets by the zones of its hazard.
    hazards |= {one.split(":")[1] for one in question.reach.closed if one.startswith("zone:")}
    if question.demand.source == "layer":
        layers.add(question.demand.id)
    elif question.demand.source == "day":
        layers |= {question.demand.only} if question.demand.only else set(day_layers(city))
    group = question.demand.id if question.demand.source == "group" else ""
    atoms = city.population(group) if group else None
    found = []
    for note in city.datasets:
        if note.layer == "population":
            counts = group in note.groups or (atoms is not None and note == atoms.dataset)
            if group and counts:
                found.append(note)
        elif note.layer == "hazard_zones":
            if hazards and (hazards & set(note.hazards) or not note.hazards):
                found.append(note)
        elif note.layer in layers and (question.supply.neighbours or not _of_neighbours(city, note)):
            found.append(note)
    return tuple(found)


def floor_datasets(city: City, layer: str) -> tuple[DatasetNote, ...]:
    """Datasets that tell how high people live, and how many storeys the places of a layer have, in the City's order."""
    known, places = city.dwellings, city.places.get(layer)
    tables = set() if known is None else {int(at) for at in np.unique(known.dataset) if at >= 0}
    by_building = known is not None and bool((np.asarray(known.basis) == BASES.index("buildings")).any())
    by_building |= places is not None and "building" in places.storeys_from
    return tuple(
        note for at, note in enumerate(city.datasets) if at in tables or (by_building and note.layer == "buildings" and note.used)
    )


def _of_neighbours(city: City, note: DatasetNote) -> bool:
    """Whether the note is a list of places outside the city: a neighbouring designated city's list has the city's code, which
    is no boundary's, so what is not ours is theirs."""
    wards = city.unit_sets.get("wards")
    own = {"", city.code, *(wards.code if wards is not None else ())}
    return note.layer in city.places and note.municipality not in own
