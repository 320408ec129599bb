"""Parts of a picture for slides: text that fits, symbols, ground as SVG paths, the plane a city is drawn on, PNG by resvg."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from geo_service.errors import SetupError

WIDTH, HEIGHT = 1600, 900
"""Pixels of a slide of 16:9."""
FONT = "Noto Sans CJK JP, sans-serif"
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FONT_NAMES = re.compile(r"NotoSansCJK(jp)?-(Regular|Bold)\.(ttc|otf)")
INK, SOFT, LINE = "#1a1a1c", "#4a5158", "#8a9199"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""What XML forbids, and what turns the direction of text around."""
LINE_START = "。、，．）」』】〕・ー：；！？％々"
"""Signs that may not begin a line."""


def number(value: float) -> str:
    """A coordinate to a tenth of a pixel, without a needless ".0"."""
    return f"{round(float(value), 1) + 0.0:g}" if abs(value) < 100_000 else f"{value:.0f}"


def plain(text: object) -> str:
    """Text as it may stand in XML: escaped, without control characters."""
    return escape(FORBIDDEN.sub("", str(text)).replace("\n", " ").replace("\t", " "), quote=True)


def text_width(text: str, size: float) -> float:
    """About how wide a text is in pixels: full signs are one em, others a little more than half."""
    return size * sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.58 for one in text)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines of at most ``width`` pixels: between words, between Japanese signs, within a word that is too long."""
    lines, line = [], ""
    text = re.sub(r"(?<=\d) (?=k?m)", "\u00a0", text)  # a number keeps its unit
    for piece in re.findall(r"[!-~\u00a0-\u024f]+|\s+|.", text, flags=re.DOTALL):
        for part in [piece] if text_width(piece, size) <= width else list(piece):
            if line and text_width(line + part.rstrip(), size) > width and part not in LINE_START:
                lines.append(line.rstrip())
                line = ""
            line += part if line else part.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def fitted(text: str, sizes: Iterable[int], width: float, most: int) -> tuple[int, list[str]]:
    """The largest of the sizes in which the text has at most ``most`` lines; at the smallest it is cut and ends in "…"."""
    size, lines = 0, [text]
    for size in sizes:
        lines = wrapped(text, size, width)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], lines[most - 1][:-1] + "…"]


def text_at(
    x: float, y: float, words: str, size: float, *, bold: bool = False, fill: str = INK, anchor: str = "start", halo: bool = False
) -> str:
    """A line of text; ``halo``: with a white rim, for names on the map."""
    weight = ' font-weight="700"' if bold else ""
    rim = ' stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{FONT}" font-size="{number(size)}" '
        f'fill="{fill}"{weight}{where}{rim}>{plain(words)}</text>'
    )


def rectangle(x: float, y: float, width: float, height: float, style: str) -> str:
    """A rectangle; ``style``: its attributes."""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" {style}/>'


def hatch(name: str, ground: str, ink: str, kind: str = "stripe") -> str:
    """A pattern of 8 px tiles: "stripe" (slanted), "lines" (level) or "dots"."""
    drawn = {
        "stripe": f'<path d="M-2 10L10 -2M-2 2L2 -2M6 10L10 6" stroke="{ink}" stroke-width="1.6"/>',
        "lines": f'<path d="M0 0.5H8" stroke="{ink}" stroke-width="1"/>',
        "dots": f'<circle cx="2" cy="2" r="1" fill="{ink}"/><circle cx="6" cy="6" r="1" fill="{ink}"/>',
    }[kind]
    back = f'<rect width="8" height="8" fill="{ground}"/>' if ground else ""
    return f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">{back}{drawn}</pattern>'


def symbol(shape: str, x: float, y: float, r: float, style: str) -> str:
    """A symbol of about ``r`` pixels around a point: square, circle, triangle, diamond, cross or star."""
    if shape == "circle":
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" {style}/>'
    if shape == "cross":
        a, b = r * 1.2, r * 0.42
        corners = [(-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b), (b, a), (-b, a), (-b, b), (-a, b), (-a, -b), (-b, -b)]
    elif shape == "star":
        turns = [(r * (1.4 if i % 2 == 0 else 0.6), math.radians(-90 + 36 * i)) for i in range(10)]
        corners = [(far * math.cos(turn), far * math.sin(turn)) for far, turn in turns]
    else:
        count, start, far = {"triangle": (3, -90, 1.35), "diamond": (4, -90, 1.3)}.get(shape, (4, -45, 1.3))
        angles = [math.radians(start + 360 / count * i) for i in range(count)]
        corners = [(r * far * math.cos(a), r * far * math.sin(a)) for a in angles]
    return f'<path d="M{"L".join(f"{number(x + dx)} {number(y + dy)}" for dx, dy in corners)}Z" {style}/>'


@dataclass(frozen=True)
class Plane:
    """Where lon/lat falls in the picture: metres of the plane zone, fitted into a box of pixels, north up."""

    srid: int
    west: float
    north: float
    metres: float
    """Metres a pixel."""
    box: tuple[float, float, float, float]
    """left, top, right, bottom in pixels."""

    @classmethod
    def around(cls, shapes: Any, srid: int, box: tuple[float, float, float, float]) -> Plane:
        """The plane that shows all of the lon/lat shapes with a little air; a square kilometre where there are none."""
        west, south, east, north = cls(srid, 0, 0, 1, box).total_metres(shapes)
        wide, high = box[2] - box[0] - 48, box[3] - box[1] - 48
        metres = float(max((east - west) / wide, (north - south) / high, 0.05))
        left = (west + east) / 2 - metres * (box[2] - box[0]) / 2
        top = (south + north) / 2 + metres * (box[3] - box[1]) / 2
        return cls(srid, float(left), float(top), metres, box)

    def total_metres(self, shapes: Any) -> tuple[float, float, float, float]:
        """West, south, east and north of all of the lon/lat shapes in metres; a square kilometre where there are none."""
        bounds = shapely.total_bounds(self.metres_of(np.asarray(shapes, dtype=object)))
        west, south, east, north = bounds.tolist() if np.isfinite(bounds).all() else (-500.0, -500.0, 500.0, 500.0)
        return west, south, east, north

    def metres_of(self, shapes: Any) -> Any:
        """Lon/lat shapes in metres of the zone."""
        to_plane = _transformer(self.srid)
        return shapely.transform(shapes, lambda one: np.column_stack(to_plane.transform(one[:, 0], one[:, 1])))

    def pixels(self, shapes: Any) -> Any:
        """Lon/lat shapes in pixels of the picture (y downwards), simplified to what can be seen."""

        def placed(one: Any) -> Any:
            x = (one[:, 0] - self.west) / self.metres + self.box[0]
            return np.column_stack((x, (self.north - one[:, 1]) / self.metres + self.box[1]))

        return shapely.simplify(shapely.transform(self.metres_of(shapes), placed), 0.3)

    def inside(self, shapes: Any) -> Any:
        """Which shapes in pixels touch the box: (n,) bool."""
        return shapely.intersects(shapely.make_valid(shapes), shapely.box(*self.box))


@lru_cache(maxsize=8)
def _transformer(srid: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, srid, always_xy=True)


def path_of(shape: Any) -> str:
    """The ``d`` of lines and rings of a shape in pixels; "" for points and what is empty."""
    parts = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "GeometryCollection":
            parts.append(path_of(part))
        elif part.geom_type == "Polygon":
            parts += [_line(ring.coords) + "Z" for ring in (part.exterior, *part.interiors) if len(ring.coords)]
        elif part.geom_type in ("LineString", "LinearRing"):
            parts.append(_line(part.coords))
    return "".join(parts)


def _line(coordinates: Any) -> str:
    points = [f"{number(one[0])} {number(one[1])}" for one in coordinates]
    kept = [one for at, one in enumerate(points) if at == 0 or one != points[at - 1]]
    return "M" + "L".join(kept) if kept else ""


def ground(shape: Any, style: str) -> str:
    """A path element of a shape in pixels, "" where nothing is left of it."""
    drawn = path_of(shape)
    return f'<path d="{drawn}" {style}/>' if drawn else ""


def font_files() -> list[str]:
    """The machine's Noto Sans CJK files. SetupError naming the package where there are none."""
    found = [
        str(path)
        for folder in FONT_FOLDERS
        if folder.is_dir()
        for path in sorted(folder.rglob("NotoSansCJK*"))
        if FONT_NAMES.fullmatch(path.name)
    ]
    if not found:
        raise SetupError(
            "PNG を作るための日本語の字体（Noto Sans CJK）がこの機械にありません。Debian のパッケージ fonts-noto-cjk を"
            "入れてください（apt-get install fonts-noto-cjk）。SVG は字体がなくても作れます。",
            "This machine has no Japanese font (Noto Sans CJK) to make a PNG with. Install the Debian package fonts-noto-cjk "
            "(apt-get install fonts-noto-cjk). An SVG can be made without it.",
            package="fonts-noto-cjk",
        )
    return found


def png(svg: str) -> bytes:
    """The picture as a PNG of 1600 by 900 pixels. SetupError without a Japanese font."""
    import resvg_py  # only PNG needs it

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=WIDTH, height=HEIGHT, background="#ffffff", skip_system_fonts=True, font_files=font_files()
        )
    )
