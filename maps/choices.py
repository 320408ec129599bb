"""What a person may choose on the page: cities, questions, hazards, groups and facilities, wards. Plain records.

The route fills them from the catalogue and the City (:mod:`maps.offer` does it for a City); the templates and the
script only read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.base import NOTHING_SAID, Text

LIMITS_M = (250, 500, 800, 1000)
"""Limits offered as buttons, in metres: 誘致距離 and walking areas in common use. Any other number may be typed."""
PROFILES = ("adult", "older", "wheels", "children", "night", "older_night")
"""Who walks the streets, in the order the form lists them (geo_service.coverage.profiles)."""
DEFAULT_QUESTION = "evacuation-site-reach"
DEFAULT_HAZARD = "earthquake"
DEFAULT_LIMIT_M = 500
PAGE_ONLY = frozenset({"city", "question", "lang", "f", "background", "view", "release"})
"""Members of the page's address that are not parameters of the question."""


@dataclass(frozen=True)
class Choice:
    """One value of a choice, its label and, where the label needs it, a plain hint."""

    value: str
    label: Text
    hint: Text = NOTHING_SAID
    available: bool = True
    """False: shown, but it cannot be chosen."""


@dataclass(frozen=True)
class RemarkForm:
    """The form for a note on the data: what it may be about, in groups, and what was typed into it before.

    ``fixed``: the layer of ``typed`` is the page's own and not asked. ``problem``: the problem object of what was wrong
    with what was typed; empty at first.
    """

    groups: tuple[tuple[Text, tuple[Choice, ...]], ...]
    most_signs: int
    fixed: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CityChoice:
    """A city of this installation. ``code`` is its five-digit code."""

    code: str
    name: Text
    fictitious: bool = False


@dataclass(frozen=True)
class QuestionChoice:
    """A question of the catalogue. ``title`` asks it in plain words; ``about`` adds one sentence.

    ``needs_hazard``: a hazard has to be chosen. ``limit_m``: its usual limit in metres, None when each kind of place
    has its own (then the limit may stay empty). ``place`` says what is looked for ("避難場所" / "evacuation site").
    """

    id: str
    title: Text
    about: Text = NOTHING_SAID
    needs_hazard: bool = False
    limit_m: float | None = float(DEFAULT_LIMIT_M)
    place: Text = NOTHING_SAID
    demand: str = "residents"
    """Demand when none is chosen."""


@dataclass(frozen=True)
class Choices:
    """What can be chosen for one question in one city. Values are parameter values of the API (slugs, ward codes)."""

    hazards: tuple[Choice, ...] = ()
    groups: tuple[Choice, ...] = ()
    """Population groups that are loaded."""
    facilities: tuple[Choice, ...] = ()
    """Facility layers and their kinds that are loaded ("child_facilities:nursery")."""
    day: tuple[Choice, ...] = ()
    """People by day, where lists say how many are at schools, workplaces and stations ("day_people:stations")."""
    kinds: tuple[Choice, ...] = ()
    """Kinds of the places looked for, where a person may narrow them."""
    wards: tuple[Choice, ...] = ()
    answerable: bool = True
    limits_m: tuple[int, ...] = field(default=LIMITS_M)
    streets: bool = False
    """Whether distances can be measured along streets."""


def page_parameters(query: Mapping[str, str], question: QuestionChoice | None, choices: Choices) -> dict[str, str]:
    """The question's parameters in a page address: empty members dropped, and the hazard the page starts with filled in.

    A page always shows one answer, so a question that needs a hazard gets earthquake (else the first that can be chosen);
    the API instead refuses and lists them. Hazard and kind left over from another question are dropped.
    """
    chosen = {name: value for name, value in query.items() if name not in PAGE_ONLY and value != ""}
    if question is None:
        return chosen
    if question.needs_hazard and "hazard" not in chosen:
        offered = [one.value for one in choices.hazards if one.available]
        if offered:
            chosen["hazard"] = DEFAULT_HAZARD if DEFAULT_HAZARD in offered else offered[0]
    if not question.needs_hazard:
        chosen.pop("hazard", None)
    # A form without a script sends who walks, whatever the reach is.
    if chosen.get("reach") != "streets":
        chosen.pop("profile", None)
    if "kind" in chosen and chosen["kind"] not in {one.value for one in choices.kinds}:
        del chosen["kind"]
    return chosen
