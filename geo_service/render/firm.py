"""Whether an answer's share is firm: whether it stays where it is under other reasonable assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from geo_service.coverage.answer import Answer, Firmness
from geo_service.render.reasons import assumption_text
from geo_service.render.words import per_cent
from layers.base import Text

FIRM = 0.05
"""A share that no assumption moves by this much (5 points) is called firm. Our own choice."""
NAMED = 2
"""Assumptions named that a share turns on: those that move it most."""


@dataclass(frozen=True)
class Verdict:
    """``firm``: whether no assumption moves the share by FIRM or more. ``largest``: by how much the worst does, in shares.
    ``turns_on``: the assumptions that do, the worst first. ``words``: said to a lay reader."""

    firm: bool
    largest: float
    turns_on: tuple[str, ...]
    words: Text


def verdict(answer: Answer) -> Verdict | None:
    """The verdict on the share served of the whole; None where there is no share or no other assumption."""
    share = answer.total.share_served
    if share is None:
        return None
    moves = [(round(abs(one.share_served - share), 9), one) for one in answer.firmness if one.share_served is not None]
    if not moves:
        return None
    moves.sort(key=lambda move: (-move[0], move[1].assumption))
    largest = moves[0][0]
    moved = [one for by, one in moves if by >= FIRM]
    if not moved:
        points = f"{100 * largest:.1f}"
        words = Text(
            f"この割合は、ほかのもっともな前提にしても{points}ポイントまでしか動きません（しっかりした数です）。",
            f"Firm: no other reasonable assumption moves this share by more than {points} points.",
        )
        return Verdict(True, largest, (), words)
    said = [_said(one, answer) for one in moved[:NAMED]]
    words = Text(
        f"この割合は前提で変わります：{'、'.join(one.ja for one in said)}。",
        f"This share turns on assumptions: {'; '.join(one.en for one in said)}.",
    )
    return Verdict(False, largest, tuple(one.assumption for one in moved), words)


def _said(one: Firmness, answer: Answer) -> Text:
    text, share = assumption_text(one, answer), per_cent(one.share_served)
    return Text(f"{text.ja}{share}", f"{text.en} {share}")
