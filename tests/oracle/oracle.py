"""A second, slow answer to "who is served?", from plain files with geopandas and shapely only.

It imports nothing of ours, and no part of it is how the engine works: no search tree of ours, no closed forms, no cells.
Files are GeoJSON in degrees; everything is measured in metres in the plane zone given.

- Facilities: the distance of every pair, the smallest of them, rounded to one decimal and compared with the limit.
- People on ground: areas are overlaid with units, and with the union of circles drawn with 4 × ``QUARTER`` sides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely

QUARTER = 256
"""A circle of 500 m drawn with 1,024 sides is nowhere off by more than 2.4 mm."""


@dataclass
class Row:
    """Figures of the total or of one unit."""

    demand: float = 0.0
    served: float = 0.0
    depends_on_one: float = 0.0


@dataclass
class Result:
    """What the oracle, or the engine as plain values, says. ``items``: id → (served, distance to the nearest in m,
    ids of all the nearest, number within)."""

    total: Row = field(default_factory=Row)
    units: dict[str, dict[str, Row]] = field(default_factory=dict)
    items: dict[str, tuple[bool, float, frozenset[str], int]] = field(default_factory=dict)


def read(path: Path, srid: int) -> geopandas.GeoDataFrame:
    """A GeoJSON file in plane metres. What a census calls an area may be an invalid polygon: those are mended."""
    frame = geopandas.read_file(path).to_crs(srid)
    frame["geometry"] = frame.geometry.make_valid()
    return frame


def facilities(
    things: geopandas.GeoDataFrame, thing_id: str, sites: geopandas.GeoDataFrame, site_id: str, limit_m: float
) -> Result:
    """Every facility (points) against every site (points)."""
    result = Result()
    a, b = things.geometry, sites.geometry
    for id, x, y in zip(things[thing_id], a.x, a.y, strict=True):
        distances = np.round(np.hypot(b.x.to_numpy() - x, b.y.to_numpy() - y), 1)
        least = float(distances.min()) if len(distances) else float("inf")
        within = int((distances <= limit_m).sum())
        names = frozenset(str(one) for one in sites[site_id].to_numpy()[distances == least])
        result.items[str(id)] = (within > 0, least, names, within)
        result.total.demand += 1
        result.total.served += within > 0
        result.total.depends_on_one += within == 1
    return result


def people(
    areas: geopandas.GeoDataFrame,
    count: str,
    units: dict[str, tuple[geopandas.GeoDataFrame, str]],
    sites: geopandas.GeoDataFrame,
    limit_m: float,
) -> Result:
    """Areas (polygons) with a count spread evenly over their ground; units: set id → (polygons, code column)."""
    known = areas[areas[count].notna()].reset_index(drop=True)
    circles = sites.geometry.buffer(limit_m, quad_segs=QUARTER)
    once, twice = _covered(circles)
    density = known[count].to_numpy(dtype=float) / known.geometry.area.to_numpy()
    shapes = known.geometry.to_numpy()
    result = Result(total=_row(shapes, density, once, twice))
    for id, (polygons, code) in units.items():
        result.units[id] = {}
        pairs = polygons.sindex.query(shapes, predicate="intersects")
        cut = pandas.DataFrame({"area": pairs[0], "unit": pairs[1]})
        cut["shape"] = shapely.intersection(shapes[pairs[0]], polygons.geometry.to_numpy()[pairs[1]])
        for index, name in enumerate(polygons[code]):
            mine = cut[cut["unit"] == index]
            result.units[id][str(name)] = _row(mine["shape"].to_numpy(), density[mine["area"].to_numpy()], once, twice)
    return result


def _covered(circles: geopandas.GeoSeries) -> tuple[Any, Any]:
    """Ground in at least one and in at least two circles."""
    if circles.empty:
        return shapely.Polygon(), shapely.Polygon()
    pairs = circles.sindex.query(circles, predicate="intersects")
    pairs = pairs[:, pairs[0] < pairs[1]]
    drawn = circles.to_numpy()
    lenses = shapely.intersection(drawn[pairs[0]], drawn[pairs[1]])
    return shapely.union_all(drawn), shapely.union_all(lenses)


def _row(shapes: Any, density: Any, once: Any, twice: Any) -> Row:
    """People of the shapes, of their parts in ``once``, and of those of them not in ``twice``."""
    if not len(shapes):
        return Row()
    served = shapely.area(shapely.intersection(shapes, _near(once, shapes)))
    several = shapely.area(shapely.intersection(shapes, _near(twice, shapes)))
    return Row(
        float((shapely.area(shapes) * density).sum()),
        float((served * density).sum()),
        float(((served - several) * density).sum()),
    )


def _near(whole: Any, shapes: Any) -> Any:
    """The part of a large shape around some small ones: overlay is slow with what is far away."""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    return shapely.clip_by_rect(whole, west - 1, south - 1, east + 1, north + 1)
