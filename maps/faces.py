"""One hundred faces: the answer as if a hundred people lived here. For the page, the briefing and slides.

Shares become whole faces by the largest remainder, so that they add up to a hundred; whoever is there at all keeps a face
as long as there are faces enough.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from maps.words import say

HUNDRED = 100
KINDS = ("served", "one", "unserved", "unknown")
"""Reached by two places or more; by one place only; not reached; not known (no published count)."""
COLOURS = {"served": "#7fb2e5", "one": "#d3e5f7", "unserved": "#a8300a", "unknown": "#8d8d8d"}
"""Apart for colour-blind eyes, and on a grey printer: light, lighter, dark, hollow."""
RIM = "#2b6cb0"
"""Around the reached, whose colours are light: a grey printer shows them light and the unreached dark."""
STEP = 20
"""Room of one face in the picture's units; ten stand in a row."""


@dataclass(frozen=True)
class Faces:
    """How many of a hundred are of each kind (in the order of ``KINDS``), and the words that say so."""

    counts: Mapping[str, int]
    text: str
    lines: tuple[tuple[str, str], ...]
    """(kind, words) of each kind that has a face."""


def hundred(amounts: Mapping[str, float]) -> dict[str, int]:
    """A hundred shared out over ``amounts`` (>= 0) by the largest remainder; all 0 where there is nobody.

    A kind with somebody in it gets at least one face, taken from the kind with the most.
    """
    total = math.fsum(amounts.values())
    if total <= 0:
        return dict.fromkeys(amounts, 0)
    exact = {kind: HUNDRED * many / total for kind, many in amounts.items()}
    counts = {kind: math.floor(share) for kind, share in exact.items()}
    rest = sorted(exact, key=lambda kind: counts[kind] - exact[kind])
    for kind in rest[: HUNDRED - sum(counts.values())]:
        counts[kind] += 1
    for kind, many in amounts.items():
        if many > 0 and counts[kind] == 0:
            counts[max(counts, key=lambda one: counts[one])] -= 1
            counts[kind] = 1
    return counts


def faces(figures: Mapping[str, Any], lang: str) -> Faces | None:
    """The faces of totals or of a unit's row (``served``, ``unserved``, ``left_out``, ``depends_on_one``); None for nobody."""
    one = float(figures["depends_on_one"])
    amounts = {
        "served": max(0.0, float(figures["served"]) - one),
        "one": one,
        "unserved": float(figures["unserved"]),
        "unknown": float(figures.get("left_out") or 0),
    }
    counts = hundred(amounts)
    if not any(counts.values()):
        return None
    lines = tuple((kind, say(lang, f"faces.{kind}", count=counts[kind])) for kind in KINDS if counts[kind])
    unserved = counts["unserved"]
    return Faces(counts, say(lang, "faces.text" if unserved else "faces.none", count=unserved), lines)


def faces_svg(shown: Faces) -> Markup:
    """The picture: ten rows of ten, the unserved last. Its words are its label; a page places them beside it too."""
    marks = [kind for kind in KINDS for _ in range(shown.counts[kind])]
    drawn = "".join(face(kind, STEP * (i % 10) + STEP / 2, STEP * (i // 10) + STEP / 2) for i, kind in enumerate(marks))
    side = STEP * 10
    label = escape(" ".join((shown.text, *(text for _, text in shown.lines))))
    return Markup(f'<svg class="faces" viewBox="0 0 {side} {side}" role="img" aria-label="{label}">{drawn}</svg>')


def face(kind: str, x: float, y: float) -> str:
    """A head with its mouth: up for the reached, straight for one place only, down for the unreached, a ring for the unknown."""
    colour = COLOURS[kind]
    if kind == "unknown":
        return f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="2 2"/>'
    bend = {"served": 3, "one": 0, "unserved": -3}[kind]
    ink, rim = ("#ffffff", "") if kind == "unserved" else ("#1a1a1a", f' stroke="{RIM}" stroke-width="1"')
    eyes = "".join(f'<circle cx="{x + side:g}" cy="{y - 2:g}" r="1" fill="{ink}"/>' for side in (-2.6, 2.6))
    return (
        f'<g><circle cx="{x:g}" cy="{y:g}" r="8" fill="{colour}"{rim}/>'
        f"{eyes}"
        f'<path d="M{x - 3.5:g} {y + 3 - bend / 3:g}Q{x:g} {y + 3 + bend:g} {x + 3.5:g} {y + 3 - bend / 3:g}" '
        f'fill="none" stroke="{ink}" stroke-width="1.3" stroke-linecap="round"/></g>'
    )
