"""How a table of ours is known again when it comes back: what :mod:`geo_service.render.layer_table` writes beside the rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from layers import LAYERS
from layers.base import Layer

SUMMARY = "概要 Summary"
"""Name of the sheet that says what the table is."""
WHAT = "これは何か"
"""Its first label."""
ACCURACY = "位置の精度"
TRACES = (ACCURACY, "元のファイル", "元の行")
"""Headings of the columns that only an export has: what each position stands for, and where the row came from."""
BESIDE = ("区(位置から)", "町丁(位置から)")
"""The headings behind a layer's own."""


def _key(heading: str) -> str:
    return "".join(unicodedata.normalize("NFKC", heading).split())


def is_exported(headings: Iterable[str]) -> bool:
    """Whether a table with these headings is an export of a layer."""
    return {_key(one) for one in TRACES} <= {_key(one) for one in headings}


def exported_layer(headings: Sequence[str]) -> Layer | None:
    """The layer whose export has these headings; None where none has, or several have."""
    if not is_exported(headings):
        return None
    keys = [_key(one) for one in headings]
    own = keys[: min((keys.index(one) for one in (*BESIDE, ACCURACY) if one in keys), default=0)]
    said = {re.sub(r"\([^()]*\)$", "", one) for one in own} | set(own)
    found = []
    for layer in LAYERS.values():
        labels = {_key(field.label.ja) for field in layer.fields}
        short = {re.sub(r"\([^()]*\)$", "", one) for one in labels}
        required = {_key(field.label.ja) for field in layer.fields if field.required}
        if own and all(one in labels or re.sub(r"\([^()]*\)$", "", one) in labels | short for one in own) and required <= said:
            found.append((len(labels) - len(own), layer))
    found.sort(key=lambda one: one[0])
    # Columns that this audience may not see are missing, so that the layer with the fewest others is meant.
    return found[0][1] if found and (len(found) == 1 or found[0][0] < found[1][0]) else None
