"""Which places are said to serve the units of a set, where it is the list of the places that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psycopg

from geo_service.coverage.city import UnitSet
from geo_service.store import sql
from geo_service.store.joins import JoinTarget

SITES, SITES_FOR, ASSOCIATIONS = "evacuation_sites", "associations", "association_areas"
"""対象となる町会・自治会 of the standard list of sites: layer, field (and its link), and the units it names."""


def with_sites(conn: psycopg.Connection[Any], target: JoinTarget, units: Mapping[str, UnitSet]) -> dict[str, UnitSet]:
    """The unit sets, association areas with the names of the sites that are for them, as the release's links settled it."""
    areas = units.get(ASSOCIATIONS)
    if areas is None:
        return dict(units)
    said: dict[int, list[str]] = defaultdict(list)
    values = {"layer": SITES, "link": SITES_FOR, "unit_set": ASSOCIATIONS}
    for idx, name in sql.run(conn, "served_by", release=target.release, **values):
        said[idx].append(name.replace("\n", " "))
    serves = tuple("\n".join(said.get(at, ())) for at in range(len(areas)))
    return {**units, ASSOCIATIONS: replace(areas, serves=serves if said else ())}
