"""What the catalogue offers for a city, as the page's choices. Reads geo_service.questions' records by their attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from layers.base import NOTHING_SAID, Text
from maps.choices import Choice, Choices, QuestionChoice

HAZARD_HINTS = {
    "earthquake": Text("大きな揺れ", "strong shaking"),
    "flood": Text("川の水があふれる", "a river overflows"),
    "landslide": Text("がけ崩れ・土石流・地すべり", "slopes give way, debris flows"),
    "storm_surge": Text("台風で海面が上がる", "a typhoon raises the sea"),
    "tsunami": Text("地震のあとの大きな波", "waves after an earthquake"),
    "fire": Text("火が町に燃え広がる", "a fire spreads through the town"),
    "inland_flood": Text("雨水が排水しきれずあふれる", "rain that drains cannot carry"),
    "volcano": Text("噴火や火山灰", "eruption, ash"),
}


class HazardLike(Protocol):
    """geo_service.questions.HazardOffer."""

    @property
    def slug(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def places(self) -> int: ...


class SpecLike(Protocol):
    """geo_service.questions.QuestionSpec, as far as the page shows it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def about(self) -> Text: ...
    @property
    def place(self) -> Text: ...
    @property
    def needs_hazard(self) -> bool: ...
    @property
    def by_kind(self) -> bool: ...
    @property
    def limit_m(self) -> float: ...
    @property
    def demand(self) -> str: ...


class OfferLike(Protocol):
    """geo_service.questions.Offer."""

    @property
    def answerable(self) -> bool: ...
    @property
    def groups(self) -> Sequence[tuple[str, Text]]: ...
    @property
    def facilities(self) -> Sequence[tuple[str, Text]]: ...
    @property
    def day(self) -> Sequence[tuple[str, Text]]: ...
    @property
    def hazards(self) -> Sequence[HazardLike]: ...
    @property
    def kinds(self) -> Sequence[tuple[str, Text]]: ...
    @property
    def streets(self) -> bool: ...
    @property
    def wards(self) -> Sequence[tuple[str, Text]]: ...


def choices_of(offer: OfferLike) -> Choices:
    """The choices of one question for one city. Hazards without any designated place cannot be chosen."""
    return Choices(
        hazards=tuple(
            Choice(one.slug, one.label, HAZARD_HINTS.get(one.slug, NOTHING_SAID), one.places > 0) for one in offer.hazards
        ),
        groups=_labelled(offer.groups),
        facilities=_labelled(offer.facilities),
        day=_labelled(offer.day),
        kinds=_labelled(offer.kinds),
        wards=_labelled(offer.wards),
        answerable=offer.answerable,
        streets=offer.streets,
    )


def question_choices(specs: Iterable[SpecLike] | Mapping[str, SpecLike]) -> tuple[QuestionChoice, ...]:
    """The catalogue's questions as the page lists them."""
    records = specs.values() if isinstance(specs, Mapping) else specs
    return tuple(
        QuestionChoice(
            id=one.id,
            title=one.title,
            about=one.about,
            needs_hazard=one.needs_hazard,
            limit_m=None if one.by_kind else one.limit_m,
            place=one.place,
            demand=one.demand,
        )
        for one in records
    )


def _labelled(pairs: Sequence[tuple[str, Text]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in pairs)
