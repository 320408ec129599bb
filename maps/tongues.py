"""The languages of pages for a phone: which there are, which are offered, and their words and numbers.

A language is offered only where its catalogue has every message of the page (100 %): half a page in one's own language and
half in another helps nobody who must find a place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from maps.words import LOCALE

MEASURE = "ja"
"""The language whose catalogue all others must equal."""


@dataclass(frozen=True)
class Tongue:
    """``code``: as ``lang=`` has it, and the catalogue's folder. ``name``: in itself. ``html``: the page's lang attribute.
    ``numbers``: Babel's locale. ``names``: how Japanese names stand beside the Japanese: "none", "ruby" or "latin"."""

    code: str
    name: str
    html: str
    numbers: str
    names: str = "latin"


TONGUES = (
    Tongue("ja", "日本語", "ja", "ja", "none"),
    Tongue("ja-easy", "やさしい日本語", "ja", "ja", "ruby"),
    Tongue("en", "English", "en", "en"),
    Tongue("zh-Hans", "简体中文", "zh-Hans", "zh_Hans"),
    Tongue("ko", "한국어", "ko", "ko"),
    Tongue("vi", "Tiếng Việt", "vi", "vi"),
    Tongue("tl", "Tagalog", "tl", "fil"),
    Tongue("pt", "Português", "pt", "pt"),
    Tongue("ne", "नेपाली", "ne", "ne"),
)


@lru_cache(maxsize=64)
def catalogue(code: str, part: str, folder: Path = LOCALE) -> Mapping[str, str]:
    """Message id → words of a part in a language; empty where the language has no such part."""
    path = folder / code / "LC_MESSAGES" / f"{part}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        read = read_po(file, abort_invalid=True)
    return {str(one.id): str(one.string) for one in read if one.id}


def lacking(code: str, part: str, folder: Path = LOCALE) -> tuple[str, ...]:
    """Messages that keep a language from being offered: missing or empty ones, and those that take a value the page does not
    give. Empty when the catalogue is at 100 %."""
    whole, mine = catalogue(MEASURE, part, folder), catalogue(code, part, folder)
    return tuple(id for id, text in whole.items() if not mine.get(id, "").strip() or _values(mine[id]) - _values(text))


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@lru_cache(maxsize=16)
def offered(part: str, folder: Path = LOCALE) -> tuple[Tongue, ...]:
    """The languages that have all of a part, in the order in which they are shown."""
    return tuple(one for one in TONGUES if not lacking(one.code, part, folder))


def tongue(code: str, part: str, folder: Path = LOCALE) -> Tongue | None:
    """The language of that code where it is offered, letters large or small; None for others."""
    return next((one for one in offered(part, folder) if one.code.lower() == code.strip().lower()), None)


def wished(header: str, part: str) -> Tongue:
    """The first language of an Accept-Language header that is offered; Japanese where none is. ja-easy is only chosen."""
    ranges = []
    for at, one in enumerate(header.split(",")[:20]):
        tag, _, rest = one.strip().partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", rest)
        ranges.append((-(float(found[1]) if found else 1.0), at, tag.strip().lower()))
    here = {one.html.lower(): one for one in reversed(offered(part))}
    for quality, _, tag in sorted(ranges):
        for name in (tag, _chinese(tag), {"fil": "tl"}.get(tag.split("-")[0], tag.split("-")[0])):
            if name in here and quality < 0:
                return here[name]
    return offered(part)[0]


def _chinese(tag: str) -> str:
    """Chinese of the mainland, Singapore or no place is written in short signs; of Taiwan and Hong Kong it is not ours."""
    return "zh-hans" if tag in ("zh", "zh-cn", "zh-sg") or tag.startswith("zh-hans") else tag


def in_words(code: str, part: str, message: str, **values: object) -> str:
    """A message of a part with its values put in. KeyError for one that is not there."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), catalogue(code, part)[message])


def whole(value: float, one: Tongue) -> str:
    """A whole number as the language writes it."""
    return str(format_decimal(round(value), locale=one.numbers))


def decimal(value: float, one: Tongue) -> str:
    """A number as the language writes it, with at most two decimals."""
    return str(format_decimal(round(value, 2), locale=one.numbers))
