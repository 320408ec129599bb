"""Readings of Japanese: ``<ruby>`` over every kanji, and names in Latin letters.

A reading is looked for in this order: the kana that the city's own list gives for a name; numbers with their counting word;
the table of fixed words (maps.fixed_readings, checked by hand); the dictionary (sudachipy with its core dictionary). What the
dictionary says of a name may be wrong: a page that shows it must say so.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape
from sudachipy import Dictionary, SplitMode, Tokenizer

from maps.breaks import CLASS, phrases
from maps.fixed_readings import FIXED
from maps.kana import COUNTERS, KANJI, OTHER_SHAPES, chome_kana, counter_kana, hiragana, latin

LONGEST = 2000
"""Signs that are read at most; a longer text is not one of ours, and stays without readings."""
LONG_WORD = 4
"""Signs of a word above which its parts get readings of their own, so that they stand over their kanji."""
_JAPANESE = re.compile(rf"{KANJI}|[ぁ-ゖァ-ヺ]")
_HAS_KANJI = re.compile(KANJI)
# ヶ and its like inside a name are read with the kanji around them: 二ヶ領, 梶ヶ谷.
_RUN = re.compile(rf"(?:{KANJI}|(?<={KANJI})[ヶヵケ](?={KANJI}))+")
_COUNTED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(年前|" + "|".join(sorted(COUNTERS, key=len, reverse=True)) + ")")
_CHOME = re.compile(r"([一二三四五六七八九十]{1,3})丁目")
# What a place is stands at the end of its name as one word: the dictionary alone sees 町中 and 学校 in 鴎町中学校.
_KINDS = re.compile(
    "(小学校|中学校|高等学校|幼稚園|保育園|保育所|体育館|公園|緑地|市民館|図書館|集会所|会館|広場|避難場所|避難所)"
)
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
_PARTICLES = ("の", "と", "が", "や")
_LAST = {"区": "ku", "市": "shi", "町": "cho", "村": "mura", "県": "ken"}
"""Endings of names of towns and wards that stand behind a hyphen in Latin letters."""
_FIXED_LONGEST = max(len(word) for word in FIXED)
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Piece:
    """A stretch of a text and how it is read: "" where nothing need be said (kana, figures, signs) or nobody knows."""

    text: str
    kana: str = ""


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    return Dictionary(dict="core").tokenizer(mode=SplitMode.C)


def _tokens(text: str) -> list[tuple[int, int, str]]:
    """Words of the text: start, end, reading in hiragana. Long names in their parts where these are read the same."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for stretch in _KINDS.split(text.translate(OTHER_SHAPES)):
        with _LOCK:  # a tokenizer serves one thread at a time
            for word in _tokenizer().tokenize(stretch) if stretch else ():
                parts = list(word.split(SplitMode.B)) if word.end() - word.begin() > LONG_WORD else [word]
                if "".join(part.reading_form() for part in parts) != word.reading_form():
                    parts = [word]
                found += [(at + part.begin(), at + part.end(), hiragana(part.reading_form())) for part in parts]
        at += len(stretch)
    return found


def _fixed_spans(text: str, borders: frozenset[int]) -> dict[int, tuple[int, str]]:
    """Start → (end, reading) of what is read by number or table, where its ends are ends of words."""
    spans: dict[int, tuple[int, str]] = {}
    for found in _COUNTED.finditer(text):
        if found.end() not in borders or text[found.start() - 1 : found.start()] in (".", ","):
            continue
        number, counter = found[1], found[2]
        month_before = text[: found.start()].endswith("月")
        kana, whole = ("ねんまえ", False) if counter == "年前" else counter_kana(number, counter, month_before)
        if kana:
            spans[found.start() if whole else found.start(2)] = (found.end(), kana)
    for found in _CHOME.finditer(text):
        if found.end() in borders and (kana := chome_kana(found[1])):
            spans[found.start()] = (found.end(), kana + "ちょうめ")
    for start in sorted(borders):
        for end in range(min(len(text), start + _FIXED_LONGEST), start, -1):
            word = text[start:end]
            if end in borders and word in FIXED and start not in spans:
                spans[start] = (end, FIXED[word])
                break
    return spans


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text with their readings; put together they are the text."""
    tokens = _tokens(text)
    borders = frozenset(at for start, end, _ in tokens for at in (start, end))
    spans = _fixed_spans(text, borders)
    read = {start: (end, kana) for start, end, kana in tokens}
    made: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        end, kana = spans.get(at) or read.get(at) or (min([*(one for one in borders if one > at), len(text)]), "")
        if at not in spans:
            # What begins inside this word (a counting word behind its number) is read by itself.
            end = min([end, *(one for one in spans if at < one < end)])
        made.append((text[at:end], kana))
        at = end
    return tuple(made)


@lru_cache(maxsize=8192)
def pieces(text: str) -> tuple[Piece, ...]:
    """The text in pieces with their readings; put together they are the text."""
    if len(text) > LONGEST or not _HAS_KANJI.search(text):
        return (Piece(text),) if text else ()
    return tuple(piece for word, kana in _words(text) for piece in _aligned(word, kana))


def _aligned(word: str, kana: str) -> list[Piece]:
    """A word's kanji with their part of its reading: 届(とど)く. Where that cannot be told, the reading stands over the whole."""
    if not _HAS_KANJI.search(word):
        return [Piece(word)]
    if not kana or _HAS_KANJI.search(kana):
        kana = _by_sign(word)
        if not kana:
            return [Piece(word)]
    pattern, at, kinds = "", 0, []
    for found in _RUN.finditer(word):
        if found.start() > at:
            pattern += f"({re.escape(hiragana(word[at : found.start()]))})"
            kinds.append(word[at : found.start()])
        pattern += "(.+?)"
        kinds.append("")
        at = found.end()
    if at < len(word):
        pattern += f"({re.escape(hiragana(word[at:]))})"
        kinds.append(word[at:])
    matched = re.fullmatch(pattern, hiragana(kana))
    if matched is None:
        return [Piece(word, hiragana(kana))]
    runs = iter(_RUN.findall(word))
    return [Piece(kind) if kind else Piece(next(runs), part) for kind, part in zip(kinds, matched.groups(), strict=True)]


def _by_sign(word: str) -> str:
    """The reading of a word that no dictionary has, sign by sign; "" when one of its signs is unknown."""
    read = ""
    for sign in word:
        kana = _tokens(sign)[0][2] if _HAS_KANJI.match(sign) else hiragana(sign)
        if _HAS_KANJI.search(kana):
            return ""
        read += kana
    return read


def of_name(name: str, kana: str = "") -> tuple[Piece, ...]:
    """The pieces of a name: with the kana its own list gives where there is one, else by table and dictionary."""
    return tuple(_aligned(name, kana.strip())) if kana.strip() else pieces(name)


def ruby(text: object, kana: str = "", parted: bool = False) -> Markup:
    """The text, escaped, with ``<ruby>`` over its kanji.

    ``kana``: how all of it is read, where that is known. ``parted``: a space between phrases (分かち書き), as easy Japanese has
    it. Markup is handed back as it is.
    """
    if isinstance(text, Markup):
        return text
    made = of_name(str(text), kana)
    ends: set[int] = set()
    if parted:
        at = 0
        for phrase in phrases(str(text)):
            at += len(phrase)
            ends.add(at)
    written, at = Markup(), 0
    for piece in made:
        if piece.kana:
            written += Markup("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>").format(piece.text, piece.kana)
            at += len(piece.text)
            written += _gap(at, ends, str(text))
            continue
        for sign in piece.text:
            at += len(sign)
            written += escape(sign) + _gap(at, ends, str(text))
    return Markup('<span class="{}">{}</span>').format(CLASS, written) if ends else written


def _gap(at: int, ends: set[int], text: str) -> Markup:
    """A space where a phrase ends, but neither at the end of all nor after a mark that has its own space."""
    return Markup(" ") if at in ends and at < len(text) and text[at - 1] not in "、。（）！？ 　" else Markup()


def kana_of(text: str, kana: str = "") -> str:
    """How a text is read, in hiragana; what has no reading stays as it is."""
    return hiragana("".join(piece.kana or piece.text for piece in of_name(text, kana)))


@lru_cache(maxsize=4096)
def latin_of(name: str, kana: str = "") -> str:
    """A name in Latin letters (Hepburn), word by word, each with a capital; "" where a sign of it cannot be read, or
    where nothing in it is Japanese."""
    if not _JAPANESE.search(name):
        return ""
    words = _latin_words(name, hiragana(unicodedata.normalize("NFKC", kana)).strip())
    if any(_HAS_KANJI.search(read) for _, read in words):
        return ""
    written = ""
    for word, read in words:
        part = latin(unicodedata.normalize("NFKC", read)).strip()
        ending = _LAST.get(word[-1:], "")
        if ending == "cho" and part.endswith("machi"):
            ending = "machi"
        if ending and part.endswith(ending):
            stem = part[: -len(ending)]
            # 市立 begins with 市, but is no name that ends in it.
            written += f" {stem[:1].upper()}{stem[1:]}-{ending}" if stem else f"-{ending}" if written else f" {ending.title()}"
        elif part:
            written += f" {part[:1].upper()}{part[1:]}"
    # 川崎市立 is 川崎 with 市立 to the reader, and 川崎市 with 立 to the dictionary.
    written = re.sub(r"-(shi|ku|ken|cho|mura) Ritsu\b", lambda found: f" {found[1].title()}ritsu", written)
    return re.sub(r"(?<=\() | (?=[).,])", "", written).strip()


def _latin_words(name: str, kana: str) -> list[tuple[str, str]]:
    """The words of a name as Latin letters part them, with their readings."""
    if len(name) > LONGEST:
        return [(name, kana or name)]
    words: list[tuple[str, str]] = []
    for word, read in _words(name):
        kana_only = _HIRAGANA.fullmatch(word) and word not in _PARTICLES
        if words and kana_only and _HIRAGANA.fullmatch(words[-1][0]) and words[-1][0] not in _PARTICLES:
            # A name in hiragana that no dictionary has comes apart in words it is not made of: みほ, ん.
            words[-1] = (words[-1][0] + word, words[-1][1] + word)
        else:
            words.append((word, "".join(one.kana or one.text for one in _aligned(word, read))))
    if not kana or "".join(read for _, read in words) == kana:
        return words
    # The list reads it otherwise than the dictionary: only what the place is, at the end, is still known to be a word.
    for at in range(1, len(words)):
        ending = "".join(read for _, read in words[at:])
        if kana.endswith(ending) and len(kana) > len(ending):
            head = "".join(word for word, _ in words[:at])
            return [(head, kana[: -len(ending)]), *words[at:]]
    return [(name, kana)]
