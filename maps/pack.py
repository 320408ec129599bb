"""The answer's GeoJSON made small for the page, without loss of what is drawn: static/pack.js turns it back.

Areas become steps in 0.00001 degrees (their coordinates have five decimals), written as text: a sign or two for each, which
compress to less than half.
Small units' figures and names stand once, in the answer. Unit sets and figures of small units that
the page does not show are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from maps.view import small_set

NOT_SHOWN = ("distance_m",)
"""Figures of small units that the page shows nowhere; the API's answers have them."""
STEPS_A_DEGREE = 100_000
"""geo_service.render writes areas with AREA_DECIMALS = 5."""


def packed(collection: Mapping[str, Any]) -> dict[str, Any]:
    """What the page's data block holds."""
    answer = collection["answer"]
    small = small_set(answer)
    names = {one["code"]: one["name"] for one in answer["units"].get(small, [])}
    shown = {id: rows for id, rows in answer["units"].items() if id in ("wards", small)}
    if small and small != "wards":
        shown[small] = [{name: value for name, value in one.items() if name not in NOT_SHOWN} for one in shown[small]]
    return {
        "answer": {**answer, "units": shown},
        "small": small,
        "features": [_feature(one, names) for one in collection["features"]],
    }


def _feature(feature: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    properties, geometry = feature["properties"], feature["geometry"]
    if properties["role"] == "gap" and names.get(properties["unit_code"]) == properties["unit_name"]:
        properties = {name: value for name, value in properties.items() if name != "unit_name"}
    if properties["role"] in ("unit", "ward"):
        properties = {name: properties[name] for name in ("role", "code", "unit_set")}
    if geometry is None or geometry["type"] not in ("Polygon", "MultiPolygon"):
        return {"p": properties, "g": geometry}
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return {"p": properties, "t": geometry["type"], "s": [[written(steps(ring)) for ring in polygon] for polygon in polygons]}


DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) not in '"&<>\\`')
"""Signs that a script block, JSON and HTML leave as they are. The first half end a number, the others say that more follows."""


def written(numbers: Sequence[int]) -> str:
    """Whole numbers as text, each as few digits of base ``len(DIGITS) // 2``, lowest first; the sign is the lowest bit."""
    base, found = len(DIGITS) // 2, []
    for number in numbers:
        rest = 2 * number if number >= 0 else -2 * number - 1
        while rest >= base:
            found.append(DIGITS[base + rest % base])
            rest //= base
        found.append(DIGITS[rest])
    return "".join(found)


def steps(ring: Sequence[Sequence[float]]) -> list[int]:
    """lon, lat of the first position in steps, then the differences from each position to the next."""
    found: list[int] = []
    x = y = 0
    for lon, lat in ring:
        to_x, to_y = round(lon * STEPS_A_DEGREE), round(lat * STEPS_A_DEGREE)
        found += (to_x - x, to_y - y)
        x, y = to_x, to_y
    return found
