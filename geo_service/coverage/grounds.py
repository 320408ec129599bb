"""Large parks and grounds: reached where a walkable street meets their edge, not only at the one point they are listed by.

An entrance is where a street that can be stepped onto crosses the outline, or runs within :data:`NEAR_M` of it with no shore,
railway or expressway between. The outline is taken in stretches of about :data:`APART_M`; of each the entrance counts that is
nearest to it. The place's own point stays an end besides, so that an entrance never makes a way longer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.coverage.attach import Attached, Doors, make_ends
from geo_service.coverage.barriers import linestrings
from geo_service.coverage.city import Atoms, Places
from geo_service.coverage.network import Floats, Ints, Network
from geo_service.coverage.search import Ends

Index = NDArray[np.int64]
NEAR_M = 15.0
"""How far beside a street an outline may run and be reached from it: half a wide road and its verge (our assumption)."""
APART_M = 50.0
"""One entrance to so many metres of outline."""
MOST = 64
"""Entrances of one place at most: of a longer outline the stretches are longer."""
STEP_M = 10.0
"""How closely streets beside an outline are looked at."""
ON_THE_LINE_M = 1e-3
"""What is so near to the outline is on it."""


@dataclass(frozen=True)
class Ground:
    """The outlines of some places: ``coords`` (m, 2) plane metres, ``ring_offsets`` (r + 1,) of r closed rings, and ``place``
    (r,) whose each is, ascending."""

    coords: Floats
    ring_offsets: Index
    place: Ints

    def places(self) -> Ints:
        """The places that have one, ascending."""
        return np.unique(self.place)

    def rings(self) -> Any:
        """(r,) the rings as lines."""
        return linestrings(self.coords, self.ring_offsets)


@dataclass(frozen=True)
class Entrances:
    """``owner`` (n,): whose each is, ascending; ``edge``, ``along_dm``, ``access_dm`` (n,): as in ``Ends``, the access from the
    street to the outline."""

    owner: Ints
    edge: Ints
    along_dm: Floats
    access_dm: Ints

    def ends(self, network: Network) -> Ends:
        """As ends on the network they were made for. They are at no spot of their own: nothing is at a place for being there."""
        nowhere = np.full(len(self.edge), np.nan)
        length = np.asarray(network.length_dm, dtype=np.float64)[self.edge]
        return replace(make_ends(self.edge, self.along_dm, length, self.access_dm, nowhere, nowhere), owner=self.owner)


def attach_source(doors: Doors, source: Atoms | Places) -> Attached:
    """Where a source's things are on the streets, and the entrances of large grounds among them."""
    attached = doors.attach(np.asarray(source.x), np.asarray(source.y))
    if not isinstance(source, Places) or source.ground is None:
        return attached
    return replace(attached, entrances=entrances(doors, source.ground).ends(doors.network))


def entrances(doors: Doors, ground: Ground) -> Entrances:
    """The entrances of every ground, those of one place in the order of its outline."""
    rings = ground.rings()
    ring, line = doors.tree.query(rings, predicate="dwithin", distance=NEAR_M)
    pair, x, y = _spots(doors.lines[line], rings[ring])
    spot: Any = shapely.points(x, y)
    ring, line = ring[pair], line[pair]
    away = np.asarray(shapely.distance(spot, rings[ring]))
    at = np.asarray(shapely.line_locate_point(rings[ring], spot))
    fits = away <= NEAR_M + ON_THE_LINE_M
    beside = np.flatnonzero(fits & (away > ON_THE_LINE_M))
    edge_x, edge_y = shapely.get_coordinates(shapely.line_interpolate_point(rings[ring[beside]], at[beside])).T
    fits[beside[doors.crossing(edge_x, edge_y, x[beside], y[beside])]] = False
    fit = np.flatnonzero(fits)
    ring, line, away, at, spot = ring[fit], line[fit], away[fit], at[fit], spot[fit]
    along = np.asarray(shapely.line_locate_point(doors.lines[line], spot))
    ends = doors.ends(doors.edges[line].astype(np.int32), along, np.where(away > ON_THE_LINE_M, away, 0.0), x[fit], y[fit])
    place = np.asarray(ground.place)[ring]
    kept = _thinned(place, _stretch(ground, rings, ring, at), ends, at)
    return Entrances(place[kept].astype(np.int32), ends.edge[kept], ends.along_dm[kept], ends.access_dm[kept])


def _spots(lines: Any, rings: Any) -> tuple[Index, Floats, Floats]:
    """Points of each line that may be entrances through the ring beside it: pair, x and y. Where they cross, where they are
    nearest, and every few metres along the line."""
    crossed, crossing = shapely.get_coordinates(shapely.intersection(lines, rings), return_index=True)
    nearest = shapely.get_coordinates(shapely.shortest_line(lines, rings)).reshape(-1, 2)[::2]
    stepped, step = shapely.get_coordinates(shapely.segmentize(lines, STEP_M), return_index=True)
    xy = np.concatenate([crossed, nearest, stepped])
    return np.concatenate([crossing, np.arange(len(lines)), step]), xy[:, 0].copy(), xy[:, 1].copy()


def _stretch(ground: Ground, rings: Any, ring: Index, at_m: Floats) -> Index:
    """On which stretch of its place's outline each spot is: they are of one length, and no more than :data:`MOST`."""
    place, length = np.asarray(ground.place), np.asarray(shapely.length(rings))
    whole = np.bincount(place, length)
    begins = np.cumsum(length) - length
    first = np.searchsorted(place, place, "left")
    begins -= begins[first]
    stretch = np.maximum(APART_M, whole / MOST)
    most = np.maximum(np.ceil(whole / stretch - 1e-9) - 1, 0)
    mine = place[ring]
    return np.asarray(np.minimum(np.floor((begins[ring] + at_m) / stretch[mine]), most[mine]), dtype=np.int64)


def _thinned(place: Ints, stretch: Index, ends: Ends, at_m: Floats) -> Index:
    """Of each stretch the spot nearest to the outline; of equals the first along it, and the first on the street."""
    order = np.lexsort((ends.along_dm, ends.edge, np.round(at_m, 3), ends.access_dm, stretch, place))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(place[order]) != 0) | (np.diff(stretch[order]) != 0)
    return order[first]
