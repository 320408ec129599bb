"""How the rows of a city's current release were linked to other layers: counts, and what each row says and may be about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from geo_service.store import sql
from geo_service.store.links import HOW_WORDS
from geo_service.store.links_match import SETTLED
from geo_service.store.publication import LEVELS, visible
from layers import LAYERS
from layers.base import Layer, Link


@dataclass(frozen=True)
class Candidate:
    """A thing that a row may be about. ``key``: what a choice of it is remembered by; ``score``: 0 to 1."""

    key: str
    name: str
    ward: str
    address: str
    score: float


@dataclass(frozen=True)
class LinkedRow:
    """What one row says and how it was linked. ``said``: the key that a choice is remembered by; rows that say the same are
    decided together. ``candidates``: the first is what it is about where that is settled."""

    file: str
    row: int
    name: str
    address: str
    ward: str
    how: str
    score: float
    said: str
    candidates: tuple[Candidate, ...]

    @property
    def settled(self) -> bool:
        """Whether the row is linked."""
        return self.how in SETTLED


@dataclass(frozen=True)
class LinkReport:
    """One link of one layer. ``counts``: how → rows, in the order of ``HOW_WORDS``. ``rows``: none where the audience may not
    see what they say."""

    layer: Layer
    link: Link
    counts: Mapping[str, int]
    rows: tuple[LinkedRow, ...]


def links_of(conn: psycopg.Connection[Any], city: str, audience: str = "staff") -> list[LinkReport]:
    """Every link that the city's current release has rows of, those that wait for a person first in each."""
    order = {how: at for at, how in enumerate(("likely", "ambiguous", "unmatched", "refused", "confirmed", "exact", "code"))}
    out = []
    for layer in LAYERS.values():
        if LEVELS[layer.publish] > LEVELS[audience]:
            continue
        for link in layer.links:
            found = _rows(conn, city, layer, link, audience)
            if found:
                counts = Counter(one.how for one in found)
                found.sort(key=lambda one: (order[one.how], one.file, one.row))
                shown = found if visible(layer, link.name, audience) or not link.name else []
                out.append(LinkReport(layer, link, {how: counts[how] for how in HOW_WORDS if counts[how]}, tuple(shown)))
    return out


def _rows(conn: psycopg.Connection[Any], city: str, layer: Layer, link: Link, audience: str) -> list[LinkedRow]:
    target = LAYERS.get(link.layer)
    place = target is not None and target.role == "places"
    seen = target is not None and visible(target, "name", audience)
    fields = {"name_field": link.name, "address": link.address, "ward": link.ward}
    rows = sql.run(
        conn, "linked_rows", city=city, layer=layer.id, link=link.id, place=place,
        unit_code=(target.unit_code if target else None) or "", **fields,
    ).fetchall()  # fmt: skip
    out = []
    for file, row, name, address, ward, how, score, said, candidates in rows:
        known = tuple(
            Candidate(one["key"], one["name"], one["ward"], one["address"] or "", round(float(one["score"]), 3))
            for one in candidates or ()
            if seen
        )
        out.append(LinkedRow(file, row, name, address, ward, how, round(float(score), 3), said, known))
    return out
