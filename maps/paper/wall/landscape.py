"""What one finds one's way by around an area: water, railways and expressways, in units of a sheet's drawing.

They come from what a City keeps so that nobody is sent across them: waters with their shores, railways and expressways above
the ground. Undergrounds and trams are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.barriers import EXPRESSWAY, RAILWAY, WATER
from geo_service.coverage.city import City
from geo_service.coverage.plane import shapes_to_lonlat
from layers.licences import combine
from maps.paper.ground import Paper
from maps.paper.wall.ground import window

LAYERS_OF = {"water": WATER, "railways": RAILWAY, "expressways": EXPRESSWAY}
"""Layer → its lines among a City's barriers."""
NOTHING = shapely.Point()


@dataclass(frozen=True)
class Landscape:
    """Shapes on the sheet, empty where there are none. ``water``: ground; ``brooks``: waters of which only the line is known.
    ``loaded``: the layers that the city has and that may be shown; ``kept_back``: those whose licence forbids handing them on."""

    water: Any = NOTHING
    brooks: Any = NOTHING
    railways: Any = NOTHING
    expressways: Any = NOTHING
    loaded: frozenset[str] = frozenset()
    kept_back: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of which something is on the sheet."""
        there = {
            "water": not (self.water.is_empty and self.brooks.is_empty),
            "railways": not self.railways.is_empty,
            "expressways": not self.expressways.is_empty,
        }
        return tuple(layer for layer, shown in there.items() if shown)


def landscape_in(city: City, paper: Paper) -> Landscape:
    """What of it is on the sheet, cut at its edge."""
    said = {layer: [one.licence for one in city.datasets if one.used and one.layer == layer] for layer in LAYERS_OF}
    kept = tuple(layer for layer, licences in said.items() if city.audience == "public" and not combine(licences).public_export)
    if city.barriers is None:
        return Landscape(kept_back=kept)
    lines, kind = _near(city, paper)
    closed = (kind == WATER) & shapely.is_closed(lines) & (shapely.get_num_coordinates(lines) > 3)
    # A shore within another is an island's: ground is built between them.
    found = {
        "water": shapely.build_area(shapely.geometrycollections(lines[closed])),
        "brooks": shapely.union_all(lines[(kind == WATER) & ~closed]),
        "railways": shapely.union_all(lines[kind == RAILWAY]),
        "expressways": shapely.union_all(lines[kind == EXPRESSWAY]),
    }
    shown = {
        name: paper.laid(shapes_to_lonlat(city.srid, shape)) if not shape.is_empty else NOTHING
        for name, shape in found.items()
        if ("water" if name == "brooks" else name) not in kept
    }
    cut = {name: shapely.intersection(shape, paper.frame) if name != "water" else shape for name, shape in shown.items()}
    loaded = frozenset(layer for layer, licences in said.items() if licences) - set(kept)
    return Landscape(**cut, loaded=loaded, kept_back=kept)


def _near(city: City, paper: Paper) -> tuple[Any, Any]:
    """The lines of which a part may be on the sheet, in plane metres, and what each is."""
    barriers = city.barriers
    assert barriers is not None
    if not len(barriers):
        return np.empty(0, dtype=object), barriers.kind
    west, south, east, north = window(city, paper)
    low = np.minimum.reduceat(barriers.coords, barriers.offsets[:-1])
    high = np.maximum.reduceat(barriers.coords, barriers.offsets[:-1])
    at = np.flatnonzero((high[:, 0] >= west) & (low[:, 0] <= east) & (high[:, 1] >= south) & (low[:, 1] <= north))
    lines = [shapely.linestrings(barriers.coords[barriers.offsets[one] : barriers.offsets[one + 1]]) for one in at.tolist()]
    out = np.empty(len(lines), dtype=object)
    out[:] = lines
    return out, barriers.kind[at]
