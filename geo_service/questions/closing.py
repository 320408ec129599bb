"""What closes streets, as people write it: a hazard's zones, a bridge, a drawn shape; one spelling of each is kept."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import shapely

from geo_service.coverage.city import City
from geo_service.coverage.closures import AREA, BRIDGE_OF, ZONE, ground_of, is_bridge, zone_closure
from geo_service.coverage.plane import shapes_to_plane
from geo_service.coverage.site_class import usual_key
from geo_service.coverage.walking import streets_of
from geo_service.errors import ParameterError
from geo_service.questions.parameters import code_of, refused, shown
from layers.base import HAZARDS

DEEP_M = 0.5
"""Depth from which streets are taken as closed where none is named: knee-deep water. Our assumption, after the warnings of
the flood map handbook (国土交通省 水害ハザードマップ作成の手引き) that walking becomes hard from about 0.5 m."""
MOST_CLOSURES = 8
MOST_ZONES = 4
"""Zones, or depths of the same, of one closing: each is cut against every street of the city."""
MOST_WAYS = 60
"""Ways of one bridge: a deck before a large station has some thirty."""
MOST_VERTICES = 300
"""Vertices of a drawn shape: a comb of more would cut every street of a city many times over."""
FARTHEST_M = 10_000_000.0
"""Farthest coordinate: no plane zone is larger."""
_HOW_JA = (
    "災害の名前（flood など。深さ0.5 mを超えるところ）、flood:1.0 のような深さつき、zone:災害:川:規模:深さ、bridge:道の番号、"
    "または範囲の図形（WKTかGeoJSONのPolygon）を、; で区切って指定してください。"
)
_HOW_EN = (
    "Give a hazard (flood: where it may be deeper than 0.5 m), one with a depth (flood:1.0), zone:HAZARD:SOURCE:SCALE:DEPTH, "
    "bridge:WAY (or WAY,WAY), or a polygon as WKT or GeoJSON, with ; between several."
)


def read_closed(city: City, text: str) -> tuple[str, ...]:
    """Closures of a parameter's text, each in its one spelling, sorted. ParameterError for what names none;
    NotAnswerableError where the zones are not loaded."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts or len(parts) > MOST_CLOSURES:
        raise _refused(text, f"一度に{MOST_CLOSURES}つまでです。", f"At most {MOST_CLOSURES} at once.")
    found = tuple(sorted({_one(city, part) for part in parts}))
    if sum(one.startswith(f"{ZONE}:") for one in found) > MOST_ZONES:
        raise _refused(
            text,
            f"想定区域は深さちがいも含めて一度に{MOST_ZONES}つまでです。同じ区域では、いちばん浅い深さがほかを含みます。",
            f"At most {MOST_ZONES} zones at once, depths counted: of the same zones the smallest depth has the others in it.",
        )
    return found


def _refused(text: str, ja: str = "", en: str = "") -> ParameterError:
    return refused("closed_by", text, ja + _HOW_JA, f"{en} {_HOW_EN}".strip())


def _one(city: City, text: str) -> str:
    if text[:1] == "{":
        return _area(city, text, _from_geojson(text))
    word, _, rest = text.partition(":")
    if word == BRIDGE_OF:
        return _bridge(city, text, rest.strip())
    if word == ZONE:
        key, _, depth = rest.rpartition(":")
        return _zone(city, text, key, depth)
    hazard = code_of(word, HAZARDS)
    if hazard is not None:
        # Without zones of the hazard the key stays the hazard alone, which no ground has: the error lists what there is.
        return _zone(city, text, usual_key(city, hazard) or hazard, rest or f"{DEEP_M:g}")
    if text.startswith(f"{AREA}:"):
        text = rest
    return _area(city, text, _from_wkt(text))


def _zone(city: City, text: str, key: str, depth: str) -> str:
    try:
        depth_m = float(depth.strip().removesuffix("m"))
    except ValueError:
        depth_m = math.nan
    if not 0 <= depth_m <= 100:
        raise _refused(text, "深さは0〜100 mです。", "The depth is 0 to 100 metres.")
    return zone_closure(ground_of(city, key).key, depth_m)


def _bridge(city: City, text: str, way: str) -> str:
    """One way, or several of one structure with commas between."""
    network, ways = streets_of(city), set()
    for one in way.split(","):
        number = one.strip()
        if not (number.isascii() and number.isdecimal() and len(number) <= 15 and is_bridge(network, int(number))):
            raise _refused(
                text,
                f"「{shown(number)}」という番号の橋は道のデータにありません。番号は geo-service network --bridges で分かります。",
                f"The streets have no bridge {shown(number)}. geo-service network --bridges lists the numbers.",
            )
        ways.add(int(number))
    if len(ways) > MOST_WAYS:
        raise _refused(text, f"一つの橋は道{MOST_WAYS}本までです。", f"At most {MOST_WAYS} ways of one bridge.")
    return f"{BRIDGE_OF}:{','.join(map(str, sorted(ways)))}"


def _from_geojson(text: str) -> Any:
    try:
        value = json.loads(text)
        return shapely.from_geojson(json.dumps(value.get("geometry", value)))
    except (ValueError, AttributeError, RecursionError, NotImplementedError, shapely.errors.ShapelyError):
        return None


def _from_wkt(text: str) -> Any:
    try:
        # A number that is none is found below, in words.
        with np.errstate(invalid="ignore"):
            return shapely.from_wkt(text)
    except (ValueError, RecursionError, NotImplementedError, shapely.errors.ShapelyError):
        return None


def _area(city: City, text: str, shape: Any) -> str:
    """A polygon in plane metres to 0.1 m; degrees are told by their range, which no plane coordinates of a city share."""
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise _refused(text)
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        raise _refused(text, f"頂点は{MOST_VERTICES:,}個までです。", f"At most {MOST_VERTICES:,} vertices.")
    shape = shapely.force_2d(shape)
    xy = shapely.get_coordinates(shape)
    if not (np.abs(xy) <= FARTHEST_M).all():
        raise _refused(text)
    if (xy[:, 0] >= 122).all() and (xy[:, 0] <= 154).all() and (xy[:, 1] >= 20).all() and (xy[:, 1] <= 46).all():
        shape = shapes_to_plane(city.srid, shape)
    rounded = shapely.normalize(shapely.set_precision(shape, 0.1)) if shapely.is_valid(shape) else None
    if rounded is None or rounded.is_empty:
        raise _refused(text, "図形が自分と交わるか、面積がありません。", "The shape crosses itself or has no area.")
    return f"{AREA}:{shapely.to_wkt(rounded, rounding_precision=1)}"
