"""The page of what a search found: each with what it is and a link."""

from __future__ import annotations

from collections.abc import Sequence

from layers.base import Text
from maps.page import Frame, environment, page_context


def search_page(asked: str, hits: Sequence[tuple[str, str, Text]], frame: Frame) -> str:
    """``hits``: address, name and what it is, best first."""
    return environment().get_template("search.html").render({**page_context(frame), "asked": asked, "hits": hits})
