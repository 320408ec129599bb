"""Hazard zones of one source and scale overlaid into classes of ground: how deep, for how long, and whether houses may collapse.

A source publishes these as separate maps that overlap each other. Each point of ground takes the deepest water said of it,
the longest time, and collapse if any map says so; the classes that come out share no ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo_service.coverage.city import ALL_SOURCES, ZoneGround
from geo_service.store import sql
from geo_service.store.joins import JoinTarget, roles

GRID_M = 0.01
SPECK_M2 = 0.5
"""Less ground than this is what borders drawn twice leave between them."""
NO_COLLAPSE_MAPS = frozenset({"storm_surge", "tsunami", "inland_flood", "landslide", "fire", "volcano", "earthquake"})
"""Hazards for which the law knows no 家屋倒壊等氾濫想定区域 (水防法 knows it of rivers alone): silence is no doubt."""

LARGER = {"planned": "largest"}
"""Scale → the one whose water reaches everywhere that this one's does."""
Band = tuple[float, float]
UNKNOWN: Band = (np.nan, np.nan)


@dataclass(frozen=True)
class Fact:
    """What one row says: see zone_facts.sql. ``band``: depth or hours, NaN not known, inf without an upper bound."""

    part: str
    band: Band
    shape: BaseGeometry


def lay_classes(conn: psycopg.Connection[Any], target: JoinTarget) -> tuple[ZoneGround, ...]:
    """The classes of ground of a release, by key; also as temporary tables for the joins. After ``lay_ground``."""
    sql.run(conn, "zone_facts", release=target.release, srid=target.srid, roles=roles())
    rows = (
        conn.cursor(binary=True)
        .execute(
            "SELECT hazard, source, scale, part, low, high, ST_AsBinary(plane) FROM zone_fact"
            ' ORDER BY hazard COLLATE "C", scale COLLATE "C", source COLLATE "C", fact'
        )
        .fetchall()
    )
    facts: dict[tuple[str, str, str], list[Fact]] = {}
    for hazard, source, scale, part, low, high, shape in rows:
        facts.setdefault((hazard, source, scale), []).append(Fact(part, _band(low, high), shapely.from_wkb(shape)))
    grounds, assessed = [], {}
    everything = _with_all(facts)
    for (hazard, source, scale), said in everything.items():
        key = f"{hazard}:{source}:{scale}"
        larger = everything.get((hazard, source, LARGER[scale]), []) if scale in LARGER else []
        found = classes(hazard, source, scale, said, larger)
        if len(found):
            grounds.append(found)
            looked_at = _union([one.shape for one in said if one.part == "assessed"])
            if not looked_at.is_empty:
                assessed[key] = looked_at
    parts = [(one.key, cls, one.shapes[cls]) for one in grounds for cls in range(len(one))]
    sql.run(
        conn,
        "class_parts",
        keys=[key for key, _, _ in parts],
        classes=[cls for _, cls, _ in parts],
        shapes=[shape for _, _, shape in parts],
        assessed_keys=list(assessed),
        assessed_shapes=[bytes(shapely.to_wkb(shape)) for shape in assessed.values()],
        srid=target.srid,
    )
    return tuple(sorted(grounds, key=lambda one: one.key))


def _band(low: float | None, high: float | None) -> Band:
    """A band whose lower bound is not known is not known; one without an upper bound is open."""
    if low is None:
        return UNKNOWN
    return (low, np.inf if high is None else high)


def _with_all(facts: dict[tuple[str, str, str], list[Fact]]) -> dict[tuple[str, str, str], list[Fact]]:
    """Also all sources of one hazard and scale together, where there are several; ordered by key."""
    together: dict[tuple[str, str, str], list[list[Fact]]] = {}
    for (hazard, _, scale), said in facts.items():
        # What one coast or river assessed says nothing of what another would reach: together only what all of them assessed.
        together.setdefault((hazard, ALL_SOURCES, scale), []).append(said)
    more = {key: _all(many) for key, many in together.items() if len(many) > 1}
    return dict(sorted((facts | more).items()))


def _all(many: list[list[Fact]]) -> list[Fact]:
    """The facts of several sources as one. Assessed is what every source assessed; nobody's, if one does not say."""
    grounds = [_union([one.shape for one in said if one.part == "assessed"]) for said in many]
    common = grounds[0]
    for ground in grounds[1:]:
        common = shapely.intersection(common, ground, grid_size=GRID_M)
    facts = [one for said in many for one in said if one.part != "assessed"]
    for said in many:
        # Where one source does not say how long its water stands, or where houses may collapse, another's word is not enough.
        silent = _union([one.shape for one in said if one.part == "inside"])
        for part in ("hours", "collapse"):
            if not silent.is_empty and not any(one.part == part for one in said):
                facts.append(Fact(f"{part}_open", UNKNOWN, silent))
    return facts if common.is_empty else [*facts, Fact("assessed", UNKNOWN, common)]


def classes(hazard: str, source: str, scale: str, facts: Sequence[Fact], larger: Sequence[Fact] = ()) -> ZoneGround:
    """The classes of ground of one hazard, source and scale, shallow to deep; none when no row is inside.

    ``larger``: what the same source says of its larger scale, for which alone times and ground of collapse are published.
    What does not happen then does not happen now: they bound what is not known.
    """

    def of(part: str) -> list[Fact]:
        return [one for one in facts if one.part == part]

    inside = _disjoint(of("inside"))
    hours = _disjoint(of("hours"))
    if not hours:
        hours = _disjoint([Fact("hours", (0.0, one.band[1]), one.shape) for one in larger if one.part == "hours"])
        hours = [(band, _common(ground, inside)) for band, ground in hours]
    bounded = not of("collapse")
    collapse = _union([one.shape for one in (larger if bounded else facts) if one.part == "collapse"])
    if bounded:
        collapse = _common(collapse, inside)
    silence = _union([one.shape for one in of("collapse_open")])
    hours = _opened(hours, _union([one.shape for one in of("hours_open")]))
    special = _union([one.shape for one in of("special")])
    # Maps of time and of collapse reach a little beyond those of depth; that ground is inside, its depth not known.
    rest = _minus(_union([*(shape for _, shape in hours), collapse, special]), _union([shape for _, shape in inside]))
    pieces: list[tuple[Band, BaseGeometry]] = _sorted([*inside, (UNKNOWN, rest)])
    silent = 0 if hazard in NO_COLLAPSE_MAPS else -1
    collapse_said = not bounded or any(one.part == "collapse" for one in larger)
    special_said = bool(of("special") or of("plain"))
    rows: list[tuple[Band, Band, int, int, BaseGeometry]] = []
    for depth, ground in pieces:
        for time, timed in _split(ground, hours):
            for falls, fallen in _cut(timed, collapse, collapse_said, silent):
                for flag, final in _cut(fallen, special, special_said, -1 if hazard == "landslide" else 0):
                    for doubt, last in _cut(final, silence, not silence.is_empty and falls == 0, 0):
                        rows.append((depth, time, -1 if doubt or (falls and bounded) else falls, flag, last))
    return ZoneGround(
        key=f"{hazard}:{source}:{scale}",
        hazard=hazard,
        source=source,
        scale=scale,
        depth_from_m=_column(row[0][0] for row in rows),
        depth_to_m=_column(row[0][1] for row in rows),
        hours_from=_column(row[1][0] for row in rows),
        hours_to=_column(row[1][1] for row in rows),
        collapse=np.array([row[2] for row in rows], dtype=np.int8),
        special=np.array([row[3] for row in rows], dtype=np.int8),
        shapes=tuple(bytes(shapely.to_wkb(row[4])) for row in rows),
    )


def _column(values: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(values), dtype=np.float64)


def _disjoint(facts: Sequence[Fact]) -> list[tuple[Band, BaseGeometry]]:
    """The facts' ground by band, the higher band where several claim it; what is not known gives way to what is."""
    by_band: dict[Band, list[BaseGeometry]] = {}
    unknown: list[BaseGeometry] = []
    for one in facts:
        if np.isnan(one.band[0]):
            unknown.append(one.shape)
        else:
            by_band.setdefault(one.band, []).append(one.shape)
    out: list[tuple[Band, BaseGeometry]] = []
    taken: BaseGeometry = shapely.MultiPolygon()
    for band in sorted(by_band, reverse=True):
        ground = _union(by_band[band])
        left = _minus(ground, taken)
        if not left.is_empty:
            out.append((band, left))
        taken = _union([taken, ground])
    left = _minus(_union(unknown), taken)
    if not left.is_empty:
        out.append((UNKNOWN, left))
    return _sorted(out)


def _sorted(pieces: list[tuple[Band, BaseGeometry]]) -> list[tuple[Band, BaseGeometry]]:
    """Shallow to deep, not known first; several pieces of one band (also: not known) as one."""
    merged: dict[str, tuple[Band, list[BaseGeometry]]] = {}
    for band, shape in pieces:
        if not shape.is_empty:
            merged.setdefault(repr(band), (band, []))[1].append(shape)
    found = [(band, _union(shapes)) for band, shapes in merged.values()]
    return sorted(found, key=lambda one: (not np.isnan(one[0][0]), *np.nan_to_num(np.array(one[0]), posinf=1e9)))


def _split(ground: BaseGeometry, bands: Sequence[tuple[Band, BaseGeometry]]) -> list[tuple[Band, BaseGeometry]]:
    """Ground split by bands that share none; what lies in no band has an unknown one."""
    out, rest = [], ground
    for band, shape in bands:
        if not shapely.intersects(rest, shape):
            continue
        part = _polygons(shapely.intersection(rest, shape, grid_size=GRID_M))
        if not part.is_empty:
            out.append((band, part))
            rest = _minus(rest, shape)
    return ([] if rest.is_empty else [(UNKNOWN, rest)]) + out


def _cut(ground: BaseGeometry, flagged: BaseGeometry, said: bool, silent: int) -> list[tuple[int, BaseGeometry]]:
    """Ground outside (0) and inside (1) of what is flagged; all of it ``silent`` where nothing is said."""
    if not said:
        return [(silent, ground)]
    parts = ((0, _minus(ground, flagged)), (1, _polygons(shapely.intersection(ground, flagged, grid_size=GRID_M))))
    return [(flag, part) for flag, part in parts if not part.is_empty]


def _opened(bands: Sequence[tuple[Band, BaseGeometry]], doubtful: BaseGeometry) -> list[tuple[Band, BaseGeometry]]:
    """Bands of time without an upper bound on doubtful ground."""
    out = []
    for band, shape in bands:
        for doubt, part in _cut(shape, doubtful, not doubtful.is_empty, 0):
            out.append(((band[0], np.inf) if doubt else band, part))
    return _sorted(out)


def _common(ground: BaseGeometry, pieces: Sequence[tuple[Band, BaseGeometry]]) -> BaseGeometry:
    return _polygons(shapely.intersection(ground, _union([shape for _, shape in pieces]), grid_size=GRID_M))


def _union(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    return _polygons(shapely.union_all(list(shapes), grid_size=GRID_M)) if len(shapes) else shapely.MultiPolygon()


def _minus(ground: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    return _polygons(shapely.difference(ground, other, grid_size=GRID_M)) if not other.is_empty else ground


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Only ground, without specks."""
    parts = shapely.get_parts(shape)
    parts = np.concatenate([shapely.get_parts(one) for one in parts]) if len(parts) else parts
    kept = [one for one in parts if shapely.get_dimensions(one) == 2 and one.area >= SPECK_M2]
    return shapely.MultiPolygon(kept)
