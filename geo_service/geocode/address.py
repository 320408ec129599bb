"""An address as a person wrote it, taken apart: whose it is, the ward it names, and the key of the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from layers.text import fold_address, fold_name, fold_text, kanji_number

PREFECTURES = (
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県"),
    *("東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県"),
    *("滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県"),
    *("香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)
"""By number: the first two digits of a municipality code (JIS X 0401) less one."""

_INVENTED = re.compile(r"^[^0-9市区町村]{1,6}県")
_COUNTY = re.compile(r"^[^0-9市区町村]{1,5}郡")
_POSTCODE = re.compile(r"^〒?[0-9]{3}-[0-9]{4}(?=[^0-9-])")
_ELSEWHERE = re.compile(r"^(?:[^0-9]{1,6}市[^0-9]{1,4}区|[^0-9]{1,7}[市区村])")
_NEAR = re.compile(r"(?:先|付近|地内|周辺|隣|裏|向かい|ほか|他|外)$")
_KANJI_PARTS = re.compile(r"(?<=[^一二三四五六七八九十])([一二三四五六七八九十]+)(?=(?:-|の)[0-9一二三四五六七八九十])")
_KANJI_TAIL = re.compile(r"(?<=[0-9](?:-|の))([一二三四五六七八九十]+)")


@dataclass(frozen=True)
class Address:
    """``ward``: index in the gazetteer's wards, -1 when none is named. ``key``: folded text behind the ward.

    ``foreign``: it names another prefecture. ``elsewhere``: it looks like another municipality's, should no 町丁 fit it.
    ``near``: it says "in front of" or "and others", so that a number in it stands for no more than its block. ``chome``:
    True when the first number is said to be a 丁目, False when it is said to be a 番, None when nothing is said.
    """

    ward: int
    key: str
    foreign: bool = False
    elsewhere: bool = False
    near: bool = False
    chome: bool | None = None


def prefecture_of(code: str) -> str:
    """The prefecture of a municipality code, "" for invented ones."""
    number = int(code[:2]) if code[:2].isascii() and code[:2].isdigit() else 0
    return PREFECTURES[number - 1] if 1 <= number <= len(PREFECTURES) else ""


def taken_apart(text: str, prefecture: str, city: str, wards: Mapping[str, int]) -> Address:
    """An address of a city. ``prefecture`` and ``city``: its names, "" when not known; ``wards``: folded name → index."""
    whole = _POSTCODE.sub("", fold_name(text)).lstrip()
    rest, foreign = _without_prefecture(whole, fold_name(prefecture))
    rest = _COUNTY.sub("", rest) if city and not rest.startswith(city := fold_name(city)) else rest
    named = bool(city) and rest.startswith(city)
    if named:
        rest = rest[len(city) :]
    ward = -1
    for name, index in sorted(wards.items(), key=lambda one: -len(one[0])):
        if name and rest.startswith(name):
            rest, ward = rest[len(name) :], index
            break
    # Names of 町丁 may hold 市 or 村 (市ノ坪), too.
    elsewhere = not named and ward < 0 and _ELSEWHERE.match(rest) is not None
    said = re.search(r"^[^0-9]*[0-9]+(丁目|番)", rest)
    near = bool(_NEAR.search(re.sub(r"\([^()]*\)?$", "", rest)))
    return Address(ward, town_key(rest), foreign, elsewhere, near, None if said is None else said[1] == "丁目")


def _without_prefecture(text: str, own: str) -> tuple[str, bool]:
    """The text behind its prefecture, and whether that is another one than the city's."""
    if own and text.startswith(own):
        return text[len(own) :], False
    for name in PREFECTURES:
        if text.startswith(name):
            return text[len(name) :], True
    return (_INVENTED.sub("", text), False) if not own else (text, False)


def key_variants(key: str) -> list[str]:
    """Other readings of a key that led nowhere: without 字, and with kanji numerals of 一-2-3 read."""
    out = []
    if "字" in key[1:]:
        out.append(key[0] + key[1:].replace("大字", "", 1).replace("小字", "", 1).replace("字", "", 1))
    read = _KANJI_TAIL.sub(_number, _KANJI_PARTS.sub(_number, key))
    if read != key:
        out.append(fold_address(read))
    return [one for one in out if one != key]


def _number(found: re.Match[str]) -> str:
    return str(kanji_number(found[1]))


def town_key(name: str) -> str:
    """Key of a 町丁's name as :func:`taken_apart` gives it: 浅田一丁目 → 浅田1, 大字千年 → 千年."""
    return fold_address(name).removeprefix("字")


def number_key(number: str) -> str:
    """Key of a block, parcel or residence number: "５番地" → 5."""
    if number.isascii() and number.isdigit():
        return number.lstrip("0") or "0"
    return fold_address(fold_text(number))
