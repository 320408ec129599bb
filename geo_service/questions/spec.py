"""What one question of the catalogue says of itself. A new question is one more record in :mod:`.catalogue`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from layers.base import Text

Sureness = Literal["law", "standard", "rule-of-thumb", "assumption"]
"""Where a number comes from: a law; a published standard or handbook; common practice; our own choice."""

SURENESS: dict[Sureness, Text] = {
    "law": Text("法令による", "from a law"),
    "standard": Text("公表された基準・手引きによる（法的な義務ではない）", "from a published standard, not a legal duty"),
    "rule-of-thumb": Text("広く使われる目安", "a rule of thumb in common use"),
    "assumption": Text("このサービスの仮定", "an assumption of this service"),
}


REACHES: dict[Literal["straight", "detour", "streets"], Text] = {
    "straight": Text("直線", "straight line"),
    "detour": Text("道のりの目安（直線距離×係数）", "estimated walking distance (straight line × factor)"),
    "streets": Text("歩く道", "walking streets"),
}
"""How distance may be measured."""


@dataclass(frozen=True)
class Basis:
    """The standard or plan a question's numbers come from, in words, with its source and how sure we are of it."""

    text: Text
    source: Text
    sure: Sureness

    def words(self) -> Text:
        """Basis, source and how sure, as one passage."""
        sure = SURENESS[self.sure]
        return Text(
            f"{self.text.ja}（出典：{self.source.ja}。確かさ：{sure.ja}）",
            f"{self.text.en} (Source: {self.source.en}. How sure: {sure.en}.)",
        )


@dataclass(frozen=True)
class QuestionSpec:
    """One question. ``words`` is a template with the fields where, group, how_many, hazard, reach, limit and place.

    ``kinds``: kinds of the supply layer that count (empty: all). ``limits_m``: kind → metres where each kind has its
    own; then ``limit_m`` is the largest of them. ``kinds_to_choose``: a person may narrow the kinds.
    """

    id: str
    title: Text
    """As a person would ask it."""
    about: Text
    words: Text
    place: Text
    """The places that serve, as named in sentences."""
    supply_layer: str
    basis: Basis
    limit_m: float
    kinds: tuple[str, ...] = ()
    limits_m: tuple[tuple[str, float], ...] = ()
    kinds_to_choose: bool = False
    needs_hazard: bool = False
    demand: str = "residents"
    """Demand when none is named."""
    unit_sets: tuple[str, ...] = ()
    """Unit sets figures are given by; empty: all the city has."""

    @property
    def by_kind(self) -> bool:
        """Whether each kind of place has its own limit."""
        return bool(self.limits_m)

    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters the question takes, in the order documents list them."""
        hazard = ("hazard", "source", "scale", "usable") if self.needs_hazard else ()
        kind = ("kind",) if self.kinds_to_choose else ()
        return ("demand", "time", *hazard, *kind, "within", "reach", "profile", "closed_by", "ward", "unit_set", "neighbours")
