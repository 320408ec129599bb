"""The pages about data: the list of a city's layers, and one layer with its quality, its rows and its downloads.

Plain HTML that works without a script; what the figures mean is said beside them. The route of geo_service/api/layer_pages.py
hands over plain records (the JSON of the API) and the rows as texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from geo_service.render.layer_table import unit_words
from layers import LAYERS
from layers.base import Layer, Text
from layers.certainty import ACCURACY, MATCHED
from maps import words
from maps.page import Frame, environment, page_context
from maps.provenance import licence_title

GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("people", Text("人とまちの区分", "people and divisions"), ("units", "population")),
    ("places", Text("場所", "places"), ("places",)),
    ("hazards", Text("災害の想定", "hazards"), ("zones",)),
    ("records", Text("団体と活動", "groups and what they do"), ("records",)),
    ("ground", Text("地形と背景", "ground and background"), ("context",)),
)
"""Headings of the list, and the roles of the layers under each."""
SHOWN_ROWS = 100
"""Rows of a layer that its page shows; all of them are in the downloads."""


class Line(Protocol):
    """A layer's line in the list (store.quality.LayerSummary). ``state``: none, hidden, old, undated or good."""

    @property
    def layer(self) -> Layer: ...
    @property
    def state(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def newest(self) -> str: ...
    @property
    def age_years(self) -> float | None: ...
    @property
    def rejected(self) -> int: ...
    @property
    def approximate(self) -> bool: ...


def layers_page(lines: Sequence[Line], frame: Frame) -> str:
    """The list of all layers of a city, in groups."""
    groups = [
        (said, [line for line in lines if line.layer.role in roles])
        for _, said, roles in GROUPS
    ]  # fmt: skip
    context = page_context(frame)
    return (
        environment().get_template("layers.html").render({**context, "groups": groups, "date": words.date, "count": words.count})
    )


def layer_page(
    quality: Mapping[str, Any],
    table: Mapping[str, Any],
    formats: Sequence[tuple[str, Text]],
    frame: Frame,
    remarks: Sequence[Mapping[str, Any]] = (),
) -> str:
    """One layer. ``quality``: the API's JSON; ``table``: {"headings": texts, "rows": lists of texts, "more": rows not shown,
    "hidden": columns left out as empty};
    ``formats``: ids and titles of the downloads; ``remarks``: notes with their answers as the API gives them."""
    layer = LAYERS[str(quality["id"])]
    lang = frame.lang
    rows = f"/api/v1/cities/{frame.city.code if frame.city else ''}/layers/{layer.id}/rows"
    context = page_context(frame)
    links = [
        (words.said(one["label"], lang), [(words.said(MATCHED[how], lang), count) for how, count in one["counts"].items()])
        for one in quality["links"]
    ]
    waiting = sum(one["counts"].get(how, 0) for one in quality["links"] for how in ("likely", "ambiguous", "unmatched"))
    return (
        environment()
        .get_template("layer.html")
        .render(
            {
                **context,
                "layer": layer,
                "quality": quality,
                "table": table,
                "formats": formats,
                "remarks": remarks,
                "links": links,
                "kept_back": [
                    (name, [words.said(one.label, lang) for one in layer.fields if one.publish == level])
                    for level, name in (("staff", "layer.kept.staff"), ("duty", "layer.kept.duty"))
                ],
                "waiting": waiting,
                "licence": lambda id: licence_title(id or "", lang) or words.say(lang, "source.no_licence"),
                "date": words.date,
                "count": words.count,
                "share": words.share,
                "unit": lambda symbol: words.said(unit_words(symbol), lang),
                "picture": any(id == "svg" for id, _ in formats),
                "placed": [(words.said(ACCURACY[name], lang), number) for name, number in quality["positions"].items() if number],
                "download": lambda form: f"{rows}?f={form}",
            }
        )
    )


def layer_frame(frame: Frame, path: str) -> Frame:
    """The frame of a page at ``path``: its language and city switches stay on that page."""
    return replace(frame, urls=replace(frame.urls, page=path), question="", parameters={})
