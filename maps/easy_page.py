"""The answer's page in easy Japanese: the sentences of maps.easy with readings, and the picture of a hundred faces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maps.easy import FACES, easy
from maps.faces import faces_svg
from maps.page import Frame, answer_faces, environment, page_context

EASY = "ja-easy"
"""``lang=`` of easy Japanese in addresses."""


def easy_page(answer_json: Mapping[str, Any], frame: Frame) -> str:
    """The page of one answer (render.to_json parsed). ``frame``: in Japanese; its address leads back to the map."""
    shown = answer_faces(answer_json, "ja")
    context = {
        **page_context(frame),
        "answer": answer_json,
        "sentences": easy(answer_json),
        "faces": faces_svg(shown) if shown else "",
        "legend": FACES if shown else (),
    }
    return environment().get_template("easy.html").render(context)
