"""What is missing says what that stops, in both languages and in at most two sentences."""

from __future__ import annotations

import pytest

from layers import LAYERS
from layers.base import Layer, Text

DECIDES = {
    "evacuation_sites": ("earthquake", "flood", "landslide", "storm_surge", "tsunami", "fire", "inland_flood", "volcano"),
    "hazard_zones": ("scale", "depth_from_m", "depth_to_m"),
    "parks": ("kind",),
    "community_places": ("kind",),
}
"""Layer → fields that a question's figures turn on, or that its users look for, besides those of any layer."""
OF_ANY_LAYER = ("capacity", "position_accuracy")


def sound(text: Text) -> bool:
    return 1 <= text.ja.count("。") <= 2 and text.ja.endswith("。") and text.en.endswith(".") and text.ja != text.en


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_every_layer_says_what_its_absence_stops(layer: Layer) -> None:
    assert sound(layer.without)


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_fields_that_decide_say_what_their_absence_stops(layer: Layer) -> None:
    wanted = {*DECIDES.get(layer.id, ()), *layer.marks, *OF_ANY_LAYER} & {field.name for field in layer.fields}
    assert set(DECIDES.get(layer.id, ())) <= wanted
    assert [name for name in sorted(wanted) if not sound(layer.field(name).without)] == []


def test_layers_do_not_say_the_same() -> None:
    said = [layer.without.ja for layer in LAYERS.values()]
    assert len(set(said)) == len(said)
