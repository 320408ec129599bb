"""Names in large type: how wide they are with the readings over their signs, and the size in which they fit."""

from __future__ import annotations

from markupsafe import Markup, escape

from maps.paper.brief.message import READING
from maps.picture_parts import FORBIDDEN, text_width
from maps.readings import of_name

LONGEST = 20
"""Signs of a name on a sign; a longer one is cut and ends in "…" (the list has all of it)."""


def cut(name: str, most: int = LONGEST) -> str:
    """The name without signs that turn text around, cut where it is too long to be read from afar."""
    plain = FORBIDDEN.sub("", name).strip()
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def fitting(name: str, kana: str, lang: str, width: float, sizes: tuple[float, float]) -> tuple[Markup, float]:
    """The name (with its readings in Japanese) and the largest of the sizes (most, least; in units of ``width``) in which it
    stands on one line, else the least."""
    parts = of_name(name, kana) if lang == "ja" else ()
    wide = sum(_wide(one.text, one.kana) for one in parts) if parts else text_width(name, 1.0)
    size = min(sizes[0], max(sizes[1], width / max(wide, 0.1)))
    written = Markup().join(_read(one.text, one.kana) for one in parts) if parts else escape(name)
    return Markup("<bdi>{}</bdi>").format(written), size


def _wide(signs: str, kana: str) -> float:
    return max(text_width(signs, 1.0), len(kana) * READING + 0.04) if kana else text_width(signs, 1.0)


def _read(signs: str, kana: str) -> Markup:
    if not kana:
        return escape(signs)
    return Markup('<span class="read" style="width:{:.2f}em"><span class="kana">{}</span>{}</span>').format(
        _wide(signs, kana), kana, signs
    )
