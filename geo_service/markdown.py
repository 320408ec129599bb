"""Tables of the documents that are made from the code."""

from __future__ import annotations

import re
from collections.abc import Iterable


def cell(text: object) -> str:
    """A text as a Markdown table takes it: on one line, its bars escaped."""
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").strip()


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    heads = list(headings)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell(one) for one in row) + " |" for row in rows]
    return "\n".join(lines)
