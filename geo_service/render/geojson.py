"""The answer as GeoJSON: borders, units with figures, gaps, places, facilities and zones, each with a ``role``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import orjson
import shapely

from geo_service.coverage.answer import Answer
from geo_service.coverage.gaps import gap_pieces
from geo_service.coverage.plane import shapes_to_lonlat
from geo_service.coverage.site_class import in_doubt
from geo_service.render.cells import known_figures
from geo_service.render.document import document, json_bytes
from geo_service.render.rounding import POINT_DECIMALS, amount
from geo_service.render.shapes import OF_CITIES, geometries
from geo_service.render.words import counted
from geo_service.render.zones import zones_of

Feature = dict[str, Any]
ABOUT_M = 1_000.0
"""Water is drawn to so many metres beyond the city."""
SMALL_SETS = ("towns", "association_areas")
"""Unit sets drawn as the small ones, in the order in which one is chosen."""


def geojson_document(answer: Answer) -> dict[str, Any]:
    """The FeatureCollection as JSON values."""
    found: dict[str, Any] = orjson.loads(to_geojson(answer))
    return found


def to_geojson(answer: Answer) -> bytes:
    """The FeatureCollection (RFC 7946, lon/lat) with the answer, without its items, as foreign member ``answer``: the same
    bytes for one answer id."""
    whole = document(answer)
    items = whole.pop("items")
    features = [
        *_context(answer),
        *_water(answer),
        *_units(answer, whole["units"]),
        *_zones(answer),
        *_gaps(answer),
        *_places(answer),
        *(_item(item) for item in items if item["lon"] is not None),
    ]
    return json_bytes({"type": "FeatureCollection", "answer": whole, "features": features})


def small_unit_set(answer: Answer) -> str:
    """The unit set whose units are drawn: towns, else association areas, else the finest there is, "" for none."""
    others = sorted((id for id in answer.units if id not in ("wards", *SMALL_SETS)), key=lambda id: -len(answer.units[id]))
    return next((id for id in (*SMALL_SETS, *others) if answer.units.get(id)), "")


def _feature(geometry: dict[str, Any] | orjson.Fragment, role: str, **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": {"role": role, **properties}}


def _areas(shapes: Iterable[tuple[bytes, str, dict[str, Any]]]) -> Iterator[Feature]:
    """Areas that belong to the city."""
    listed = list(shapes)
    for geometry, (_, role, properties) in zip(OF_CITIES.geometries([shape for shape, _, _ in listed]), listed, strict=True):
        if geometry is not None:
            yield _feature(geometry, role, **properties)


def _context(answer: Answer) -> Iterator[Feature]:
    city = answer.city
    yield from _areas([(city.border_lonlat, "border", {"code": city.code, "name": city.name_ja, "name_en": city.name_en})])
    yield from _areas(
        (shape, "neighbour", {"code": code, "name": city.neighbours.get(code, "")})
        for code, shape in sorted(city.neighbour_shapes.items())
    )


def _water(answer: Answer) -> Iterator[Feature]:
    """Rivers, lakes and the sea about the city, as background."""
    if answer.city.barriers is None:
        return
    near = shapely.envelope(shapely.from_wkb(answer.city.border)).buffer(ABOUT_M)
    drawn = [shapely.intersection(one, near) for one in answer.city.barriers.water]
    seen = [one for one in drawn if not one.is_empty]
    if seen:
        yield from _areas((bytes(wkb), "water", {}) for wkb in shapely.to_wkb(shapes_to_lonlat(answer.city.srid, np.array(seen))))


def _units(answer: Answer, rows: dict[str, list[dict[str, Any]]]) -> Iterator[Feature]:
    for id, role in (("wards", "ward"), (small_unit_set(answer), "unit")):
        units = answer.city.unit_sets.get(id)
        if units is None or id not in rows:
            continue
        shape_of = dict(zip(units.code, units.shapes, strict=True))
        yield from _areas(
            (shape_of[row["code"]], role, {**known_figures(row), "unit_set": id}) for row in rows[id] if row["code"] in shape_of
        )


def _zones(answer: Answer) -> Iterator[Feature]:
    found = []
    for zone in zones_of(answer):
        for shape, low, high in zip(zone.shapes, zone.depth_from_m, zone.depth_to_m, strict=True):
            depths = {"depth_from_m": _number(low), "depth_to_m": _number(high)}
            about = {"key": zone.key, "name": zone.name_ja, "name_en": zone.name_en}
            found.append((shape, "zone", {**about, **depths}))
    yield from _areas(found)


def _gaps(answer: Answer) -> Iterator[Feature]:
    whole = counted(answer.question.demand).whole
    pieces = gap_pieces(answer)
    shapes = shapely.from_wkb(np.array([piece.shape for piece in pieces], dtype=object))
    for piece, geometry in zip(pieces, geometries(shapes), strict=True):
        if geometry is not None:
            yield _feature(
                geometry,
                "gap",
                unit_code=piece.unit_code,
                unit_name=piece.unit_name,
                band=piece.band,
                unserved=amount(piece.unserved, whole),
            )


def _places(answer: Answer) -> Iterator[Feature]:
    places = answer.city.places[answer.question.supply.layer]
    supply, whole = answer.question.supply, counted(answer.question.demand).whole
    # Designated, but where the zones raise a doubt: drawn apart, so that nobody takes it for a sure one.
    doubt = in_doubt(answer.city, places, supply.hazard, supply.zone) if supply.hazard else None
    for at, users in zip(answer.supply_index.tolist(), answer.supply_users.tolist(), strict=True):
        if not np.isfinite(places.lon[at]):
            continue
        yield _feature(
            _point(float(places.lon[at]), float(places.lat[at])),
            "place",
            id=places.id[at],
            name=places.name[at],
            kind=places.kind[at],
            users=amount(users, whole),
            address=places.address[at],
            municipality=places.municipality[at],
            own=bool(places.own[at]),
            accuracy=places.accuracy[at],
            **({} if doubt is None else {"doubt": bool(doubt[at])}),
        )


def _item(row: dict[str, Any]) -> Feature:
    return _feature(_point(row["lon"], row["lat"]), "item", **{name: row[name] for name in row if name not in ("lon", "lat")})


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon, POINT_DECIMALS), round(lat, POINT_DECIMALS)]}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


__all__ = ["geojson_document", "small_unit_set", "to_geojson"]
