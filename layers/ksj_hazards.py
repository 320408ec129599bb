"""国土数値情報の災害の区域 (A31, A31a, A31b, A33, A40, A49): code lists, texts of depths, and rows made of them.

A rank or a text is an interval, at least … and below …, never a depth. What is in no list is passed on as it stands, so that
the row is refused with its value named: a zone read as "depth unknown" would look like any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from layers.base import Row, RowsFunction

Interval = tuple[float, float | None]
"""[from, to); None: open ended."""

DEPTHS_M: Mapping[str, Interval] = {
    "1": (0, 0.5), "2": (0.5, 3), "3": (3, 5), "4": (5, 10), "5": (10, 20), "6": (20, None),
}  # fmt: skip
"""浸水深ランク since 2019 (A31, A31a, A31b)."""
OLD_DEPTHS_M: Mapping[str, Interval] = {
    "11": (0, 0.5), "12": (0.5, 1), "13": (1, 2), "14": (2, 5), "15": (5, None),
    "21": (0, 0.5), "22": (0.5, 1), "23": (1, 2), "24": (2, 3), "25": (3, 4), "26": (4, 5), "27": (5, None),
}  # fmt: skip
"""浸水深コード of the 2012 edition: five and seven classes."""
HOURS: Mapping[str, Interval] = {
    "1": (0, 12), "2": (12, 24), "3": (24, 72), "4": (72, 168), "5": (168, 336), "6": (336, 672), "7": (672, None),
}  # fmt: skip
"""浸水継続時間ランク."""
COLLAPSES: Mapping[str, str] = {"1": "flow", "2": "bank", "3": "both"}
"""家屋倒壊等氾濫想定区域の区分: 氾濫流, 河岸侵食, both."""
FOLDERS: Mapping[str, str] = {"41": "1", "42": "2"}
"""Folder of A31a and A31b → the class of all its rows."""
PHENOMENA: Mapping[str, str] = {"1": "急傾斜地の崩壊", "2": "土石流", "3": "地滑り"}
ZONES: Mapping[str, tuple[str, bool, bool]] = {
    "1": ("土砂災害警戒区域", False, True),
    "2": ("土砂災害特別警戒区域", True, True),
    "3": ("土砂災害警戒区域（指定前）", False, False),
    "4": ("土砂災害特別警戒区域（指定前）", True, False),
}
"""A33 区域区分 → words, special zone, designated."""

FROM, TO, HOURS_FROM, HOURS_TO = "@depth_from_m", "@depth_to_m", "@duration_from_h", "@duration_to_h"
RANK, CLASS, COLLAPSE, SOURCE, KIND = "@rank", "@class", "@collapse", "@source", "@zone_kind"
SPECIAL, SPECIAL_DONE, DATE = "@special", "@special_designated", "@designated_on"
"""Columns that the rows functions here add."""

_NUMBER = r"(\d+(?:\.\d+)?)(cm|m|メ~トル)?"
_DEPTH = re.compile(rf"(?:{_NUMBER}(?:以上|超)~?|{_NUMBER}~|(~))?(?:{_NUMBER}(未満|以下)?)?")


def depth_interval(text: str) -> Interval | None:
    """The interval that a text says: "0.3m以上 ～ 1.0m未満", "～ 0.3m未満", "0.5m未満", "5.0m～", "0.01～0.3m".

    None when it says none. Spaces and line ends do not matter; a missing dash is read by 以上 and 未満. A number alone says
    nothing: it may be either end.
    """
    plain = unicodedata.normalize("NFKC", text).translate(str.maketrans("〜∼-−–—ー", "~~~~~~~"))
    found = _DEPTH.fullmatch(re.sub(r"\s+", "", plain).replace("~~", "~"))
    if found is None:
        return None
    least, least_unit, first, first_unit, dash, high, high_unit, below = found.groups()
    low, low_unit = (least, least_unit) if least is not None else (first, first_unit)
    if (low is None and high is None) or (low is None and not (dash or below)):
        return None
    start = _metres(low, low_unit or high_unit) if low is not None else 0.0
    end = _metres(high, high_unit) if high is not None else None
    return (start, end) if end is None or start < end else None


def _metres(number: str, unit: str | None) -> float:
    return float(number) / 100 if unit == "cm" else float(number)


def code_of(row: Row, column: str) -> str:
    """A code as text: editions write 2, "2", "2.0" and "02"."""
    said = str(row.get(column) or "").strip()
    found = re.fullmatch(r"0*(\d+)(?:\.0+)?", unicodedata.normalize("NFKC", said))
    return found.group(1) if found else said


def text_of(row: Row, column: str) -> str:
    """A text without spaces around it, "" for none."""
    return str(row.get(column) or "").strip()


def _interval(found: Interval | None, said: str, start: str, end: str) -> Row:
    if found is None:
        return {start: said or None, end: None}
    return {start: f"{found[0]:g}", end: None if found[1] is None else f"{found[1]:g}"}


def depth_rows(column: str, river: str | None = None, code: str | None = None) -> RowsFunction:
    """Rows of a depth rank in ``column``, old or new code; the source is the ``river``'s name, else its code."""

    def depths(rows: Sequence[Row]) -> list[Row]:
        out = []
        for row in rows:
            rank = code_of(row, column)
            band = _interval(DEPTHS_M.get(rank) or OLD_DEPTHS_M.get(rank), _unknown(rank), FROM, TO)
            out.append({**row, **band, RANK: rank or None, CLASS: rank or None, SOURCE: _river(row, river, code)})
        return out

    return depths


def duration_rows(column: str, river: str | None = None, code: str | None = None) -> RowsFunction:
    """Rows of a duration rank."""

    def durations(rows: Sequence[Row]) -> list[Row]:
        out = []
        for row in rows:
            rank = code_of(row, column)
            band = _interval(HOURS.get(rank), _unknown(rank), HOURS_FROM, HOURS_TO)
            out.append({**row, **band, RANK: rank or None, CLASS: rank or None, SOURCE: _river(row, river, code)})
        return out

    return durations


def collapse_rows(columns: Sequence[str], river: str | None = None, code: str | None = None) -> RowsFunction:
    """Rows of a zone where houses may be swept away: by the first of ``columns`` that a row fills, else by the file's folder."""

    def collapses(rows: Sequence[Row]) -> list[Row]:
        out = []
        for row in rows:
            rank = next(filter(None, (code_of(row, column) for column in columns)), "")
            rank = rank or FOLDERS.get(text_of(row, "@folder"), "")
            said = {COLLAPSE: COLLAPSES.get(rank, rank or None), CLASS: rank or None, KIND: "家屋倒壊等氾濫想定区域"}
            out.append({**row, **said, SOURCE: _river(row, river, code)})
        return out

    return collapses


def _unknown(rank: str) -> str:
    return f"ランク{rank}" if rank else ""


def _river(row: Row, river: str | None, code: str | None) -> str:
    """Whose flood it is: the river's name, its number, or what the file's name says of it."""
    name = text_of(row, river) if river else ""
    number = text_of(row, code) if code else ""
    named = re.sub(r"^[\d_-]+", "", text_of(row, "@part")) if not river else ""
    return name or (f"河川番号{number}" if number else "") or named or "河川の別なし"


def landslide_rows(rows: Sequence[Row]) -> list[Row]:
    """A33. 008 says whether the special zone is designated yet, not that this is one: 0 = it is, 1 = not yet."""
    out = []
    for row in rows:
        phenomenon, zone = code_of(row, "A33_001"), code_of(row, "A33_002")
        said = PHENOMENA.get(phenomenon, f"現象{phenomenon}" if phenomenon else "現象の記載なし")
        words, special, designated = ZONES.get(zone, (f"区域区分{zone}" if zone else "", None, True))
        done = {"0": "true", "1": "false"}.get(code_of(row, "A33_008"))
        out.append(
            {
                **row,
                # Ground before its designation is no zone in law: it has a key of its own.
                SOURCE: said if designated else f"{said}（指定前）",
                KIND: words or None,
                SPECIAL: None if special is None else str(special).lower(),
                SPECIAL_DONE: done,
                DATE: _day(text_of(row, "A33_007")),
                CLASS: zone or None,
            }
        )
    return out


def _day(said: str) -> str | None:
    """A date; 9999/1/1 stands for none. Eight digits get their dashes."""
    if re.match(r"9999", said):
        return None
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", said)
    plain = (
        "-".join(found.groups()) if found else re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+\d{2}:?\d{2})?$", "", said)
    )
    return plain or None


def depth_text_rows(column: str, source: str) -> RowsFunction:
    """Rows whose depth is a text in ``column``; ``source``: column that says whose zone it is."""

    def texts(rows: Sequence[Row]) -> list[Row]:
        out = []
        for row in rows:
            said = text_of(row, column)
            band = _interval(depth_interval(said), said, FROM, TO)
            out.append({**row, **band, CLASS: re.sub(r"\s+", " ", said) or None, SOURCE: text_of(row, source) or None})
        return out

    return texts
