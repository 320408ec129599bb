"""The page of what a search found: each with what it is and a link."""

from __future__ import annotations

from collections.abc import Sequence

from layers.base import Text
from maps.page import Frame, environment, page_context


def search_page(asked: str, hits: Sequence[tuple[str, str, Text]], more: bool, frame: Frame) -> str:
    """``hits``: address, name and what it is, best first; ``more``: there are others that are not shown."""
    found = {"asked": asked, "hits": hits, "more": more}
    return environment().get_template("search.html").render({**page_context(frame), **found})
