"""The form for a note on the data ("this is wrong") and the pages around it. Plain HTML that works without a script.

The routes of geo_service/api/remark_pages.py hand over what was typed and what was wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from layers.base import Layer, Text
from maps import words
from maps.choices import Choice, RemarkForm
from maps.layer_page import GROUPS
from maps.page import Frame, environment, page_context

LABELLED = ("layer", "key", "text", "contact")


def remark_labels() -> dict[str, Text]:
    """Field of the form → what the page calls it, for errors that name it."""
    return {name: Text(*(words.say(lang, f"page.remark.{name}") for lang in words.LANGUAGES)) for name in LABELLED}


def remark_form(layers: Iterable[Layer], most_signs: int, layer: str = "", fixed: bool = False) -> RemarkForm:
    """An empty form. ``layers``: those a note may be about; ``layer``: the one chosen; ``fixed``: no other can be."""
    listed = list(layers)
    groups = [(said, [Choice(one.id, one.title) for one in listed if one.role in roles]) for _, said, roles in GROUPS]
    return RemarkForm(tuple((said, tuple(ones)) for said, ones in groups if ones), most_signs, fixed, {"layer": layer})


def remark_page(frame: Frame, problem: Mapping[str, object] | None = None) -> str:
    """The form (``frame.remark``) on a page of its own; above it what was wrong with what was sent."""
    context = {**page_context(frame), "problem": problem or {}}
    return environment().get_template("remark.html").render(context)


def thanks_page(frame: Frame, id: str, layer: Layer | None) -> str:
    """What is said after a note was taken. ``id``: its number, may be empty; ``layer``: what it was about."""
    return environment().get_template("remark_thanks.html").render({**page_context(frame), "id": id, "layer": layer})
