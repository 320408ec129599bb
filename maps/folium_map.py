"""The Folium map of an answer: its elements, numbered so that the same answer gives the same bytes.

Folium writes the Leaflet map and one layer per role of the answer's GeoJSON; how a role is drawn is static/draw.js,
which also redraws the same layers later. Folium's ten outside links and its viewport tag (which forbids zooming) are
in the figure's header, which we never render: our templates bring Leaflet from the wheel and a viewport of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import folium
from branca.element import Element, Figure, MacroElement
from folium.map import FitBounds, Layer
from folium.template import Template

ROLES = ("neighbour", "border", "ward-ground", "water", "zone", "unit", "gap", "zone-line", "ward-veil", "ward", "place", "item")
"""Roles of the answer's features in the order they are drawn, lowest first. Zones are filled under the gaps, so that gap
colours stay what the legend says, and outlined over them (zone-line); wards are ground first and outlines later."""
DATA_ID = "answer-data"
"""Element id of the JSON block that holds the answer's GeoJSON."""
JAPAN = [[24.0, 123.0], [45.6, 146.0]]


class AnswerLayer(Layer):
    """The features of one role, drawn by ``GeoService.draw``."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = GeoService.draw.layer({{ this.role|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, role: str) -> None:
        super().__init__(name=role, overlay=True, control=False, show=True)
        self._name = "AnswerLayer"
        self.role = role


class Start(MacroElement):
    """Hands map and layers to the script, which adds scale bar, buttons and labels and listens to clicks and choices."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            GeoService.app.start({{ this._parent.get_name() }}, {
                {%- for layer in this.layers %}{{ layer.role|tojson }}: {{ layer.get_name() }},{% endfor -%}
            });
        {% endmacro %}
        """
    )

    def __init__(self, layers: list[AnswerLayer]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"
        self.layers = layers


@dataclass(frozen=True)
class MapParts:
    """What a template places: the map's element, its style (goes into <style>), its script (goes into <script>)."""

    html: str
    style: str
    script: str


def map_parts(geojson: Mapping[str, Any], ward: str = "") -> MapParts:
    """The Folium map of the answer's GeoJSON, fitted to the ward with code ``ward`` or, without one, to the city."""
    answer_map = map_of(bounds(geojson, ward))
    layers = [AnswerLayer(role) for role in ROLES]
    for layer in layers:
        layer.add_to(answer_map)
    Start(layers).add_to(answer_map)
    return parts_of(answer_map)


def map_of(found: Sequence[Sequence[float]]) -> folium.Map:
    """An empty Folium map fitted to [[south, west], [north, east]]: no tiles, drawn on a canvas, wheel and zoom buttons ours."""
    made = folium.Map(
        location=[(found[0][0] + found[1][0]) / 2, (found[0][1] + found[1][1]) / 2],
        zoom_start=12,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        zoom_snap=0.25,
        attribution_control=False,
        scroll_wheel_zoom=False,
    )
    fit = FitBounds(found, padding=(16, 16))
    # First, and at once: else all layers are drawn twice, and the end of the movement undoes what a person does meanwhile.
    fit.options["animate"] = False
    fit.add_to(made)
    return made


def parts_of(folium_map: folium.Map) -> MapParts:
    """A Folium map as the parts a template of ours places, its elements numbered."""
    figure = cast(Figure, folium_map.get_root())
    _number(figure)
    figure.render()
    style = f"#{folium_map.get_name()} {{ position: relative; width: 100%; height: 100%; }}"
    return MapParts(
        html=figure.html.render().strip(),
        style=style,
        script="\n".join(line.rstrip() for line in figure.script.render().splitlines() if line.strip()),
    )


def _number(figure: Element) -> None:
    """Replace the random ids of all elements by their number in the tree, so that names are the same every time."""
    numbers = iter(range(1, 10_000))

    def visit(element: Element) -> None:
        element._id = f"{next(numbers):02d}"
        children = list(element._children.values())
        element._children.clear()
        for child in children:
            visit(child)
            element._children[child.get_name()] = child

    # The figure's own parts (header, html, script) are kept by name: only the map's branch is numbered.
    for child in figure._children.values():
        visit(child)


def bounds(geojson: Mapping[str, Any], ward: str = "") -> list[list[float]]:
    """[[south, west], [north, east]] of the ward with that code, else of the city's border, else of everything drawn."""
    features = geojson.get("features", [])
    wanted = [one for one in features if one["properties"].get("role") == "ward" and one["properties"].get("code") == ward]
    wanted = wanted or [one for one in features if one["properties"].get("role") == "border"]
    wanted = wanted or [one for one in features if one["properties"].get("role") not in ("neighbour", "zone")]
    corners = [position for one in wanted for position in _positions((one["geometry"] or {}).get("coordinates", []))]
    if not corners:
        return JAPAN
    lons, lats = [one[0] for one in corners], [one[1] for one in corners]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _positions(coordinates: Any) -> list[list[float]]:
    """All positions of a GeoJSON geometry, however deep its coordinates are nested."""
    if not coordinates:
        return []
    if isinstance(coordinates[0], int | float):
        return [coordinates]
    return [position for part in coordinates for position in _positions(part)]
