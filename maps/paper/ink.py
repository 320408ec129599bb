"""What is printed how: colours that stay apart on a grey printer, and patterns that say the same without colour.

Lightness alone tells the classes apart (white, light, middle, dark); each has a pattern of its own besides, so that neither a
colour-blind eye nor a bad copy mixes them up. Patterns are in units of a tenth of a millimetre.
"""

from __future__ import annotations

from dataclasses import dataclass

GAPS = ("#fdd9a0", "#f08a3c", "#9a2607")
"""Few, some, many unserved: the colours of the page (static/draw.js), the last darker for grey printers."""
SERVED, LAND, OTHER, UNKNOWN = "#ffffff", "#dfe2e6", "#eceef1", "#ffffff"
BORDER, LINE, ZONE, PLACE = "#1a1a1c", "#8a9199", "#0072b2", "#0b3d91"
WATER = "#c3e0ee"


@dataclass(frozen=True)
class Tile:
    """A pattern: its tile's side and what is drawn on it."""

    side: int
    drawn: str
    ground: str = ""

    def svg(self, id: str) -> str:
        """The pattern element of that id."""
        back = f'<rect width="{self.side}" height="{self.side}" fill="{self.ground}"/>' if self.ground else ""
        size = f'width="{self.side}" height="{self.side}"'
        return f'<pattern id="{id}" {size} patternUnits="userSpaceOnUse">{back}{self.drawn}</pattern>'


def _slant(side: int, ink: str, wide: float) -> str:
    half = side / 2
    return (
        f'<path d="M{-half:g} {half:g}L{half:g} {-half:g}M0 {side}L{side} 0M{half:g} {side + half:g}L{side + half:g} {half:g}" '
        f'stroke="{ink}" stroke-width="{wide:g}" fill="none"/>'
    )


def _cross(side: int, ink: str, wide: float) -> str:
    half = side / 2
    back = (
        f'<path d="M{half:g} {-half:g}L{side + half:g} {half:g}M0 0L{side} {side}M{-half:g} {half:g}L{half:g} {side + half:g}" '
        f'stroke="{ink}" stroke-width="{wide:g}" fill="none"/>'
    )
    return _slant(side, ink, wide) + back


def _dot(side: int, ink: str, r: float) -> str:
    return f'<circle cx="{side / 2:g}" cy="{side / 2:g}" r="{r:g}" fill="{ink}"/>'


TILES = {
    "gap0": Tile(14, _dot(14, "#c77a1e", 1.5), GAPS[0]),
    "gap1": Tile(16, _slant(16, "#9a4308", 1.6), GAPS[1]),
    "gap2": Tile(16, "", GAPS[2]),
    "far": Tile(12, _cross(12, "#ffffff", 1.6)),
    "nobody": Tile(24, _slant(24, "#c2c7cd", 1.2), "#f3f4f6"),
    "unknown": Tile(18, '<path d="M5 9H13M9 5V13" stroke="#5d3f94" stroke-width="1.8" fill="none"/>', UNKNOWN),
    "zone": Tile(16, f'<path d="M0 8H16" stroke="{ZONE}" stroke-width="1.5"/>'),
}
"""Name → pattern. ``far`` and ``zone`` have no ground: they lie over others."""


def colour_of(at: int, classes: int) -> int:
    """Which of :data:`GAPS` class ``at`` of so many is: few classes are the ends of the row."""
    return {1: (0,), 2: (0, 2)}.get(classes, (0, 1, 2))[at]
