"""Areas as GeoJSON geometry, already encoded: many at once, and once for those that belong to the city and not to the answer.

Borders, units, water and zones are the same in every answer about a release; only what is beyond the limit is new. Writing
their coordinates takes longer than most answers do.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from struct import Struct
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
    # By way of WKB: shapely makes an object of every ring it lists.
    for shape in shapely.to_wkb(areas, byte_order=1).tolist():
        (kind,) = _WHOLE.unpack_from(shape, 1)
        if kind == POLYGON:
            coordinates: list[Any] = _rings(shape, 0)[0]
            found = {"type": "Polygon", "coordinates": coordinates}
        else:
            coordinates, at = [], 9
            for _ in range(_WHOLE.unpack_from(shape, 5)[0]):
                polygon, at = _rings(shape, at)
                coordinates.append(polygon)
            found = {"type": "MultiPolygon", "coordinates": coordinates}
        yield orjson.dumps(found, option=orjson.OPT_SERIALIZE_NUMPY)


_WHOLE = Struct("<I")
"""Numbers of things in WKB, after the sign of its byte order."""


def _rings(shape: bytes, at: int) -> tuple[list[Any], int]:
    """The rings of the polygon that begins at a byte of WKB, and where it ends."""
    found = []
    (many,) = _WHOLE.unpack_from(shape, at + 5)
    at += 9
    for _ in range(many):
        (corners,) = _WHOLE.unpack_from(shape, at)
        found.append(np.frombuffer(shape, "<f8", 2 * corners, at + 4).reshape(-1, 2).copy())
        at += 4 + 16 * corners
    return found, at


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
