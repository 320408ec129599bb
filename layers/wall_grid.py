"""The number that a wall map bears, and the squares of its grid on the ground: how "C4" of a list becomes a position.

The number holds all of the grid (where the sheet's middle is, its scale, paper and layout), so that no border of a later
release can move it: twelve signs of an alphabet without I, L, O, U and Z, the last of them a check. A single sign that is
wrong and two neighbours that are swapped are always noticed, because the number of signs of the alphabet, 31, is a prime.

On paper the grid lies on a transverse Mercator about the sheet's middle. Back to degrees by the first terms of its series
(radii of the meridian and across it, GRS80): within 10 km of the middle right to a few metres, far less than a square.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

SIZES = {"A3": (297.0, 420.0), "A2": (420.0, 594.0), "A1": (594.0, 841.0)}
"""Name → millimetres of the short and the long side."""
LARGE = {"A3": 1.0, "A2": 1.3, "A1": 1.7}
"""How much larger than on A3 type and squares are."""
MARGIN, HEAD, GAP = 10.0, 16.0, 4.0
"""Millimetres left free around a sheet, of the line at its top, and between the map and its words."""
SQUARE_MM = 50.0
"""Side of a grid square on A3."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LAYOUT, LAYOUTS = 0, 2
"""Number of the layout that the lengths above make. Whoever changes one of them gives the new layout the next number and keeps
this one for the maps that hang on walls."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
SIGNS = 12
SOUTH, NORTH, WEST, EAST = 2_350_000, 4_600_000, 12_250_000, 14_900_000
"""Where people live in Japan, in hundred-thousandths of a degree (about a metre)."""
FINE, COARSE, FINE_UP_TO, SCALES = 500, 2_500, 12_500, 140
"""Scales are multiples of FINE up to FINE_UP_TO and of COARSE above it."""
EQUATOR_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
_SQUARE = re.compile(r"([A-Z])[-‐ー−・ ]?0*(\d{1,2})(?:のマス|マス)?")


@dataclass(frozen=True)
class WallGrid:
    """The grid of one sheet. ``lon``, ``lat``: its middle, to hundred-thousandths of a degree; ``scale``: denominator;
    ``size``: of :data:`SIZES`; ``lying``: wider than high; ``blank``: a map to write on, which has less room for words."""

    lon: float
    lat: float
    scale: int
    size: str
    lying: bool
    blank: bool = False

    @property
    def box_mm(self) -> tuple[float, float]:
        """Width and height of the map in millimetres."""
        return map_box(self.size, self.lying, self.blank)

    @property
    def side_mm(self) -> float:
        """Of a square on the sheet."""
        return SQUARE_MM * LARGE[self.size]

    @property
    def side_m(self) -> float:
        """Of a square on the ground."""
        return self.side_mm * self.scale / 1000

    @property
    def columns(self) -> int:
        """Squares from left to right, the last one as a rule cut off by the map's edge."""
        return min(len(LETTERS), math.ceil(self.box_mm[0] / self.side_mm))

    @property
    def rows(self) -> int:
        """Squares from top to bottom."""
        return math.ceil(self.box_mm[1] / self.side_mm)

    @property
    def last(self) -> str:
        """The square at the right of the foot."""
        return f"{LETTERS[self.columns - 1]}{self.rows}"

    @property
    def code(self) -> str:
        """The number of the map ("XXXX-XXXX-XXXX"); "" for a sheet outside of Japan or of a scale that no sheet has."""
        values = _values(self)
        if values is None:
            return ""
        number = 0
        for value, many in values:
            number = number * many + value
        signs: list[int] = []
        for _ in range(SIGNS - 1):
            number, sign = divmod(number, len(ALPHABET))
            signs.insert(0, sign)
        signs.append(_check(signs))
        text = "".join(ALPHABET[sign] for sign in signs)
        return "-".join(text[at : at + 4] for at in range(0, SIGNS, 4))

    def middle(self, square: str) -> tuple[float, float] | None:
        """Longitude and latitude of a square's middle (of the part that the map's edge leaves of it); None when the text is no
        square of this grid. Full-width and small letters are read too, and "C-4"."""
        found = _SQUARE.fullmatch(unicodedata.normalize("NFKC", square).strip().upper())
        if found is None:
            return None
        column, row = LETTERS.index(found[1]), int(found[2]) - 1
        if column >= self.columns or not 0 <= row < self.rows:
            return None
        (wide, high), side = self.box_mm, self.side_mm
        x = (column * side + min(wide, (column + 1) * side)) / 2 - wide / 2
        y = high / 2 - (row * side + min(high, (row + 1) * side)) / 2
        return _degrees(self.lon, self.lat, x * self.scale / 1000, y * self.scale / 1000)


def map_box(size: str, lying: bool, blank: bool) -> tuple[float, float]:
    """Width and height in millimetres of the map on a sheet; the rest is for words, at its right or at its foot."""
    short, long = SIZES[size]
    width, height = (long, short) if lying else (short, long)
    inner = width - 2 * MARGIN, height - 2 * MARGIN - HEAD
    if lying:
        return inner[0] * (1 - (0.17 if blank else 0.26)) - GAP, inner[1]
    return inner[0], inner[1] * (1 - (0.12 if blank else 0.23)) - GAP


def grid_of(text: str) -> WallGrid | None:
    """The grid of the map of that number, however it is written (small letters, full width, no hyphens, O for 0, I or L for 1);
    None when it is no map's number or a sign of it is wrong."""
    said = unicodedata.normalize("NFKC", text[:60]).upper().translate(LIKE)
    said = re.sub(r"[\s\-‐-―−ー]", "", said)
    if len(said) != SIGNS or any(sign not in ALPHABET for sign in said):
        return None
    signs = [ALPHABET.index(sign) for sign in said]
    if signs[-1] != _check(signs[:-1]):
        return None
    number = 0
    for sign in signs[:-1]:
        number = number * len(ALPHABET) + sign
    parts = []
    for many in (2, 2, len(SIZES), SCALES, EAST - WEST, NORTH - SOUTH, LAYOUTS):
        number, value = divmod(number, many)
        parts.append(value)
    blank, lying, size, scale, lon, lat, layout = parts
    if number or layout != LAYOUT:
        return None
    fine = FINE_UP_TO // FINE
    denominator = FINE * (scale + 1) if scale < fine else FINE_UP_TO + COARSE * (scale + 1 - fine)
    return WallGrid((WEST + lon) / 1e5, (SOUTH + lat) / 1e5, denominator, list(SIZES)[size], bool(lying), bool(blank))


def _values(grid: WallGrid) -> list[tuple[int, int]] | None:
    """What the number is made of, each with how many values there are."""
    lon, lat = round(grid.lon * 1e5) - WEST, round(grid.lat * 1e5) - SOUTH
    fine = FINE_UP_TO // FINE
    step, over = divmod(grid.scale, FINE) if grid.scale <= FINE_UP_TO else divmod(grid.scale - FINE_UP_TO, COARSE)
    scale = step - 1 + (0 if grid.scale <= FINE_UP_TO else fine)
    if over or not 0 <= scale < SCALES or not 0 <= lon < EAST - WEST or not 0 <= lat < NORTH - SOUTH:
        return None
    return [
        (LAYOUT, LAYOUTS),
        (lat, NORTH - SOUTH),
        (lon, EAST - WEST),
        (scale, SCALES),
        (list(SIZES).index(grid.size), len(SIZES)),
        (int(grid.lying), 2),
        (int(grid.blank), 2),
    ]


def _check(signs: list[int]) -> int:
    """The last sign: with it the sum of the signs, each times its place, is a multiple of 31."""
    prime = len(ALPHABET)
    return -sum(place * sign for place, sign in enumerate(signs, 1)) * pow(SIGNS, -1, prime) % prime


def _degrees(lon: float, lat: float, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a spot ``x`` metres east and ``y`` north of a middle, on the plane about it."""
    square = FLATTENING * (2 - FLATTENING)
    bend = 1 - square * math.sin(math.radians(lat)) ** 2
    foot = math.radians(lat) + y / (EQUATOR_M * (1 - square) / bend**1.5)
    bend = 1 - square * math.sin(foot) ** 2
    meridian, across = EQUATOR_M * (1 - square) / bend**1.5, EQUATOR_M / math.sqrt(bend)
    north = foot - math.tan(foot) * x * x / (2 * meridian * across)
    return lon + math.degrees(x / (across * math.cos(foot))), math.degrees(north)
