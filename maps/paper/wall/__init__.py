"""Sheets to work at: a map for the wall, a blank one to write on, and what the person who leads the table says."""

from maps.paper.wall.area import area_named, hazard_named, paper_for, size_named
from maps.paper.wall.page import blank_map, datasets_shown, facilitator, facilitator_html, map_html, wall_map

__all__ = [
    "area_named",
    "blank_map",
    "datasets_shown",
    "facilitator",
    "facilitator_html",
    "hazard_named",
    "map_html",
    "paper_for",
    "size_named",
    "wall_map",
]
