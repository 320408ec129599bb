"""The words of a note and of its answer: what signs and how many they may have."""

from __future__ import annotations

import unicodedata

from geo_service.errors import ParameterError
from layers.base import Text

MOST_NAME_SIGNS = 200
"""Longest key, contact or name of a person, in signs."""
JOINER = "\u200d"
"""Joins the parts of one emoji: the one format sign that people's telephones write."""


def note_words(text: str, most: int, label: Text | None = None) -> str:
    """What a note says, checked and without spaces around; line breaks are kept. ``label``: what errors call it."""
    return _checked("text", text, most, lines=True, needed=True, label=label)


def answer_words(text: str, most: int) -> str:
    """What an answer says, checked as a note is."""
    return _checked("text", text, most, lines=True, needed=True)


def one_line(parameter: str, text: str, label: Text | None = None) -> str:
    """A key or a contact, checked; may be empty. ``label``: what errors call it."""
    return _checked(parameter, text, MOST_NAME_SIGNS, lines=False, needed=False, label=label)


def who(text: str) -> str:
    """The name of who decides. ParameterError without one."""
    if not text.strip():
        raise ParameterError("--by に決めた人の名前を書いてください。", "Say with --by who decides.", parameter="by")
    return _checked("by", text, MOST_NAME_SIGNS, lines=False, needed=True)


def _checked(parameter: str, text: str, most: int, *, lines: bool, needed: bool, label: Text | None = None) -> str:
    ja, en = (f"「{label.ja}」", f"'{label.en}'") if label else (f"{parameter} ", parameter)
    plain = text.replace("\r\n", "\n").strip()
    for at, sign in enumerate(plain, start=1):
        if not _allowed(sign, lines):
            raise ParameterError(
                f"{ja}の{at:,}字目に、目に見えない制御文字（U+{ord(sign):04X}）があります。消してから送ってください。",
                f"Sign {at:,} of {en} is a control or direction sign (U+{ord(sign):04X}). Take it out and send it again.",
                parameter=parameter,
                value=f"U+{ord(sign):04X}",
            )
    if needed and not any(unicodedata.category(sign)[0] in "LNPS" for sign in plain):
        raise ParameterError(f"{ja}に何か書いてください。", f"Write something in {en}.", parameter=parameter)
    if len(plain) > most:
        raise ParameterError(
            f"{ja}は{most:,}字までです（今は{len(plain):,}字）。短くしてください。",
            f"{en} has {len(plain):,} signs; {most:,} at most. Make it shorter.",
            parameter=parameter,
            maximum=most,
        )
    return plain


def _allowed(sign: str, lines: bool) -> bool:
    if sign == "\n":
        return lines
    # Cc controls, Cf signs that turn or hide what is read, Cs halves of a sign, Zl and Zp line ends of no keyboard.
    return sign == JOINER or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
