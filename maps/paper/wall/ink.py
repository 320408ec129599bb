"""What is drawn how on a sheet for the wall: depths from pale to darker with a pattern each, streets by kind, places by shape.

Under all of it one writes with a pen: every ground is pale enough for that, and told apart by its pattern on a grey printer.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from maps.paper.ink import Tile
from maps.picture_parts import INK, symbol

BLUE = "#3d7ea6"
DEPTHS = (
    Tile(24, f'<circle cx="12" cy="12" r="1.3" fill="{BLUE}"/>', "#f2f8fc"),
    Tile(18, f'<circle cx="9" cy="9" r="1.8" fill="{BLUE}"/>', "#e7f2fa"),
    Tile(30, f'<path d="M0 15H30" stroke="{BLUE}" stroke-width="1.2"/>', "#dcebf7"),
    Tile(24, f'<path d="M-12 12L12 -12M0 24L24 0M12 36L36 12" stroke="{BLUE}" stroke-width="1.3"/>', "#cfe4f4"),
    Tile(22, f'<path d="M0 11H22M11 0V22" stroke="{BLUE}" stroke-width="1.3"/>', "#c1dcf1"),
    Tile(14, f'<path d="M0 0L14 14M0 14L14 0" stroke="{BLUE}" stroke-width="1.3"/>', "#b2d3ed"),
    Tile(10, f'<path d="M0 0L10 10M0 10L10 0M0 5H10" stroke="{BLUE}" stroke-width="1.3"/>', "#a4cbe9"),
)
"""Shallow to deep."""
FROM_M = (0.0, 0.3, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Metres that each of :data:`DEPTHS` begins at, so that the bands of floods and those of tsunamis each have their own."""
UNKNOWN = Tile(30, f'<path d="M3 15H12M18 30H27M18 0H27" stroke="{BLUE}" stroke-width="2"/>', "#f3f6f8")
"""Inside a zone of which no depth is known."""
HAZARD_LETTERS = {
    "earthquake": ("地", "E"),
    "flood": ("洪", "F"),
    "landslide": ("土", "L"),
    "storm_surge": ("高", "S"),
    "tsunami": ("津", "T"),
    "fire": ("火", "W"),
    "inland_flood": ("内", "I"),
    "volcano": ("噴", "V"),
}
"""Hazard → the letter beside a site that is designated for it, Japanese and English."""


@dataclass(frozen=True)
class Look:
    """A layer's symbol: its shape, fill and rim, its size beside the others; whether it is named on the map and listed."""

    shape: str
    fill: str
    rim: str
    size: float
    named: bool = True


LOOKS = {
    "evacuation_sites": Look("square", "#0b3d91", "#ffffff", 1.2),
    "shelters": Look("diamond", "#ffffff", "#0b3d91", 1.0),
    "community_places": Look("star", "#ffd95e", "#1a1a1c", 0.9),
    "partner_sites": Look("cross", "#ffffff", "#1a1a1c", 0.8),
    "parks": Look("circle", "#8cc58a", "#1d4d1b", 0.75),
    "stations": Look("square", "#1a1a1c", "#ffffff", 0.7),
    "notice_boards": Look("triangle", "#ffffff", "#1a1a1c", 0.5, named=False),
}
"""Layer → look, in the order they are named and listed."""


def depth_tile(low: float) -> int:
    """Which of :data:`DEPTHS` a band from that depth on has: the same on every sheet, so that neighbours' maps agree."""
    return max(0, bisect_right(FROM_M, low) - 1)


def layer_symbol(layer: str, x: float, y: float, unit: float, designated: int = 1) -> str:
    """The symbol of a place. ``designated``: of evacuation sites for the hazard shown: 1 yes, 0 no (hollow, crossed), -1 not
    stated (hollow, broken rim)."""
    look = LOOKS[layer]
    r = unit * look.size
    if layer != "evacuation_sites" or designated == 1:
        return symbol(look.shape, x, y, r, f'fill="{look.fill}" stroke="{look.rim}" stroke-width="{unit * 0.22:.1f}"')
    dashes = f' stroke-dasharray="{unit * 0.4:.1f} {unit * 0.25:.1f}"' if designated < 0 else ""
    drawn = symbol(look.shape, x, y, r, f'fill="#ffffff" stroke="{look.fill}" stroke-width="{unit * 0.25:.1f}"{dashes}')
    if designated < 0:
        return drawn
    a = r * 0.8
    crossed = f"M{x - a:.0f} {y - a:.0f}L{x + a:.0f} {y + a:.0f}M{x + a:.0f} {y - a:.0f}L{x - a:.0f} {y + a:.0f}"
    return f'{drawn}<path d="{crossed}" stroke="{look.fill}" stroke-width="{unit * 0.2:.1f}"/>'


@dataclass(frozen=True)
class Stroke:
    """A line's ink, width (units on A3 at 1:5,000) and dashes, and between its two edges the ink and width of its middle."""

    ink: str
    width: float
    dashes: str = ""
    inside: str = ""
    inner: float = 0.0
    blank: float = 3.0
    """Its width on a map to write on, where it is pale and has no middle."""


STREETS = {
    "tunnel": Stroke("#5a6068", 6.0, "10 7"),
    "service": Stroke("#a0a7ae", 2.6, blank=2.0),
    "street": Stroke("#8a9199", 5.0),
    "path": Stroke("#6b7078", 2.2, "12 5", blank=2.0),
    "through": Stroke("#5a6068", 10.0, inside="#ffffff", inner=6.6, blank=5.0),
    "main": Stroke("#3a4046", 15.0, inside="#ffe7a3", inner=10.6, blank=7.0),
    "bridge": Stroke(INK, 8.0, inside="#ffffff", inner=4.4),
    "main_bridge": Stroke(INK, 18.0, inside="#ffe7a3", inner=11.0, blank=7.0),
    "steps": Stroke(INK, 7.0, "2.5 3.5", blank=2.0),
}
"""Kind → stroke, the main roads above the others, in the order the edges of streets are drawn."""
ABOVE = ("bridge", "main_bridge", "steps")
"""What is drawn above the middles of all others."""
RAIL, SLEEPER, EXPRESSWAY = "#1a1a1c", "#ffffff", "#4f7a5b"
PALE = "#9aa1a8"
WATER = Tile(
    36, '<path d="M4 14q5 -6 10 0t10 0M18 30q5 -6 10 0t10 0" fill="none" stroke="#7fb6cf" stroke-width="1.4"/>', "#d5ecf5"
)
"""Rivers and lakes: waves, as no depth of a flood has."""
SHORE = "#4c8fae"


def street_edges(drawn: str, kind: str, thick: float, blank: bool = False) -> str:
    """The lines of that kind, of those with a middle their edges. ``drawn``: a path; ``blank``: thin and pale."""
    one = STREETS[kind]
    if blank:
        dashes = f' stroke-dasharray="{one.dashes}"' if kind in ("path", "steps") else ""
        return f'<path d="{drawn}" fill="none" stroke="{PALE}" stroke-width="{one.blank * thick:.1f}"{dashes}/>'
    dashes = f' stroke-dasharray="{one.dashes}"' if one.dashes else ""
    return f'<path d="{drawn}" fill="none" stroke="{one.ink}" stroke-width="{one.width * thick:.1f}"{dashes}/>'


def street_middles(drawn: str, kind: str, thick: float, blank: bool = False) -> str:
    """What is drawn between the edges, after those of all streets, so that crossings are open; "" for lines without."""
    one = STREETS[kind]
    if blank or not one.inside:
        return ""
    cap = "butt" if kind in ABOVE else "round"
    return (
        f'<path d="{drawn}" fill="none" stroke="{one.inside}" stroke-width="{one.inner * thick:.1f}" '
        f'stroke-linecap="{cap}" stroke-linejoin="round"/>'
    )


def street_path(drawn: str, kind: str, thick: float, blank: bool = False) -> str:
    """Edges and middle, for one line alone."""
    return street_edges(drawn, kind, thick, blank) + street_middles(drawn, kind, thick, blank)


def rail_path(drawn: str, thick: float, blank: bool = False) -> str:
    """A railway: black with white between, as maps of this country draw it; on a map to write on a thin line with dots."""
    if blank:
        return f'<path d="{drawn}" fill="none" stroke="{PALE}" stroke-width="{4 * thick:.1f}" stroke-dasharray="24 6 4 6"/>'
    return (
        f'<path d="{drawn}" fill="none" stroke="{RAIL}" stroke-width="{9 * thick:.1f}"/>'
        f'<path d="{drawn}" fill="none" stroke="{SLEEPER}" stroke-width="{5.4 * thick:.1f}" '
        f'stroke-dasharray="{26 * thick:.0f} {26 * thick:.0f}"/>'
    )


def expressway_path(drawn: str, thick: float, blank: bool = False) -> str:
    """A road for motor traffic alone: a thick line with a thin one in its middle."""
    if blank:
        edges = f'<path d="{drawn}" fill="none" stroke="{PALE}" stroke-width="{11 * thick:.1f}"/>'
        return f'{edges}<path d="{drawn}" fill="none" stroke="#ffffff" stroke-width="{6.5 * thick:.1f}"/>'
    return (
        f'<path d="{drawn}" fill="none" stroke="{EXPRESSWAY}" stroke-width="{16 * thick:.1f}" stroke-opacity="0.75"/>'
        f'<path d="{drawn}" fill="none" stroke="#ffffff" stroke-width="{2.5 * thick:.1f}"/>'
    )


def brook_path(drawn: str, thick: float) -> str:
    """A water of which only the line is known."""
    return f'<path d="{drawn}" fill="none" stroke="{SHORE}" stroke-width="{5 * thick:.1f}"/>'
