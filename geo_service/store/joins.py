"""The joins of a release that do not depend on a question: which ward, town and other unit each thing lies in.

The work is done by the files in ``sql/``; here are the values they take from the declarations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import psycopg

from geo_service.store import sql
from layers import LAYERS

SINGLE_SETS = ["wards", "towns"]
"""Everything has one ward and one 町丁 or none. Units of any other set may overlap: a thing counts in each."""
OUTSIDE_M = 250.0
"""A population row at a point this far beyond the border may still be the city's: borders are published simplified."""
LISTED = 50
"""Findings of one rule and layer that are listed one by one; one more then says how many there are in all. A report shows all
that are listed, so that no rule hides another."""


@dataclass(frozen=True)
class JoinTarget:
    """The release the joins are made for. ``release`` is its id in the database, not its number."""

    release: int
    city: str
    city_name: str
    srid: int


def roles() -> str:
    """Layer id → role, as JSON for the SQL files."""
    return json.dumps({layer.id: layer.role for layer in LAYERS.values()})


def lay_ground(conn: psycopg.Connection[Any], target: JoinTarget) -> None:
    """Make the temporary tables all joins share: unit sets, their subdivided ground, zones, things. In a transaction."""
    unit_codes = json.dumps({layer.id: layer.unit_code for layer in LAYERS.values() if layer.role == "units" and layer.unit_code})
    asking = [layer.id for layer in LAYERS.values() if layer.role == "units" and layer.confirmed]
    values = {"roles": roles(), "unit_codes": unit_codes, "asking": asking}
    sql.run(conn, "ground", release=target.release, city=target.city, srid=target.srid, **values)
    sql.run(conn, "zones", release=target.release, srid=target.srid, roles=roles())


def join_units(conn: psycopg.Connection[Any], target: JoinTarget) -> None:
    """Write the edges and findings of a release (after :func:`lay_ground`).

    The ward of a thing is its explicit code or name, else the ward its address names, else the polygon it lies in; where
    they disagree a finding says so. Other unit sets go by polygon.
    """
    sql.run(conn, "edges", release=target.release, city_name=target.city_name, single_sets=SINGLE_SETS)
    recall_units(conn, target)
    titles = json.dumps({layer.id: {"ja": layer.title.ja, "en": layer.title.en} for layer in LAYERS.values()})
    sql.run(conn, "findings", release=target.release, titles=titles, listed=LISTED)


def recall_units(conn: psycopg.Connection[Any], target: JoinTarget) -> None:
    """Make the temporary tables of a release's edges that atoms and places are built from, and of how each row of its
    population stands (after :func:`lay_ground`)."""
    sql.run(conn, "edges_now", release=target.release)
    sql.run(conn, "standing", release=target.release, srid=target.srid, tolerance_m=OUTSIDE_M)
