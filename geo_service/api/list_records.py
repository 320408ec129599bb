"""Rows of a list chosen for the page about an area or a place: the columns that say something, in both languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from geo_service.render.layer_table import heading, table_cells
from geo_service.render.records import Records
from geo_service.store.layer_rows import LayerRows
from layers.base import Text

WIDE = 6
"""Columns that are shown; the list's own page has all."""
PLACED = ("ward_name", "town_name", "accuracy", "dataset_title", "reference_date", "licence", "source_file", "source_row")
"""Columns about the row's place and source: said elsewhere on the page."""


def shown_records(
    found: LayerRows, rows: Sequence[int], most: int, hidden: Collection[str] = (), first: str = "", empty: Text | None = None
) -> Records:
    """The first ``most`` of these rows. ``hidden``: columns left out besides PLACED; ``first``: the column told before the
    others; ``empty``: what an empty cell says (nothing where None)."""
    shown = list(rows[:most])
    shapes = found.shapes[np.array(shown, dtype=np.int64)]
    some = LayerRows(found.layer, found.city, found.columns, [found.rows[row] for row in shown], shapes)
    ja, en = table_cells(some, "ja"), table_cells(some, "en")
    told = [
        at
        for at, column in enumerate(some.columns)
        if column.name not in PLACED and column.name not in hidden and any(row[at] for row in ja)
    ]
    told = sorted(told, key=lambda at: some.columns[at].name != first)[:WIDE]
    cells = tuple(
        tuple(empty if empty is not None and not a[at] else Text(a[at], b[at]) for at in told)
        for a, b in zip(ja, en, strict=True)
    )
    return Records(found.layer.id, tuple(heading(some.columns[at]) for at in told), cells, len(rows) - len(shown))
