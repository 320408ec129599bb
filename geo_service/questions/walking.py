"""Distances along streets as people ask for them: who walks, for how long, and which streets cannot be walked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from geo_service.coverage.city import City
from geo_service.coverage.profiles import PROFILES
from geo_service.coverage.question import Reach
from geo_service.coverage.walking import streets_of
from geo_service.questions.closing import read_closed
from geo_service.questions.parameters import metres, not_listed, refused
from layers.base import Text
from layers.text import fold_text

PROFILE_LABELS: dict[str, Text] = {
    "adult": Text("大人", "adult"),
    "older": Text("高齢者", "older person"),
    "wheels": Text("車いす・ベビーカー", "wheelchair or pushchair"),
    "children": Text("小さい子どもの集まり", "group of small children"),
    "night": Text("夜", "at night"),
    "older_night": Text("高齢者・夜", "older person at night"),
}
"""Profile id → how people name it, in the order lists show them."""
ON_STREETS = ("profile", "closed_by")
"""Parameters that say something of a reach along streets alone."""
_MINUTES = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) *(?:分|min|minutes?)")


def read_streets(read: Mapping[str, str], city: City, usual_m: float, least_m: float, most_m: float) -> Reach:
    """The reach along streets of the parameters within, profile and closed_by. ``within`` may be minutes (10分, 10min):
    then it is as many metres as the profile walks in them."""
    profile = read_profile(read["profile"]) if "profile" in read else "adult"
    limit_m = usual_m
    if "within" in read:
        limit_m = _within(read["within"], profile, least_m, most_m)
    closed = read_closed(city, read["closed_by"]) if "closed_by" in read else ()
    return Reach("streets", limit_m, profile=profile, closed=closed)


def only_on_streets(read: Mapping[str, str]) -> None:
    """ParameterError for what says nothing of a straight line: who walks, what is closed, minutes."""
    for name in ON_STREETS:
        if name in read:
            raise refused(
                name,
                read[name],
                "歩く道で測るとき（reach=streets）だけ指定できます。",
                "It can be given with reach=streets only.",
            )
    if "within" in read and _minutes(read["within"]) is not None:
        raise refused(
            "within",
            read["within"],
            "時間（分）は歩く道で測るとき（reach=streets）だけ使えます。mで指定してください。",
            "Minutes can be given with reach=streets only. Give metres.",
            unit="m",
        )


def read_profile(text: str) -> str:
    """The profile's id, by id or label (ja, en)."""
    folded = fold_text(text)
    for id, label in PROFILE_LABELS.items():
        if folded in {fold_text(name) for name in (id, *label)}:
            return id
    raise not_listed("profile", text, list(PROFILE_LABELS.items()))


def _within(text: str, profile: str, least_m: float, most_m: float) -> float:
    minutes = _minutes(text)
    if minutes is None:
        return metres("within", text, least_m, most_m)
    pace = PROFILES[profile].speed_m_min
    limit_m = round(minutes * pace, 1)
    if not least_m <= limit_m <= most_m:
        raise refused(
            "within",
            text,
            f"{least_m / pace:,.1f}〜{most_m / pace:,.0f} 分で指定してください。",
            f"Give {least_m / pace:,.1f} to {most_m / pace:,.0f} minutes.",
            minimum=round(least_m / pace, 1),
            maximum=round(most_m / pace),
            unit="min",
        )
    return limit_m


def _minutes(text: str) -> float | None:
    found = _MINUTES.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    return float(found[1]) if found else None


def require_streets(city: City, reach: Reach) -> None:
    """NotAnswerableError, lacking "streets", where the reach needs streets and the city has none."""
    if reach.mode == "streets":
        streets_of(city)
