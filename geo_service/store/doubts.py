"""Fields of a row that contradict each other, as its layer knows them: told, never refused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo_service.store.clean import heading_of, source_values
from geo_service.store.conform import Conformed
from layers.base import Text


def doubts(kept: Conformed, attributes: pd.DataFrame) -> None:
    """Notices ("contradiction") of the m rows kept; ``attributes``: their typed fields."""
    doubt = kept.meant.layer.doubt
    if doubt is None or attributes.empty:
        return
    plain = attributes.astype(object).where(attributes.notna(), None)
    found: dict[tuple[str, Text], list[int]] = {}
    for at, row in enumerate(plain.to_dict("records")):
        said = doubt({str(name): value for name, value in row.items()})
        if said is not None:
            found.setdefault(said, []).append(at)
    for (field, why), places in found.items():
        rows = np.array(places, dtype=np.int64)
        kept.findings.add(
            "contradiction",
            heading_of(kept, field),
            "notice",
            kept.rows[rows],
            source_values(kept, field, rows),
            why,
            Text(
                "どちらかの打ち間違いか、別の決まりかを確かめてください。", "See whether one is mistyped, or another rule holds."
            ),
        )
