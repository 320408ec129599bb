"""Shapes to JGD2011 longitude and latitude, judged: plausible, valid, of the right kind, near the city."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_service.store.conform import Conformed
from geo_service.store.datum import to_jgd2011
from geo_service.store.findings import Findings
from geo_service.store.repair import repaired
from layers.base import Ground, Layer, Text

LON = (122.0, 154.0)
LAT = (20.0, 46.0)
"""Japan's range; a swapped pair is plain from it."""
MOST_VERTICES = 500_000
"""Vertices of one shape: more is a raster traced by mistake, and would stop every map."""
WHERE = "geometry"
KINDS: dict[Ground, tuple[tuple[int, ...], Text]] = {
    "point": ((0, 4), Text("点", "points")),
    "line": ((1, 5), Text("線", "lines")),
    "polygon": ((3, 6), Text("面", "polygons")),
    "any": ((0, 4, 3, 6), Text("点か面", "points or polygons")),
    "line_or_polygon": ((1, 5, 3, 6), Text("線か面", "lines or polygons")),
    # A table of records may come on a map; where its rows lie is kept.
    "none": ((0, 4, 1, 5, 3, 6), Text("どれでもよい", "of any kind")),
}
"""Geometry of a layer → GEOS type ids it takes, and what they are called."""


def judge(found: Conformed) -> str:
    """Transform and judge the geometry of ``found`` in place; bad shapes become None and findings. Returns the CRS's name.

    FileError when the CRS is unknown or the file's numbers are no degrees and no CRS is said.
    """
    layer, rows, findings = found.meant.layer, found.rows, found.findings
    shapes = found.geometry
    there = ~shapely.is_missing(shapes)
    crowded = there & (shapely.get_num_coordinates(shapes) > MOST_VERTICES)
    _bad(
        findings,
        "too_many_vertices",
        rows,
        crowded,
        Text(f"頂点が{MOST_VERTICES:,}を超えます。", f"The shape has more than {MOST_VERTICES:,} vertices."),
        Text("簡略化してください。", "Simplify it."),
    )
    shapes = _without(shapes, crowded)
    if shapely.has_z(shapes).any() or shapely.has_m(shapes).any():
        shapes = shapely.force_2d(shapes)
    shapes = _finite(shapes, rows, findings)
    name = to_jgd2011(found, shapes)
    shapes = _in_japan(found.geometry, rows, findings, found)
    shapes = _of_kind(shapes, layer, rows, findings)
    shapes = _valid(shapes, rows, findings)
    _area(shapes, layer, rows, findings)
    found.geometry = shapes
    lost = shapely.is_missing(shapes) & ~findings.bad()[rows]
    # What stands on another layer's ground is told when it is joined.
    stands = any(link.stands_on for link in layer.links)
    if layer.role not in ("context", "records") and layer.geometry != "none" and not stands:
        findings.add(
            "no_position",
            WHERE,
            "notice",
            rows[lost],
            [""] * int(lost.sum()),
            Text(
                "位置がありません。数には入りますが、距離の計算からは外れます。",
                "It has no place to stand: kept and counted, left out of distances.",
            ),
        )
    return name


def _bad(
    findings: Findings,
    rule: str,
    rows: NDArray[np.int64],
    mask: NDArray[np.bool_],
    message: Text,
    advice: Text = Text("", ""),
    values: Any = None,
    severity: str = "bad",
) -> None:
    count = int(mask.sum())
    if count:
        findings.add(
            rule, WHERE, severity, rows[mask], list(values[mask]) if values is not None else [""] * count, message, advice
        )


def _without(shapes: NDArray[np.object_], mask: NDArray[np.bool_]) -> NDArray[np.object_]:
    """A copy with None where the mask holds."""
    out = shapes.copy()
    out[mask] = None
    return out


def _bounds(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    return np.asarray(shapely.bounds(shapes), dtype=float)


def _said(shapes: NDArray[np.object_], mask: NDArray[np.bool_]) -> NDArray[np.object_]:
    """First coordinates of the masked shapes as text, at their places in an array of the same length."""
    out = np.full(len(shapes), "", dtype=object)
    for at in np.flatnonzero(mask):
        first = shapely.get_coordinates(shapes[at])[:1]
        out[at] = ", ".join(f"{value:.6f}" for value in first[0]) if len(first) else ""
    return out


def _finite(shapes: NDArray[np.object_], rows: NDArray[np.int64], findings: Findings) -> NDArray[np.object_]:
    there = ~shapely.is_missing(shapes)
    empty = there & shapely.is_empty(shapes)
    # An empty point in a file is a position that is not a number (GDAL writes NaN for it).
    coords, index = shapely.get_coordinates(shapes, return_index=True)
    odd = np.zeros(len(shapes), dtype=bool)
    odd[index[~np.isfinite(coords).all(axis=1)]] = True
    _bad(
        findings,
        "not_finite",
        rows,
        odd | empty,
        Text(
            "座標が数ではありません（NaN・無限大・空の図形）。",
            "A coordinate is not a number (NaN, infinite) or the shape is empty.",
        ),
        Text("正しい座標を入れるか、図形をなくしてください。", "Give the right coordinates, or no geometry."),
    )
    return _without(shapes, odd | empty)


def _in_japan(shapes: NDArray[np.object_], rows: NDArray[np.int64], findings: Findings, found: Conformed) -> NDArray[np.object_]:
    west, south, east, north = _bounds(shapes).T
    there = np.isfinite(west)
    lost = ~shapely.is_missing(shapes) & ~there
    null = there & (np.abs(west) < 1e-6) & (np.abs(south) < 1e-6) & (np.abs(east) < 1e-6) & (np.abs(north) < 1e-6)
    swapped = there & (west >= LAT[0]) & (east <= LAT[1]) & (south >= LON[0]) & (north <= LON[1])
    inside = there & (west >= LON[0]) & (east <= LON[1]) & (south >= LAT[0]) & (north <= LAT[1])
    outside = (there & ~inside & ~swapped & ~null) | lost
    said = _said(shapes, null | swapped | (outside & there))
    _bad(
        findings,
        "null_island",
        rows,
        null,
        Text("座標が 0, 0 です。", "The position is 0, 0."),
        Text("位置が分からないときは空にしてください。", "Leave it empty when the position is not known."),
        said,
    )
    _bad(
        findings,
        "swapped_axes",
        rows,
        swapped,
        Text("経度と緯度が入れ替わっています。", "Longitude and latitude are swapped."),
        Text(
            "経度（122〜154）、緯度（20〜46）の順にしてください。",
            "Put longitude (122 to 154) first, latitude (20 to 46) second.",
        ),
        said,
    )
    _bad(
        findings,
        "outside_japan",
        rows,
        outside,
        Text(
            "位置が日本の範囲（経度122〜154、緯度20〜46）の外です。",
            "The position is outside of Japan (longitude 122 to 154, latitude 20 to 46).",
        ),
        Text("値の打ち間違いか、座標系の違いを確かめてください。", "Look for a typing error or another CRS than said."),
        said,
    )
    return _without(shapes, ~inside)


def _of_kind(shapes: NDArray[np.object_], layer: Layer, rows: NDArray[np.int64], findings: Findings) -> NDArray[np.object_]:
    kinds = shapely.get_type_id(shapes)
    allowed, wanted = KINDS[layer.geometry]
    single = (kinds == 4) & (shapely.get_num_geometries(shapes) == 1)
    if single.any():
        shapes = shapes.copy()
        shapes[single] = shapely.get_geometry(shapes[single], 0)
    wrong = (kinds >= 0) & (~np.isin(kinds, allowed) | ((kinds == 4) & ~single))
    names = np.full(len(shapes), "", dtype=object)
    names[wrong] = [shape.geom_type for shape in shapes[wrong]]
    _bad(
        findings,
        "geometry_type",
        rows,
        wrong,
        Text(
            f"図形の種類が違います。{layer.title.ja}は{wanted.ja}です。", f"Wrong type of geometry: {layer.id} are {wanted.en}."
        ),
        Text("別のレイヤのデータでないか確かめてください。", "See whether the file belongs to another layer."),
        values=names,
    )
    return _without(shapes, wrong)


def _valid(shapes: NDArray[np.object_], rows: NDArray[np.int64], findings: Findings) -> NDArray[np.object_]:
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    if not broken.any():
        return shapes
    at = np.flatnonzero(broken)
    why = np.full(len(shapes), "", dtype=object)
    why[at] = [str(reason).split("[")[0] for reason in shapely.is_valid_reason(shapes[at])]
    mended, kept = repaired(shapes[at])
    ok, lost = np.zeros(len(shapes), dtype=bool), np.zeros(len(shapes), dtype=bool)
    ok[at[kept]], lost[at[~kept]] = True, True
    _bad(
        findings,
        "geometry_repaired",
        rows,
        ok,
        Text(
            "図形の自己交差などを直しました（面積の変化は0.1%未満）。",
            "An invalid shape was repaired (its area changes by less than 0.1 %).",
        ),
        values=why,
        severity="notice",
    )
    _bad(
        findings,
        "geometry_invalid",
        rows,
        lost,
        Text(
            "図形が正しくありません（自己交差、点の不足など）。直すと面積が変わります。",
            "The shape is invalid (it crosses itself or has too few points); a repair would change its area.",
        ),
        Text("GISの「ジオメトリの修復」で直し、形を確かめてください。", "Repair it in a GIS and look at the result."),
        why,
    )
    out = shapes.copy()
    out[at[kept]] = mended[kept]
    return _without(out, lost)


def _area(shapes: NDArray[np.object_], layer: Layer, rows: NDArray[np.int64], findings: Findings) -> None:
    if layer.min_area_m2 is None and layer.max_area_m2 is None:
        return
    flat = np.isin(shapely.get_type_id(shapes), (3, 6))
    if not flat.any():
        return
    # Degrees to metres at the shape's own latitude: right to 1 %, enough to tell a mistake from a small park.
    _, south, _, north = _bounds(shapes).T
    metres = shapely.area(shapes) * 111_320.0**2 * np.cos(np.radians((south + north) / 2))
    small = flat & (metres < (layer.min_area_m2 or 0) * 0.98)
    large = flat & (metres > (layer.max_area_m2 or np.inf) * 1.02)
    said = np.array([f"{value:,.0f} m2" if odd else "" for value, odd in zip(metres, small | large, strict=True)], dtype=object)
    limits = f"{layer.min_area_m2 or 0:,.0f}–{layer.max_area_m2 or np.inf:,.0f} m2"
    # A small shape may be true (an islet of a ward, a sliver kept by its owner): to be looked at, not refused.
    for rule, mask, level in (("area_small", small, "notice"), ("area_large", large, "bad")):
        _bad(
            findings,
            rule,
            rows,
            mask,
            Text(
                f"面積がありえない大きさです（{layer.title.ja}は{limits}）。", f"The area is implausible ({layer.id}: {limits})."
            ),
            Text("座標系と単位を確かめてください。", "Look at the CRS and the units."),
            said,
            level,
        )
