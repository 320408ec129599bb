"""The ground of toy cities: areas in metres from ``ORIGIN``, cut to atoms as PostGIS cuts them, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry import Polygon, box

from geo_service.coverage.city import Atoms, DatasetNote, Membership

SRID = 6677
ORIGIN = (-20_000.0, -50_000.0)


@dataclass(frozen=True)
class Area:
    """An area in metres from ``ORIGIN``, with the counts of its people when it is a population feature."""

    code: str
    name: str
    shape: Any
    counts: Mapping[str, float] = field(default_factory=dict)
    ward: str = ""


@lru_cache(maxsize=4)
def _to_lonlat(srid: int) -> Transformer:
    crs = CRS.from_epsg(srid)
    return Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)


def lonlat(x: Any, y: Any) -> tuple[Any, Any]:
    """Metres from ``ORIGIN`` → longitude, latitude."""
    return _to_lonlat(SRID).transform(np.asarray(x) + ORIGIN[0], np.asarray(y) + ORIGIN[1])


def shifted(shape: Any) -> Any:
    """Metres from ``ORIGIN`` → plane metres."""
    return shapely.transform(shape, lambda xy: xy + ORIGIN)


def degrees_wkb(shape: Any) -> bytes:
    """Metres from ``ORIGIN`` → WKB in degrees."""
    return bytes(shapely.to_wkb(shapely.transform(shape, lambda xy: np.column_stack(lonlat(xy[:, 0], xy[:, 1])))))


def pairs(things: Sequence[int], units: Sequence[int]) -> Membership:
    """Membership from pairs sorted by thing."""
    return Membership(np.array(things, dtype=np.int32), np.array(units, dtype=np.int32))


def cut(
    areas: Sequence[Area],
    unit_areas: Mapping[str, Sequence[Area]],
    dataset: DatasetNote,
    *,
    cell_m: float = 250.0,
    zones: Mapping[str, Any] | None = None,
) -> Atoms:
    """Areas (polygons or points, metres from ``ORIGIN``) with counts → atoms: cut at cells and at every unit's border."""
    pieces, of, share = [], [], []
    for index, area in enumerate(areas):
        parts = [area.shape] if area.shape.geom_type == "Point" else _cells(area.shape, cell_m)
        for units in unit_areas.values():
            for unit in units:
                parts = [bit for part in parts for bit in _split(part, unit.shape)]
        whole = sum(part.area for part in parts)
        pieces += parts
        of += [index] * len(parts)
        share += [part.area / whole if whole else 1.0 / len(parts) for part in parts]
    solid = [isinstance(piece, Polygon) for piece in pieces]
    placed = [shifted(piece) for piece in pieces]
    centre = np.array([shapely.get_coordinates(piece.centroid)[0] for piece in placed]).reshape(-1, 2)
    kinds, coords, offsets = shapely.to_ragged_array(
        np.array([p for p, s in zip(placed, solid, strict=True) if s] or [Polygon()])
    )
    assert kinds is shapely.GeometryType.POLYGON
    rings, atoms = (np.asarray(o, dtype=np.int64) for o in offsets)
    per_atom = np.zeros(len(pieces) + 1, dtype=np.int64)
    per_atom[1:][np.array(solid, dtype=bool)] = np.diff(atoms)[: sum(solid)]
    radius = [np.hypot(*(shapely.get_coordinates(p) - c).T).max() for p, c in zip(placed, centre, strict=True)]
    inside = [piece.representative_point() for piece in pieces]
    members = {}
    for id, units in unit_areas.items():
        hits = [(i, j) for i, p in enumerate(inside) for j, u in enumerate(units) if u.shape.covers(p)]
        members[id] = pairs([i for i, _ in hits], [j for _, j in hits])
    return Atoms(
        dataset=dataset,
        x=centre[:, 0],
        y=centre[:, 1],
        radius=np.array(radius, dtype=np.float64),
        area_m2=np.array([piece.area for piece in placed], dtype=np.float64),
        coords=np.ascontiguousarray(coords),
        ring_offsets=rings,
        atom_offsets=np.cumsum(per_atom),
        feature=np.array(of, dtype=np.int32),
        share=np.array(share, dtype=np.float64),
        members=members,
        feature_name=tuple(area.name for area in areas),
        feature_code=tuple(area.code for area in areas),
        counts={g: np.array([a.counts[g] for a in areas], dtype=np.float64) for g in (areas[0].counts if areas else {})},
        zone_share={key: _part_inside(pieces, zone) for key, zone in (zones or {}).items()},
    )


def _part_inside(pieces: Sequence[Any], zone: Any) -> NDArray[np.float64]:
    parts = [p.intersection(zone).area / p.area if p.area else float(zone.covers(p)) for p in pieces]
    return np.array(parts, dtype=np.float64)


def _cells(shape: Any, cell_m: float) -> list[Any]:
    x0, y0, x1, y1 = shape.bounds
    xs = np.arange(np.floor(x0 / cell_m), np.ceil(x1 / cell_m)) * cell_m
    ys = np.arange(np.floor(y0 / cell_m), np.ceil(y1 / cell_m)) * cell_m
    return [bit for x in xs for y in ys for bit in _solid(shape.intersection(box(x, y, x + cell_m, y + cell_m)))]


def _solid(shape: Any) -> list[Any]:
    parts = shapely.get_parts(shapely.make_valid(shape))
    return [part for part in parts if isinstance(part, Polygon) and part.area > 1e-6]


def _split(part: Any, unit: Any) -> list[Any]:
    if not isinstance(part, Polygon) or not part.intersects(unit) or unit.covers(part):
        return [part]
    return _solid(part.intersection(unit)) + _solid(part.difference(unit))
