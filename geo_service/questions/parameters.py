"""Reading parameters as people write them, and refusing what cannot be meant, always in the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from geo_service.errors import ParameterError
from layers.base import Code, Text
from layers.text import fold_text

MOST_SIGNS = 80
"""Longest value of a parameter in signs: names of wards and kinds are far shorter."""
LONG = {"closed_by": 20_000, "close": 20_000}
"""Longest values of parameters that may hold a drawn shape."""
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")
_YES = frozenset({"true", "1", "yes", "on", "はい"})
_NO = frozenset({"false", "0", "no", "off", "いいえ"})


def shown(value: object) -> str:
    """A value as an error may repeat it: control signs out, cut to 60 signs."""
    text = "".join(sign for sign in str(value) if unicodedata.category(sign)[0] != "C")
    return text if len(text) <= 60 else text[:60] + "…"


def refused(parameter: str, value: object, ja: str, en: str, **extra: object) -> ParameterError:
    """The one ParameterError to raise: which parameter, which value, what is allowed."""
    return ParameterError(
        f"{parameter} に「{shown(value)}」は使えません。{ja}",
        f"{parameter} cannot be '{shown(value)}'. {en}",
        parameter=parameter,
        value=shown(value),
        **extra,
    )


def not_listed(parameter: str, value: object, allowed: Sequence[tuple[str, Text]]) -> ParameterError:
    """The error for a value that is not one of the listed ones (value, label); it lists them."""
    ja = "、".join(f"{slug}（{label.ja}）" if label.ja and label.ja != slug else slug for slug, label in allowed)
    en = ", ".join(f"{slug} ({label.en})" if label.en and label.en != slug else slug for slug, label in allowed)
    return refused(
        parameter,
        value,
        f"使えるのは次のとおりです：{ja or 'なし'}。",
        f"Allowed: {en or 'none'}.",
        allowed=[slug for slug, _ in allowed],
        choices=[{"value": slug, "ja": label.ja, "en": label.en} for slug, label in allowed],
    )


def single_values(parameters: Mapping[str, object], allowed: Iterable[str]) -> dict[str, str]:
    """Parameter → its one value as text. Unknown names, repeated and over-long values are refused; empty ones dropped."""
    names = list(allowed)
    longest = {**dict.fromkeys(names, MOST_SIGNS), **LONG}
    read: dict[str, str] = {}
    for name, given in parameters.items():
        if name not in names:
            raise ParameterError(
                f"「{shown(name)}」という指定はありません。使えるのは {'、'.join(names)} です。",
                f"There is no parameter '{shown(name)}'. Allowed: {', '.join(names)}.",
                parameter=shown(name),
                allowed=names,
            )
        values = list(given) if isinstance(given, list | tuple) else [given]
        if len(values) > 1:
            raise refused(name, ", ".join(map(str, values)), "一度だけ指定してください。", "Give it once only.")
        if not values or values[0] is None:
            continue
        value = values[0]
        text = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
        most = longest[name]
        if len(text) > most:
            raise refused(name, text, f"{most:,}字までです。", f"At most {most:,} characters.", maximum=most)
        if text:
            read[name] = text
    return read


def metres(parameter: str, text: str, minimum: float, maximum: float) -> float:
    """A distance in metres; full-width digits and a trailing m are read."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("m").strip()
    value = float(plain) if _NUMBER.fullmatch(plain) else None
    if value is None or not minimum <= value <= maximum:
        raise refused(
            parameter,
            text,
            f"{minimum:,.0f}〜{maximum:,.0f} mの数で指定してください。",
            f"Give a number from {minimum:,.0f} to {maximum:,.0f} (metres).",
            minimum=minimum,
            maximum=maximum,
            unit="m",
        )
    return value


def number_between(parameter: str, text: str | None, default: float, minimum: float, maximum: float, unit: str = "") -> float:
    """A number with its unit left away or written behind it; the default where none is given."""
    if text is None:
        return default
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(unit).strip()
    value = float(plain) if _NUMBER.fullmatch(plain) else None
    if value is None or not minimum <= value <= maximum:
        raise refused(
            parameter,
            text,
            f"{minimum:,g}〜{maximum:,g}の数で指定してください。",
            f"Give a number from {minimum:,g} to {maximum:,g}.",
            minimum=minimum,
            maximum=maximum,
            unit=unit,
        )
    return value


def yes_or_no(parameter: str, text: str) -> bool:
    """A yes or a no."""
    folded = fold_text(text)
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise not_listed(parameter, text, [("true", Text("はい", "yes")), ("false", Text("いいえ", "no"))])


def code_of(text: str, codes: Iterable[Code]) -> str | None:
    """Slug of the code that the text names by slug, label (ja, en) or a published spelling; None when there is none."""
    folded = fold_text(text)
    for code in codes:
        if folded in {fold_text(name) for name in (code.slug, *code.label, *code.spellings)}:
            return code.slug
    return None


def labelled(codes: Iterable[Code]) -> list[tuple[str, Text]]:
    """Codes as (slug, label), for lists of what is allowed."""
    return [(code.slug, code.label) for code in codes]
