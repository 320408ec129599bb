"""What nobody walks across away from a bridge or crossing, from the layers of water, railways and expressways.

Left out is what runs above or below the street or in it: railways said to be in a tunnel; trams, monorails and ropeways; and
of lists that do not say what is in a tunnel (N02) the lines of municipalities, which are mostly undergrounds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import psycopg
import shapely

from geo_service.coverage.barriers import EXPRESSWAY, RAILWAY, WATER, Barriers

KINDS = {"water": WATER, "railways": RAILWAY, "expressways": EXPRESSWAY}
ABOVE_OR_IN_THE_STREET = ("tram", "other")
MOSTLY_BELOW = "public"


def barriers_of(conn: psycopg.Connection[Any], release: int, srid: int) -> Barriers | None:
    """The barriers of a release (its id) in plane metres, None where it has none."""
    rows = conn.execute(
        "SELECT d.layer, ST_AsBinary(ST_Transform(f.geom, %(srid)s::integer)) FROM frame.release_dataset r"
        " JOIN frame.dataset_version v ON v.id = r.version JOIN frame.dataset d ON d.id = v.dataset"
        " JOIN frame.feature f ON f.version = v.id WHERE r.release = %(release)s AND r.used AND f.geom IS NOT NULL"
        " AND ST_Dimension(f.geom) > 0 AND (d.layer IN ('water', 'expressways') OR (d.layer = 'railways'"
        " AND coalesce(f.attributes ->> 'tunnel', '') <> 'true'"
        " AND NOT coalesce(f.attributes ->> 'kind', '') = ANY (%(above)s)"
        " AND NOT (f.attributes ->> 'tunnel' IS NULL AND coalesce(f.attributes ->> 'kind', '') = %(below)s)))"
        ' ORDER BY d.layer COLLATE "C", d.source COLLATE "C", d.part COLLATE "C", f.row_no, f.id',
        {"srid": srid, "release": release, "above": list(ABOVE_OR_IN_THE_STREET), "below": MOSTLY_BELOW},
    ).fetchall()
    shapes: Any = shapely.from_wkb([bytes(row[1]) for row in rows])
    return barriers([str(row[0]) for row in rows], np.asarray(shapes, dtype=object)) if rows else None


def barriers(layers: list[str], shapes: Any) -> Barriers:
    """Lines and polygons in plane metres as barriers; of polygons (waters) their shores. ``layers``: the layer of each."""
    flat = shapely.force_2d(shapes)
    ground = shapely.get_dimensions(flat) == 2
    # Waters that map sheets cut apart are one: the line they were cut by is no shore.
    shores = shapely.get_parts(shapely.boundary(shapely.get_parts(shapely.union_all(flat[ground], grid_size=0.01))))
    lines, of = shapely.get_parts(flat[~ground], return_index=True)
    kind = np.array([KINDS[layer] for layer in layers], dtype=np.int8)[~ground][of]
    lines, kind = np.concatenate([lines, shores]), np.concatenate([kind, np.full(len(shores), WATER, dtype=np.int8)])
    sizes = shapely.get_num_coordinates(lines)
    return Barriers(shapely.get_coordinates(lines), np.r_[0, np.cumsum(sizes)].astype(np.int64), kind)
