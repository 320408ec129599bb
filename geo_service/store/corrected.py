"""Addresses that a person corrected in the sheet of ``geo-service geocode``, when the sheet is loaded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo_service.geocode.sheet import CORRECTED
from geo_service.store.findings import Findings
from geo_service.store.headings import first_of
from layers.base import Layer, Text


def corrected_addresses(
    layer: Layer,
    fields: dict[str, pd.Series[Any]],
    frame: pd.DataFrame,
    known: dict[str, str],
    rows: NDArray[np.int64],
    say: Findings,
) -> None:
    """Put them in the place of the list's own in ``fields``, each with a notice. ``known``: key → heading of ``frame``."""
    heading = first_of(CORRECTED, known)
    if heading is None or not any(field.name == "address" for field in layer.fields):
        return
    new = frame[heading].fillna("").str.strip()
    written = (new != "").to_numpy()
    if not written.any():
        return
    before = fields.get("address", pd.Series(np.nan, index=new.index, dtype="str"))
    fields["address"] = before.mask(written, new)
    say.add(
        "corrected_address",
        heading,
        "notice",
        rows[written],
        new[written].tolist(),
        Text("「正しい住所」に書かれた住所を使います（元は「{note}」）。", "The corrected address is taken instead of '{note}'."),
        Text("違っていればその欄を直してください。", "Mend that cell if it is wrong."),
        [str(value) for value in before[written].fillna("–").tolist()],
    )
