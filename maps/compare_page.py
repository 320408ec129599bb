"""Two answers side by side: two maps that move together, and the difference by ward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from maps import words
from maps.assets import version
from maps.page import Frame, environment, page_context
from maps.view import answer_view, unit_name
from maps.words import count, said, say, share, whole

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One of the two: its answer (render.to_json parsed) and the page's frame for it."""

    answer: Json
    frame: Frame


@dataclass(frozen=True)
class Offered:
    """Something to compare with, in words, and its page's address."""

    label: str
    address: str


@dataclass(frozen=True)
class Difference:
    """A row: name; share and unserved left, right, and right minus left, written out."""

    name: str
    shares: tuple[str, str, str]
    unserved: tuple[str, str, str]


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
        "rows": differences(left.answer, right.answer, lang) if left is not None and right is not None else (),
        "warnings": warnings(left.answer, right.answer, lang) if left is not None and right is not None else (),
    }
    return environment().get_template("compare.html").render(context)


def _address(typed: Mapping[str, str], lang: str) -> str:
    return f"/compare?{urlencode({**typed, 'lang': lang})}"


def warnings(left: Json, right: Json, lang: str) -> tuple[str, ...]:
    """What must be known before the differences are read."""
    found = []
    if left["city"] != right["city"]:
        found.append(say(lang, "portal.compare.other_city"))
    if said(left["group"], "ja") != said(right["group"], "ja") or left["unit"] != right["unit"]:
        found.append(say(lang, "portal.compare.other_who"))
    return tuple(found)


def differences(left: Json, right: Json, lang: str) -> tuple[Difference, ...]:
    """Wards both answers have, in the left's order, and the totals."""
    others = {one["code"]: one for one in right["units"].get("wards", [])} if left["city"] == right["city"] else {}
    rows = [
        _difference(unit_name(one, lang), one, others[one["code"]], lang)
        for one in left["units"].get("wards", [])
        if one["code"] in others
    ]
    return (*rows, _difference(say(lang, "table.total"), left["totals"], right["totals"], lang))


def _difference(name: str, left: Json, right: Json, lang: str) -> Difference:
    shares = (left["share_served"], right["share_served"])
    points = say(lang, "value.none")
    if shares[0] is not None and shares[1] is not None:
        points = say(lang, "portal.compare.points", points=f"{100 * (shares[1] - shares[0]):+.1f}")
    gone = whole(right["unserved"]) - whole(left["unserved"])
    return Difference(
        name,
        (share(shares[0], lang), share(shares[1], lang), points),
        (count(left["unserved"], lang), count(right["unserved"], lang), f"{gone:+,d}" if gone else "±0"),
    )
