"""The hundred faces beside the map: each kind is drawn once and then only placed, so that a page stays small.

static/beside.js places them again when a choice changes; the kinds stay.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from maps.faces import KINDS, STEP, Faces, face

SIDE = STEP * 10


def kinds_svg() -> Markup:
    """The four kinds as symbols ``face-served`` … around (0, 0); shows nothing by itself."""
    drawn = "".join(f'<g id="face-{kind}">{face(kind, 0, 0)}</g>' for kind in KINDS)
    return Markup(
        f'<svg class="faces-kinds" width="0" height="0" aria-hidden="true" focusable="false"><defs>{drawn}</defs></svg>'
    )


def placed_svg(shown: Faces) -> Markup:
    """The picture: ten rows of ten, the unserved after the reached. Its words are its label."""
    marks = [kind for kind in KINDS for _ in range(shown.counts[kind])]
    placed = "".join(
        f'<use href="#face-{kind}" x="{STEP * (at % 10) + STEP // 2}" y="{STEP * (at // 10) + STEP // 2}"></use>'
        for at, kind in enumerate(marks)
    )
    label = escape(" ".join((shown.text, *(text for _, text in shown.lines))))
    return Markup(f'<svg class="faces" viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{label}">{placed}</svg>')
