"""The page's words (Babel catalogues read at start) and how it writes numbers, shares, distances and dates.

The script writes the same values with ``Intl``; tests/browser compares the two, so change both (static/words.js).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geo_service.render import rounding
from geo_service.render.rounding import per_cent_points
from layers.base import Text

LANGUAGES = ("ja", "en")
LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}
LOCALE = Path(__file__).parent / "locale"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(lang: str) -> Mapping[str, str]:
    """Message id → words in ``lang`` of all parts (``*.po``); ids are the same in all languages (a test holds them so)."""
    parts = sorted(one.stem for one in (LOCALE / lang / "LC_MESSAGES").glob("*.po"))
    return {id: text for part in parts for id, text in messages(lang, part).items()}


@lru_cache
def messages(lang: str, part: str) -> Mapping[str, str]:
    """Message id → words of one part: "maps" is the map page and what its script says, other parts belong to other pages."""
    with (LOCALE / lang / "LC_MESSAGES" / f"{part}.po").open("rb") as file:
        read = read_po(file, locale=lang, abort_invalid=True)
    return {str(one.id): str(one.string) for one in read if one.id}


def say(lang: str, message: str, **values: object) -> str:
    """The message in ``lang`` with ``{name}`` replaced. Values are put in as they are: escaping is the template's."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), catalogue(lang)[message])


def said(words: object, lang: str) -> str:
    """The words of a {"ja", "en"} object or a :class:`~layers.base.Text`; the other language where one is empty."""
    if isinstance(words, Text):
        words = {"ja": words.ja, "en": words.en}
    if isinstance(words, Mapping):
        return str(words.get(lang) or words.get("ja") or words.get("en") or "")
    return "" if words is None else str(words)


def _rounded(value: float, step: str) -> Decimal:
    """Distances and points to the step, halves to even."""
    return Decimal(str(value)).quantize(Decimal(step), rounding=ROUND_HALF_EVEN)


def whole(value: float) -> int:
    """The whole number :func:`count` writes: as the sentence does, so that figures and sentence never differ."""
    return rounding.whole(value)


def count(value: float | None, lang: str) -> str:
    """A count of people or things, whole; something between 0 and a half is "below 1", never 0."""
    if value is None:
        return say(lang, "value.unknown")
    if 0 < value < 0.5:
        return say(lang, "value.below_one")
    return str(format_decimal(whole(value), locale=lang))


def unit_word(value: float, answer: Mapping[str, Any], lang: str) -> str:
    """The answer's unit as it stands behind a count: "places", but "1 place"."""
    return say(lang, f"unit.one.{answer['unit']}") if count(value, lang) == "1" else said(answer["unit_label"], lang)


def amount(value: float | None, answer: Mapping[str, Any], lang: str) -> str:
    """A count with the answer's unit: "1,234人" or "1,234 people"."""
    if value is None:
        return say(lang, "value.unknown")
    return say(lang, "value.amount", count=count(value, lang), unit=unit_word(value, answer, lang))


def share(value: float | None, lang: str) -> str:
    """A share in per cent with one decimal, rounded as geo_service.render.words.per_cent; a dash when there is none."""
    if value is None:
        return say(lang, "value.none")
    return f"{per_cent_points(value):.1f}%"


def points(value: float, lang: str) -> str:
    """An error bound given as a share, in percentage points with two decimals."""
    return str(format_decimal(_rounded(value * 100, "0.01"), format="0.00", locale=lang))


def metres(value: float | None, lang: str) -> str:
    """A distance in whole metres: "1,240 m"."""
    if value is None:
        return say(lang, "value.unknown")
    return f"{format_decimal(_rounded(value, '1'), locale=lang)} m"


def date(text: str, lang: str) -> str:
    """An ISO date (or timestamp), a year or a month in words; anything else as it is published."""
    part = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text)
    try:
        if part:
            month = datetime.date(int(part[1]), int(part[2] or 1), 1)
            return str(format_skeleton("yMMMM" if part[2] else "y", month, locale=lang))
        return str(format_date(datetime.date.fromisoformat(text[:10]), format="long", locale=lang))
    except ValueError:
        return text
