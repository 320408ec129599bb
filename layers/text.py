"""Folding Japanese names and addresses to keys that match. The original text is always kept; keys are never shown.

NFKC alone is not enough: it leaves 髙/高, 﨑/崎, ヶ/ケ/が and the many dashes apart, and it turns ① into 1, which would merge
第1① with 第11. Kanji numerals are read only before 丁目, 番 and 号: place names hold numerals (三番町, 八丁堀, 四日市).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_VARIANTS = str.maketrans(
    "髙﨑邊邉澤濱廣國學齋齊冨嶋嶌眞龍瀧曾檜籠德惠祗榮藪鷗祐來櫻條莊黑與萬",
    "高崎辺辺沢浜広国学斎斎富島島真竜滝曽桧篭徳恵祇栄薮鴎祐来桜条荘黒与万",
)
"""異体字 that names of places and facilities are written with, to the form in common use."""

_DASHES = "‐‑‒–—―−─━﹘﹣－⁃"
_DASH = str.maketrans(dict.fromkeys(_DASHES, "-"))
_WAVE = str.maketrans({"〜": "~", "～": "~", "∼": "~"})
_CIRCLED = re.compile("[①-⑳⑴-⒇㉑-㉟㊱-㊿❶-❿⓪]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad]")
_SPACES = re.compile(r"\s+")
_KANJI = "一-鿿㐀-䶿々"
_BETWEEN_KANJI_GA = re.compile(f"(?<=[{_KANJI}])[ヶケがガヵゖ](?=[{_KANJI}])")
_BETWEEN_KANJI_NO = re.compile(f"(?<=[{_KANJI}])[ノ之](?=[{_KANJI}])")
# ー is a letter in センター and a dash in 1ー2ー3.
_LONG_MARK_AS_DASH = re.compile(r"(?<=[0-9])ー+(?=[0-9])")

_FULLWIDTH_NUMBERS = str.maketrans("０１２３４５６７８９．，－＋−", "0123456789.,-+-")

_NUMERALS = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# 番 before 町 or 丁 and 号 before 館, 棟, 室 or 線 belong to a name.
_NUMBER_UNIT = r"(?:丁目|番地|番(?![町丁館])|号(?![館棟室線]))"
_KANJI_NUMBER = re.compile(f"[〇一二三四五六七八九十百]+(?={_NUMBER_UNIT})")


def digits(text: str) -> str:
    """Full-width digits, signs and points as ASCII; everything else as it was."""
    return text.translate(_FULLWIDTH_NUMBERS)


def kanji_number(text: str) -> int:
    """The number written in kanji numerals below a thousand: 二十一 → 21, 一〇 → 10. ValueError for anything else."""
    if not text or any(sign not in _NUMERALS and sign not in "十百" for sign in text):
        raise ValueError(text)
    if "十" not in text and "百" not in text:
        return int("".join(str(_NUMERALS[sign]) for sign in text))
    total, pending = 0, 0
    for sign in text:
        if sign in _NUMERALS:
            pending = pending * 10 + _NUMERALS[sign]
        else:
            total, pending = total + (pending or 1) * (100 if sign == "百" else 10), 0
    return total + pending


def kanji_numeral(number: int) -> str:
    """A number of 1 to 99 in kanji numerals, as official 町丁 names are written: 21 → 二十一."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    signs = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else signs[tens] + "十") + (signs[ones] if ones else "")


def _settled(fold: Callable[[str], str], text: str) -> str:
    """Fold until nothing moves: folding one sign can give another its context (a variant selector between kanji)."""
    while (folded := fold(text)) != text:
        text = folded
    return text


def _fold_once(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    # Kept apart from plain digits, see above.
    text = _CIRCLED.sub(lambda sign: f"({unicodedata.numeric(sign[0]):.0f})", text)
    text = text.translate(_WAVE).translate(_DASH)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = text.translate(_WAVE).translate(_DASH).translate(_VARIANTS)
    text = _LONG_MARK_AS_DASH.sub("-", text)
    text = _SPACES.sub(" ", text).strip()
    return _BETWEEN_KANJI_NO.sub("の", _BETWEEN_KANJI_GA.sub("ヶ", text))


def fold_text(text: str) -> str:
    """Width, case, dashes, 〜, spaces (no-break ones too) and 異体字 folded; single spaces stay. Idempotent."""
    return _settled(_fold_once, text)


def _without_spaces(text: str) -> str:
    """Spaces go, except between two digits, where they part two numbers."""
    return re.sub(r"(?<![0-9]) | (?![0-9])", "", text)


def _read_kanji_numbers(text: str) -> str:
    return _KANJI_NUMBER.sub(lambda found: str(kanji_number(found[0])), text)


def fold_name(name: str) -> str:
    """Key of a name: :func:`fold_text` without spaces, kanji numerals before 丁目 read (塩浜一丁目 = 塩浜１丁目). Idempotent."""
    return _settled(lambda text: _read_kanji_numbers(_without_spaces(fold_text(text))), name)


def name_order(name: str) -> tuple[tuple[int, str], ...]:
    """What names are sorted by: folded, numbers by their value (一丁目, 二丁目, 三丁目 … 十丁目), so that a list of 町丁 reads in
    the order people count in."""
    parts = re.split("([0-9]+)", fold_name(name))
    return tuple(
        (len(digits), digits) if at % 2 else (0, part) for at, part in enumerate(parts) for digits in (part.lstrip("0"),)
    )


def fold_address(address: str, prefecture: str = "", city: str = "") -> str:
    """Key of an address: 1-2-3, 1の2の3, １丁目２番３号 and 一丁目2番地3 are one; a bracketed tail and 地内 are dropped.

    ``prefecture`` and ``city`` are taken off the front where the address has them, so that lists that say them and lists
    that do not give one key. Idempotent.
    """
    prefixes = [fold_name(prefix) for prefix in (prefecture, city) if prefix]
    text = _without_spaces(fold_text(address))
    text = re.sub(r"^〒?[0-9]{3}-[0-9]{4}(?=[^0-9-])", "", text).lstrip()
    for prefix in prefixes:
        text = text.removeprefix(prefix)
    return _settled(_fold_address_once, text)


def _fold_address_once(text: str) -> str:
    text = _without_spaces(fold_text(text))
    text = re.sub(r"\([^()]*\)?$", "", text)
    text = re.sub(r"^大字|(?<=[市区町村])大字", "", text)
    text = _read_kanji_numbers(text)
    text = re.sub(r"(?<=[0-9])(?:丁目|番地の?|番(?![町丁館])|の)(?=[0-9])", "-", text)
    text = re.sub(r"(?<=[0-9])(?:丁目|番地|番(?![町丁館])|号(?![館棟室線]))", "", text)
    text = re.sub(r"(?<=[0-9])(?:地内|先|内)$", "", text)
    return text.strip("- ")


_PART = (
    r"(?:(?:第?[0-9一二三四五六七八九十]+|[a-z]|[東西南北中新旧本])"
    r"{0,2}(?:校舎|体育館|屋内運動場|武道場|柔道場|剣道場|格技室|格技場|校庭|々庭|グラウンド|グランド|運動場|プール|講堂|"
    r"本館|別館|新館|旧館|号館|特別教室|普通教室|教室|多目的ホール|昇降口|管理|駐車場)"
    r"(?:棟)?(?:第?[0-9]+|[a-z])?(?:号棟|号館|号|棟)?(?:[0-9]+階(?:以上)?)?)"
)
_PARTS = rf"{_PART}(?:(?:及び|並びに|および|[・、,/& と]){_PART})*"
_AFTER_SPACE = re.compile(rf" {_PARTS}$")
_BRACKETED = re.compile(rf" ?\({_PART}[^()]*\)$")
# A building's name is dropped only behind what is plainly an institution: 総合体育館 is a place of its own.
_BEHIND_INSTITUTION = re.compile(rf"(?<=校|園|学|院)(?<!公園)(?<!庭園){_PARTS}$")


def place_stem(name: str) -> str:
    """Key of the institution a row's building belongs to: 塩浜小学校　校舎６ and 塩浜小学校体育館 share 塩浜小学校.

    Two institutions at one address keep different stems. Idempotent.
    """
    return _settled(lambda text: fold_name(_settled(_without_building, fold_text(text))), name)


def _without_building(text: str) -> str:
    for tail in (_BRACKETED, _AFTER_SPACE, _BEHIND_INSTITUTION):
        # A name that is nothing but a building's ("体育館") stays.
        text = tail.sub("", text).strip() or text
    return text


def ward_in(address: str, wards: Iterable[str], prefecture: str = "", city: str = "") -> str | None:
    """The ward (as given in ``wards``) that an address names: right behind prefecture and city, else first found.

    None when it names none. Of wards found at one position the longest counts (川崎区 in 川崎市川崎区, not 幸区 in a street).
    """
    text = _without_spaces(fold_text(address))
    for prefix in (prefecture, city):
        text = text.removeprefix(fold_name(prefix)) if prefix else text
    found = [(text.find(key), -len(key), ward) for ward in wards if (key := fold_name(ward)) and key in text]
    return min(found)[2] if found else None
