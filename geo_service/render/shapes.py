"""Areas as GeoJSON geometry, already encoded: many at once, and once for those that belong to the city and not to the answer.

Borders, units, water and zones are the same in every answer about a release; only what is beyond the limit is new. Writing
their coordinates takes longer than most answers do.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo_service.render.rounding import AREA_DECIMALS

MOST_BYTES = 48 * 1024 * 1024
"""Encoded shapes kept, with the shapes they were made of. The sample city has 3 MB."""
POLYGON, MULTIPOLYGON = 3, 6
Shapes = NDArray[np.object_]


def geometries(shapes: Shapes) -> list[orjson.Fragment | None]:
    """GeoJSON geometry of areas in lon/lat (n,), with rounded coordinates; None for those of which nothing is left."""
    return [orjson.Fragment(one) if one else None for one in encoded(shapes)]


def encoded(shapes: Shapes) -> list[bytes]:
    """GeoJSON geometry of areas in lon/lat (n,) as bytes; empty for those of which nothing is left."""
    if not len(shapes):
        return []
    rounded = np.asarray(shapely.transform(shapes, lambda coordinates: np.round(coordinates, AREA_DECIMALS)), dtype=object)
    for at in np.flatnonzero(~shapely.is_valid(rounded)).tolist():
        # Rounding can make slivers touch themselves; laying them on the grid again drops what has no area left.
        laid = shapely.set_precision(shapely.make_valid(shapes[at]), 10.0**-AREA_DECIMALS)
        rounded[at] = shapely.transform(laid, lambda coordinates: np.round(coordinates, AREA_DECIMALS))
    kind = shapely.get_type_id(rounded)
    odd = ((kind != POLYGON) & (kind != MULTIPOLYGON)) | shapely.is_empty(rounded)
    odd |= (kind == MULTIPOLYGON) & (shapely.get_num_geometries(rounded) == 1)
    for at in np.flatnonzero(odd).tolist():
        rounded[at] = _polygons(rounded[at])
    left = np.flatnonzero(~shapely.is_missing(rounded))
    found = [b""] * len(shapes)
    # RFC 7946: outer rings run counter-clockwise.
    for at, text in zip(left.tolist(), _written(np.asarray(shapely.orient_polygons(rounded[left]), dtype=object)), strict=True):
        found[at] = text
    return found


def _polygons(shape: Any) -> Any:
    """Only the polygons of a shape: one, several together, or None."""
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon" and not one.is_empty]
    return None if not parts else parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _written(areas: Shapes) -> Iterable[bytes]:
    if not len(areas):
        return
    # One of several parts at the end: the parts of each area are listed even where all areas have one.
    more = np.array([*areas, shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])], dtype=object)
    _, coordinates, offsets = shapely.to_ragged_array(more)
    corners, rings, parts = (one.tolist() for one in offsets)
    one_part = (shapely.get_type_id(areas) == POLYGON).tolist()
    for at, alone in enumerate(one_part):
        polygons = [
            [coordinates[corners[ring] : corners[ring + 1]] for ring in range(rings[part], rings[part + 1])]
            for part in range(parts[at], parts[at + 1])
        ]
        shape = {"type": "Polygon", "coordinates": polygons[0]} if alone else {"type": "MultiPolygon", "coordinates": polygons}
        yield orjson.dumps(shape, option=orjson.OPT_SERIALIZE_NUMPY)


class KeptShapes:
    """Encoded geometry of the city's own shapes by their WKB, at most ``most`` bytes of both. Safe for many threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def geometries(self, shapes: Sequence[bytes]) -> list[orjson.Fragment | None]:
        """What :func:`geometries` gives, of areas as WKB in lon/lat; those not kept are encoded together."""
        with self._lock:
            known = {shape: self._kept[shape] for shape in shapes if shape in self._kept}
            for shape in known:
                self._kept.move_to_end(shape)
        new = [shape for shape in dict.fromkeys(shapes) if shape not in known]
        made = dict(zip(new, encoded(np.asarray(shapely.from_wkb(np.array(new, dtype=object)), dtype=object)), strict=True))
        with self._lock:
            for shape, text in made.items():
                if shape not in self._kept:
                    self._kept[shape] = text
                    self._bytes += len(shape) + len(text)
            while self._bytes > self._most:
                shape, text = self._kept.popitem(last=False)
                self._bytes -= len(shape) + len(text)
        known |= made
        return [orjson.Fragment(known[shape]) if known[shape] else None for shape in shapes]

    def __len__(self) -> int:
        return len(self._kept)


OF_CITIES = KeptShapes()
"""The shapes of all cities that this process answers about."""
