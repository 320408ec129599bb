"""Streets as one HTML file: a Folium map of the lines by group, with a legend and what is said of them as tables.

Works from ``file://``: everything is inside, allowed by its hash, and nothing is fetched. Which street is in which group is
decided by whoever hands them over (:class:`StreetGroup`); only drawing is done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from branca.element import MacroElement
from folium.template import Template
from numpy.typing import NDArray

from layers.base import Text
from maps import words
from maps.assets import STATIC, script_texts, style_texts
from maps.export import policy
from maps.folium_map import MapParts, map_of, parts_of
from maps.page import environment, json_block

STEP = 1e5
"""Lines are drawn to a hundred-thousandth of a degree, about a metre."""


@dataclass(frozen=True)
class StreetGroup:
    """Streets that are drawn alike. ``lines``: each (p, 2) lon/lat; ``length_m``: of all of the group, drawn or not."""

    label: Text
    colour: str
    weight: float
    lines: Sequence[NDArray[np.float64]]
    length_m: float
    dash: str = ""


@dataclass(frozen=True)
class StreetMap:
    """All that the map shows. ``groups``: lowest first. ``tables``: (title, rows of label and value). ``notes``: sentences."""

    title: str
    groups: Sequence[StreetGroup]
    tables: Sequence[tuple[Text, Sequence[tuple[Text, str]]]]
    notes: Sequence[Text] = ()
    legend: Text = Text("線の意味", "What the lines mean")
    source: Text = Text("© OpenStreetMapの協力者（ODbL 1.0）", "© OpenStreetMap contributors (ODbL 1.0)")


class NetworkStart(MacroElement):
    """Hands the map to the script, which draws from the data block."""

    _template = Template("{% macro script(this, kwargs) %}GeoServiceNetwork.start({{ this._parent.get_name() }});{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NetworkStart"


def network_page(shown: StreetMap, lang: str = "ja") -> str:
    """The HTML file in ``lang`` ("ja" or "en"). The same streets give the same bytes."""
    parts = _map(shown)
    styles = [*style_texts(), (STATIC / "list.css").read_text(encoding="utf-8"), parts.style]
    scripts = [script_texts()[0], (STATIC / "network.js").read_text(encoding="utf-8"), parts.script]

    def translate(message: str, **values: object) -> str:
        return words.say(lang, message, **values)

    return (
        environment()
        .get_template("network.html")
        .render(
            lang=lang,
            t=translate,
            said=lambda text: words.said(text, lang),
            kilometres=lambda metres: f"{metres / 1000:,.1f} km",
            shown=shown,
            map=parts,
            policy=policy(styles, scripts),
            style_texts=styles,
            script_texts=scripts,
            data=json_block(_data(shown, lang)),
        )
    )


def _map(shown: StreetMap) -> MapParts:
    points = np.concatenate([line for group in shown.groups for line in group.lines])
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    made = map_of([[south, west], [north, east]])
    NetworkStart().add_to(made)
    return parts_of(made)


def _data(shown: StreetMap, lang: str) -> dict[str, Any]:
    """What the script draws: of each line its first point in steps, then the step to each next one."""
    return {
        "step": STEP,
        "groups": [
            {"colour": one.colour, "weight": one.weight, "dash": one.dash, "lines": [_steps(line) for line in one.lines]}
            for one in shown.groups
        ],
        "words": {
            "map": words.say(lang, "page.map.title"),
            "in": words.say(lang, "page.list.zoom.in"),
            "out": words.say(lang, "page.list.zoom.out"),
        },
    }


def _steps(line: NDArray[np.float64]) -> list[int]:
    whole = np.rint(line[:, ::-1] * STEP).astype(np.int64)
    return [int(one) for one in np.concatenate([whole[:1], np.diff(whole, axis=0)]).ravel()]
