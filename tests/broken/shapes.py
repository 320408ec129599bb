# ruff: noqa: E501
"""Broken GeoJSON, GeoPackages and Shapefiles."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tests.broken.make import (
    SQUARE,
    Broken,
    T,
    cut,
    feature,
    geojson,
    good_geojson,
    point,
    polygon,
    shape_part,
    vector,
)

SAME_POINT = (139.6, 35.5)
POINT_TEXT = b"[139.62, 35.52]"


def swapped_in(new: bytes, old: bytes = POINT_TEXT, of: Callable[[], bytes] = good_geojson) -> Callable[[], bytes]:
    """The right GeoJSON with a part of its text put in place of another."""

    def make() -> bytes:
        data = of()
        assert data.count(old) == 1
        return data.replace(old, new)

    return make


def area(*ring: tuple[float, float]) -> Callable[[], bytes]:
    """A GeoJSON of one town of that ring."""
    return geojson(feature(polygon(*ring), name="青葉一丁目"))


def named(text: str) -> Callable[[], bytes]:
    """A GeoJSON whose one name is this JSON text."""
    return swapped_in(text.encode(), '"あおば保育園"'.encode())


def crs(value: Any) -> Callable[[], bytes]:
    """A GeoJSON with that crs member."""
    return geojson(feature(point(139.62, 35.52)), crs=value)


def star(points: int) -> list[tuple[float, float]]:
    """A ring that crosses itself many times."""
    turn = np.arange(points + 1) * 2 * np.pi * ((points - 1) // 2) / points
    return [(139.62 + 0.01 * float(np.cos(one)), 35.52 + 0.01 * float(np.sin(one))) for one in turn]


def geopackage(*statements: str, shape: Any = SQUARE) -> Callable[[], bytes]:
    """A GeoPackage of one town changed by SQL."""

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.gpkg"
            path.write_bytes(vector("GPKG", ".gpkg", shape)())
            with sqlite3.connect(path) as database:
                # Spatial triggers call functions that only GDAL has.
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    database.execute(f'DROP TRIGGER "{name}"')
                for one in statements:
                    database.execute(one)
            database.close()
            return path.read_bytes()

    return make


def with_journal(path: Path) -> None:
    """A GeoPackage beside which changes lie that are not in it."""
    path.write_bytes(vector("GPKG", ".gpkg", SQUARE)())
    path.with_name(path.name + "-wal").write_bytes(b"junk" * 1_000)


def set_at(part: Callable[[], bytes], *changes: tuple[int, bytes]) -> Callable[[], bytes]:
    """A file with bytes changed at places."""

    def make() -> bytes:
        data = bytearray(part())
        for at, new in changes:
            data[at : at + len(new)] = new
        return bytes(data)

    return make


def shapefile(id_: str, rule: str, says: str, /, layer: str = "child_facilities", **parts: Callable[[], bytes] | None) -> Broken:
    """A Shapefile of one point some parts of which are others (None: missing)."""
    made: dict[str, Callable[[], bytes] | None] = {one: shape_part(f".{one}") for one in ("shp", "shx", "dbf", "prj")}
    made |= parts
    also = tuple((f"{id_}.{one}", make) for one, make in made.items() if make is not None and one != "shp")
    main = made["shp"]
    assert main is not None
    return Broken(id_, f"{id_}.shp", main, rule, says, also=also, layer=layer)


def cp932_dbf() -> bytes:
    """A .dbf with its text in CP932 and nothing that says so."""
    data = shape_part(".dbf")()
    text = "あおば保育園".encode()
    assert text in data
    return data.replace(text, "あおば保育園".encode("cp932").ljust(len(text)))


RECURSIVE = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, NULL AS geom, x AS name FROM n"
ENDLESS_VIEW = (
    "ALTER TABLE made RENAME TO kept",
    f"CREATE VIEW made AS {RECURSIVE}",
)
SHP_POINT = shape_part(".shp")
UNKNOWN_PRJ = b'PROJCS["nowhere",GEOGCS["x"'

SHAPES: tuple[Broken, ...] = (
    # GeoJSON: the text
    Broken("infinity-json", "infinity.geojson", swapped_in(b"[Infinity, 35.52]"), "not_finite|json|vector", ""),
    Broken("minus-infinity-json", "minus.geojson", swapped_in(b"[139.62, -Infinity]"), "not_finite|json|vector", ""),
    Broken("coordinates-of-text", "text.geojson", swapped_in(b'["139.62", "35.52"]'), "geometry_unreadable", "cannot be read", row=1),
    Broken("coordinates-null", "null.geojson", swapped_in(b"null"), "geometry_unreadable|vector|not_finite", ""),
    Broken("coordinates-empty", "nothing.geojson", swapped_in(b"[]"), "geometry_unreadable|not_finite", "", row=1),
    Broken("coordinates-object", "object.geojson", swapped_in(b'{"lon": 139.62}'), "geometry_unreadable|vector", ""),
    Broken("geometry-of-no-type", "notype.geojson", geojson(feature({"type": "Place", "coordinates": [139.62, 35.52]})),
           "geometry_unreadable", "cannot be read", row=1),
    Broken("features-no-list", "nolist.geojson", lambda: b'{"type": "FeatureCollection", "features": {"a": 1}}', "vector|no_rows|json", ""),
    Broken("features-of-nulls", "nulls.geojson", lambda: b'{"type": "FeatureCollection", "features": [null, null]}',
           "vector|no_rows|missing_column", ""),
    Broken("json-comma", "comma.geojson", swapped_in(b"[139.62, 35.52,]"), "json", "line 1"),
    Broken("json-single-quotes", "single.geojson", lambda: good_geojson().replace(b'"', b"'"), "json", "JSON"),
    Broken("json-two", "two.geojson", lambda: good_geojson() + good_geojson(), "json|vector", ""),
    Broken("deep-ten-thousand", "deep10k.geojson", swapped_in(b"[" * 10_000 + b"]" * 10_000), "json_deep", "too deeply"),
    Broken("deep-properties", "deepprop.geojson", named('{"a":' * 10_000 + "1" + "}" * 10_000), "json_deep", "too deeply"),
    Broken("deep-collections", "deepcoll.geojson",
           swapped_in(b'{"type":"GeometryCollection","geometries":[' * 10_000 + b'{"type":"Point","coordinates":[1,2]}' + b"]}" * 10_000,
                      b'{"type": "Point", "coordinates": [139.62, 35.52]}'), "json_deep", "too deeply"),
    Broken("name-with-nul", "nulname.geojson", named('"あお\\u0000ば"'), "nul_byte", "NUL", row=1),
    Broken("name-half-surrogate", "half.geojson", named('"あお\\ud800ば"'), "lost_character|encoding|json|control_character", ""),
    Broken("name-rtl-escape", "rtl.geojson", named('"あお\\u202eば"'), "text_direction", "direction", row=1),
    Broken("name-formula", "formula.geojson", named('"=cmd|A0"'), "formula", "formula", row=1, column="name"),
    Broken("name-null", "noname.geojson", named("null"), "required", "is empty", row=1),
    Broken("name-long", "longname.geojson", named('"' + "あ" * 300_000 + '"'), "too_long", "200 signs", row=1),
    Broken("five-thousand-properties", "wide.geojson",
           geojson(feature(point(139.62, 35.52), **{f"p{number}": 1 for number in range(5_000)})), "too_many_columns", "5,0"),
    Broken("a-new-property-each", "sparse.geojson",
           geojson(*[feature(point(139.62, 35.52), **{f"p{number % 1_900}": 1}) for number in range(11_000)]), "sparse", "nearly all"),
    # GeoJSON: the CRS
    Broken("crs-link", "link.geojson", crs({"type": "link", "properties": {"href": "http://127.0.0.1:9/x"}}), "crs_link", "not opened"),
    Broken("crs-link-late", "late.geojson", crs({"properties": {"href": "/etc/passwd"}, "type": "link"}), "crs_link", "not opened"),
    Broken("crs-unknown", "crs.geojson", crs({"type": "name", "properties": {"name": "EPSG:99999"}}), "crs", "not known"),
    Broken("crs-nonsense", "nonsense.geojson", crs({"type": "name", "properties": {"name": "ほげ"}}), "crs", "not known"),
    Broken("crs-a-path", "path.geojson", crs({"type": "name", "properties": {"name": "/etc/passwd"}}), "crs", "not known"),
    Broken("crs-wrong-plane", "plane.geojson", crs({"type": "name", "properties": {"name": "EPSG:6677"}}), "outside_japan|far_from_city", ""),
    # GeoJSON: the shapes
    Broken("ring-of-same-points", "specks.geojson", area(*[SAME_POINT] * 3), "geometry_invalid|geometry_unreadable", "", layer=T),
    Broken("ring-of-a-million-same", "samemillion.geojson", area(*[SAME_POINT] * 600_000), "too_many_vertices", "500,000", layer=T),
    Broken("line-as-ring", "line.geojson", area((139.6, 35.5), (139.61, 35.51), (139.6, 35.5)), "geometry_invalid", "invalid", layer=T),
    Broken("star-of-crossings", "star.geojson", area(*star(301)), "geometry_invalid", "crosses itself", layer=T),
    Broken("hole-outside", "hole.geojson",
           geojson(feature({"type": "Polygon", "coordinates": [[[139.6, 35.5], [139.61, 35.5], [139.61, 35.51], [139.6, 35.5]],
                   [[139.65, 35.5], [139.67, 35.5], [139.67, 35.52], [139.65, 35.5]]]}, name="青葉")), "geometry_invalid", "", layer=T),
    Broken("ring-swapped", "ringswap.geojson", area((35.5, 139.6), (35.5, 139.61), (35.51, 139.61), (35.5, 139.6)), "swapped_axes", "swapped",
           layer=T),
    Broken("ring-through-null-island", "ringnull.geojson", area((0, 0), (139.61, 35.5), (139.61, 35.51), (0, 0)), "outside_japan", "Japan",
           layer=T),
    Broken("ring-of-nothing", "ringnothing.geojson", geojson(feature({"type": "Polygon", "coordinates": [[]]}, name="青葉")),
           "not_finite|geometry_unreadable", "", layer=T),
    Broken("point-as-town", "pointtown.geojson", geojson(feature(point(139.62, 35.52))), "geometry_type", "polygons", layer=T),
    Broken("two-points-as-one", "multi.geojson",
           geojson(feature({"type": "MultiPoint", "coordinates": [[139.62, 35.52], [139.63, 35.52]]})), "geometry_type", "points", row=1),
    # GeoPackage
    Broken("gpkg-endless-view", "view.gpkg", geopackage(*ENDLESS_VIEW), "database_view", "view", layer=T),
    Broken("gpkg-endless-contents", "contents.gpkg",
           geopackage("ALTER TABLE gpkg_contents RENAME TO kept", f"CREATE VIEW gpkg_contents AS {RECURSIVE}"), "database_view", "view", layer=T),
    Broken("gpkg-journal", "journal.gpkg", lambda: b"", "open_elsewhere", "Close the GIS", layer=T, place=with_journal),
    Broken("gpkg-no-contents", "nocontents.gpkg", geopackage("DROP TABLE gpkg_contents"), "vector|empty", "", layer=T),
    Broken("gpkg-no-rows", "norows.gpkg", geopackage("DELETE FROM made"), "no_rows", "no rows", layer=T),
    Broken("gpkg-name-blob", "nameblob.gpkg", geopackage("UPDATE made SET name = x'ff00fe'"), "encoding", "UTF-8", layer=T),
    Broken("gpkg-page-junk", "page.gpkg", set_at(vector("GPKG", ".gpkg", SQUARE), (4_096, b"\xff" * 8_192)), "vector", "damaged", layer=T),
    # Shapefile
    shapefile("dbf-length", "shapefile", "", dbf=set_at(shape_part(".dbf"), (8, b"\xff\xff\xff\xff"))),
    shapefile("dbf-thousand-millions", "shapefile", "", dbf=set_at(shape_part(".dbf"), (4, struct.pack("<I", 4_000_000_000)))),
    shapefile("dbf-no-fields", "shapefile", "", dbf=lambda: shape_part(".dbf")()[:32] + b"\r\x1a"),
    shapefile("dbf-cut", "shapefile|vector", "", dbf=cut(shape_part(".dbf"), 0.9)),
    shapefile("dbf-empty", "shapefile", "", dbf=lambda: b""),
    shapefile("dbf-junk", "shapefile", "", dbf=lambda: b"junk" * 100),
    shapefile("shx-junk", "shapefile", "", shx=lambda: b"junk" * 40),
    shapefile("shx-offset", "shapefile", "", shx=set_at(shape_part(".shx"), (100, b"\x7f\xff\xff\xff"))),
    shapefile("shp-cut", "shapefile", "", shp=cut(SHP_POINT, 0.8)),
    shapefile("shp-nan", "not_finite", "not a number", shp=set_at(SHP_POINT, (112, struct.pack("<d", float("nan"))))),
    shapefile("shp-infinite", "not_finite", "not a number", shp=set_at(SHP_POINT, (112, struct.pack("<d", float("inf"))))),
    shapefile("shp-other-type", "geometry_unreadable|geometry_type|shapefile", "", shp=set_at(SHP_POINT, (32, struct.pack("<i", 99)), (108, struct.pack("<i", 99)))),
    shapefile("shp-more-rows", "geometry_type", "", shp=vector("ESRI Shapefile", ".shp", SQUARE), shx=vector("ESRI Shapefile", ".shx", SQUARE)),
    shapefile("cpg-says-utf-8", "encoding", ".dbf", cpg=lambda: b"UTF-8", dbf=cp932_dbf),
    shapefile("cpg-says-cp932", "encoding", ".dbf", cpg=lambda: b"CP932"),
    shapefile("prj-junk", "vector|crs", "", prj=lambda: UNKNOWN_PRJ),
    shapefile("prj-wrong-zone", "outside_japan|far_from_city", "", prj=shape_part(".prj", shapely.Point(1, 1), "EPSG:6677")),
    shapefile("no-dbf", "shapefile", ".dbf", dbf=None),
)  # fmt: skip
