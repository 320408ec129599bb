"""The single-file export: the answer's page with everything in it, for a USB stick, an attachment or a closed network.

Works from ``file://``: scripts and styles are inside, allowed by their hashes in a Content-Security-Policy tag, and
nothing is fetched. Choices are left out (they need the service); table, map and explanations work.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo_service import render
from geo_service.coverage.answer import Answer
from geo_service.coverage.nearest import all_ruled_out
from layers.base import Text
from maps import words
from maps.assets import script_texts, style_texts
from maps.choices import CityChoice, QuestionChoice
from maps.faces_beside import kinds_svg, placed_svg
from maps.folium_map import DATA_ID, map_parts
from maps.pack import packed
from maps.page import Frame, answer_faces, environment, json_block, page_settings
from maps.scales import group_scales
from maps.view import answer_view, small_set


def single_file(answer: Answer, lang: str = "ja", questions: Iterable[QuestionChoice] = ()) -> str:
    """The export of ``answer`` as HTML text. Deterministic: the same answer gives the same bytes.

    ``questions``: the catalogue's entries, for the noun of the places looked for; may be empty.
    """
    return export_page(
        json.loads(render.to_json(answer)),
        json.loads(render.to_geojson(answer)),
        lang,
        tuple(questions),
        scales=group_scales(answer.city),
        not_counted=all_ruled_out(answer.city, answer.question),
    )


def export_page(
    answer_json: Mapping[str, Any],
    collection: Mapping[str, Any],
    lang: str,
    questions: tuple[QuestionChoice, ...] = (),
    scales: Mapping[str, Sequence[int]] | None = None,
    not_counted: Mapping[str, Sequence[tuple[str, float, float]]] | None = None,
) -> str:
    """The export from an answer's JSON and GeoJSON, both parsed. ``not_counted``: code of a reason → name, lon and lat of the
    places it leaves out, so that a spot can name those nearer than what counts, as the live page does."""
    city = CityChoice(answer_json["city"], Text(**answer_json["city_name"]), bool(answer_json["fictitious"]))
    frame = Frame(lang, "", city, (), questions, str(answer_json["question"]), {}, scales=scales or {})
    parts = map_parts(collection, str(answer_json["parameters"].get("ward") or ""))
    styles = [*style_texts(), parts.style]
    scripts = ['document.documentElement.classList.add("js")', *script_texts(), parts.script]

    def translate(message: str, **values: object) -> str:
        return words.say(lang, message, **values)

    return (
        environment()
        .get_template("export.html")
        .render(
            lang=lang,
            frame=None,
            t=translate,
            said=lambda text: words.said(text, lang),
            answer=answer_json,
            view=answer_view(answer_json, lang),
            small=small_set(answer_json),
            faces=answer_faces(answer_json, lang),
            kinds_svg=kinds_svg,
            placed_svg=placed_svg,
            map=parts,
            policy=policy(styles, scripts),
            style_texts=styles,
            script_texts=scripts,
            settings=json_block({**page_settings(frame), "export": True, "notCounted": not_counted or {}}),
            data=json_block(packed(collection)),
            data_id=DATA_ID,
        )
    )


def policy(styles: list[str], scripts: list[str]) -> str:
    """Only what is in the file, by its hash; pictures as data; no connection to anywhere."""
    from_scripts, from_styles = (" ".join(map(_source, texts)) for texts in (scripts, styles))
    return f"default-src 'none'; script-src {from_scripts}; style-src {from_styles}; img-src data:"


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
