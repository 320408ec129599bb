"""The map of a sheet as vectors: a hazard's ground, streets, borders, places, names, a grid, scale and north."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import shapely
from markupsafe import Markup

from geo_service.coverage.city import City
from layers.wall_grid import LETTERS
from maps.paper.ground import UNITS
from maps.paper.names import Name, placed, written
from maps.paper.wall.area import Area, Sheet
from maps.paper.wall.ground import Shape, Spot, Streets, bands_in, spots_in, streets_in, units_in
from maps.paper.wall.ink import (
    ABOVE,
    DEPTHS,
    HAZARD_LETTERS,
    LOOKS,
    SHORE,
    STREETS,
    UNKNOWN,
    WATER,
    brook_path,
    depth_tile,
    expressway_path,
    layer_symbol,
    rail_path,
    street_edges,
    street_middles,
)
from maps.paper.wall.landscape import Landscape, landscape_in
from maps.picture_parts import INK, SOFT, ground, plain, rectangle
from maps.words import metres, say

BORDERS = {
    "towns": 'stroke-width="2" stroke-dasharray="3 8"',
    "wards": 'stroke-width="5" stroke-dasharray="24 8 5 8"',
}
"""Division → how its borders are drawn."""
SHOWN_LANDSCAPE = ("water", "railways")
"""Layers of which a sheet says that they are not loaded."""


@dataclass
class WallDrawing:
    """What a sheet's map is made of, read once; then drawn, listed and explained from the same things.

    ``blank``: thin lines only, room to write. ``streets`` None: the city has none.
    """

    city: City
    area: Area
    sheet: Sheet
    lang: str
    hazard: str = ""
    blank: bool = False
    streets: Streets | None = field(init=False)
    landscape: Landscape = field(init=False)
    bands: list[tuple[float, float, Shape]] = field(init=False)
    spots: list[Spot] = field(init=False)
    only_about: int = field(init=False, default=0)
    missing: list[str] = field(init=False)

    def __post_init__(self) -> None:
        paper = self.sheet.paper
        self.outline = paper.laid(self.area.shape)
        self.streets = streets_in(self.city, paper)
        self.landscape = landscape_in(self.city, paper)
        self.bands = [] if self.blank else bands_in(self.city, self.hazard, paper)
        self.spots, shown = [], ("evacuation_sites", "stations") if self.blank else LOOKS
        self.missing = [layer for layer in shown if layer not in self.city.places]
        for layer in (one for one in shown if one in self.city.places):
            found, about = spots_in(self.city.places[layer], paper)
            self.spots += found
            self.only_about += about
        kept = self.landscape.kept_back
        self.missing += [one for one in SHOWN_LANDSCAPE if one not in self.landscape.loaded and one not in kept]
        # A map of a whole ward on a small sheet has thinner lines and smaller symbols, as there are more of them.
        self.fine = min(1.0, math.sqrt(5_000 / paper.scale)) if paper.scale > 5_000 else 1.0
        self.unit = 15 * self.sheet.large * max(0.6, self.fine)
        self.type = 24 * self.sheet.large

    @property
    def width(self) -> float:
        return UNITS * self.sheet.paper.width

    @property
    def height(self) -> float:
        return UNITS * self.sheet.paper.height

    @property
    def side(self) -> float:
        """Of a grid square, in units."""
        return self.sheet.grid.side_mm * UNITS

    def square(self, x: float, y: float) -> str:
        """The grid square of a spot: a letter from the left, a number from the top ("C4")."""
        return f"{LETTERS[min(25, max(0, int(x // self.side)))]}{max(0, int(y // self.side)) + 1}"

    def svg(self) -> Markup:
        """The whole map."""
        wide, high = self.width, self.height
        tiles = "".join(tile.svg(f"depth{at}") for at, tile in enumerate(DEPTHS)) + UNKNOWN.svg("depthx") + WATER.svg("water")
        title = plain(say(self.lang, "wall.map.alt", name=self.area.name(self.lang), scale=f"{self.sheet.paper.scale:,}"))
        return Markup(
            f'<svg class="map" xmlns="http://www.w3.org/2000/svg" width="{self.sheet.paper.width:g}mm" '
            f'height="{self.sheet.paper.height:g}mm" viewBox="0 0 {wide:g} {high:g}" role="img" aria-label="{title}">'
            f"<title>{title}</title><defs>{tiles}"
            f'<clipPath id="sheet"><rect width="{wide:g}" height="{high:g}"/></clipPath></defs>'
            f'<g clip-path="url(#sheet)">{"".join(self.body())}</g>'
            f'{rectangle(0, 0, wide, high, f"""fill="none" stroke="{INK}" stroke-width="5" """)}</svg>'
        )

    def body(self) -> Iterator[str]:
        """Everything inside the frame, from the ground up."""
        yield rectangle(0, 0, self.width, self.height, 'fill="#ffffff"')
        for low, _, shape in self.bands:
            fill = "depthx" if low < 0 else f"depth{depth_tile(low)}"
            yield ground(shape, f'fill="url(#{fill})" fill-rule="evenodd" stroke="#3d7ea6" stroke-width="1.5"')
        yield from self.waters()
        yield from self.roads()
        yield from self.borders()
        yield from self.grid()
        for spot in reversed(self.spots):
            designated = spot.marks.get(self.hazard, -1) if self.hazard else 1
            yield layer_symbol(spot.layer, spot.x, spot.y, self.unit, designated)
        yield from placed(self.names(), self.sheet.paper.frame, self.taken())
        yield from self.furniture()

    def waters(self) -> Iterator[str]:
        """Waters lie above a flood's ground, which as a rule stops at the shore."""
        seen, thick = self.landscape, self.sheet.large * self.fine
        if not seen.water.is_empty:
            fill = "none" if self.blank else "url(#water)"
            yield ground(seen.water, f'fill="{fill}" fill-rule="evenodd" stroke="{SHORE}" stroke-width="{2.5 * thick:.1f}"')
        if not seen.brooks.is_empty:
            yield brook_path(lines_of(seen.brooks), thick * (0.5 if self.blank else 1))

    def roads(self) -> Iterator[str]:
        """Streets, their edges before their middles, with railways over them and bridges, expressways and steps over those."""
        thick, seen = self.sheet.large * self.fine, self.landscape
        drawn = {kind: lines_of(shape) for kind, shape in self.streets.lines.items()} if self.streets is not None else {}
        below, above = ([kind for kind in STREETS if kind in drawn and (kind in ABOVE) is one] for one in (False, True))
        for kinds in (below, above):
            for kind in kinds:
                yield street_edges(drawn[kind], kind, thick, self.blank)
            for kind in kinds:
                yield street_middles(drawn[kind], kind, thick, self.blank)
            if kinds is below and not seen.railways.is_empty:
                yield rail_path(lines_of(shapely.line_merge(seen.railways)), thick, self.blank)
        if not seen.expressways.is_empty:
            yield expressway_path(lines_of(shapely.line_merge(seen.expressways)), thick, self.blank)

    def borders(self) -> Iterator[str]:
        for unit_set, style in BORDERS.items():
            for _, _, _, shape in units_in(self.city, unit_set, self.sheet.paper):
                yield ground(shape, f'fill="none" stroke="{SOFT}" {style}')
        wide = 12 * self.sheet.large * (0.6 if self.blank else 1)
        dashes = ' stroke-dasharray="40 14"' if self.area.rough else ""
        yield ground(self.outline, f'fill="none" stroke="#ffffff" stroke-width="{wide * 1.7:.0f}"')
        yield ground(self.outline, f'fill="none" stroke="{INK}" stroke-width="{wide:.0f}" stroke-linejoin="round"{dashes}')

    def grid(self) -> Iterator[str]:
        """Thin lines, and in each square's first corner along the edges its letter or number."""
        style = f'fill="none" stroke="{INK}" stroke-width="1.2" stroke-dasharray="2 10"'
        size = self.type * 1.25
        for at in range(math.ceil(self.width / self.side)):
            x = at * self.side
            yield f'<path d="M{x:.0f} 0V{self.height:.0f}" {style}/>'
            middle = (x + min(self.width, x + self.side)) / 2
            yield written(LETTERS[min(at, 25)], middle, size * 1.1, size, bold=True)
            yield written(LETTERS[min(at, 25)], middle, self.height - size * 0.4, size, bold=True)
        for at in range(math.ceil(self.height / self.side)):
            y = at * self.side
            yield f'<path d="M0 {y:.0f}H{self.width:.0f}" {style}/>'
            middle = (y + min(self.height, y + self.side)) / 2 + size * 0.36
            yield written(str(at + 1), size * 0.7, middle, size, bold=True)
            yield written(str(at + 1), self.width - size * 0.7, middle, size, bold=True)

    def names(self) -> Iterator[Name]:
        order = list(LOOKS)
        for spot in self.spots:
            if spot.name and LOOKS[spot.layer].named and (not self.blank or spot.layer == "stations"):
                # Inside the area first: outside is there to find one's way.
                rank = 1 + order.index(spot.layer) + (0 if shapely.intersects_xy(self.outline, spot.x, spot.y) else 10)
                yield Name(spot.name, spot.x, spot.y, self.type, rank, spot.layer == "evacuation_sites", beside=self.unit * 1.3)
            letters = self.letters(spot)
            if letters:
                yield Name(letters, spot.x, spot.y, self.type * 0.8, 0.5, True, "#0b3d91", self.unit * 1.2)
        for code, name_ja, name_en, shape in units_in(self.city, "towns", self.sheet.paper):
            seen = shapely.intersection(shapely.make_valid(shape), self.sheet.paper.frame)
            if seen.area > (self.type * 2) ** 2:
                spot = shapely.point_on_surface(seen)
                name = (name_en if self.lang == "en" else "") or name_ja or code
                inside = shapely.intersects(self.outline, spot)
                yield Name(name, spot.x, spot.y, self.type * 1.15, 3.5 if inside else 14, True, SOFT)
        for _, name_ja, name_en, shape in units_in(self.city, "wards", self.sheet.paper):
            outside = shapely.difference(shapely.intersection(shapely.make_valid(shape), self.sheet.paper.frame), self.outline)
            if self.area.unit_set == "wards" and outside.area > (self.type * 8) ** 2:
                spot = shapely.point_on_surface(outside)
                yield Name((name_en if self.lang == "en" else "") or name_ja, spot.x, spot.y, self.type * 1.6, 0.3, True, SOFT)
        streets = self.streets or Streets({}, [])
        for name, line in streets.named:
            if line.length > len(name) * self.type * 0.6:
                longest = max(shapely.get_parts(line), key=lambda one: float(one.length))
                spot = shapely.line_interpolate_point(longest, 0.5, normalized=True)
                great = name in streets.great
                size, place = (0.9, 3.2) if great else (0.75, 8.5)
                yield Name(name, spot.x, spot.y, self.type * size, place, great, SOFT)

    def letters(self, spot: Spot) -> str:
        """The letters of the hazards that a site is designated for."""
        if spot.layer != "evacuation_sites" or self.blank:
            return ""
        at = 0 if self.lang == "ja" else 1
        return "".join(both[at] for hazard, both in HAZARD_LETTERS.items() if spot.marks.get(hazard) == 1)

    def taken(self) -> list[Shape]:
        """Room that no name may stand in: symbols where they are few, the grid's letters, scale and north."""
        edge, r = self.type * 1.7, self.unit
        spots = [one for one in self.spots if LOOKS[one.layer].named]
        return [
            *(shapely.box(one.x - r, one.y - r, one.x + r, one.y + r) for one in (spots if len(spots) < 250 else [])),
            shapely.box(0, 0, self.width, edge),
            shapely.box(0, self.height - edge, self.width, self.height),
            shapely.box(0, 0, edge, self.height),
            shapely.box(self.width - edge, 0, self.width, self.height),
            shapely.box(0, self.height - self.type * 6, self.width * 0.35, self.height),
            shapely.box(self.width - self.type * 5, 0, self.width, self.type * 8),
        ]

    def furniture(self) -> Iterator[str]:
        """Scale and its bar at the left of the foot, north at the right of the top."""
        large, paper = self.sheet.large, self.sheet.paper
        bar = paper.bar_m(60 * large)
        long = float(paper.units(bar))
        x, y = self.type * 2, self.height - self.type * 2.2
        yield rectangle(
            x - 16,
            y - self.type * 2.6,
            max(long, self.type * 9) + self.type * 2,
            self.type * 3.2,
            'fill="#ffffff" fill-opacity="0.9"',
        )
        half = long / 2
        yield rectangle(x, y - self.type * 0.5, half, self.type * 0.5, f'fill="{INK}" stroke="{INK}" stroke-width="3"')
        yield rectangle(x + half, y - self.type * 0.5, half, self.type * 0.5, f'fill="#ffffff" stroke="{INK}" stroke-width="3"')
        words = f"1:{paper.scale:,}　0–{metres(bar, self.lang)}"
        yield written(words, x, y - self.type * 0.9, self.type * 1.2, bold=True, anchor="start")
        x, y, s = self.width - self.type * 3, self.type * 2.2, self.type
        yield f'<path d="M{x:.0f} {y:.0f}l{s:.0f} {s * 3:.0f}l{-s:.0f} {-s * 0.7:.0f}l{-s:.0f} {s * 0.7:.0f}z" fill="{INK}"/>'
        yield written(say(self.lang, "brief.north"), x, y + s * 4.3, s * 1.3, bold=True)

    def index(self) -> list[tuple[str, str, str]]:
        """Layer, name and grid square of each named place inside the area, by layer and then by square."""
        order = list(LOOKS)
        inside = [
            (order.index(one.layer), self.square(one.x, one.y), one.name, one.layer)
            for one in self.spots
            if one.name and LOOKS[one.layer].named and shapely.intersects_xy(self.outline, one.x, one.y)
        ]
        return list(dict.fromkeys((layer, name, square) for _, square, name, layer in sorted(inside)))


def lines_of(shape: Shape) -> str:
    """The path of a shape's lines, to whole units (a tenth of a millimetre), without what is too short to see."""
    drawn = []
    for line in shapely.get_parts(shape):
        if line.geom_type == "LineString":
            points = list(dict.fromkeys((round(x), round(y)) for x, y in line.coords))
            # A ring ends where it began.
            points += points[:1] if line.is_ring else []
            if len(points) > 1:
                drawn.append("M" + "L".join(f"{x} {y}" for x, y in points))
    return "".join(drawn)
