"""Where a line of Japanese may end: between phrases (文節), as budoux finds them, and nowhere else.

The style sheet's class ``phrase`` forbids breaks between the signs of a phrase; ``<wbr>`` allows one between phrases. A
phrase longer than the line still breaks (``overflow-wrap: anywhere``), so that a name of 200 signs never runs off the page.
"""

from __future__ import annotations

import re
from functools import lru_cache

import budoux
from markupsafe import Markup, escape

CLASS = "phrase"
PHRASED = ("ja", "ja-easy")
"""Languages written without spaces between words, for which phrases are looked for."""
_JOINED = re.compile(r"[0-9０-９.,，約第]$|^[ぁ-ゖ]$")
"""A phrase that ends so belongs to the next: 1,234 and 人 are never parted, nor 約 and its number; and one sign of hiragana
is a piece of a name that the parser does not know."""


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a Japanese text in order; put together they are the text. Empty for an empty text."""
    found: list[str] = []
    for part in _parser().parse(text) if text else []:
        if found and _JOINED.search(found[-1]):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def broken(text: object, lang: str) -> Markup:
    """The text, escaped, with ``<wbr>`` between its phrases; texts of other languages only escaped.

    Text that is markup already is handed back as it is: a break must not be put into the middle of a tag.
    """
    if isinstance(text, Markup) or lang not in PHRASED:
        return escape(text)
    parts = phrases(str(text))
    if len(parts) < 2:
        return escape(str(text))
    return Markup('<span class="{}">{}</span>').format(CLASS, Markup("<wbr>").join(parts))
