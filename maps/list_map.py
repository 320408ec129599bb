"""A list as one HTML file: a Folium map of its rows that have a place, and a table of those that have none and why.

Works from ``file://``: everything is inside, allowed by its hash, and nothing is fetched. What rows say and how they were placed
is handed over in words (:class:`ListRow`); only drawing is done here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import shapely
from branca.element import MacroElement
from folium.template import Template

from layers.base import Layer, Text
from maps import words
from maps.assets import STATIC, script_texts, style_texts
from maps.export import policy
from maps.folium_map import JAPAN, MapParts, map_of, parts_of
from maps.page import environment, json_block

Sign = Literal["firm", "address", "rough"]
"""How sure a place is: of the list itself or of what it is settled to be about; of an address; somewhere in a whole 町丁."""
SIGNS: tuple[Sign, ...] = ("firm", "address", "rough")
MARKS = {"firm": "○", "address": "△", "rough": "－"}
"""What stands for each in tables, as on the map circle, triangle and bar."""
SIGN_WORDS = {"firm": "page.list.sign.firm", "address": "page.list.sign.address", "rough": "page.list.sign.rough"}
MOST_LISTED = 2_000
"""Rows with a place that are also listed as a table; the map has all."""
GROUND_STEP = 1e-5
"""Degrees to which drawn ground is simplified: about a metre."""


@dataclass(frozen=True)
class ListRow:
    """One row. ``source``: file and row as a person counts them. ``said``: what it says. ``sign``: None without a place.

    ``how``: what it was matched with and how, or why it has no place. ``candidates``, ``todo``: for rows without a place or
    that wait for a person, the likeliest things they may be about, and what to do. ``shape``: lon/lat (EPSG:4326) or None.
    """

    layer: Layer
    source: str
    said: str
    detail: str
    sign: Sign | None
    how: str
    shape: Any = None
    candidates: tuple[str, ...] = ()
    todo: str = ""
    waits: bool = False


@dataclass(frozen=True)
class ListMap:
    """All that a list's map shows. ``wards``: (name, lon/lat shape) each. ``sources``: data lines in words, ``notes`` what a
    reader must know before handing it on, ``steps`` commands that settle what waits, with what each does."""

    city: Text
    fictitious: bool
    layers: tuple[Layer, ...]
    rows: Sequence[ListRow]
    wards: Sequence[tuple[str, Any]]
    sources: Sequence[str] = ()
    notes: Sequence[str] = ()
    steps: Sequence[tuple[str, str]] = ()


class ListStart(MacroElement):
    """Hands the map to the script, which draws from the data block."""

    _template = Template("{% macro script(this, kwargs) %}GeoServiceList.start({{ this._parent.get_name() }});{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ListStart"


def list_page(shown: ListMap, lang: str = "ja") -> str:
    """The HTML file in ``lang`` ("ja" or "en"). The same list gives the same bytes."""
    parts = _map(shown)
    styles = [*style_texts(), (STATIC / "list.css").read_text(encoding="utf-8"), parts.style]
    scripts = [script_texts()[0], (STATIC / "list.js").read_text(encoding="utf-8"), parts.script]
    placed = [row for row in shown.rows if row.sign is not None]
    counts = Counter(row.sign for row in placed)

    def translate(message: str, **values: object) -> str:
        return words.say(lang, message, **values)

    return (
        environment()
        .get_template("list.html")
        .render(
            lang=lang,
            t=translate,
            said=lambda text: words.said(text, lang),
            count=lambda number: words.count(number, lang),
            shown=shown,
            titles=("・" if lang == "ja" else ", ").join(words.said(one.title, lang) for one in shown.layers),
            placed=placed[:MOST_LISTED],
            more=max(0, len(placed) - MOST_LISTED),
            lost=[row for row in shown.rows if row.sign is None],
            waiting=sum(row.waits for row in placed),
            signs=[(sign, f"{MARKS[sign]} {words.say(lang, SIGN_WORDS[sign])}", counts[sign]) for sign in SIGNS],
            marks=MARKS,
            several=len(shown.layers) > 1,
            map=parts,
            policy=policy(styles, scripts),
            style_texts=styles,
            script_texts=scripts,
            data=json_block(_data(shown, placed, lang)),
        )
    )  # fmt: skip


def _map(shown: ListMap) -> MapParts:
    shapes = [shape for _, shape in shown.wards] or [row.shape for row in shown.rows if row.shape is not None]
    west, south, east, north = shapely.total_bounds(shapes) if shapes else (JAPAN[0][1], JAPAN[0][0], JAPAN[1][1], JAPAN[1][0])
    made = map_of([[float(south), float(west)], [float(north), float(east)]])
    ListStart().add_to(made)
    return parts_of(made)


def _data(shown: ListMap, placed: Sequence[ListRow], lang: str) -> dict[str, Any]:
    """What the script draws. Rows that stand at one point are one symbol, which says them all and looks as the least sure."""
    places: dict[tuple[str, float, float], dict[str, Any]] = {}
    for row in placed:
        point = row.shape if shapely.get_type_id(row.shape) == 0 else shapely.point_on_surface(row.shape)
        lon, lat = round(float(point.x), 6), round(float(point.y), 6)
        one = places.setdefault(
            (row.layer.id, lon, lat),
            {"at": [lon, lat], "layer": shown.layers.index(row.layer), "sign": row.sign, "rows": [], "ground": None},
        )
        one["sign"] = max(one["sign"], row.sign, key=SIGNS.index)
        one["rows"].append([row.said, row.detail, row.how, row.source])
        if shapely.get_dimensions(row.shape) > 0 and one["ground"] is None:
            one["ground"] = _geojson(row.shape)
    names = [(name, *_middle(shape)) for name, shape in shown.wards]
    return {
        "places": list(places.values()),
        "wards": {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": _geojson(shape)} for _, shape in shown.wards],
        },
        "names": names,
        "colours": [[layer.style.line, layer.style.fill] for layer in shown.layers],
        "words": {
            "map": words.say(lang, "page.list.map.label"),
            "in": words.say(lang, "page.list.zoom.in"),
            "out": words.say(lang, "page.list.zoom.out"),
        },
    }


def _geojson(shape: Any) -> Any:
    """A shape as a GeoJSON geometry of six decimals, simplified to about a metre."""
    simple = shapely.set_precision(shapely.simplify(shape, GROUND_STEP), 1e-6, mode="pointwise")
    found: Any = shapely.geometry.mapping(simple)
    return found


def _middle(shape: Any) -> tuple[float, float]:
    point = shapely.point_on_surface(shape)
    return round(float(point.x), 6), round(float(point.y), 6)
