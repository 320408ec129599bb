"""The CRS of a file: which it is, and its way to JGD2011 longitude and latitude."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from geo_service.errors import FileError
from geo_service.store.conform import Conformed
from geo_service.store.projection import reprojected
from layers.base import Text

SAME_AS_JGD2011 = {"EPSG:4326", "EPSG:4612", "EPSG:6668", "EPSG:4979", "EPSG:6667", "OGC:CRS84"}
"""CRS whose longitude and latitude are read as JGD2011's: they differ by centimetres outside the 2011 quake region."""


def to_jgd2011(found: Conformed, shapes: NDArray[np.object_]) -> str:
    """Put ``shapes``, transformed, into ``found``; the name of the CRS they came in.

    FileError when the CRS is unknown, or the numbers are no degrees and no CRS is said.
    """
    said = found.crs or "EPSG:6668"
    if found.crs is None and found.meant.table.geometry is not None and len(found):
        found.findings.add(
            "crs_assumed",
            "geometry",
            "notice",
            found.rows[:1],
            [""],
            Text(
                "座標系が書かれていないので、JGD2011の経度・緯度として読みました（全行）。",
                "No CRS is said: read as longitude and latitude of JGD2011 (all rows).",
            ),
            Text(
                "旧日本測地系なら約400 mずれます。.prj を添えるか、列対応の crs に書いてください。",
                "Of the old Tokyo datum they would be off by some 400 m: add a .prj, or say crs in a column map.",
            ),
        )
    try:
        crs = pyproj.CRS.from_user_input(said)
    except pyproj.exceptions.CRSError:
        raise FileError(
            f"座標系「{said[:60]}」が分かりません。列対応の crs に EPSG:6668 などを書いてください。",
            f"The CRS {said[:60]!r} is not known. Give crs (such as EPSG:6668) in a column map.",
            file=found.meant.table.file,
            rule="crs",
        ) from None
    authority = crs.to_authority()
    name = ":".join(authority) if authority else crs.name
    found.geometry = shapes
    bounds = np.asarray(shapely.bounds(shapes), dtype=float)
    if crs.is_geographic and np.nanmax(np.abs(bounds), initial=0.0) > 1000 and _mostly_metres(bounds):
        first = bounds[np.isfinite(bounds).all(axis=1)][0]
        raise FileError(
            f"座標の値が度ではなくメートルのようです（例: {first[0]:.1f}, {first[1]:.1f}）。"
            "座標系（.prj、または列対応の crs: EPSG:6677 など）を示してください。",
            f"The coordinates look like metres, not degrees ({first[0]:.1f}, {first[1]:.1f}). "
            "Say the CRS (a .prj, or crs: EPSG:6677 and the like in a column map).",
            file=found.meant.table.file,
            rule="crs",
        )
    if name in SAME_AS_JGD2011 or (crs.is_geographic and crs.name in ("JGD2011", "JGD2000", "WGS 84", "WGS 84 (CRS84)")):
        return name
    if on_tokyo_datum(crs) and len(found):
        found.findings.add(
            "tokyo_datum",
            "geometry",
            "notice",
            found.rows[:1],
            [name],
            Text(
                "旧日本測地系です。変換には数メートルの誤差があり得ます（全行）。",
                "Old Tokyo datum: converted with an error of some metres (all rows).",
            ),
        )
    found.geometry = reprojected(shapes, crs)
    return name


def _mostly_metres(bounds: NDArray[np.float64]) -> bool:
    whole = bounds[np.isfinite(bounds).all(axis=1)]
    return len(whole) > 0 and float(np.mean(np.abs(whole).max(axis=1) > 1000)) > 0.5


def on_tokyo_datum(crs: pyproj.CRS) -> bool:
    """Whether the CRS is on the old Tokyo datum, whose way to JGD2011 is known here only to some metres."""
    datum = (crs.geodetic_crs or crs).name.casefold() if crs.geodetic_crs is not None or crs.is_geographic else ""
    return datum == "tokyo" or datum.startswith("tokyo ")
