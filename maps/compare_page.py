"""Two answers side by side: two maps that move together, and the difference by ward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geo_service.coverage.blank_marks import BLANK
from maps import words
from maps.assets import version
from maps.page import Frame, environment, page_context
from maps.view import answer_view, only_blank, small_set, unit_name
from maps.words import count, say, share, whole

Json = Mapping[str, Any]
SMALL = 15
"""Small areas shown whose figures differ most."""


@dataclass(frozen=True)
class Side:
    """One of the two: its answer (render.to_json parsed) and the page's frame for it."""

    answer: Json
    frame: Frame
    blank: Mapping[str, int]
    """Ward code → places in it that do not count because their marks are blank; wards without any are not in it."""


@dataclass(frozen=True)
class Offered:
    """Something to compare with: what would be other (``kind``), in words, and its page's address."""

    kind: str
    label: str
    address: str


@dataclass(frozen=True)
class Difference:
    """A row: name; share and unserved left, right, and right minus left, written out; what is not known, left and right."""

    name: str
    shares: tuple[str, str, str]
    unserved: tuple[str, str, str]
    unknown: tuple[str, str]


def compare_page(
    frame: Frame,
    left: Side | None,
    right: Side | None,
    typed: Mapping[str, str],
    offered: tuple[Offered, ...] = (),
    problem: Json | None = None,
) -> str:
    """The page. ``typed``: the addresses asked for ("left", "right"); ``offered``: what the left could be compared with;
    ``problem``: a problem object of what was wrong with an address."""
    lang = frame.lang
    both = left is not None and right is not None
    context = {
        **page_context(frame),
        "languages": [(code, words.LANGUAGE_NAMES[code], _address(typed, code)) for code in words.LANGUAGES],
        "typed": typed,
        "offered": offered,
        "problem": problem,
        "sides": [
            (name, answer_view(one.answer, lang), one.frame.address(view="map"), one.frame.address(view=""))
            for name, one in (("left", left), ("right", right))
            if one is not None
        ],
        "both": both,
        "mark": version(),
        "rows": differences(left.answer, right.answer, lang, left.blank, right.blank)
        if left is not None and right is not None
        else (),
        "small": small_differences(left, right, lang) if left is not None and right is not None else (),
        "most": SMALL,
        "warnings": warnings(left.answer, right.answer, lang) if left is not None and right is not None else (),
    }
    return environment().get_template("compare.html").render(context)


def _address(typed: Mapping[str, str], lang: str) -> str:
    return f"/compare?{urlencode({**typed, 'lang': lang})}"


def warnings(left: Json, right: Json, lang: str) -> tuple[str, ...]:
    """What must be known before the differences are read."""
    of, other = left["parameters"], right["parameters"]
    who = ("group", "unit", "time_of_day")
    unlike = {
        "city": left["city"] != right["city"],
        "question": left["question"] != right["question"],
        "ward": of["ward"] != other["ward"],
        "who": any(left[one] != right[one] for one in who) or of["demand"] != other["demand"],
        "limit": any(of[one] != other[one] for one in ("within", "limits_m")),
        "reach": any(of.get(one) != other.get(one) for one in ("reach", "detour_factor", "profile")),
    }
    found = [say(lang, f"portal.compare.other_{one}") for one, differs in unlike.items() if differs]
    blank, blank_right = _blank(left), _blank(right)
    if blank != blank_right:
        # A blank mark counts as not usable: where more are blank, less is reached, whether or not that is so.
        counts = (count(blank[0], lang), count(blank_right[0], lang))
        found.append(say(lang, "portal.compare.blank", left=counts[0], right=counts[1]))
    return tuple(found)


def _blank(answer: Json) -> tuple[int, tuple[str, ...]]:
    """Places that do not count because their marks are blank: how many, and the names of some."""
    for reason in answer["excluded_supply"]:
        if reason["code"] == BLANK:
            return reason["things"], tuple(reason["examples"])
    return 0, ()


def differences(
    left: Json, right: Json, lang: str, blank: Mapping[str, int] | None = None, blank_right: Mapping[str, int] | None = None
) -> tuple[Difference, ...]:
    """Wards both answers have, in the left's order, and the totals: of different cities or units, without a difference.

    ``blank``, ``blank_right``: :attr:`Side.blank` of each.
    """
    others = {one["code"]: one for one in right["units"].get("wards", [])} if left["city"] == right["city"] else {}
    alike = left["city"] == right["city"] and left["unit"] == right["unit"]
    blanks = (blank or {}, blank_right or {})
    rows = []
    for one in left["units"].get("wards", []):
        if one["code"] in others:
            pair = (one, others[one["code"]])
            unknown = [_unknown(unit, by_ward.get(one["code"], 0), lang) for unit, by_ward in zip(pair, blanks, strict=True)]
            silent = [_silent(unit, by_ward.get(one["code"], 0)) for unit, by_ward in zip(pair, blanks, strict=True)]
            said = (unknown[0], unknown[1])
            rows.append(_difference(unit_name(one, lang), *pair, said, lang, alike, (silent[0], silent[1])))
    totals = (left["totals"], right["totals"])
    unknown = [
        _unknown(_all_unknown(one), sum(by_ward.values()), lang) for one, by_ward in zip((left, right), blanks, strict=True)
    ]
    nobody = (only_blank(left) is not None, only_blank(right) is not None)
    return (*rows, _difference(say(lang, "table.total"), *totals, (unknown[0], unknown[1]), lang, alike, nobody))


def small_differences(left: Side, right: Side, lang: str) -> tuple[Difference, ...]:
    """The small areas (町丁, or what the left lists its worst of) whose unserved differ most, the largest difference first; none
    where the two are not of one city, one unit and one division, or where nothing differs."""
    small = small_set(left.answer)
    if left.answer["city"] != right.answer["city"] or left.answer["unit"] != right.answer["unit"]:
        return ()
    others = {one["code"]: one for one in right.answer["units"].get(small, [])}
    pairs = [(one, others[one["code"]]) for one in left.answer["units"].get(small, []) if one["code"] in others]
    changed = [(whole(there["unserved"]) - whole(here["unserved"]), here, there) for here, there in pairs]
    changed = [one for one in changed if one[0]]
    changed.sort(key=lambda one: (-abs(one[0]), one[1]["code"]))
    return tuple(
        _difference(unit_name(here, lang), here, there, (_unknown(here, 0, lang), _unknown(there, 0, lang)), lang, alike=True)
        for _, here, there in changed[:SMALL]
    )


def _all_unknown(answer: Json) -> Json:
    """Areas of unknown number in all wards together: the totals do not say it."""
    return {"unknown_features": sum(int(one.get("unknown_features") or 0) for one in answer["units"].get("wards", []))}


def _unknown(unit: Json, blank: int, lang: str) -> str:
    """What is not known of a ward, in words: places whose marks are blank, areas whose number of people is not published."""
    areas = int(unit.get("unknown_features") or 0)
    found = []
    if blank:
        found.append(say(lang, "portal.compare.unknown.blank", count=count(blank, lang)))
    if areas:
        found.append(say(lang, "portal.compare.unknown.areas", count=count(areas, lang)))
    return say(lang, "list.separator").join(found) if found else say(lang, "portal.compare.unknown.none")


def _silent(unit: Json, blank: int) -> bool:
    """Whether no marked place serves the ward while places in it are left blank: who has none is not known then."""
    return blank > 0 and unit["served"] <= 0 and unit["unserved"] > 0


def _difference(
    name: str,
    left: Json,
    right: Json,
    unknown: tuple[str, str],
    lang: str,
    alike: bool,
    silent: tuple[bool, bool] = (False, False),
) -> Difference:
    """``silent``: whether it is not known who is served (left, right); then there is no difference either."""
    shares = (left["share_served"], right["share_served"])
    points = gone = say(lang, "value.none")
    if any(silent):
        not_known = say(lang, "figure.unknown")
        told = [
            (not_known, not_known) if hidden else (share(one["share_served"], lang), count(one["unserved"], lang))
            for one, hidden in zip((left, right), silent, strict=True)
        ]
        return Difference(name, (told[0][0], told[1][0], points), (told[0][1], told[1][1], gone), unknown)
    if alike and shares[0] is not None and shares[1] is not None:
        points = say(lang, "portal.compare.points", points=f"{100 * (shares[1] - shares[0]):+.1f}")
    if alike:
        more = whole(right["unserved"]) - whole(left["unserved"])
        gone = f"{more:+,d}" if more else "±0"
    return Difference(
        name,
        (share(shares[0], lang), share(shares[1], lang), points),
        (count(left["unserved"], lang), count(right["unserved"], lang), gone),
        unknown,
    )
