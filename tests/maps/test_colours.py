"""The map's colours stand apart for everybody: by lightness, with an edge or a pattern's ink where they alone would not."""

from __future__ import annotations

import re

import numpy as np
import pytest

from maps.assets import STATIC

SEEN = {
    "usual": np.eye(3),
    # Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
}
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def colours() -> dict[str, str]:
    """Name → #rrggbb of static/colours.js; the three classes of gaps are gap0, gap1 and gap2."""
    text = (STATIC / "colours.js").read_text(encoding="utf-8")
    found = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', text))
    classes = re.search(r"gap: \[([^\]]*)\]", text)
    assert classes is not None
    return found | {f"gap{at}": one for at, one in enumerate(re.findall(r"#[0-9a-f]{6}", classes[1]))}


def lightness(colour: str, eyes: str) -> float:
    """Relative luminance (WCAG) of a colour as those eyes see it."""
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(np.clip(SEEN[eyes] @ linear, 0, 1) @ LUMINANCE)


def contrast(one: str, other: str, eyes: str) -> float:
    """Contrast ratio of two named colours of the map."""
    named = colours()
    dark, light = sorted(lightness(named[name], eyes) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", list(SEEN))
def test_an_edge_or_an_ink_parts_what_colour_alone_does_not(eyes: str) -> None:
    # Of two neighbours the lighter one stands 3 : 1 from the edge between them; the darkest class from all that is light.
    for light in ("served", "zoneGround", "gap0", "gap1"):
        assert contrast(light, "gapEdge", eyes) >= 3, light
    for light in ("served", "zoneGround", "gap0"):
        assert contrast(light, "gap2", eyes) >= 3, light
    for ground, ink in (("unknown", "unknownInk"), ("nobody", "nobodyInk"), ("zoneGround", "zoneInk"), ("gap1", "hatch")):
        assert contrast(ground, ink, eyes) >= 3, ground
    # Unknown is told from zero by its edge and dots.
    assert contrast("served", "unknownInk", eyes) >= 3


@pytest.mark.parametrize("eyes", list(SEEN))
def test_classes_darken_step_by_step(eyes: str) -> None:
    steps = [lightness(colours()[name], eyes) for name in ("served", "gap0", "gap1", "gap2")]
    assert steps == sorted(steps, reverse=True)
    assert all(contrast(f"gap{at}", f"gap{at + 1}", eyes) > 1.7 for at in (0, 1))
