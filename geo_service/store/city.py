"""The one city a load is for: its code, plane zone and border, and whose a feature is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from geo_service.errors import ParameterError
from geo_service.store.projection import STORED, reprojected
from layers.text import fold_name

DESIGNATED = (
    *("01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130"),
    *("23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100"),
)
"""全国地方公共団体コード (five digits) of the 20 designated cities: their wards have codes of their own above it."""
PLANE_ZONES = range(6669, 6688)
"""JGD2011 plane rectangular coordinate systems I to XIX."""


def city_of(code: str) -> str:
    """The municipality of a five-digit code: a designated city for its wards' codes, else the code itself."""
    if len(code) != 5 or not (code.isascii() and code.isdigit()) or code[2] != "1" or code[:2] == "13":
        return code
    if int(code[:2]) > 47:
        return code[:4] + "0"
    above = [one for one in DESIGNATED if one[:2] == code[:2] and one <= code]
    return above[-1] if above else code


def check_digit(five: str) -> str:
    """The sixth digit of a municipality code (weights 6 to 2, modulus 11)."""
    total = sum(int(sign) * weight for sign, weight in zip(five, range(6, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def five_digits(code: str) -> str | None:
    """A municipality code as five digits: six-digit codes lose the check digit, zeros lost in a spreadsheet come back.

    None when it is no such code, or its check digit is another. 141305 → 14130, 1100 → 01100, 92011 → 09201 (092011 without
    its zero).
    """
    code = code.strip().split(".")[0]
    if not code.isascii() or not code.isdigit():
        return None
    if len(code) == 6:
        return code[:5] if check_digit(code[:5]) == code[5] else None
    if len(code) == 5:
        restored = "0" + code
        # No municipality's third digit is 8 or 9, so invented cities (99…) are never taken for 09….
        if int(code[:2]) > 47 and restored[2] in "1234567" and check_digit(restored[:5]) == restored[5]:
            return restored[:5]
        return code
    return "0" + code if len(code) == 4 else None


def plane_zone(west: float, south: float, east: float, north: float) -> int:
    """EPSG code of the JGD2011 plane zone that holds the box best: of those that hold its middle, the nearest meridian."""
    lon, lat = (west + east) / 2, (south + north) / 2
    found = query_crs_info(
        auth_name="EPSG",
        pj_types=PJType.PROJECTED_CRS,
        area_of_interest=AreaOfInterest(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001),
    )
    zones = [int(one.code) for one in found if int(one.code) in PLANE_ZONES] or list(PLANE_ZONES)
    return min(zones, key=lambda zone: abs(_meridian(zone) - lon))


def _meridian(zone: int) -> float:
    operation = pyproj.CRS.from_epsg(zone).coordinate_operation
    if operation is None:
        raise ParameterError("平面直角座標系ではありません。", "No plane zone.", parameter="zone")
    return next(float(one.value) for one in operation.params if one.name == "Longitude of natural origin")


@dataclass
class Target:
    """The city of a load. ``wards``: five-digit code → (name, shape in lon/lat); a city without wards is its own one.

    ``neighbours``: five-digit code → shape. Empty before any boundary is known.
    """

    code: str
    name: str = ""
    name_en: str = ""
    srid: int = 0
    wards: dict[str, tuple[str, Any]] = field(default_factory=dict)
    neighbours: dict[str, Any] = field(default_factory=dict)

    @property
    def fictitious(self) -> bool:
        """Codes of prefectures that do not exist are invented cities."""
        return int(self.code[:2]) > 47

    @cached_property
    def border(self) -> Any:
        """The city's ground in lon/lat, None when unknown."""
        shapes = [shape for _, shape in self.wards.values() if shape is not None]
        if not shapes:
            return None
        border = shapely.union_all(shapes)
        shapely.prepare(border)
        return border

    def owns(self, code: str) -> bool:
        """Whether a five-digit code is the city's or one of its wards'."""
        return code == self.code or code in self.wards or city_of(code) == self.code

    def ward_codes(self) -> Mapping[str, str]:
        """Folded ward name, and code itself, → code."""
        return {fold_name(name): code for code, (name, _) in self.wards.items()} | {code: code for code in self.wards}

    def distance_m(self, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
        """(n,) plane metres from the border to each shape; 0 inside, NaN without a shape or a border."""
        out = np.full(len(shapes), np.nan)
        if self.border is None:
            return out
        there = ~shapely.is_missing(shapes)
        out[there] = 0.0
        apart = np.zeros(len(shapes), dtype=bool)
        apart[there] = ~shapely.intersects(self.border, shapes[there])
        if apart.any():
            zone = f"EPSG:{self.srid}"
            flat = reprojected(self.border, STORED, zone)
            out[apart] = shapely.distance(flat, reprojected(shapes[apart], STORED, zone))
        return out


def chosen_by(boundaries: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """(code, name) of the city that most boundary rows belong to; rows are (five-digit code, name of its city).

    None without rows; ParameterError when two cities have as many.
    """
    rows = [(city_of(code), name) for code, name in boundaries]
    ranked = Counter(code for code, _ in rows).most_common()
    if not ranked:
        return None
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        codes = sorted(code for code, count in ranked if count == ranked[0][1])
        raise ParameterError(
            f"境界の行が同じ数の市があります（{', '.join(codes[:5])}）。--city で選んでください。",
            f"Several cities have as many boundary rows ({', '.join(codes[:5])}). Choose one with --city.",
            parameter="city",
            allowed=codes,
        )
    code = ranked[0][0]
    return code, next((name for one, name in rows if one == code and name), "")
