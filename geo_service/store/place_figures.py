"""Figures of places that only some layers have: how many storeys they have, and how many people are there by day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import psycopg

from geo_service.coverage.city import Places
from geo_service.store.joins import JoinTarget
from geo_service.store.sql import run
from layers import LAYERS


def with_figures(conn: psycopg.Connection[Any], target: JoinTarget, places: dict[str, Places]) -> dict[str, Places]:
    """The places with what is known of their storeys and their people by day. After ``places.sql``, in its transaction."""
    return _with_day_people(conn, _with_storeys(conn, target, places))


def _layers_with(places: dict[str, Places], field: str) -> list[str]:
    return [id for id in places if any(one.name == field for one in LAYERS[id].fields)]


def _with_storeys(conn: psycopg.Connection[Any], target: JoinTarget, places: dict[str, Places]) -> dict[str, Places]:
    layers = _layers_with(places, "storeys")
    storeys = {id: np.full(len(places[id]), np.nan) for id in layers}
    said = {id: [""] * len(places[id]) for id in layers}
    for layer, idx, known, by in run(conn, "place_storeys", release=target.release, layers=layers) if layers else ():
        storeys[layer][idx] = known
        said[layer][idx] = by
    return places | {id: replace(places[id], storeys=storeys[id], storeys_from=tuple(said[id])) for id in layers}


def _with_day_people(conn: psycopg.Connection[Any], places: dict[str, Places]) -> dict[str, Places]:
    layers = _layers_with(places, "day_people")
    people = {id: np.full(len(places[id]), np.nan) for id in layers}
    for layer, idx, known in run(conn, "place_day", layers=layers) if layers else ():
        people[layer][idx] = known
    return places | {id: replace(places[id], day_people=people[id]) for id in layers}
