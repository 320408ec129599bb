"""Values as people write them for people: 約500㎡, 1.2万人, 平成27年度, R6.4.1, ✓. Each is read or left as it is, never guessed.

Era years count from the first year of the era (元号法, and the proclamations of each change of era): 令和元年 = 2019. Counting
goes on beyond an era's end, as plans written before it ended do (平成32年 = 2020).
"""

from __future__ import annotations

import re
import unicodedata

ERAS: dict[str, int] = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
"""Era → the year that is its first."""
ERA_SIGNS = {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"} | dict(zip("mtshr", ERAS, strict=True))
_ERA = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令]|[mtshr](?![a-z]))\.?\s*(?P<year>元|\d{1,2})"
LAST_YEAR = 2100
ERA_DATE = re.compile(
    _ERA + r"\s*[年./\-]\s*(?P<month>\d{1,2})\s*[月./\-]\s*(?P<day>\d{1,2})\s*日?\s*(?:\(.曜?日?\))?\s*(?:現在|付け?)?"
)
ERA_YEAR = re.compile(_ERA + r"\s*年?度?")
WESTERN_YEAR = re.compile(r"(?:西暦)?\s*(\d{4})\s*年度?")
WESTERN_DATE = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?\s*(?:\(.曜?日?\))?\s*(?:現在|付け?)?")
EIGHT_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")

UNITS: dict[str, dict[str, float]] = {
    "m2": {"m2": 1, "平方メートル": 1, "平米": 1, "平方m": 1, "ha": 10_000, "ヘクタール": 10_000, "km2": 1_000_000},
    "people": {"人": 1, "名": 1, "人分": 1, "名分": 1, "人程度": 1, "名程度": 1, "席": 1},
    "households": {"世帯": 1, "戸": 1},
    "m": {"m": 1, "メートル": 1, "km": 1_000, "cm": 0.01},
    "min": {"分": 1, "分間": 1},
    "h": {"時間": 1},
    "years": {"歳": 1, "才": 1},
    "yen": {"円": 1, "千円": 1_000},
    "floors": {"階": 1, "階建": 1, "階建て": 1},
    "storeys": {"階": 1, "階建": 1, "階建て": 1},
    "%": {"%": 1, "パーセント": 1},
    "": dict.fromkeys(("人", "名", "世帯", "戸", "件", "か所", "ヶ所", "カ所", "箇所", "回", "団体", "台", "階", "棟"), 1.0),
}
"""Unit of a field → units that cells may have behind the number, and how many of the field's one of them is."""
NUMBER_AND_UNIT = re.compile(
    r"(?:約|およそ|概ね)?\s*([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?)\s*(万|千)?\s*([^\d\s,.]*2?)\s*"
    r"(?:程度|前後|ほど|くらい)?"
)
MULTIPLES = {"万": 10_000, "千": 1_000}

YES = frozenset("✓✔☑●◉レvｖ") | {"あり", "有り", "はい", "可", "該当", "該当する", "済", "yes", "y", "○印"}
NO = frozenset("✕✖✗✘☓xｘ") | {"なし", "無し", "無い", "いいえ", "不可", "非該当", "該当なし", "該当しない", "no", "n"}
UNKNOWN = frozenset("－−―—–ーｰ‐…/／") | {"不明", "未定", "未確認", "調査中", "n/a", "***", "*"}


def mark_of(text: str) -> bool | str | None:
    """A mark's cell: yes, no, None for unknown, or the text itself where it is none of them (△)."""
    said = text.strip().casefold()
    if said in YES:
        return True
    if said in NO:
        return False
    return None if said in UNKNOWN else text


def iso_date(text: str) -> str | None:
    """The day that a cell says in an era or with its weekday (R6.4.1, 令和6年4月1日(月), 20260401), as ISO; None otherwise.

    Whether there is such a day is not looked at.
    """
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    found = ERA_DATE.fullmatch(said)
    if found is not None:
        year = _era_year(found)
        return f"{year}-{int(found['month']):02}-{int(found['day']):02}" if year is not None else None
    western = WESTERN_DATE.fullmatch(said) or EIGHT_DIGITS.fullmatch(said)
    return f"{western[1]}-{int(western[2]):02}-{int(western[3]):02}" if western is not None else None


def western_year(text: str) -> str | None:
    """The year of a cell such as 平成27年度, S45, 2015年; None where it says no year that way."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    found = ERA_YEAR.fullmatch(said)
    if found is not None:
        year = _era_year(found)
        return str(year) if year is not None else None
    western = WESTERN_YEAR.fullmatch(said)
    if western is not None:
        return western[1]
    day = iso_date(text)
    return day[:4] if day is not None and EIGHT_DIGITS.fullmatch(said) is None else None


def _era_year(found: re.Match[str]) -> int | None:
    """The western year; None for a year 0 and for one after ``LAST_YEAR``, which no list of today means (令和99年)."""
    number = 1 if found["year"] == "元" else int(found["year"])
    year = ERAS[ERA_SIGNS.get(found["era"], found["era"])] + number - 1
    return year if number and year <= LAST_YEAR else None


def number_in(text: str, unit: str) -> str | None:
    """The number of a cell with its unit (約500㎡, 1.2万人, 2.5ha), in the field's unit; None where the unit is another."""
    said = unicodedata.normalize("NFKC", text).strip()
    found = NUMBER_AND_UNIT.fullmatch(said)
    if found is None:
        return None
    number, multiple, behind = found[1].replace(",", ""), found[2], found[3].casefold()
    times = UNITS.get(unit, UNITS[""]).get(behind) if behind else 1
    if times is None:
        return None
    if times == 1 and multiple is None:
        return number
    whole = round(float(number) * times * MULTIPLES.get(multiple or "", 1), 6)
    return f"{whole:.6f}".rstrip("0").rstrip(".")
