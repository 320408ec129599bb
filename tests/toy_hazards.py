"""Ground of a flood laid over the toy city: classes as rectangles, with the shares that atoms and places have of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.city import NOT_ASSESSED, OUTSIDE, Atoms, City, GroundShares, Places, ZoneGround
from geo_service.coverage.dwellings import Dwellings
from geo_service.coverage.floors import FLOORS
from tests.toy_ground import ORIGIN, shifted


@dataclass(frozen=True)
class Class:
    """One class of ground: its shape (metres from ORIGIN), depth, hours and collapse."""

    shape: Any
    depth: tuple[float, float] = (0.5, 3.0)
    hours: tuple[float, float] = (0.0, 12.0)
    collapse: int = 0


def flooded(
    city: City, classes: Sequence[Class], assessed: Any = None, hazard: str = "flood", key: str = "flood:みほん川:largest"
) -> City:
    """The city with these classes (which share no ground) as the ground of ``key``, and what was assessed."""
    _, source, scale = key.split(":")
    ground = ZoneGround(
        key=key,
        hazard=hazard,
        source=source,
        scale=scale,
        depth_from_m=np.array([one.depth[0] for one in classes]),
        depth_to_m=np.array([one.depth[1] for one in classes]),
        hours_from=np.array([one.hours[0] for one in classes]),
        hours_to=np.array([one.hours[1] for one in classes]),
        collapse=np.array([one.collapse for one in classes], dtype=np.int8),
        special=np.zeros(len(classes), dtype=np.int8),
        shapes=tuple(bytes(shapely.to_wkb(shifted(one.shape))) for one in classes),
    )
    shapes = [shifted(one.shape) for one in classes]
    looked_at = None if assessed is None else shifted(assessed)
    return replace(
        city,
        zone_grounds=(*city.zone_grounds, ground),
        populations=tuple(
            replace(one, grounds={**one.grounds, key: _shares(one, shapes, looked_at)}) for one in city.populations
        ),
        places={
            id: replace(one, ground_class={**one.ground_class, key: _classes_at(one, shapes, looked_at)})
            for id, one in city.places.items()
        },
    )


def _shares(atoms: Atoms, shapes: Sequence[Any], assessed: Any) -> GroundShares:
    pieces = pieces_of(atoms)
    rows = []
    for a, piece in enumerate(pieces):
        for c, shape in enumerate(shapes):
            part = piece.intersection(shape).area / piece.area if piece.area else float(shape.covers(piece))
            if part > 0:
                rows.append((a, c, part))
    seen = np.full(len(pieces), np.nan)
    if assessed is not None:
        seen = np.array([p.intersection(assessed).area / p.area if p.area else float(assessed.covers(p)) for p in pieces])
    return GroundShares(
        atom=np.array([r[0] for r in rows], dtype=np.int32),
        cls=np.array([r[1] for r in rows], dtype=np.int32),
        share=np.array([r[2] for r in rows], dtype=np.float64),
        assessed=seen,
    )


def pieces_of(atoms: Atoms) -> list[Any]:
    """The atoms as shapes in plane metres; points where they have no ground."""
    out = []
    for a in range(len(atoms)):
        rings = range(int(atoms.atom_offsets[a]), int(atoms.atom_offsets[a + 1]))
        parts = [atoms.coords[int(atoms.ring_offsets[r]) : int(atoms.ring_offsets[r + 1])] for r in rings]
        out.append(shapely.Polygon(parts[0], parts[1:]) if parts else shapely.Point(atoms.x[a], atoms.y[a]))
    return out


def _classes_at(places: Places, shapes: Sequence[Any], assessed: Any) -> Any:
    found = np.full(len(places), NOT_ASSESSED, dtype=np.int32)
    for i, (x, y) in enumerate(zip(places.x.tolist(), places.y.tolist(), strict=True)):
        if np.isnan(x):
            continue
        point = shapely.Point(x, y)
        if assessed is not None and assessed.covers(point):
            found[i] = OUTSIDE
        inside = [c for c, shape in enumerate(shapes) if shape.covers(point)]
        found[i] = inside[-1] if inside else found[i]
    return found


def housed(city: City, low: Mapping[int, float], high: Mapping[int, float] | None = None, unit_set: str = "towns") -> City:
    """The city with every unit's people living so: highest floor → share, at the lowest and the highest."""
    n = len(city.unit_sets[unit_set])
    rows = []
    for shares in (low, high or low):
        row = np.zeros(FLOORS)
        for floor, share in shares.items():
            row[floor - 1] = share
        rows.append(np.tile(row, (n, 1)))
    homes = Dwellings(unit_set, {}, np.full(n, 3, np.int32), np.full(n, -1, np.int32), np.full(n, -1, np.int32), rows[0], rows[1])
    return replace(city, dwellings=homes)


__all__ = ["ORIGIN", "Class", "flooded", "housed", "pieces_of"]
