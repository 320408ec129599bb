"""People by age: what a column's heading counts, and groups put together from the bands that a table publishes.

A group is a sum of published bands only when they make it up exactly and each of them is known; else it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from layers.text import digits, fold_text

Ages = tuple[int, int]
"""First and last year of age, both counted; the last is OPEN for "and over"."""
OPEN = 999
BANDS: tuple[Ages, ...] = (*((low, low + 4) for low in range(0, 85, 5)), (85, OPEN))
"""The five-year bands kept as fields."""
WIDER: tuple[Ages, ...] = ((0, 5), (0, 14), (15, 64), (65, OPEN), (75, OPEN))
NAMES: dict[Ages, str] = {
    ages: f"age_{ages[0]}_{'over' if ages[1] == OPEN else ages[1]}" for ages in (*BANDS, *WIDER) if ages != (0, 5)
} | {(0, 5): "children_0_5"}
"""Ages → field of the population layer."""

_RANGE = re.compile(r"(\d{1,3})[歳才]?(?:~|-|から)(\d{1,3})[歳才]")
_OVER = re.compile(r"(\d{1,3})[歳才](?:以上|~)")
_UNDER = re.compile(r"(\d{1,3})[歳才]未満")
_SINGLE = re.compile(r"(\d{1,3})[歳才]")
_OTHER = re.compile("外国|日本人|国籍|増減|前月|前年|転入|転出|出生|死亡|率|割合|構成比|性比|平均|密度|%")
_SEX = re.compile("(男女計|男女)|(男性|男)|(女性|女)")
_DRESS = re.compile(r"[()（）「」、，,・:：の\s]|うち|総人口|人口|総数|合計|総計|小計|年齢|計|人$")
_HOUSEHOLDS = re.compile(r"^(?:総|全)?世帯(?:総)?数?(?:計|合計|総数)?$")
_SINGLE_PERSON = re.compile(r"(?:単独|単身|1人|一人)世帯")
_SAYS_PEOPLE = re.compile("人口|総数|計|男|女")
_WITH_UNKNOWN = re.compile("[、,]?(?:年齢)?「?(?:年齢)?不詳」?を?含む")
_SAID_NONE = frozenset({"", "-", "－", "―", "−", "…", "*", "＊", "x", "X", "***"})


class Counted(NamedTuple):
    """What a column counts. ``what``: residents, households, single_person_households, age_unknown or ages; ``sex``: "", m, f."""

    what: str | Ages
    sex: str = ""


def read_heading(heading: str) -> Counted | None:
    """What a heading says its column counts ("0～4歳 男", "総人口", "65歳以上人口"); None when it counts something else."""
    text = _WITH_UNKNOWN.sub("", fold_text(heading)).replace(" ", "")
    if not text or _OTHER.search(text):
        return None
    plain = re.sub(r"\((?:人|世帯)\)$", "", text)
    if _SINGLE_PERSON.search(plain):
        return Counted("single_person_households")
    if "世帯" in plain:
        return Counted("households") if _HOUSEHOLDS.match(re.sub("[()]", "", plain)) else None
    sexes = {"m" if found[2] else "f" for found in _SEX.finditer(plain) if not found[1]}
    if len(sexes) > 1:
        return None
    sex, rest = next(iter(sexes), ""), _SEX.sub("", plain)
    if "不詳" in rest:
        return Counted("age_unknown", sex) if not re.search(r"\d", rest) else None
    said = _ages(rest)
    if said is not None:
        ages, left = said
        return Counted(ages, sex) if not _DRESS.sub("", left) and ages[0] <= ages[1] else None
    # A bare 男 or 女 counts people; what is left of "人口（総数）" is nothing.
    return Counted("residents", sex) if _SAYS_PEOPLE.search(plain) and not _DRESS.sub("", rest) else None


def _ages(text: str) -> tuple[Ages, str] | None:
    """The ages that a heading names and what is left of it without them."""
    for pattern in (_RANGE, _OVER, _UNDER, _SINGLE):
        found = pattern.search(text)
        if found is None:
            continue
        year = int(found[1])
        ages = {_RANGE: (year, int(found[found.re.groups])), _OVER: (year, OPEN), _UNDER: (0, year - 1), _SINGLE: (year, year)}
        return ages[pattern], text[: found.start()] + text[found.end() :]
    return None


def number(said: Any, dash_is_zero: bool = False) -> float | str | None:
    """A cell as a number; None when it gives none; the cell itself when it is neither, so that validation names it.

    ``dash_is_zero``: census tables write - for "there are none"; elsewhere a dash says nothing.
    """
    text = digits(str(said)).strip() if said is not None else ""
    if dash_is_zero and text == "-":
        return 0.0
    if text in _SAID_NONE:
        return None
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return str(said)
    return value if abs(value) < float("inf") else str(said)


def total(parts: Iterable[float | str | None]) -> float | str | None:
    """The sum of cells; None when one is not given, the first unreadable one when there is one."""
    known = list(parts)
    odd = next((part for part in known if isinstance(part, str)), None)
    if odd is not None:
        return odd
    return sum(part for part in known if isinstance(part, float)) if known and None not in known else None


def groups(cells: Mapping[Counted, float | str | None]) -> dict[str, float | str | None]:
    """Field of the population layer → value, from what the columns of a row count. Fields that cannot be had are left out."""
    both: dict[str | Ages, float | str | None] = {}
    for what in dict.fromkeys(counted.what for counted in cells):
        if (whole := Counted(what)) in cells:
            both[what] = cells[whole]
        elif {(what, "m"), (what, "f")} <= set(cells):
            both[what] = total((cells[Counted(what, "m")], cells[Counted(what, "f")]))
    bands = [what for what in both if isinstance(what, tuple)]
    out: dict[str, float | str | None] = {what: both[what] for what in both if isinstance(what, str)}
    for ages, name in NAMES.items():
        made = _tiles(ages, bands)
        if made is not None:
            out[name] = total(both[band] for band in made)
    return out


def _tiles(wanted: Ages, bands: list[Ages]) -> list[Ages] | None:
    """Bands that make up the wanted ages without gap or overlap, the widest first; None when none do."""
    if wanted in bands:
        return [wanted]
    fitting = sorted((one for one in bands if one[0] == wanted[0] and one[1] <= wanted[1]), key=lambda one: -one[1])
    for band in fitting:
        if band[1] == wanted[1]:
            return [band]
        rest = _tiles((band[1] + 1, wanted[1]), bands)
        if rest is not None:
            return [band, *rest]
    return None
